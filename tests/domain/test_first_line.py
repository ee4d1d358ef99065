"""The first-line solution rate: what is counted, what is not, both numbers, and few that say so."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from domain_tickets import CHINA, at, opened, show, stamp

from firstline.domain.edits.moves import move
from firstline.domain.ticket.first_line import (
    Closed,
    Period,
    by_person,
    by_site,
    closed_one,
    last_days,
    quarter,
    rate,
    short,
    why,
)
from firstline.domain.ticket.ticket import Status, Ticket

DAY = date(2026, 11, 23)
WEEK = Period(date(2026, 11, 20), date(2026, 11, 26))


def counted(ticket: Ticket) -> Closed | None:
    return closed_one(ticket, CHINA)


def one(*, here: bool = True, person: str = "李娜", site: str = "一厂", on: date = DAY) -> Closed:
    return Closed("t", "T1", person, site, on, here)


@pytest.mark.parametrize("status", list(Status))
def test_only_what_was_solved_or_closed_counts(status: Status) -> None:
    found = counted(at(status))
    assert (found is not None) is (status in (Status.RESOLVED, Status.CLOSED))


def test_a_ticket_that_was_ever_with_the_vendor_is_not_solved_here() -> None:
    ticket = show(opened(), move(opened(), Status.WITH_VENDOR, stamp(1)))
    solved = show(ticket, move(ticket, Status.RESOLVED, stamp(2)))
    handed, own = counted(solved), counted(at(Status.RESOLVED))
    assert handed is not None
    assert own is not None
    assert (handed.here, own.here) == (False, True)


def test_a_reopened_one_counts_on_the_day_of_its_last_solution() -> None:
    first = at(Status.RESOLVED)
    again = show(first, move(first, Status.IN_PROGRESS, stamp(10)))
    assert counted(again) is None
    done = show(again, move(again, Status.RESOLVED, stamp(11, minutes=3 * 1440)))
    found = counted(done)
    assert found is not None
    assert found.on == DAY + timedelta(days=3)


def test_the_day_is_that_of_the_zone() -> None:
    late = replace(at(Status.RESOLVED))
    events = tuple(
        replace(event, at=datetime(2026, 11, 24, 0, 30, tzinfo=CHINA)) for event in late.events
    )
    found = closed_one(replace(late, events=events), CHINA)
    assert found is not None
    assert found.on == date(2026, 11, 24)  # 16:30 of the 23rd in UTC


def test_both_numbers_are_shown_and_few_say_so() -> None:
    got = rate([one(), one(), one(here=False), one(on=date(2026, 11, 27))], WEEK)
    assert (len(got.solved), got.closed, got.percent, got.is_few) == (2, 3, 66, True)
    assert short(got).en == "66 % (2/3) *"
    assert "3 closed, 2 of them solved without the vendor, 1 handed over" in why(got, WEEK).en
    assert "不足 20 张" in why(got, WEEK).zh
    many = rate([one()] * 20, WEEK)
    assert not many.is_few
    assert "says little" not in why(many, WEEK).en
    none = rate([], WEEK)
    assert (none.percent, short(none).zh) == (None, "—")


def test_it_is_told_by_person_and_by_site() -> None:
    several = [
        one(),
        one(person=" 李娜 "),
        one(here=False, person="王磊", site="二厂"),
        one(person=""),
    ]
    people = by_person(several, WEEK)
    assert {name: (len(got.solved), got.closed) for name, got in people.items()} == {
        "": (1, 1), "李娜": (2, 2), "王磊": (0, 1),
    }  # fmt: skip
    assert {name: got.closed for name, got in by_site(several, WEEK).items()} == {
        "一厂": 3, "二厂": 1,
    }  # fmt: skip
    assert rate(several, WEEK, site="二厂").percent == 0
    assert rate(several, WEEK, person="").closed == 1


def test_periods_hold_both_their_days() -> None:
    assert last_days(DAY, 30) == Period(date(2026, 10, 25), DAY)
    assert quarter(DAY) == Period(date(2026, 10, 1), date(2026, 12, 31))
    assert quarter(date(2026, 1, 5), back=1) == Period(date(2025, 10, 1), date(2025, 12, 31))
    assert WEEK.has(WEEK.first)
    assert WEEK.has(WEEK.last)
    assert not WEEK.has(WEEK.last + timedelta(days=1))
