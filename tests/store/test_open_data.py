"""What an agenda is read from, and the search among decisions, in a real store."""

from dataclasses import replace
from pathlib import Path

import pytest
from store_makers import NOW, Maker, open_store, ticket_id

from firstline.domain.edits import edits
from firstline.domain.group import decision
from firstline.domain.group.action_acts import assign
from firstline.domain.knowledge.recurrence import open_problem
from firstline.domain.ticket.ticket import Leg, Priority, Status
from firstline.store.shown import record_index
from firstline.store.store import Store


def decide(store: Store, maker: Maker, key: str, title: str, why: str) -> str:
    values = {"title": title, "why": why, "by": "双方"}
    store.perform(decision.decide(maker.stamp(), key, "g", values), now=NOW)
    return f"D-{key.replace('-', '')[-6:].upper()}"


def test_the_open_data_are_those_that_a_meeting_talks_about(tmp_path: Path) -> None:
    maker = Maker()
    with open_store(tmp_path) as store:
        for name, priority in (("a", Priority.P1), ("b", Priority.P2), ("c", Priority.P3),
                               ("d", Priority.P4), ("e", Priority.P1)):  # fmt: skip
            store.perform(maker.open(name, NOW, priority=priority), now=NOW)
        for name, to in (("c", Status.WITH_VENDOR), ("b", Status.RESOLVED)):
            ticket = store.ticket(ticket_id(name))
            store.perform(edits.move(ticket, to, maker.stamp()), now=NOW)
        held = store.ticket(ticket_id("c"))
        disputed = edits.set_priority(held, Priority.P4, maker.stamp(), leg=Leg.VENDOR, reason="x")
        values = {"title": "换电池", "owner": "王磊", "due": "2026-11-01"}
        store.perform(
            disputed, assign(maker.stamp(), "a1", values),
            open_problem(maker.stamp(), "p1", "死锁", [held.id]), now=NOW,
        )  # fmt: skip
        data = store.open_data(NOW)
        found = {one.title: clocks for one, clocks in data.tickets}
        assert set(found) == {"工单 a", "工单 c", "工单 e"}
        assert all(found.values())
        assert [one.title for one in data.actions] == ["换电池"]
        assert [one.title for one in data.problems] == ["死锁"]


@pytest.mark.parametrize("asked", ["补丁", "16.5", "双方 补丁", "ｕ８ 16.5", "补丁 升级"])
def test_a_decision_is_found_by_what_stands_in_it(tmp_path: Path, asked: str) -> None:
    maker = Maker()
    with open_store(tmp_path) as store:
        number = decide(store, maker, "0000-aa11bb", "U8 升级到 16.5", "旧版停止补丁")
        decide(store, maker, "0000-cc22dd", "培训改在周五", "产线不停")
        assert [one.number for one in store.search_decisions(asked)] == [number]
        assert store.search_decisions("没有 补丁") == []
        assert store.search_decisions(" ") == []


def test_the_number_and_the_title_stand_first(tmp_path: Path) -> None:
    maker = Maker()
    with open_store(tmp_path) as store:
        inside = decide(store, maker, "0000-aa11bb", "改用夜间窗口", "升级时不停产")
        titled = decide(store, maker, "0000-cc22dd", "先升级测试环境", "先试")
        assert [one.number for one in store.search_decisions("升级")] == [titled, inside]
        assert store.search_decisions("升级")[0].snippet.startswith("先«升级»")
        (hit,) = store.search_decisions(inside.lower())
        assert replace(hit, snippet="", score=0).number == inside


def test_a_few_records_beside_many_tickets_are_found_by_an_index(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        raw = store.connection.raw
        wanted = "SELECT id FROM base WHERE kind=:kind AND kind<>'ticket' AND doc<>''"
        plan = [str(row[3]) for row in raw.execute(f"EXPLAIN QUERY PLAN {wanted}", {"kind": "x"})]
        assert plan == ["SEARCH base USING INDEX record_base (kind=?)"]
        with store.connection.write():
            for name in record_index.INDEXES:
                raw.execute(f"DROP INDEX {name}")
        assert store.records("decision") == []
    with open_store(tmp_path) as again:
        assert record_index.is_indexed(again.connection.raw)


def test_a_large_file_of_an_earlier_version_gets_the_index_with_the_upkeep(tmp_path: Path) -> None:
    maker = Maker()
    with open_store(tmp_path) as store:
        with store.connection.write():
            for name in record_index.INDEXES:
                store.connection.raw.execute(f"DROP INDEX {name}")
        store.perform(*(maker.open(str(n), NOW) for n in range(220)), now=NOW)
    with open_store(tmp_path) as again:
        assert not record_index.is_indexed(again.connection.raw)
        while again.catch_up():
            pass
        assert record_index.is_indexed(again.connection.raw)
