"""An authorisation holds between its times, for its systems, until it is revoked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from firstline.domain.authorisation import (
    KIND,
    Authorisation,
    Standing,
    authorisation_from,
    check_covers,
    find,
)
from firstline.domain.authorisation_acts import record, revoke
from firstline.domain.edit import Stamp
from firstline.domain.entity import rebase_entity
from firstline.domain.errors import BadInput, Refused

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
