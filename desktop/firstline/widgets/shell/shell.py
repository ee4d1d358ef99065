"""The window: rail, list and detail, settings, the strip at the foot; it folds."""

from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.overrides import override
from firstline.domain.values import dataclass
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.later import Later
from firstline.viewmodel.queue import views
from firstline.viewmodel.queue.counts import Counts
from firstline.viewmodel.queue.views import BUILT_IN, View
from firstline.viewmodel.settings import SettingsModel
from firstline.widgets.detail.slot import DetailSlot
from firstline.widgets.focus_ring import FocusRing
from firstline.widgets.queue.page import QueuePage
from firstline.widgets.shell import window_state
from firstline.widgets.shell.aids import Aids
from firstline.widgets.shell.fitting import Fitting
from firstline.widgets.shell.pages import Pages
from firstline.widgets.shell.rail import Rail
from firstline.widgets.shell.sections import Sections
from firstline.widgets.shell.status_strip import StatusStrip
from firstline.widgets.shell.toast import Banner, Toast
from firstline.widgets.sync.parts import SyncParts

if TYPE_CHECKING:
    from pathlib import Path

    from firstline.domain.knowledge.canned import Phrases
    from firstline.domain.knowledge.pack import KnowledgePack
    from firstline.viewmodel.contracts.doors import ContractDoors
    from firstline.viewmodel.directory.register_doors import RegisterDoors
    from firstline.viewmodel.documents.doors import DocumentDoors
    from firstline.viewmodel.group.group import GroupPress
    from firstline.viewmodel.handoff.doors import HandoffDoors
    from firstline.viewmodel.health.files import HealthFiles
    from firstline.viewmodel.project.files import ProjectFiles
    from firstline.viewmodel.project.uat import SheetPress
    from firstline.viewmodel.reconcile.doors import ReconcileDoors
    from firstline.viewmodel.reports import Reports
    from firstline.viewmodel.runbook.runbook import RunbookDoors
    from firstline.viewmodel.shell.palette import Sound
    from firstline.viewmodel.shift import Press
    from firstline.viewmodel.speech import Speech
    from firstline.viewmodel.training.doors import TrainingDoors
    from firstline.widgets.detail.pane import DetailPane
    from firstline.widgets.directory.page import Papers
    from firstline.widgets.sync.parts import Outside

LOOK_MS = 70  # while J is held down the detail pane waits for the last ticket


@dataclass(frozen=True, slots=True)
class Doors:
    """What the roof hands in: work apart from the window, sounds of Chinese, window state."""

    later: Later
    initials: "Sound | None"
    state: QSettings | None
    settings: SettingsModel
    demo: bool = False
    outside: "Callable[[], Outside] | None" = None
    phrases: "Callable[[], Phrases] | None" = None
    papers: "Callable[[], Papers] | None" = None
    read_pack: "Callable[[Path], KnowledgePack] | None" = None
    press: "Press | None" = None
    group: "GroupPress | None" = None
    handoff: "Callable[[], HandoffDoors] | None" = None
    runbooks: "Callable[[], RunbookDoors] | None" = None
    reconcile: "Callable[[], ReconcileDoors] | None" = None
    register: "Callable[[], RegisterDoors] | None" = None
    health: "Callable[[Speech], HealthFiles] | None" = None
    projects: "Callable[[], ProjectFiles] | None" = None
    training: "Callable[[], TrainingDoors] | None" = None
    reports: "Callable[[], Reports] | None" = None
    contracts: "Callable[[], ContractDoors] | None" = None
    documents: "Callable[[], DocumentDoors] | None" = None
    acceptance: "SheetPress | None" = None


_IN_DETAIL = {
    "reply": "reply", "note": "note", "title": "edit_title", "triage": "triage",
    "priority.why": "head.reason.ask",
}  # fmt: skip


class Shell(QMainWindow):
    """Hosts the pages and runs the commands that belong to the window."""

    def __init__(self, desktop: Desktop, doors: Doors) -> None:
        super().__init__()
        self._desktop = desktop
        self._speech = desktop.speech
        self._doors = doors
        desktop.later = doors.later
        self.page = QueuePage(desktop, doors.later)
        self._slot = DetailSlot(desktop, doors.initials, doors.later)
        self.rail = Rail(self._speech)
        self.strip = StatusStrip(self._speech)
        self.banner = Banner(self._speech)
        self.counts = Counts(desktop, doors.later, self)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self.pages = Pages(desktop, doors.settings, doors.initials, self._split, doors.phrases)
        whole = self._build()
        self.fitting = Fitting(self.rail, self.page, self._slot, self._split)
        self.toast = Toast(self._speech, whole)
        self._ring = FocusRing(self)
        self.sync = SyncParts(desktop, doors.later, doors.outside, self)
        self.sections = Sections(desktop, doors, self)
        self._slot.handoff_wanted.connect(self.sections.hand_over)
        ways = (self.show_view, self.show_ticket, self._ask)
        self.aids = Aids(desktop, doors.initials, self.page, self, self._own_deeds, ways)
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self._show_looked_at)
        self._connect()
        if window_state.restore(self, self._split, doors.state):
            self.fitting.placed()
        self.retranslate()

    def _build(self) -> QWidget:
        self.setMinimumSize(960, 600)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(1)
        self._split.addWidget(self.page)
        self._split.addWidget(self._slot)
        self._split.setStretchFactor(0, 1)
        self._split.setStretchFactor(1, 0)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.banner)
        right.addWidget(self.pages, 1)
        self.over = right
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addLayout(right, 1)
        whole = QWidget()
        outer = QVBoxLayout(whole)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(middle, 1)
        outer.addWidget(self.strip)
        self.setCentralWidget(whole)
        QWidget.setTabOrder(self.rail, self.page)
        QWidget.setTabOrder(self.page, self._slot)
        return whole

    def _connect(self) -> None:
        desktop, page = self._desktop, self.page
        desktop.acted.connect(self.toast.tell)
        desktop.problem.connect(self.banner.tell)
        desktop.changed.connect(self._on_changed)
        desktop.wanted.connect(self.sections.show_wanted)
        self.toast.undo.connect(lambda: self.aids.run("undo"))
        self.toast.redo.connect(lambda: self.aids.run("redo"))
        self.aids.pictured.connect(self._look.start)  # the list first, then the ticket
        self.counts.counted.connect(self._show_counts)
        self.counts.passed.connect(page.model.refresh)
        self.counts.passed.connect(self._list_views)
        self.rail.section.connect(self.go)
        self.rail.view.connect(self.show_view)
        self.rail.forget_view.connect(self.aids.forget_view)
        self.strip.view.connect(self.show_view)
        page.view_shown.connect(lambda _view: self._mark_place())
        page.new_wanted.connect(lambda: self.aids.run("new"))
        page.keep_wanted.connect(self.aids.keep_view)
        page.bulk_wanted.connect(self.aids.run)
        page.list.looked_at.connect(lambda _id: self._look.start())
        page.list.opened.connect(self._open)
        page.list.menu_wanted.connect(self.aids.menu)
        self._slot.closed.connect(self._back)
        self._slot.triage_wanted.connect(self.pages.show_sheet)
        self._slot.command_wanted.connect(self.aids.run)
        self.pages.saved.connect(self.show_ticket)
        self.pages.saved.connect(self.page.into_list)  # it was hidden while it was empty
        self.pages.moved.connect(self._mark_place)
        desktop.preferred.connect(page.model.refresh)  # whose mine are, which hours count
        desktop.preferred.connect(self.counts.refresh)
        self._speech.switched.connect(self.retranslate)

    def _own_deeds(self) -> dict[str, Callable[[], None]]:
        return {
            "palette": self.aids.open_palette,
            "search": self._search,
            **self.sections.deeds(),
            **self.sync.deeds(),
            "open": self._open,
            "back": self._back,
            "new": lambda: self.pages.show_sheet(None),
            **{one: partial(self._in_detail, act) for one, act in _IN_DETAIL.items()},
        }

    def start(self) -> None:
        """Fill the first view: mine when there are any, else all that is open."""
        self._list_views()
        self.sync.begin()
        self.show_view(BUILT_IN[1])
        self.page.list.setFocus()

    def show_view(self, view: View) -> None:
        """List a view."""
        self.go("queue")
        self.page.show_view(view)

    def show_ticket(self, ticket_id: str) -> None:
        """Show a ticket, whatever the list holds."""
        self.go("queue")
        self._look.stop()
        if not self.page.list.go_to(ticket_id):
            self.page.show_view(BUILT_IN[1])
            self.page.list.go_to(ticket_id)
        self._look.stop()
        self.detail.show_ticket(ticket_id)
        self.fitting.cover(self.fitting.narrow)

    def go(self, section: str) -> None:
        """Go to a section."""
        if not self.sections.show(section):
            self.fitting.cover(False)
            self.pages.show_queue()

    def _mark_place(self) -> None:
        view = self.page.view
        self.rail.show_current(self.pages.section, view.id if view else "")

    def _show_counts(self) -> None:
        figures = self.counts.figures
        self.strip.show_figures(figures)
        self.rail.show_counts(figures.by_view)
        self.page.show_counts(figures.by_view)

    def _list_views(self) -> None:
        own = views.beside(self._desktop.store, self._desktop.ticking.now())
        self.rail.show_views(own)
        self.page.show_own_views(own)
        self._show_counts()
        self._mark_place()

    def _on_changed(self, changed: Any) -> None:
        if views.KIND in changed.kinds or changed.everything:
            views.mirror(self._desktop.store)
        if "setting" in changed.kinds or changed.everything:
            self._list_views()

    def _show_looked_at(self) -> None:
        if self.aids.painted and (self._slot.isVisible() or not self.fitting.narrow):
            self._slot.soon(lambda: self.detail.show_ticket(self.page.list.current_id() or None))

    def _open(self) -> None:
        if not (current := self.page.list.current_id()):
            return
        self._look.stop()
        self.detail.show_ticket(current)
        self.fitting.cover(self.fitting.narrow)
        self.detail.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if not self.detail.hasFocus():
            self.detail.focusNextChild()

    @property
    def detail(self) -> "DetailPane":
        """The detail pane."""
        return self._slot.pane

    def flush(self) -> None:
        """Store what is being written at once."""
        self._slot.flush()

    def _in_detail(self, act: str) -> None:
        current = self.page.list.current_id()
        if current and self.pages.section == "queue":
            self._look.stop()
            if self.detail.ticket_id != current:
                self.detail.show_ticket(current)
            self.fitting.cover(self.fitting.narrow)
            attrgetter(act)(self.detail)()

    def _back(self) -> None:
        if self.pages.section != "queue":
            self.pages.leave()
        elif self.page.list.is_marking:
            self.page.list.clear_marks()
        elif self.fitting.covered:
            self.fitting.cover(False)
        elif self.page.search.hasFocus() and self.page.search.text():
            self.page.ask("")
        elif self.banner.isVisible():
            self.banner.hide()
        self.page.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _search(self) -> None:
        self.go("queue")
        self.page.list.clear_marks()
        self.page.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.page.search.selectAll()

    def _ask(self, text: str) -> None:
        self.go("queue")
        self.page.ask(text)

    def restyle(self) -> None:
        """Take the theme and the text size in use."""
        self.page.list.restyle()
        self.fitting.fit(self.width())
        for part in (self.rail, self.banner, self.strip, self.page, self.sync):
            part.retranslate()
        self.sections.restyle()

    def retranslate(self) -> None:
        """Say the window's title in the language in use."""
        demo = Text("(演示数据)", " (demo data)") if self._doors.demo else Text("", "")
        name = Text(f"一线 Firstline{demo.zh}", f"Firstline{demo.en}")
        self.setWindowTitle(self._speech(name))
        self._show_counts()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fitting.fit(self.width())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._back()
        else:
            super().keyPressEvent(event)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self._slot.flush()
        window_state.keep(self, self._split, self._doors.state)
        super().closeEvent(event)
