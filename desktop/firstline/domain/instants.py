"""Instants: aware datetimes in, ISO 8601 out, and never a guess about the zone."""

from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from firstline.domain.errors import BadInput
from firstline.domain.words import Text

UTC = timezone.utc  # noqa: UP017 - the name is used with a colon-free isoformat everywhere

FIRST_YEAR, LAST_YEAR = 1970, 2199


def parse_instant(text: str, zone: tzinfo) -> datetime:
    """Return the instant written in `text` (ISO 8601), with its own offset kept.

    A text without an offset is read in `zone`. Raises BadInput for anything else, and for years
    before 1970 or after 2199, which no desk has tickets in and no calendar can count.
    """
    try:
        value = datetime.fromisoformat(text.strip())
        if value.tzinfo is None:
            value = value.replace(tzinfo=zone)
        value = value.astimezone(timezone(value.utcoffset() or timedelta()))
    except (ValueError, OverflowError) as error:
        raise _unreadable(text) from error
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise _unreadable(text)
    return value


def _unreadable(text: str) -> BadInput:
    return BadInput(
        Text(f"“{text[:80]}”不是有效的时间。", f"“{text[:80]}” is not a valid time."),
        next_step=Text(
            "请写成 2026-11-23T10:00:00+08:00。", "Write it as 2026-11-23T10:00:00+08:00."
        ),
    )


def iso(instant: datetime) -> str:
    """Return `instant` as ISO 8601 with its offset.

    An instant stands in a ticket, its edit and its log, and is written once for all of them.
    """
    return _iso(instant, instant.tzinfo, instant.fold)


@lru_cache(1024)
def _iso(instant: datetime, zone: tzinfo | None, fold: int) -> str:  # noqa: ARG001 - tell it apart
    return instant.isoformat()


def epoch(instant: datetime) -> int:
    """Return whole seconds since 1970-01-01T00:00:00Z, rounded down."""
    return int(instant.timestamp() // 1)


def from_epoch(seconds: int, zone: tzinfo = UTC) -> datetime:
    """Return the instant `seconds` after 1970-01-01T00:00:00Z, written in `zone`."""
    return datetime.fromtimestamp(seconds, zone)
