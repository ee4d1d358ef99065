"""Records of registers are found by words, numbers and initials; every register is looked in."""

import importlib
import pkgutil
from pathlib import Path

from store_makers import NOW, Maker, open_store

import firstline.domain as rooms
from firstline.domain.health import risk, scope
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import Sheet
from firstline.domain.registers import REGISTERS
from firstline.store.store import Store

ZONE = NOW.tzinfo
NOT_SOUGHT = {"erasure"}  # it holds the very names that are to be found no more


def put(store: Store, maker: Maker, sheet: Sheet, **values: str) -> str:
    assert ZONE is not None
    edit = sheets.new_record(sheet, values, maker.stamp(), ZONE)
    store.perform(edit, now=NOW)
    return edit.entity


def test_a_risk_is_found_by_words_number_and_initials(tmp_path: Path) -> None:
    maker = Maker()
    with open_store(tmp_path) as store:
        key = put(store, maker, risk.SHEET, title="库存账接口超时", cause="夜间批量推送挤占连接")
        put(store, maker, scope.SHEET, object="客户档案", reason="库存账以外")
        number = sheets.number_of(risk.SHEET, store.records("risk")[0])
        assert [one.id for one in store.search_registers("接口")] == [key]
        assert [one.id for one in store.search_registers("批量 连接")] == [key]
        assert [one.id for one in store.search_registers(number.lower())] == [key]
        assert [one.kind for one in store.search_registers("库存账")] == ["risk", "scope"]
        assert store.search_registers("接口")[0].snippet.startswith("库存账«接口»超时")
        assert store.search_registers("没有 这样") == []
        assert store.search_registers(" ") == []


def test_what_was_taken_off_its_list_is_not_found(tmp_path: Path) -> None:
    maker = Maker()
    with open_store(tmp_path) as store:
        put(store, maker, risk.SHEET, title="双写期间编码冲突")
        assert len(store.search_registers("编码")) == 1
        (held,) = store.records("risk")
        store.perform(sheets.withdraw(held, maker.stamp()), now=NOW)
        assert store.search_registers("编码") == []


def test_every_register_of_the_domain_is_looked_in() -> None:
    found = set()
    for one in pkgutil.walk_packages(rooms.__path__, "firstline.domain."):
        module = importlib.import_module(one.name)
        found |= {held.kind for held in vars(module).values() if isinstance(held, Sheet)}
    assert found - NOT_SOUGHT == set(REGISTERS)
