"""Customer duties: the last proof decides, proofs grow old, and desks' proofs add up."""

from datetime import UTC, datetime, timedelta

import pytest

from firstline.domain.contact.duty import (
    Duty,
    Proof,
    Result,
    Standing,
    parse_duties,
    prove,
    readiness,
    record_id,
    systems,
)
from firstline.domain.edits.edit import Stamp
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.errors import BadInput
from firstline.domain.words import Text
from firstline.system.resources import resource_path

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
BACKUP = Duty("backup", Text("备份", "Backup"), Text("", ""), 2, ("U8",))
DISK = Duty("disk", Text("磁盘", "Disk"), Text("", ""), 7)
REMOTE = Duty("remote", Text("远程", "Remote"), Text("", ""), 90, must=False)
ALL = (BACKUP, DISK, REMOTE)


def proved(entity: Entity | None, duty: str, days_ago: float, result: Result, n: int) -> Entity:
    at = NOW - timedelta(days=days_ago)
    proof = Proof(at, "李娜", result, "看过", "ab")
    made = prove(entity, "U8 总部", duty, proof, Stamp(f"e{n}", at, "李娜"))
    shown = rebase_entity(entity, [made])
    assert shown is not None
    return shown


@pytest.mark.parametrize(
    ("given", "standing"),
    [
        ((), Standing.MISSING),
        (((1, Result.OK),), Standing.READY),
        (((2, Result.OK),), Standing.READY),
        (((2.1, Result.OK),), Standing.STALE),
        (((1, Result.OK), (0.5, Result.FAILED)), Standing.FAILED),
        (((1, Result.FAILED), (0.5, Result.OK)), Standing.READY),
        (((-1, Result.OK),), Standing.MISSING),  # not yet, by this clock
    ],
)
def test_the_last_proof_decides(
    given: tuple[tuple[float, Result], ...], standing: Standing
) -> None:
    entity = None
    for n, (days, result) in enumerate(given):
        entity = proved(entity, "backup", days, result, n)
    found = readiness((BACKUP,), "U8 总部", [entity] if entity else [], NOW)
    assert [one.standing for one in found.lines] == [standing]
    assert found.ready is (standing is Standing.READY)


def test_what_need_not_be_proved_does_not_stand_against_it() -> None:
    records = [proved(None, one, 1, Result.OK, at) for at, one in enumerate(("backup", "disk"))]
    found = readiness(ALL, "u8 总部", records, NOW)
    assert found.ready
    assert [one.standing for one in found.lines][-1] is Standing.MISSING
    assert systems(records) == ["U8 总部"]


def test_another_product_has_its_own_duties() -> None:
    found = readiness(ALL, "T+ 门店", [], NOW)
    assert [one.duty.id for one in found.lines] == ["disk", "remote"]


def test_proofs_of_two_desks_add_up() -> None:
    ours = prove(None, "U8 总部", "disk", Proof(NOW, "李娜", Result.OK), Stamp("e1", NOW, "李娜"))
    theirs = prove(None, "U8 总部", "disk", Proof(NOW, "周海波", Result.FAILED),
                   Stamp("e2", NOW, "周海波"))  # fmt: skip
    assert ours.entity == theirs.entity == record_id("U8 总部", "disk")
    both = rebase_entity(rebase_entity(None, [ours]), [theirs])
    assert both is not None
    assert len(both.events) == 2


def test_the_shipped_duties_are_read_and_a_bad_pack_names_its_line() -> None:
    text = resource_path("packs", "duties", "duties.toml").read_text("utf-8")
    found = parse_duties(text, "duties.toml")
    assert {"backup", "disk", "restore"} <= {one.id for one in found}
    assert all(one.title.zh and one.title.en and one.how.zh and one.how.en for one in found)
    with pytest.raises(BadInput) as caught:
        parse_duties(text.replace("fresh_days = 7", 'fresh_days = "x"'), "duties.toml")
    assert "duties.toml:" in caught.value.sentence.en
