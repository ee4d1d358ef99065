"""How one person stands to one course: seven states, each with the reason for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from firstline.domain.training.curriculum import last_day
from firstline.domain.training.need import NONE, Need
from firstline.domain.training.training import Certificate
from firstline.domain.words import Text

WINDOW = timedelta(days=90)
"""How long before its end a certificate may be renewed, and is called due soon."""
REMINDERS = (90, 30, 7)


class State(StrEnum):
    """How somebody stands to a course that is asked of them."""

    MISSING = "missing"
    BOOKED = "booked"
    DONE = "done"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    EXPIRED = "expired"
    WAIVED = "waived"


STATES: Mapping[State, Text] = {
    State.MISSING: Text("缺", "missing"), State.BOOKED: Text("已预订", "booked"),
    State.DONE: Text("完成", "done"), State.DUE_SOON: Text("快到期", "due soon"),
    State.OVERDUE: Text("逾期", "overdue"), State.EXPIRED: Text("已过期", "expired"),
    State.WAIVED: Text("免修", "waived"),
}  # fmt: skip
GLYPHS: Mapping[State, str] = {
    State.MISSING: "○", State.BOOKED: "◷", State.DONE: "●", State.DUE_SOON: "◐",
    State.OVERDUE: "!", State.EXPIRED: "×", State.WAIVED: "–",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Booking:
    """A place in a course on a day."""

    id: str
    number: str
    course: str
    on: date
    place: str = ""


@dataclass(frozen=True, slots=True)
class Waiver:
    """Somebody else said that the course is not asked of this person; `until` None is for ever."""

    id: str
    number: str
    course: str
    by: str
    reason: str
    until: date | None = None

    def holds(self, today: date) -> bool:
        """Whether it holds on the day `today`; its last day counts."""
        return self.until is None or today <= self.until


@dataclass(frozen=True, slots=True)
class Facts:
    """What is on record of one person and one course.

    `passed` is the completion that holds longest of those that somebody else granted, `pending`
    one that nobody has granted yet, `booking` the next one.
    """

    passed: Certificate | None = None
    pending: Certificate | None = None
    booking: Booking | None = None
    waiver: Waiver | None = None


NOTHING = Facts()


@dataclass(frozen=True, slots=True)
class Cell:
    """A person's standing to a course; `due` is the day by which something is to be done.

    `holds` says whether the person counts as trained on that day: a booking alone does not.
    """

    need: Need
    state: State
    due: date | None
    holds: bool
    facts: Facts


def end_of(passed: Certificate, need: Need) -> date | None:
    """Return the last day on which it counts: its own, or the role's shorter one; None for ever."""
    if not need.valid_months:
        return passed.until
    own = last_day(passed.on, need.valid_months)
    return min(own, passed.until) if passed.until else own


def longest(several: "list[Certificate]", need: Need) -> Certificate | None:
    """Return the completion that counts longest, None of none."""
    return max(several, key=lambda one: (end_of(one, need) or date.max, one.on), default=None)


def judge(
    need: Need, began: date | None, facts: Facts, today: date, window: timedelta = WINDOW
) -> Cell:
    """Return how somebody stands on the day `today` who has had the role since `began`.

    The last day of a certificate counts, and so does the last day of the grace. A waiver goes
    before everything, a certificate that holds before a booking, a booking before a gap; what
    ends within `window` and is booked already needs nothing more.
    """
    passed, booking = facts.passed, facts.booking
    if booking is not None and booking.on < today:
        booking = None
    end = end_of(passed, need) if passed else None
    holds = passed is not None and (end is None or today <= end)
    due = end if passed else _first_due(need, began)
    if facts.waiver is not None and facts.waiver.holds(today):
        return Cell(need, State.WAIVED, facts.waiver.until, holds, facts)
    if holds and (end is None or end - today > window):
        return Cell(need, State.DONE, end, True, facts)
    if booking is not None:
        return Cell(need, State.BOOKED, booking.on, holds, facts)
    if holds:
        return Cell(need, State.DUE_SOON, end, True, facts)
    if passed is None:
        late = due is not None and today > due
        return Cell(need, State.OVERDUE if late else State.MISSING, due, False, facts)
    in_grace = end is not None and today - end <= timedelta(days=need.grace_days)
    return Cell(need, State.OVERDUE if in_grace else State.EXPIRED, end, False, facts)


def _first_due(need: Need, began: date | None) -> date | None:
    if not need.must or began is None:
        return None
    return began + timedelta(days=need.grace_days)


def reminder(due: date, today: date) -> int | None:
    """Return the reminder that has come, 90, 30 or 7 days before; 0 once late, None before."""
    left = (due - today).days
    if left < 0:
        return 0
    return min((one for one in REMINDERS if left <= one), default=None)


def why(cell: Cell, today: date) -> Text:
    """Return the reason in one sentence, with the dates it rests on (requirements N10)."""
    facts, need = cell.facts, cell.need
    if cell.state is State.WAIVED and facts.waiver is not None:
        one = facts.waiver
        last_zh, last_en = (f",到 {one.until}", f", until {one.until}") if one.until else ("", "")
        return Text(f"{one.by} 免修{last_zh}:{one.reason}",
                    f"Waived by {one.by}{last_en}: {one.reason}")  # fmt: skip
    if cell.state is State.BOOKED and facts.booking is not None:
        said = _held(cell)
        return Text(f"已预订 {facts.booking.on}。{said.zh}",
                    f"Booked for {facts.booking.on}. {said.en}".strip())  # fmt: skip
    if facts.passed is not None:
        said = _passed_why(cell, today)
        return said if need.strength != NONE else _unasked(said, facts.passed.opens)
    if facts.pending is not None:
        day = facts.pending.on
        return Text(f"{day} 的通过记录还没有他人授予,不算数。",
                    f"Passed on {day}; it counts once somebody else grants it.")  # fmt: skip
    if cell.due is None:
        return Text("没有通过记录;建议修,没有期限。" if not need.must else "没有通过记录。",
                    "Not passed; it should be, there is no date." if not need.must
                    else "Not passed.")  # fmt: skip
    if cell.state is State.OVERDUE:
        late = (today - cell.due).days
        return Text(f"没有通过记录;期限 {cell.due} 已过 {late} 天。",
                    f"Not passed; it was due by {cell.due}, {_days(late)} ago.")  # fmt: skip
    grace = need.grace_days
    return Text(f"没有通过记录;期限 {cell.due}(上岗后 {grace} 天)。",
                f"Not passed; due by {cell.due}, {grace} days after the start.")  # fmt: skip


def _unasked(said: Text, opens: str) -> Text:
    return Text(f"{said.zh}没有角色要求这门课程,但它开放 {opens} 步骤;不再需要就撤销。",
                f"{said.en} No role asks for the course, but it opens {opens} steps; "
                "revoke it if nobody needs it.")  # fmt: skip


def _held(cell: Cell) -> Text:
    if cell.facts.passed is None:
        return Text("", "")
    end = end_of(cell.facts.passed, cell.need)
    return Text(f"原证书到 {end}。", f"The last certificate ends on {end}.")


def _days(many: int) -> str:
    return f"{many} day{'s' * (many != 1)}"


def _passed_why(cell: Cell, today: date) -> Text:
    passed, due = cell.facts.passed, cell.due
    on = passed.on if passed else None
    if due is None:
        return Text(f"{on} 通过,长期有效。", f"Passed on {on}; it holds for ever.")
    days = abs((due - today).days)
    if cell.state is State.DONE:
        return Text(f"{on} 通过,有效到 {due}。", f"Passed on {on}; it holds until {due}.")
    if cell.state is State.DUE_SOON:
        return Text(
            f"{on} 通过,有效到 {due},还有 {days} 天,可以复训。",
            f"Passed on {on}; it ends on {due}, in {_days(days)}, and may be renewed.",
        )
    grace = cell.need.grace_days
    if cell.state is State.OVERDUE:
        return Text(f"{due} 到期,已过 {days} 天,宽限 {grace} 天。",
                    f"It ended on {due}, {_days(days)} ago; "
                    f"the grace is {grace} days.")  # fmt: skip
    if not grace:
        return Text(f"{due} 到期,已过 {days} 天。", f"It ended on {due}, {_days(days)} ago.")
    return Text(f"{due} 到期,宽限 {grace} 天也已过。",
                f"It ended on {due}; the grace of {grace} days is over, too.")  # fmt: skip
