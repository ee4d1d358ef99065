"""Conditions of a coverage in the checklist of a runbook, added on two desks at once."""

from typing import Any

import pytest
from health_makers import made
from runbook_desk import Machine, machine

from firstline.domain.errors import Refused
from firstline.domain.project import coverage
from firstline.domain.project.coverage_items import entries, proved
from firstline.domain.runbook import acts
from firstline.domain.runbook.acts import Entry
from firstline.domain.runbook.added import ADDED

VALUES: dict[str, Any] = {
    "name": "迁移保险", "vendor": "厂商", "promise": "回退",
    "conditions": "备份 => 日志\n演练 => 记录",
}  # fmt: skip


def test_two_desks_that_add_the_same_conditions_meet_in_the_same_items() -> None:
    cover, one, other = made(coverage.SHEET, **VALUES), machine(), Machine("二")
    one.meet(other)
    for desk in (one, other):
        desk.do(*entries(cover, desk.book))
    one.meet(other)
    added = [item for item in one.book.template.items if item.ref]
    assert [(item.title.zh, item.gate) for item in added] == [("备份", "B"), ("演练", "B")]
    assert one.book.template == other.book.template
    with pytest.raises(Refused):
        entries(cover, one.book)
    one.do(*acts.check(one.book, added[0], text="日志"))
    done = proved([one.book])
    assert [held.proved for held in coverage.conditions(cover, done)] == [True, False]
    one.do(acts.reopen(one.book, added[0], "上个月的"))
    assert not proved([one.book])


def test_an_item_of_no_gate_or_of_a_name_that_is_taken_is_left_out() -> None:
    one = machine()
    before = one.book.template
    one.do(Entry(ADDED, {"item": "x1", "gate": "nowhere"}, "甲"))
    one.do(Entry(ADDED, {"item": "a1", "gate": "A"}, "乙"))
    one.do(Entry(ADDED, {"item": "", "gate": "A"}, "丙"))
    assert one.book.template == before
    one.do(Entry(ADDED, {"item": "x2", "gate": "A", "severity": "?", "owner": "?"}, "丁"))
    item = one.book.template.item("x2")
    assert item is not None
    assert (item.severity, item.owner_role) == ("blocker", "pm")
