"""The pull from Request Tracker: first all tickets, the newest open ones first; then the feed.

Both end in the same reading: tickets a hundred at a time, their transactions, the parts of their
messages, and our marks, made into copies. After a first pull the tickets that changed meanwhile
are read with their whole history, because the feed brings only what is new.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from firstline.domain.edits.exchange import Copy, CopyState, Page
from firstline.portal.rt.calls import Calls
from firstline.portal.rt.copies import copy_of, gone, ticket_id
from firstline.portal.rt.feed import Cursor, Place, begin, news
from firstline.portal.rt.log import History, owners_in
from firstline.portal.rt.people import People
from firstline.portal.rt.wire import MESSAGES, NOISE, PAGE, Row, RtTicket, any_of, in_hundreds
from firstline.portal.rt.words import DELETED

_STAGES = {"open": "Status = '__Active__'", "ended": "Status = '__Inactive__'"}
_AFTER = {"open": "ended", "ended": ""}


@dataclass(frozen=True, slots=True)
class Desk:
    """One RT as it is read: its calls, its people, and what it is called in our ids."""

    calls: Calls
    people: People
    server: str


def first_page(desk: Desk, cursor: Cursor | None, scope: str, limit: int) -> Page:
    """Return a page of a first pull; None for `cursor` begins it."""
    if cursor is None or cursor.first is None:
        cursor = replace(begin(desk.calls, scope), first=Place())
    place = cursor.first or Place()
    below = f" AND id < {place.last}" if place.last else ""
    tickets, left = desk.calls.tickets(f"{_STAGES[place.stage]}{below}", most=min(limit, PAGE))
    copies = read_whole(desk, {one.id: one for one in tickets})
    done, total = place.done + len(copies), place.total
    if total is None and not place.done and left is not None:
        ended = desk.calls.count(_STAGES["ended"])
        total = None if ended is None else left + ended
    last = not tickets or left == len(tickets)
    stage = _AFTER[place.stage] if last else place.stage
    place = Place(stage, 0 if last else tickets[-1].id, done, total)
    if stage:
        cursor = replace(cursor, first=place)
    else:
        newest = desk.calls.newest(0, 1)
        cursor = replace(cursor, first=None, whole=newest[0][0] if newest else 0)
    total = None if total is None else max(total, done)
    return Page(copies, cursor.text(), more=True, first=True, total=total, done=done)


def changes(desk: Desk, cursor: Cursor, limit: int) -> Page:
    """Return a page of what changed since `cursor`; one small call where nothing did."""
    found = news(desk.calls, cursor, limit)
    rows = [one for one in found.rows if one.type not in NOISE]
    by_ticket: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_ticket[row.ticket].append(row)
    tickets = desk.calls.by_id(by_ticket)
    anew = {
        one.ticket for one in rows
        if one.id <= cursor.whole or one.field == "Queue" or one.old == DELETED
    } & tickets.keys()  # fmt: skip
    whole = read_whole(desk, {one: tickets[one] for one in anew})
    versions = {one.ticket: one.id for one in found.rows}  # noise too moves the version
    part = read(desk, {one: tickets[one] for one in tickets if one not in anew}, by_ticket)
    part = tuple(replace(one, version=str(versions[int(one.remote)])) for one in part)
    lost = tuple(_lost(desk, one, by_ticket[one]) for one in by_ticket if one not in tickets)
    return Page((*whole, *part, *lost), found.cursor.text(), found.more)


def read_whole(desk: Desk, tickets: Mapping[int, RtTicket]) -> tuple[Copy, ...]:
    """Return copies of these tickets with all of their history, in the order given."""
    return read(desk, tickets, history_of(desk.calls, tickets))


def history_of(calls: Calls, tickets: Iterable[int]) -> dict[int, list[Row]]:
    """Return all transactions of these tickets, in order: back to where each was created."""
    found: dict[int, list[Row]] = defaultdict(list)
    for some in in_hundreds(tickets):
        left = set(some)

        def begun(rows: Sequence[Row], left: set[int] = left) -> bool:
            left -= {one.ticket for one in rows if one.type == "Create"}
            return not left

        rows = {one.id: one for page in calls.rows(any_of("ObjectId", some), begun) for one in page}
        for row in sorted(rows.values(), key=lambda one: one.id):
            found[row.ticket].append(row)
    return found


def read(
    desk: Desk, tickets: Mapping[int, RtTicket], rows: Mapping[int, Sequence[Row]]
) -> tuple[Copy, ...]:
    """Return copies of `tickets` whose log is what `rows` tell."""
    return tuple(copy_of(one) for one in histories(desk, tickets, rows))


def histories(
    desk: Desk, tickets: Mapping[int, RtTicket], rows: Mapping[int, Sequence[Row]]
) -> list[History]:
    """Return what there is to know of each ticket: its rows, messages and names."""
    every = [row for one in tickets for row in rows.get(one, ())]
    parts = desk.calls.parts(one.id for one in every if one.type in MESSAGES)
    people = {one: desk.people.at(one).shown for one in owners_in(every)}
    return [
        History(
            desk.server, ticket, rows.get(number, ()),
            {row.id: parts[row.id] for row in rows.get(number, ()) if row.id in parts},
            people,
        )
        for number, ticket in tickets.items()
    ]  # fmt: skip


def _lost(desk: Desk, number: int, rows: Sequence[Row]) -> Copy:
    """Return what became of a ticket that no list shows any more."""
    raw, _, status, link = desk.calls.ticket(number)
    entity = link.ticket if link else ticket_id(desk.server, number)
    deleted = any(one.field == "Status" and one.new == DELETED for one in rows)
    if raw is None and not deleted:
        return gone(entity, number, CopyState.HIDDEN if status == 403 else CopyState.GONE)
    return gone(entity, number, CopyState.GONE)
