"""Days in the search line: 2026-07-01, >2026-07, 7d, 今天, 2026-07-01..2026-07-31."""

from datetime import date, datetime, time, timedelta

from firstline.domain.patterns import pattern
from firstline.domain.values import dataclass

_WORDS = {
    "today": "today", "今天": "today", "今日": "today",
    "yesterday": "yesterday", "昨天": "yesterday", "昨日": "yesterday",
    "week": "week", "thisweek": "week", "本周": "week", "这周": "week",
    "month": "month", "thismonth": "month", "本月": "month", "这个月": "month",
    "year": "year", "thisyear": "year", "今年": "year", "本年": "year",
}  # fmt: skip
_UNITS = {
    "h": timedelta(hours=1), "时": timedelta(hours=1), "小时": timedelta(hours=1),
    "d": timedelta(days=1), "天": timedelta(days=1), "日": timedelta(days=1),
    "w": timedelta(weeks=1), "周": timedelta(weeks=1),
    "m": timedelta(days=30), "月": timedelta(days=30), "个月": timedelta(days=30),
}  # fmt: skip
_AGO = pattern(r"(\d{1,4})(h|d|w|m|小时|时|天|日|周|个月|月)")
_DAY = pattern(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?")


@dataclass(frozen=True, slots=True)
class Span:
    """Epoch seconds from `start` up to, and without, `end`; None is open on that side."""

    start: int | None
    end: int | None


def is_span(text: str) -> bool:
    """Whether `text` can be read as a span of time."""
    return span(text, datetime(2026, 1, 1).astimezone()) is not None


def span(text: str, now: datetime) -> Span | None:
    """Return the time that `text` means at `now`, days in the zone of `now`; None: unreadable.

    `>` is after the day, `>=` from it on, `<` before it, `<=` up to its end; `7d` is the last
    seven days; `a..b` holds both days.
    """
    try:
        return _span(text.strip().casefold(), now)
    except (ValueError, OverflowError, OSError):  # an impossible day, or one beyond the calendar
        return None


def _span(text: str, now: datetime) -> Span | None:
    first, dots, last = text.partition("..")
    if dots:
        start = _days(first, now) if first else None
        end = _days(last, now) if last else None
        if (first and not start) or (last and not end) or not text.strip("."):
            return None
        return Span(start.start if start else None, end.end if end else None)
    sign = next((one for one in (">=", "<=", ">", "<", "=") if text.startswith(one)), "")
    rest = text[len(sign) :]
    ago = _AGO.fullmatch(rest)
    if ago:
        edge = int((now - int(ago[1]) * _UNITS[ago[2]]).timestamp())
        return Span(None, edge) if sign in ("<", "<=") else Span(edge, None)
    days = _days(rest, now)
    if days is None:
        return None
    return {
        "": days,
        "=": days,
        ">": Span(days.end, None),
        ">=": Span(days.start, None),
        "<": Span(None, days.start),
        "<=": Span(None, days.end),
    }[sign]


def _days(text: str, now: datetime) -> Span | None:
    today = now.date()
    word = _WORDS.get(text.replace(" ", ""))
    if word:
        return _between(*_word(word, today), now)
    found = _DAY.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(one) if one else 0 for one in found.groups())
    if day:
        first = date(year, month, day)
        return _between(first, first + timedelta(days=1), now)
    if month:
        return _between(date(year, month, 1), _next_month(date(year, month, 1)), now)
    return _between(date(year, 1, 1), date(year + 1, 1, 1), now)


def _word(word: str, today: date) -> tuple[date, date]:
    one = timedelta(days=1)
    if word == "today":
        return today, today + one
    if word == "yesterday":
        return today - one, today
    if word == "week":
        monday = today - timedelta(days=today.weekday())
        return monday, monday + timedelta(days=7)
    if word == "month":
        return today.replace(day=1), _next_month(today.replace(day=1))
    return date(today.year, 1, 1), date(today.year + 1, 1, 1)


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _between(first: date, end: date, now: datetime) -> Span:
    midnight = time(tzinfo=now.tzinfo)
    return Span(
        int(datetime.combine(first, midnight).timestamp()),
        int(datetime.combine(end, midnight).timestamp()),
    )
