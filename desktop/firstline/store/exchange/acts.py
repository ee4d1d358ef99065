"""What sync tells the store: pages, answers, who the portal is; each is one transaction."""

import re
from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from firstline.domain.errors import StoreProblem
from firstline.domain.overrides import override
from firstline.domain.uncollected import uncollected
from firstline.domain.values import replace
from firstline.store.exchange.file_acts import FileActs
from firstline.store.file.log_file import Disk
from firstline.store.watch import NOTHING, Changed

if TYPE_CHECKING:  # a start exchanges nothing
    from firstline.domain.edits.exchange import Hello, Op, Page, Pushed
    from firstline.store.exchange.arrival import Arrived
    from firstline.store.exchange.pack_log import Pack
    from firstline.store.exchange.position import Greeting
    from firstline.store.exchange.settlement import Settled


_PORTAL = Changed(kinds=frozenset({"portal"}))


class ExchangeActs(FileActs):
    """The acts of the exchange with portals. Each may raise StoreProblem."""

    @abstractmethod
    def _in_turns(self, steps: Sequence[Callable[[], Changed]], disk: Disk) -> None:
        """Run steps in their order, in as few transactions as leave nobody waiting."""

    def sending(self, ops: "Sequence[Op]", now: datetime) -> "list[Op]":  # noqa: ARG002 - as all acts
        """Note, before the wire is touched, what may be at its portal from now on; return that.

        What was taken back meanwhile is not sent.
        """
        from firstline.store.exchange.outgoing import mark_sending  # noqa: PLC0415 - not for the first picture

        marked: list[Op] = []

        def act() -> Changed:
            marked[:] = mark_sending(self._desk.raw, ops)
            return NOTHING

        self._write(act)
        return marked

    def greet(
        self, portal: str, hello: "Hello", now: datetime,  # noqa: ARG002 - as all acts
        *, accept: bool = False,
    ) -> "Greeting":  # fmt: skip
        """Take in who the portal is.

        When it went back in time (another epoch), the cursor is dropped and all settled edits wait
        again; when it knows more of this device than the device does, the profile was copied and
        gets a new id. Another portal under a known name changes nothing, unless `accept` says so.
        """
        from firstline.store.exchange import arrival, position  # noqa: PLC0415 - as above
        from firstline.store.shown import overlay  # noqa: PLC0415 - as above

        done: list[Greeting] = []
        with self.connection.read() as raw:
            if position.is_known(raw, portal, hello):
                return position.Greeting()  # nothing is to be kept

        def act() -> Changed:
            greeting, again = position.greet(self._desk.raw, portal, hello, accept=accept)
            overlay.show(self._desk, again)
            done.append(greeting)
            return arrival.told((("ticket", one) for one in again), kinds=("portal",))

        self._write(act)
        return done[-1]

    def digest(self, page: "Page") -> "Page":
        """Return the page with all that needs no file made of it; any thread may call this."""
        from firstline.store.exchange.ready import prepare  # noqa: PLC0415 - not for the first picture

        with uncollected():
            return replace(
                page, digested=prepare(self._desk, page, self.connection.lock.stand_back)
            )

    def arrive(
        self, portal: str, page: "Page", now: datetime,
        *, mass_ok: bool = False, disk: Disk = Disk.AFTER,
    ) -> "Arrived":  # fmt: skip
        """Apply a page of copies and its cursor as one transaction.

        While a person waits to write, a page of a first pull is several, its cursor in the last. A
        copy that cannot be applied is set aside, and the rest goes on. Raises MassChange, with a
        copy of the profile kept, when the pull would take away more than a fifth of the portal's
        tickets and more than 50; `mass_ok` says that a person has allowed it. What the `disk` takes
        meanwhile may be gone, cursor and all, after a power cut, and comes again.
        """
        from firstline.store.exchange import arrival, brake  # noqa: PLC0415 - not for the first picture
        from firstline.store.exchange.page_turns import PageTurns  # noqa: PLC0415 - as above

        try:
            with uncollected(), self.connection.explained():
                turns = PageTurns(self._desk, portal, page, now, mass_ok=mass_ok)
                self._in_turns(turns.arrival(self.connection.lock), disk)
        except arrival.Braked as stop:
            kept = self._keep_copy(portal, now)
            raise brake.MassChange(portal, stop.count, stop.total, kept) from stop
        return turns.arrived()

    def settle(self, portal: str, pushed: "Pushed", now: datetime) -> "Settled":
        """Apply the answers to a push with the copies that contain what was applied.

        Applied and merged edits are settled; a conflict is held until the copy has none of it; a
        rejected edit keeps its text and its reason; what is not decided stays waiting.
        """
        from firstline.store.exchange import settlement  # noqa: PLC0415 - not for the first picture

        done: list[Settled] = []

        def act() -> Changed:
            done.append(settlement.settle(self._desk, portal, pushed, now))
            return done[-1].changed

        self._write(act)
        return done[-1]

    def pull_anew(self, portal: str, why: str, now: datetime) -> None:  # noqa: ARG002 - as tried
        """Drop the cursor, since it is not honoured (`why`): a new first pull begins.

        The copies stay usable; what neither it nor the first changes after it tell of goes then.
        """
        from firstline.store.exchange import position  # noqa: PLC0415 - not for the first picture

        def act() -> Changed:
            position.pull_anew(self._desk.raw, portal)
            return _PORTAL

        self._write(act)

    def tried(self, portal: str, now: datetime, problem: str) -> None:
        """Note the outcome of a round: its problem as one sentence, "" for none."""
        from firstline.store.exchange import position  # noqa: PLC0415 - not for the first picture

        def act() -> Changed:
            values = {"tried_at": int(now.timestamp()), "problem": problem}
            position.note(self._desk.raw, portal, values)
            return _PORTAL

        self._write(act, Disk.AFTER)

    def retry(self, edit_id: str, now: datetime) -> Changed:
        """Try a refused or held edit once more, as of what is shown now; its text is kept.

        The new try is an edit of its own: a portal's refusal of an id is for ever. Raises Refused
        for an edit that is neither refused nor held.
        """
        from firstline.store.acts import again  # noqa: PLC0415 - not for the first picture

        return self._write(lambda: again.retry(self._desk, edit_id, now))

    def _try_again(self) -> None:
        """Apply what an earlier version of this program had to set aside."""
        from firstline.store.exchange import arrival  # noqa: PLC0415 - rare

        self._write(lambda: arrival.try_again(self._desk, self.connection.opened_at))

    @override
    def _refuse_damaged(self, edit_ids: Iterable[str]) -> None:
        from firstline.store.shown import overlay  # noqa: PLC0415 - not for the first picture

        def act() -> Changed:
            overlay.refuse_damaged(self._desk.raw, edit_ids)
            return NOTHING

        self._write(act)

    def note_pack(self, pack: "Pack") -> None:
        """Remember a pack that went out or came in by stick."""
        from firstline.store.exchange import pack_log  # noqa: PLC0415 - for packs alone

        def act() -> Changed:
            pack_log.note(self._desk.raw, pack)
            return _PORTAL

        self._write(act)

    def pack_answered(self, sha256: str, now: datetime) -> None:
        """Note that the answer to a pack was taken, or brought back to whom it belongs."""
        from firstline.store.exchange import pack_log  # noqa: PLC0415 - for packs alone

        def act() -> Changed:
            pack_log.acknowledge(self._desk.raw, sha256, now)
            return _PORTAL

        self._write(act)

    def _keep_copy(self, portal: str, now: datetime) -> Path | None:
        """Keep a copy of the profile before a mass change, one a day; None without room for it."""
        from firstline.store.care import snapshots  # noqa: PLC0415 - not for the first picture

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
