"""What rings once: a share of one clock's time in one cycle, and when it is passed."""

from dataclasses import dataclass

from firstline.domain.ticket.ticket import Leg

FULL = 100  # percent: the deadline itself, whatever a pack lists


@dataclass(frozen=True, slots=True)
class Mark:
    """What rings once: `percent` of one clock in one cycle; `metric` is a Metric or a duty."""

    agreement: str
    leg: Leg
    metric: str
    cycle: int
    percent: int


@dataclass(frozen=True, slots=True)
class Crossing:
    """A mark and the epoch second at which it is passed if nothing else happens."""

    at: int
    mark: Mark
