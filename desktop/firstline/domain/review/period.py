"""The time that is looked back on: a quarter, a month or a year, in days of the desk's zone."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from firstline.domain.errors import BadInput
from firstline.domain.instants import epoch
from firstline.domain.ledger.share import quarter_of
from firstline.domain.patterns import pattern
from firstline.domain.ticket.first_line import Period
from firstline.domain.words import Text

_MONTH = pattern(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
_YEAR = pattern(r"20[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A period as it is called; `since` and `until` are epoch seconds, both included."""

    name: str
    days: Period
    since: int
    until: int

    def has(self, at: int | None) -> bool:
        """Whether the instant lies in it."""
        return at is not None and self.since <= at <= self.until


def stretch_of(name: str, zone: tzinfo) -> Stretch:
    """Return the period called 2026Q3, 2026-09 or 2026, in days of `zone`. Raises BadInput."""
    wanted = name.strip().upper()
    first, after = _days(wanted)
    start, end = (datetime.combine(day, time(), zone) for day in (first, after))
    return Stretch(wanted, Period(first, after - timedelta(days=1)), epoch(start), epoch(end) - 1)


def quarter_name(day: date, back: int = 0) -> str:
    """Return the quarter of `day`, or the one `back` quarters before it, as 2026Q3."""
    year, at = divmod(day.year * 4 + (day.month - 1) // 3 - back, 4)
    return f"{year}Q{at + 1}"


def _days(wanted: str) -> tuple[date, date]:
    month = _MONTH.fullmatch(wanted)
    if month:
        year, n = int(month[1]), int(month[2])
        return date(year, n, 1), date(year + n // 12, n % 12 + 1, 1)
    if _YEAR.fullmatch(wanted):
        return date(int(wanted), 1, 1), date(int(wanted) + 1, 1, 1)
    try:
        return quarter_of(wanted)
    except BadInput as error:
        raise BadInput(
            Text(f"“{wanted[:20]}”不是季度、月份或年份。",
                 f"“{wanted[:20]}” is no quarter, month or year."),
            next_step=Text("请写成 2026Q3、2026-09 或 2026。",
                           "Write it as 2026Q3, 2026-09 or 2026."),
        ) from error  # fmt: skip
