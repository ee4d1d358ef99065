"""One clock of the vendor's leg as a review sees it: the verdict, when it fell, net and gross."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from firstline.domain.instants import epoch, from_epoch
from firstline.domain.sla.log import entries, read_log
from firstline.domain.sla.timer import Metric, State
from firstline.domain.ticket.ticket import Leg, Priority, Ticket

if TYPE_CHECKING:
    from firstline.domain.desk import Desk
    from firstline.domain.sla.clock import Clock

_OUT = frozenset({State.CANCELLED, State.MERGED, State.NOT_STARTED})
_VERDICTS = (State.MET, State.BREACHED, State.UNPROVEN)


@dataclass(frozen=True, slots=True)
class Judged:
    """A clock; instants are epoch seconds, `at` the moment of its verdict, None while it is open.

    `state` is the verdict net of agreed pauses, `gross` the one without them (requirements 2.3).
    `ours` is our priority when the verdict fell, `theirs` the vendor's own, "" where it named none.
    """

    ticket: str
    number: str
    title: str
    product: str
    site: str
    case_no: str
    ours: str
    theirs: str
    agreement: str
    verified: bool
    metric: str
    state: str
    gross: str
    started: int
    due: int | None
    achieved: int | None
    at: int | None
    target_s: int | None
    counted_s: int
    gross_s: int
    provisional: bool = False

    @property
    def disputed(self) -> bool:
        """Whether the vendor rates it otherwise than we do (R12)."""
        return bool(self.theirs) and self.theirs != self.ours

    @property
    def over_s(self) -> int:
        """By how many counted seconds it is late, 0 where it is not or cannot be said."""
        return max(0, self.counted_s - self.target_s) if self.target_s is not None else 0


def judged(
    ticket: Ticket, desk: "Desk", now: int, leg: Leg = Leg.VENDOR
) -> list[Judged]:  # fmt: skip
    """Return the clocks of one leg of a ticket as they stood at `now` (epoch seconds).

    Left out is what has not begun, or was cancelled or merged (R14); what has no target has no
    verdict, but the vendor has had it all the same (R18).
    """
    log = entries(ticket.events, Leg.VENDOR, until=now)
    bare = leg is Leg.VENDOR and not read_log(log, leg, frozenset(), 0).proven
    verified = {one.id: one.verified for one, _ in desk.agreements_for(ticket)}
    found = []
    for clock in desk.clocks(ticket, from_epoch(now), trace=False):
        metric = clock.metric in (Metric.FIRST_RESPONSE, Metric.RESOLUTION)
        if clock.leg is leg and metric and clock.state not in _OUT:
            one = _one(ticket, clock, now, verified=verified.get(clock.agreement, False))
            late = bare and clock.state is State.BREACHED
            found.append(_unproven(one) if late else one)
    return found


def as_vendor(ticket: Ticket) -> Ticket:
    """Return the ticket as if the vendor's own priority had held from the start."""
    if ticket.vendor_priority is None:
        return ticket
    events = tuple(
        one if one.leg is Leg.VENDOR or one.priority is None else replace(one, priority=None)
        for one in ticket.events
    )
    return replace(ticket, priority=ticket.vendor_priority, events=events)


def priority_at(ticket: Ticket, at: int) -> Priority:
    """Return our priority at an instant, the last one that was given by then."""
    found = ticket.priority
    told = [one for one in ticket.events if one.priority is not None and one.leg is not Leg.VENDOR]
    for one in sorted(told, key=lambda one: one.at, reverse=True):
        if one.priority is not None:
            found = one.priority
            if epoch(one.at) <= at:
                break
    return found


def judged_json(one: Judged) -> dict[str, Any]:
    """Return a clock as JSON, every part of it."""
    return {name: getattr(one, name) for name in Judged.__match_args__}


def judged_from(raw: Mapping[str, Any]) -> Judged:
    """Return the clock that `judged_json` wrote. Raises TypeError for another shape."""
    return Judged(**raw)


def proven(several: Iterable[Judged]) -> list[Judged]:
    """Return those with a verdict that counts either way (R18)."""
    return [one for one in several if one.state in (State.MET, State.BREACHED)]


def _one(ticket: Ticket, clock: "Clock", now: int, *, verified: bool) -> Judged:
    at = _at(clock, now)
    ours = priority_at(ticket, now if at is None else at)
    return Judged(
        ticket.id, ticket.number, ticket.title, ticket.product, ticket.site, ticket.case_no,
        str(ours), str(ticket.vendor_priority or ""), clock.agreement, verified,
        str(clock.metric), str(clock.state), str(_gross(clock)), clock.started or 0, clock.due,
        clock.achieved, at, clock.effective_s, clock.counted_s, clock.gross_s, clock.provisional,
    )  # fmt: skip


def _unproven(one: Judged) -> Judged:
    """Return an open clock that is late on a leg nobody can prove: it is no breach (S68)."""
    return replace(one, state=str(State.UNPROVEN), gross=str(State.UNPROVEN))


def _at(clock: "Clock", now: int) -> int | None:
    """Return the moment of the verdict: achieved, or the first second of being late.

    A recorded breach under a pause has no last met second any more: its due time stands for it.
    """
    if clock.state not in _VERDICTS:
        return None
    if clock.state is not State.BREACHED:
        return clock.achieved
    late = clock.until + 1 if clock.until is not None else clock.due
    return min(one for one in (late, clock.achieved, now) if one is not None)


def _gross(clock: "Clock") -> State:
    """Return the verdict as if no pause had been agreed."""
    if clock.state is not State.MET or clock.effective_s is None:
        return clock.state
    late = clock.gross_s > clock.counted_s and clock.gross_s > clock.effective_s
    return State.BREACHED if late else State.MET
