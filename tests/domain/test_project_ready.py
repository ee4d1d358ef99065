"""What a change rests on: backups by the digits of 3-2-1 and their restores, and the way back."""

from datetime import UTC, timedelta

import pytest
from health_makers import NOW, changed, made, of, stamp
from project_makers import TODAY, Held, codes, day

from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.project import backup_plan, rollback_plan, stops
from firstline.domain.project.rollback_plan import USUAL, triggers_of

WHOLE = {
    "name": "账套 003", "schedule": "每天 01:30", "copies": "3", "media": "2", "offsite": "yes",
    "last_at": NOW.isoformat(), "owner": "周海波", "project": "上云",
}  # fmt: skip
RESTORED = {"restored_on": day(-30), "restore_result": "passed", "restore_minutes": "130"}


def plan(**more: str) -> Entity:
    return made(backup_plan.SHEET, **{**WHOLE, **RESTORED, **more})


def held_by(entity: Entity) -> set[str]:
    """Return the gates that the record holds."""
    return {one.gate for one in stops.stops(Held(entity), NOW) if one.id == entity.id}


def test_each_digit_of_three_two_one_is_looked_at_by_itself() -> None:
    assert backup_plan.flags(plan(), TODAY) == ()
    assert held_by(plan()) == set()
    for name, value, digit in (("copies", "2", "3"), ("media", "1", "2"), ("offsite", "no", "1")):
        short = plan(**{name: value})
        assert codes(backup_plan.flags(short, TODAY)) == [f"digit_{digit}"]
        assert held_by(short) == {"G3", "GU2"}
    unknown = made(backup_plan.SHEET, name="x", schedule="y", project="上云")
    assert {"digit_3", "digit_2", "digit_1", "no_backup"} <= set(
        codes(backup_plan.flags(unknown, TODAY))
    )
    assert "✗ 3:几份不清楚" in backup_plan.why(unknown).zh


def test_a_backup_that_was_never_restored_is_a_warning_and_holds_the_gate() -> None:
    never = made(backup_plan.SHEET, **WHOLE)
    (flag,) = backup_plan.flags(never, TODAY)
    assert (flag.code, flag.stops) == ("never_restored", False)  # amber, and no proof
    assert held_by(never) == {"G3", "GU2"}
    old = plan(restored_on=day(-31))
    assert codes(backup_plan.flags(old, TODAY)) == ["restore_old"]
    assert held_by(old) == {"G3", "GU2"}
    failed = plan(restore_result="failed")
    assert [one.stops for one in backup_plan.flags(failed, TODAY)] == [True]
    late = plan(last_at=(NOW - timedelta(days=2)).isoformat())
    assert codes(backup_plan.flags(late, TODAY)) == ["old"]
    assert codes(backup_plan.flags(plan(size_mb="0"), TODAY)) == ["empty"]
    with pytest.raises(BadInput):
        made(backup_plan.SHEET, **WHOLE, restore_result="passed")
    with pytest.raises(BadInput):
        plan(sha256="abc")


def test_a_rollback_plan_has_numbers_somebody_who_decides_and_a_way_to_enter_data() -> None:
    full = made(
        rollback_plan.SHEET, name="主方案", project="上云", no_return="首张发货单",
        triggers="步骤超时 => 150 % => 赵敏\n总数不符 → 查 2 小时 → 财务", re_entry="2 小时内补录",
    )  # fmt: skip
    assert [one.decides for one in triggers_of(str(full.fields["triggers"]))] == ["赵敏", "财务"]
    assert rollback_plan.flags(full) == ()
    assert held_by(full) == set()
    felt = changed(rollback_plan.SHEET, full, triggers="太慢 => 拖得太久\n不行")
    assert codes(rollback_plan.flags(felt)) == [
        "no_number_1", "no_decider_1", "no_number_2", "no_decider_2",
    ]  # fmt: skip
    owned = changed(rollback_plan.SHEET, full, owner="赵敏", triggers="太慢 => 超过 150 %")
    assert rollback_plan.flags(owned) == ()
    bare = made(rollback_plan.SHEET, name="空", project="上云")
    assert set(codes(rollback_plan.flags(bare))) == {
        "no_triggers", "no_owner", "no_point", "no_re_entry",
    }  # fmt: skip
    assert held_by(bare) == {"G3", "GU2"}


def test_the_usual_triggers_come_without_numbers_and_only_into_an_empty_plan() -> None:
    bare = made(rollback_plan.SHEET, name="空", owner="赵敏", no_return="x", re_entry="y")
    edit = rollback_plan.take_usual(bare, stamp(), UTC)
    assert edit is not None
    taken = of(bare, edit)
    wanted = [f"no_number_{number}" for number in range(1, len(USUAL) + 1)]
    assert codes(rollback_plan.flags(taken)) == wanted
    assert "A critical step overruns" in rollback_plan.flags(taken)[0].why.en
    assert "关键步骤超时" in rollback_plan.why(taken).zh
    assert rollback_plan.take_usual(taken, stamp(), UTC) is None
