"""Agreements: who promised what to whom, per priority, in which hours and with which pauses."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from firstline.domain.instants import from_epoch
from firstline.domain.sla.timer import Metric
from firstline.domain.ticket.ticket import Leg, Priority, Ticket, TicketType
from firstline.domain.values import dataclass, field
from firstline.domain.words import Text

NOT_SAID = Text("", "")


class Unit(StrEnum):
    """The unit a target is written in; units are never converted (sla.md R7)."""

    MINUTES = "minutes"
    BUSINESS_MINUTES = "business_minutes"
    WORKDAYS = "workdays"


class WorkdayRule(StrEnum):
    """How a workday is counted (R7)."""

    END_OF_NEXT_WORKDAY = "end_of_next_workday"
    ELAPSED = "elapsed"


class PriorityChange(StrEnum):
    """What a change of priority does to a running clock (R12)."""

    CARRY = "carry"
    FAIR = "fair"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class Goal:
    """What one metric of one priority promises.

    `amount` None is no target. `seconds` is the counted time that it means; None where the due
    instant is the end of the `days`-th working day. `business` tells which clock counts.
    """

    amount: int | None = None
    unit: Unit = Unit.MINUTES
    seconds: int | None = None
    days: int = 0
    business: bool = False

    def to_json(self) -> dict[str, object] | None:
        """Return the target as `sla evaluate` prints it."""
        if self.amount is None:
            return None
        return {"amount": self.amount, "unit": str(self.unit)}


NO_GOAL = Goal()
RUN = "run"
BEFORE_LIVE = ("assess", "implement", "uat")
"""In these phases of its system a ticket is a defect of a project, and no incident (S2)."""
LIVE = ("go_live", "hypercare", "upgrade", "migrate", "retire")
"""In these phases, too, a ticket says which it was; its targets are those of operation."""
ALL_PHASES = (*BEFORE_LIVE, *LIVE, RUN)
PHASE_TAGS = {f"phase:{one}": one for one in BEFORE_LIVE}
ALL_PHASE_TAGS = {**PHASE_TAGS, **{f"phase:{one}": one for one in LIVE}}
"""What a ticket is marked with in each phase but RUN, which has no mark."""


def phase_of(ticket: Ticket) -> str:
    """Return the phase that its system was in when it was recorded: RUN unless it says another."""
    if ticket.tags:
        for one in ticket.tags:
            if one in PHASE_TAGS:
                return PHASE_TAGS[one]
    return RUN


Goals = Mapping[tuple[Priority, Metric], Goal]


@dataclass(frozen=True, slots=True)
class Scope:
    """For which tickets an agreement is meant; an empty list means all (R3)."""

    products: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    types: tuple[TicketType, ...] = ()
    phases: tuple[str, ...] = ()  # of the ticket's system; empty is run alone (requirements S2)

    @property
    def is_open(self) -> bool:
        """Whether it takes every ticket."""
        return not (self.products or self.modules or self.sites or self.types or self.phases)


@dataclass(frozen=True, slots=True)
class Agreement:
    """One immutable version of one agreement (R3, R16, R19).

    `verified` false means no contract stands behind it. `warn_at` are fractions of the target.
    """

    id: str
    title: Text
    counterparty: str
    zone: ZoneInfo
    calendar: str
    goals: Goals
    pause_reasons: frozenset[str] = frozenset()
    priority_change: PriorityChange = PriorityChange.CARRY
    reopen_window_days: int = 7
    warn_at: tuple[float, ...] = (0.5, 0.75, 0.9, 1.0)
    workday_rule: WorkdayRule = WorkdayRule.END_OF_NEXT_WORKDAY
    workday_minutes: int = 480
    version: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    verified: bool = False
    as_of: str = ""
    source: Text = NOT_SAID  # where its targets come from
    scope: Scope = field(default_factory=Scope)
    zone_given: bool = True  # false: the pack names none, so it is its calendar's
    remedy_days: int | None = None  # of extension for a proven breach; None is no rule (A17)
    site: str = ""  # set where a site's own calendar took the place of the agreement's

    @property
    def leg(self) -> Leg:
        """The leg it governs: `internal` is ours, `vendor` and `partner` the vendor's."""
        return Leg.INTERNAL if self.counterparty == "internal" else Leg.VENDOR

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """The metrics it measures; `next_reply` only where some priority has a target for it."""
        replies = any(metric is Metric.NEXT_REPLY for _, metric in self.goals)
        both = (Metric.FIRST_RESPONSE, Metric.RESOLUTION)
        return (*both, Metric.NEXT_REPLY) if replies else both

    @property
    def needs_calendar(self) -> bool:
        """Whether some target counts business time."""
        return any(goal.business for goal in self.goals.values())

    def goal(self, priority: Priority | None, metric: Metric) -> Goal:
        """Return what it promises; without a target, a Goal whose amount is None."""
        if priority is None:
            return NO_GOAL
        return self.goals.get((priority, metric), NO_GOAL)

    def in_force(self, day: date) -> bool:
        """Whether this version holds on `day`; both ends of its validity belong to it (R16)."""
        after = self.valid_from is None or self.valid_from <= day
        return after and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Modifier:
    """A business moment (month-end, payroll …) that makes tickets of some modules more urgent."""

    id: str
    title: Text
    modules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PriorityMatrix:
    """Impact × urgency → priority, with the words of both scales (templates.md D)."""

    id: str
    rows: tuple[tuple[Priority, ...], ...]
    impact: tuple[Text, ...]
    urgency: tuple[Text, ...]
    modifiers: tuple[Modifier, ...] = ()
    type_rules: Mapping[TicketType, str] = field(default_factory=dict)

    def __getitem__(self, index: int) -> tuple[Priority, ...]:
        """Return the row of an impact: `matrix[impact - 1][urgency - 1]`."""
        return self.rows[index]


Versions = Sequence[Agreement]  # the versions of one agreement


def grouped(agreements: Iterable[Agreement]) -> tuple[Versions, ...]:
    """Return the agreements by id, in their order, each with its versions, the newest first."""
    groups: dict[str, list[Agreement]] = {}
    for one in agreements:
        groups.setdefault(one.id, []).append(one)
    oldest = date.min
    for versions in groups.values():
        versions.sort(key=lambda one: one.valid_from or oldest, reverse=True)
    return tuple(tuple(one) for one in groups.values())


def in_force(versions: Versions, instant: int) -> Agreement | None:
    """Return the version in force at an instant, None where there is none (R16)."""
    for one in versions:
        if one.valid_from is None and one.valid_to is None:
            return one
        if one.in_force(from_epoch(instant, one.zone).date()):
            return one
    return None
