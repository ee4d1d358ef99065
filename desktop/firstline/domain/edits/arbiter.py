"""The arbiter: what becomes of an edit at the portal, decided by one pure function.

Every portal of our own judges by it: the reference server, and the memory portal of the tests.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from firstline.domain.edits.codec import Json, ticket_from_json, ticket_to_json
from firstline.domain.edits.edit import Change, Edit
from firstline.domain.edits.entity import entity_from_json, entity_to_json, rebase_entity
from firstline.domain.edits.rebase import rebase
from firstline.domain.errors import NOTHING, Problem
from firstline.domain.major.rule import NO_REVIEW, REVIEW_FIRST, lacks_review
from firstline.domain.ticket.fields import ALL_FIELDS, check
from firstline.domain.ticket.statuses import CHART, legal_moves
from firstline.domain.ticket.ticket import Status, Ticket
from firstline.domain.words import Text


class Outcome(StrEnum):
    """What became of an edit (sync.md 2.4); the last two are no decision, it is sent again."""

    APPLIED = "applied"
    MERGED = "merged"  # applied, though the other side had moved too: nobody lost anything
    CONFLICT = "conflict"  # applied but for a field that moved; both values are on the record
    REJECTED = "rejected"  # final, with the reason; nothing of it was applied
    IN_PROGRESS = "in_progress"  # not decided yet
    UNKNOWN = "unknown"  # the answer was lost and could not be found out


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one edit, and the record after it; `reason` and `code` for a rejection."""

    outcome: Outcome
    doc: Json | None = None
    code: str = ""
    reason: Text = NOTHING


def judge(doc: Json | None, edit: Edit, number: str = "") -> Verdict:
    """Return what becomes of `edit` on the record `doc`, None where there is none.

    A field applies when the value that was seen still stands (its base), merges when both sides
    chose the same or their lines do not touch, and else becomes a conflict on the record itself.
    Rejected are: an edit of a record that is not there, a value that no field may hold, a move
    that the state chart does not allow, and the end of a major incident without its review.
    `number` is given to a new ticket without one. Judging an edit a second time on a record that
    holds it changes nothing.
    """
    if edit.kind != "ticket":
        return _judge_entity(doc, edit)
    before = ticket_from_json(doc) if doc is not None else None
    reason = _fault(before, edit)
    if reason is not None:
        return Verdict(Outcome.REJECTED, doc, *reason)
    after = rebase(before, (edit,), number)
    if after is None:
        return _missing(doc)
    conflicts = any(one.edit == edit.id for one in after.conflicts)
    return Verdict(_outcome(before, after, edit, conflicts=conflicts), ticket_to_json(after))


def _judge_entity(doc: Json | None, edit: Edit) -> Verdict:
    before = entity_from_json(doc) if doc is not None else None
    after = rebase_entity(before, (edit,))
    if after is None:
        return _missing(doc)
    conflicts = any(one.edit == edit.id for one in after.conflicts)
    merged = before is not None and any(
        before.fields.get(one.field) != one.seen for one in edit.changes
    )
    outcome = Outcome.CONFLICT if conflicts else Outcome.MERGED if merged else Outcome.APPLIED
    return Verdict(outcome, entity_to_json(after))


def _outcome(before: Ticket | None, after: Ticket, edit: Edit, *, conflicts: bool) -> Outcome:
    if conflicts:
        return Outcome.CONFLICT
    if before is None or before is after:
        return Outcome.APPLIED
    moved = any(_standing(before, one.field) != one.seen for one in edit.changes)
    return Outcome.MERGED if moved else Outcome.APPLIED


def _standing(ticket: Ticket, name: str) -> object:
    return getattr(ticket, name, None)


def _fault(ticket: Ticket | None, edit: Edit) -> tuple[str, Text] | None:
    """Return why the edit cannot be, as a code and a sentence; None for one that can."""
    try:
        for change in edit.changes:
            if change.field in ALL_FIELDS and change.field != "number":
                check(change.field, change.to)
    except Problem as problem:
        return "invalid", problem.sentence
    move = next((one for one in edit.changes if one.field == "status"), None)
    if ticket is None or move is None or move.to == move.seen:
        return None
    return _illegal(ticket, move)


def _illegal(ticket: Ticket, move: Change) -> tuple[str, Text] | None:
    """Return why the chart or a missing review forbids the move, if it would be applied at all."""
    to = Status(str(move.to))
    if ticket.status != move.seen:
        return None  # one that moved on the other side becomes a conflict, not a fault
    if lacks_review(ticket, to):
        return "review-missing", Text(
            f"{NO_REVIEW.zh}{REVIEW_FIRST.zh}", f"{NO_REVIEW.en} {REVIEW_FIRST.en}"
        )
    if to in legal_moves(ticket):
        return None
    here = CHART[ticket.status].name
    return "illegal-move", Text(
        f"“{here.zh}”的工单不能改为“{CHART[to].name.zh}”。",
        f"A ticket that is {ticket.status} cannot become {to}.",
    )


def _missing(doc: Json | None) -> Verdict:
    return Verdict(
        Outcome.REJECTED, doc, "unknown-record",
        Text("门户上没有这条记录。", "The portal has no such record."),
    )  # fmt: skip


def contains(doc: Mapping[str, object] | None, edit: Edit) -> bool:
    """Whether the record holds the edit already: one of its own events, or a conflict of it."""
    if doc is None:
        return False
    events, conflicts = doc.get("events") or (), doc.get("conflicts") or ()
    own = {one.id for one in edit.events}
    return any(one["id"] in own for one in events) or any(  # type: ignore[attr-defined]
        one["edit"] == edit.id
        for one in conflicts  # type: ignore[attr-defined]
    )
