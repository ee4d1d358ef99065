"""The live cutover: the countdown to the latest safe rollback, and the point of no return."""

from datetime import UTC, timedelta

import pytest
from runbook_desk import Machine, machine
from test_runbook import HASH, codes, rehearsed, set_, state, ticked, timed

from firstline.domain.errors import Refused
from firstline.domain.instants import epoch
from firstline.domain.reminding.given import Given
from firstline.domain.reminding.sources import rollbacks
from firstline.domain.runbook import acts, run_acts
from firstline.domain.runbook.downtime import downtime
from firstline.domain.runbook.downtime import words as downtime_words
from firstline.domain.runbook.live import Phase, live
from firstline.domain.runbook.proof import DrillKind
from firstline.domain.runbook.runbook import KIND, ItemState, Mode, Vote

MINUTE = timedelta(minutes=1)


def ready() -> Machine:
    """Return a machine whose cutover may begin: ten minutes a step, one hour back, ten to check."""
    one = machine()
    ticked(one, "a1", "a2", "b1")
    rehearsed(one, 10)
    rehearsed(one, 10)
    one.do(run_acts.backup("全量", HASH, "异地"))
    one.do(run_acts.drill(DrillKind.RESTORE, 45, passed=True))
    one.do(run_acts.drill(DrillKind.ROLLBACK, 60, passed=True))
    start = one.now
    for name, value in (
        ("window_start", start.isoformat()), ("window_end", (start + 240 * MINUTE).isoformat()),
        ("validation_minutes", "10"), ("rollback_budget_minutes", "90"),
        ("role.business", "王总"), ("role.it", "周工"),
    ):  # fmt: skip
        set_(one, name, value)
    one.do(acts.vote(one.book, "B", "business", "王总", Vote.GO))
    one.do(acts.vote(one.book, "B", "it", "周工", Vote.GO))
    return one


def started() -> Machine:
    one = ready()
    one.do(run_acts.begin_run(one.book, Mode.LIVE, one.now))
    return one


def test_the_latest_safe_rollback_is_the_end_less_the_way_back_less_validation() -> None:
    one = started()
    found = live(one.book, one.now)
    assert found.window_end is not None
    assert found.latest_rollback_at == found.window_end - 70 * MINUTE
    assert found.phase is Phase.SAFE
    assert found.rollback_from is DrillKind.ROLLBACK
    assert live(one.book, found.latest_rollback_at - 60 * MINUTE).phase is Phase.NEAR
    assert live(one.book, found.latest_rollback_at).phase is Phase.NEAR
    assert live(one.book, found.latest_rollback_at + MINUTE).phase is Phase.PAST_SAFE


def test_a_way_back_is_never_shorter_than_the_restore() -> None:
    one = ready()
    one.do(run_acts.drill(DrillKind.ROLLBACK, 20, passed=True))
    assert live(one.book, one.now).rollback == 45 * MINUTE


def test_a_window_that_is_too_short_stops_the_cutover() -> None:
    one = ready()
    end = one.now + 60 * MINUTE
    set_(one, "window_end", end.isoformat())
    assert "window_short" in {reason.code for reason in one.gate("B").reasons}
    with pytest.raises(Refused):
        run_acts.begin_run(one.book, Mode.LIVE, one.now)


def test_a_rehearsal_of_220_minutes_in_a_window_of_four_hours_leaves_twenty() -> None:
    one = machine()
    assert downtime(one.book).window is None
    assert downtime_words(downtime(one.book)) is None
    start = one.now
    set_(one, "window_start", start.isoformat())
    set_(one, "window_end", (start + 240 * MINUTE).isoformat())
    assert downtime(one.book).reserve is None  # nobody measured: no figure is invented
    said = downtime_words(downtime(one.book))
    assert said is not None
    assert said.en.endswith("no complete rehearsal yet, the reserve is not known")
    steps = len(one.book.template.timed)
    rehearsed(one, 220 // steps)
    found = downtime(one.book)
    assert found.rehearsed is not None
    assert found.reserve is not None
    assert (round(found.rehearsed / MINUTE), round(found.reserve / MINUTE)) == (220, 20)
    said = downtime_words(found)
    assert said is not None
    assert said.zh == "停机窗口 4 时 0 分 · 演练 1 用时 3 时 40 分 · 余量 20 分"
    set_(one, "window_end", (start + 200 * MINUTE).isoformat())
    said = downtime_words(downtime(one.book))
    assert said is not None
    assert "✗ 超出窗口 20 分" in said.zh
    assert "✗ 20 min too long" in said.en


def test_the_point_of_no_return_asks_twice_and_a_second_person_answers() -> None:
    one = started()
    with pytest.raises(Refused):
        run_acts.pass_no_return(one.book, by="周工", at=one.now)
    one.do(run_acts.ask_no_return(one.book, by="王总", at=one.now))
    with pytest.raises(Refused):
        run_acts.pass_no_return(one.book, by=" 王总", at=one.now)
    with pytest.raises(Refused):
        run_acts.pass_no_return(one.book, by="周工", at=one.now + 16 * MINUTE)
    one.do(run_acts.pass_no_return(one.book, by="周工", at=one.now))
    assert live(one.book, one.now).phase is Phase.FORWARD
    with pytest.raises(Refused):
        run_acts.roll_back(one.book, one.now, by="王总", reason="太慢")


def test_a_yes_of_the_same_person_that_came_from_elsewhere_passes_nothing() -> None:
    one = started()
    one.do(run_acts.ask_no_return(one.book, by="王总", at=one.now))
    ask = one.book.of("run")[-1]
    one.do(acts.Entry("run", {"run": "live-1", "act": "ponr", "ask": ask.id}, by="王总"))
    assert live(one.book, one.now).phase is Phase.SAFE


def test_a_rollback_is_decided_by_somebody_and_ends_the_question() -> None:
    one = started()
    one.do(run_acts.roll_back(one.book, one.now, by="王总", reason="余额不平"))
    assert live(one.book, one.now).phase is Phase.ROLLING_BACK
    with pytest.raises(Refused):
        run_acts.ask_no_return(one.book, by="王总", at=one.now)
    one.do(run_acts.end_run(one.book))
    assert live(one.book, one.now).phase is Phase.ENDED


def test_two_machines_that_begin_the_cutover_at_once_meet_in_one_run() -> None:
    one = ready()
    two = Machine("二", dict(one.edits), one.now + MINUTE)
    one.do(run_acts.begin_run(one.book, Mode.LIVE, one.now))
    two.do(run_acts.begin_run(two.book, Mode.LIVE, two.now))
    two.do(run_acts.step(two.book, two.item("c1"), "begin", two.now))
    one.meet(two)
    found = live(one.book, one.now)
    assert found.run is not None
    assert (found.run.id, set(found.run.steps)) == ("live-1", {"c1"})


def test_evidence_of_a_cutover_that_was_rolled_back_proves_nothing_of_the_next() -> None:
    one = started()
    one.do(run_acts.step(one.book, one.item("c1"), "begin", one.now))
    ticked(one, "c1")
    assert state(one, "c1") is ItemState.DONE
    one.do(run_acts.roll_back(one.book, one.now, by="王总", reason="余额不平"))
    assert state(one, "c1") is ItemState.OPEN
    one.do(run_acts.end_run(one.book))
    one.do(run_acts.begin_run(one.book, Mode.LIVE, one.now))
    ticked(one, "c1")
    assert state(one, "c1") is ItemState.DONE


def test_a_rehearsal_that_was_ended_late_took_as_long_as_its_steps() -> None:
    one = machine()
    rehearsed(one, 10)
    one.do(run_acts.begin_run(one.book, Mode.REHEARSAL, one.now))
    timed(one, 10)
    one.now += timedelta(hours=9)  # somebody forgot
    one.do(run_acts.end_run(one.book))
    assert "rehearsal_tolerance" not in codes(one, "B")


def test_a_yes_that_came_too_late_from_elsewhere_passes_nothing() -> None:
    one = started()
    one.do(run_acts.ask_no_return(one.book, by="王总", at=one.now))
    ask, late = one.book.of("run")[-1], one.now + 16 * MINUTE
    yes = {"run": "live-1", "act": "ponr", "ask": ask.id}
    one.do(acts.Entry("run", yes, by="周工", at=late))
    assert live(one.book, late).phase is Phase.SAFE
    one.do(acts.Entry("run", yes, by="周工", at=one.now))
    assert live(one.book, late).phase is Phase.FORWARD


def test_a_vote_counts_for_the_person_who_has_the_role_now() -> None:
    one = ready()
    assert one.gate("B").go
    set_(one, "role.it", "新人")
    assert "vote_missing" in codes(one, "B")


def test_of_two_votes_for_one_role_from_two_machines_the_one_against_counts() -> None:
    one = ready()
    two = Machine("二", dict(one.edits), one.now + MINUTE)
    two.do(acts.vote(two.book, "B", "it", "周工", Vote.GO))
    one.do(acts.vote(one.book, "B", "it", "周工", Vote.NO_GO))
    one.meet(two)
    assert codes(one, "B") == codes(two, "B") == {"vote_no_go"}


def test_a_way_back_longer_than_its_budget_stops_the_cutover() -> None:
    one = ready()
    one.do(run_acts.drill(DrillKind.ROLLBACK, 91, passed=True))
    assert codes(one, "B") == {"rollback_too_long"}


@pytest.mark.parametrize(("later", "phase"), [(1, Phase.FORWARD), (-1, Phase.ROLLING_BACK)])
def test_of_the_way_back_and_no_return_on_two_machines_the_earlier_counts(
    later: int, phase: Phase
) -> None:
    one = started()
    one.do(run_acts.ask_no_return(one.book, by="王总", at=one.now))
    two = Machine("二", dict(one.edits), one.now + 5 * MINUTE)
    one.now += (5 - later) * MINUTE
    two.do(run_acts.roll_back(two.book, two.now, by="李娜", reason="余额不平"))
    one.do(run_acts.pass_no_return(one.book, by="周工", at=one.now))
    one.meet(two)
    now = max(one.now, two.now) + MINUTE
    assert live(one.book, now).phase is live(two.book, now).phase is phase


def test_the_latest_safe_rollback_rings_an_hour_before_and_as_it_passes() -> None:
    """A moved window rings anew; a run that has not begun and one that has ended ring nothing."""

    def rung(one: Machine) -> list[tuple[str, int, bool]]:
        record = one.shown()
        given = Given(lambda kind: [record] if kind == KIND else [], one.now, UTC)
        return [(each.mark, each.at, each.urgent) for each in rollbacks(given)]

    assert rung(ready()) == []
    one = started()
    latest = live(one.book, one.now).latest_rollback_at
    assert latest is not None
    assert rung(one) == [
        ("near", epoch(latest - 60 * MINUTE), True), ("passed", epoch(latest), True),
    ]  # fmt: skip
    set_(one, "window_end", (latest + 130 * MINUTE).isoformat())
    assert [at for _, at, _ in rung(one)] == [epoch(latest), epoch(latest + 60 * MINUTE)]
    one.do(run_acts.roll_back(one.book, one.now, by="王总", reason="接口不通"))
    one.do(run_acts.end_run(one.book))
    assert rung(one) == []
