"""One act on one record: judged, given its place, and stored with its result in one transaction."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from firstline.domain.edits.arbiter import Outcome, Verdict, judge
from firstline.domain.edits.codec import event_to_json
from firstline.domain.errors import Problem
from firstline.domain.instants import UTC, iso
from firstline.domain.ticket.ticket import CLOSED_STATUSES, Event, EventKind
from firstline.domain.words import Text
from firstline.portal.native_wire import Sentence, WireResult, shard_of
from firstline_portal import clocks, schema
from firstline_portal.edits_in import Incoming, authored, cleaned
from firstline_portal.people import Person
from firstline_portal.rights import DELETE, Act, allowed, needed, opens
from firstline_portal.views import sees

RETRY_S = 60.0  # an edit of a record that may still come back is not asked about more often
_ENDED = frozenset(str(one) for one in CLOSED_STATUSES)

# Statements made once: building one costs more than running it.
_OP, _RECORD = schema.applied_op, schema.record
_KNOWN = select(_OP).where(_OP.c.op_id == bindparam("op"))
_FORGOTTEN = delete(_OP).where(_OP.c.op_id == bindparam("op"))
_KEPT = insert(_OP)
_THIS = (_RECORD.c.kind == bindparam("kind_")) & (_RECORD.c.id == bindparam("id_"))
_HELD = select(_RECORD).where(_THIS).with_for_update()
_MADE = insert(_RECORD)
_MOVING = ("plant", "rev", "seq", "tag", "gone", "number", "doc", "open", "handed")
_MOVED = update(_RECORD).where(_THIS).values({one: bindparam(one) for one in _MOVING})


@dataclass(frozen=True, slots=True)
class Sender:
    """Who an act is of: the person, the device, and when it arrived.

    `complete`: nothing earlier of this device is on another way. `waits`: unknown records may
    still come back (the portal was restored). `if_rev`: only if the record stands at it.
    """

    person: Person
    device: str
    now: datetime
    complete: bool = True
    waits: bool = False
    if_rev: int | None = None


class Stale(Exception):  # noqa: N818 - it says what happened
    """The record no longer stands at the revision that the writer saw."""


@dataclass(frozen=True, slots=True)
class _Case:
    """One act before its record: what is judged, and the record's row as it stands."""

    sender: Sender
    op: Incoming
    row: Row[Any] | None
    plant: str
    before: Row[Any] | None = None  # its rejection: a person tries it anew


def act(connection: Connection, sender: Sender, op: Incoming) -> WireResult:
    """Return what becomes of the edit; its effect and its result are written together.

    An id that was answered for good gets its first result again, in full; the same id with other
    content is refused, unless it was rejected and is tried anew. Raises Stale when the record is
    not at `sender.if_rev`. Call it inside a transaction of its own (`Database.write`).
    """
    known = connection.execute(_KNOWN, {"op": op.edit.id}).first()
    if known is not None and known.content == op.content:
        return _answered(known)
    if known is not None and known.status != Outcome.REJECTED:
        return _refused(op, "op-id-reused", _REUSED, stored=False)
    row = connection.execute(_HELD, {"kind_": op.edit.kind, "id_": op.edit.entity}).first()
    if sender.if_rev is not None and (row is None or row.rev != sender.if_rev):
        raise Stale
    op = replace(op, edit=authored(op.edit, sender.person.name))
    plant = row.plant if row is not None else _plant_of(sender, op)
    return _decide(connection, _Case(sender, op, row, plant, before=known))


_IN_COLUMNS = {"id", "outcome", "n"}


def _answered(known: Row[Any]) -> WireResult:
    """Return the first answer again, in full."""
    told = {"id": known.op_id, "outcome": known.status, "n": known.n}
    return WireResult.model_validate({**json.loads(known.result), **told})


def _plant_of(sender: Sender, op: Incoming) -> str:
    return op.plant or next(iter(sender.person.plants), "")


def _decide(connection: Connection, case: _Case) -> WireResult:
    fault = _forbids(case)
    if fault is not None and fault.code == "unknown-record" and not _is_final(case.sender):
        return _later(fault)
    if fault is not None:
        return _keep(connection, case, fault, 0)
    if case.op.edit.act == DELETE:
        return _delete(connection, case)
    verdict = _judged(case)
    if verdict.outcome is Outcome.REJECTED:
        refused = _refused(case.op, verdict.code, verdict.reason)
        return _keep(connection, case, refused, 0)
    return _write(connection, case, verdict)


def _later(result: WireResult) -> WireResult:
    """Return the result as one that is no decision: the edit is to be sent again later."""
    again = {"outcome": Outcome.IN_PROGRESS, "stored": False, "retry_after_s": RETRY_S}
    return result.model_copy(update=again)


def _is_final(sender: Sender) -> bool:
    return sender.complete and not sender.waits


def _forbids(case: _Case) -> WireResult | None:
    """Return the refusal of what this person may not do; nothing tells whether a record exists."""
    person, edit, row = case.sender.person, case.op.edit, case.row
    if row is not None and not sees(person, row):
        return _refused(case.op, "unknown-record", _UNKNOWN)
    may = allowed(person.role, edit.kind)
    if row is None and not opens(edit):
        return _refused(case.op, "unknown-record", _UNKNOWN)
    if not needed(edit, exists=row is not None) <= may or Act.SEE not in may:
        return _refused(case.op, "forbidden", _FORBIDDEN)
    if case.plant not in person.plants:
        return _refused(case.op, "forbidden", _FOREIGN)
    return None


def _judged(case: _Case) -> Verdict:
    doc = json.loads(case.row.doc) if case.row is not None else None
    try:
        verdict = judge(doc, cleaned(case.op.edit))
        if verdict.doc is not None:
            stored_text(verdict.doc)
    except Problem as problem:
        return Verdict(Outcome.REJECTED, doc, "invalid", problem.sentence)
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        return Verdict(Outcome.REJECTED, doc, "invalid", _unreadable(error))
    if verdict.doc == doc or case.row is None or not case.row.gone or verdict.doc is None:
        return verdict
    return Verdict(Outcome.MERGED, _told_of_deletion(verdict.doc, case))


def _told_of_deletion(doc: dict[str, Any], case: _Case) -> dict[str, Any]:
    """Return the document with a line that says: deleted while somebody edited, so it is back."""
    event = Event(
        f"restored-{case.op.edit.id}", EventKind.CHANGED, case.op.edit.made_at,
        actor=case.sender.person.name, data={"field": "deleted", "old": "deleted", "new": ""},
    )  # fmt: skip
    return {**doc, "events": [*doc["events"], event_to_json(event)]}


def stored_text(doc: dict[str, Any]) -> str:
    """Return the document as it is stored and sent. Raises ValueError for what is no JSON text."""
    text = _STRICT.encode(doc)
    text.encode()  # a lone surrogate is no text
    return text


_STRICT = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
)


def _write(connection: Connection, case: _Case, verdict: Verdict) -> WireResult:
    edit, row, doc = case.op.edit, case.row, verdict.doc or {}
    if row is not None and stored_text(doc) == row.doc:  # it was there already
        return _keep(connection, case, _done(case, verdict.outcome, row.seq, row.rev), 0)
    numbered = edit.kind == "ticket" and not doc.get("number")
    place = clocks.next_place(connection, case.plant, edit.id, numbered=numbered)
    if numbered:
        doc = {**doc, "number": place.number}
    rev = row.rev + 1 if row is not None else 1
    values = {
        "plant": case.plant, "rev": rev, "seq": place.seq, "tag": clocks.tag_of(edit.id),
        "gone": 0, "number": str(doc.get("number", ""))[:60], "doc": stored_text(doc),
        "open": int(edit.kind == "ticket" and doc.get("status") not in _ENDED),
        "handed": int((row is not None and row.handed) or _hands_over(case)),
    }  # fmt: skip
    _put(connection, case, values)
    _use_files(connection, case)
    return _keep(connection, case, _done(case, verdict.outcome, place.seq, rev), place.seq)


def _delete(connection: Connection, case: _Case) -> WireResult:
    row = case.row
    if row is None or row.gone:
        seq, rev = (row.seq, row.rev) if row is not None else (0, 0)
        return _keep(connection, case, _done(case, Outcome.APPLIED, seq, rev), 0)
    place = clocks.next_place(connection, case.plant, case.op.edit.id, numbered=False)
    values = {
        "rev": row.rev + 1, "seq": place.seq, "tag": clocks.tag_of(case.op.edit.id), "gone": 1,
        "open": 0,
    }  # fmt: skip
    _put(connection, case, values)
    done = _done(case, Outcome.APPLIED, place.seq, row.rev + 1)
    return _keep(connection, case, done, place.seq)


def _put(connection: Connection, case: _Case, values: dict[str, Any]) -> None:
    edit = case.op.edit
    if case.row is None:
        names = {"kind": edit.kind, "id": edit.entity, "shard": shard_of(edit.kind, edit.entity)}
        connection.execute(_MADE, {**names, **values})
    else:
        kept = {one: getattr(case.row, one) for one in _MOVING}
        named = {"kind_": edit.kind, "id_": edit.entity}
        connection.execute(_MOVED, {**kept, **values, **named})


def _hands_over(case: _Case) -> bool:
    return any(one.kind is EventKind.HANDED_OFF for one in case.op.edit.events)


def _use_files(connection: Connection, case: _Case) -> None:
    """Note which record names a file, so that who sees the one may fetch the other."""
    use, edit = schema.file_use, case.op.edit
    hashes = {one.data.get("sha256", "") for one in edit.events if one.kind is EventKind.ATTACHED}
    for sha256 in sorted(one for one in hashes if len(one) == 64):
        named = {"plant": case.plant, "sha256": sha256, "kind": edit.kind, "id": edit.entity}
        if connection.execute(select(use.c.id).filter_by(**named)).first() is None:
            connection.execute(insert(use).values(author=case.sender.person.name, **named))


def _done(case: _Case, outcome: Outcome, seq: int, rev: int) -> WireResult:
    return WireResult(id=case.op.edit.id, outcome=outcome, n=case.op.n, seq=seq, rev=rev)


def _refused(op: Incoming, code: str, reason: Text, *, stored: bool = True) -> WireResult:
    zh, en = reason
    return WireResult(
        id=op.edit.id, outcome=Outcome.REJECTED, n=op.n, stored=stored, code=code,
        reason=Sentence(zh=zh, en=en),
    )  # fmt: skip


def _keep(connection: Connection, case: _Case, result: WireResult, seq: int) -> WireResult:
    """Store the result for ever, in the transaction of the effect."""
    op, edit, before = case.op, case.op.edit, case.before
    values = {
        "op_id": edit.id, "device": case.sender.device, "n": op.n,
        "author": case.sender.person.name, "plant": case.plant, "kind": edit.kind,
        "entity": edit.entity, "status": str(result.outcome), "content": op.content,
        "result": result.model_dump_json(exclude=_IN_COLUMNS, exclude_defaults=True), "seq": seq,
        "at": iso(case.sender.now.astimezone(UTC).replace(microsecond=0)),
    }  # fmt: skip
    if before is not None:  # a device's highest place never falls
        same = before.device == case.sender.device
        values |= {"device": before.device, "n": max(before.n, op.n) if same else before.n}
        connection.execute(_FORGOTTEN, {"op": edit.id})
    connection.execute(_KEPT, values)
    return result


def _unreadable(error: Exception) -> Text:
    why = " ".join(str(error).split())[:120]
    return Text(f"这条更改的内容不对:{why}", f"The edit is not valid: {why}")


_REUSED = Text(
    "这个编号的更改已用于别的内容。", "An edit of this id with other content was answered before."
)
_UNKNOWN = Text("门户上没有这条记录。", "The portal has no such record.")
_FORBIDDEN = Text("您的角色不允许这样做。", "Your role does not allow this.")
_FOREIGN = Text("这个工厂不归您管。", "This plant is not one of yours.")
