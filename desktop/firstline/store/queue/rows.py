"""The queue's rows: a ticket written as narrow columns, and its clocks as one small JSON text."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from json.encoder import encode_basestring as quoted
from typing import Any, ParamSpec, Protocol, TypeVar

from firstline.domain.edits.codec import canonical, ticket_from_json
from firstline.domain.instants import epoch
from firstline.domain.patterns import pattern
from firstline.domain.sla.timer import Metric, State, Timer, nearest
from firstline.domain.ticket.ticket import Leg, Priority, Status, Ticket, TicketType
from firstline.domain.values import dataclass
from firstline.store import faults

_P = ParamSpec("_P")
_T = TypeVar("_T")
CLOSED_SORT = 1 << 60  # closed tickets stand after all open ones when sorted by deadline
CLOCKLESS_SORT = 1 << 59
PAUSED_SORT = 1 << 58
_RANK: Mapping[Status, int] = {status: rank for rank, status in enumerate(Status)}
# A look-up by name costs a fifth of a call of the enum, and a page of rows needs hundreds.
_LEGS = {str(one): one for one in Leg}
_METRICS = {str(one): one for one in Metric}
_STATES = {str(one): one for one in State}
_TYPES = {str(one): one for one in TicketType}
_STATUSES = {str(one): one for one in Status}
_PRIORITIES = {str(one): one for one in Priority}
_BOOLEANS = ("false", "true")
_DIGITS = pattern(r"\d+")


class Clocks(Protocol):
    """What the store needs of a Desk: the clocks of a ticket, and a mark of the packs in force."""

    @property
    def fingerprint(self) -> str:
        """Change whenever any pack changes."""

    def timers(self, ticket: Ticket, /) -> tuple[Timer, ...]:
        """Return every clock of `ticket`, as of its last event."""


@dataclass(frozen=True, slots=True)
class Row:
    """What the queue shows of one ticket; instants are epoch seconds, `timer` is the nearest."""

    key: int
    id: str
    number: str
    title: str
    type: TicketType
    status: Status
    priority: Priority
    site: str
    product: str
    module: str
    requester: str
    assignee: str
    created: int
    updated: int
    tags: tuple[str, ...]
    timer: Timer | None
    unread: bool
    draft: bool
    waiting: bool
    conflict: bool


ROW_SQL = (
    "SELECT t.key, t.id, t.number, t.title, t.type, t.status, t.priority, t.site, t.product,"
    " t.module, t.requester, t.assignee, t.created, t.updated, t.tags, d.timer, t.unread,"
    " t.draft, t.waiting, t.conflict FROM ticket t JOIN ticket_doc d ON d.key = t.key"
)


def readable(function: Callable[_P, _T]) -> Callable[_P, _T]:
    """Let `function` say in a plain sentence that a stored row is damaged."""

    @wraps(function)
    def careful(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        try:
            return function(*args, **kwargs)
        except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
            raise faults.damaged_row() from error

    return careful


@readable
def row_from_sql(raw: Sequence[Any]) -> Row:
    """Return the Row of one line of ROW_SQL."""
    return Row(
        raw[0], raw[1], raw[2], raw[3], _TYPES[raw[4]], _STATUSES[raw[5]], _PRIORITIES[raw[6]],
        raw[7], raw[8], raw[9], raw[10], raw[11], raw[12], raw[13], tuple(json.loads(raw[14])),
        timer_from_text(raw[15]), bool(raw[16]), bool(raw[17]), bool(raw[18]),
        bool(raw[19]),
    )  # fmt: skip


SLA_COLUMNS = (
    "sla_sort", "sla_state", "sla_leg", "sla_metric", "sla_due", "sla_until", "sla_risk",
    "sla_late",
)  # fmt: skip
TICKET_COLUMNS = (
    "is_open", "status", "status_rank", "priority", "type", "site", "product", "module",
    "assignee", "requester", "created", "updated", "id", "number", "number_sort", "title", "tags",
    "conflict", *SLA_COLUMNS,
)  # fmt: skip


def ticket_values(ticket: Ticket, timers: Iterable[Timer]) -> tuple[Any, ...]:
    """Return the values of TICKET_COLUMNS: what follows from the ticket and its clocks alone.

    They are plain texts and numbers: for each truth or enum SQLite would look for an adapter.
    """
    return (
        int(ticket.is_open), str(ticket.status), _RANK[ticket.status], str(ticket.priority),
        str(ticket.type),
        ticket.site, ticket.product, ticket.module, ticket.assignee, ticket.requester,
        epoch(ticket.created_at), epoch(ticket.updated_at), ticket.id, ticket.number,
        number_sort(ticket.number), ticket.title, canonical(ticket.tags) if ticket.tags else "[]",
        int(bool(ticket.conflicts)), *sla_values(ticket, timers),
    )  # fmt: skip


def sla_values(ticket: Ticket, timers: Iterable[Timer]) -> tuple[Any, ...]:
    """Return the values of SLA_COLUMNS: the nearest clock, as nothing that changes with time.

    `sla_late` is the first second at which the ticket counts as overdue, `sla_risk` the one at
    which it counts as at risk; both are null without a running clock. `sla_sort` orders running
    clocks by deadline, then paused ones by what is left, then tickets without a clock.
    """
    timer = nearest(timers)
    shown = timer if timer and timer.is_open and ticket.is_open else None
    sort = _sort(shown) if ticket.is_open else CLOSED_SORT
    names = (str(timer.state), str(timer.leg), str(timer.metric)) if timer else ("", "", "")
    if shown is None:
        return (sort, *names, None, None, None, None)
    return (sort, *names, shown.due, shown.until, shown.risk, _late(shown))


def _sort(timer: Timer | None) -> int:
    if timer is None:
        return CLOCKLESS_SORT
    if timer.due is not None:
        return timer.due
    return PAUSED_SORT + (timer.target_s or 0) - timer.counted_s


def _late(timer: Timer) -> int | None:
    if timer.state is State.BREACHED:  # a recorded breach stands, whatever the deadline is now
        return timer.anchor
    return None if timer.until is None else timer.until + 1


def number_sort(number: str) -> str:
    """Return `number` so that plain text order puts L-2 before L-10."""
    return _DIGITS.sub(lambda match: match.group().zfill(12), number.casefold())


def timer_texts(timers: Iterable[Timer]) -> tuple[str, str]:
    """Return the nearest clock, which a row shows, and all of them, each as one JSON text."""
    held = tuple(timers)
    shown = nearest(held)
    texts = [_timer_text(one) for one in held]
    nearest_text = next((texts[n] for n, one in enumerate(held) if one is shown), "")
    return nearest_text, f"[{','.join(texts)}]"


def _timer_text(one: Timer) -> str:
    """Return a clock as canonical JSON: a list, since its keys would be most of the text."""
    numbers = [one.started, one.due, one.until, one.risk, one.target_s, one.counted_s, one.anchor,
               one.achieved]  # fmt: skip
    plain = ",".join(["null" if number is None else str(number) for number in numbers])
    provisional, frozen = _BOOLEANS[one.provisional], _BOOLEANS[one.frozen]
    return (
        f'[{quoted(one.agreement)},"{one.leg!s}","{one.metric!s}",{one.cycle},"{one.state!s}",{plain},'
        f"{quoted(one.work)},{provisional},{frozen}]"
    )


@readable
def timers_from_text(text: str) -> tuple[Timer, ...]:
    """Return all the clocks that `timer_texts` wrote; none where they are put off."""
    return tuple(_timer(raw) for raw in json.loads(text)) if text else ()


@readable
def timer_from_text(text: str) -> Timer | None:
    """Return the nearest clock that `timer_texts` wrote."""
    return _timer(json.loads(text)) if text else None


def _timer(raw: Sequence[Any]) -> Timer:
    return Timer(raw[0], _LEGS[raw[1]], _METRICS[raw[2]], raw[3], _STATES[raw[4]], *raw[5:])


@readable
def ticket_from_text(text: str) -> Ticket:
    """Return the ticket that `codec_text.ticket_to_text` wrote."""
    return ticket_from_json(json.loads(text))
