"""One kept comparison: its totals, each difference side by side, explained here and signed."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.reconcile.record import Kept
from firstline.domain.reconcile.values import Difference
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.reconcile.reconcile import (
    ReconcileModel,
    first_of,
    hashes,
    headline,
    standing,
    totals,
    words_of,
)
from firstline.widgets.plain_table import Cell, PlainTable

TABS = (Text("差异", "Differences"), Text("控制总数与等式", "Control totals and equations"))
DIFFERENCE_HEADS = (
    Text("序号", "No."), Text("键", "Key"), Text("差异", "Difference"), Text("说明", "Explanation"),
)  # fmt: skip
TOTAL_HEADS = (
    Text("分组", "Group"), Text("控制总数", "Control total"), Text("源", "Source"),
    Text("目标", "Target"), Text("差", "Difference"),
)  # fmt: skip
CELL_HEADS = (
    Text("列", "Column"), Text("源", "Source"), Text("目标", "Target"),
)  # fmt: skip
EXPLAIN = Text("说明此差异", "Explain it")
EXPLAIN_ALIKE = Text("说明同样的全部", "Explain all like it")
SIGN = Text("签字", "Sign")
WHY = Text("为什么不同?例如:四舍五入、在途单据", "Why? For example: rounding, document in flight")
ROWS = Text("行数", "rows")


class ReconcilePanel(QFrame):
    """Shows the comparison that is chosen in the list."""

    def __init__(self, desktop: Desktop, model: ReconcileModel) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._speech = desktop.speech
        self._model = model
        self._kept: Kept | None = None
        self.title, self._line, self._standing = QLabel(), QLabel(), QLabel()
        self._hashes, self._first = QLabel(), QLabel()
        self.sign = QPushButton()
        self.tabs = QTabBar()
        self.differences = PlainTable(3, (52, 140, 200, 200), (0, 2), inner=True)
        self.why = QLineEdit()
        self.explain, self.explain_alike = QPushButton(), QPushButton()
        self.cells = PlainTable(2, (170, 290, 200), inner=True)
        self.totals = PlainTable(0, (160, 150, 140, 140, 130), (4, 3), inner=True)
        self._more = QLabel()
        self._stack = QStackedWidget()
        self._lay()
        self._connect()
        self.retranslate()

    def _lay(self) -> None:
        for label in (
            self.title,
            self._line,
            self._hashes,
            self._first,
            self._standing,
            self._more,
        ):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setProperty("look", "heading")
        self._line.setWordWrap(True)
        for label in (self._hashes, self._first, self._more):
            label.setProperty("look", "small")
            label.setWordWrap(True)
        self._hashes.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.sign.setProperty("look", "primary")
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.title, 1)
        head.addWidget(self._standing)
        head.addWidget(self.sign)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for _ in TABS:
            self.tabs.addTab("")
        self._stack.addWidget(self._found())
        self._stack.addWidget(self.totals)
        top = QVBoxLayout()
        top.setContentsMargins(16, 12, 16, 4)
        top.setSpacing(6)
        top.addLayout(head)
        for label in (self._line, self._first, self._hashes, self._more):
            top.addWidget(label)
        top.addWidget(self.tabs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._stack, 1)

    def _found(self) -> QWidget:
        acts = QHBoxLayout()
        acts.setContentsMargins(16, 8, 16, 10)
        acts.setSpacing(8)
        acts.addWidget(self.why, 1)
        acts.addWidget(self.explain)
        acts.addWidget(self.explain_alike)
        bar = QWidget()
        bar.setLayout(acts)
        lower = QFrame()
        lower.setObjectName("topped")
        inside = QVBoxLayout(lower)
        inside.setContentsMargins(0, 1, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(bar)  # above the cells: what is said at the foot of the window covers them
        inside.addWidget(self.cells, 1)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.differences, 3)
        column.addWidget(lower, 2)
        return whole

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._stack.setCurrentIndex)
        self.differences.chosen.connect(self._show_difference)
        self.explain.clicked.connect(self._on_explain)
        self.explain_alike.clicked.connect(self._on_explain_alike)
        self.why.returnPressed.connect(self._on_explain)
        self.why.textChanged.connect(self._enable)
        self.sign.clicked.connect(self._on_sign)

    def show_kept(self, kept: Kept | None) -> None:
        """Show a comparison; the difference that is chosen stays chosen, and what is typed, too."""
        other = kept is None or self._kept is None or kept.id != self._kept.id
        self._kept = kept
        self.setEnabled(kept is not None)
        if other:
            self.why.clear()
        if kept is None:
            return
        say = self._speech
        self.title.setText(f"{kept.number}  {kept.name}")
        self._line.setText(say(headline(kept)))
        self._hashes.setText(say(hashes(kept)))
        self._first.setText(say(first_of(kept)))
        self._first.setVisible(bool(first_of(kept).zh))
        self._standing.setText(say(standing(kept)))
        left_out = kept.found - len(kept.differences)
        self._more.setVisible(left_out > 0)
        self._more.setText(
            say(Text(f"另有 {left_out} 处没有保存:修正数据后再对一次。",
                     f"{left_out} more are not kept: mend the data, compare again."))
        )  # fmt: skip
        self._show_differences(kept)
        self._show_totals(kept)
        self._enable()

    def _show_differences(self, kept: Kept) -> None:
        say = self._speech
        rows = []
        for one in kept.differences:
            told = kept.explanations.get(one.number)
            why = Cell(f"✓ {told.text} · {told.by}", "ok") if told else Cell(
                say(Text("○ 未说明", "○ unexplained")), "P2")  # fmt: skip
            cells = (Cell(str(one.number), "muted"), Cell(" / ".join(one.key), bold=True),
                     Cell(say(words_of(one))), why)  # fmt: skip
            rows.append((str(one.number), cells))
        self.differences.show_rows([say(one) for one in DIFFERENCE_HEADS], rows)

    def _show_totals(self, kept: Kept) -> None:
        say = self._speech
        rows = []
        for key, cells, equal in totals(kept):
            group, name, *values = cells
            named = say(ROWS) if name == "rows" else name
            shade = "text" if equal else "P1"
            row = (Cell(group or say(Text("全部", "all")), "muted"), Cell(named),
                   *(Cell(one, shade, not equal) for one in values))  # fmt: skip
            rows.append((key, row))
        self.totals.show_rows([say(one) for one in TOTAL_HEADS], rows)

    def _show_difference(self, key: str) -> None:
        say, found = self._speech, self._difference(key)
        rows: list[tuple[str, tuple[Cell, ...]]] = []
        if found is not None:
            first, second = (f"#{one}" if one else "-" for one in found.rows)
            rows.append(("rows", (Cell(say(Text("行号", "Row")), "muted"), Cell(first, "muted"),
                                  Cell(second, "muted"))))  # fmt: skip
            gone = say(Text("(没有这一行)", "(no such row)"))
            for at, one in enumerate(sorted(found.cells, key=lambda cell: not cell.changed)):
                shade = "P1" if one.changed else "muted"
                sides = [Cell(gone if side is None else side, shade, one.changed)
                         for side in (one.source, one.target)]  # fmt: skip
                rows.append((str(at), (Cell(one.column, bold=one.changed), *sides)))
        self.cells.show_rows([say(one) for one in CELL_HEADS], rows)
        self._enable()

    def _difference(self, key: str) -> Difference | None:
        kept = self._kept
        found = kept.differences if kept is not None else ()
        return next((one for one in found if str(one.number) == key), None)

    def _enable(self) -> None:
        kept = self._kept
        ready = self._difference(self.differences.key()) is not None
        for button in (self.explain, self.explain_alike):
            button.setEnabled(ready and bool(self.why.text().strip()))
        self.why.setEnabled(ready)
        self.sign.setVisible(kept is not None and kept.signature is None)
        self.sign.setEnabled(kept is not None and not kept.unexplained)

    def _on_explain(self) -> None:
        found = self._difference(self.differences.key())
        if found is not None:
            self._explain([found])

    def _on_explain_alike(self) -> None:
        """Explain every unexplained difference of the same kind in the same columns."""
        kept, found = self._kept, self._difference(self.differences.key())
        if kept is None or found is None:
            return
        self._explain([
            one for one in kept.differences
            if one.number == found.number or (
                one.number not in kept.explanations and one.kind is found.kind
                and one.columns == found.columns
            )
        ])  # fmt: skip

    def _explain(self, several: list[Difference]) -> None:
        kept, text = self._kept, self.why.text().strip()
        if kept is None or not text:
            return
        if self._model.explain(kept.id, [one.number for one in several], text):
            self.why.clear()
            self._go_on()

    def _go_on(self) -> None:
        """Choose the next difference that nobody has explained."""
        kept = self._kept
        if kept is None:
            return
        open_ones = [one.number for one in kept.differences if one.number not in kept.explanations]
        if open_ones:
            self.differences.go_to(str(open_ones[0]))

    def _on_sign(self) -> None:
        if self._kept is not None:
            self._model.sign(self._kept.id)

    def retranslate(self) -> None:
        """Say everything in the language and the size in use."""
        say = self._speech
        for at, words in enumerate(TABS):
            self.tabs.setTabText(at, say(words))
        self.tabs.setAccessibleName(say(Text("差异或控制总数", "Differences or control totals")))
        beside = Text("源与目标并列", "Source beside target")
        tables = (self.differences, TABS[0]), (self.totals, TABS[1]), (self.cells, beside)
        for table, words in tables:
            table.setAccessibleName(say(words))
        self.why.setPlaceholderText(say(WHY))
        self.why.setAccessibleName(say(Text("说明", "Explanation")))
        for button, words in ((self.explain, EXPLAIN), (self.explain_alike, EXPLAIN_ALIKE),
                              (self.sign, SIGN)):  # fmt: skip
            button.setText(say(words))
            button.setAccessibleName(say(words))
        self.show_kept(self._kept)
