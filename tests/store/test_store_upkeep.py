"""Upkeep: other packs, imports in pages, steps to a newer format with a backup before each."""

import json
import random
import sqlite3
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest
from store_makers import NOW, Maker, RoundTheClock, open_store, ticket_id

from firstline.domain.edits.edits import set_field
from firstline.domain.errors import Refused, StoreProblem
from firstline.domain.ticket.ticket import Ticket
from firstline.store.file import schema
from firstline.store.file.connection import FILE, Connection
from firstline.store.queue.rows import SLA_COLUMNS
from firstline.store.store import Store

OTHER = RoundTheClock("other packs", 2)
LATER = schema.VERSION + 1


def due_times(store: Store) -> list[tuple[object, ...]]:
    sql = (
        f"SELECT t.id, {','.join('t.' + name for name in SLA_COLUMNS)}, d.timers"
        " FROM ticket t JOIN ticket_doc d ON d.key=t.key ORDER BY t.id"
    )
    return store.connection.raw.execute(sql).fetchall()


def fill(store: Store, count: int) -> None:
    maker = Maker(salt="upkeep")
    with store.bulk():
        store.perform(
            *(maker.open(str(n), priority=f"P{n % 4 + 1}") for n in range(count)), now=NOW
        )


def test_other_packs_rebuild_the_due_times_as_if_they_were_fresh(tmp_path: Path) -> None:
    with open_store(tmp_path / "old") as store:
        fill(store, 500)
    with Store.open(tmp_path / "fresh", OTHER, now=NOW, me="我") as fresh:
        fill(fresh, 500)
        wanted = due_times(fresh)
    with Store.open(tmp_path / "old", OTHER, now=NOW, me="我") as store:
        slices = 0
        while store.catch_up(120):
            slices += 1
            assert store.queue(now=NOW)
        assert slices >= 4
        assert due_times(store) == wanted
    with Store.open(tmp_path / "old", OTHER, now=NOW, me="我") as again:
        assert not again.catch_up()


def test_a_rebuild_goes_on_where_it_was_cut_off(folder: Path) -> None:
    with open_store(folder) as store:
        fill(store, 450)
        store.catch_up()
    with Store.open(folder, OTHER, now=NOW) as store:
        store.catch_up(300)
        half = due_times(store)
    with Store.open(folder, OTHER, now=NOW) as store:
        assert due_times(store) == half
        while store.catch_up(300):
            pass
        done = due_times(store)
    assert half != done
    assert sum(one != two for one, two in zip(half, done, strict=True)) <= 150


def test_a_few_tickets_are_rebuilt_at_once(folder: Path) -> None:
    with open_store(folder) as store:
        fill(store, 5)
    with Store.open(folder, OTHER, now=NOW) as store:
        assert store.timers(ticket_id("0"))[0].target_s == 8 * 3600


def test_an_import_is_the_same_as_acts_one_by_one(tmp_path: Path) -> None:
    shown = []
    for folder, bulk in (("a", True), ("b", False)):
        with open_store(tmp_path / folder) as store:
            if bulk:
                fill(store, 300)
            else:
                maker = Maker(salt="upkeep")
                for n in range(300):
                    store.perform(maker.open(str(n), priority=f"P{n % 4 + 1}"), now=NOW)
            while store.catch_up():
                pass
            chains = store.connection.raw.execute("SELECT chain FROM edit ORDER BY n").fetchall()
            found = [hit.id for hit in store.search("工单", limit=400)]
            shown.append((due_times(store), chains, store.queue(now=NOW), sorted(found)))
    assert shown[0] == shown[1]


def test_an_import_sees_its_own_tickets_and_twice_is_once(store: Store) -> None:
    for _ in range(2):
        maker = Maker(salt="twice")
        with store.bulk():
            for n in range(30):
                store.perform(maker.open(str(n), number=f"INC{n}"), now=NOW)
                assert store.ticket(f"inc{n}").id == ticket_id(str(n))
    assert (store.count(now=NOW), len(store.edits())) == (30, 30)


def test_an_import_in_pages_comes_to_the_same_as_acts_one_by_one(tmp_path: Path) -> None:
    shown = []
    for bulk in (True, False):
        with open_store(tmp_path / str(bulk)) as store, store.bulk() if bulk else nullcontext():
            shown.append(act_at_random(store))
            assert store.quick_check() == ()
    assert shown[0] == shown[1]


def act_at_random(store: Store) -> list[object]:
    """Open, change, repeat, clash and look, always alike; return all that was seen."""
    chance, maker = random.Random(3), Maker(salt="random")  # noqa: S311 - a test's dice
    seen: list[object] = []
    stale: list[Ticket] = []
    for n in range(400):
        number = f"N{chance.randrange(60)}"
        try:
            found = store.find(number)
        except Refused as problem:
            found = None
            seen.append(problem.sentence)
        if found is None:
            edit = maker.open(str(n), number=number)
        elif chance.random() < 0.1:
            edit = maker.open(str(n), number=number.lower())
        else:
            old = chance.choice(stale) if chance.random() < 0.2 and stale else found
            stale.append(found)
            edit = set_field(old, "site", chance.choice(("一厂", "二厂", "")), maker.stamp())
        store.perform(*([edit] * chance.randint(1, 2)), now=NOW)
        store.perform(edit, now=NOW)
        if chance.random() < 0.1:
            seen.append(
                (store.count(now=NOW), store.queue(sort="site", now=NOW), store.choices("site"))
            )
        if chance.random() < 0.05:
            store.save_draft("new", str(n), NOW)
            store.seen(edit.entity, NOW)
    raw = store.connection.raw
    store.count(now=NOW)
    tables = ("edit", "ticket", "ticket_doc", "draft", "seen")
    seen.extend(raw.execute(f"SELECT * FROM {one} ORDER BY 1").fetchall() for one in tables)
    return seen


def test_a_refused_row_leaves_the_rest_of_an_import(store: Store, maker: Maker) -> None:
    with store.bulk(), store.bulk():
        store.perform(maker.open("a"), now=NOW)
        bad = set_field(store.ticket("L-1"), "site", "x", maker.stamp())
        lost = type(bad)(bad.id, "nobody", "set", bad.made_at, changes=bad.changes)
        with pytest.raises(Refused):
            store.perform(lost, now=NOW)
        store.perform(maker.open("b"), now=NOW)
    assert store.count(now=NOW) == 2
    assert len(store.edits()) == 2


def test_an_import_that_is_stopped_keeps_what_it_had(folder: Path, maker: Maker) -> None:
    with open_store(folder) as store:
        with pytest.raises(KeyboardInterrupt):
            import_and_stop(store, maker)
        assert store.count(now=NOW) == 2500
    with open_store(folder) as store:
        assert store.count(now=NOW) == 2500
        assert store.quick_check() == ()


def import_and_stop(store: Store, maker: Maker) -> None:
    with store.bulk():
        for n in range(2500):
            store.perform(maker.open(str(n)), now=NOW)
        raise KeyboardInterrupt


# --- migrations ---

Step = tuple[str, Callable[[sqlite3.Connection], None]]


def add_column(raw: sqlite3.Connection) -> None:
    raw.execute("ALTER TABLE draft ADD COLUMN colour TEXT NOT NULL DEFAULT ''")
    raw.execute(f"PRAGMA user_version={LATER}")


def fall_over(raw: sqlite3.Connection) -> None:
    raw.execute("ALTER TABLE draft ADD COLUMN half TEXT NOT NULL DEFAULT ''")
    raw.execute(f"PRAGMA user_version={LATER}")
    raw.execute("SELECT no_such_function()")


def plan_step(monkeypatch: pytest.MonkeyPatch, step: Callable[[sqlite3.Connection], None]) -> None:
    monkeypatch.setattr(schema, "VERSION", LATER)
    monkeypatch.setattr(schema, "STEPS", (*schema.STEPS, ("9999_later", step)))


def test_a_newer_format_is_reached_with_a_sound_backup_before_it(
    folder: Path, maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(folder) as store:
        store.perform(maker.open("a"), now=NOW)
        kept = store.ticket("L-1")
    plan_step(monkeypatch, add_column)
    with open_store(folder) as store:
        assert store.ticket("L-1") == kept
        assert store.connection.raw.execute("PRAGMA user_version").fetchone() == (LATER,)
        store.save_draft("new", "x", NOW)
        assert [hit.id for hit in store.search("工单")] == [kept.id]
    (backup,) = (folder / "backups").glob("*.db")
    raw = sqlite3.connect(backup)
    assert raw.execute("PRAGMA user_version").fetchone() == (LATER - 1,)
    assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert json.loads(raw.execute("SELECT doc FROM ticket_doc").fetchone()[0])["id"] == kept.id
    raw.close()
    monkeypatch.undo()
    with pytest.raises(StoreProblem, match="newer version"):
        open_store(folder)


def test_a_step_that_fails_leaves_the_old_format_whole(
    folder: Path, maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(folder) as store:
        store.perform(maker.open("a"), now=NOW)
    plan_step(monkeypatch, fall_over)
    with pytest.raises(sqlite3.OperationalError, match="no_such_function"):
        open_store(folder)
    monkeypatch.undo()
    with open_store(folder) as store:
        assert store.ticket("L-1")
        columns = store.connection.raw.execute("SELECT name FROM pragma_table_info('draft')")
        assert "half" not in {name for (name,) in columns}
        assert [hit.number for hit in store.search("工单")] == ["L-1"]


def test_a_start_needs_no_migration_library(folder: Path) -> None:
    open_store(folder).close()
    raw = sqlite3.connect(folder / FILE)
    sets = raw.execute("SELECT migration_set, name FROM _sqlite_migrations").fetchall()
    raw.close()
    assert sets == [("firstline", name) for name, _ in schema.STEPS]
    connection = Connection(folder, NOW)
    assert connection.quick_check() == ()
    connection.close()
