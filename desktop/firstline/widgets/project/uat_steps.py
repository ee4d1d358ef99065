"""The steps of a run as a table: what is done, what is expected, what was seen; in large words."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem

from firstline.domain.overrides import override
from firstline.domain.uat.run import MARKS, RESULTS, Outcome, Result, Run
from firstline.domain.words import Text
from firstline.viewmodel.plain import tip
from firstline.viewmodel.speech import Speech
from firstline.widgets import theme
from firstline.widgets.plain_table import Padded, keep_plain

HEADS = (Text("步", "Step"), Text("操作", "Do"), Text("预期结果", "Expected"),
         Text("实际", "Seen"))  # fmt: skip
LETTERS = frozenset("PFBSD")
_WORDS_PX = 16
_SHADES = {Result.PASSED: "ok", Result.FAIL: "P1", Result.BLOCKED: "P2", Result.SKIPPED: "muted"}


class StepTable(QTableWidget):
    """One row a step; a letter is told and changes nothing by itself."""

    pressed_letter = Signal(str)

    def __init__(self) -> None:
        super().__init__(0, len(HEADS))
        self.setObjectName("plain")
        keep_plain(self)
        self.setItemDelegateForColumn(0, Padded(self))
        self.setWordWrap(True)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        head = self.horizontalHeader()
        for column in (1, 2, 3):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    @property
    def step(self) -> int:
        """The number of the chosen step, 0 for none."""
        return self.currentRow() + 1

    def go_to(self, step: int) -> None:
        """Choose a step."""
        self.setCurrentCell(step - 1, 0)

    def show_steps(self, run: Run, say: Speech) -> None:
        """Show the steps of a run as they stand; the chosen one stays."""
        at = self.currentRow()
        self.blockSignals(True)
        self.setHorizontalHeaderLabels([say(one) for one in HEADS])
        self.setColumnWidth(0, theme.px(76))
        self.setRowCount(len(run.steps))
        defects = {one.step for one in run.defects}
        for row, (held, words) in enumerate(
            zip(run.steps, run.said(say.language), strict=True)
        ):  # fmt: skip
            mark = MARKS[held.result] if held.result else "·"
            shade = _SHADES[held.result] if held.result else "muted"
            seen = self._seen(held, say)
            flag = "  ⚑" if held.number in defects else ""
            cells = ((f"{mark} {held.number}{flag}", shade), (words.do, "text"),
                     (words.expected, "text"), (seen, shade))  # fmt: skip
            for column, (text, token) in enumerate(cells):
                self._put(row, column, text, token)
            self._tell(row, f"{held.number} {words.do} {words.expected} {seen}")
        if run.steps:
            self.setCurrentCell(max(0, min(at, len(run.steps) - 1)), 0)
        self.blockSignals(False)
        self._fit()

    @staticmethod
    def _seen(held: Outcome, say: Speech) -> str:
        lines = []
        for one in held.heads:
            name = say(RESULTS[one.result])
            who = f" ({one.by})" if held.contested else ""
            lines.append(f"{name}{who} {one.actual}".strip())
        return "\n".join(lines)

    def _put(self, row: int, column: int, text: str, shade: str) -> None:
        item = QTableWidgetItem(text)
        item.setForeground(theme.token(shade))
        item.setFont(theme.font(_WORDS_PX, bold=column == 0))
        item.setToolTip(tip(text))
        item.setTextAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self.setItem(row, column, item)

    def _tell(self, row: int, words: str) -> None:
        item = self.item(row, 0)
        if item is not None:
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words)

    def _fit(self) -> None:
        self.resizeRowsToContents()
        for row in range(self.rowCount()):
            self.setRowHeight(row, max(theme.px(52), self.rowHeight(row) + theme.px(12)))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text().upper()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if plain and letter in LETTERS and letter:
            self.pressed_letter.emit(letter)
        elif plain and letter in ("J", "K") and letter:
            step = self.step + (1 if letter == "J" else -1)
            if 1 <= step <= self.rowCount():
                self.go_to(step)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End,
                             Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):  # fmt: skip
            super().keyPressEvent(event)
        else:
            event.ignore()
