"""A certificate opens steps only once somebody else has granted it, in its scope, until its end."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from firstline.domain.contact.duty import KIND as DUTY
from firstline.domain.contact.duty import Duty, Proof, Result, prove
from firstline.domain.edits.edit import Change, Edit, Stamp
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.errors import BadInput, Refused
from firstline.domain.knowledge.knowledge import Article
from firstline.domain.knowledge.safety import Safety
from firstline.domain.training.curriculum import Course, find_course, last_day, parse_curriculum
from firstline.domain.training.permit import Seat, certified, permit
from firstline.domain.training.training import KIND, Certificate, Standing, certificate_from
from firstline.domain.training.training_acts import Passed, grant, record, revoke
from firstline.domain.words import Text
from firstline.system.resources import resource_path

NOW = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 28)
SUP = Course("SUP-102", Text("安全级别", "Safety classes"), "superuser", 1, opens="L1")
ADM = Course("ADM-201", Text("锁", "Locks"), "admin", 2, opens="L2")
LEAD, OWN = "李总", "王芳"
ARTICLE = Article("K02", "1", Text("锁", "Locked"), Text("", ""), products=("U8",), modules=("GL",))
BACKUP = Duty("backup", Text("备份", "Backup"), Text("", ""), 2)


def stamp(actor: str, n: int = 1, **later: float) -> Stamp:
    return Stamp(f"0193-{n:04}", NOW + timedelta(**later), actor)


def passed(course: Course = SUP, **rest: Any) -> Passed:
    return replace(Passed(OWN, course, date(2026, 11, 1)), **rest)


def shown(*edits: Edit) -> Entity:
    entity = rebase_entity(None, edits)
    assert entity is not None
    assert entity.kind == KIND
    return entity


def held(*edits: Edit) -> Certificate:
    found = certificate_from(shown(*edits))
    assert found is not None
    return found


def seat(*several: Certificate, me: str = OWN, today: date = TODAY, **rest: Any) -> Seat:
    return replace(Seat(me, "一厂", NOW, today, several), **rest)


def opens(*several: Certificate, **rest: Any) -> bool:
    return permit(Safety.L1, ARTICLE, seat(*several, **rest)).open


def why(*several: Certificate, **rest: Any) -> str:
    return permit(Safety.L1, ARTICLE, seat(*several, **rest)).why.en


def test_who_records_somebody_else_grants_it_with_it() -> None:
    one = held(record(passed(score="87.50"), stamp(LEAD), TODAY))
    assert (one.granted_by, one.recorded_by, one.score) == (LEAD, LEAD, "87.5")
    assert one.until == date(2028, 10, 31)
    assert one.standing(TODAY) is Standing.VALID
    assert opens(one)


def test_nobody_opens_steps_for_himself() -> None:
    mine = record(passed(), stamp(OWN), TODAY)
    assert held(mine).standing(TODAY) is Standing.UNGRANTED
    assert "nobody else has granted" in why(held(mine))
    with pytest.raises(Refused, match="to himself"):
        grant(held(mine), stamp(f" {OWN} ", 2))
    with pytest.raises(Refused, match="must have a name"):
        grant(held(mine), stamp("", 2))
    forged = replace(grant(held(mine), stamp(LEAD, 2)), actor=OWN)
    forged = replace(forged, events=tuple(replace(one, actor=OWN) for one in forged.events))
    assert not opens(held(mine, forged))  # as the portal writes it: in the name of who sent it
    assert opens(held(mine, grant(held(mine), stamp(LEAD, 2))))


def test_a_nameless_desk_grants_nothing() -> None:
    one = held(record(passed(), stamp(""), TODAY))
    assert one.standing(TODAY) is Standing.UNGRANTED
    assert "does not know who uses it" in why(one, me="")


def test_what_was_changed_after_the_grant_is_to_be_granted_anew() -> None:
    edit = record(passed(products=("T+",)), stamp(LEAD), TODAY)
    wider = Edit("0193-9", edit.entity, "set", NOW, OWN, KIND,
                 (Change("products", ("U8",), ("T+",)),))  # fmt: skip
    assert held(edit, wider).standing(TODAY) is Standing.ALTERED
    assert "granted anew" in why(held(edit, wider))
    again = grant(held(edit, wider), stamp(LEAD, 3, minutes=1))
    assert opens(held(edit, wider, again))


@pytest.mark.parametrize(
    ("day", "open_"), [(date(2026, 10, 31), False), (date(2026, 11, 1), True),
                       (date(2028, 10, 31), True), (date(2028, 11, 1), False)],
)  # fmt: skip
def test_it_locks_by_the_clock_on_the_day_after_its_last(day: date, *, open_: bool) -> None:
    one = held(record(passed(), stamp(LEAD), TODAY))
    assert opens(one, today=day) is open_
    if day > TODAY:
        said = why(one, today=day)
        assert open_ or "has expired; it held until 2028-10-31. Nobody here" in said


def test_a_revocation_outranks_a_grant_that_came_later() -> None:
    first = record(passed(), stamp(LEAD), TODAY)
    gone = revoke(held(first), stamp("赵工", 2), "离岗")
    late = grant(held(first), stamp(LEAD, 3, hours=1))  # made without knowing, on another desk
    for order in ((first, gone, late), (first, late, gone)):
        one = held(*order)
        assert one.standing(TODAY) is Standing.REVOKED
        assert "revoked on 2026-11-28 by 赵工 (离岗)" in why(one)
    with pytest.raises(Refused, match="revoked before"):
        grant(held(first, gone), stamp(LEAD, 4))
    with pytest.raises(BadInput, match="reason"):
        revoke(held(first), stamp(LEAD, 4), " ")


@pytest.mark.parametrize(
    ("scope", "fault"),
    [
        ({"products": ("NC", "T+")}, "is for NC/T+, not for U8"),
        ({"modules": ("ST",)}, "is for ST, not for GL"),
        ({"sites": ("二厂",)}, "is for 二厂, not for 一厂"),
        ({"products": ("u8",), "modules": ("gl", "IA"), "sites": ("一厂",)}, ""),
    ],
)
def test_it_opens_what_lies_in_its_scope(scope: dict[str, Any], fault: str) -> None:
    one = held(record(passed(**scope), stamp(LEAD), TODAY))
    assert opens(one) is not bool(fault)
    assert fault in why(one)


def test_a_scope_does_not_stretch_over_what_is_for_every_product() -> None:
    one = held(record(passed(products=("U8",)), stamp(LEAD), TODAY))
    said = permit(Safety.L1, replace(ARTICLE, products=()), seat(one))
    assert not said.open
    assert "not for every product" in said.why.en


def test_who_is_locked_out_learns_whom_to_ask() -> None:
    one = held(record(passed(), stamp(LEAD), TODAY))
    said = permit(Safety.L1, ARTICLE, seat(one, me="陈工"))
    assert said.why.en == "Locked: 陈工 has no super-user certificate. Ask 王芳, or escalate."
    assert [who.person for who in said.certified] == [OWN]
    assert certified(Safety.L2, ARTICLE, seat(one)) == ()


def test_an_administrator_needs_a_verified_backup_of_that_product() -> None:
    one = held(record(passed(ADM), stamp(LEAD), TODAY))
    assert opens(one)  # who may do L2 may do L1

    def l2(*proofs: Entity, now: datetime = NOW) -> tuple[bool, str]:
        said = permit(Safety.L2, ARTICLE, seat(one, proofs=proofs, backup=BACKUP, now=now))
        return said.open, said.why.en

    def proof(system: str, result: Result = Result.OK) -> Entity:
        made = prove(None, system, "backup", Proof(NOW, "赵工", result), stamp("赵工", 5))
        entity = rebase_entity(None, [made])
        assert entity is not None
        assert entity.kind == DUTY
        return entity

    assert l2()[1].startswith("Locked: no fresh proof of a backup of U8. Check the backup folder")
    assert not l2(proof("NC 总部"))[0]
    assert not l2(proof("U8 总部", Result.FAILED))[0]
    assert "Backup verified: U8 总部" in l2(proof("U8 总部"))[1]
    assert l2(proof("U8 总部"), now=NOW + timedelta(days=2))[0]
    assert not l2(proof("U8 总部"), now=NOW + timedelta(days=2, seconds=1))[0]
    superuser = held(record(passed(), stamp(LEAD), TODAY))
    lent = permit(Safety.L2, ARTICLE, seat(superuser, proofs=(proof("U8"),), backup=BACKUP))
    assert "no administrator certificate" in lent.why.en


def test_the_vendors_steps_stay_the_vendors() -> None:
    one = held(record(passed(ADM), stamp(LEAD), TODAY))
    assert not permit(Safety.L3, ARTICLE, seat(one)).open
    planted = certificate_from(replace(shown(record(passed(), stamp(LEAD), TODAY)),
                                       fields={"what": "completion", "person": OWN, "opens": "L9",
                                               "on": "2026-11-01"}))  # fmt: skip
    assert planted is not None
    assert planted.opens == ""
    assert permit(Safety.L0, ARTICLE, seat()).open


def test_two_desks_that_record_the_same_meet() -> None:
    here = record(passed(score="90"), stamp(LEAD, 1), TODAY)
    there = record(passed(score="90"), stamp("赵工", 2), TODAY)
    assert here.entity == there.entity
    both = shown(here, there)
    assert both.conflicts == ()
    one = certificate_from(both)
    assert one is not None
    assert one.standing(TODAY) is Standing.VALID
    with pytest.raises(Refused, match="on record"):
        record(passed(), stamp(LEAD, 3), TODAY, {here.entity})


@pytest.mark.parametrize(
    ("rest", "fault"),
    [
        ({"person": " "}, "who it is"),
        ({"on": TODAY + timedelta(days=1)}, "not come yet"),
        ({"until": date(2026, 10, 1)}, "before it was passed"),
        ({"score": "101"}, "0 to 100"),
        ({"score": "NaN"}, "0 to 100"),
        ({"score": "gut"}, "0 to 100"),
    ],
)
def test_what_makes_no_sense_is_refused(rest: dict[str, Any], fault: str) -> None:
    with pytest.raises(BadInput, match=fault):
        record(passed(**rest), stamp(LEAD), TODAY)


def test_a_record_that_cannot_be_read_opens_nothing() -> None:
    entity = shown(record(passed(), stamp(LEAD), TODAY))
    for field, value in (("on", "soon"), ("until", "never"), ("what", "booking"), ("person", "")):
        assert certificate_from(replace(entity, fields={**entity.fields, field: value})) is None


@pytest.mark.parametrize(
    ("on", "months", "last"),
    [(date(2026, 1, 31), 1, date(2026, 2, 27)), (date(2026, 12, 1), 24, date(2028, 11, 30)),
     (date(2024, 2, 29), 12, date(2025, 2, 27)), (date(2026, 11, 28), 12, date(2027, 11, 27))],
)  # fmt: skip
def test_months_are_months_of_the_calendar(on: date, months: int, last: date) -> None:
    assert last_day(on, months) == last


def test_the_shipped_curriculum_says_what_opens_what() -> None:
    path = resource_path("packs", "curriculum", "curriculum.toml")
    found = parse_curriculum(path.read_text("utf-8"), path.name)
    assert len(found) == 51
    assert {one.code: one.opens for one in found.values() if one.opens} == {
        "SUP-102": "L1", "ADM-201": "L2",
    }  # fmt: skip
    assert all(not one.prerequisite or one.prerequisite in found for one in found.values())
    assert find_course(found, "sup-102").valid_months == 24
    with pytest.raises(BadInput, match="no course"):
        find_course(found, "SUP-999")
    with pytest.raises(BadInput, match="opens"):
        parse_curriculum(path.read_text("utf-8").replace('opens = "L2"', 'opens = "L3"'), "x.toml")
