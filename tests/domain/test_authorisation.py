"""An authorisation holds between its times, for its systems, until it is revoked."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from firstline.domain.authorisations.acts import (
    change,
    days_over,
    destroyed,
    end,
    record,
    revoke,
)
from firstline.domain.authorisations.authorisation import (
    KIND,
    Authorisation,
    Destruction,
    Standing,
    authorisation_from,
    check_covers,
    find,
)
from firstline.domain.authorisations.reminders import destructions
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.errors import BadInput, Refused
from firstline.domain.reminding.given import Given
from firstline.domain.reminding.sources import SOURCES

NOW = datetime(2026, 11, 28, 1, 0, tzinfo=UTC)
STAMP = Stamp("0193-7f3abc", NOW, "王芳")
PLAIN = Authorisation(
    "a-1", "", "查 P1 卡死", "nc-log 最近 2 MB", "陈工", "用友服务商", NOW, NOW + timedelta(days=2),
    "李总",
    systems=("NC", "U8"),
)  # fmt: skip


def made(one: Authorisation = PLAIN, stamp: Stamp = STAMP) -> Authorisation:
    entity = rebase_entity(None, [record(one, stamp)])
    assert entity is not None
    found = authorisation_from(entity)
    assert found is not None
    return found


def test_a_record_says_all_of_it() -> None:
    one = made()
    assert one == replace(PLAIN, number="SQ-20261128-7F3ABC", requested_by="王芳")
    assert one.recipient == "陈工(用友服务商)"


@pytest.mark.parametrize(
    ("at", "standing"),
    [
        (timedelta(seconds=-1), Standing.NOT_YET),
        (timedelta(0), Standing.VALID),
        (timedelta(days=2, seconds=-1), Standing.VALID),
        (timedelta(days=2), Standing.EXPIRED),
    ],
)
def test_it_holds_from_its_start_until_its_end(at: timedelta, standing: Standing) -> None:
    one = made()
    assert one.standing(NOW + at) is standing
    if standing is Standing.VALID:
        check_covers(one, NOW + at, "u8")
    else:
        with pytest.raises(Refused, match=r"SQ-20261128"):
            check_covers(one, NOW + at, "U8")


def test_a_revocation_holds_at_once_and_on_both_sides() -> None:
    one = made()
    mine = revoke(one, Stamp("r-1", NOW + timedelta(hours=1), "李总"), "人员已换")
    theirs = revoke(one, Stamp("r-2", NOW + timedelta(hours=2), "王芳"))
    for edits in ([mine], [mine, theirs], [theirs, mine]):
        entity = rebase_entity(None, [record(PLAIN, STAMP), *edits])
        assert entity is not None
        after = authorisation_from(entity)
        assert after is not None
        assert after.standing(NOW) is Standing.REVOKED
        with pytest.raises(Refused, match="revoked"):
            check_covers(after, NOW, "NC")
        with pytest.raises(Refused, match="before"):
            revoke(after, STAMP)


def test_a_revocation_whose_time_is_rubbish_still_revokes() -> None:
    entity = rebase_entity(None, [record(PLAIN, STAMP)])
    assert entity is not None
    broken = replace(entity, fields={**entity.fields, "revoked_at": "yesterday"})
    one = authorisation_from(broken)
    assert one is not None
    assert one.standing(NOW) is Standing.REVOKED
    assert authorisation_from(replace(entity, fields={"starts": "x"})) is None


def test_it_covers_its_systems_and_its_actions_alone() -> None:
    with pytest.raises(Refused, match=r"not T\+"):
        check_covers(made(), NOW, "T+")
    check_covers(made(replace(PLAIN, systems=())), NOW, "T+")
    with pytest.raises(Refused, match="no export"):
        check_covers(made(replace(PLAIN, allowed=("view",))), NOW, "NC")


@pytest.mark.parametrize(
    ("one", "fault"),
    [
        (replace(PLAIN, purpose=" "), "Purpose"),
        (replace(PLAIN, person="", company=""), "Person, Company"),
        (replace(PLAIN, ends=NOW), "after the start"),
        (replace(PLAIN, allowed=("delete",)), "view, export, modify"),
    ],
)
def test_what_is_not_whole_is_refused(one: Authorisation, fault: str) -> None:
    with pytest.raises(BadInput, match=fault):
        record(one, STAMP)


def test_nobody_approves_his_own() -> None:
    with pytest.raises(Refused, match="approver"):
        record(replace(PLAIN, approver="王芳"), STAMP)
    with pytest.raises(Refused, match="approver"):
        record(replace(PLAIN, approver="王芳", requested_by="赵主任"), STAMP)  # asked for another
    with pytest.raises(Refused, match="who uses it"):
        record(PLAIN, replace(STAMP, actor=" "))


def test_it_is_found_by_number_whatever_the_case() -> None:
    entity = rebase_entity(None, [record(PLAIN, STAMP)])
    assert entity is not None
    assert entity.kind == KIND
    assert find([entity], "sq-20261128-7f3abc").id == "a-1"
    with pytest.raises(Refused, match="no authorisation"):
        find([entity], "SQ-1")


def after(one: Authorisation, *edits: Edit) -> Authorisation:
    entity = rebase_entity(None, [record(PLAIN, STAMP), *edits])
    assert entity is not None
    assert one.id == entity.id
    found = authorisation_from(entity)
    assert found is not None
    return found


def later(**span: float) -> Stamp:
    return Stamp("0193-8f3abc", NOW + timedelta(**span), "王芳")


def test_what_was_approved_cannot_change_and_the_rest_can() -> None:
    one = made()
    edit = change(one, {"tool": " ToDesk ", "escort": "李娜", "destroy_on": "2026-12-15"}, later())
    got = after(one, edit)
    assert (got.tool, got.escort, got.destroy_on) == ("ToDesk", "李娜", "2026-12-15")
    assert {each.field for each in edit.changes} == {"tool", "escort", "destroy_on"}
    assert not change(got, {"tool": "ToDesk"}, later()).changes
    for name in ("scope", "person", "ends", "approver", "systems", "number"):
        with pytest.raises(Refused):
            change(one, {name: "x"}, later())
    with pytest.raises(BadInput):
        change(one, {"destroy_on": "下周"}, later())


def test_ended_early_it_holds_no_longer_and_only_what_holds_can_end() -> None:
    one = made()
    got = after(one, end(one, later(hours=1)))
    assert (got.standing(NOW + timedelta(hours=1)), got.ended_by) == (Standing.EXPIRED, "王芳")
    for at in (timedelta(days=3), timedelta(days=-1)):
        with pytest.raises(Refused):
            end(one, Stamp("0193-9f3abc", NOW + at, "王芳"))


def test_a_destruction_is_due_then_overdue_until_somebody_confirms_it() -> None:
    one = made(replace(PLAIN, destroy_on="2026-12-05"))
    last = date(2026, 12, 5)
    assert made().destruction(last) is Destruction.NONE
    assert one.destruction(last) is Destruction.DUE  # the last day is in time
    assert one.destruction(last + timedelta(days=1)) is Destruction.OVERDUE
    assert days_over(one, last + timedelta(days=3)) == 3
    with pytest.raises(Refused):  # it still holds: the data may still be used
        destroyed(one, "陈工", NOW, later(hours=1))
    stamp = later(days=9)
    for by, at in (("  ", NOW), ("陈工", NOW + timedelta(days=10))):
        with pytest.raises(BadInput):
            destroyed(one, by, at, stamp)
    got = after(one, destroyed(one, "陈工", NOW + timedelta(days=8), stamp, "回函 12-06"))
    assert got.destruction(last + timedelta(days=9)) is Destruction.DONE
    assert (got.destroyed_by, got.destroy_proof) == ("陈工", "回函 12-06")
    assert days_over(got, last + timedelta(days=9)) == 0
    with pytest.raises(Refused):
        destroyed(got, "陈工", NOW, stamp)
    with pytest.raises(Refused):
        change(got, {"destroy_on": "2027-01-01"}, stamp)


def test_an_overdue_destruction_reminds_until_it_is_confirmed() -> None:
    zone = UTC
    held = rebase_entity(None, [record(replace(PLAIN, destroy_on="2026-12-05"), STAMP)])
    assert held is not None

    def marks(*records: Entity) -> list[str]:
        given = Given(lambda kind: records if kind == KIND else (), NOW, zone)
        return [one.mark for one in destructions(given)]

    assert marks(held) == ["3", "-1"]
    one = authorisation_from(held)
    assert one is not None
    gone = rebase_entity(held, [destroyed(one, "陈工", NOW + timedelta(days=3), later(days=3))])
    assert gone is not None
    assert marks(gone) == []
    assert destructions in SOURCES
