"""Which column is compared with which: one row a column of the source, two choices in each."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.reconcile.map import USES, Line, Use
from firstline.viewmodel.speech import Speech
from firstline.widgets import theme
from firstline.widgets.combo import Combo
from firstline.widgets.plain_table import Padded, keep_plain

MOST_ROWS = 120  # a wider file is compared by the command
_ROW_PX = 36
HEADS = (
    Text("源列", "Source column"), Text("目标列", "Target column"), Text("用途", "Use"),
)  # fmt: skip
_NONE = Text("(没有)", "(none)")


class _Choice(Combo):
    """Turning the wheel scrolls the table; it chooses nothing by accident."""

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def _framed(box: Combo) -> QWidget:
    """Return the box with some room around it."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(6, 3, 6, 3)
    row.addWidget(box)
    return made


class ColumnsTable(QTableWidget):
    """Shows the guess, and takes what a person chooses."""

    changed = Signal()

    def __init__(self, speech: Speech) -> None:
        super().__init__(0, len(HEADS))
        self._speech = speech
        self._names: list[str] = []
        self._targets: list[Combo] = []
        self._uses: list[Combo] = []
        self.setObjectName("plain")
        keep_plain(self)
        self.setItemDelegate(Padded(self))
        self.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        head = self.horizontalHeader()
        for place in range(len(HEADS)):
            head.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)

    def show_lines(self, lines: Sequence[Line], targets: Sequence[str]) -> None:
        """Show one row a line; `targets` are the headings of the target."""
        shown = lines[:MOST_ROWS]
        self._names = [one.source for one in shown]
        self._targets, self._uses = [], []
        self.setRowCount(len(shown))
        for at, one in enumerate(shown):
            self.setItem(at, 0, QTableWidgetItem(one.source))
            target, use = _Choice(), _Choice()
            target.addItem(self._speech(_NONE), "")
            for name in targets:
                target.addItem(name, name)
            target.setCurrentIndex(max(0, target.findData(one.target)))
            for kind, words in USES.items():
                use.addItem(self._speech(words), str(kind))
            use.setCurrentIndex(use.findData(str(one.use)))
            for box in (target, use):
                box.activated.connect(self.changed)
            self._targets.append(target)
            self._uses.append(use)
            self.setCellWidget(at, 1, _framed(target))
            self.setCellWidget(at, 2, _framed(use))
        self.retranslate()

    def lines(self) -> tuple[Line, ...]:
        """Return what is chosen now."""
        return tuple(
            Line(name, str(target.currentData() or ""), Use(str(use.currentData())))
            for name, target, use in zip(self._names, self._targets, self._uses, strict=True)
        )

    def retranslate(self) -> None:
        """Say everything in the language and the size in use."""
        say = self._speech
        self.setAccessibleName(say(Text("列的对应", "How columns are paired")))
        self.setHorizontalHeaderLabels([say(one) for one in HEADS])
        for at, (name, target, use) in enumerate(
            zip(self._names, self._targets, self._uses, strict=True)
        ):
            self.setRowHeight(at, theme.px(_ROW_PX))
            target.setItemText(0, say(_NONE))
            target.setAccessibleName(say(Text(f"{name}:目标列", f"{name}: target column")))
            use.setAccessibleName(say(Text(f"{name}:用途", f"{name}: use")))
            for place, words in enumerate(USES.values()):
                use.setItemText(place, say(words))
