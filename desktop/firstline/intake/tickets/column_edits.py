"""Rows of a table as edits: a new ticket with the events its status implies, or what changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from firstline.domain.edits.codec import canonical
from firstline.domain.edits.edit import Change, Edit, Stamp, edit_of, event_of, words_of
from firstline.domain.errors import Refused
from firstline.domain.ids import derived_id
from firstline.domain.project.ticket_phase import without_marks
from firstline.domain.ticket.fields import ALL_FIELDS, Value
from firstline.domain.ticket.statuses import ENDED, Act, acts_of_move
from firstline.domain.ticket.ticket import (
    TEXT_FIELDS,
    Event,
    EventKind,
    Leg,
    Priority,
    Status,
    Ticket,
)
from firstline.domain.words import Text
from firstline.intake.tickets.columns import Record, RowFault
from firstline.intake.tickets.marks import (
    NUMBER,
    REPEATED,
    SEEN,
    joined,
    mark_of,
    marks_from,
    marks_of,
    marks_text,
    named,
)

_K = EventKind
_CLEARED = frozenset(TEXT_FIELDS) - {"title"} | {"tags"}
_PAUSED_VENDOR = Act(_K.PAUSED, Leg.VENDOR, "waiting_customer_info")
_WITH_VENDOR = (Act(_K.HANDED_OFF), Act(_K.PAUSED, Leg.INTERNAL, "waiting_vendor"))
_IMPLIED: Mapping[Status, tuple[Act, ...]] = {
    Status.NEW: (),
    Status.TRIAGED: (Act(_K.TRIAGED),),
    Status.IN_PROGRESS: (Act(_K.STARTED),),
    Status.WAITING_REQUESTER: (Act(_K.PAUSED, Leg.INTERNAL, "waiting_requester"),),
    Status.WITH_VENDOR: _WITH_VENDOR,
    Status.WAITING_CUSTOMER_INFO: (Act(_K.HANDED_OFF), _PAUSED_VENDOR),
    Status.RESOLVED: (Act(_K.RESOLVED),),
    Status.CLOSED: (Act(_K.RESOLVED), Act(_K.CLOSED)),
    Status.CANCELLED: (Act(_K.CANCELLED),),
    Status.DUPLICATE: (Act(_K.DUPLICATE),),
}
# Which columns tell when an act happened, the surest first.
_TOLD_BY: Mapping[EventKind, tuple[str, ...]] = {
    _K.HANDED_OFF: ("handed_off", "received", "updated"),
    _K.RESOLVED: ("resolved", "closed", "updated"),
    _K.CLOSED: ("closed", "updated", "resolved"),
    _K.CANCELLED: ("closed", "resolved", "updated"),
    _K.DUPLICATE: ("closed", "resolved", "updated"),
    _K.STARTED: ("responded", "updated"),
}
_ENDING = frozenset({_K.RESOLVED, _K.CLOSED})


@dataclass(slots=True)
class Gaps:
    """How many tickets lack an instant that their clocks would need, for the notes."""

    created: int = 0
    ended: int = 0
    since: int = 0
    future: int = 0


def ticket_id(source: str, number: str) -> str:
    """Return the id that this ticket of this source has on every machine."""
    return derived_id("ticket", source, number)


def ticket_id_of(source: str, record: Record) -> str:
    """Return the id of a row: by its number, or by all its content where it has none."""
    number = str(record.values.get("number", ""))
    if number:
        return ticket_id(source, number)
    said = [[name, words_of(value)] for name, value in record.values.items()]
    when = [[name, at.isoformat()] for name, at in record.instants.items()]
    return derived_id("row", source, canonical([said, when]))


def opening(record: Record, source: str, entity: str, now: datetime, gaps: Gaps) -> Edit:
    """Return the edit that records the row as a new ticket.

    The log gets what the status implies (sla.md, state chart), each act at the instant its column
    tells. Where no column tells when the ticket ended, its log has no end, since any instant would
    be a verdict made up; other acts then stand at the last change that is known, marked `assumed`.
    What was missing is counted in `gaps`.
    """
    created = record.instants.get("created") or _earliest(record, now, gaps)
    if created > now:
        gaps.future += 1
    stamp = Stamp(derived_id("import", entity), created)
    priority = Priority(str(record.values.get("priority", Priority.P3)))
    events = [event_of(stamp, 0, _K.REPORTED, priority=priority)]
    responded = record.instants.get("responded")
    if responded:
        events.append(event_of(stamp, 1, _K.RESPONDED, at=responded, leg=Leg.INTERNAL))
    status = Status(str(record.values.get("status", Status.NEW)))
    events += _implied(record, status, stamp, len(events), gaps)
    filled = [_filled(name, value) for name, value in record.values.items()]
    changes = [change for change, _ in filled]
    if record.extra:
        changes.extend(Change(f"{source}.{name}", text) for name, text in record.extra.items())
    changes.append(Change(SEEN, joined([mark for _, mark in filled if mark])))
    return Edit(stamp.id, entity, "import", created, "", "ticket", tuple(changes), tuple(events))


def _filled(name: str, value: Value) -> tuple[Change, str]:
    """Return the change that fills in a field, and its mark; short values stand in many rows."""
    if isinstance(value, str) and len(value) >= REPEATED:
        return _fresh(name, value)
    return _repeated(name, value)


def _fresh(name: str, value: Value) -> tuple[Change, str]:
    return Change(name, value), "" if name == NUMBER else named(name, mark_of(value))


_repeated = lru_cache(4096)(_fresh)


def _earliest(record: Record, now: datetime, gaps: Gaps) -> datetime:
    gaps.created += 1
    return min(record.instants.values(), default=now)


def _implied(record: Record, status: Status, stamp: Stamp, index: int, gaps: Gaps) -> list[Event]:
    events: list[Event] = []
    ended = since = False
    for act in _IMPLIED[status]:
        at = _told(record, act)
        if at is None and act.kind in _ENDING:
            ended = True
            continue
        since = since or at is None
        events.append(_event_of_act(stamp, index + len(events), act, at, stamp.at, record))
    gaps.ended += ended
    gaps.since += since
    return events


def _event_of_act(
    stamp: Stamp, index: int, act: Act, at: datetime | None, otherwise: datetime, record: Record
) -> Event:
    received = record.instants.get("received") if act.kind is _K.HANDED_OFF else None
    return event_of(
        stamp, index, act.kind, at=at or otherwise, received_at=received, leg=act.leg,
        reason=act.reason, data=None if at else {"assumed": "at"},
    )  # fmt: skip


def _told(record: Record, act: Act) -> datetime | None:
    """Return when the columns say that an act happened, never before the creation."""
    kind = _K.HANDED_OFF if act.reason == "waiting_vendor" else act.kind
    for name in _TOLD_BY.get(kind, ("updated",)):
        at = record.instants.get(name)
        if at is not None:
            created = record.instants.get("created")
            return max(at, created) if created else at
    return None


# --- a row that is known already ---


def update(ticket: Ticket, record: Record, source: str, now: datetime, gaps: Gaps) -> Edit | None:
    """Return the edit with what the source changed since the last import, or None.

    A field that the source left alone keeps what a person made of it here. One that both changed
    becomes a conflict on the ticket (house law 5). Raises RowFault when the number belongs to
    another ticket, and for a status that the ticket cannot come to.
    """
    _check_same(ticket, record)
    old = marks_from(ticket.extra.get(SEEN, ""))
    new = marks_of(record.values)
    changes = [*_changes(ticket, record, old, new), *_extra_changes(ticket, record, source)]
    if not changes:
        return None
    moment = max(record.instants.get("updated") or now, ticket.created_at)
    last = ticket.events[-1].id if ticket.events else ""
    said = [[one.field, words_of(one.to)] for one in changes]
    stamp = Stamp(derived_id("import", ticket.id, last, canonical(said)), moment)
    events: list[Event] = []
    for one in changes:
        if one.field in ALL_FIELDS:
            events += _events_of_change(ticket, one, record, stamp, len(events), gaps)
    if old or new:
        changes.append(Change(SEEN, marks_text({**old, **new})))
    return edit_of(stamp, ticket.id, "import", tuple(changes), tuple(events))


def _check_same(ticket: Ticket, record: Record) -> None:
    created = record.instants.get("created")
    moved = created is not None and abs((created - ticket.created_at).total_seconds()) >= 60
    if moved and record.values.get("title") != ticket.title:
        raise RowFault(
            Text(f"编号 {ticket.number} 已是另一张工单(“{ticket.title[:40]}”);"
                 "若来自另一个系统,请在映射文件里写 source。",
                 f"{ticket.number} is another ticket already (“{ticket.title[:40]}”); if it comes "
                 "from another system, name that as source in a mapping file.")
        )  # fmt: skip


def _changes(
    ticket: Ticket, record: Record, old: Mapping[str, str], new: Mapping[str, str]
) -> Iterable[Change]:
    values = dict(record.values)
    values.pop("number", None)
    for name in old.keys() - new.keys():
        if name in _CLEARED:
            values[name] = () if name == "tags" else ""
    for name, to in values.items():
        standing: Value = getattr(ticket, name)
        held = without_marks(ticket.tags) if name == "tags" else standing
        if to == held or (name in old and old[name] == new.get(name)):
            continue
        untouched = not old or old.get(name, mark_of("")) == mark_of(held)
        seen = standing if untouched or _is_default(name, held) else None
        yield Change(name, _with_mark(to, ticket) if name == "tags" else to, seen)


def _with_mark(tags: Value, ticket: Ticket) -> Value:
    """Return the tags that a file gives, and the mark of a phase, which no file takes away."""
    given = tags if isinstance(tags, tuple) else ()
    own = without_marks(ticket.tags)
    return (*given, *(one for one in ticket.tags if one not in own and one not in given))


def _is_default(name: str, standing: Value) -> bool:
    return bool(standing == getattr(_BLANK, name))


_BLANK = Ticket("", "", "", datetime.min, datetime.min)  # noqa: DTZ901 - only its fields count


def _extra_changes(ticket: Ticket, record: Record, source: str) -> Iterable[Change]:
    for heading, text in record.extra.items():
        name = f"{source}.{heading}"
        if ticket.extra.get(name, "") != text:
            yield Change(name, text, ticket.extra.get(name))


def _events_of_change(
    ticket: Ticket, change: Change, record: Record, stamp: Stamp, index: int, gaps: Gaps
) -> list[Event]:
    if change.field == "status":
        return _moved(ticket, Status(str(change.to)), record, stamp, index, gaps)
    if change.field == "priority":
        priority = Priority(str(change.to))
        return [event_of(stamp, index, _K.PRIORITY, priority=priority, reason="import")]
    data = {
        "field": change.field, "old": words_of(getattr(ticket, change.field)),
        "new": words_of(change.to),
    }  # fmt: skip
    return [event_of(stamp, index, _K.CHANGED, data=data)]


def _moved(
    ticket: Ticket, to: Status, record: Record, stamp: Stamp, index: int, gaps: Gaps
) -> list[Event]:
    """Return the events that lead from the ticket's status to `to`, by way of legal moves."""
    events: list[Event] = []
    here, missing = ticket, False
    for step in _steps(ticket.status, to):
        try:
            acts = acts_of_move(here, step)
        except Refused as error:
            raise RowFault(error.sentence) from error
        for act in acts:
            at = _told(record, act)
            missing = missing or at is None
            last = max((one.at for one in here.events), default=stamp.at)
            otherwise = max(stamp.at, last)
            one = _event_of_act(stamp, index + len(events), act, at, otherwise, record)
            events.append(one)
            here = replace(here, events=(*here.events, one))
        here = replace(here, status=step)
    gaps.since += missing
    return events


def _steps(here: Status, to: Status) -> tuple[Status, ...]:
    if to is Status.CLOSED and here is not Status.RESOLVED:
        return (Status.RESOLVED, to)
    if here in ENDED and to not in (Status.IN_PROGRESS, Status.CLOSED):
        return (Status.IN_PROGRESS, to)
    return (to,)
