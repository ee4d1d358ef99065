"""Waves of a runbook: criteria, decisions, and what may not begin before them (S54)."""

from itertools import permutations

import pytest
from runbook_desk import Machine, machine

from firstline.domain.errors import BadInput, Refused
from firstline.domain.runbook import acts, run_acts, wave_acts
from firstline.domain.runbook.acts import Entry
from firstline.domain.runbook.book import RUN, book_from
from firstline.domain.runbook.item import standings
from firstline.domain.runbook.plan import register
from firstline.domain.runbook.runbook import ItemState, Mode
from firstline.domain.runbook.runs import BEGIN, FINISH, run_id
from firstline.domain.runbook.wave import Decision, Side, closed_wave, waves


def planned() -> Machine:
    """Return a machine whose runbook has two waves: a1 and c1 pilot, a2 and c2 come second."""
    one = machine()
    for name, wave in (("a1", "1"), ("c1", "1"), ("a2", "2"), ("c2", "2")):
        one.do(acts.setting(one.book, register(name, "wave"), wave))
    return one


def governed() -> Machine:
    one = planned()
    one.do(wave_acts.criterion("1", Side.EXIT, "试点 5 天无 P1"))
    one.do(wave_acts.criterion("2", Side.ENTRY, "培训覆盖 90%"))
    return one


def decide(one: Machine, wave: str, decision: Decision, why: str = "例会") -> None:
    one.do(wave_acts.decide(one.book, wave, decision, "赵总", why))


def meet(one: Machine, label: str, text: str = "记录") -> None:
    one.do(wave_acts.meet(wave_acts.find(one.book, label), text=text, by="李娜"))


def test_without_criteria_and_decisions_only_the_plan_orders_waves() -> None:
    one = planned()
    one.do(acts.start(one.book, one.item("a2")))
    assert [wave.name for wave in waves(one.book)] == ["1", "2"]
    assert closed_wave(one.book, one.item("a2"), begins=True) == ()


def test_wave_2_cannot_start_with_exit_criteria_of_wave_1_open() -> None:
    one = governed()
    with pytest.raises(Refused):
        acts.start(one.book, one.item("a1"))  # nobody let the first wave go
    decide(one, "1", Decision.GO)
    one.do(acts.start(one.book, one.item("a1")))
    meet(one, "2E1")
    with pytest.raises(Refused, match="1X1"):
        decide(one, "2", Decision.GO)
    with pytest.raises(Refused, match="试点 5 天无 P1"):
        acts.start(one.book, one.item("a2"))
    with pytest.raises(Refused):
        acts.check(one.book, one.item("a2"), text="做好了")
    meet(one, "1X1")
    with pytest.raises(Refused):
        acts.start(one.book, one.item("a2"))  # the criteria are met, nobody decided
    decide(one, "2", Decision.GO)
    one.do(acts.start(one.book, one.item("a2")))
    one.do(*acts.check(one.book, one.item("a2"), text="做好了"))
    assert standings(one.book, one.now)["a2"].state is ItemState.DONE


def test_an_entry_criterion_holds_its_own_wave_and_needs_evidence() -> None:
    one = governed()
    decide(one, "1", Decision.GO)
    meet(one, "1X1")
    with pytest.raises(Refused, match="2E1"):
        decide(one, "2", Decision.GO)
    with pytest.raises(BadInput):
        meet(one, "2E1", "  ")
    meet(one, "2E1")
    decide(one, "2", Decision.GO)
    assert waves(one.book)[1].entry[0].proof is not None


def test_a_criterion_that_is_opened_again_stops_what_has_not_begun() -> None:
    one = governed()
    for label in ("1X1", "2E1"):
        meet(one, label)
    decide(one, "1", Decision.GO)
    decide(one, "2", Decision.GO)
    one.do(wave_acts.reopen(wave_acts.find(one.book, "1X1"), "又出了 P1"))
    with pytest.raises(Refused):
        acts.start(one.book, one.item("a2"))
    one.do(*acts.check(one.book, one.item("a2"), text="之前已经做好"))  # what happened is told


def test_a_hold_and_a_way_back_stop_the_wave_and_those_after_it() -> None:
    one = governed()
    for label in ("1X1", "2E1"):
        meet(one, label)
    decide(one, "1", Decision.GO)
    decide(one, "2", Decision.GO)
    for decision in (Decision.HOLD, Decision.BACK_OUT):
        decide(one, "1", decision, "打印中断")
        for name in ("a1", "a2"):
            with pytest.raises(Refused):
                acts.start(one.book, one.item(name))
    decide(one, "1", Decision.GO, "已恢复")
    one.do(acts.start(one.book, one.item("a2")))
    held = waves(one.book)[0].decided
    assert held is not None
    assert (held.said.by, held.said.text) == ("赵总", "已恢复")
    with pytest.raises(BadInput):
        wave_acts.decide(one.book, "1", Decision.HOLD, "赵总", " ")
    with pytest.raises(BadInput):
        wave_acts.decide(one.book, "1", Decision.HOLD, "", "因为")
    with pytest.raises(BadInput):
        wave_acts.decide(one.book, "9", Decision.HOLD, "赵总", "因为")


def test_a_step_of_the_cutover_waits_for_the_decision_on_its_wave() -> None:
    one = governed()
    one.do(Entry(RUN, {"run": run_id(Mode.LIVE, 1), "act": BEGIN}))
    with pytest.raises(Refused):
        run_acts.step(one.book, one.item("c1"), BEGIN, one.now)
    decide(one, "1", Decision.GO)
    for act in (BEGIN, FINISH):
        one.do(run_acts.step(one.book, one.item("c1"), act, one.now))
    meet(one, "2E1")
    with pytest.raises(Refused, match="1X1"):
        run_acts.step(one.book, one.item("c2"), BEGIN, one.now)


def test_a_rehearsal_needs_no_decision() -> None:
    one = governed()
    one.do(run_acts.begin_run(one.book, Mode.REHEARSAL, one.now))
    for act in (BEGIN, FINISH):
        one.do(run_acts.step(one.book, one.item("c1"), act, one.now))
    one.do(run_acts.step(one.book, one.item("c2"), BEGIN, one.now))
    one.do(*acts.check(one.book, one.item("c2"), text="演练记录"))


def test_two_machines_meet_and_the_careful_word_stands() -> None:
    one, other = governed(), Machine("二")
    for label in ("1X1", "2E1"):
        meet(one, label)
    decide(one, "1", Decision.GO)
    one.meet(other)
    other.now = one.now
    decide(one, "2", Decision.GO)
    decide(other, "1", Decision.HOLD, "产线停了")
    other.do(wave_acts.criterion("2", Side.ENTRY, "备件到货"))
    one.do(wave_acts.criterion("2", Side.ENTRY, "标签纸到货"))
    one.meet(other)
    assert {held.text for held in waves(one.book)[1].entry} == {
        "培训覆盖 90%", "备件到货", "标签纸到货",
    }  # fmt: skip
    with pytest.raises(Refused):
        acts.start(one.book, one.item("a2"))
    edits = list(one.edits.values())
    first = [edit for edit in edits if edit.act == "open"]
    rest = [edit for edit in edits if edit.act != "open"][-4:]
    base = [edit for edit in edits if edit not in rest and edit not in first]

    told = {
        tuple((w.name, w.decision, tuple((c.label, c.met) for c in w.entry)) for w in waves(
            book_from(one.shown([*first, *base, *order]))))
        for order in permutations(rest)
    }  # fmt: skip
    assert len(told) == 1


def test_two_decisions_that_do_not_know_of_one_another_are_told_as_a_clash() -> None:
    one, other = governed(), Machine("二")
    one.meet(other)
    other.now = one.now
    decide(one, "1", Decision.GO)
    decide(other, "1", Decision.BACK_OUT, "备份坏了")
    one.meet(other)
    held = waves(one.book)[0].decided
    assert held is not None
    assert (held.decision, held.contested) == (Decision.BACK_OUT, True)
    decide(one, "1", Decision.HOLD, "先停下")
    again = waves(one.book)[0].decided
    assert again is not None
    assert (again.decision, again.contested) == (Decision.HOLD, False)


def test_an_earlier_hold_that_nobody_answered_stands_over_a_later_go() -> None:
    one, other = governed(), Machine("二")
    one.meet(other)
    other.now = one.now
    decide(other, "1", Decision.HOLD, "产线停了")
    one.now = other.now
    decide(one, "1", Decision.GO)
    one.meet(other)
    held = waves(one.book)[0].decided
    assert held is not None
    assert (held.decision, held.contested) == (Decision.HOLD, True)


def test_a_criterion_is_taken_off_with_its_reason_and_the_others_keep_their_names() -> None:
    one = governed()
    one.do(wave_acts.criterion("1", Side.EXIT, "库存一致"))
    one.do(wave_acts.drop(wave_acts.find(one.book, "1X1"), "并入下一条"))
    assert [held.label for held in waves(one.book)[0].exit] == ["1X2"]
    with pytest.raises(BadInput):
        wave_acts.find(one.book, "1X1")
