"""The outbox: what no portal has yet, as one number, as a list, and each act in full."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.edits.conflicts import Take
from firstline.domain.errors import Problem
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.clock import SECOND
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.detail.clashes import clashes, settle
from firstline.viewmodel.later import Later
from firstline.viewmodel.sync import words as sync_words
from firstline.viewmodel.sync.outbox import MOST, OutboxModel, OutboxRow
from firstline.viewmodel.sync.sync import SyncModel
from firstline.widgets import icons, layouts, theme
from firstline.widgets.detail.label import ElidedLabel
from firstline.widgets.empty import Empty
from firstline.widgets.entry import enter_at
from firstline.widgets.plain_label import PlainLabel
from firstline.widgets.purpose import SYNC, Purpose
from firstline.widgets.sync.outbox_list import OutboxList
from firstline.widgets.sync.outbox_lost import LostCard, Rescue
from firstline.widgets.sync.outbox_panel import OutboxPanel

NOTHING = Text("没有待同步的更改。", "Nothing waits to be sent.")
ALONE = Text(
    "还没有连接门户:更改先留在这台电脑上,连接后会自动送出。",
    "No portal is connected: changes stay on this PC and are sent once there is one.",
)
ADD = Text("连接门户…", "Connect a portal…")
NOW = Text("立即同步", "Sync now")
WISH = "outbox"


class OutboxPage(QWidget):
    """Reads the outbox while it is on screen."""

    open_ticket = Signal(str)
    settings_wanted = Signal()

    def __init__(
        self, desktop: Desktop, sync: SyncModel, later: Later, rescue: Rescue | None = None
    ) -> None:
        super().__init__()
        self._desktop = desktop
        self._speech = desktop.speech
        self._sync = sync
        self.model = OutboxModel(desktop, later, self)
        self._title = PlainLabel()
        self._title.setProperty("look", "title")
        self._stands = ElidedLabel()
        self._stands.setProperty("look", "muted")
        self.now = QPushButton()
        self.now.setIcon(icons.icon("refresh-cw"))
        self.lost = LostCard(desktop, sync, rescue)
        self._head = PlainLabel()
        self._head.setProperty("look", "heading")
        self.list = OutboxList(desktop, self.model)
        self.panel = OutboxPanel(desktop, self.model)
        self.empty = Empty(self._speech)
        self._body = QStackedWidget()
        self._lay()
        self._connect()
        self.retranslate()

    def _lay(self) -> None:
        head = layouts.title_line(self._title, inside=True)
        head.addWidget(self._stands, 1)
        head.addWidget(self.now)
        top = QVBoxLayout()
        top.setContentsMargins(20, 12, 20, 12)
        top.setSpacing(10)
        top.addLayout(head)
        self.purpose = Purpose(self._speech, SYNC)
        top.addWidget(self.purpose)
        top.addWidget(self.lost)
        top.addWidget(self._head)
        self.panel.setMinimumWidth(theme.px(330))
        self.panel.setMaximumWidth(theme.px(520))
        split = layouts.beside(self.list, self.panel, (1, 0))
        self._body.addWidget(layouts.topped(split))
        self._body.addWidget(self.empty)
        layouts.headed(self, top, self._body)
        enter_at(self, self.list)

    def _connect(self) -> None:
        self.now.clicked.connect(self._sync.nudge)
        self.list.looked_at.connect(self.panel.show_row)
        self.list.wanted.connect(self.act)
        self.panel.wanted.connect(self.act)
        self.model.loaded.connect(self._on_loaded)
        self.empty.wanted.connect(self.settings_wanted)
        self._sync.changed.connect(self.retranslate)
        self._speech.switched.connect(self.retranslate)
        self._desktop.ticking.ticked.connect(self._tick)

    def act(self, name: str) -> None:
        """Do `name` to the current act: open, retry, withdraw, copy, mine, theirs, both."""
        row = self.list.row()
        if row is None:
            return
        if name == "copy":
            self.panel.copy()
        elif name == "open" and row.ticket_id:
            self.open_ticket.emit(row.ticket_id)
        elif name == "retry" and row.can_retry:
            self._retry(row)
        elif name == "withdraw" and row.can_withdraw:
            self._desktop.withdraw(row.edit)
        elif name in ("mine", "theirs", "both"):
            self._settle(row, name)  # type: ignore[arg-type] # one of the three

    def _retry(self, row: OutboxRow) -> None:
        try:
            self._desktop.store.retry(row.id, self._desktop.ticking.now())
        except Problem as problem:
            self._desktop.problem.emit(problem)
            return
        self._sync.nudge()

    def _settle(self, row: OutboxRow, take: Take) -> None:
        ticket = self._desktop.store.find(row.ticket_id) if row.state == "held" else None
        found = [one for one in clashes(ticket) if one.edit == row.id] if ticket else []
        fit = [one for one in found if take != "both" or one.both]
        if fit:
            settle(self._desktop, fit[0], take)

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say, sync = self._speech, self._sync
        self._title.setText(say(Text("同步", "Sync")))
        self.now.setText(f" {say(NOW)}")
        self.now.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.now.setToolTip(f"{say(NOW)} (F5)")
        self.now.setAccessibleName(say(NOW))
        self.now.setEnabled(not sync.alone)
        self._stands.setText(say(sync.stands()))
        self.model.alone = sync.alone
        self.panel.setMinimumWidth(theme.px(330))
        self.panel.setMaximumWidth(theme.px(520))
        self._say_head()
        for part in (self.lost, self.list, self.panel):
            part.retranslate()

    def _say_head(self) -> None:
        say, unsent = self._speech, self._sync.unsent
        told = [
            words
            for many, words in (
                (unsent.clashes, sync_words.clashes(unsent.clashes)),
                (unsent.refused, sync_words.refusals(unsent.refused)),
                (unsent.waiting, sync_words.pending(unsent.waiting)),
                (unsent.aside, sync_words.set_aside(unsent.aside)),
            )
            if many
        ]
        words = " · ".join(say(one) for one in told)
        if unsent.acts > MOST:
            words += say(Text(f"(列出前 {MOST} 项)", f" (the first {MOST} are listed)"))
        self._head.setText(words)
        self._head.setVisible(bool(words))

    def _on_loaded(self) -> None:
        many = self.model.rowCount()
        came, at = bool(many) and self._body.currentIndex() == 1, self.focusWidget()
        self._body.setCurrentIndex(0 if many else 1)
        if came and at is not None and at.hasFocus():  # what was taken back is gone on with
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        if not many:
            self.panel.show_row(None)
            alone = self._sync.alone
            self.empty.tell(
                "hard-drive" if alone else "circle-check",
                ALONE if alone else NOTHING,
                ADD if alone else Text("", ""),
            )
        elif self.list.row() is None:
            self.list.go(0)

    def _tick(self) -> None:
        if self.isVisible():
            self.list.viewport().update()
            self.panel.retranslate()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # Esc goes back: the window knows where

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.model.awake = True
        self.model.refresh()
        self._sync.refresh()
        self._desktop.ticking.wish(WISH, SECOND)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.model.awake = False
        self._desktop.ticking.wish(WISH, 0)
