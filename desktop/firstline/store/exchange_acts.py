"""What sync tells the store: pages, answers, who the portal is; each is one transaction."""

import re
from abc import abstractmethod
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from firstline.domain.errors import StoreProblem
from firstline.domain.overrides import override
from firstline.store import overlay
from firstline.store.reading import Reading
from firstline.store.watch import NOTHING, Changed

if TYPE_CHECKING:  # a start exchanges nothing
    from firstline.domain.exchange import Hello, Op, Page, Pushed
    from firstline.store.arrival import Arrived
    from firstline.store.position import Greeting
    from firstline.store.settlement import Settled

_PORTAL = Changed(kinds=frozenset({"portal"}))


class ExchangeActs(Reading):
    """The acts of the exchange with portals. Each may raise StoreProblem."""

    @abstractmethod
    def _write(self, act: Callable[[], Changed]) -> Changed:
        """Run `act` as one transaction and announce what it changed."""

    def sending(self, ops: "Iterable[Op]", now: datetime) -> None:  # noqa: ARG002 - as all acts
        """Note, before the wire is touched, that these edits may be at their portal from now on."""
        from firstline.store.outgoing import mark_sending  # noqa: PLC0415 - not for the first picture

        def act() -> Changed:
            mark_sending(self._desk.raw, ops)
            return NOTHING

        self._write(act)

    def greet(
        self, portal: str, hello: "Hello", now: datetime, *, accept: bool = False
    ) -> "Greeting":
        """Take in who the portal is.

        When it went back in time (another epoch), the cursor is dropped and the settled edits of
        400 days wait again; when it knows more of this device than this device does, the profile
        was copied or restored and gets a new device id. Another portal under a known name changes
        nothing, unless `accept` takes it in the place of the first.
        """
        from firstline.store import arrival, position  # noqa: PLC0415 - not for the first picture

        done: list[Greeting] = []

        def act() -> Changed:
            greeting, again = position.greet(self._desk.raw, portal, hello, now, accept=accept)
            overlay.show(self._desk, again)
            done.append(greeting)
            return arrival.told((("ticket", one) for one in again), kinds=("portal",))

        self._write(act)
        return done[-1]

    def arrive(
        self, portal: str, page: "Page", now: datetime, *, mass_ok: bool = False
    ) -> "Arrived":
        """Apply a page of copies and its cursor as one transaction.

        A copy that cannot be applied is set aside, and the rest goes on. Raises MassChange, with a
        copy of the profile kept, when the pull would take away more than a fifth of the portal's
        tickets and more than 50; `mass_ok` says that a person has allowed it.
        """
        from firstline.store import arrival, brake  # noqa: PLC0415 - not for the first picture

        done: list[Arrived] = []

        def act() -> Changed:
            done.append(arrival.arrive(self._desk, portal, page, now, mass_ok=mass_ok))
            return done[-1].changed

        try:
            self._write(act)
        except arrival.Braked as stop:
            kept = self._keep_copy(portal, now)
            raise brake.MassChange(portal, stop.count, stop.total, kept) from stop
        return done[-1]

    def settle(self, portal: str, pushed: "Pushed", now: datetime) -> "Settled":
        """Apply the answers to a push with the copies that contain what was applied.

        Applied and merged edits are settled; a conflict is held until the copy has none of it; a
        rejected edit keeps its text and its reason; what is not decided stays waiting.
        """
        from firstline.store import settlement  # noqa: PLC0415 - not for the first picture

        done: list[Settled] = []

        def act() -> Changed:
            done.append(settlement.settle(self._desk, portal, pushed, now))
            return done[-1].changed

        self._write(act)
        return done[-1]

    def pull_anew(self, portal: str, why: str, now: datetime) -> None:  # noqa: ARG002 - as tried
        """Drop the cursor, since it is not honoured (`why`): a new first pull begins.

        The copies stay usable; what the pull does not see goes at its end.
        """
        from firstline.store import position  # noqa: PLC0415 - not for the first picture

        def act() -> Changed:
            position.pull_anew(self._desk.raw, portal)
            return _PORTAL

        self._write(act)

    def tried(self, portal: str, now: datetime, problem: str) -> None:
        """Note the outcome of a round: its problem as one sentence, "" for none."""
        from firstline.store import position  # noqa: PLC0415 - not for the first picture

        def act() -> Changed:
            values = {"tried_at": int(now.timestamp()), "problem": problem}
            position.note(self._desk.raw, portal, values)
            return _PORTAL

        self._write(act)

    @override
    def _refuse_damaged(self, edit_ids: Iterable[str]) -> None:
        def act() -> Changed:
            overlay.refuse_damaged(self._desk.raw, edit_ids)
            return NOTHING

        self._write(act)

    def _keep_copy(self, portal: str, now: datetime) -> Path | None:
        """Keep a copy of the profile before a mass change, one a day; None without room for it."""
        from firstline.store import snapshots  # noqa: PLC0415 - not for the first picture

        home = self.folder / snapshots.FOLDER
        plain = re.sub(r"[^\w-]", "_", portal)[:40]
        target = home / f"before-mass-change-{plain}-{now:%Y%m%d}.db"
        if target.exists():
            return target
        try:
            home.mkdir(exist_ok=True)
            with self.connection.read() as raw:
                return snapshots.snapshot(raw, target)
        except (OSError, StoreProblem):
            return None
