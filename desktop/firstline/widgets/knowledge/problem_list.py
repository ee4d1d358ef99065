"""The problem records: a table, and beside it cause, workaround, stage and tickets of one."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
)

from firstline.domain.errors import NOTHING
from firstline.domain.knowledge.recurrence import KIND
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.knowledge.problems import ProblemRow, problems
from firstline.viewmodel.later import Later
from firstline.viewmodel.plain import tip
from firstline.widgets import theme
from firstline.widgets.empty import Empty
from firstline.widgets.entry import enter_at
from firstline.widgets.knowledge.problem_panel import ProblemPanel
from firstline.widgets.plain_table import Padded, keep_plain

HEADS = (
    Text("编号", "Id"), Text("问题", "Problem"), Text("阶段", "Stage"), Text("产品", "Product"),
    Text("工单", "Tickets"),
)  # fmt: skip
WIDTHS = {0: 112, 2: 170, 3: 90, 4: 66}
_PRODUCT, _TICKETS, _ROOM_TO_PERCENT = 3, 4, 125  # larger text does without the product
EMPTY = Text(
    "还没有问题记录。30 天内第 3 个类似工单出现时会提出建立。",
    "No problem records yet. The third ticket of its like in 30 days proposes one.",
)


class ProblemList(QFrame):
    """Reads the records while it is on screen; what is typed beside it is kept when left."""

    def __init__(self, desktop: Desktop, later: Later) -> None:
        super().__init__()
        self.setObjectName("topped")
        self._desktop = desktop
        self._speech = desktop.speech
        self._later = later
        self._rows: list[ProblemRow] = []
        self._held = ""
        self.table = QTableWidget(0, len(HEADS))
        self.panel = ProblemPanel(desktop)
        self.empty = Empty(desktop.speech)
        self.empty.tell("circle-check", EMPTY, NOTHING)
        self._body = QStackedWidget()
        self._lay()
        self.table.currentCellChanged.connect(lambda *_four: self._look())
        desktop.changed.connect(self._on_changed)
        enter_at(self, self.table)
        self.retranslate()

    def _lay(self) -> None:
        table = self.table
        keep_plain(table)
        table.setObjectName("plain")
        table.setItemDelegate(Padded(table))
        table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        pair = QFrame()
        row = QHBoxLayout(pair)
        row.setContentsMargins(0, 1, 0, 0)
        row.setSpacing(0)
        row.addWidget(table, 3)
        row.addWidget(self.panel, 2)
        self._body.addWidget(pair)
        self._body.addWidget(self.empty)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 1, 0, 0)
        outer.addWidget(self._body)

    def hold(self, problem_id: str) -> None:
        """Make a record current once it is listed."""
        self._held = problem_id

    def refresh(self) -> None:
        """Read the records again."""
        self._later(problems, self._show)

    def retranslate(self) -> None:
        """Say everything in the language and the size in use."""
        say = self._speech
        self.table.setAccessibleName(say(Text("问题记录", "Problem records")))
        self.table.setHorizontalHeaderLabels([say(one) for one in HEADS])
        self.table.verticalHeader().setDefaultSectionSize(theme.row_height())
        for column, width in WIDTHS.items():
            self.table.setColumnWidth(column, theme.px(width))
        self.table.setColumnHidden(_PRODUCT, theme.percent() > _ROOM_TO_PERCENT)
        if head := self.table.horizontalHeaderItem(_TICKETS):
            head.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._fill()
        self.panel.retranslate()

    def _show(self, rows: list[ProblemRow]) -> None:
        current = self.table.currentRow()
        if not self._held and 0 <= current < len(self._rows):
            self._held = self._rows[current].problem.id
        self._rows = rows
        self._body.setCurrentIndex(0 if rows else 1)
        self._fill()
        ids = [one.problem.id for one in rows]
        if rows:
            self.table.setCurrentCell(ids.index(self._held) if self._held in ids else 0, 0)
        self._held = ""
        self._look()

    def _fill(self) -> None:
        self.table.blockSignals(True)
        self.table.setRowCount(len(self._rows))
        for at, one in enumerate(self._rows):
            for column, words in enumerate(one.cells):
                item = QTableWidgetItem(self._speech(words))
                item.setToolTip(tip(item.text()))
                if column == _TICKETS:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight)
                self.table.setItem(at, column, item)
        self.table.blockSignals(False)

    def _look(self) -> None:
        current = self.table.currentRow()
        inside = 0 <= current < len(self._rows)
        self.panel.show_row(self._rows[current] if inside else None)

    def _on_changed(self, changed: Any) -> None:
        if self.isVisible() and (KIND in changed.kinds or changed.everything):
            self.refresh()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self.panel.keep()
        super().hideEvent(event)
