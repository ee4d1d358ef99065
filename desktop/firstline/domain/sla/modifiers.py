"""Business moments: on which days month-end, payroll, an audit … make a ticket more urgent."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from types import MappingProxyType
from typing import Protocol

from firstline.domain.sla.agreement import PriorityMatrix
from firstline.domain.words import Text

Matrix = PriorityMatrix
Span = tuple[date, date]
NO_SPANS: Mapping[str, tuple[Span, ...]] = MappingProxyType({})


class WorkCalendar(Protocol):
    """What this module asks of a calendar: its zone and the open seconds between two instants."""

    @property
    def zone(self) -> tzinfo: ...  # noqa: D102 - a name
    def counted(self, start: int, end: int) -> int: ...  # noqa: D102 - as in calendar.py


@dataclass(frozen=True, slots=True)
class Moments:
    """The desk's own settings: the pay day of the month, and dated windows by modifier id.

    Both ends of a dated window belong to it. A modifier with neither a rule here nor a window
    never applies by itself.
    """

    pay_day: int | None = None
    spans: Mapping[str, tuple[Span, ...]] = field(default_factory=lambda: NO_SPANS)


NO_MOMENTS = Moments()


def modifiers_at(
    matrix: Matrix,
    calendar: WorkCalendar,
    day: date,
    module: str,
    moments: Moments | None = None,
) -> tuple[str, ...]:
    """Return the ids of the modifiers that hold on `day` for a ticket of `module` (D).

    month_end: the last 2 workdays of a month to the 3rd of the next; year_end: the same around
    New Year; payroll: from the 2nd workday before the pay day until that day; all others: the
    dated windows of `moments`, which may also widen these three.
    """
    moments, workdays = moments or NO_MOMENTS, _Workdays(calendar)
    rules: Mapping[str, Callable[[], bool]] = {
        "month_end": lambda: workdays.around_month_end(day),
        "year_end": lambda: workdays.around_month_end(day) and _near_new_year(day),
        "payroll": lambda: moments.pay_day is not None and workdays.pays(day, moments.pay_day),
    }
    wanted = module.strip().casefold()
    found = []
    for one in matrix.modifiers:
        if wanted not in (name.casefold() for name in one.modules):
            continue
        dated = any(first <= day <= last for first, last in moments.spans.get(one.id, ()))
        rule = rules.get(one.id)
        if dated or (rule is not None and rule()):
            found.append(one.id)
    return tuple(found)


def moments_of(
    pay_day: int, lines: Iterable[str], known: Collection[str]
) -> tuple[Moments, list[Text]]:
    """Return the moments that settings name, and a note for each line that says nothing.

    A line is a modifier of `known` and its days, both included: `stocktake 2026-12-28/2027-01-02`.
    """
    spans: dict[str, tuple[Span, ...]] = {}
    notes = []
    for line in lines:
        name, _, days = " ".join(line.split()).partition(" ")
        first, _, last = days.partition("/")
        try:
            span = (date.fromisoformat(first), date.fromisoformat(last or first))
        except ValueError:
            span = None
        if span is None or span[1] < span[0] or name not in known:
            notes.append(_bad_line(line, known))
        else:
            spans[name] = (*spans.get(name, ()), span)
    return Moments(pay_day or None, spans), notes


def _bad_line(line: str, known: Collection[str]) -> Text:
    names = ", ".join(known)
    return Text(
        f"设置 windows 里的“{line[:60]}”看不懂,没有采用。"
        f"写成“stocktake 2026-12-28/2027-01-02”;可用:{names}。",
        f"“{line[:60]}” of the setting windows is not understood and not used. Write "
        f"“stocktake 2026-12-28/2027-01-02”; there are {names}.",
    )


def _near_new_year(day: date) -> bool:
    return day.month in (12, 1)


@dataclass(frozen=True, slots=True)
class _Workdays:
    calendar: WorkCalendar

    def is_workday(self, day: date) -> bool:
        start, end = (self._midnight(one) for one in (day, day + timedelta(days=1)))
        return self.calendar.counted(start, end) > 0

    def _midnight(self, day: date) -> int:
        return int(datetime.combine(day, time(), self.calendar.zone).timestamp())

    def around_month_end(self, day: date) -> bool:
        """Whether fewer than 2 workdays of the month follow, or fewer than 3 went before."""
        first = day.replace(day=1)
        last = _last_of_month(day)
        after = self._count(day + timedelta(days=1), last)
        before = self._count(first, day - timedelta(days=1))
        return after < 2 or before < 3

    def pays(self, day: date, pay_day: int) -> bool:
        """Whether `day` lies in the 2 workdays before the next pay day, or is that day."""
        paid = self._paid_on(day, pay_day)
        if paid < day:
            paid = self._paid_on(_last_of_month(day) + timedelta(days=1), pay_day)
        return self._count(day + timedelta(days=1), paid - timedelta(days=1)) < 2

    def _paid_on(self, month: date, pay_day: int) -> date:
        """Return the month's pay day; on a day off it is the workday before."""
        last = _last_of_month(month)
        paid = month.replace(day=max(1, min(pay_day, last.day)))
        for back in range(31):
            if self.is_workday(paid - timedelta(days=back)):
                return paid - timedelta(days=back)
        return paid

    def _count(self, first: date, last: date) -> int:
        days = (last - first).days + 1
        return sum(self.is_workday(first + timedelta(days=n)) for n in range(max(0, days)))


def _last_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
