"""Problem records: when one is proposed, what it holds, and what may be said of it."""

from datetime import UTC, datetime

import pytest

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.errors import BadInput
from firstline.domain.knowledge import recurrence
from firstline.domain.knowledge.recurrence import Recurrence, Stage, propose, recurrence_from

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def stamp(n: int = 0) -> Stamp:
    return Stamp(f"e{n}", NOW, "李娜")


def opened(*edits: Edit) -> Recurrence:
    first = recurrence.open_problem(stamp(), "p", "扫码报工", ["a", "b", "a"], product="U8+")
    entity = rebase_entity(None, [first, *edits])
    assert isinstance(entity, Entity)
    return recurrence_from(entity)


def test_three_alike_propose_a_record_and_two_do_not() -> None:
    assert propose("t", ["a"], []) is None
    found = propose("t", ["a", "b"], [])
    assert found is not None
    assert (found.many, found.tickets, found.problem) == (3, ("t", "a", "b"), None)
    assert "第 3 个" in recurrence.why(3).zh
    assert "50%" in recurrence.why(3).en


def test_a_record_that_is_there_is_joined_and_a_removed_one_is_not() -> None:
    held = Recurrence("p", "扫码", tickets=("a",))
    found = propose("t", ["a", "b"], [held])
    assert found is not None
    assert found.problem == held
    assert not found.member
    gone = Recurrence("p", "扫码", stage=Stage.SOLVED, tickets=("a",))
    again = propose("t", ["a", "b"], [gone])
    assert again is not None
    assert again.problem is None
    mine = propose("t", [], [Recurrence("p", "扫码", tickets=("t",))])
    assert mine is not None
    assert mine.member


def test_tickets_of_two_desks_add_up() -> None:
    first = opened()
    assert first.tickets == ("a", "b")
    here, there = recurrence.link(first, ["c"], stamp(1)), recurrence.link(first, ["d"], stamp(2))
    assert opened(here, there).tickets == ("a", "b", "c", "d")
    gone = recurrence.unlink(first, "a", stamp(3))
    assert opened(here, gone).tickets == ("b", "c")


def test_a_known_cause_must_be_written_down() -> None:
    with pytest.raises(BadInput):
        recurrence.change(opened(), {"stage": "known"}, stamp(1))
    with pytest.raises(BadInput):
        recurrence.change(opened(), {"stage": "mystery"}, stamp(1))
    edit = recurrence.change(opened(), {"stage": "known", "cause": "补丁 3 的缺陷"}, stamp(1))
    assert edit is not None
    after = opened(edit)
    assert (after.stage, after.cause) == (Stage.KNOWN, "补丁 3 的缺陷")
    assert recurrence.change(after, {"cause": "补丁 3 的缺陷"}, stamp(2)) is None
    back = recurrence.change(after, {"cause": "", "stage": "open"}, stamp(2))
    assert back is not None
    assert opened(edit, back).cause == ""


def test_a_title_is_needed() -> None:
    with pytest.raises(BadInput):
        recurrence.open_problem(stamp(), "p", "  ", [])
