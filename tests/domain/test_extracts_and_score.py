"""Extracts that block a closure, and a migration's score that explains every point (S27)."""

from datetime import UTC
from decimal import Decimal

import pytest
from health_makers import NOW, changed, made, of, stamp

from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health import quality_run, scope
from firstline.domain.health.sheet import Flag
from firstline.domain.health.stops import stops
from firstline.domain.interfaces import contract, extract_copy, mapping, migration_score
from firstline.domain.interfaces.extract_copy import SHEET
from firstline.domain.interfaces.score_rule import parse_rule
from firstline.system.resources import read_text

TODAY = NOW.date()
RULE_TEXT = read_text("packs", "health", "migration_score.toml")
RULE = parse_rule(RULE_TEXT, "x")


def codes(flags: tuple[Flag, ...]) -> set[str]:
    return {one.code for one in flags}


def extract(**values: object) -> Entity:
    given = {"what": "工资表", "who": "陈工", "place": "U 盘", "encrypted": "yes", **values}
    return made(SHEET, **given)


def test_an_extract_without_a_day_of_destruction_blocks_the_closure() -> None:
    held = extract(project="上云")
    assert codes(extract_copy.flags(held, TODAY)) == {"no_destruction"}
    records = {"extract_copy": [held]}
    found = stops(lambda kind: records.get(kind, []), NOW, "上云")
    assert [(one.kind, one.code, one.project) for one in found] == [
        ("extract_copy", "no_destruction", "上云"),
    ]  # fmt: skip
    planned = changed(SHEET, held, destroy_by="2026-11-24")
    assert not extract_copy.flags(planned, TODAY)
    records = {"extract_copy": [planned]}
    assert not stops(lambda kind: records.get(kind, []), NOW, "上云")


def test_what_is_overdue_or_unencrypted_stops_until_it_is_destroyed() -> None:
    late = extract(destroy_by="2026-11-23")
    (flag,) = extract_copy.flags(late, TODAY)
    assert (flag.code, flag.stops) == ("overdue", True)
    assert "1 day ago" in flag.why.en
    for said in ("no", "unknown"):
        bare = extract(destroy_by="2026-12-01", encrypted=said)
        assert codes(extract_copy.flags(bare, TODAY)) == {"unencrypted"}
    assert codes(extract_copy.flags(made(SHEET, what="x", who="y", place="z"), TODAY)) == {
        "no_destruction", "unencrypted",
    }  # fmt: skip
    gone = of(late, extract_copy.destroy(late, {}, stamp(), UTC))
    assert (gone.fields["destroyed_on"], gone.fields["destroyed_by"]) == ("2026-11-24", "李娜")
    assert codes(extract_copy.flags(gone, TODAY)) == {"no_proof"}
    proved = of(late, extract_copy.destroy(late, {"proof": "记录 7"}, stamp(), UTC))
    assert not extract_copy.flags(proved, TODAY)


@pytest.mark.parametrize(
    "values",
    [{"destroyed_on": "2026-11-20"}, {"destroyed_by": "王磊"}, {"who": ""}, {"place": ""},
     {"destroyed_on": "2026-11-25", "destroyed_by": "王磊"},
     {"taken_on": "2026-11-20", "destroy_by": "2026-11-19"},
     {"taken_on": "2026-11-20", "destroyed_on": "2026-11-19", "destroyed_by": "王磊"}],
)  # fmt: skip
def test_a_destruction_needs_a_name_and_a_day_that_came(values: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        extract(**values)


def project(**more: list[Entity]) -> dict[str, list[Entity]]:
    run = made(quality_run.SHEET, name="存货", project="上云", rows=2000, defects=20)
    moved = made(scope.SHEET, object="存货", decision="migrate", volume=500_000, project="上云")
    wms = [made(contract.SHEET, name=f"I{n}", project="上云") for n in range(3)]
    good = made(mapping.SHEET, source="a", target="b", test_value="1", expected="1", project="上云")
    bad = made(mapping.SHEET, source="c", target="d", project="上云")
    return {"quality": [run], "scope": [moved], "interface_contract": wms,
            "field_mapping": [good, bad], **more}  # fmt: skip


def assess(records: dict[str, list[Entity]], name: str = "上云") -> migration_score.Score:
    return migration_score.assess(lambda kind: records.get(kind, []), name, NOW, RULE)


def test_a_score_is_the_sum_of_its_parts_and_each_explains_itself() -> None:
    found = assess(project())
    told = {one.id: (one.value, one.rung) for one in found.parts}
    assert told == {
        "quality": (Decimal(10), 2), "volume": (Decimal(500_000), 1), "interfaces": (Decimal(3), 1),
        "mapping": (Decimal(50), 3), "rehearsal": (None, 3), "backup": (None, 3),
    }  # fmt: skip
    assert found.total == 72  # 16.67 + 5 + 5 + 10 + 20 + 15 = 71.67, rounded up
    assert (found.level, found.rule) == ("high", "migration-score 2026.11.1")
    why = {one.id: one.why.en for one in found.parts}
    assert "20 defects in 2000 rows" in why["quality"]
    assert "no runbook has this name" in why["backup"]


def test_what_nobody_recorded_counts_in_full_and_other_projects_do_not_count() -> None:
    assert assess({}).total == 100
    assert assess(project(), "NC 升级").total == 100
    run = made(quality_run.SHEET, name="存货", project="上云", rows=2000, defects=0)
    assert assess(project(quality=[run])).total == 55
    bare = made(scope.SHEET, object="存货", decision="migrate", project="上云")
    assert {one.id: one.value for one in assess(project(scope=[bare])).parts}["volume"] is None
    with pytest.raises(BadInput):
        assess(project(), "  ")


def test_a_recorded_score_keeps_its_inputs_its_rule_and_its_reasons() -> None:
    found = assess(project())
    held = made(migration_score.SHEET, **migration_score.values_of(found, "上云", "2026-11-24"))
    assert (held.fields["score"], held.fields["level"]) == (72, "high")
    assert held.fields["rule"] == "migration-score 2026.11.1"
    assert list(migration_score.reasons(held)) == [one.why for one in found.parts]


@pytest.mark.parametrize(
    ("old", "new"),
    [("weight = 25", "weight = 24"), ('["0", "5", "20"]', '["0", "5"]'),
     ('["0", "5", "20"]', '["0", "20", "5"]'), ('["0", "5", "20"]', '["0", "x", "20"]')],
)  # fmt: skip
def test_a_rule_that_makes_no_sense_is_refused(old: str, new: str) -> None:
    with pytest.raises(BadInput):
        parse_rule(RULE_TEXT.replace(old, new), "x")
