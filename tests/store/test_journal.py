"""The journal holds every acknowledged edit, and a damaged line costs only itself."""

import errno
import os
import shutil
import sqlite3
from contextlib import suppress
from pathlib import Path

import pytest
from store_makers import NOW, Maker, RoundTheClock, open_store, ticket_id

from firstline.domain.edits.edits import reply
from firstline.store.care import doctor
from firstline.store.file import journal
from firstline.store.file.journal import Bad, Line
from firstline.store.store import Store


def lines(folder: Path) -> list[Line]:
    return [one for one in journal.read(folder) if isinstance(one, Line)]


def states(folder: Path) -> dict[str, str]:
    return {one.edit_id: one.state for one in lines(folder)}


def has_trouble(store: Store) -> bool:
    return store.connection.journal.trouble is not None


def test_every_edit_is_there_when_perform_returns(store: Store, maker: Maker) -> None:
    for n in range(5):
        edit = maker.open(str(n))
        store.perform(edit, now=NOW)
        written = lines(store.folder)
        assert [one.edit_id for one in written][-1] == edit.id
        stored = store.connection.raw.execute("SELECT doc FROM edit WHERE id=?", (edit.id,))
        assert written[-1].doc == stored.fetchone()[0]
        assert written[-1].number == f"L-{n + 1}"
    assert len(lines(store.folder)) == 5


def test_a_later_state_is_a_line_of_its_own(store: Store, maker: Maker) -> None:
    edit = maker.open("a")
    store.perform(edit, now=NOW)
    store.withdraw(edit.id, NOW)
    assert states(store.folder) == {edit.id: "withdrawn"}
    store.reinstate(edit.id, NOW)
    assert states(store.folder) == {edit.id: "waiting"}
    assert len([one for one in lines(store.folder) if one.doc]) == 1


def test_an_import_is_journalled_page_by_page(store: Store, maker: Maker) -> None:
    with store.bulk():
        for n in range(2500):
            store.perform(maker.open(str(n)), now=NOW)
    assert len({one.edit_id for one in lines(store.folder)}) == 2500


def test_an_act_that_is_undone_leaves_no_line(store: Store, maker: Maker) -> None:
    store.perform(maker.open("a"), now=NOW)
    with suppress(LookupError), store.connection.write():
        store.connection.raw.execute("UPDATE edit SET state='refused'")
        raise LookupError
    assert set(states(store.folder).values()) == {"waiting"}


def test_what_a_crash_left_out_follows_at_the_next_start(folder: Path, maker: Maker) -> None:
    with open_store(folder) as store:
        store.perform(maker.open("a"), now=NOW)
    raw = sqlite3.connect(folder / "firstline.db", isolation_level=None)
    raw.execute("UPDATE edit SET state='refused'")  # committed, and the process died there
    raw.close()
    assert set(states(folder).values()) == {"waiting"}
    open_store(folder).close()
    assert set(states(folder).values()) == {"refused"}


def test_starting_again_writes_nothing_twice(folder: Path, maker: Maker) -> None:
    with open_store(folder) as store:
        for n in range(3):
            store.perform(maker.open(str(n)), now=NOW)
    for _ in range(3):
        open_store(folder).close()
    assert len(lines(folder)) == 3


def test_two_stores_on_one_profile_share_it(folder: Path) -> None:
    with open_store(folder) as one, open_store(folder) as two:
        for n in range(10):
            one.perform(Maker(salt=f"a{n}").open(f"a{n}"), now=NOW)
            two.perform(Maker(salt=f"b{n}").open(f"b{n}"), now=NOW)
    assert len({line.edit_id for line in lines(folder)}) == 20


def test_a_torn_last_line_costs_nothing_but_itself(folder: Path, maker: Maker) -> None:
    with open_store(folder) as store:
        for n in range(3):
            store.perform(maker.open(str(n)), now=NOW)
    path = folder / journal.FILE
    whole = path.read_bytes()
    for cut in (1, 5, 65, 66, 200):
        path.write_bytes(whole[:-cut])
        kept = list(journal.read(folder))
        assert [type(one) for one in kept[:2]] == [Line, Line]
        if cut > 1:  # without its last byte alone, the line is still whole
            assert kept[2] == Bad(journal.FILE, 3, last=True)
        with open_store(folder) as store:
            store.perform(maker.open(f"after{cut}"), now=NOW)
        assert len(lines(folder)) == (3 if cut > 1 else 4)
        assert not any(isinstance(one, Bad) for one in journal.read(folder))


@pytest.mark.logs
@pytest.mark.parametrize("length", [10, 200_000])
def test_a_line_cut_off_by_a_crash_or_a_full_disk_leaves_no_damage(
    folder: Path, maker: Maker, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    with open_store(folder) as store:
        store.perform(maker.open("first"), now=NOW)
        written = os.write

        def full(handle: int, data: bytes) -> int:
            if "工单 second".encode() in bytes(data):
                written(handle, bytes(data)[:-20])
                raise OSError(errno.ENOSPC, "no space")
            return written(handle, data)

        with monkeypatch.context() as disk:
            disk.setattr(os, "write", full)
            store.perform(maker.open("second", body="x" * length), now=NOW)
        assert any(isinstance(one, Bad) for one in journal.read(folder))
        store.perform(maker.open("third"), now=NOW)
    assert not any(isinstance(one, Bad) for one in journal.read(folder))
    assert len(lines(folder)) == 3
    assert doctor.examine(folder, RoundTheClock(), me="我").ok


@pytest.mark.parametrize("place", [0, 30, -30])
def test_a_flipped_bit_is_seen_and_costs_one_line(folder: Path, maker: Maker, place: int) -> None:
    with open_store(folder) as store:
        for n in range(3):
            store.perform(maker.open(str(n)), now=NOW)
    path = folder / journal.FILE
    rows = path.read_bytes().splitlines(keepends=True)
    ruined = bytearray(rows[1])
    ruined[place] ^= 4
    path.write_bytes(rows[0] + bytes(ruined) + rows[2])
    found = list(journal.read(folder))
    assert [type(one) for one in found] == [Line, Bad, Line]
    assert found[1] == Bad(journal.FILE, 2, last=False)


def test_what_is_no_line_of_ours_raises_nothing(folder: Path) -> None:
    folder.mkdir()
    texts = ["null", "[]", "1", '{"edit":3,"state":"x"}', '{"edit":{}}', "{", "", '{"id":1}']
    data = b"\x00\xff\n" + b"".join(journal.seal(text.encode()) for text in texts)
    (folder / journal.FILE).write_bytes(data + b"x" * 3_000_000)
    assert all(isinstance(one, Bad) for one in journal.read(folder))


def test_it_is_rotated_and_read_in_order(
    folder: Path, maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_ROTATE_BYTES", 1000)
    with open_store(folder) as store:
        for n in range(12):
            store.perform(maker.open(str(n)), now=NOW)
        expected = [
            row[0] for row in store.connection.raw.execute("SELECT id FROM edit ORDER BY n")
        ]
    assert len(journal.files(folder)) > 3
    assert [one.edit_id for one in lines(folder)] == expected


@pytest.mark.logs
def test_a_disk_that_refuses_the_journal_stops_no_work(
    folder: Path, maker: Maker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with open_store(folder) as store:
        store.perform(maker.open("a"), now=NOW)
        write, budget = os.write, [40]

        def full(handle: int, data: memoryview) -> int:
            if budget[0] <= 0:
                raise OSError(errno.ENOSPC, "No space left on device")
            wrote = write(handle, data[: budget[0]])
            budget[0] -= wrote
            return wrote

        with monkeypatch.context() as patch:
            patch.setattr(os, "write", full)
            store.perform(maker.open("b"), now=NOW)
            assert has_trouble(store)
        assert store.ticket(ticket_id("b"))
        assert len(lines(folder)) == 1
        store.perform(reply(store.ticket(ticket_id("a")), "好", maker.stamp()), now=NOW)
        assert not has_trouble(store)
    assert len({one.edit_id for one in lines(folder)}) == 3
    assert "journal" in caplog.text


def test_it_is_made_anew_when_somebody_deletes_it(folder: Path, maker: Maker) -> None:
    with open_store(folder) as store:
        store.perform(maker.open("a"), now=NOW)
    (folder / journal.FILE).unlink()
    with open_store(folder) as store:
        store.perform(maker.open("b"), now=NOW)
    assert len(lines(folder)) == 1  # the doctor brings the others back
    shutil.rmtree(folder)
