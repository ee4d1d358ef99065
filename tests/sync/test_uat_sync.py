"""Acceptance tests between two desks: two testers offline on one case and one run lose nothing."""

from collections import deque
from datetime import UTC
from pathlib import Path

from sync_makers import NOW, PORTAL, NoClocks, Person, open_profile, swap

from firstline.domain.edits.edit import Edit
from firstline.domain.edits.entity import Entity
from firstline.domain.health import sheet as sheets
from firstline.domain.project import coverage
from firstline.domain.uat import acts, signoff
from firstline.domain.uat.case import SHEET
from firstline.domain.uat.run import KIND, Result, Run, Verdict, run_from, runs_from
from firstline.domain.uat.standing import State, heads_of
from firstline.intake.demo.go_live import CASE_PACK, PACK, go_live
from firstline.portal.memory import MemoryPortal
from firstline.store.care import doctor
from firstline.store.gates.uat_stops import uat_processes, uat_standings
from firstline.store.knowledge.documents import LARGEST_FETCHED
from firstline.sync.report import Wanted
from firstline.sync.round import run_round
from firstline.system.resources import read_text


def new_case(person: Person) -> str:
    values = {
        "code": "A-1",
        "title": "下单",
        "process": "订单到收款",
        "steps": "甲 => 乙\n丙 => 丁",
    }
    edit = sheets.new_record(SHEET, values, person.stamp(), UTC)
    person.do(edit)
    return edit.entity


def held(person: Person, kind: str, key: str) -> Entity:
    found = person.store.record(kind, key)
    assert found is not None
    return found


def start(person: Person, case: str, who: str) -> str:
    runs = runs_from(person.store.records(KIND))
    edit = acts.start(
        held(person, SHEET.kind, case), heads_of(runs), tester=who, environment="",
        stamp=person.stamp(),
    )  # fmt: skip
    person.do(edit)
    return edit.entity


def run(person: Person, key: str) -> Run:
    return run_from(held(person, KIND, key))


def note(person: Person, key: str, step: int, result: Result, by: str, actual: str = "") -> None:
    person.do(acts.record(run(person, key), step, result, person.stamp(), actual=actual, by=by))


def test_two_testers_offline_on_one_run_merge_without_loss(ann: Person, bob: Person) -> None:
    key = start(ann, new_case(ann), "Ann")
    swap(ann, bob)
    note(ann, key, 1, Result.PASSED, "Ann")
    note(ann, key, 2, Result.PASSED, "Ann")
    ann.do(acts.finish(run(ann, key), ann.stamp()))
    note(bob, key, 1, Result.FAIL, "Bob", "打不开")
    bob.do(acts.defect(run(bob, key), 1, "t-1", bob.stamp()))
    note(bob, key, 2, Result.PASSED, "Bob", "慢")
    swap(ann, bob)
    for person in (ann, bob):
        merged = run(person, key)
        assert merged.verdict is Verdict.FAILED
        assert merged.steps[0].contested
        assert {(one.by, one.actual) for one in merged.steps[1].heads} == {
            ("Ann", ""), ("Bob", "慢"),
        }  # fmt: skip
        assert [one.ticket for one in merged.defects] == ["t-1"]
        (case,) = uat_standings(person.store)
        assert case.open_defects  # its ticket has not come here yet: it counts as open
        assert "held" not in person.states()
    assert held(ann, KIND, key) == held(bob, KIND, key)


def test_two_runs_of_one_case_made_offline_both_stand_and_the_worse_counts(
    ann: Person, bob: Person
) -> None:
    case = new_case(ann)
    swap(ann, bob)
    for person, result in ((ann, Result.PASSED), (bob, Result.FAIL)):
        key = start(person, case, person.name)
        for step in (1, 2):
            note(person, key, step, result, person.name, "见图")
        person.do(acts.finish(run(person, key), person.stamp()))
    swap(ann, bob)
    for person in (ann, bob):
        (found,) = uat_standings(person.store)
        assert (found.state, len(found.heads)) == (State.FAILED, 2)


def test_a_signature_here_and_a_failed_run_there_leave_no_signature(
    ann: Person, bob: Person
) -> None:
    case = new_case(ann)
    key = start(ann, case, "Ann")
    for step in (1, 2):
        note(ann, key, step, Result.PASSED, "Ann")
    ann.do(acts.finish(run(ann, key), ann.stamp()))
    made = signoff.name_signer(None, "", "订单到收款", "business", "赵总", ann.stamp())
    assert made is not None
    ann.do(made)
    swap(ann, bob)
    (process,) = uat_processes(ann.store)
    ann.do(signoff.sign(
        process.held, process.stops, process.fingerprint, process.testers, ann.stamp(), by="赵总"
    ))  # fmt: skip
    second = start(bob, case, "Bob")
    note(bob, second, 1, Result.BLOCKED, "Bob", "没有网")
    note(bob, second, 2, Result.PASSED, "Bob")
    bob.do(acts.finish(run(bob, second), bob.stamp()))
    swap(ann, bob)
    for person in (ann, bob):
        (process,) = uat_processes(person.store)
        assert process.void
        assert process.signature is not None


KINDS = ("uat_case", "uat_run", "uat_signoff", "migration_coverage", "tool_run")


def everything(person: Person) -> tuple[Edit, ...]:
    cases = read_text("packs", "uat", f"{CASE_PACK}.toml")
    pack = read_text("packs", f"{PACK}.toml")
    return go_live(pack, cases, person.now, person.name, "zh_CN", lambda number: number)


def test_every_kind_travels_and_survives_the_doctor(
    ann: Person, bob: Person, tmp_path: Path
) -> None:
    ann.do(*everything(ann))
    swap(ann, bob)
    for kind in KINDS:
        mine = ann.store.records(kind)
        assert mine
        assert mine == bob.store.records(kind)
    with open_profile(tmp_path / "alone") as alone:
        alone.perform(*everything(ann), now=NOW)
        before = {kind: alone.records(kind) for kind in KINDS}
    (tmp_path / "alone" / "firstline.db").write_bytes(b"ruined")
    assert doctor.repair(tmp_path / "alone", NoClocks(), NOW, me="我").repaired
    with open_profile(tmp_path / "alone") as again:
        assert {kind: again.records(kind) for kind in KINDS} == before


def test_two_desks_prove_and_doubt_one_condition_offline(ann: Person, bob: Person) -> None:
    values = {"name": "迁移保险", "vendor": "厂商", "promise": "回退",
              "conditions": "甲 => 乙\n丙 => 丁"}  # fmt: skip
    made = sheets.new_record(coverage.SHEET, values, ann.stamp(), UTC)
    ann.do(made)
    swap(ann, bob)
    key, kind = made.entity, coverage.KIND
    ann.do(coverage.prove(held(ann, kind, key), 1, ann.stamp(), text="日志"))
    swap(ann, bob)
    ann.do(coverage.prove(held(ann, kind, key), 2, ann.stamp(), text="演练"))
    ann.do(coverage.prove(held(ann, kind, key), 1, ann.stamp(), text="新日志"))
    bob.do(coverage.doubt(held(bob, kind, key), 1, bob.stamp(), reason="上个月的"))
    swap(ann, bob)
    for person in (ann, bob):
        one, two = coverage.conditions(held(person, kind, key))
        assert one.proof is None  # a doubt that the new proof did not know of stands
        assert two.proof is not None
        assert len([e for e in held(person, kind, key).events if e.text]) == 4
    bob.do(coverage.prove(held(bob, kind, key), 1, bob.stamp(), text="本月日志"))
    swap(bob, ann)
    assert coverage.conditions(held(ann, kind, key))[0].proof is not None


def shot(person: Person, key: str, step: int, data: bytes) -> str:
    """Record a step that failed, with its screenshot; return the hash of that."""
    file = person.store.keep_file(data, f"{step}.png")
    person.do(acts.record(run(person, key), step, Result.FAIL, person.stamp(), actual="差 1 分",
                          by="甲", file=file))  # fmt: skip
    return file.sha256


def test_the_screenshot_of_a_step_comes_to_the_desk_where_it_is_signed(
    ann: Person, bob: Person
) -> None:
    key = start(ann, new_case(ann), "甲")
    sha256 = shot(ann, key, 1, b"\x89PNG" + b"x" * 5000)
    assert ann.sync().files_sent == 1
    report = bob.sync()
    assert (report.files_fetched, report.files_failed) == (1, 0)
    path = bob.store.file_path(sha256)
    assert path is not None
    assert path.read_bytes() == b"\x89PNG" + b"x" * 5000
    assert run(bob, key).steps[0].files == ((sha256, "1.png"),)
    assert bob.sync().files_fetched == 0  # once
    assert bob.store.evict(1) == []  # evidence is not let go for room


def test_a_screenshot_that_is_taken_the_place_of_comes_too(ann: Person, bob: Person) -> None:
    key = start(ann, new_case(ann), "甲")
    first, second = shot(ann, key, 1, b"one"), shot(ann, key, 1, b"two")
    swap(ann, bob)
    assert all(bob.store.file_path(one) for one in (first, second))


def test_a_large_screenshot_comes_when_somebody_asks_for_it(ann: Person, bob: Person) -> None:
    key = start(ann, new_case(ann), "甲")
    sha256 = shot(ann, key, 1, b"x" * (LARGEST_FETCHED + 1))
    swap(ann, bob)
    assert bob.store.file_path(sha256) is None
    run_round(bob.store, MemoryPortal(bob.desk, "bob"), PORTAL, clock=lambda: bob.now,
              wanted=deque([Wanted("", sha256)]))  # fmt: skip
    assert bob.store.file_path(sha256) is not None
