"""Faults: whatever is wrong with the file or the disk is one sentence, and nothing is lost."""

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from store_makers import NOW, Maker, open_store, ticket_id

from firstline.domain.edits.edits import reply
from firstline.domain.errors import StoreProblem
from firstline.store.care import ballast
from firstline.store.file import schema
from firstline.store.file.connection import FILE, wal_is_safe
from firstline.store.file.journal import FILE as JOURNAL
from firstline.store.store import Store

RESERVE_BYTES = ballast.SIZE_BYTES  # read with the modules, before a test asks for a smaller one


def fill(folder: Path, tickets: int = 3) -> None:
    with open_store(folder) as store:
        store.perform(*(Maker(salt=str(n)).open(str(n)) for n in range(tickets)), now=NOW)


def refuse(folder: Path, words: str) -> StoreProblem:
    """Open the profile, meet one problem that says `words`, and check that it is complete."""
    with pytest.raises(StoreProblem, match=words) as caught:
        open_store(folder, patience_s=0.05)
    problem = caught.value
    for text in (problem.sentence, problem.kept, problem.next_step):
        assert text.zh
        assert text.en
        assert "\n" not in text.en
    return problem


def write_text(path: Path) -> None:
    path.write_text("本文件是一段文字,不是数据库。\n" * 400, encoding="utf-8")


def write_short_text(path: Path) -> None:
    path.write_text("hello", encoding="utf-8")


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def come_from_the_future(path: Path) -> None:
    run_sql(path, "PRAGMA user_version=99")


def belong_to_another(path: Path) -> None:
    path.unlink()
    run_sql(path, "CREATE TABLE theirs(x)")


def bear_another_mark(path: Path) -> None:
    run_sql(path, "PRAGMA application_id=7")


def lose_a_page(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    path.write_bytes(data)


def become_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def run_sql(path: Path, sql: str) -> None:
    raw = sqlite3.connect(path)
    raw.execute(sql)
    raw.commit()
    raw.close()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (write_text, "not a database"),
        (write_short_text, "not a database"),
        (truncate, "damaged"),
        (come_from_the_future, "newer version"),
        (belong_to_another, "another program"),
        (bear_another_mark, "another program"),
        (lose_a_page, "damaged"),
        (become_a_folder, "not a database"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_and_left_alone(
    folder: Path, spoil: Callable[[Path], None], words: str
) -> None:
    fill(folder)
    path = folder / FILE
    spoil(path)
    before = path.read_bytes() if path.is_file() else b""
    refuse(folder, words)
    assert (path.read_bytes() if path.is_file() else b"") == before


def test_an_emptied_file_beside_a_journal_is_not_taken_for_a_new_one(folder: Path) -> None:
    fill(folder)
    (folder / JOURNAL).write_text("{}\n", encoding="utf-8")
    os.truncate(folder / FILE, 0)
    refuse(folder, "missing or empty")
    (folder / FILE).unlink()
    refuse(folder, "missing or empty")


def test_a_profile_that_is_a_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("x", encoding="utf-8")
    refuse(path, "not a folder")
    refuse(path / "below", "not a folder")


def test_a_missing_drive_is_refused() -> None:
    refuse(Path("/proc/no-such-drive/profile"), "Cannot open the profile|read-only")


def test_a_name_too_long_for_the_disk_is_refused(tmp_path: Path) -> None:
    refuse(tmp_path / ("长" * 200), "Cannot open the profile")


@pytest.fixture
def open_to_all(folder: Path) -> Iterator[Path]:
    """Yield a profile that another user may reach, since root may write everywhere."""
    path = Path("/tmp") / f"firstline-{os.getpid()}" / "profile"  # noqa: S108 - made below
    path.parent.mkdir(mode=0o755)
    fill(path)
    yield path
    shutil.rmtree(path.parent)


def as_nobody(profile: Path) -> str:
    """Open `profile` in a process without any rights and return what it said."""
    program = f"""
import os
from pathlib import Path
from store_makers import NOW, Maker, open_store
from firstline.domain.errors import StoreProblem
if os.getuid() == 0:
    os.setuid(65534)
try:
    with open_store(Path({str(profile)!r})) as store:
        store.perform(Maker().open("late"), now=NOW)
except StoreProblem as problem:
    print(problem.in_("en"))
"""
    paths = [str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=env, check=False
    )
    return done.stdout + done.stderr


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="needs another user")
@pytest.mark.parametrize("folder_mode", [0o555, 0o777])
def test_a_read_only_profile_is_refused(open_to_all: Path, folder_mode: int) -> None:
    for path in open_to_all.iterdir():
        if path.is_file():
            path.chmod(0o444)
    open_to_all.chmod(folder_mode)
    said = as_nobody(open_to_all)
    assert "read-only" in said
    assert "Traceback" not in said


def test_another_program_that_holds_the_file_is_waited_for_and_named(
    folder: Path, maker: Maker
) -> None:
    fill(folder)
    other = sqlite3.connect(folder / FILE, isolation_level=None)
    with open_store(folder, patience_s=0.1) as store:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreProblem, match="held by another program"):
            store.perform(maker.open("late"), now=NOW)
        assert store.count(now=NOW) == 3
        other.execute("ROLLBACK")
        store.perform(maker.open("late"), now=NOW)
        assert store.count(now=NOW) == 4
    other.close()


def test_another_writer_that_never_ends_is_named(folder: Path, maker: Maker) -> None:
    fill(folder)
    with open_store(folder) as holder, open_store(folder, patience_s=0.1) as store:
        assert holder.connection.lock.take(0)
        with pytest.raises(StoreProblem, match="held by another program"):
            store.perform(maker.open("late"), now=NOW)
        holder.connection.lock.give()
        store.perform(maker.open("late"), now=NOW)


def pages(store: Store) -> int:
    found: int = store.connection.raw.execute("PRAGMA page_count").fetchone()[0]
    return found


def limit(store: Store, count: int) -> None:
    store.connection.raw.execute(f"PRAGMA max_page_count={count}")


@pytest.mark.parametrize("room", range(6))
def test_a_full_disk_loses_nothing_and_says_so(store: Store, maker: Maker, room: int) -> None:
    store.perform(maker.open("a"), now=NOW)
    limit(store, pages(store) + room)
    text = "很长的回复。" * 20_000
    edit = reply(store.ticket("L-1"), text, maker.stamp())
    before = store.ticket("L-1")
    with pytest.raises(StoreProblem, match="disk is full") as caught:
        store.perform(edit, now=NOW)
    assert "not saved" in caught.value.kept.en
    assert store.ticket("L-1") == before
    assert store.quick_check() == ()
    limit(store, 1 << 30)
    store.perform(edit, now=NOW)
    assert store.ticket("L-1").events[-1].text == text


@pytest.mark.parametrize("room", [0, 40])  # full when a number is given, or when all is written
def test_a_full_disk_in_an_import_undoes_one_page(store: Store, maker: Maker, room: int) -> None:
    store.perform(maker.open("a"), now=NOW)
    limit(store, pages(store) + room)
    with pytest.raises(StoreProblem, match="disk is full"):
        import_many(store, maker)
    limit(store, 1 << 30)
    assert store.quick_check() == ()
    assert store.count(now=NOW) == len(store.edits())
    store.perform(maker.open("after"), now=NOW)
    assert store.find(ticket_id("after"))


def import_many(store: Store, maker: Maker) -> None:
    with store.bulk():
        for n in range(5000):
            store.perform(maker.open(str(n), body="长文" * 300), now=NOW)


@pytest.fixture
def small_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Yield a folder on a disk of 48 MiB; a profile there has its whole reserve."""
    monkeypatch.setattr(ballast, "SIZE_BYTES", RESERVE_BYTES)
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    done = mount and subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(place)],
        capture_output=True, check=False,
    )  # fmt: skip
    if not done or done.returncode:
        pytest.skip("cannot mount a small disk here")
    yield place / "profile"
    subprocess.run(["umount", str(place)], check=True)


def test_the_reserve_lets_a_person_save_on_a_full_disk(small_disk: Path, maker: Maker) -> None:
    with open_store(small_disk) as store:
        store.perform(maker.open("a"), now=NOW)
        assert (small_disk / ballast.NAME).stat().st_size == ballast.SIZE_BYTES
        stuff_disk(small_disk.parent / "stuffing")
        edit = reply(store.ticket("L-1"), "很长的回复。" * 20_000, maker.stamp())
        store.perform(edit, now=NOW)
        assert store.low_on_space
        assert not (small_disk / ballast.NAME).exists()
        with pytest.raises(StoreProblem, match="disk is full"):
            store.keep_file(b"x" * ballast.SIZE_BYTES * 2, "big.bin")
        answers = answer_until_full(store, maker)
        kept = store.ticket("L-1")
    (small_disk.parent / "stuffing").unlink()
    with open_store(small_disk) as store:
        assert store.ticket("L-1") == kept
        assert len(kept.events) == 2 + answers
        assert store.quick_check() == ()
        assert not store.low_on_space


def test_a_disk_without_any_room_is_refused_and_recovers(small_disk: Path) -> None:
    stuffing = small_disk.parent / "stuffing"
    stuff_disk(stuffing)
    refuse(small_disk, "disk is full")
    stuffing.unlink()
    fill(small_disk)
    with open_store(small_disk) as store:
        assert store.count(now=NOW) == 3


def test_a_read_only_disk_is_refused_and_recovers(small_disk: Path, tmp_path: Path) -> None:
    fill(small_disk)
    remount(small_disk.parent, "ro")
    refuse(small_disk, "read-only")
    refuse(small_disk.parent / "other", "read-only")
    remount(small_disk.parent, "rw")
    with open_store(small_disk) as store:
        assert store.count(now=NOW) == 3


def remount(disk: Path, way: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{way}", str(disk)], check=True)


def test_a_profile_that_is_taken_away_is_one_sentence(folder: Path, maker: Maker) -> None:
    with open_store(folder) as store:
        store.perform(maker.open("a"), now=NOW)
        away = folder.rename(folder.with_name("away"))
        with pytest.raises(StoreProblem, match="Cannot open the profile"):
            store.perform(maker.open("b"), now=NOW)
        away.rename(folder)
        store.perform(maker.open("c"), now=NOW)
        assert store.count(now=NOW) == 2


def test_a_file_that_was_replaced_is_not_written_any_more(folder: Path, maker: Maker) -> None:
    fill(folder)
    with open_store(folder) as store:
        kept = shutil.copyfile(folder / FILE, folder / "copy.db")
        kept.replace(folder / FILE)
        with pytest.raises(StoreProblem, match="deleted or replaced"):
            store.perform(maker.open("b"), now=NOW)


def answer_until_full(store: Store, maker: Maker) -> int:
    for n in range(200):
        try:
            store.perform(reply(store.ticket("L-1"), "长" * 50_000, maker.stamp()), now=NOW)
        except StoreProblem:
            return n
    pytest.fail("the disk never filled")


def stuff_disk(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 65536)
        except OSError:
            return


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_a_file_size_limit_is_a_full_disk(folder: Path, maker: Maker) -> None:
    with open_store(folder) as store:
        store.perform(maker.open("a"), now=NOW)
        old = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, old[1]))
        try:
            with pytest.raises(StoreProblem, match="disk is full"):
                import_many(store, maker)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, old)
        assert store.quick_check() == ()
        assert store.count(now=NOW) == len(store.edits())
        store.perform(maker.open("after"), now=NOW)


def test_the_log_bug_is_known_by_version() -> None:
    fixed = [(3, 44, 6), (3, 50, 7), (3, 51, 3), (3, 53, 0)]
    open_ones = [(3, 40, 1), (3, 44, 5), (3, 45, 0), (3, 50, 6), (3, 51, 2), (3, 7, 0)]
    assert all(wal_is_safe(version) for version in fixed)
    assert not any(wal_is_safe(version) for version in open_ones)


def test_the_file_says_whose_it_is_and_how_it_is_kept(store: Store) -> None:
    def ask(pragma: str) -> object:
        return store.connection.raw.execute(f"PRAGMA {pragma}").fetchone()[0]

    assert ask("application_id") == schema.APPLICATION_ID
    assert ask("user_version") == schema.VERSION
    assert (ask("journal_mode"), ask("synchronous"), ask("wal_autocheckpoint")) == ("wal", 2, 0)
    sql = "SELECT name FROM pragma_table_list WHERE schema='main' AND type<>'view' AND NOT strict"
    lax = {name for (name,) in store.connection.raw.execute(sql)}
    assert not {name for name in lax if not name.startswith(("sqlite_", "_sqlite", "search"))}


def test_the_last_one_out_writes_the_log_back(folder: Path, maker: Maker) -> None:
    first, second = open_store(folder), open_store(folder)
    first.perform(maker.open("a"), now=NOW)
    first.close()
    first.close()
    second.perform(maker.open("b"), now=NOW)
    second.close()
    assert not (folder / "firstline.db-wal").exists()
    with open_store(folder) as again:
        assert again.count(now=NOW) == 2


def test_the_log_does_not_grow_without_end(store: Store, maker: Maker) -> None:
    for n in range(60):
        store.perform(maker.open(str(n), body="长" * 100_000), now=NOW)
    assert store.connection.wal.stat().st_size < 24 * 1024 * 1024
