"""An older file is brought up whole or not at all, whatever cuts the way short (T11)."""

import os
import shutil
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from store_makers import NOW, RoundTheClock, open_store, ticket_id

from firstline.domain.errors import StoreProblem
from firstline.domain.ticket.ticket import Priority
from firstline.store.care import doctor
from firstline.store.file import schema
from firstline.store.file.connection import FILE
from firstline.store.store import Store

STEP = int(os.environ.get("FIRSTLINE_STATEMENTS", "6"))  # 1: killed at every statement
FORMAT_1 = Path(__file__).parents[1] / "data" / "store" / "format-1"
Wrap = Callable[[sqlite3.Connection], None]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Return a profile of format 1: 28 tickets, one clash, one refusal, one edit taken back."""
    folder = tmp_path / "old"
    shutil.copytree(FORMAT_1, folder)
    return folder


def version(folder: Path) -> int:
    with closing(sqlite3.connect(folder / FILE)) as raw:
        found: int = raw.execute("PRAGMA user_version").fetchone()[0]
        return found


def stored(folder: Path) -> list[tuple[Any, ...]]:
    """Return what a person has done and typed, as it stands in the tables of every format."""
    with closing(sqlite3.connect(folder / FILE)) as raw:
        found = raw.execute("SELECT n, id, state, chain, sha256, doc FROM edit ORDER BY n")
        rows = found.fetchall()
        for table in ("ticket_number", "draft", "seen"):
            rows += raw.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
        rows += raw.execute("SELECT id, number, title, sync FROM ticket ORDER BY id").fetchall()
        return rows


def test_what_was_done_before_is_all_there(old: Path) -> None:
    before = stored(old)
    with open_store(old) as store:
        assert store.ticket("L-1").priority is Priority.P1
        assert [one.mine for one in store.ticket("L-1").conflicts] == ["P2"]
        states = [one.state for one in store.edits(states=("held", "refused", "withdrawn"))]
        assert sorted(states) == ["held", "refused", "withdrawn"]
        assert (store.edits()[0].tries, store.edits()[0].code) == (0, "")
        (refused,) = store.edits(states=("refused",))
        assert refused.reason.en == "x"
        assert store.drafts() == {f"note:{ticket_id('3')}": "写到一半"}
        assert len(store.search("库存", now=NOW)) == 6
        found = store.outstanding()
        assert (found.held, found.refused, found.files) == (1, 1, 1)
        assert store.position("main").device == store.position("main").device
        store.put("portals", [{"name": "main", "kind": "native"}])
        assert len(store.outgoing("main", now=NOW)) == 0
    assert stored(old) == before
    assert version(old) == schema.VERSION
    (backup,) = (old / "backups").glob("format-1-*.db")
    with closing(sqlite3.connect(backup)) as raw:
        assert raw.execute("PRAGMA user_version").fetchone() == (1,)
    assert (
        doctor.examine(old, RoundTheClock(), me="我").findings[1:] == ()
    )  # its files are not here


def test_the_doctor_brings_an_older_profile_up_and_does_not_build_it_anew(old: Path) -> None:
    before = stored(old)
    looked = doctor.examine(old, RoundTheClock(), me="我")
    assert looked.ok
    assert (version(old), stored(old)) == (1, before)
    report = doctor.repair(old, RoundTheClock(), NOW, me="我")
    assert [one.code for one in report.findings] == ["file_missing"]  # its files are not here
    assert report.kept is None
    assert (version(old), stored(old)) == (schema.VERSION, before)


def test_two_profiles_made_from_one_differ_as_devices_only_when_told(tmp_path: Path) -> None:
    devices = set()
    for name in "ab":
        with open_store(tmp_path / name) as store:
            devices.add(store.position("main").device)
            assert store.position("other").device not in devices
    assert len(devices) == 2


def apply_with(monkeypatch: pytest.MonkeyPatch, prepare: Wrap) -> None:
    """Let `prepare` see the connection right before the steps are applied."""
    apply = schema.apply

    def prepared(connection: sqlite3.Connection) -> None:
        prepare(connection)
        apply(connection)

    monkeypatch.setattr(schema, "apply", prepared)


def statements(old: Path) -> int:
    """Return how many statements the steps are made of."""
    count = 0

    def counting(_: str) -> None:
        nonlocal count
        count += 1

    with pytest.MonkeyPatch.context() as patch:
        apply_with(patch, lambda raw: raw.set_trace_callback(counting))
        open_store(old).close()
    return count


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
def test_a_kill_at_any_statement_leaves_the_old_format_or_the_new(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = stored(old)
    total = statements(shutil.copytree(old, tmp_path / "count"))
    assert total > 60
    seen = set()
    for n in (*range(1, total, STEP), total):
        folder = shutil.copytree(old, tmp_path / str(n))
        kill_at(folder, n, monkeypatch)
        seen.add(version(folder))
        with open_store(folder) as store:
            assert store.quick_check() == ()
            assert len(store.search("库存", now=NOW)) == 6
        assert stored(folder) == before
        assert version(folder) == schema.VERSION
        shutil.rmtree(folder)
    assert {1, schema.VERSION} <= seen


def kill_at(folder: Path, n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Open the profile in a process that is killed at the `n`-th statement of the steps."""
    left = [n]

    def count_down(_: str) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if child == 0:
        apply_with(monkeypatch, lambda raw: raw.set_trace_callback(count_down))
        open_store(folder).close()
        os._exit(0)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])


@pytest.mark.parametrize("room", [0, 1, 2, 3, 5, 8, 13, 21])
def test_a_full_disk_leaves_the_old_format(
    old: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    before = stored(old)

    def limit(raw: sqlite3.Connection) -> None:
        pages = raw.execute("PRAGMA page_count").fetchone()[0]
        raw.execute(f"PRAGMA max_page_count={pages + room}")

    with monkeypatch.context() as patch:
        apply_with(patch, limit)
        with pytest.raises(StoreProblem, match="disk is full"):
            open_store(old)
    assert stored(old) == before
    with open_store(old) as store:
        assert store.quick_check() == ()
    assert stored(old) == before


def test_a_program_of_before_refuses_the_new_format(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_store(old).close()
    monkeypatch.setattr(schema, "VERSION", 1)
    with pytest.raises(StoreProblem, match="newer version"):
        Store.open(old, RoundTheClock(), now=NOW)
