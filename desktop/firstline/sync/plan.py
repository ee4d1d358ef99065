"""The plan: when the postman goes, with how much, and what a failure leads to; pure and total."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from firstline.domain.errors import Problem
from firstline.portal.base import (
    PortalProblem,
    SignIn,
    Stopped,
    TooOld,
)
from firstline.sync.report import (
    MOST,
    NOTHING_DONE,
    PAGE_ROWS,
    QUIET_ROWS,
    Asked,
    Batch,
    RoundReport,
)

FIRST_DELAY_S, MOST_DELAY_S = 2.0, 600.0  # full jitter between nothing and these (sync.md 2.8)
LEAST_DELAY_S = 0.5
PROBE_S = 30.0  # while something waits or the window is in use, no try is further away than this
POLL_S, QUIET_POLL_S = 30.0, 300.0
WAIT_S = 50.0  # a long poll
MOST_HONOURED_S = 3600.0  # a Retry-After beyond it is taken for a mistake
NUDGE_GAP_S = 2.0  # an edit made while the portal cannot be reached does not hammer it
UNSENT = timedelta(hours=24)
STUCK_S = 600.0
SKEW_S = 120.0


class Halt(StrEnum):
    """Why nothing is tried until a person has acted."""

    SIGN_IN = "sign_in"
    ASKS = "asks"


@dataclass(frozen=True, slots=True)
class Moment:
    """One instant on both clocks: `s` is monotonic seconds, `now` what the wall clock says.

    Waits are measured on the first alone, so a clock that jumps moves no round (T9).
    """

    s: float
    now: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """What the plan remembers of one portal; instants named `_s` are monotonic seconds."""

    due_s: float = 0.0
    send_s: float | None = None  # when the next edit may leave; no pull is held open beyond it
    in_use: bool = True  # the window is open and in front
    waits: bool = False  # the portal holds a pull open
    most: Batch = MOST
    batch: Batch = MOST
    tries: int = 0  # rounds in a row that failed, or whose edits were not decided
    greet: bool = True
    at_once: bool = False  # for the next round
    carries_at_once: bool = False  # the round under way does so
    mass_ok: bool = False
    held_back_s: float = 0.0  # the portal asked for quiet until then
    began_s: float | None = None
    wait_s: float = 0.0  # how long the pull under way may be held open
    halt: Halt | None = None
    read_only: bool = False
    problem: Problem | None = None
    failing_since: datetime | None = None
    last_success: datetime | None = None
    stuck_s: float | None = None  # since when nothing moves although the portal answers
    rebuilt_s: float | None = None
    report: RoundReport = NOTHING_DONE


@dataclass(frozen=True, slots=True)
class Woke:
    """Time has passed."""

    at: Moment


@dataclass(frozen=True, slots=True)
class Nudged:
    """Something is to be sent, in `in_s` seconds at the earliest; or a person asks (`asked`)."""

    at: Moment
    in_s: float = 0.0
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Looked:
    """The window came to the front, or left it."""

    at: Moment
    in_use: bool


@dataclass(frozen=True, slots=True)
class Resumed:
    """A person signed in again, or said yes to a mass change (`mass_ok`)."""

    at: Moment
    mass_ok: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """A round is over; `chance` in [0, 1) is the jitter of the next delay."""

    at: Moment
    report: RoundReport
    chance: float


Event = Woke | Nudged | Looked | Resumed | Ended


@dataclass(frozen=True, slots=True)
class Contact:
    """Carry one round now."""

    ask: Asked


@dataclass(frozen=True, slots=True)
class Rest:
    """Do nothing for `s` seconds, None until an event comes."""

    s: float | None


@dataclass(frozen=True, slots=True)
class Rebuild:
    """Throw the connection away and make a new one: nothing moves although the portal answers."""


Effect = Contact | Rest | Rebuild


def step(plan: Plan, event: Event) -> tuple[Plan, tuple[Effect, ...]]:
    """Return the plan after `event`, and what is to be done now. Knows no clock and no chance."""
    before: tuple[Effect, ...] = ()
    if isinstance(event, Nudged):
        plan = _nudged(plan, event)
    elif isinstance(event, Looked):
        soon = event.in_use and not plan.in_use
        plan = replace(plan, in_use=event.in_use)
        if soon:
            plan = _sooner(plan, event.at.s)
    elif isinstance(event, Resumed):
        plan = replace(
            plan, halt=None, due_s=event.at.s, tries=0, greet=True, mass_ok=event.mass_ok
        )
    elif isinstance(event, Ended):
        plan, before = _ended(plan, event)
    if plan.halt:
        return plan, (*before, Rest(None))
    if plan.began_s is not None or event.at.s < plan.due_s:
        left = None if plan.began_s is not None else plan.due_s - event.at.s
        return plan, (*before, Rest(left))
    ask = _ask(plan, event.at.s)
    sends = plan.send_s is not None and plan.send_s <= event.at.s
    plan = replace(
        plan, began_s=event.at.s, wait_s=ask.wait_s, send_s=None if sends else plan.send_s,
        at_once=False, carries_at_once=ask.at_once,
    )  # fmt: skip
    return plan, (*before, Contact(ask))


def _ask(plan: Plan, s: float) -> Asked:
    calm = plan.problem is None and plan.tries == 0 and not plan.greet
    wait_s = WAIT_S if plan.waits and calm and plan.in_use else 0.0
    if plan.send_s is not None:
        wait_s = max(min(wait_s, plan.send_s - s), 0.0)
    return Asked(
        plan.batch, greet=plan.greet, send=not plan.read_only, at_once=plan.at_once,
        mass_ok=plan.mass_ok, wait_s=wait_s, rows=PAGE_ROWS if plan.in_use else QUIET_ROWS,
    )  # fmt: skip


def _nudged(plan: Plan, event: Nudged) -> Plan:
    if event.asked:  # a person wants to see it happen, now
        halt = None if plan.halt is Halt.SIGN_IN else plan.halt
        return replace(plan, due_s=event.at.s, halt=halt, at_once=True, greet=True)
    send_s = event.at.s + max(event.in_s, NUDGE_GAP_S if plan.problem else 0.0)
    return _sooner(replace(plan, send_s=_earlier(plan.send_s, send_s)), send_s)


def _earlier(one: float | None, other: float) -> float:
    return other if one is None else min(one, other)


def _sooner(plan: Plan, s: float) -> Plan:
    return replace(plan, due_s=max(min(plan.due_s, s), plan.held_back_s))


def _ended(plan: Plan, event: Ended) -> tuple[Plan, tuple[Effect, ...]]:
    report, began = event.report, plan.began_s if plan.began_s is not None else event.at.s
    plan = replace(
        plan, began_s=None, report=report, batch=report.batch.within(plan.most),
        read_only=report.too_old or isinstance(report.problem, TooOld),
    )  # fmt: skip
    if report.next_due is not None:
        left = max((report.next_due - event.at.now).total_seconds(), LEAST_DELAY_S)
        plan = replace(plan, send_s=_earlier(plan.send_s, event.at.s + min(left, QUIET_POLL_S)))
    if isinstance(report.problem, Stopped):
        # What was asked for was not done yet, and a wish that came late may have cut a round that
        # was there for it: the next one holds nothing open.
        again = plan.at_once or plan.carries_at_once
        send_s = plan.send_s if plan.wait_s else event.at.s
        return replace(plan, due_s=event.at.s, at_once=again, send_s=send_s), ()
    if report.asks:
        return replace(plan, halt=Halt.ASKS, mass_ok=False), ()
    if report.problem is not None:
        return _failed(plan, event, report.problem)
    return _succeeded(plan, event, began)


def _failed(plan: Plan, event: Ended, problem: Problem) -> tuple[Plan, tuple[Effect, ...]]:
    tries = 1 if event.report.moved else plan.tries + 1
    plan = replace(
        plan, problem=problem, tries=tries, greet=True, stuck_s=None,
        failing_since=plan.failing_since or event.at.now,
    )  # fmt: skip
    if isinstance(problem, SignIn):
        return replace(plan, halt=Halt.SIGN_IN), ()
    asked = problem.retry_after_s if isinstance(problem, PortalProblem) else None
    return _later(plan, event, asked), ()


def _later(plan: Plan, event: Ended, asked_s: float | None) -> Plan:
    """Return the plan with its next try after a full-jitter delay, or when the portal asked for it.

    A round begins with `hello`, the cheapest call there is, so that every try is a probe. While
    something waits or the window is in use, tries stay within PROBE_S, so that the outbox is
    empty within a minute after the network heals; otherwise delays grow to MOST_DELAY_S.
    """
    wanted = plan.in_use or event.report.waiting > 0
    most = PROBE_S if wanted else MOST_DELAY_S
    delay = event.chance * min(most, FIRST_DELAY_S * 2 ** min(plan.tries - 1, 20))
    asked = min(asked_s or 0.0, MOST_HONOURED_S)
    # everybody was told the same Retry-After: the jitter keeps them from coming back at once
    due = event.at.s + max(asked + min(delay, asked / 4 + 1), delay if not asked else 0.0)
    due = max(due, event.at.s + LEAST_DELAY_S)
    return replace(plan, due_s=due, held_back_s=event.at.s + asked if asked else 0.0)


def _succeeded(plan: Plan, event: Ended, began_s: float) -> tuple[Plan, tuple[Effect, ...]]:
    report = event.report
    plan = replace(
        plan, problem=None, failing_since=None, greet=False, mass_ok=False, held_back_s=0.0,
        last_success=event.at.now,
    )  # fmt: skip
    stays = report.waiting > 0 and not plan.read_only
    if stays and not report.moved:
        stuck = plan.stuck_s if plan.stuck_s is not None else event.at.s
        plan = replace(plan, stuck_s=stuck)
    else:
        plan = replace(plan, stuck_s=None, rebuilt_s=None)
    if stays:  # not decided yet: again on a schedule, never in a tight loop (sync.md 2.4)
        tries = 1 if report.moved else plan.tries + 1
        plan = _later(replace(plan, tries=tries), event, report.retry_after_s)
        return _unstuck(plan, event.at.s)
    return replace(plan, tries=0, due_s=_next_poll(plan, event, began_s)), ()


def _next_poll(plan: Plan, event: Ended, began_s: float) -> float:
    poll = POLL_S if plan.in_use else QUIET_POLL_S
    report = event.report
    # a portal that says it waits and then does not would otherwise be asked without a pause
    waited = report.moved or event.at.s - began_s >= plan.wait_s / 2
    if plan.waits and plan.in_use and waited:
        poll = 0.0
    if report.first:
        poll = 0.0
    due = event.at.s + poll
    return due if plan.send_s is None else min(due, max(plan.send_s, event.at.s))


def _unstuck(plan: Plan, s: float) -> tuple[Plan, tuple[Effect, ...]]:
    since = plan.rebuilt_s if plan.rebuilt_s is not None else plan.stuck_s
    if since is None or s - since < STUCK_S:
        return plan, ()
    return replace(plan, rebuilt_s=s, greet=True), (Rebuild(),)
