"""Days in the search line become epoch seconds of the reader's own zone."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from firstline.domain.query.days import Span, is_span, span

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 10, 30, tzinfo=SHANGHAI)  # a Tuesday


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).timestamp())


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026-07-01", "2026-07-01", "2026-07-02"),
        ("2026/7/1", "2026-07-01", "2026-07-02"),
        ("2026年7月1日", "2026-07-01", "2026-07-02"),
        ("2026-07", "2026-07-01", "2026-08-01"),
        ("2026-12", "2026-12-01", "2027-01-01"),
        ("2026年", "2026-01-01", "2027-01-01"),
        (">2026-07-01", "2026-07-02", None),
        (">=2026-07-01", "2026-07-01", None),
        ("<2026-07-01", None, "2026-07-01"),
        ("<=2026-07", None, "2026-08-01"),
        ("2026-07-01..2026-07-03", "2026-07-01", "2026-07-04"),
        ("2026-07..", "2026-07-01", None),
        ("..2026-07", None, "2026-08-01"),
        ("今天", "2026-11-24", "2026-11-25"),
        ("Yesterday", "2026-11-23", "2026-11-24"),
        ("本周", "2026-11-23", "2026-11-30"),
        ("month", "2026-11-01", "2026-12-01"),
        ("今年", "2026-01-01", "2027-01-01"),
        ("7d", "2026-11-17T10:30", None),
        ("7天", "2026-11-17T10:30", None),
        ("2周", "2026-11-10T10:30", None),
        ("<24h", None, "2026-11-23T10:30"),
    ],
)
def test_spans(text: str, start: str | None, end: str | None) -> None:
    assert span(text, NOW) == Span(at(start) if start else None, at(end) if end else None)


@pytest.mark.parametrize(
    "text",
    ["", "x", ">", "..", "2026-13", "2026-02-30", "0000-01", "9999", "soon", "7", "-1d", "a..b"],
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert span(text, NOW) is None
    assert not is_span(text)
