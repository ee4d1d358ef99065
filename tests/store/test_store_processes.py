"""Window and terminal, threads and processes: all on one profile at once, and nothing is lost."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from store_makers import NOW, Maker, RoundTheClock, open_store, ticket_id

from firstline.domain.edits.edits import reply, set_field
from firstline.domain.errors import StoreProblem
from firstline.store.file.lock import WriterLock
from firstline.store.store import Store
from firstline.store.watch import Changed

WRITER = """
import sys
from pathlib import Path
from store_makers import NOW, Maker, open_store
folder, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
maker = Maker(name, name)
with open_store(folder, me=name) as store:
    for n in range(count):
        edit = maker.open(f"{name}{n}")
        store.perform(edit, now=NOW)
        print(edit.id, flush=True)
"""


def start(code: str, *arguments: str) -> "subprocess.Popen[str]":
    paths = [str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env,
    )  # fmt: skip


def finish(process: "subprocess.Popen[str]") -> list[str]:
    out, err = process.communicate(timeout=240)
    assert (process.returncode, err) == (0, "")
    return out.split()


def test_four_writers_lose_nothing_and_meet_no_lock(folder: Path) -> None:
    open_store(folder).close()
    writers = [start(WRITER, str(folder), f"w{n}", "300") for n in range(4)]
    acknowledged = [one for writer in writers for one in finish(writer)]
    assert len(acknowledged) == 1200
    with open_store(folder) as store:
        assert {one.edit.id for one in store.edits()} == set(acknowledged)
        assert store.count(now=NOW) == 1200
        rows = store.rows(store.queue(now=NOW, sort="number"))
        assert [row.number for row in rows] == [f"L-{n}" for n in range(1, 1201)]
        assert store.quick_check() == ()


def test_a_window_sees_what_a_terminal_does(store: Store, folder: Path, maker: Maker) -> None:
    store.perform(maker.open("mine"), now=NOW)
    assert store.poll() is None
    finish(start(WRITER, str(folder), "w", "2"))
    store.perform(maker.open("mine too"), now=NOW)
    changed = store.poll()
    assert changed == Changed(frozenset({ticket_id("w0"), ticket_id("w1")}), frozenset({"ticket"}))
    assert store.poll() is None
    assert store.find(ticket_id("w1"))


def test_whoever_is_far_behind_reads_all_anew(store: Store, folder: Path) -> None:
    with open_store(folder) as other:
        for n in range(2100):
            other.put("n", n)
    changed = store.poll()
    assert changed
    assert changed.everything


def test_a_file_watcher_is_told_what_to_look_at(store: Store, folder: Path, maker: Maker) -> None:
    def marks() -> list[tuple[int, int]]:
        return [(p.stat().st_size, p.stat().st_mtime_ns) for p in store.watch_paths if p.exists()]

    before = marks()
    with store.sibling(NOW) as other:
        other.perform(maker.open("a"), now=NOW)
        assert marks() != before


def test_lanes_write_while_the_window_reads(store: Store, folder: Path) -> None:
    failures: list[BaseException] = []

    def lane(name: str) -> None:
        try:
            maker = Maker(name, name)
            with store.sibling(NOW) as own:
                for n in range(50):
                    own.perform(maker.open(f"{name}{n}"), now=NOW)
        except BaseException as error:  # noqa: BLE001 - a thread's failure must fail the test
            failures.append(error)

    lanes = [threading.Thread(target=lane, args=(f"t{n}",)) for n in range(3)]
    for one in lanes:
        one.start()
    while any(one.is_alive() for one in lanes):
        rows = store.rows(store.queue(now=NOW))
        assert len({row.number for row in rows}) == len(rows)
    for one in lanes:
        one.join()
    assert failures == []
    assert store.count(now=NOW) == 150


def test_a_thread_that_dies_leaves_nothing_locked(store: Store, maker: Maker) -> None:
    class Death(BaseException):
        pass

    def lane() -> None:
        with store.sibling(NOW) as own:
            own.connection.begin()
            own.connection.raw.execute("DELETE FROM setting")

    store.put("kept", 1)
    thread = threading.Thread(target=lane)
    thread.start()
    thread.join()
    store.perform(maker.open("a"), now=NOW)
    assert store.get("kept") == 1


def test_two_hands_in_two_windows_see_the_conflict(store: Store, maker: Maker) -> None:
    store.perform(maker.open("a"), now=NOW)
    with store.sibling(NOW) as other:
        mine = set_field(store.ticket("L-1"), "site", "一号厂", maker.stamp())
        theirs = set_field(other.ticket("L-1"), "site", "二号厂", maker.stamp())
        other.perform(theirs, now=NOW)
        store.perform(mine, now=NOW)
        assert store.ticket("L-1") == other.ticket("L-1")
        assert [one.mine for one in store.ticket("L-1").conflicts] == ["一号厂"]
        told = store.poll()
        assert told
        assert told.tickets == {ticket_id("a")}


def test_an_import_lets_others_write_between_its_pages(folder: Path, maker: Maker) -> None:
    with open_store(folder) as store, store.bulk():
        store.perform(maker.open("first"), now=NOW)
        writer = start(WRITER, str(folder), "w", "3")
        n = 0
        while writer.poll() is None:
            n += 1
            store.perform(maker.open(f"bulk{n}"), now=NOW)
        assert len(finish(writer)) == 3
    with open_store(folder) as store:
        assert store.count(now=NOW) == n + 4
        ticket = store.ticket(ticket_id("first"))
        store.perform(reply(ticket, "在", maker.stamp()), now=NOW)


def test_a_lock_outlives_no_process(folder: Path) -> None:
    folder.mkdir()
    path = folder / "lock"
    holder = start(
        "import sys, time; from pathlib import Path\n"
        "from firstline.store.file.lock import WriterLock\n"
        "lock = WriterLock(Path(sys.argv[1])); lock.take(1); print('held', flush=True)\n"
        "time.sleep(60)",
        str(path),
    )
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    lock = WriterLock(path)
    assert not lock.take(0.05)
    holder.kill()
    holder.communicate()
    assert lock.take(1)
    assert lock.take(1)
    lock.give()
    other = WriterLock(path)
    assert not other.take(0)
    lock.give()
    assert other.take(0)
    other.give()
    other.close()
    lock.close()
    lock.close()


def test_other_packs_in_another_process_do_not_disturb(folder: Path, maker: Maker) -> None:
    with open_store(folder) as store:
        store.perform(maker.open("a"), now=NOW)
        with Store.open(folder, RoundTheClock("other packs", 2), now=NOW) as other:
            assert other.timers(ticket_id("a"))[0].target_s == 48 * 3600
        assert store.poll()
        assert store.timers(ticket_id("a"))[0].target_s == 48 * 3600


def test_a_closed_profile_may_be_opened_from_anywhere(folder: Path) -> None:
    open_store(folder).close()
    with pytest.raises(StoreProblem):
        open_store(folder / "firstline.db")
