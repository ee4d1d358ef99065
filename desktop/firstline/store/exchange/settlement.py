"""Answers to a push: what was applied is settled with the copy that contains it (house law 3)."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from firstline.domain.edits.arbiter import Outcome, contains
from firstline.domain.edits.edit import Edit
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.edits.exchange import Answer, Pushed
from firstline.domain.edits.rebase import rebase, resolved_by
from firstline.domain.instants import epoch
from firstline.domain.ticket.ticket import Ticket
from firstline.store.exchange import arrival, portals, position
from firstline.store.exchange.copies import Base
from firstline.store.exchange.landing import Landing, Record
from firstline.store.exchange.outgoing import LONGEST_WAIT_S
from firstline.store.shown import overlay
from firstline.store.shown.overlay import StoredEdit, reason_to
from firstline.store.shown.shown import Desk, list_of
from firstline.store.watch import Changed

_DONE = (Outcome.APPLIED, Outcome.MERGED)


@dataclass(frozen=True, slots=True)
class Settled:
    """What a push came to, in edits; `waiting` are those it did not decide."""

    changed: Changed
    settled: int = 0
    held: int = 0
    refused: int = 0
    waiting: int = 0


def settle(desk: Desk, portal: str, pushed: Pushed, now: datetime) -> Settled:
    """Apply answers and copies; call inside a transaction. What is answered twice is done once.

    At a portal that does not carry everything, an applied edit becomes part of our copy before
    the portal's is laid over it, so that what it does not carry stays for ever.
    """
    raw = desk.raw
    edits = _answered(raw, pushed.answers)
    records = {_record(one.edit): None for one in edits.values()}
    native = portals.homes(raw).kinds.get(portal, portals.NATIVE) == portals.NATIVE
    landed = _landing(raw, portal, native=native)
    landed.fetch(raw, records)
    push = _Push(raw, landed, now, native, pushed.retry_after_s)
    answers = [one for one in pushed.answers if one.edit_id in edits]
    applied = [edits[one.edit_id].edit for one in answers if one.outcome in _DONE]
    if not native:
        for edit in applied:
            push.fold(edit, settled=True)
    ours = frozenset(one for _, one in records)
    landed.take(raw, pushed.copies, arrival.elsewhere(raw, portal), ours)
    copied = {(one.kind, one.id) for one in pushed.copies}
    for edit in applied if native else ():
        if push.lacks(edit, copied):
            push.fold(edit, settled=True)
    counts = dict.fromkeys(("settled", "held", "refused", "waiting"), 0)
    for answer in answers:
        counts[push.decide(edits[answer.edit_id], answer)] += 1
    position.reach(raw, portal, pushed.device_head)
    arrival.apply(desk, landed, now, also=records)
    return Settled(arrival.told((*landed.changed, *records), kinds=("portal",)), **counts)


def _landing(raw: sqlite3.Connection, portal: str, *, native: bool) -> Landing:
    """Return where copies land that come with answers.

    A portal without a feed of deletions is swept, so that nothing there need be in doubt.
    """
    place = position.place(raw, portal)
    if place.first_done or not native:
        return Landing(portal, place, place.seen)
    return Landing(portal, place, place.answered)


def _answered(raw: sqlite3.Connection, answers: Sequence[Answer]) -> dict[str, StoredEdit]:
    """Return the edits that these answers decide: not what is settled already."""
    outcomes = {one.edit_id: one.outcome for one in answers}
    listed, values = list_of(outcomes)
    found = overlay.edits_in(raw, f"id IN {listed} AND state<>'settled'", values)
    return {
        one.edit.id: one for one in found
        if one.state in overlay.LAID or outcomes[one.edit.id] in _DONE
    }  # fmt: skip


def _record(edit: Edit) -> Record:
    return edit.kind, edit.entity


@dataclass(frozen=True, slots=True)
class _Push:
    """One push while its answers are taken in."""

    raw: sqlite3.Connection
    landed: Landing
    now: datetime
    native: bool
    retry_after_s: float | None

    def lacks(self, edit: Edit, copied: set[Record]) -> bool:
        """Whether our copy would not show an edit that the portal says it applied."""
        base = self.landed.bases.get(_record(edit))
        if base is None or not base.doc:
            return True
        return not contains(base.json(), edit) if edit.events else _record(edit) not in copied

    def fold(self, edit: Edit, *, settled: bool) -> bool:
        """Make `edit` part of our copy; return whether a conflict of it stands there then.

        An edit that is `settled` leaves no conflict.
        """
        base = self.landed.bases.get(_record(edit))
        held = base or Base(*_record(edit), self.landed.portal, pulled=self.landed.mark)
        made = _laid_over(held, edit)
        if made is None:
            return False
        kept = tuple(one for one in made.conflicts if not settled or one.edit != edit.id)
        made = replace(made, conflicts=kept)
        self.landed.put(held.with_made(made))
        return any(one.edit == edit.id for one in kept)

    def decide(self, stored: StoredEdit, answer: Answer) -> str:
        """Write what became of one edit and return its state."""
        if answer.outcome in _DONE:
            return self._become(stored, "settled")
        if answer.outcome is Outcome.CONFLICT:
            return self._conflict(stored)
        if answer.outcome is Outcome.REJECTED:
            return self._rejected(stored, answer)
        if self.retry_after_s:
            wait_s = min(self.retry_after_s, LONGEST_WAIT_S)
            until = epoch(self.now + timedelta(seconds=wait_s))
            self.raw.execute("UPDATE edit SET not_before=? WHERE n=?", (until, stored.n))
        return "waiting"

    def _conflict(self, stored: StoredEdit) -> str:
        """Hold the edit while its conflict stands on our copy.

        Where there is none any more, somebody has resolved it; or, where the portal keeps no
        conflicts, the value has come back, and the edit is sent again.
        """
        edit, record = stored.edit, _record(stored.edit)
        base = self.landed.bases.get(record)
        stands = base is not None and any(one.edit == edit.id for one in base.conflicts())
        if not stands and (not self.native or self.lacks(edit, set())):
            stands = self.fold(edit, settled=False)
        if stands:
            return self._become(stored, "held", "conflict")
        base = self.landed.bases.get(record)
        told = resolved_by(base.made_events()) if base and base.doc else frozenset()
        resolved = self.native or any(one == edit.id for one, _ in told)
        return self._become(stored, "settled") if resolved else "waiting"

    def _rejected(self, stored: StoredEdit, answer: Answer) -> str:
        return self._become(stored, "refused", answer.code or "rejected", reason_to(answer.reason))

    def _become(self, stored: StoredEdit, state: str, code: str = "", reason: str = "") -> str:
        at = epoch(self.now) if state == "settled" else None
        self.raw.execute(
            "UPDATE edit SET state=?, code=?, reason=?, portal=?,"
            " settled_at=coalesce(?, settled_at) WHERE n=?",
            (state, code, reason, self.landed.portal, at, stored.n),
        )
        return state


def _laid_over(base: Base, edit: Edit) -> Ticket | Entity | None:
    """Return the copy with the edit, its fields judged even where its events are there already."""
    if edit.kind != "ticket":
        return rebase_entity(base.entity() if base.doc else None, (edit,))
    if not base.doc:
        return rebase(None, (edit,))
    ticket = base.ticket()
    own = {one.id for one in edit.events}
    bare = replace(ticket, events=tuple(one for one in ticket.events if one.id not in own))
    made = rebase(bare, (edit,))
    if made is None:
        return None
    known = {one.id for one in ticket.events}
    fresh = tuple(one for one in made.events if one.id not in known)
    return replace(made, events=ticket.events + fresh)
