"""Reads back whole tickets of our own JSON export, log included, and lets nothing bad through."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from firstline.domain.edits.codec import canonical, ticket_from_json, ticket_to_json
from firstline.domain.edits.edit import Change, Edit, Stamp, edit_of
from firstline.domain.errors import BadInput
from firstline.domain.ids import derived_id
from firstline.domain.instants import FIRST_YEAR, LAST_YEAR
from firstline.domain.ticket.fields import ALL_FIELDS, LISTS, NAMES, Value, check, clean
from firstline.domain.ticket.ticket import Conflict, Event, EventKind, Ticket
from firstline.domain.words import Text
from firstline.intake.tickets.columns import RowFault

_NOT_OURS = frozenset({"clocks", "sync", "timeline"})  # what `ticket list --json` adds
_ID_LIMIT = 200
_TEXT_LIMIT = 1_000_000


def own_ticket(raw: Mapping[str, Any]) -> Ticket:
    """Return the ticket that our export wrote. Raises RowFault for anything else or anything bad.

    Keys of a later version stay in `extra`; control characters go, as everywhere.
    """
    plain = {name: value for name, value in raw.items() if name not in _NOT_OURS}
    try:
        ticket = ticket_from_json(plain)
        return replace(
            ticket,
            **{name: _checked(ticket, name) for name in ALL_FIELDS},
            id=_name(ticket.id),
            created_at=_instant(ticket.created_at),
            updated_at=_instant(ticket.updated_at),
            events=_events(ticket.events),
            conflicts=tuple(_conflict(one) for one in ticket.conflicts),
            extra=_texts(ticket.extra),
        )
    except KeyError as error:
        raise _fault(Text(f"缺少 {error}。", f"{error} is missing.")) from error
    except (TypeError, ValueError, AttributeError, RecursionError) as error:
        said = " ".join(str(error).split())[:120]
        raise _fault(Text(f"内容不合格式({said})。", f"it is not well formed ({said}).")) from error
    except BadInput as error:
        raise RowFault(error.sentence) from error


def own_edits(ticket: Ticket, *, renumber: bool = False) -> tuple[Edit, ...]:
    """Return the edits that make `ticket` anew, exactly: its fields, log, files and conflicts.

    `renumber` leaves the number to the store, where its local number is another ticket's.
    """
    stamp = Stamp(derived_id("import-own", ticket.id, _digest(ticket)), ticket.created_at)
    names = [one for one in ALL_FIELDS if one != "number" or (ticket.number and not renumber)]
    changes = [Change(name, _plain(getattr(ticket, name))) for name in names]
    changes += [Change(name, text) for name, text in ticket.extra.items()]
    first = edit_of(stamp, ticket.id, "import", tuple(changes), ticket.events)
    return (first, *_held(ticket))


def _held(ticket: Ticket) -> Iterable[Edit]:
    """Yield the edits whose conflicts the ticket bears: they are held, as they were."""
    for edit_id in dict.fromkeys(one.edit for one in ticket.conflicts):
        mine = [one for one in ticket.conflicts if one.edit == edit_id]
        changes = tuple(Change(one.field, _typed(one.field, one.mine), None) for one in mine)
        yield edit_of(Stamp(edit_id, mine[0].at), ticket.id, "import", changes, ())


def _typed(field: str, text: str) -> Value:
    return check(field, text) if field in ALL_FIELDS else text


def own_update(ticket: Ticket, wanted: Ticket) -> tuple[Edit, ...]:
    """Return what brings the standing `ticket` to what the file says, or nothing.

    Events only append. An older copy changes nothing: its fields are held to be newer here.
    """
    if ticket_to_json(ticket) == ticket_to_json(wanted):
        return ()
    known = {one.id for one in ticket.events}
    events = tuple(one for one in wanted.events if one.id not in known)
    behind = not events and known - {one.id for one in wanted.events}
    if behind or wanted.updated_at < ticket.updated_at:
        changes: list[Change] = []
    else:
        changes = [
            Change(name, _plain(getattr(wanted, name)), getattr(ticket, name))
            for name in ALL_FIELDS
            if getattr(wanted, name) != getattr(ticket, name)
        ]
        changes += [
            Change(name, text, ticket.extra.get(name))
            for name, text in wanted.extra.items()
            if ticket.extra.get(name) != text
        ]
    if not events and not changes:
        return ()
    said = [[one.field, _plain(one.to)] for one in changes]
    name = derived_id("import-own", ticket.id, _digest(ticket), _digest(wanted), canonical(said))
    return (edit_of(Stamp(name, wanted.updated_at), ticket.id, "import", tuple(changes), events),)


def _digest(ticket: Ticket) -> str:
    return derived_id("content", canonical(ticket_to_json(ticket)))


def _plain(value: Any) -> Value:
    return str(value) if isinstance(value, str) else value


def _checked(ticket: Ticket, name: str) -> Any:
    value = getattr(ticket, name)
    if name == "status" or (name == "vendor_priority" and value is None):
        return value
    kind = int if name in ("impact", "urgency") else tuple if name in LISTS else str
    if not isinstance(value, kind):
        raise BadInput(Text(f"{NAMES[name].zh}不是文字。", f"{NAMES[name].en} is not a text."))
    kept = check(name, value)
    return type(value)(kept) if isinstance(value, str) else kept


def _name(text: str) -> str:
    if not isinstance(text, str) or clean(text, _ID_LIMIT, "id") != text or not text:
        raise BadInput(Text("id 无效。", "The id is not valid."))
    return text


def _instant(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise BadInput(Text(f"时间 {at.isoformat()} 没有时区偏移。",
                            f"The time {at.isoformat()} has no offset."))  # fmt: skip
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise BadInput(Text(f"时间 {at.isoformat()} 超出范围。",
                            f"The time {at.isoformat()} is out of range."))  # fmt: skip
    return at


def _events(events: Iterable[Event]) -> tuple[Event, ...]:
    found = tuple(_event(one) for one in events)
    if len({one.id for one in found}) != len(found):
        raise BadInput(Text("有两个事件的 id 相同。", "Two events have one id."))
    if not any(one.kind is EventKind.REPORTED for one in found):
        raise BadInput(Text("事件里没有 reported。", "There is no reported event."))
    return found


def _event(event: Event) -> Event:
    return replace(
        event,
        id=_name(event.id),
        at=_instant(event.at),
        received_at=_instant(event.received_at) if event.received_at else None,
        actor=clean(event.actor, 200, "actor"),
        text=clean(event.text, _TEXT_LIMIT, "body", lines=True),
        reason=clean(event.reason, 200, "reason"),
        proof=clean(event.proof, 1000, "proof"),
        data=_texts(event.data),
    )


def _texts(data: Mapping[str, str]) -> Mapping[str, str]:
    return {
        clean(name, _ID_LIMIT, "data"): clean(text, _TEXT_LIMIT, "data", lines=True)
        for name, text in data.items()
    }


def _conflict(one: Conflict) -> Conflict:
    return replace(
        one,
        edit=_name(one.edit),
        at=_instant(one.at),
        field=clean(one.field, 100, "field"),
        mine=clean(one.mine, _TEXT_LIMIT, "body", lines=True),
        theirs=clean(one.theirs, _TEXT_LIMIT, "body", lines=True),
    )


def _fault(reason: Text) -> RowFault:
    return RowFault(reason)
