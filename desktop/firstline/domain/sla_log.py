"""Reads a ticket's log as one leg of it sees it: instants, order, pauses, gaps, the end."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import itemgetter

from firstline.domain.instants import UTC
from firstline.domain.ticket import Event, EventKind, Leg, Priority
from firstline.domain.timer import State

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
SKEW_S = 60
DAY_S = 86_400

Entry = tuple[int, int, Event]  # the instant on this leg, the rank of the kind, the event
_ORDER = itemgetter(0, 1)


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
    return (at - _EPOCH) // _SECOND


def instant_of(event: Event, leg: Leg) -> int:
    """Return the instant that counts on a leg (R2): ours by `at`, the vendor's by receipt.

    An `at` later than its receipt is clamped to it.
    """
    if event.received_at is None:
        return whole(event.at)
    received = whole(event.received_at)
    return received if leg is Leg.VENDOR else min(whole(event.at), received)


def skewed(events: Iterable[Event]) -> tuple[tuple[Event, int], ...]:
    """Return the events whose `at` is more than a minute after their receipt, with the seconds."""
    found = []
    for event in events:
        if event.received_at is not None:
            late_s = whole(event.at) - whole(event.received_at)
            if late_s > SKEW_S:
                found.append((event, late_s))
    return tuple(found)


def entries(
    events: Iterable[Event], leg: Leg, *, floor: int | None = None, until: int | None = None
) -> list[Entry]:
    """Return the leg's clock events in their one order, whatever order they came in.

    `floor` is the earliest instant an event may have, `until` drops what came later.
    """
    found: list[Entry] = []
    vendor = leg is Leg.VENDOR
    for event in events:
        rank = RANKS.get(event.kind)
        if rank is None or (event.leg is not None and event.leg is not leg):
            continue
        at = (event.at - _EPOCH) // _SECOND
        if event.received_at is not None:
            received = (event.received_at - _EPOCH) // _SECOND
            if vendor or received < at:
                at = received
        if floor is not None and at < floor:
            at = floor
        if until is None or at <= until:
            found.append((at, rank, event))
    found.sort(key=_ORDER)
    if any(found[n][:2] == found[n + 1][:2] for n in range(len(found) - 1)):
        found.sort(key=lambda one: (one[0], one[1], canonical(one[2])))
    return found


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
    facts = Facts()
    paused: list[Pause] = []  # the open ones, oldest first: a resume ends the oldest
    start, proven, firm = _start(log, leg)
    facts.start, facts.proven = start, proven
    for at, _, event in log:
        facts.last = at
        kind = event.kind
        if kind is _K.RESPONDED:
            if event.leg is not None or firm or (start is not None and at >= start):
                facts.replies.append((at, firm or bool(event.proof)))
        elif kind is _K.PRIORITY or kind is _K.REPORTED:
            # The vendor's own view is recorded, it moves no clock (R12).
            if event.priority is not None and event.leg is not Leg.VENDOR:
                facts.priorities.append((at, event.priority, event.reason))
        elif kind is _K.PAUSED:
            paused.append(Pause(at, None, event.reason))
        elif kind is _K.RESUMED:
            _resume(paused, facts.pauses, at, event.reason, reasons)
        elif kind is _K.RESOLVED or kind is _K.CLOSED:
            if facts.resolved is None:
                facts.resolved = at
                if facts.first_resolved is None:
                    facts.first_resolved = at
                while paused:
                    _resume(paused, facts.pauses, at, "", reasons)
        elif kind is _K.REOPENED:
            if facts.resolved is not None and at - facts.resolved <= reopen_window_s:
                facts.gaps.append((facts.resolved, at))
                facts.resolved = None
        elif kind is _K.MESSAGE:
            facts.messages.append(at)
        elif kind in _ENDS:
            facts.ended, facts.end_state = at, _ENDS[kind]
            break
    facts.pauses.extend(one for one in paused if one.reason in reasons)
    return facts


def _start(log: Sequence[Entry], leg: Leg) -> tuple[int | None, bool, bool]:
    """Return when the leg starts, whether that is proven, and whether it needs no proofs (R5)."""
    if leg is Leg.INTERNAL:
        reported = (at for at, _, event in log if event.kind is _K.REPORTED)
        return next(reported, None), True, True
    start: int | None = None
    proven = False
    for at, _, event in log:
        if event.kind is not _K.HANDED_OFF or not (event.received_at or event.proof):
            continue
        if start is None or at == start:
            start, proven = at, proven or bool(event.proof)
    return start, proven, False


def _resume(
    paused: list[Pause], done: list[Pause], at: int, reason: str, reasons: frozenset[str]
) -> None:
    """End the oldest open pause, or the oldest with the reason that the resume names."""
    if not paused:
        return
    index = next((n for n, one in enumerate(paused) if reason and one.reason == reason), 0)
    one = paused.pop(index)
    if one.reason in reasons and one.start < at:
        done.append(Pause(one.start, at, one.reason))
