"""Reads dates by an explicit format, or by one that a whole column leaves no doubt about."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from enum import Enum
from functools import lru_cache

from firstline.domain.instants import FIRST_YEAR, LAST_YEAR
from firstline.domain.words import Text
from firstline.intake.reading.rows import Cell

EXCEL = "excel"  # a date_format that means serial days


class Order(Enum):
    """How a date without a leading year is to be read."""

    UNKNOWN = "unknown"
    DAY_FIRST = "day-month"
    MONTH_FIRST = "month-day"
    MIXED = "mixed"


class BadDate(Exception):  # noqa: N818 - it becomes the reason of a refused row
    """A text that is no date, an impossible one, or one in doubt; `reason` says which."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


_CLOCK = (
    r"(?:[T ]*(?P<half1>上午|下午|AM|PM)?\s*(?P<h>\d{1,2})[::时](?P<mi>\d{1,2})"
    r"(?:[::分](?P<s>\d{1,2})(?:[.,]\d+)?秒?)?分?\s*(?P<half2>AM|PM)?)?"
)
_ZONE = r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
_YEAR_FIRST = re.compile(
    r"(?P<y>\d{4})[-/.年](?P<a>\d{1,2})[-/.月](?P<b>\d{1,2})日?" + _CLOCK + _ZONE, re.IGNORECASE
)
_YEAR_LAST = re.compile(
    r"(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4})" + _CLOCK + _ZONE,
    re.IGNORECASE,
)
_MONTHS = {
    name: n
    for n, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_NAMED = re.compile(
    r"(?:\w{3},? )?(?P<a>\d{1,2})[- /](?P<m>[A-Za-z]{3})[a-z]*\.?[- /,]+(?P<y>\d{4})"
    + _CLOCK + _ZONE,
    re.IGNORECASE,
)  # fmt: skip
_NAMED_FIRST = re.compile(
    r"(?P<m>[A-Za-z]{3})[a-z]*\.? (?P<a>\d{1,2}),? (?P<y>\d{4})" + r",?" + _CLOCK + _ZONE,
    re.IGNORECASE,
)
_COMPACT = re.compile(r"\d{8}(?:\d{4}(?:\d{2})?)?")
_SERIALS = (1.0, 200_000.0)


@dataclass(slots=True)
class Column:
    """What is known of one column of dates while its cells are looked at."""

    order: Order = Order.UNKNOWN
    in_doubt: int = 0
    example: str = ""
    _votes: set[Order] = field(default_factory=set)

    def look(self, cell: Cell) -> None:
        """Take one cell into account; what is no date at all says nothing."""
        if not isinstance(cell, str):
            return
        match = _YEAR_LAST.fullmatch(cell.strip())
        if match is None:
            return
        first, second = int(match["a"]), int(match["b"])
        if first > 12 >= second:
            self._votes.add(Order.DAY_FIRST)
        elif second > 12 >= first:
            self._votes.add(Order.MONTH_FIRST)
        elif first != second:
            self.in_doubt += 1
            self.example = self.example or cell.strip()[:30]
        if self._votes:
            self.order = next(iter(self._votes)) if len(self._votes) == 1 else Order.MIXED


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the cells of one column: by `format` where it is given, else by `order`."""

    zone: tzinfo
    format: str = ""
    order: Order = Order.UNKNOWN
    epoch: datetime | None = None

    def read(self, cell: Cell) -> datetime | None:
        """Return the aware instant, in whole seconds, or None for an empty cell. Raises BadDate."""
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            return None
        value = self._local(cell)
        try:
            offset = (self.zone if value.tzinfo is None else value.tzinfo).utcoffset(value)
            value = value.replace(microsecond=0, tzinfo=_fixed(offset or timedelta()))
        except (ValueError, OverflowError) as error:
            raise _impossible(cell) from error
        if not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise _impossible(cell)
        return value

    def _local(self, cell: Cell) -> datetime:
        if isinstance(cell, datetime):
            return _rounded(cell)
        if isinstance(cell, date):
            return datetime.combine(cell, time())
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            return self._serial(float(cell), cell)
        text = str(cell).strip()
        if self.format == EXCEL:
            try:
                return self._serial(float(text), cell)
            except ValueError as error:
                raise _impossible(cell) from error
        if self.format:
            try:
                return datetime.strptime(text, self.format)  # noqa: DTZ007 - the zone comes after
            except ValueError as error:
                raise _misfit(text, self.format) from error
        return self._recognised(text)

    def _serial(self, days: float, cell: Cell) -> datetime:
        if self.epoch is None and self.format != EXCEL:
            raise _impossible(cell)
        if not _SERIALS[0] <= days <= _SERIALS[1]:
            raise _impossible(cell)
        start = self.epoch or datetime(1899, 12, 30)  # noqa: DTZ001 - a day without a zone
        return _rounded(start + timedelta(days=days))

    def _recognised(self, text: str) -> datetime:
        if text[4:5] == "-" and text[5:6].isdigit():
            try:
                return datetime.fromisoformat(text)
            except ValueError:
                pass  # 2016-2-9 and the like are read below
        for pattern, maker in (
            (_YEAR_FIRST, _year_first), (_YEAR_LAST, self._year_last), (_NAMED, _named),
            (_NAMED_FIRST, _named),
        ):  # fmt: skip
            match = pattern.fullmatch(text)
            if match:
                try:
                    return _with_clock(maker(match), match)
                except ValueError as error:
                    raise _impossible(text) from error
        if _COMPACT.fullmatch(text):
            return _compact(text)
        raise _impossible(text)

    def _year_last(self, match: re.Match[str]) -> date:
        first, second = int(match["a"]), int(match["b"])
        day_first = self.order is Order.DAY_FIRST or (
            self.order is not Order.MONTH_FIRST and first > 12
        )
        unsure = self.order in (Order.UNKNOWN, Order.MIXED) and max(first, second) <= 12
        if unsure and first != second:
            raise BadDate(in_doubt(match[0]))
        day, month = (first, second) if day_first else (second, first)
        return date(int(match["y"]), month, day)


@lru_cache(64)
def _fixed(offset: timedelta) -> timezone:
    return timezone(offset)


def in_doubt(text: str) -> Text:
    """Return the sentence for a date that could be day-month or month-day."""
    return Text(
        f"“{text[:30]}”可能是日-月,也可能是月-日。",
        f"“{text[:30]}” could be day-month or month-day.",
    )


def check_format(text: str) -> bool:
    """Whether `text` is a date format that gives back what it wrote."""
    if text == EXCEL:
        return True
    sample = datetime(2016, 3, 29, 1, 16)  # noqa: DTZ001 - only the spelling matters
    try:
        again = datetime.strptime(sample.strftime(text), text)  # noqa: DTZ007 - as above
    except (ValueError, re.error):
        return False
    return again.date() == sample.date()


def _year_first(match: re.Match[str]) -> date:
    return date(int(match["y"]), int(match["a"]), int(match["b"]))


def _named(match: re.Match[str]) -> date:
    return date(int(match["y"]), _MONTHS.get(match["m"].lower(), 0), int(match["a"]))


def _compact(text: str) -> datetime:
    formats = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
    try:
        return datetime.strptime(text, formats[len(text)])  # noqa: DTZ007 - the zone comes after
    except ValueError as error:
        raise _impossible(text) from error


def _with_clock(day: date, match: re.Match[str]) -> datetime:
    hour = int(match["h"] or 0)
    half = (match["half1"] or match["half2"] or "").upper()
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if half in ("PM", "下午") else 0)
    clock = time(hour, int(match["mi"] or 0), int(match["s"] or 0))
    return datetime.combine(day, clock, _zone(match["zone"]))


def _zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text[0] not in "+-":
        return timezone.utc  # noqa: UP017 - written as +00:00
    hours, minutes = int(text[1:3]), int(text[-2:])
    return timezone((1 if text[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes))


def _rounded(value: datetime) -> datetime:
    """Return the nearest whole second: serial days carry the noise of a fraction."""
    return (value + timedelta(microseconds=500_000)).replace(microsecond=0)


def _impossible(cell: Cell) -> BadDate:
    text = str(cell)[:40]
    return BadDate(Text(f"“{text}”不是有效的时间。", f"“{text}” is not a valid time."))


def _misfit(text: str, pattern: str) -> BadDate:
    return BadDate(
        Text(f"“{text[:40]}”不合格式 {pattern}。", f"“{text[:40]}” does not fit {pattern}.")
    )
