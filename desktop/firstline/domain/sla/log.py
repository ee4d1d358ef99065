"""Reads a ticket's log as one leg of it sees it: instants, order, pauses, gaps, the end."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from firstline.domain.instants import UTC
from firstline.domain.sla.timer import State
from firstline.domain.ticket.ticket import Event, EventKind, Leg, Priority

# The kinds that move clocks; their order breaks ties at one instant (sla.md, settled edges).
_K = EventKind
RANKS: Mapping[EventKind, int] = {
    kind: rank
    for rank, kind in enumerate(
        (
            _K.REPORTED, _K.HANDED_OFF, _K.ACKNOWLEDGED, _K.RESPONDED, _K.PAUSED, _K.RESUMED,
            _K.PRIORITY, _K.RESOLVED, _K.REOPENED, _K.CANCELLED, _K.MERGED, _K.DUPLICATE,
            _K.CLOSED, _K.MESSAGE,
        )
    )
}  # fmt: skip
_ENDS: Mapping[EventKind, State] = {
    _K.CANCELLED: State.CANCELLED,
    _K.DUPLICATE: State.CANCELLED,
    _K.MERGED: State.MERGED,
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
DAY_S = 86_400

Entry = tuple[int, int, Event]  # the instant on this leg, the rank of the kind, the event
_LONG_AGO = timedelta.min


@dataclass(frozen=True, slots=True)
class Pause:
    """One pause of a leg, from `start` to `end` (None while it lasts)."""

    start: int
    end: int | None
    reason: str


@dataclass(slots=True)
class Facts:
    """What one agreement can know of its leg; instants are epoch seconds."""

    start: int | None = None
    proven: bool = True
    last: int = 0
    priorities: list[tuple[int, Priority, str]] = field(default_factory=list)
    replies: list[tuple[int, bool]] = field(default_factory=list)
    messages: list[int] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    gaps: list[tuple[int, int]] = field(default_factory=list)
    resolved: int | None = None
    first_resolved: int | None = None
    ended: int | None = None
    end_state: State | None = None


def whole(at: datetime) -> int:
    """Return the epoch second of an aware instant, rounded down."""
    since = at - _EPOCH
    return since.days * DAY_S + since.seconds


def instant_of(event: Event, leg: Leg) -> int:
    """Return the instant that counts on a leg (R2): ours by `at`, the vendor's by receipt.

    An `at` later than its receipt is clamped to it.
    """
    if event.received_at is None:
        return whole(event.at)
    received = whole(event.received_at)
    return received if leg is Leg.VENDOR else min(whole(event.at), received)


def entries(
    events: Iterable[Event], leg: Leg, *, floor: int | None = None, until: int | None = None
) -> list[Entry]:
    """Return the leg's clock events in their one order, whatever order they came in.

    `floor` is the earliest instant an event may have, `until` drops what came later.
    """
    found: list[Entry] = []
    vendor = leg is Leg.VENDOR
    before, tidy = (_LONG_AGO, 0), True
    for event in events:
        rank = RANKS.get(event.kind)
        if rank is None or (event.leg is not None and event.leg is not leg):
            continue
        moment = event.at - _EPOCH
        if event.received_at is not None:
            received = event.received_at - _EPOCH
            if vendor or received < moment:
                moment = received
        at = moment.days * DAY_S + moment.seconds
        if floor is not None and at < floor:
            at, moment = floor, floor * _SECOND
        if until is not None and at > until:
            continue
        now = (moment, rank)
        tidy = tidy and before < now
        before = now
        found.append((at, rank, event))
    return found if tidy else sorted(found, key=lambda one: _order(one, leg))


def _order(entry: Entry, leg: Leg) -> tuple[timedelta, int, str]:
    """Return what orders a log: the exact instant (clocks count seconds), the rank, the JSON."""
    at, rank, event = entry
    moment = event.at - _EPOCH
    if event.received_at is not None:
        received = event.received_at - _EPOCH
        moment = received if leg is Leg.VENDOR else min(moment, received)
    return max(moment, at * _SECOND), rank, canonical(event)


def canonical(event: Event) -> str:
    """Return the event as canonical JSON, the last of what orders events of one instant."""
    parts: dict[str, object] = {
        "at": event.at.astimezone(UTC).isoformat(),
        "kind": event.kind,
        "leg": event.leg,
        "priority": event.priority,
        "proof": bool(event.proof) or None,
        "reason": event.reason or None,
        "received_at": event.received_at and event.received_at.astimezone(UTC).isoformat(),
    }
    return json.dumps({k: v for k, v in parts.items() if v is not None}, sort_keys=True)


def read_log(
    log: Sequence[Entry], leg: Leg, reasons: frozenset[str], reopen_window_s: int
) -> Facts:
    """Return the facts of one leg under one agreement's pause reasons and reopen window.

    Lenient: an unlisted pause has no effect, a resume without a pause neither, and a reopen
    that comes too late leaves the verdict as it was (its ticket is a new one, R13).
    """
    start, proven = _start(log, leg)
    facts = Facts(start, proven)
    reading = _Reading(facts, leg, reasons, reopen_window_s, [])
    for at, _, event in log:
        facts.last = at
        act = _ACTS.get(event.kind)
        if act is not None:
            act(reading, at, event)
        elif event.kind in _ENDS:
            facts.ended, facts.end_state = at, _ENDS[event.kind]
            break
    for one in reading.paused:
        if one.reason in reasons:
            facts.pauses.append(one)
    return facts


def _start(log: Sequence[Entry], leg: Leg) -> tuple[int | None, bool]:
    """Return when the leg starts and whether that is proven (R5)."""
    if leg is Leg.INTERNAL:
        for at, _, event in log:
            if event.kind is _K.REPORTED:
                return at, True
        return None, True
    start: int | None = None
    proven = False
    for at, _, event in log:
        if event.kind is not _K.HANDED_OFF or not (event.received_at or event.proof):
            continue
        if start is None or at == start:
            start, proven = at, proven or bool(event.proof)
    return start, proven


@dataclass(slots=True)
class _Reading:
    """A log on its way into facts; `paused` are the open pauses, the oldest first."""

    facts: Facts
    leg: Leg
    reasons: frozenset[str]
    reopen_window_s: int
    paused: list[Pause]

    def reply(self, at: int, event: Event) -> None:
        """Note a reply; on the vendor leg it needs a proof, and our own words are not theirs."""
        start = self.facts.start
        if self.leg is Leg.INTERNAL:
            self.facts.replies.append((at, True))
        elif event.leg is not None or (start is not None and at >= start):
            self.facts.replies.append((at, bool(event.proof)))

    def priority(self, at: int, event: Event) -> None:
        """Note a priority; the vendor's own view is recorded, it moves no clock (R12)."""
        if event.priority is not None and event.leg is not Leg.VENDOR:
            self.facts.priorities.append((at, event.priority, event.reason))

    def pause(self, at: int, event: Event) -> None:
        """Open a pause; an unlisted one too, so that its resume finds it."""
        self.paused.append(Pause(at, None, event.reason))

    def resume(self, at: int, event: Event) -> None:
        """End the oldest open pause, or the oldest with the reason that the resume names."""
        if self.paused:
            same = (n for n, one in enumerate(self.paused) if one.reason == event.reason)
            self._end(self.paused.pop(next(same, 0) if event.reason else 0), at)

    def resolve(self, at: int, event: Event) -> None:  # noqa: ARG002 - one shape for all acts
        """End the resolution clock and every open pause; a second resolution changes nothing."""
        facts = self.facts
        if facts.resolved is not None:
            return
        facts.resolved = at
        if facts.first_resolved is None:
            facts.first_resolved = at
        for one in self.paused:
            self._end(one, at)
        self.paused.clear()

    def reopen(self, at: int, event: Event) -> None:  # noqa: ARG002 - as above
        """Undo the resolution within the window; the time between is a gap (R13)."""
        resolved = self.facts.resolved
        if resolved is not None and at - resolved <= self.reopen_window_s:
            self.facts.gaps.append((resolved, at))
            self.facts.resolved = None

    def message(self, at: int, event: Event) -> None:
        """Note a message that waits for a reply; one without a leg is the requester's."""
        if self.leg is (event.leg or Leg.INTERNAL):
            self.facts.messages.append(at)

    def _end(self, one: Pause, at: int) -> None:
        if one.reason in self.reasons and one.start < at:
            self.facts.pauses.append(Pause(one.start, at, one.reason))


_ACTS: Mapping[EventKind, Callable[[_Reading, int, Event], None]] = {
    _K.REPORTED: _Reading.priority,
    _K.RESPONDED: _Reading.reply,
    _K.PAUSED: _Reading.pause,
    _K.RESUMED: _Reading.resume,
    _K.PRIORITY: _Reading.priority,
    _K.RESOLVED: _Reading.resolve,
    _K.CLOSED: _Reading.resolve,
    _K.REOPENED: _Reading.reopen,
    _K.MESSAGE: _Reading.message,
}
