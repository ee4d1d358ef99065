"""The runbooks: a list, and of the chosen one its board, the live control view, the timeline."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.plain import tip
from firstline.viewmodel.runbook import words
from firstline.viewmodel.runbook.runbook import RunbookDoors, RunbookModel, Shown
from firstline.widgets import icons, layouts, theme
from firstline.widgets.combo import Combo
from firstline.widgets.empty import Empty
from firstline.widgets.entry import enter_at
from firstline.widgets.plain_label import PlainLabel
from firstline.widgets.purpose import RUNBOOKS, Purpose
from firstline.widgets.runbook.adopt import AdoptForm
from firstline.widgets.runbook.gantt import TimelinePage
from firstline.widgets.runbook.gate import GatePanel
from firstline.widgets.runbook.item import ItemPanel, wide
from firstline.widgets.runbook.live import LivePage
from firstline.widgets.runbook.review import ReviewPage
from firstline.widgets.runbook.start import StartForm
from firstline.widgets.runbook.tree import RunbookTree
from firstline.widgets.runbook.wave import WavePage

TITLE = Text("操作手册", "Runbooks")
NEW, REPORT = Text("新建…", "New…"), Text("报告…", "Report…")
BOARD, LIVE = Text("看板", "Board"), Text("切换指挥", "Live control")
TIMELINE, REVIEW = Text("时间表", "Timeline"), Text("评审", "Review")
WAVES = Text("批次", "Waves")
LEAVES = (BOARD, LIVE, TIMELINE, WAVES, REVIEW)
EMPTY = Text(
    "还没有操作手册:由模板建立迁移、升级或健康检查,勾选要有证据。",
    "No runbooks yet: make a migration, an upgrade or a health check; ticks need evidence.",
)
_LIST = 208
_TIGHT, _TITLED, _LEAST = 1000, 850, 240  # of the page at the usual text size

REPORTS: Mapping[Text, str] = {
    Text("放行报告 PDF (*.pdf)", "Go/no-go report, PDF (*.pdf)"): "go",
    Text("放行报告工作簿 (*.xlsx)", "Go/no-go report, workbook (*.xlsx)"): "go",
    Text("日历 (*.ics)", "Calendar (*.ics)"): "go",
    Text("迁移评分卡 PDF (*.pdf)", "Migration scorecard, PDF (*.pdf)"): "scorecard",
    Text("迁移评分卡工作簿 (*.xlsx)", "Migration scorecard, workbook (*.xlsx)"): "scorecard",
}


def kind_of(picked: str) -> str:
    """Return the report that a choice of the file dialog means, in either language."""
    return next((kind for one, kind in REPORTS.items() if picked in one), "go")


class RunbookPage(QWidget):
    """Leads from the list to the board and on to the cutover."""

    def __init__(self, desktop: Desktop, doors: RunbookDoors) -> None:
        super().__init__()
        self._desktop = desktop
        self._speech = desktop.speech
        self.model = RunbookModel(desktop, doors, self)
        self._title = PlainLabel()
        self._title.setProperty("look", "title")
        self.leaves = QTabBar()
        self.new, self.report = QPushButton(), QPushButton()
        self.list, self.choice = QListWidget(), Combo()
        self.tree = RunbookTree(self._speech)
        self.item = ItemPanel(desktop, self.model)
        self.gate = GatePanel(desktop, self.model)
        self.live = LivePage(desktop, self.model)
        self.timeline = TimelinePage(desktop, self.model)
        self.waves = WavePage(desktop, self.model)
        self.review = ReviewPage(desktop, self.model)
        self.start = StartForm(desktop, self.model)
        self.adopt = AdoptForm(desktop, self.model)
        self.empty = Empty(self._speech)
        self._panel, self._stack, self._body = QStackedWidget(), QStackedWidget(), QStackedWidget()
        self._side = QFrame()
        self._lay()
        self._connect()
        self.retranslate()

    def _lay(self) -> None:
        self.leaves.setDrawBase(False)
        self.leaves.setExpanding(False)
        for _ in LEAVES:
            self.leaves.addTab("")
        self.new.setProperty("look", "primary")
        head = layouts.title_line(
            self._title, self.leaves, self.choice, None, self.adopt.button, self.report, self.new
        )
        self.purpose = Purpose(self._speech, RUNBOOKS)
        self.list.setObjectName("alarms")
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for one in (self._board(), self.live, self.timeline, self.waves, self.review):
            self._stack.addWidget(one)
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._shelf = layouts.topped(self.list)
        row.addWidget(self._shelf)
        row.addWidget(self._stack, 1)
        self._body.addWidget(both)
        self._body.addWidget(layouts.topped(self.empty))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        self.purpose.setContentsMargins(20, 0, 20, 8)
        column.addWidget(self.purpose)
        column.addWidget(self.start)
        column.addWidget(self.adopt)
        column.addWidget(self._body, 1)
        enter_at(self, self.tree)

    def _board(self) -> QFrame:
        for one in (self.item, self.gate):
            self._panel.addWidget(layouts.scrolled(one))
        self._side.setObjectName("pane")
        inside = QVBoxLayout(self._side)
        inside.setContentsMargins(1, 0, 0, 0)
        inside.addWidget(self._panel)
        board = QWidget()
        row = QHBoxLayout(board)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.tree, 1)
        row.addWidget(self._side)
        return layouts.topped(board)

    def _connect(self) -> None:
        self.model.loaded.connect(self._on_loaded)
        self.model.ticked.connect(self._on_tick)
        self.leaves.currentChanged.connect(lambda _at: self._show_leaf())
        self.new.clicked.connect(self.start.open)
        self.empty.wanted.connect(self.start.open)
        self.report.clicked.connect(self._on_report)
        self.list.currentItemChanged.connect(self._on_chosen)
        self.choice.activated.connect(
            lambda _at: self.model.choose(str(self.choice.currentData() or ""))
        )
        self.tree.looked_at.connect(self._show_one)
        self.tree.wanted.connect(self._go_in)
        self.item.left.connect(self.tree.setFocus)
        self.gate.item_wanted.connect(self.tree.go_to)
        self._speech.switched.connect(self.retranslate)

    def show_leaf(self, leaf: Text) -> None:
        """Show one of LEAVES."""
        self.leaves.setCurrentIndex(LEAVES.index(leaf))

    def _on_loaded(self) -> None:
        books = self.model.books
        self._body.setCurrentIndex(0 if books else 1)
        self.leaves.setVisible(bool(books))
        self.report.setVisible(bool(books))
        self.list.blockSignals(True)
        self.list.clear()
        self.choice.clear()
        for at, one in enumerate(books):
            self.list.addItem(self._entry(one))
            self.choice.addItem(one.book.name, one.book.id)
            if one.book.id == self.model.chosen:
                self.list.setCurrentRow(at)
                self.choice.setCurrentIndex(at)
        self.list.blockSignals(False)
        self._fit()
        shown = self.model.shown
        if shown is not None:
            self.tree.show_runbook(shown)
            self._show_leaf()

    def _entry(self, one: Shown) -> QListWidgetItem:
        say = self._speech
        shut = next((gate for gate in one.gates if not gate.go), None)
        gate = f"{shut.gate.id} {shut.closed}/{shut.total}" if shut else "✓"
        phase = say(words.phase_words(one.live)) if one.live else ""
        item = QListWidgetItem(f"{one.book.name}\n{one.book.number} · {gate}\n{phase}")
        item.setData(Qt.ItemDataRole.UserRole, one.book.id)
        item.setToolTip(tip(f"{one.book.name}\n{say(one.book.template.title)}"))
        if one.live is not None and words.HOT[one.live.phase] == "P1":
            item.setForeground(theme.token("P1"))
        return item

    def _on_chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.model.choose(str(item.data(Qt.ItemDataRole.UserRole)))

    def _show_leaf(self) -> None:
        at = self.leaves.currentIndex()
        self._stack.setCurrentIndex(at)
        shown = self.model.shown
        if shown is None:
            return
        if LEAVES[at] is LIVE:
            self.live.show_runbook(shown)
        elif LEAVES[at] is TIMELINE:
            self.timeline.show_runbook(shown)
        elif LEAVES[at] is WAVES:
            self.waves.show_runbook(shown)
        elif LEAVES[at] is REVIEW:
            self.review.show_runbook(shown)
        else:
            self._show_one(self.tree.key())

    def _show_one(self, key: str) -> None:
        shown = self.model.shown
        if shown is None:
            return
        held = shown.held.get(key)
        gate = shown.gate(key.partition("/")[0])
        if held is not None:
            self.item.show_item(shown, held)
            self._panel.setCurrentIndex(0)
        elif gate is not None:
            self.gate.show_gate(gate)
            self._panel.setCurrentIndex(1)

    def _go_in(self) -> None:
        """Go on from the tree to what can be done in the panel."""
        shown = self.item if self._panel.currentIndex() == 0 else self.gate
        first = self.item.text if shown is self.item else shown.nextInFocusChain()
        if first is not None and first.isVisible():
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_tick(self) -> None:
        if LEAVES[self.leaves.currentIndex()] is LIVE:
            self.live.tick()

    def _on_report(self) -> None:
        shown, say = self.model.shown, self._speech
        if shown is None:
            return
        kinds = ";;".join(say(one) for one in REPORTS)
        name = f"{shown.book.number}.pdf"
        chosen, picked = QFileDialog.getSaveFileName(self, say(REPORT), name, kinds)
        if chosen:
            self.model.report(Path(chosen), kind_of(picked))

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say = self._speech
        self._title.setText(say(TITLE))
        for at, leaf in enumerate(LEAVES):
            self.leaves.setTabText(at, say(leaf))
        names = Text(
            "看板、切换指挥、时间表、批次、评审", "Board, live control, timeline, waves, review"
        )
        self.leaves.setAccessibleName(say(names))
        for button, text, icon in ((self.new, NEW, "plus"), (self.report, REPORT, "printer")):
            button.setText(f" {say(text)}")
            button.setAccessibleName(say(text))
            button.setIcon(icons.icon(icon, "on_accent" if button is self.new else "text"))
            button.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.list.setAccessibleName(say(TITLE))
        self.list.setFixedWidth(theme.px(_LIST))
        self.tree.setAccessibleName(say(Text("关口与检查项", "Gates and items")))
        self.empty.tell("list-checks", EMPTY, NEW)
        self.choice.setAccessibleName(say(TITLE))
        self.choice.setMaximumWidth(theme.px(220))
        self._fit()
        for one in (self.item, self.live, self.timeline, self.waves, self.review, self.start,
                    self.adopt):  # fmt: skip
            one.retranslate()
        if self.model.awake:
            self._on_loaded()

    def _fit(self) -> None:
        """Fold where there is little room: the list becomes a choice, the panes narrower."""
        room = self.width() * 100 // theme.percent()
        tight = room < _TIGHT
        self._title.setVisible(room >= _TITLED)
        self._shelf.setVisible(not tight)
        self.choice.setVisible(tight and bool(self.model.books))
        self._side.setFixedWidth(theme.px(max(_LEAST, room * 2 // 5)) if tight else wide())
        self.tree.fold(tight)
        self.live.fold(tight)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # Esc goes back: the window knows where

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.model.wake(True)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.model.wake(False)
