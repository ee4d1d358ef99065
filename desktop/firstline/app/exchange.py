"""The window's postman: runs while portals are set up, is nudged by acts, and tells the chip."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from firstline.app.background import Bridge, Lane
from firstline.domain.instants import from_epoch
from firstline.domain.portal_entry import PortalEntry, entry_from_json
from firstline.domain.sync_state import SyncKind, SyncState
from firstline.viewmodel.sync.sync import SyncModel, Ways

if TYPE_CHECKING:
    from firstline.portal.base import Portal
    from firstline.store.store import Store
    from firstline.sync.loop import After, Postman
    from firstline.viewmodel.desk import Desktop

Opener = Callable[[PortalEntry], "Portal"]
STOP_S = 5.0


class Exchange:
    """Keeps a postman for the portals in the store's settings, and ends it at once when asked.

    `lane` works apart from the window; a postman that leaves is waited for there. `open_portal`
    is called in the postman's thread and may raise Refused where a token is missing, `after` there
    too, when a round went well.
    """

    def __init__(
        self,
        desktop: "Desktop",
        bridge: Bridge,
        lane: Lane,
        model: SyncModel,
        open_portal: Opener,
        now: Callable[[], datetime],
        *,
        after: "After | None" = None,
    ) -> None:
        self._desktop = desktop
        self._bridge = bridge
        self._lane = lane
        self._model = model
        self._open_portal = open_portal
        self._now = now
        self._after = after
        self._entries: tuple[PortalEntry, ...] = ()
        self._postman: Postman | None = None
        self._leaving = False
        self._stopped = False
        model.ways = Ways(partial(self.nudge, asked=True), self.agree)
        desktop.acted.connect(self._on_acted)
        desktop.changed.connect(self._on_changed)
        desktop.file_wanted.connect(self._on_file_wanted)

    def follow(self) -> None:
        """Run a postman for the portals that are set up now; none of them, no postman."""
        entries = tuple(entry_from_json(one) for one in self._desktop.store.get("portals", []))
        if self._stopped or self._leaving or entries == self._entries:
            return
        self._entries = entries
        self._model.set_portals([self._first_state(one.name) for one in entries])
        old, self._postman = self._postman, None
        if old is None:
            self._begin()
        else:
            self._leaving = True
            self._lane.later(lambda _store: old.stop(STOP_S), self._on_left)

    def stop(self) -> None:
        """End at once; a call under way is cut. What was not sent is sent at the next start."""
        if self._stopped:
            return
        self._stopped = True
        self._desktop.acted.disconnect(self._on_acted)
        self._desktop.changed.disconnect(self._on_changed)
        self._desktop.file_wanted.disconnect(self._on_file_wanted)
        if self._postman is not None:
            self._postman.stop(STOP_S)
            self._postman = None

    def nudge(self, *, asked: bool = False) -> None:
        """Say that something is to be sent when its time to undo is over; `asked`: go now."""
        if self._postman is not None:
            self._postman.nudge(asked=asked)

    def look(self, *, in_use: bool) -> None:
        """Say whether the window is in front."""
        if self._postman is not None:
            self._postman.look(in_use=in_use)

    def agree(self, portal: str) -> None:
        """Let the page that is held up by the brake drop what it drops."""
        if self._postman is not None:
            self._postman.resume(portal, mass_ok=True)

    def signed_in(self) -> None:
        """Say that tokens may be there now."""
        if self._postman is not None:
            for one in self._entries:
                self._postman.resume(one.name)

    def _on_left(self, _ended: object) -> None:
        self._leaving = False
        if self._entries and not self._stopped:
            self._begin()
        self.follow()  # what was changed meanwhile

    def _begin(self) -> None:
        if not self._entries:
            return
        from firstline.sync.loop import Postman  # noqa: PLC0415 - alone, nothing of it is loaded

        portals: Mapping[str, Callable[[], Portal]] = {
            one.name: partial(self._open_portal, one) for one in self._entries
        }
        self._postman = Postman(
            self._open_store, portals, clock=self._now, tell=self._told, after=self._after
        )
        self._postman.start()

    def _open_store(self) -> "Store":
        return self._desktop.store.sibling(self._now())

    def _told(self, state: SyncState) -> None:
        """Bring what the postman's thread tells into the window's."""
        self._bridge.post(lambda: self._show(state))

    def _show(self, state: SyncState) -> None:
        if self._stopped:
            return
        self._desktop.look_around()
        if state.total and state.kind is SyncKind.SYNCING and not state.first:
            place = self._desktop.store.position(state.portal)
            state = replace(state, first=not place.first_done)
        self._model.tell(state)

    def _first_state(self, portal: str) -> SyncState:
        """Return how it stood when this profile was last open; a round is due at once."""
        place = self._desktop.store.position(portal)
        since = None if place.pulled_at is None else from_epoch(place.pulled_at)
        return SyncState(portal, SyncKind.SYNCING, since=since)

    def _on_file_wanted(self, ticket_id: str, sha256: str) -> None:
        if self._postman is not None:
            from firstline.sync.report import Wanted  # noqa: PLC0415 - loaded with the postman

            self._postman.fetch(Wanted(ticket_id, sha256))

    def _on_acted(self, _acted: object) -> None:
        self.nudge()

    def _on_changed(self, changed: object) -> None:
        if "setting" in getattr(changed, "kinds", ()):
            self.follow()
