"""Request Tracker's words beside ours: the whole table, and what RT cuts."""

import pytest

from firstline.domain.ticket.ticket import Priority, Status
from firstline.portal.rt.words import (
    FIRST,
    PRIORITIES,
    STATUSES,
    cut,
    is_cut,
    number_of,
    priority_of,
    same_as,
    same_title,
    status_of,
    word_of,
)


@pytest.mark.parametrize(
    ("ours", "word"),
    [
        ("new", "new"), ("triaged", "new"), ("in_progress", "open"), ("with_vendor", "open"),
        ("waiting_customer_info", "open"), ("waiting_requester", "stalled"),
        ("resolved", "resolved"), ("closed", "resolved"), ("cancelled", "rejected"),
        ("duplicate", "rejected"),
    ],
)  # fmt: skip
def test_every_status_has_one_word(ours: str, word: str) -> None:
    assert word_of(ours) == word
    assert ours in same_as(word)


def test_every_word_is_one_of_the_statuses_that_it_stands_for() -> None:
    told = [one for row in STATUSES.values() for one in row.ours]
    assert sorted(told) == sorted(Status)
    for word, row in STATUSES.items():
        assert row.usual in row.ours
        assert status_of(word) is row.usual
    assert FIRST in STATUSES


def test_a_word_of_another_life_cycle_is_work_or_an_end() -> None:
    assert status_of("pending hardware") is Status.IN_PROGRESS
    assert status_of("done", ended=True) is Status.RESOLVED
    assert same_as("done") == ()


@pytest.mark.parametrize(
    ("number", "priority"),
    [
        (-5, "P4"), (0, "P4"), (24, "P4"), (25, "P3"), (50, "P3"), (62, "P3"), (63, "P2"),
        (75, "P2"), (87, "P2"), (88, "P1"), (100, "P1"), (1000, "P1"),
    ],
)  # fmt: skip
def test_numbers_are_priorities(number: int, priority: str) -> None:
    assert priority_of(number) == priority


def test_what_is_sent_for_a_priority_reads_back() -> None:
    assert {one.priority for one in PRIORITIES} == set(Priority)
    for one in Priority:
        assert priority_of(number_of(one)) is one


def test_a_title_is_cut_as_rt_cuts_it() -> None:
    long = "三号线打印机卡纸" * 20
    short = cut(long)
    assert len(short.encode()) == 198
    assert is_cut(short)
    assert same_title(long, short)
    assert not same_title("另" + long, short)
    assert not is_cut("三号线")
    assert same_title("三号线", " 三号线 ")
    assert not same_title("三号线打印机", "三号线")
