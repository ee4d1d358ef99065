"""Ordinary REST as edits: a new ticket, a patch, a deletion, each one act with its conditions."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select

from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.codec import ticket_from_json
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.edits import open_ticket, reply, set_field, set_priority, tag
from firstline.domain.edits.entity import Entity, entity_from_json
from firstline.domain.edits.moves import move
from firstline.domain.edits.rebase import rebase
from firstline.domain.errors import BadInput, Problem
from firstline.domain.ids import derived_id, new_id
from firstline.domain.project.ticket_phase import marked
from firstline.domain.ticket.ticket import Priority, Status, Ticket
from firstline.domain.words import Text
from firstline.portal.native_wire import ProblemName, WireResult
from firstline_portal import schema
from firstline_portal.acts import Sender, Stale, act
from firstline_portal.core import Core
from firstline_portal.edits_in import Incoming
from firstline_portal.people import Person
from firstline_portal.problems import Refusal, not_found
from firstline_portal.rights import DELETE
from firstline_portal.views import sees, visible

Make = Callable[[Ticket, Stamp], Edit | None]
_PLAIN = ("title", "body", "type", "impact", "urgency", "site", "product", "module", "channel",
          "requester", "assignee", "case_no")  # fmt: skip
_STATUSES: Mapping[str, tuple[int, ProblemName]] = {
    "forbidden": (403, "forbidden"), "unknown-record": (404, "not-found"),
    "invalid": (400, "invalid"), "op-id-reused": (422, "idempotency-key-reused"),
    "busy": (503, "busy"),
}  # fmt: skip


def find(core: Core, person: Person, name: str) -> Row[Any]:
    """Return the row of the ticket with this id or number. Raises Refusal (not-found)."""
    record = schema.record
    with core.database.read() as connection:
        rows = connection.execute(
            select(record).where(
                record.c.kind == "ticket", record.c.gone == 0,
                or_(record.c.id == name, and_(record.c.number == name, record.c.number != "")),
                record.c.plant.in_(person.plants),
            ).limit(2)
        ).all()  # fmt: skip
    seen = [one for one in rows if sees(person, one)]
    if len(seen) != 1:
        raise not_found()
    return seen[0]


def page(
    core: Core, person: Person, at: tuple[str, int] | None, limit: int, *, is_open: bool | None
) -> tuple[list[Row[Any]], int]:
    """Return tickets after the place `at`, and how many there are in all.

    They come plant after plant, in each the newest change first.
    """
    record = schema.record
    chosen: list[ColumnElement[bool]] = [
        record.c.kind == "ticket", record.c.gone == 0, visible(vendor=person.is_vendor),
        record.c.plant.in_(person.plants),
    ]  # fmt: skip
    if is_open is not None:
        chosen.append(record.c.open == int(is_open))
    after = list(chosen)
    if at is not None:
        plant, seq = at
        same = and_(record.c.plant == plant, record.c.seq < seq)
        after.append(or_(record.c.plant > plant, same))
    with core.database.read() as connection:
        total = connection.execute(
            select(func.count()).select_from(record).where(*chosen)
        ).scalar_one()
        rows = connection.execute(
            select(record).where(*after).order_by(record.c.plant, record.c.seq.desc()).limit(limit)
        ).all()
    return list(rows), total


def create(
    core: Core, person: Person, fields: Mapping[str, Any], plant: str, now: datetime, *,
    key: str = "", body: bytes = b"",
) -> str:  # fmt: skip
    """Open a ticket and return its id; the same `key` with the same body returns the first one's.

    Raises Refusal: what the fields may not hold, a foreign plant, a key used for another body.
    """
    op_id = derived_id("rest", person.name, key) if key else new_id(now)
    stamp = Stamp(op_id, now, person.name)
    try:
        edit = open_ticket(stamp, derived_id(op_id, "ticket"), fields, reported_at=now)
    except BadInput as problem:
        raise _as_refusal(problem) from problem
    content = hashlib.sha256(body).hexdigest()[:32]
    edit = marked(edit, _phases(core, plant or next(iter(person.plants), "")))
    _act(core, Sender(person, "", now), Incoming(0, edit, content, plant))
    return edit.entity


def _phases(core: Core, plant: str) -> list[Entity]:
    """Return the phases of the plant's systems, by which a new ticket is marked as on a desk."""
    record = schema.record
    wanted = select(record.c.doc).where(
        record.c.kind == "phase", record.c.gone == 0, record.c.plant == plant
    )
    with core.database.read() as connection:
        return [entity_from_json(json.loads(one)) for one in connection.execute(wanted).scalars()]


def patch(
    core: Core, person: Person, row: Row[Any], rev: int, wanted: Mapping[str, Any], now: datetime
) -> None:
    """Change the ticket as `wanted` says, all of it or nothing, if it still stands at `rev`.

    Raises Refusal: version-changed, op-rejected for a move that the chart forbids, invalid.
    """
    if row.rev != rev:
        raise _stale()
    ticket = _ticket(row)
    stamp = Stamp(new_id(now), now, person.name)
    try:
        edit = _combined(ticket, stamp, wanted)
    except Problem as problem:
        raise _as_refusal(problem) from problem
    if edit is not None:
        _act(core, Sender(person, "", now, if_rev=rev), Incoming(0, edit, "", row.plant))


def remove(core: Core, person: Person, row: Row[Any], rev: int, now: datetime) -> None:
    """Delete the ticket if it still stands at `rev`. Raises Refusal."""
    edit = Edit(new_id(now), row.id, DELETE, now, person.name)
    _act(core, Sender(person, "", now, if_rev=rev), Incoming(0, edit, "", row.plant))


def _ticket(row: Row[Any]) -> Ticket:
    return ticket_from_json(json.loads(row.doc))


def _combined(ticket: Ticket, stamp: Stamp, wanted: Mapping[str, Any]) -> Edit | None:
    """Return one edit that does all that is wanted; None where there is nothing to do."""
    parts: list[Edit] = []
    shown = ticket
    for step, make in enumerate(_acts(wanted)):
        part = make(shown, Stamp(f"{stamp.id}-{step}", stamp.at, stamp.actor))
        if part is None:
            continue
        parts.append(part)
        shown = rebase(shown, (part,)) or shown
    if not parts:
        return None
    events = [event for part in parts for event in part.events]
    return Edit(
        stamp.id, ticket.id, parts[0].act if len(parts) == 1 else "set", stamp.at, stamp.actor,
        "ticket", tuple(change for part in parts for change in part.changes),
        tuple(replace(one, id=f"{stamp.id}.{index}") for index, one in enumerate(events)),
        tuple(name for part in parts for name in part.add_tags),
        tuple(name for part in parts for name in part.remove_tags),
    )  # fmt: skip


def _acts(wanted: Mapping[str, Any]) -> Iterator[Make]:
    """Yield the steps of a patch, in the order in which they are done."""
    for name in _PLAIN:
        if wanted.get(name) is not None:
            yield partial(_set, name, wanted[name])
    if wanted.get("priority") is not None:
        yield partial(_prioritise, Priority(wanted["priority"]), wanted.get("reason") or "")
    if wanted.get("tags") is not None:
        yield partial(_tag, tuple(wanted["tags"]))
    if wanted.get("status") is not None:
        yield partial(_move, Status(wanted["status"]), wanted.get("reason") or "")
    for name in ("reply", "note"):
        if wanted.get(name) is not None:
            yield partial(_say, wanted[name], name == "note")


def _set(name: str, to: Any, ticket: Ticket, stamp: Stamp) -> Edit | None:
    edit = set_field(ticket, name, to, stamp)
    return edit if edit.changes[0].to != edit.changes[0].seen else None


def _prioritise(to: Priority, reason: str, ticket: Ticket, stamp: Stamp) -> Edit | None:
    return set_priority(ticket, to, stamp, reason=reason) if to is not ticket.priority else None


def _tag(wanted: tuple[str, ...], ticket: Ticket, stamp: Stamp) -> Edit | None:
    add, remove = sorted({*wanted} - {*ticket.tags}), sorted({*ticket.tags} - {*wanted})
    return tag(ticket, stamp, add=add, remove=remove) if add or remove else None


def _move(to: Status, reason: str, ticket: Ticket, stamp: Stamp) -> Edit | None:
    return move(ticket, to, stamp, reason=reason) if to is not ticket.status else None


def _say(text: str, internal: bool, ticket: Ticket, stamp: Stamp) -> Edit | None:  # noqa: FBT001
    return reply(ticket, text, stamp, internal=internal)


def _act(core: Core, sender: Sender, op: Incoming) -> WireResult:
    """Do the act. Raises Refusal for what was not applied as it was meant."""
    try:
        result = core.database.write(lambda connection: act(connection, sender, op))
    except Stale as error:
        raise _stale() from error
    if result.outcome in (Outcome.APPLIED, Outcome.MERGED):
        return result
    status, name = _STATUSES.get(result.code, (409, "op-rejected"))
    raise Refusal(
        status, name, Text(result.reason.zh or "未执行。", result.reason.en or "Not done.")
    )


def _as_refusal(problem: Problem) -> Refusal:
    zh, en = problem.sentence
    if isinstance(problem, BadInput):
        return Refusal(400, "invalid", Text(zh, en))
    return Refusal(409, "op-rejected", Text(zh, en))


def _stale() -> Refusal:
    return Refusal(
        412, "version-changed",
        Text("工单已被别人改动,请重新读取。", "The ticket has moved on; read it again."),
    )  # fmt: skip
