"""Registers of health and risk hold the gates of runbooks: those of their project, or all."""

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from store_makers import NOW, Maker, RoundTheClock

from firstline.domain.edits.entity import opening
from firstline.domain.health import compat, risk
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import Sheet
from firstline.store.gates.gate_stops import gate_stops
from firstline.store.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path, RoundTheClock(), now=NOW) as made:
        yield made


class Desk:
    """Records things on a store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.maker = Maker()

    def put(self, sheet: Sheet, **values: Any) -> str:
        edit = sheets.new_record(sheet, values, self.maker.stamp(), UTC)
        self.store.perform(edit, now=NOW)
        return edit.entity

    def book(self, name: str) -> str:
        stamp = self.maker.stamp()
        edit = opening("runbook", stamp.id, {"name": name}, stamp.id, stamp.at, "李娜")
        self.store.perform(edit, now=NOW)
        return edit.entity


def test_a_record_of_a_project_holds_its_runbook_and_one_of_none_holds_all(store: Store) -> None:
    desk = Desk(store)
    book = desk.book("U9 上线")
    desk.book("NC 升级")
    desk.put(risk.SHEET, title="断电", blocker="yes")
    desk.put(risk.SHEET, title="接口", blocker="yes", project="u9 上线")
    desk.put(risk.SHEET, title="别处", blocker="yes", project="没有这个手册")
    desk.put(risk.SHEET, title="小事")
    desk.put(compat.SHEET, product="U9", part="os", version="2019", project="U9 上线")
    found = sorted((one.topic, one.runbook) for one in gate_stops(store, NOW))
    assert found == [("compatibility", book), ("risk", ""), ("risk", book)]
    assert all(one.blocker and one.ref and one.text.zh and one.text.en
               for one in gate_stops(store, NOW))  # fmt: skip


def test_nothing_known_against_a_gate_is_no_stop(store: Store) -> None:
    assert not gate_stops(store, NOW)
