"""Edits on their way into a Redmine: look, write once, look again, and say what became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.codec import ticket_from_json, ticket_to_json
from firstline.domain.edits.edit import Edit
from firstline.domain.edits.exchange import Answer, Copy, CopyState, Op, Pushed
from firstline.domain.edits.fold import REMOTE, fold
from firstline.domain.edits.rebase import rebase
from firstline.domain.ticket.ticket import Event, EventKind, Ticket
from firstline.portal.base import PortalProblem
from firstline.portal.redmine.calls import Calls, Denied, Faulty
from firstline.portal.redmine.names import Names
from firstline.portal.redmine.opening import Opener, lost_values, opened_as, own_report
from firstline.portal.redmine.reasons import (
    FAULT,
    FILE_FIRST,
    GONE,
    HIDDEN,
    NOT_TAKEN,
    WAITS,
    Refusal,
    answered,
    denied,
)
from firstline.portal.redmine.wire import Issue, Place, copy_of
from firstline.portal.redmine.wire_effect import earlier_effect
from firstline.portal.redmine.wire_found import Found, as_taken, with_remotes, without
from firstline.portal.redmine.wire_log import events_of, last_journal
from firstline.portal.redmine.wire_wish import Wish, says, wish_of
from firstline.portal.redmine.writing import Writer

Told = tuple[Answer, tuple[Copy, ...]]
_PATIENCE = 5  # how often a fault of Redmine's own may stand in the way of an edit


@dataclass(slots=True)
class Pusher:
    """One push. What an op of it has done is known to the later ones: the store hears at the end.

    How an issue stood after one op is how the next one sees it. That is some milliseconds old; what
    another person does meanwhile shows itself in our own journal, as after any look.
    """

    calls: Calls
    names: Names
    writer: Writer
    _numbers: dict[str, str] = field(default_factory=dict)
    _docs: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    _claimed: set[int] = field(default_factory=set)
    _stuck: set[str] = field(default_factory=set)
    _opens: set[str] = field(default_factory=set)
    _latest: dict[str, Issue] = field(default_factory=dict)

    def push(self, ops: Sequence[Op]) -> Pushed:
        """Send the ops in their order; a line that fails ends it, and what was done is told."""
        answers: list[Answer] = []
        copies: list[Copy] = []
        waiting = sorted(ops, key=lambda one: one.n)
        for place, op in enumerate(waiting):
            try:
                answer, told = self._one(op)
            except Faulty:
                answer, told = self._fault(op), ()
            except PortalProblem as problem:
                if not answers:
                    raise
                answers.append(answered(op.edit, Outcome.UNKNOWN))
                answers += [answered(one.edit, Outcome.IN_PROGRESS) for one in waiting[place + 1 :]]
                return Pushed(tuple(answers), tuple(copies), problem.retry_after_s)
            answers.append(answer)
            copies += told
        return Pushed(tuple(answers), tuple(copies))

    def _fault(self, op: Op) -> Answer:
        """Return the answer where Redmine has a fault with one ticket: the others go on."""
        self._stuck.add(op.edit.entity)
        if op.tries < _PATIENCE:
            return answered(op.edit, Outcome.UNKNOWN)
        return answered(op.edit, Outcome.REJECTED, FAULT)

    def _one(self, op: Op) -> Told:
        edit = op.edit
        if edit.entity in self._stuck:
            return answered(edit, Outcome.IN_PROGRESS, WAITS), ()
        number = op.remote or self._numbers.get(edit.entity, "")
        if edit.act == "open" or (not number and _reports(edit)):
            self._opens.add(edit.id)
            return self._open(op, number)
        if not number:
            found = self.names.bearing(edit.entity)
            if found is None:
                return answered(edit, Outcome.REJECTED, GONE), ()
            number = str(found["id"])
        issue = self._latest.pop(number, None) or self.calls.issue(number, moves=True)
        if isinstance(issue, CopyState):
            return self._parted(edit, number, issue)
        self._numbers[edit.entity] = number
        place, _ = self.names.of([issue])
        before = self._seen(op, issue, place)
        after = rebase(before, [edit]) or before
        return self._act(op, issue, before, after)

    def _open(self, op: Op, number: str) -> Told:
        edit = op.edit
        issue = Opener(self.calls, self.names).issue(op, number)
        if isinstance(issue, CopyState):
            return self._parted(edit, number, issue)
        if isinstance(issue, tuple):
            self._stuck.add(edit.entity)
            return answered(edit, Outcome.REJECTED, issue), ()
        self._numbers[edit.entity] = str(issue["id"])
        before = opened_as(edit, issue)
        self._docs[edit.entity] = ticket_to_json(before)
        return self._act(op, issue, before, replace(before, events=edit.events))

    def _parted(self, edit: Edit, number: str, state: CopyState) -> Told:
        copy = Copy("ticket", edit.entity, state, remote=number)
        why = GONE if state is CopyState.GONE else HIDDEN
        return answered(edit, Outcome.REJECTED, why), (copy,)

    def _seen(self, op: Op, issue: Issue, place: Place, skip: Found | None = None) -> Ticket:
        """Return the ticket as the issue stands, over what we know; without the effect `skip`."""
        known = self._docs.get(op.edit.entity, op.known)
        copy = self._copy(op.edit, issue, place, (), skip or Found())
        return ticket_from_json(fold(known, copy.doc or {}, copy.carried or (), copy.same))

    def _copy(
        self, edit: Edit, issue: Issue, place: Place, own: Sequence[Event], found: Found
    ) -> Copy:
        """Return the portal's copy, in which events of ours stand for what they have caused."""
        borne = {f"journal:{one}" for one in found.journals}
        told = [one for one in events_of(issue, place) if one.data[REMOTE] not in borne]
        return copy_of(issue, place, edit.entity, (*told, *own), last_journal(issue))

    # --- one edit on one issue ---

    def _act(self, op: Op, issue: Issue, before: Ticket, after: Ticket) -> Told:
        edit = op.edit
        place, _ = self.names.of([issue])
        wish = wish_of(edit, before, after, issue, place)
        claimed = frozenset(self._claimed)
        found = earlier_effect(op, wish, issue, before, claimed, place) if op.tries else Found()
        rest = without(wish, found)
        why = self.writer.why_not(rest, issue, place)
        if why is not None:
            return self._refused(op, issue, place, why)
        if self.writer.lacks_files(rest):
            return answered(edit, Outcome.IN_PROGRESS, FILE_FIRST), ()
        if rest.is_empty:
            return self._done(op, issue, rest, found)
        return self._write(op, issue, place, rest, found)

    def _write(self, op: Op, issue: Issue, place: Place, wish: Wish, found: Found) -> Told:
        number = str(issue["id"])
        final = self.writer.write(issue, wish, place, found)
        if isinstance(final, Denied):
            self._latest.pop(number, None)
            if final.status == 404:
                return self._parted(op.edit, number, CopyState.GONE)
            return self._refused(op, issue, place, denied(final))
        if isinstance(final, CopyState):
            return self._parted(op.edit, number, final)
        return self._done(op, final, wish, found)

    def _done(self, op: Op, issue: Issue, wish: Wish, found: Found) -> Told:
        """Return what became of the edit, by the issue as it stands in the end."""
        place, _ = self.names.of([issue])
        edit = as_taken(op.edit, found)
        state = self._seen(op, issue, place, found)
        laid = rebase(state, [edit]) or state
        own = self._own(edit, state, laid, issue, found)
        borne = {one.data.get(REMOTE) for one in own}
        kept = {one: was for one, was in found.changed.items() if f"journal:{one}" in borne}
        copy = self._copy(op.edit, issue, place, own, replace(found, changed=kept))
        self._claimed |= found.journals
        self._latest[str(issue["id"])] = issue
        base = ticket_to_json(replace(laid, conflicts=state.conflicts, events=state.events))
        self._docs[edit.entity] = fold(base, copy.doc or {}, copy.carried or (), copy.same)
        return self._verdict(op.edit, laid, self._is_whole(wish, issue, found, place)), (copy,)

    def _own(
        self, edit: Edit, state: Ticket, laid: Ticket, issue: Issue, found: Found
    ) -> tuple[Event, ...]:
        """Return the edit's own events that stand, each with the portal's id of its effect."""
        known = {one.id for one in state.events}
        added = [one for one in laid.events if one.id not in known]
        if edit.id not in self._opens:
            return with_remotes(added, edit, found)
        place, _ = self.names.of([issue])
        reported = [own_report(one, issue) for one in added]
        return (*with_remotes(reported, edit, found), *lost_values(edit, issue, place))

    def _verdict(self, edit: Edit, laid: Ticket, is_whole: bool) -> Answer:  # noqa: FBT001
        if edit.id in self._opens:
            return answered(edit, Outcome.APPLIED)
        if not is_whole:
            return answered(edit, Outcome.REJECTED, NOT_TAKEN)
        if any(one.edit == edit.id for one in laid.conflicts):
            return answered(edit, Outcome.CONFLICT)
        return answered(edit, Outcome.APPLIED)

    def _is_whole(self, wish: Wish, issue: Issue, found: Found, place: Place) -> bool:
        """Whether Redmine took all that was sent; some things it drops without a word."""
        return (
            all(one.event in found.notes for one in wish.notes)
            and all(one.id in found.files for one in wish.files)
            and all(name in found.taken or says(name, value, issue, place)
                    for name, value in wish.values.items())
        )  # fmt: skip

    def _refused(self, op: Op, issue: Issue, place: Place, why: Refusal) -> Told:
        if (
            op.edit.id in self._opens
        ):  # the issue is there; a text that it cannot have stays with us
            return self._done(op, issue, Wish({}), Found())
        copy = self._copy(op.edit, issue, place, (), Found())
        return answered(op.edit, Outcome.REJECTED, why), (copy,)


def _reports(edit: Edit) -> bool:
    """Whether the edit records a ticket, as an import does under another name."""
    return any(one.kind is EventKind.REPORTED for one in edit.events)
