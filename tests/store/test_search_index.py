"""The index stays right: through migrations, imports, crashes and what others do to its parts."""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from sqlite_utils import Database
from store_makers import NOW, Maker, RoundTheClock, ticket_id

from firstline.store.file import schema
from firstline.store.search import index as search_index
from firstline.store.store import Store
from firstline.system.pinyin import initials

LATER = schema.VERSION + 1


def open_store(folder: Path) -> Store:
    return Store.open(folder, RoundTheClock(), now=NOW, initials=initials)


def catch_up(store: Store) -> None:
    while store.catch_up(7):
        pass


def fill(folder: Path, count: int = 30) -> None:
    maker = Maker()
    with open_store(folder) as store:
        for n in range(count):
            store.perform(maker.open(f"t{n}", title=f"库存账 {n}"), now=NOW)


def found(store: Store, text: str) -> set[str]:
    return {hit.id for hit in store.search(text, 100, now=NOW)}


ALL = {ticket_id(f"t{n}") for n in range(30)}


def test_an_import_is_indexed_afterwards_in_slices(folder: Path, maker: Maker) -> None:
    with open_store(folder) as store:
        with store.bulk():
            for n in range(30):
                store.perform(maker.open(f"t{n}", title=f"库存账 {n}"), now=NOW)
        assert found(store, "库存") == set()
        assert store.catch_up(10)
        assert 10 <= len(found(store, "库存")) < 30
        catch_up(store)
        assert found(store, "库存") == found(store, "kcz") == ALL
        assert not store.catch_up()


def test_a_slice_that_is_cut_short_is_taken_again(folder: Path, maker: Maker) -> None:
    with open_store(folder) as store:
        with store.bulk():
            for n in range(30):
                store.perform(maker.open(f"t{n}", title=f"库存账 {n}"), now=NOW)
        raw = store.connection.raw
        with suppress(LookupError), store.connection.write():
            search_index.index_pending(raw, initials, 20)
            raise LookupError
        assert search_index.faults(raw) == ()
        catch_up(store)
        assert found(store, "库存") == ALL


def test_an_act_is_found_at_once_even_with_a_backlog(folder: Path, maker: Maker) -> None:
    with open_store(folder) as store:
        with store.bulk():
            for n in range(30):
                store.perform(maker.open(f"t{n}", title=f"库存账 {n}"), now=NOW)
        store.perform(maker.open("now", title="倒冲异常"), now=NOW)
        assert found(store, "倒冲") == {ticket_id("now")}


def drop_triggers(raw: sqlite3.Connection) -> None:
    """Do what sqlite-utils does when a migration transforms a table."""
    raw.execute("CREATE TABLE probe AS SELECT 1 AS one")
    Database(raw).table("ticket_doc").transform(types={"key": int})


def drop_table(raw: sqlite3.Connection) -> None:
    raw.execute("DROP TABLE search")


def lose_rows(raw: sqlite3.Connection) -> None:
    raw.execute("DELETE FROM search WHERE rowid % 2")


def lose_insides(raw: sqlite3.Connection) -> None:
    raw.execute("DELETE FROM search_data WHERE id > 10")


def stale_content(raw: sqlite3.Connection) -> None:
    raw.execute("UPDATE search_content SET c1='x'")


def extra_rows(raw: sqlite3.Connection) -> None:
    raw.execute("INSERT INTO search(rowid, title) VALUES(999, '库 存')")


def other_columns(raw: sqlite3.Connection) -> None:
    raw.execute("DROP TABLE search")
    raw.execute("CREATE VIRTUAL TABLE search USING fts5(title)")


BREAKS = [
    drop_triggers, drop_table, lose_rows, lose_insides, stale_content, extra_rows, other_columns,
]  # fmt: skip


@pytest.mark.parametrize("ruin", BREAKS)
def test_a_migration_that_breaks_the_index_sees_it_mended(
    folder: Path, ruin: Callable[[sqlite3.Connection], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(folder)

    def step(raw: sqlite3.Connection) -> None:
        ruin(raw)
        raw.execute(f"PRAGMA user_version={LATER}")

    monkeypatch.setattr(schema, "VERSION", LATER)
    monkeypatch.setattr(schema, "STEPS", (*schema.STEPS, ("9999_ruin", step)))
    with open_store(folder) as store:
        catch_up(store)
        assert search_index.faults(store.connection.raw) == ()
        assert found(store, "库存") == found(store, "kcz") == ALL
        store.perform(Maker(salt="x").open("t30", title="库存账 30"), now=NOW)
        assert len(found(store, "库存")) == 31


def test_a_migration_that_leaves_the_index_alone_does_not_rebuild_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(folder)
    monkeypatch.setattr(schema, "VERSION", LATER)
    calm = ("9999_calm", lambda raw: raw.execute(f"PRAGMA user_version={LATER}"))
    monkeypatch.setattr(schema, "STEPS", (*schema.STEPS, calm))
    with open_store(folder) as store:
        assert not search_index.has_pending(store.connection.raw)
        assert found(store, "库存") == ALL


def test_migrations_cut_short_before_the_check_make_the_index_anew(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(folder)

    def step(raw: sqlite3.Connection) -> None:
        lose_rows(raw)
        raw.execute(f"PRAGMA user_version={LATER}")

    def die(raw: sqlite3.Connection) -> tuple[str, ...]:
        raise KeyboardInterrupt

    monkeypatch.setattr(schema, "VERSION", LATER)
    monkeypatch.setattr(schema, "STEPS", (*schema.STEPS, ("9999_ruin", step)))
    with monkeypatch.context() as patch:
        patch.setattr(search_index, "trust", die)
        with pytest.raises(KeyboardInterrupt):
            open_store(folder)
    with open_store(folder) as store:
        catch_up(store)
        assert found(store, "库存") == ALL


@pytest.mark.parametrize("ruin", [drop_table, other_columns, drop_triggers])
def test_missing_parts_are_seen_at_every_start(
    folder: Path, ruin: Callable[[sqlite3.Connection], None]
) -> None:
    fill(folder)
    raw = sqlite3.connect(folder / "firstline.db", isolation_level=None)
    ruin(raw)
    raw.close()
    with open_store(folder) as store:
        catch_up(store)
        assert found(store, "库存") == ALL


@pytest.mark.parametrize("ruin", BREAKS)
def test_the_check_names_every_break(
    folder: Path, ruin: Callable[[sqlite3.Connection], None]
) -> None:
    fill(folder)
    with open_store(folder) as store:
        raw = store.connection.raw
        assert search_index.faults(raw) == ()
        ruin(raw)
        assert search_index.faults(raw) != ()


def test_a_new_folding_makes_every_index_anew(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(folder)
    monkeypatch.setattr(search_index, "FOLDING", 1_000)
    with open_store(folder) as store:
        catch_up(store)
        assert store.get("search_index") == 1_000
        assert found(store, "库存") == ALL
