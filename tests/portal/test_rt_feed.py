"""The feed of Request Tracker: nothing missed where pages are short, ids late, or RT restored."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rt_sham import Feed, sham

from firstline.portal.base import CursorLost, Lost
from firstline.portal.rt.feed import OVERLAP, Cursor, Place, begin, news, read_cursor


def test_a_cursor_reads_back() -> None:
    cursor = Cursor("s", 12, "2026-11-24T00:00:12Z", (3, 9, 12), 4, Place("ended", 7, 2, None))
    assert read_cursor(cursor.text()) == cursor


@pytest.mark.parametrize("text", ["", "{}", "[9]", "null", '[2,"s",1,"",[],0,null]', "x" * 50])
def test_a_cursor_that_makes_no_sense_is_lost(text: str) -> None:
    with pytest.raises(CursorLost):
        read_cursor(text)


def test_where_nothing_happened_one_call_is_made() -> None:
    feed = Feed()
    for one in range(1, 60):
        feed.add(one, one % 7)
    with sham(feed) as (calls, asked):
        cursor = begin(calls, "s")
        asked.clear()
        found = news(calls, cursor, 100)
        assert (found.rows, found.more, found.cursor) == ((), False, cursor)
        assert len(asked) == 1


def test_a_row_that_appears_late_under_a_lower_number_is_news() -> None:
    feed = Feed()
    for one in (*range(1, 20), 22, 23):
        feed.add(one, one)
    with sham(feed) as (calls, _):
        cursor = begin(calls, "s")
        feed.add(21, 77)
        found = news(calls, cursor, 100)
        assert [one.ticket for one in found.rows] == [77]
        assert news(calls, found.cursor, 100).rows == ()


def test_more_news_than_a_page_come_in_order_and_in_parts() -> None:
    feed = Feed()
    feed.add(1, 1)
    with sham(feed) as (calls, _):
        cursor = begin(calls, "s")
        for one in range(2, 420):
            feed.add(one, one)
        seen: list[int] = []
        more = True
        while more:
            found = news(calls, cursor, 100)
            seen += [one.id for one in found.rows]
            cursor, more = found.cursor, found.more
        assert seen == list(range(2, 420))


def test_a_hundred_rows_that_may_not_be_seen_end_nothing() -> None:
    feed = Feed()
    for one in range(1, 40):
        feed.add(one, one)
    with sham(feed) as (calls, _):
        cursor = begin(calls, "s")
        for one in range(40, 300):
            feed.add(one, one)
            feed.hidden.add(one)
        feed.add(300, 5)
        found = news(calls, cursor, 100)
        assert [one.id for one in found.rows] == [300]


def test_a_restored_rt_is_found_out() -> None:
    feed = Feed()
    for one in range(1, 60):
        feed.add(one, one)
    with sham(feed) as (calls, _):
        cursor = begin(calls, "s")
        for one in range(50, 60):
            del feed.rows[one]
        with pytest.raises(CursorLost) as caught:
            news(calls, cursor, 100)
        assert caught.value.why is Lost.EPOCH
        for one in range(50, 70):  # it went on since, under the same numbers
            feed.add(one, one, Created="2026-11-25T09:00:00Z")
        with pytest.raises(CursorLost):
            news(calls, cursor, 100)


def test_the_newest_row_moved_out_of_sight_is_no_restore() -> None:
    feed = Feed()
    for one in range(1, 60):
        feed.add(one, one)
    with sham(feed) as (calls, _):
        cursor = begin(calls, "s")
        feed.hidden |= {59, 58}
        feed.add(60, 4)
        assert [one.id for one in news(calls, cursor, 100).rows] == [60]


_ACTS = st.lists(
    st.tuples(st.integers(0, 6), st.booleans(), st.integers(0, OVERLAP // 2)), max_size=40
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_ACTS, st.integers(1, 40))
def test_whatever_is_hidden_or_late_every_visible_row_is_told_once(
    acts: list[tuple[int, bool, int]], limit: int
) -> None:
    feed, newest = Feed(), 0
    told: list[int] = []
    with sham(feed) as (calls, _):
        cursor = begin(calls, "s")
        waiting: list[int] = []
        for count, hidden, late in acts:
            for _ in range(count):
                newest += 1
                if late and len(waiting) < 3 and newest % 5 == 0:
                    waiting.append(newest)  # numbered, and not there yet
                    continue
                feed.add(newest, newest)
                if hidden:
                    feed.hidden.add(newest)
            cursor, told = _read(calls, cursor, told, limit)
            for one in [one for one in waiting if newest - one >= min(late, OVERLAP // 2)]:
                waiting.remove(one)
                feed.add(one, one)
            cursor, told = _read(calls, cursor, told, limit)
    visible = {one for one in feed.rows if one not in feed.hidden}
    assert len(told) == len(set(told))
    assert set(told) == visible


def _read(calls: object, cursor: Cursor, told: list[int], limit: int) -> tuple[Cursor, list[int]]:
    more = True
    while more:
        found = news(calls, cursor, limit)  # type: ignore[arg-type]
        told = told + [one.id for one in found.rows]
        cursor, more = found.cursor, found.more
    return cursor, told
