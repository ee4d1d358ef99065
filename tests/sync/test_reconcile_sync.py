"""A kept comparison between two desks: all that was explained, no stale signature."""

from dataclasses import replace
from pathlib import Path

import pytest
from sync_makers import Person

from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.reconcile import record
from firstline.domain.reconcile.record import KIND, Kept, kept_from
from firstline.domain.reconcile.values import Cell, Counts, Difference, Input, Kind, Result, Total

INPUTS = (Input("u8.csv", 10, "a" * 64), Input("cloud.csv", 11, "b" * 64))
DIFFERENCES = tuple(
    Difference(n, Kind.DIFFERENT, (f"V{n}",), (), (Cell("借方", "1", "2"),), (n, n)) for n in (1, 2)
)
RESULT = Result(INPUTS, {"key": ["id"], "group": []}, Counts(2, 2, 2, different=2))
DIGEST = record.digest_of(RESULT, DIFFERENCES)


def held(one: Person) -> tuple[Entity, Kept]:
    entity = one.store.record(KIND, record.id_of(DIGEST))
    assert entity is not None
    kept = kept_from(entity)
    assert kept is not None
    return entity, kept


def keep(one: Person, name: str) -> None:
    one.do(record.keep(RESULT, DIFFERENCES, DIGEST, name, one.stamp()))


def test_two_desks_that_keep_the_same_meet_in_one_record(ann: Person, bob: Person) -> None:
    keep(ann, "期初")
    keep(bob, "")
    for one in (ann, bob, ann):
        report = one.sync()
        assert (report.held, report.refused, report.problem) == (0, 0, None)
    assert held(ann)[0].conflicts == ()
    assert held(ann)[1].name == held(bob)[1].name == "期初"
    assert {one.actor for one in held(ann)[1].kept} == {"ann", "bob"}


def test_explanations_of_both_add_up_and_a_late_one_voids_the_signature(
    ann: Person, bob: Person
) -> None:
    keep(ann, "")
    ann.sync()
    bob.sync()
    ann.do(record.explain(held(ann)[1], [1], "四舍五入", ann.stamp()))
    bob.do(record.explain(held(bob)[1], [2], "在途", bob.stamp()))
    for one in (ann, bob, ann):
        assert one.sync().problem is None
    assert held(ann)[1].unexplained == held(bob)[1].unexplained == 0
    eve = Person(bob.store, bob.desk, "Eve", bob.now)
    entity, kept = held(bob)
    bob.do(record.sign(kept, entity.events, "", eve.stamp()))
    ann.do(record.explain(held(ann)[1], [2], "另有原因", ann.stamp()))
    for one in (ann, bob, ann):
        assert one.sync().problem is None
    for one in (ann, bob):
        kept = held(one)[1]
        assert len(kept.signatures) == 1
        assert kept.signature is None
        assert kept.explanations[1].text == "四舍五入"


def test_a_signature_by_one_who_explained_counts_for_nothing(ann: Person, bob: Person) -> None:
    keep(ann, "")
    ann.do(record.explain(held(ann)[1], [1, 2], "四舍五入", ann.stamp()))
    eve = Person(ann.store, ann.desk, "Eve", ann.now)
    entity, kept = held(ann)
    forged = record.sign(kept, entity.events, "", eve.stamp())
    ann.do(forged)
    signature = held(ann)[1].signature
    assert signature is not None
    assert signature.by == "Eve"
    ann.sync()  # the portal knows whose act it truly was
    bob.sync()
    ann.sync()
    assert [one.by for one in held(bob)[1].signatures] == ["ann"]
    assert held(bob)[1].signature is None


def test_a_long_result_is_kept_shortened_with_what_is_wrong(ann: Person) -> None:
    options = {"key": ["id"], "group": ["g"]}
    totals = tuple(
        Total((f"{n:05}",), "rows", "1", "1" if n % 9 else "2", "0" if n % 9 else "1")
        for n in range(9_000)
    )
    long = Result(INPUTS, options, Counts(2, 2, 2, different=2), totals)
    digest = record.digest_of(long, DIFFERENCES)
    ann.do(record.keep(long, DIFFERENCES, digest, "", ann.stamp()))
    entity = ann.store.record(KIND, record.id_of(digest))
    assert entity is not None
    assert len(str(entity.fields["result"])) < 250_000
    kept = kept_from(entity)
    assert kept is not None
    assert kept.result["shortened"] is True
    assert not any(one["equal"] for one in kept.result["totals"])
    assert kept.digest == digest


def test_evidence_bears_a_name(ann: Person) -> None:
    keep(ann, "")
    entity, kept = held(ann)
    nobody = replace(ann.stamp(), actor=" ")
    with pytest.raises(BadInput):
        record.explain(kept, [1], "四舍五入", nobody)
    with pytest.raises(BadInput):
        record.sign(kept, entity.events, "", nobody)


def test_a_record_that_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    assert kept_from(Entity(KIND, "x", {"result": "[]"})) is None
    assert kept_from(Entity(KIND, "x", {"result": "{", "differences": "[]"})) is None
    assert (
        kept_from(Entity(KIND, "x", {"result": "{}", "differences": '[{"number": "y"}]'})) is None
    )
