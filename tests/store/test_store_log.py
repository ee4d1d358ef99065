"""The write-ahead log: written back when it has grown, and not again at every commit after that."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from store_makers import NOW, Maker

from firstline.store import drafts
from firstline.store.file.connection import FILE
from firstline.store.file.log_file import KEPT_BYTES, Disk
from firstline.store.store import Store

LONG = 1_000_000  # characters of a draft: each commit takes about 3 MB of the log


def test_the_log_is_written_back_when_it_has_grown_and_not_at_every_commit(store: Store) -> None:
    said: list[str] = []
    store.connection.raw.set_trace_callback(said.append)
    lengths = []
    for n in range(24):
        store.save_draft("new", chr(0x4E00 + n) * LONG, NOW)
        lengths.append(store.connection.wal.stat().st_size)
    written_back = sum("wal_checkpoint" in one for one in said)
    assert 2 <= written_back <= 16
    assert max(lengths) < 24 * 1024 * 1024  # 8 MB are kept, 12 MB may come, and one commit


def test_after_the_log_was_long_a_small_act_writes_nothing_back(store: Store, maker: Maker) -> None:
    for n in range(3):
        store.save_draft("new", chr(0x4E00 + n) * LONG, NOW)
    said: list[str] = []
    store.connection.raw.set_trace_callback(said.append)
    for n in range(10):
        store.perform(maker.open(f"t{n}"), now=NOW)
    assert sum("wal_checkpoint" in one for one in said) <= 1


def test_a_log_that_others_have_filled_is_not_cut_while_a_person_waits(
    store: Store, maker: Maker
) -> None:
    with store.sibling(NOW) as pages:
        for n in range(10):
            with pages.connection.write(Disk.AFTER):
                drafts.save(pages.connection.raw, "new", chr(0x4E00 + n) * LONG, NOW)
        pages.connection.tidy()
        before = store.connection.wal.stat().st_size
        store.perform(maker.open("t1"), now=NOW)  # begins the log anew
        after = store.connection.wal.stat().st_size
    assert after == before > 3 * KEPT_BYTES


def test_after_much_was_poured_in_all_of_it_is_written_back_though_the_log_grew_no_further(
    store: Store, tmp_path: Path
) -> None:
    """What comes next need not write it back in the middle."""
    with store.sibling(NOW) as pages:

        def pour(word: str) -> None:
            with pages.connection.write(Disk.AFTER):
                drafts.save(pages.connection.raw, "new", word, NOW)

        for n in range(12):
            pour(chr(0x4E00 + n) * LONG)
        pages.connection.tidy(poured=True)
        pour("后来的")
        pages.connection.tidy()
        assert written_back(store, tmp_path / "before") == chr(0x4E00 + 11) * LONG
        pages.connection.tidy(poured=True)
        assert written_back(store, tmp_path / "after") == "后来的"


def written_back(store: Store, place: Path) -> str:
    """Return the draft as the database file alone has it, without its log."""
    place.mkdir()
    copy = shutil.copy(store.folder / FILE, place)
    with closing(sqlite3.connect(copy)) as raw:
        found: str = raw.execute("SELECT text FROM draft WHERE key='new'").fetchone()[0]
    return found
