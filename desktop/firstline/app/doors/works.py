"""Work that has a lane of its own beside the window: hand-off, reconciling, registers, watching."""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from firstline.app.background import Bridge, Lane

if TYPE_CHECKING:
    from firstline.app.doors.handoff import HandoffWork
    from firstline.app.doors.reconcile import ReconcileWork
    from firstline.app.doors.register import RegisterWork
    from firstline.app.profile import Profile
    from firstline.viewmodel.desk import Desktop

# ruff: noqa: PLC0415 - each part is loaded when it is first wanted


class Works:
    """Makes each work with its lane when it is first wanted, and stops those that were made."""

    def __init__(
        self,
        desktop: "Desktop",
        bridge: Bridge,
        profile: "Profile",
        now: Callable[[], datetime],
        failed: Callable[[Exception], None],
    ) -> None:
        self._desktop = desktop
        self._bridge = bridge
        self._profile = profile
        self._now = now
        self._failed = failed
        self._ends: list[Callable[[], None]] = []

    def handoff(self) -> "HandoffWork":
        """Return what makes hand-off packages."""
        from firstline.app.doors.handoff import HandoffWork

        return HandoffWork(self._desktop, self._lane("handoff").later)

    def reconcile(self) -> "ReconcileWork":
        """Return what compares source and target."""
        from firstline.app.doors.reconcile import ReconcileWork

        speech, lane = self._desktop.speech, self._lane("reconcile")
        made = ReconcileWork(lane.later, self._bridge.post, lambda: speech.language)
        self._ends.insert(0, made.stop)
        return made

    def register(self) -> "RegisterWork":
        """Return what the registers are handed; the watching is part of it, so there is one."""
        return self._register

    @cached_property
    def _register(self) -> "RegisterWork":
        from firstline.app.doors.register import RegisterWork

        return RegisterWork(self._desktop, self._lane("watch").later, self._profile.folder)

    def stop(self) -> None:
        """End what was made; what a lane does now it finishes."""
        for end in self._ends:
            end()

    def _lane(self, name: str) -> Lane:
        made = Lane(self._bridge, self._profile.store, self._now, name, self._failed)
        self._ends.append(made.stop)
        return made
