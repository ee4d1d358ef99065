"""The shift sheet on paper: both sizes, both languages, hostile titles, and what the code says."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from firstline.domain.instants import epoch
from firstline.domain.routing.shift_sheet import numbers, shift_sheet
from firstline.domain.sla.timer import Metric, State, Timer
from firstline.domain.ticket.ticket import Event, EventKind, Leg, Priority, Ticket
from firstline.domain.words import Language, Text
from firstline.report.shift_page import Heading, Size, code_text, shift_page

ZONE = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 24, 13, 50, tzinfo=ZONE)
SINCE = NOW.replace(hour=6, minute=0)
EARLY = Heading("一厂", Text("早班", "Early shift"))


def ticket(title: str) -> Ticket:
    at = NOW - timedelta(hours=1)
    return Ticket(
        "t1", "L-1", title, at, at, priority=Priority.P1,
        events=(Event("t1.0", EventKind.REPORTED, at),),
    )  # fmt: skip


@pytest.mark.parametrize("size", ["a4", "a6"])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_title_cannot_write_the_page(size: Size, language: Language) -> None:
    made = shift_sheet([(ticket("<script>1</script>"), ())], SINCE, NOW, {})
    page = shift_page(made, EARLY, language, size)
    assert "<script" not in page
    assert EARLY.shift.in_(language) in page
    assert "data:image/png;base64," in page
    assert "http" not in page  # nothing is fetched
    assert ("A6" in page) is (size == "a6")
    assert "<style" not in shift_page(made, EARLY, language, size, style=False)


def clock(leg: Leg, left: timedelta) -> Timer:
    due = epoch(NOW + left)
    return Timer("x", leg, Metric.RESOLUTION, 1, State.RUNNING, epoch(SINCE), due, due, due, 3600)


@pytest.mark.parametrize("size", ["a4", "a6"])
def test_every_promise_of_the_day_stands_on_it(size: Size) -> None:
    lefts = (timedelta(hours=-1), timedelta(minutes=20), timedelta(hours=24), timedelta(hours=25))
    held = [
        (
            replace(ticket("停机"), id=f"t{at}", number=f"L-{at}", priority=Priority.P3),
            (clock(Leg.INTERNAL, timedelta(days=9)), clock(Leg.VENDOR, left)),
        )
        for at, left in enumerate(lefts)
    ]
    made = shift_sheet(held, SINCE, NOW, {})
    assert [one.number for one in made.promises] == ["L-0", "L-1", "L-2"]
    page = shift_page(replace(made, new=(), watch=()), EARLY, "zh_CN", size)
    assert [f"L-{at}" in page for at in range(4)] == [True, True, True, False]
    assert "14:10" in page
    assert ("另有 1 项" in page) is (size == "a4")
    assert code_text(made, EARLY).endswith("L-0@24-12:50 L-1@24-14:10 L-2@25-13:50")


@pytest.mark.parametrize(("language", "said"), [("zh_CN", "14:10 (厂 "), ("en", "14:10 (vendor ")])
def test_a_deadline_says_whose_promise_it_is(language: Language, said: str) -> None:
    clocks = (clock(Leg.INTERNAL, timedelta(hours=2)), clock(Leg.VENDOR, timedelta(minutes=20)))
    made = shift_sheet([(ticket("停机"), clocks)], SINCE, NOW, {})
    for size in ("a4", "a6"):
        assert said in shift_page(made, EARLY, language, size)


def test_the_code_says_the_numbers_in_plain_words() -> None:
    made = shift_sheet([(ticket("停机"), ())], SINCE, NOW, {})
    lines = code_text(made, EARLY).splitlines()
    assert lines[:3] == ["FIRSTLINE SHIFT", "一厂", "2026-11-24T06:00+08:00/2026-11-24T13:50+08:00"]
    assert lines[3].startswith("open=1 overdue=0 watch=1")
    assert len(lines[3].split()) == len(numbers(made))
