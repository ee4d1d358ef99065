"""The timeline on the page of contracts: the picture, its legend, and words on the chosen row."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from firstline.domain.errors import NOTHING
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.contracts.timeline import FRAME, Timeline
from firstline.viewmodel.health.board import Board
from firstline.viewmodel.speech import Speech
from firstline.widgets import icons, layouts, theme
from firstline.widgets.contracts.chart import Chart
from firstline.widgets.entry import enter_at
from firstline.widgets.health.report_leaf import ReportLeaf

LEGEND = Text(
    "■ 合同  ▣ 服务包  § 补充协议  ↑ 免费升级   ◆ 通知截止  ▽ 提醒   "
    "↑↓ 选择  ←→ 移动  +− 缩放  Home 今天  回车打开",
    "■ contract  ▣ package  § supplement  ↑ free upgrade   ◆ notice  ▽ reminder   "
    "↑↓ choose  ←→ move  +− zoom  Home today  Enter opens",
)
OPEN = Text("打开记录", "Open the record")
CALENDAR = Text("日历 .ics…", "Calendar .ics…")


class TimelineLeaf(ReportLeaf):
    """Shows the rows of the board `timeline`; Enter opens the record of the chosen one."""

    opened = Signal(str, str)  # kind, key
    calendar_wanted = Signal()

    def __init__(self, speech: Speech) -> None:
        self.chart = Chart(speech)
        self._legend = QLabel()
        self.open, self.calendar = QPushButton(), QPushButton()
        super().__init__(speech, FRAME)
        self.table.setParent(self)
        self.table.hide()  # the picture is the list
        self.chart.chosen.connect(lambda _key: self._tell())
        self.chart.opened.connect(self._open)
        self.open.clicked.connect(lambda: self._open(self.chart.current()))
        self.calendar.clicked.connect(self.calendar_wanted)
        enter_at(self, self.chart)

    @override
    def _lay(self) -> None:
        self.setObjectName("leaf")
        for one, look in ((self._legend, "small"), (self.why, "text")):
            one.setProperty("look", look)
            one.setWordWrap(True)
            one.setTextFormat(Qt.TextFormat.PlainText)
        self._legend.setContentsMargins(20, 0, 20, 4)
        below = QWidget()
        foot = QHBoxLayout(below)
        foot.setContentsMargins(20, 8, 20, 12)
        foot.setSpacing(10)
        foot.addWidget(self.why, 1)
        foot.addWidget(self.calendar)
        foot.addWidget(self.open)
        self._body.addWidget(layouts.scrolled(self.chart))
        self._body.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 1, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._verdict)
        column.addWidget(self._legend)
        column.addWidget(self._body, 1)
        column.addWidget(below)

    @override
    def show_board(self, board: Board) -> None:
        """Show the rows as they stand now."""
        self._board = board
        self._verdict.tell(self._speech(board.verdict))
        if isinstance(board.extra, Timeline):
            self.chart.show_line(board.extra)
        self._body.setCurrentIndex(0 if board.lines else 1)
        self._tell()

    def _tell(self) -> None:
        line = self._board.line(self.chart.current()) if self._board else None
        say = self._speech
        words = f"{say(line.title)}: {say(line.why)}" if line else ""
        self.why.setText(words)
        self.open.setEnabled(line is not None)

    def _open(self, key: str) -> None:
        board = self._board
        bars = board.extra.bars if board and isinstance(board.extra, Timeline) else ()
        kind = next((one.kind for one in bars if one.key == key), "")
        if kind:
            self.opened.emit(kind, key)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        QFrame.resizeEvent(self, event)

    @override
    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say = self._speech
        self._legend.setText(say(LEGEND))
        for button, words, icon in (
            (self.open, OPEN, "panel-right"),
            (self.calendar, CALENDAR, "calendar"),
        ):
            button.setText(f" {say(words)}")
            button.setAccessibleName(say(words))
            button.setIcon(icons.icon(icon, "text"))
            button.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.empty.tell(FRAME.icon, FRAME.empty, NOTHING)
        self.chart.retranslate()
        if self._board is not None:
            self.show_board(self._board)
