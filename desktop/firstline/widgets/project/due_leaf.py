"""The due list on the page of projects: exact items, why each is there, and the run in place."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
)

from firstline.domain.errors import NOTHING
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.health.board import Board
from firstline.viewmodel.later import Later
from firstline.viewmodel.project.due_list import DueList
from firstline.viewmodel.project.retention import DUE
from firstline.widgets import icons, theme
from firstline.widgets.empty import Empty
from firstline.widgets.health.fitting import fit_columns
from firstline.widgets.health.register_page import OwnLeaf
from firstline.widgets.plain_table import Cell, PlainTable
from firstline.widgets.project.retention_pack import shipped

MOST_ROWS = 500
AGAIN = Text("重新列出", "List anew")
RUN = Text("销毁清单所列…", "Destroy what is listed…")
CONFIRM = Text("确认销毁", "Destroy for good")
CANCEL = Text("取消", "Cancel")
APPROVER = Text(
    "谁批准(清单里有人员,要另一个人)", "Approved by (people are listed: another person)"
)


class DueLeaf(OwnLeaf):
    """Shows the dry run; the run asks once more in its own line, and Esc takes that back."""

    def __init__(self, desktop: Desktop, later: Later) -> None:
        super().__init__()
        self._speech = desktop.speech
        self.setObjectName("topped")
        self.list = DueList(desktop, later, shipped, self)
        self.frame = DUE
        self.table = self.rows = PlainTable(DUE.stretch, DUE.widths)
        self.empty = Empty(desktop.speech)
        self.verdict, self.why, self.warning = QLabel(), QLabel(), QLabel()
        self.again, self.run = QPushButton(), QPushButton()
        self.confirm, self.cancel = QPushButton(), QPushButton()
        self.approver = QLineEdit()
        self._ask, self._body = QFrame(), QStackedWidget()
        self._lay()
        self._connect()

    def _lay(self) -> None:
        for one, look in ((self.verdict, "muted"), (self.why, "text"), (self.warning, "late")):
            one.setWordWrap(True)
            one.setTextFormat(Qt.TextFormat.PlainText)
            one.setProperty("look", look)
        self.why.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.confirm.setProperty("look", "primary")
        acts = QHBoxLayout()
        acts.setContentsMargins(20, 0, 20, 6)
        acts.setSpacing(8)
        acts.addWidget(self.again)
        acts.addWidget(self.run)
        acts.addStretch(1)
        asked = QVBoxLayout(self._ask)
        asked.setContentsMargins(20, 4, 20, 8)
        asked.addWidget(self.warning)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.approver, 1)
        line.addWidget(self.confirm)
        line.addWidget(self.cancel)
        line.addStretch(0)
        asked.addLayout(line)
        self._ask.hide()
        self.verdict.setContentsMargins(20, 8, 20, 4)
        self.why.setContentsMargins(20, 10, 20, 14)
        self._body.addWidget(self.rows)
        self._body.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 1, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.verdict)
        column.addLayout(acts)
        column.addWidget(self._ask)
        column.addWidget(self._body, 1)
        column.addWidget(self.why)
        self.setFocusProxy(self.rows)

    def _connect(self) -> None:
        self.again.clicked.connect(self.list.look)
        self.run.clicked.connect(self.ask)
        self.confirm.clicked.connect(self._on_confirm)
        self.cancel.clicked.connect(self.take_back)
        self.approver.returnPressed.connect(self.confirm.click)
        self.rows.chosen.connect(self._on_chosen)
        self.list.listed.connect(self._on_listed)
        self.list.busy.connect(self._on_busy)

    # --- acting ---

    def ask(self) -> None:
        """Ask once more, in place: how much goes, and what remains."""
        self._ask.show()
        self.approver.setVisible(self.list.asks_approval)
        self.retranslate()
        first = self.approver if self.list.asks_approval else self.cancel
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_back(self) -> None:
        """Do nothing of it."""
        self._ask.hide()
        self.rows.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_confirm(self) -> None:
        self._ask.hide()
        self.list.run(self.approver.text())
        self.approver.clear()

    def _on_busy(self, busy: bool) -> None:  # noqa: FBT001 - as the signal tells it
        found = self.list.found
        self.again.setEnabled(not busy)
        self.run.setEnabled(not busy and bool(found and found.due))

    # --- showing ---

    def _on_listed(self) -> None:
        self._ask.hide()  # what was about to be confirmed may be another list
        self._fill()

    def _fill(self) -> None:
        say, found = self._speech, self.list.found
        items = found.items if found else ()
        rows = [
            (str(at), [Cell(say(each.words), each.shade, each.bold) for each in
                       self.list.cells(one)])
            for at, one in enumerate(items[:MOST_ROWS])
        ]  # fmt: skip
        self.rows.show_rows([say(one) for one in DUE.heads], rows)
        self._body.setCurrentIndex(0 if items else 1)
        words = say(self.list.verdict)
        if len(items) > MOST_ROWS:
            more = Text(f"只显示前 {MOST_ROWS} 项。", f"The first {MOST_ROWS} are shown.")
            words = f"{words} {say(more)}"
        self.verdict.setText(words)
        self._on_busy(False)
        self._on_chosen(self.rows.key())

    def _on_chosen(self, key: str) -> None:
        words = self._speech(self.list.why(int(key))) if key else ""
        self.why.setText(words)
        self.why.setVisible(bool(words))

    @override
    def show_board(self, board: Board) -> None:
        """The list is looked at by itself: nothing of the page's records is shown here."""

    @override
    def leave(self) -> None:
        self._ask.hide()

    @override
    def retranslate(self) -> None:
        say, small = self._speech, QSize(theme.px(16), theme.px(16))
        for button, words, icon in (
            (self.again, AGAIN, "refresh-cw"), (self.run, RUN, "trash-2"),
            (self.confirm, CONFIRM, "trash-2"), (self.cancel, CANCEL, "x"),
        ):  # fmt: skip
            button.setText(f" {say(words)}")
            button.setAccessibleName(say(words))
            button.setIcon(icons.icon(icon, "on_accent" if button is self.confirm else "text"))
            button.setIconSize(small)
        self.approver.setPlaceholderText(say(APPROVER))
        self.approver.setAccessibleName(say(APPROVER))
        self.warning.setText(say(self.list.warning))
        self.rows.setAccessibleName(say(DUE.name))
        self.empty.tell(DUE.icon, DUE.empty, NOTHING)
        self._fill()
        self._fit()

    def _fit(self) -> None:
        fit_columns(self.rows, DUE, self.width() - theme.px(20))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._ask.isVisible():
            self.take_back()
            return
        super().keyPressEvent(event)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.list.awake = True
        self.list.look()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.list.awake = False
