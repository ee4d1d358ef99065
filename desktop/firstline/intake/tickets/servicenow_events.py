"""An incident's rows as the events of a ticket's log, in the order they happened."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from firstline.domain.ids import derived_id
from firstline.domain.sla.log import RANKS
from firstline.domain.ticket.ticket import Event, EventKind, Leg, Priority, Status
from firstline.intake.tickets.servicenow import SOURCE, Incident, Step
from firstline.intake.tickets.wordings import meaning

_K = EventKind
_STATES: Mapping[str, Status] = {
    "New": Status.NEW,
    "Active": Status.IN_PROGRESS,
    "Awaiting User Info": Status.WAITING_REQUESTER,
    "Awaiting Problem": Status.IN_PROGRESS,  # their own search for the cause: the clock runs
    "Awaiting Evidence": Status.IN_PROGRESS,
    "Awaiting Vendor": Status.WITH_VENDOR,
    "Resolved": Status.RESOLVED,
    "Closed": Status.CLOSED,
}
_ENDED = frozenset({Status.RESOLVED, Status.CLOSED})
# Our field, their column.
FIELDS: Mapping[str, str] = {
    "site": "location", "product": "category", "module": "subcategory", "channel": "contact_type",
    "requester": "caller_id", "assignee": "assigned_to", "impact": "impact", "urgency": "urgency",
    "priority": "priority",
}  # fmt: skip
# What differs in nearly every row and says nothing by itself.
_COUNTED = frozenset(
    {
        "sys_mod_count", "sys_updated_at", "sys_updated_by", "active", "made_sla",
        "reassignment_count",
    }
)  # fmt: skip
_HOLD: Mapping[Status, tuple[Leg, str]] = {
    Status.WAITING_REQUESTER: (Leg.INTERNAL, "waiting_requester"),
    Status.WITH_VENDOR: (Leg.INTERNAL, "waiting_vendor"),
}


@dataclass(slots=True)
class Found:
    """What the log made necessary, for the notes."""

    clamped: list[str] = field(default_factory=list)
    unknown_states: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Log:
    """The events on their way, each at an instant that keeps the order of the rows."""

    entity: str
    events: list[Event] = field(default_factory=list)
    _last: tuple[datetime, int] | None = None
    _names: set[str] = field(default_factory=set)

    def add(
        self, step: Step, kind: EventKind, *, at: datetime | None = None, actor: str | None = None,
        leg: Leg | None = None, reason: str = "", priority: Priority | None = None,
        data: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        """Append one event.

        The log has whole minutes: where two acts of one minute would sort the other way round by
        their kind, the later one gets a second more.
        """
        moment = self._in_order(at or step.at, RANKS.get(kind))
        moved = step.clamped and at is None
        told = {**(data or {}), **({"original_at": step.written} if moved else {})}
        if actor is None:
            actor = step.fields.get("sys_updated_by", "")
        self.events.append(
            Event(self._name(step, kind), kind, moment, None, check_name(actor), leg, "", reason,
                  "", priority, told)
        )  # fmt: skip

    def _in_order(self, at: datetime, rank: int | None) -> datetime:
        if rank is None:  # it moves no clock
            return max(at, self._last[0]) if self._last else at
        if self._last and (at, rank) < self._last:
            at = max(at, self._last[0])
            if (at, rank) < self._last:
                at += timedelta(seconds=1)
        self._last = (at, rank)
        return at

    def _name(self, step: Step, kind: EventKind) -> str:
        base = derived_id(self.entity, step.written, str(step.order), kind)
        name, n = base, 1
        while name in self._names:
            n += 1
            name = f"{base}.{n}"
        self._names.add(name)
        return name


def check_name(text: str) -> str:
    """Return a person's name as an event may bear it."""
    return " ".join(text.split())[:200]


def events_of(incident: Incident, entity: str, found: Found) -> tuple[tuple[Event, ...], Status]:
    """Return the whole log of the incident and the status that it ends in.

    `Awaiting User Info` is a pause of the internal leg. A row dated before the incident was opened
    stands at its opening, with the original instant in the event's data.
    """
    log = _Log(entity)
    first = incident.steps[0]
    log.add(
        first, _K.REPORTED, at=incident.opened_at, actor=first.fields.get("caller_id", ""),
        priority=_priority(first), data={"state": first.fields["incident_state"]},
    )  # fmt: skip
    status = Status.NEW
    before: Mapping[str, str] | None = None
    for step in incident.steps:
        status = _row(log, step, before, status, found)
        before = step.fields
    if any(one.clamped for one in incident.steps):
        found.clamped.append(incident.number)
    met = incident.last.get("made_sla", "").upper()
    if met in ("TRUE", "FALSE"):
        data = {"source": SOURCE, "metric": "resolution", "met": met.lower()}
        log.add(incident.steps[-1], _K.VERDICT, data=data)
    return tuple(log.events), status


def _row(
    log: _Log, step: Step, before: Mapping[str, str] | None, status: Status, found: Found
) -> Status:
    """Append what one row changed; a row always leaves at least one event."""
    count = len(log.events)
    state = step.fields["incident_state"]
    to = _STATES.get(state)
    if to is None:
        found.unknown_states[state] += 1
        to = status
    if to is not status:
        _move(log, step, status, to)
    told = len(log.events) > count
    if before is not None:
        if before["incident_state"] != state and not told:
            log.add(step, _K.CHANGED, data=_said("incident_state", before["incident_state"], state))
        _changed(log, step, before)
    if len(log.events) == count:
        old = before["sys_mod_count"] if before else ""
        log.add(step, _K.CHANGED, data=_said("sys_mod_count", old, step.fields["sys_mod_count"]))
    return to


def _move(log: _Log, step: Step, status: Status, to: Status) -> None:
    """Append the events of one change of state, the pauses of the chart included."""
    data = {"state": step.fields["incident_state"]}
    if status in _ENDED and to not in _ENDED:
        log.add(step, _K.REOPENED, data=data)
    elif status in _HOLD and to not in _ENDED:
        leg, reason = _HOLD[status]
        log.add(step, _K.RESUMED, leg=leg, reason=reason, data=data)
    if to is Status.CLOSED and status is not Status.RESOLVED:
        log.add(step, _K.RESOLVED, data=data)
    if to is Status.WITH_VENDOR:
        log.add(step, _K.HANDED_OFF, data=data)
    if to in _HOLD:
        leg, reason = _HOLD[to]
        log.add(step, _K.PAUSED, leg=leg, reason=reason, data=data)
    kinds = {Status.IN_PROGRESS: _K.STARTED, Status.RESOLVED: _K.RESOLVED, Status.CLOSED: _K.CLOSED}
    if to in kinds and not (status in _ENDED and to is Status.IN_PROGRESS):
        log.add(step, kinds[to], data=data)


def _changed(log: _Log, step: Step, before: Mapping[str, str]) -> None:
    ours = {theirs: mine for mine, theirs in FIELDS.items()}
    for column, new in step.fields.items():
        old = before.get(column, "")
        if new == old or column in _COUNTED or column == "incident_state":
            continue
        if column == "priority":
            log.add(step, _K.PRIORITY, priority=_priority(step), reason=SOURCE)
        else:
            log.add(step, _K.CHANGED, data=_said(ours.get(column, column), old, new))
    if before.get("made_sla") != step.fields.get("made_sla"):
        data = _said("made_sla", before.get("made_sla", ""), step.fields.get("made_sla", ""))
        log.add(step, _K.CHANGED, data=data)


def _said(name: str, old: str, new: str) -> dict[str, str]:
    return {"field": name, "old": old[:400], "new": new[:400]}


def _priority(step: Step) -> Priority:
    found = meaning("priority", step.fields.get("priority", ""))
    return found if isinstance(found, Priority) else Priority.P3
