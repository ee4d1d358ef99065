"""One clock as `sla evaluate` prints it, with the trace that explains it (sla.md, output, R17)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo

from firstline.domain.instants import from_epoch, iso
from firstline.domain.sla.calendar import COUNTED, Segment
from firstline.domain.sla.log import Facts, Pause
from firstline.domain.sla.reckon import Reckoning
from firstline.domain.sla.sums import net, united
from firstline.domain.sla.timer import Metric, State
from firstline.domain.ticket.ticket import Leg

PAUSED, RESOLVED_GAP = "paused", "resolved_gap"


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock as of one instant; instants are epoch seconds, written in `zone`.

    `until` is the last instant at which an achievement is still met (R9); `effective_s` the target
    in counted seconds after every change of priority (R12).
    """

    agreement: str
    leg: Leg
    metric: Metric
    cycle: int
    state: State
    started: int | None
    due: int | None
    until: int | None
    achieved: int | None
    target: dict[str, object] | None
    effective_s: int | None
    counted_s: int
    gross_s: int
    remaining_s: int | None
    provisional: bool
    trace: tuple[Segment, ...]
    zone: tzinfo
    work: str = ""

    def to_json(self) -> dict[str, object]:
        """Return the object that `sla evaluate` prints, with its keys in that order."""
        return {
            "agreement": self.agreement,
            "leg": str(self.leg),
            "metric": str(self.metric),
            "cycle": self.cycle,
            "state": str(self.state),
            "started_at": self._iso(self.started),
            "due_at": self._iso(self.due),
            "achieved_at": self._iso(self.achieved),
            "target": self.target,
            "counted_s": self.counted_s,
            "gross_s": self.gross_s,
            "remaining_s": self.remaining_s,
            "provisional": self.provisional,
            "trace": [
                {
                    "from": self._iso(one.start),
                    "to": self._iso(one.end),
                    "kind": one.kind,
                    "reason": one.reason,
                }
                for one in self.trace
            ],
        }

    def _iso(self, instant: int | None) -> str | None:
        return None if instant is None else iso(from_epoch(instant, self.zone))


def clock_of(one: Reckoning, facts: Facts, *, trace: bool) -> Clock:
    """Return the clock that `one` reckoned, with its hour's state, gross time and trace."""
    state = one.state
    if state is State.RUNNING and not one.hours.is_open(one.stop):
        state = State.OUTSIDE_HOURS
    gross, provisional = 0, False
    segments: tuple[Segment, ...] = ()
    if one.start is not None:
        gaps = united(facts.gaps, one.start, one.stop) if _has_holes(one) else []
        gross = net(one.hours, one.start, one.stop, gaps)
        provisional = one.hours.provisional(one.start, max(one.stop, one.due or one.stop))
        segments = tuple(segments_of(one, facts, one.start, one.stop)) if trace else ()
    left = None if one.effective is None else one.effective - one.counted
    return Clock(
        one.agreement.id, one.agreement.leg, one.metric, one.cycle, state, one.start, one.due,
        one.until, one.achieved, one.goal.to_json(), one.effective, one.counted, gross, left,
        provisional, segments, one.agreement.zone, one.hours.id,
    )  # fmt: skip


def segments_of(one: Reckoning, facts: Facts, start: int, end: int) -> Iterator[Segment]:
    """Yield [start, end) cut into the segments of R17; the counted ones sum to the counted time."""
    gaps = united(facts.gaps, start, end) if _has_holes(one) else []
    pauses = facts.pauses if _has_holes(one) else []
    now = start
    for a, b in gaps:
        yield from _between(one, pauses, now, a)
        yield Segment(a, b, RESOLVED_GAP, "reopened")
        now = b
    yield from _between(one, pauses, now, end)


def _has_holes(one: Reckoning) -> bool:
    return one.metric is Metric.RESOLUTION


def _between(one: Reckoning, pauses: list[Pause], start: int, end: int) -> Iterator[Segment]:
    for piece in one.hours.segments(start, end):
        if piece.kind != COUNTED or not pauses:
            yield piece
        else:
            yield from _cut(piece, pauses)


def _cut(piece: Segment, pauses: list[Pause]) -> Iterator[Segment]:
    """Yield an open stretch with its pauses cut out; of two pauses the older gives the reason."""
    inside = sorted(
        (max(one.start, piece.start), piece.end if one.end is None else min(one.end, piece.end),
         one.reason)
        for one in sorted(pauses, key=lambda one: one.start)
    )  # fmt: skip
    now = piece.start
    for a, b, reason in inside:
        if b <= now or a >= piece.end:
            continue
        if now < a:
            yield Segment(now, a, COUNTED)
        yield Segment(max(now, a), b, PAUSED, reason)
        now = b
    if now < piece.end:
        yield Segment(now, piece.end, COUNTED)
