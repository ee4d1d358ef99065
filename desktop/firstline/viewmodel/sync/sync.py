"""How it stands with the portals: what the postman told, and what this device has not sent yet."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from firstline.domain.instants import from_epoch
from firstline.domain.sync_state import SyncKind, SyncState
from firstline.domain.words import Text
from firstline.viewmodel.clock import HALF_MINUTE
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.later import Later
from firstline.viewmodel.sync import words as sync_words
from firstline.viewmodel.sync.words import Chip, Notice, Unsent

if TYPE_CHECKING:
    from firstline.store.store import Store
    from firstline.store.watch import Changed

SETTLE_MS = 80  # several commits in a row are counted once
SKELETON_MS = 300  # a round that is over sooner never shows that it ran
WISH = "sync"


@dataclass(frozen=True, slots=True)
class Ways:
    """What the roof hands in: have a round run now, and answer the brake of a mass change."""

    nudge: Callable[[], None]
    agree: Callable[[str], None]  # the portal whose page may drop what it drops


class SyncModel(QObject):
    """Holds the state of each portal; tells when what is shown of it is another thing."""

    changed = Signal()
    turned = Signal()  # it stands otherwise with the portal: worth saying aloud

    def __init__(self, desktop: Desktop, later: Later, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._later = later
        self._states: dict[str, SyncState] = {}
        self._shown: dict[str, SyncState] = {}
        self.unsent = Unsent()
        self.ways: Ways | None = None
        self._said = SyncKind.ALONE  # what was last worth saying aloud
        self._watching = False
        self._asked = False  # a person wants to see a round run
        self._batch = 0  # how many acts waited at most since the round began
        self._soon = self._timer(SETTLE_MS, self.refresh)
        self._late = self._timer(SKELETON_MS, self._show)
        desktop.changed.connect(self._on_changed)
        desktop.ticking.ticked.connect(self._on_tick)

    def _timer(self, ms: int, act: Callable[[], None]) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.setInterval(ms)
        made.timeout.connect(act)
        return made

    @property
    def alone(self) -> bool:
        """Whether no portal is set up."""
        return not self._states

    @property
    def state(self) -> SyncState:
        """The state of the portal that needs a person most."""
        return sync_words.worst(self._shown.values())

    def set_portals(self, states: list[SyncState]) -> None:
        """Follow these portals and no others; each begins with the state given."""
        self._states = {one.portal: self._states.get(one.portal, one) for one in states}
        self._show()
        self.refresh()

    def tell(self, state: SyncState) -> None:
        """Take what the postman tells of a portal; of one that was taken away nothing is shown.

        A round is shown when it lasts. A try to reach a portal that is away changes nothing until
        it is over, unless a person asked for it.
        """
        before = self._states.get(state.portal)
        if before is None:
            return
        if state.since is None:  # a postman that has just begun knows of no earlier round
            state = replace(state, since=before.since)
        busy = state.kind is SyncKind.SYNCING and not state.first
        if busy and not state.total and not self._asked and sync_words.may_matter(before):
            return
        self._states[state.portal] = state
        shown = self._shown.get(state.portal)
        if busy and shown is not None and shown.kind is not SyncKind.SYNCING:
            if not self._late.isActive():
                self._late.start()
            return
        self._asked = self._asked and state.kind is SyncKind.SYNCING
        self._show()

    def refresh(self) -> None:
        """Count what no portal has yet."""
        self._later(_unsent, self._counted)

    def chip(self) -> Chip:
        """Return what the chip shows now."""
        state, left = self.state, self.unsent.waiting
        if state.kind is SyncKind.SYNCING and not state.total and self._batch > left:
            state = replace(state, done=self._batch - left, total=self._batch)
        return sync_words.chip(state, self.unsent, self._now(), self._desktop.zone)

    def stands(self) -> Text:
        """Return in one line how it stands with the portal."""
        return sync_words.stands(self.state, self._now(), self._desktop.zone)

    def notice(self) -> Notice | None:
        """Return the banner, None where the chip says enough."""
        return sync_words.notice(self.state, self.unsent, self._now(), self._desktop.zone)

    def nudge(self) -> bool:
        """Have a round run now; False where no portal is set up."""
        if self.ways is None or self.alone:
            return False
        self._asked = True
        self.ways.nudge()
        return True

    def agree(self) -> None:
        """Let the page that is held up do what it does."""
        if self.ways is not None and self.state.kind is SyncKind.ASKING:
            self.ways.agree(self.state.portal)

    def _now(self) -> datetime:
        return self._desktop.ticking.now()

    def _show(self) -> None:
        self._late.stop()
        self._shown = dict(self._states)
        self._size_up()
        self._watch()
        self.changed.emit()
        kind = self.state.kind
        if kind not in (SyncKind.SYNCING, self._said):
            self._said = kind
            self.turned.emit()

    def _counted(self, unsent: Unsent) -> None:
        if unsent != self.unsent:
            self.unsent = unsent
            self._size_up()
            self._watch()
            self.changed.emit()

    def _size_up(self) -> None:
        """Remember how many acts waited at most since the round began."""
        busy = self.state.kind is SyncKind.SYNCING
        self._batch = max(self._batch, self.unsent.waiting) if busy else 0

    def _watch(self) -> None:
        """Look at the clock only while a quiet chip may have to become a banner."""
        self._watching = sync_words.may_matter(self.state) and self.notice() is None
        self._desktop.ticking.wish(WISH, HALF_MINUTE if self._watching else 0)

    def _on_tick(self) -> None:
        if self._watching:
            self._watch()
            if self.notice() is not None:
                self.changed.emit()

    def _on_changed(self, changed: "Changed") -> None:
        if changed:
            self._soon.start()


def _unsent(store: "Store") -> Unsent:
    found = store.outstanding()
    oldest = None if found.oldest is None else from_epoch(found.oldest)
    held = {one.edit.id for one in store.edits(states=("held",))} if found.held else set()
    open_ = [one for one in store.conflicts() if one.conflict.edit in held] if held else []
    aside = len(store.quarantine())
    return Unsent(found.waiting, found.held, found.refused, found.files, oldest, len(open_), aside)
