"""Acceptance tests: what a run comes to, what a process stands at, and who may sign for it."""

from collections.abc import Sequence
from datetime import UTC, timedelta
from typing import Any

import pytest
from health_makers import NOW, made, of, stamp

from firstline.domain.desk import PLAIN_MATRIX
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity
from firstline.domain.edits.rebase import rebase
from firstline.domain.errors import BadInput, Refused
from firstline.domain.health import sheet as sheets
from firstline.domain.ticket.ticket import Attachment
from firstline.domain.uat import acts, signoff
from firstline.domain.uat.case import SHEET, steps_of
from firstline.domain.uat.pack import parse_pack, take_in
from firstline.domain.uat.run import Result, Run, Verdict, run_from, runs_from
from firstline.domain.uat.standing import Process, State, heads_of, processes, standings
from firstline.system.resources import read_text

STEPS = "1. 登录 => 成功\n2、下单 → 已保存"


def case(code: str = "A-1", **values: Any) -> Entity:
    given = {"title": "下单", "process": "订单到收款", "steps": STEPS, "project": "U8", **values}
    return made(SHEET, 0, code=code, **given)


def begun(one: Entity, before: Sequence[Run] = (), tester: str = "王芳", **more: Any) -> Run:
    edit = acts.start(
        one, heads_of(before), tester=tester, environment="测试库", stamp=stamp(), **more
    )
    return run_from(of(None, edit))


def after(run: Run, *edits: Edit) -> Run:
    return run_from(of(run.entity, *edits))


def ran(one: Entity, *results: Result, before: Sequence[Run] = (), tester: str = "王芳") -> Run:
    run = begun(one, before, tester)
    for at, result in enumerate(results, 1):
        run = after(run, acts.record(run, at, result, stamp(), actual="看到的"))
    return after(run, acts.finish(run, stamp()))


def process(
    cases: Sequence[Entity], runs: Sequence[Run], held: Entity | None = None,
    closed: Sequence[str] = (),
) -> Process:  # fmt: skip
    found = standings(cases, runs, lambda key: key not in closed)
    (one,) = processes(found, [held] if held else [])
    return one


def test_a_case_needs_an_expected_result_for_each_step() -> None:
    assert [one.do for one in steps_of(STEPS)] == ["登录", "下单"]
    assert steps_of("按 A -> B 操作 => 成功")[0].do == "按 A -> B 操作"
    assert steps_of("3.5 吨入库 => 记账")[0].do == "3.5 吨入库"
    with pytest.raises(BadInput):
        case(steps="登录 => 成功\n下单")


def test_a_run_that_is_finished_has_a_result_for_every_step() -> None:
    run = begun(case())
    run = after(run, acts.record(run, 1, Result.PASSED, stamp()))
    with pytest.raises(Refused, match="2"):
        acts.finish(run, stamp())
    with pytest.raises(BadInput):
        acts.record(run, 2, Result.FAIL, stamp())
    with pytest.raises(BadInput):
        acts.record(run, 3, Result.PASSED, stamp())
    run = after(run, acts.record(run, 2, Result.SKIPPED, stamp(), actual="没有打印机"))
    run = after(run, acts.finish(run, stamp()))
    assert run.verdict is Verdict.INCOMPLETE
    with pytest.raises(Refused):
        acts.record(run, 2, Result.PASSED, stamp())


def test_a_step_recorded_again_takes_the_place_and_keeps_the_first_and_its_screenshot() -> None:
    run = begun(case())
    shot = Attachment("a" * 64, "screen.png", 10, "image/png")
    run = after(run, acts.record(run, 1, Result.FAIL, stamp(), actual="报错 500", file=shot))
    run = after(run, acts.record(run, 1, Result.PASSED, stamp()))
    step = run.steps[0]
    assert (step.result, step.contested) == (Result.PASSED, False)
    assert [(one.actual, one.sha256) for one in step.past] == [("报错 500", "a" * 64)]
    assert step.files == (("a" * 64, "screen.png"),)


def test_two_testers_on_one_run_who_do_not_know_of_one_another_keep_both_and_the_worse() -> None:
    run = begun(case())
    good = acts.record(run, 1, Result.PASSED, stamp(), by="王芳")
    bad = acts.record(run, 1, Result.FAIL, stamp(), by="李娜", actual="打不开")
    other = acts.record(run, 2, Result.PASSED, stamp(), by="李娜")
    for order in ((good, bad, other), (other, bad, good)):
        merged = after(run, *order)
        assert merged.steps[0].result is Result.FAIL
        assert merged.steps[0].contested
        assert {one.by for one in merged.steps[0].heads} == {"王芳", "李娜"}
        assert merged.steps[1].result is Result.PASSED
    known = acts.record(after(run, good, bad), 1, Result.PASSED, stamp())
    assert after(run, good, bad, known).steps[0].result is Result.PASSED


def test_the_rate_has_both_numbers_and_counts_what_nobody_tested() -> None:
    one, two, three = case("A-1"), case("A-2"), case("A-10")
    runs = [ran(one, Result.PASSED, Result.PASSED), ran(two, Result.PASSED, Result.FAIL)]
    found = process([three, two, one], runs)
    assert (found.passed, found.tested, found.total, found.percent) == (1, 2, 3, 33)
    assert [held.code for held in found.cases] == ["A-1", "A-2", "A-10"]
    assert "1/3" in found.rate.zh
    assert "1 of 3" in found.rate.en


def test_a_retest_takes_the_place_of_the_run_it_names_and_of_no_other() -> None:
    one = case()
    first = ran(one, Result.PASSED, Result.FAIL)
    elsewhere = ran(one, Result.FAIL, Result.PASSED, tester="李娜")  # nobody had told of the other
    again = begun(one, [first], retests=first)
    assert again.retests == first.id
    assert process([one], [first, again]).cases[0].state is State.FAILED  # not finished yet
    for at in (1, 2):
        again = after(again, acts.record(again, at, Result.PASSED, stamp()))
    again = after(again, acts.finish(again, stamp()))
    assert process([one], [first, again]).cases[0].state is State.PASSED
    assert process([one], [first, elsewhere, again]).cases[0].state is State.FAILED
    with pytest.raises(Refused):
        begun(one, [again], retests=again)


def test_a_case_that_was_changed_since_is_not_tested() -> None:
    one = case()
    run = ran(one, Result.PASSED, Result.PASSED)
    edit = sheets.change(SHEET, one, {"steps": f"{STEPS}\n打印 => 出纸"}, stamp(), UTC)
    assert process([of(one, edit)], [run]).cases[0].state is State.CHANGED
    title = sheets.change(SHEET, one, {"title": "下单 2"}, stamp(), UTC)
    assert process([of(one, title)], [run]).cases[0].state is State.PASSED


def named(person: str = "赵总") -> Entity:
    edit = signoff.name_signer(None, "U8", "订单到收款", "business", person, stamp())
    return of(None, edit)


def signed(found: Process, held: Entity, by: str = "赵总", note: str = "") -> Entity:
    return of(held, signoff.sign(
        held, found.stops, found.fingerprint, found.testers, stamp(), by=by, note=note,
        known=found.known,
    ))  # fmt: skip


def test_nobody_signs_an_untested_case_or_an_open_blocker_defect() -> None:
    one, two, held = case("A-1"), case("A-2"), named()
    good = ran(one, Result.PASSED, Result.PASSED)
    with pytest.raises(Refused, match="A-2"):
        signed(process([one, two], [good]), held)
    failed = ran(two, Result.PASSED, Result.FAIL)
    failed = after(failed, acts.defect(failed, 2, "t-1", stamp(), severity="blocker"))
    with pytest.raises(Refused, match="A-2"):
        signed(process([one, two], [good, failed]), held, note="有绕行办法")
    retest = ran(two, Result.PASSED, Result.PASSED, before=[failed])
    with pytest.raises(Refused, match="A-2"):  # it passed, but the defect's ticket is open
        signed(process([one, two], [good, failed, retest]), held, note="有绕行办法")
    whole = process([one, two], [good, failed, retest], closed=["t-1"])
    assert process([one, two], [good, failed, retest], signed(whole, held), ["t-1"]).signed


def test_a_failed_blocker_case_without_a_ticket_stops_too_and_a_major_needs_a_word() -> None:
    held = named()
    grave = case(severity="blocker")
    with pytest.raises(Refused):
        signed(process([grave], [ran(grave, Result.PASSED, Result.FAIL)]), held, note="绕行")
    plain = case(severity="major")
    found = process([plain], [ran(plain, Result.PASSED, Result.FAIL)])
    with pytest.raises(BadInput):
        signed(found, held)
    assert signoff.signature(signed(found, held, note="手工开单")) is not None


def test_only_the_named_person_signs_and_nobody_who_tested() -> None:
    one = case()
    found = process([one], [ran(one, Result.PASSED, Result.PASSED)])
    with pytest.raises(Refused):
        signed(found, named(), by="王芳")
    with pytest.raises(Refused, match="王芳"):
        signed(found, named("王芳"), by="王芳")
    with pytest.raises(Refused):
        signoff.sign(None, (), "", frozenset(), stamp(), by="赵总")


def test_a_signature_is_void_once_a_case_comes_changes_or_fails() -> None:
    one, held = case(), named()
    run = ran(one, Result.PASSED, Result.PASSED)
    held = signed(process([one], [run]), held)
    assert process([one], [run], held).signed
    assert process([one, case("A-9")], [run], held).void
    more = case("A-9")
    tested = [run, ran(more, Result.PASSED, Result.PASSED)]
    assert process([one, more], tested, held).void  # it was not among what was signed
    worse = ran(one, Result.FAIL, Result.PASSED, before=[run])
    assert process([case(severity="blocker")], [worse], held).void
    gone = of(held, signoff.withdraw(held, stamp(), by="赵总", reason="漏了退货"))
    assert not process([one], [run], gone).signed
    moved = of(held, signoff.name_signer(held, "U8", "订单到收款", "business", "孙总", stamp()))
    assert not process([one], [run], moved).signed


@pytest.mark.parametrize(("first", "second"), [("aa", "bb"), ("bb", "aa")])
def test_a_withdrawal_that_did_not_know_of_a_second_signature_stands(
    first: str, second: str
) -> None:
    one = case()
    run = ran(one, Result.PASSED, Result.PASSED)
    held = signed(process([one], [run]), named())
    back = signoff.withdraw(held, Stamp(first, NOW, "赵总"), by="赵总", reason="漏了退货")
    found = process([one], [run], held)
    again = signoff.sign(
        held, found.stops, found.fingerprint, found.testers, Stamp(second, NOW, "赵总"), by="赵总"
    )
    assert signoff.signature(of(held, back, again)) is None
    assert signoff.signature(of(held, again, back)) is None


def test_a_defect_comes_of_a_step_that_failed_and_its_ticket_tells_all() -> None:
    run = begun(case(requirements="S33 S41"))
    run = after(run, acts.record(run, 1, Result.PASSED, stamp()))
    with pytest.raises(Refused):
        acts.defect(run, 1, "t-1", stamp())
    run = after(run, acts.record(run, 2, Result.FAIL, stamp(), actual="税额差 1 分"))
    fields = acts.ticket_fields(run, 2, "zh_CN")
    assert "税额差 1 分" in str(fields["title"])
    for part in ("下单", "已保存", "税额差 1 分", "王芳", "测试库", "S33 S41", run.number):
        assert part in str(fields["body"])
    assert after(run, acts.defect(run, 2, "t-1", stamp())).defects[0].severity == "major"


def test_the_shipped_cases_stand_in_both_languages_and_are_taken_in_once() -> None:
    pack = parse_pack(read_text("packs", "uat", "u8_cloud.toml"), "u8_cloud")
    assert len(pack.cases) >= 12
    assert any(one.severity == "blocker" for one in pack.cases)
    edits = take_in(pack, (), "U8", (stamp() for _ in pack.cases))
    held = [of(None, one) for one in edits]
    assert not take_in(pack, held, "U8", (stamp() for _ in pack.cases))
    assert len(take_in(pack, held, "另一个", (stamp() for _ in pack.cases))) == len(edits)
    first = held[0]
    run = begun(first)
    assert run.said("en")[0].do.startswith("Sign in")
    assert run.said("zh_CN")[0].do.startswith("用销售")
    edit = sheets.change(SHEET, first, {"steps": "甲 => 乙"}, stamp(), UTC)
    assert "steps_en" not in {k for k, v in of(first, edit).fields.items() if v}


def test_a_run_of_a_later_version_is_left_out_and_breaks_nothing() -> None:
    whole = begun(case()).entity
    assert not runs_from([Entity("uat_run", "x", {"started": "gestern"})])
    assert len(runs_from([whole, Entity("uat_run", "y")])) == 1
    assert whole.fields["started"] == (NOW - timedelta(0)).isoformat()


@pytest.mark.parametrize(
    ("severity", "priority"), [("blocker", "P1"), ("major", "P3"), ("minor", "P4")]
)
def test_a_defect_has_the_priority_that_its_weight_implies(severity: str, priority: str) -> None:
    run = begun(case())
    run = after(run, acts.record(run, 2, Result.FAIL, stamp(), actual="停"))
    two = (stamp(), stamp())
    opened, linked = acts.defect_ticket(run, 2, two, "en", PLAIN_MATRIX, severity)
    ticket = rebase(None, [opened])
    assert ticket is not None
    assert (str(ticket.priority), ticket.events[0].priority) == (priority, ticket.priority)
    assert ticket.events[0].text.startswith("Case ")
    assert linked.events[0].data["ticket"] == ticket.id
