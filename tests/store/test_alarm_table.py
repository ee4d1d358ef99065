"""The alarm table of sla.md R15: what rings, what does not, whatever the clock and people do."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alarm_makers import FIND, NOTES, Bench

from firstline.domain.alarm.alarm import Notice
from firstline.domain.edits.edits import set_priority
from firstline.domain.instants import epoch
from firstline.domain.ticket.ticket import Priority
from firstline.store.alarm import alarm
from firstline.store.alarm.alarm import SLICE


def said(notice: Notice) -> str:
    each = " ".join(f"{one.number}:{one.mark.percent}" for one in notice.alarms)
    return f"{notice.way}({each})"


# Each case: steps, and after each step what has rung. P2 has 200 minutes: 100, 150, 180, 200.
Step = tuple[Any, ...]
CASES: dict[str, list[tuple[Step, str]]] = {
    "all four": [
        (("new", "A"), ""),
        (("goes", 99), ""),
        (("goes", 1), "card(A:50)"),
        (("goes", 110), "card(A:75) card(A:90) card(A:100)"),
        (("goes", 5000), ""),
    ],
    "reported long ago: colours, no alarm": [
        (("new", "A", "P2", 160), ""),
        (("goes", 20), "card(A:90)"),
    ],
    "already late when recorded": [(("new", "A", "P2", 300), ""), (("goes", 600), "")],
    "sleep": [
        (("new", "A"), ""),
        (("new", "C", "P3"), ""),
        (("sleeps", 600), "digest(A:100 C:50)"),
        (("goes", 100), ""),
    ],
    "sleep over one mark by seconds": [(("new", "A"), ""), (("sleeps", 101), "card(A:50)")],
    "clock forward, then back": [
        (("new", "A"), ""),
        (("sleeps", 60 * 24), "digest(A:100)"),
        (("sleeps", -60 * 24), ""),
        (("goes", 100), "card(A:50)"),
        (("goes", 100), "card(A:75) card(A:90) card(A:100)"),
    ],
    "clock back before anything": [
        (("new", "A"), ""),
        (("goes", 100), "card(A:50)"),
        (("sleeps", -5), ""),
        (("goes", 5), "card(A:50)"),
        (("goes", 50), "card(A:75)"),
    ],
    "a correction of seconds repeats nothing": [
        (("new", "A"), ""),
        (("goes", 100.1), "card(A:50)"),
        (("sleeps", -0.2), ""),
        (("goes", 1), ""),
    ],
    "bulk edit": [
        (("bulk", 8, 120), ""),
        (("goes", 29), ""),
        (("goes", 1), "group(" + " ".join(f"B{n}:75" for n in range(8)) + ")"),
    ],
    "three are told apart": [
        (("new", "A"), ""), (("new", "B"), ""), (("new", "C"), ""),
        (("goes", 100), "card(A:50) card(B:50) card(C:50)"),
    ],
    "one's own act raises the priority": [
        (("new", "A"), ""),
        (("goes", 80), ""),
        (("act", "A", "priority", "P1"), ""),
        (("goes", 9), ""),
        (("goes", 1), "card(A:90)"),
        (("goes", 10), "card(A:100)"),
    ],
    "a mark that comes a second time rings once": [
        (("new", "A"), ""),
        (("goes", 100), "card(A:50)"),
        (("act", "A", "priority", "P3"), ""),
        (("goes", 400), ""),
        (("goes", 250), "card(A:75)"),
    ],
    "a major incident rings while its clock is paused, and for its review": [
        (("new", "A"), ""),
        (("act", "A", "move", "waiting_requester"), ""),
        (("declares", "A"), ""),
        (("goes", 29), ""),
        (("goes", 1), "card(A:100)"),
        (("act", "A", "move", "in_progress"), ""),
        (("act", "A", "move", "resolved"), ""),
        (("goes", 7 * 24 * 60 - 1), ""),
        (("goes", 1), "card(A:100)"),
    ],
    "a pull brings what is past": [(("arrives", "A", 120), ""), (("goes", 30), "card(A:75)")],
    "a pull while something is due": [
        (("new", "A"), ""),
        (("late_look", "Z", 190), ""),
        (("sleeps", 160), "digest(A:75)"),
    ],
    "an act on a ticket whose alarm was slept over": [
        (("new", "A"), ""),
        (("sleeps", 0), ""),
        (("nap", 110), ""),
        (("act", "A", "site", "一厂"), "digest(A:50)"),
    ],
    "restart in between": [
        (("new", "A"), ""),
        (("goes", 100), "card(A:50)"),
        (("restart",), ""),
        (("goes", 50), "card(A:75)"),
        (("restart", 100), "digest(A:100)"),
        (("restart", 100), ""),
    ],
    "two windows": [
        (("second_window",), ""),
        (("new", "A"), ""),
        (("goes", 100), "card(A:50)"),
        (("sleeps", 300), "digest(A:100)"),
    ],
    "snoozed ticket": [
        (("new", "A"), ""),
        (("snooze_ticket", "A", 1000), ""),
        (("goes", 199), ""),
        (("goes", 1), "card(A:100)"),
    ],
    "snoozed ticket wakes": [
        (("new", "A"), ""),
        (("snooze_ticket", "A", 120), ""),
        (("goes", 149), ""),
        (("goes", 1), "card(A:75)"),
    ],
    "alarm put off": [
        (("new", "A"), ""),
        (("goes", 100), "card(A:50)"),
        (("put_off", "A"), ""),
        (("goes", 14), ""),
        (("goes", 1), "card(A:50)"),
    ],
    "alarm put off and solved meanwhile": [
        (("new", "A"), ""),
        (("goes", 100), "card(A:50)"),
        (("put_off", "A"), ""),
        (("act", "A", "move", "resolved"), ""),
        (("goes", 60), ""),
    ],
    "paused": [
        (("new", "A"), ""),
        (("goes", 90), ""),
        (("act", "A", "move", "waiting_requester"), ""),
        (("goes", 500), ""),
        (("act", "A", "move", "in_progress"), ""),
        (("goes", 9), ""),
        (("goes", 1), "card(A:50)"),
        (("act", "A", "move", "waiting_requester"), ""),
        (("goes", 60), ""),
        (("act", "A", "move", "in_progress"), ""),
        (("goes", 49), ""),
        (("goes", 1), "card(A:75)"),
    ],
    "reopened": [
        (("new", "A"), ""),
        (("goes", 100), "card(A:50)"),
        (("act", "A", "move", "resolved"), ""),
        (("goes", 600), ""),
        (("act", "A", "move", "in_progress"), ""),
        (("goes", 49), ""),
        (("goes", 1), "card(A:75)"),
    ],
    "ended": [(("new", "A"), ""), (("act", "A", "move", "cancelled"), ""), (("goes", 500), "")],
    "quiet hours": [
        (("hours", "08:30", "11:10"), ""),
        (("new", "A"), ""),
        (("new", "U", "P1"), ""),
        (("goes", 50), "card(U:50)"),
        (("goes", 139), "card(U:75) card(U:90) card(U:100)"),
        (("goes", 1), "digest(A:90)"),
        (("goes", 10), "card(A:100)"),
    ],
    "a P1 that was put off rings in quiet hours": [
        (("hours", "08:30", "11:10"), ""),
        (("new", "U", "P1"), ""),
        (("goes", 50), "card(U:50)"),
        (("put_off", "U"), ""),
        (("goes", 14), ""),
        (("goes", 1), "card(U:50)"),
    ],
    "another that was put off waits for their end": [
        (("new", "A"), ""),
        (("goes", 100), "card(A:50)"),
        (("hours", "09:00", "10:00"), ""),
        (("put_off", "A"), ""),
        (("goes", 19), ""),
        (("goes", 1), "digest(A:50)"),
    ],
    "mine alone": [
        (("only_mine",), ""),
        (("new", "A", "P2", 0, "王磊"), ""),
        (("new", "M", "P2", 0, "我"), ""),
        (("new", "N"), ""),
        (("new", "U", "P1", 0, "王磊"), ""),
        (("goes", 50), "card(U:50)"),
        (("goes", 50), "card(U:75) card(U:90) card(U:100) card(M:50) card(N:50)"),
    ],
}  # fmt: skip


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path / "profile")
    yield made
    for one in made.stores:
        one.close()


@pytest.mark.parametrize("name", CASES)
def test_the_alarm_table(bench: Bench, name: str) -> None:
    assert NOTES == ()
    for at, ((what, *values), wanted) in enumerate(CASES[name]):
        if what == "nap":
            bench.now += timedelta(minutes=values[0])
        else:
            getattr(bench, what)(*values)
        heard = " ".join(said(one) for one in bench.rung)
        bench.rung.clear()
        assert heard == wanted, f"step {at}: {what} {values}"


def test_the_next_alarm_is_found_by_an_index_alone(bench: Bench) -> None:
    plan = bench.store.connection.raw.execute(
        "EXPLAIN QUERY PLAN SELECT min(at) FROM alarm_due WHERE at>1"
    ).fetchall()
    assert [row[3] for row in plan] == ["SEARCH alarm_due USING COVERING INDEX alarm_due_at (at>?)"]


def test_a_look_ends_though_much_was_written_since_it_came_due(bench: Bench) -> None:
    """What waits to be taken in cannot ring yet; a look goes on to the next one."""
    bench.bulk(SLICE + 1, 90)
    bench.now += timedelta(minutes=20)  # past 50 %
    tickets = [bench.store.ticket(f"B{n}") for n in range(SLICE + 1)]
    slower = [set_priority(one, Priority.P3, bench.stamp()) for one in tickets]
    bench.store.perform(*slower, now=bench.now)
    alarm.take_in(bench.store.connection.raw, FIND, epoch(bench.now))
    assert not alarm.is_due(bench.store.connection.raw, epoch(bench.now), urgent_only=False)
    seen = bench.store.look_for_alarms(FIND, lambda _one: True, bench.now, most=1)
    assert (seen.alarms, seen.more) == ((), False)


def test_a_listing_writes_nothing_and_tells_what_will_ring(bench: Bench) -> None:
    bench.new("A")
    bench.goes(100)
    bench.late_look("B", 90)
    later = bench.now + timedelta(hours=2)
    listed = bench.store.alarms_ahead(FIND, bench.now, later)
    assert [(one.alarm.number, one.alarm.mark.percent) for one in listed] == [
        ("B", 50), ("A", 75), ("B", 75), ("A", 90), ("B", 90), ("A", 100), ("B", 100),
    ]  # fmt: skip
    assert [one.alarm.mark.percent for one in bench.store.alarms()] == [50]
    assert bench.store.has_fresh_alarms()
    assert bench.store.unseen_alarms() == 1
    bench.store.see_alarms(bench.now)
    assert bench.store.unseen_alarms() == 0
