"""A reminder: what comes due at an instant, the marks before it, and which of them are told now.

A mark is told once on this device (sla.md R15 carries over): of several marks that have come only
the last is told, also after the clock jumped ahead; a clock that is set back takes back what came
too early. What was behind already when a record was written waits for the next morning or start.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from firstline.domain.alarm.alarm import BACK_S, GROUP_FROM, LATE_S
from firstline.domain.instants import epoch
from firstline.domain.words import Text

MORNING = time(8, 0)
"""When a day's reminders are told."""
Told = Mapping[str, Mapping[str, int]]
"""Which marks of which reminder were told, and when, as epoch seconds."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """One mark of something that comes due.

    `series` names the thing, the same for all its marks, `mark` which of them this is, `at` the
    epoch second when it is told, `due` when the thing itself is due. `section` is where the window
    shows it, `record` which record there. `owner` is whose it is, "" for everybody.
    """

    series: str
    mark: str
    at: int
    due: int
    title: Text
    step: Text
    section: str
    record: str = ""
    owner: str = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Round:
    """Reminders that are told together; `missed` where they came while nobody looked."""

    reminders: tuple[Reminder, ...]
    missed: bool = False

    @property
    def is_urgent(self) -> bool:
        """Whether one of them cannot wait."""
        return any(one.urgent for one in self.reminders)


def morning_of(day: date, zone: tzinfo) -> int:
    """Return the epoch second at which what belongs to `day` is told."""
    return epoch(datetime.combine(day, MORNING, zone))


def day_marks(due: date, days: Iterable[int], zone: tzinfo) -> list[tuple[str, int]]:
    """Return the marks so many days before `due` with the instant of each, the earliest first."""
    return [
        (str(many), morning_of(due - timedelta(days=many), zone))
        for many in sorted(days, reverse=True)
    ]


def come(found: Iterable[Reminder], now: int) -> list[Reminder]:
    """Return of each series the last mark that has come, the most pressing first."""
    last: dict[str, Reminder] = {}
    for one in found:
        held = last.get(one.series)
        if one.at <= now and (held is None or held.at < one.at):
            last[one.series] = one
    return sorted(last.values(), key=lambda one: (not one.urgent, one.due, one.series))


def believed(told: Told, now: int) -> dict[str, dict[str, int]]:
    """Return what was told by a clock that was not ahead: the rest is told when it truly comes."""
    kept = {
        series: {mark: at for mark, at in marks.items() if at <= now + BACK_S}
        for series, marks in told.items()
    }
    return {series: marks for series, marks in kept.items() if marks}


def untold(
    found: Sequence[Reminder], told: Told, now: int, me: str, *, mine_only: bool = False,
    urgent_only: bool = False,
) -> list[Reminder]:  # fmt: skip
    """Return what has come and was not told; with `mine_only` mine, nobody's and what is urgent.

    With `urgent_only` everything else waits, as it is: the quiet hours.
    """
    known = believed(told, now)
    return [
        one
        for one in come(found, now)
        if one.mark not in known.get(one.series, {})
        and (one.urgent or not urgent_only)
        and (one.urgent or not (mine_only and me) or one.owner in ("", me))
    ]


def noted(found: Sequence[Reminder], told: Told, new: Iterable[Reminder], now: int) -> Told:
    """Return what was told once `new` is; a series that is no more is forgotten."""
    live = {one.series for one in found}
    kept = {series: dict(marks) for series, marks in believed(told, now).items() if series in live}
    for one in new:
        kept.setdefault(one.series, {})[one.mark] = now
    return kept


def next_at(found: Iterable[Reminder], told: Told, now: int, zone: tzinfo) -> int | None:
    """Return the next epoch second to look at, None for none.

    What has come and is not told, because it was behind when it was written, waits for morning.
    """
    listed = list(found)
    ahead = [one.at for one in listed if one.at > now]
    known = believed(told, now)
    if any(one.mark not in known.get(one.series, {}) for one in come(listed, now)):
        today = datetime.fromtimestamp(now, zone).date()
        mornings = (morning_of(today + timedelta(days=more), zone) for more in (0, 1))
        ahead.append(next(one for one in mornings if one > now))
    return min(ahead, default=None)


def rounds(new: Sequence[Reminder], now: int) -> tuple[Round, ...]:
    """Return how they are told: each apart, from four on together, what was missed as one."""
    missed = tuple(one for one in new if now - one.at > LATE_S)
    fresh = tuple(one for one in new if now - one.at <= LATE_S)
    told = [Round(missed, missed=True)] if missed else []
    if len(fresh) >= GROUP_FROM:
        return (*told, Round(fresh))
    return (*told, *(Round((one,)) for one in fresh))


def title(told: Round) -> Text:
    """Return the first line of a notification."""
    many = len(told.reminders)
    if many == 1:
        return told.reminders[0].title
    return Text(f"{many} 件事到期或快到期", f"{many} things are due or come due")
