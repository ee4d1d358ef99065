"""A page that arrives while somebody waits to write: in parts, and nothing is lost or doubled."""

import errno
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from far_end import LATER, PORTAL, FarEnd, fill
from store_makers import NOW, Maker, open_store

from firstline.domain.edits.edits import set_field
from firstline.domain.edits.exchange import CopyState
from firstline.domain.errors import StoreProblem
from firstline.domain.privacy.erasing import erasure
from firstline.domain.query.query import parse_query
from firstline.store.exchange import fresh
from firstline.store.exchange.landing import Landing
from firstline.store.exchange.page_turns import PageTurns
from firstline.store.file import log_file
from firstline.store.file.lock import WriterLock
from firstline.store.file.log_file import Disk, LogFile
from firstline.store.file.turns import Step
from firstline.store.search import index as search_index
from firstline.store.watch import Changed

pytestmark = pytest.mark.usefixtures("tied")


def cut_after_two(made: Callable[..., Sequence[Step]]) -> Callable[..., list[Step]]:
    """Return `made` with its third step one that is cut short."""

    def cut() -> Changed:
        raise KeyboardInterrupt

    return lambda *given: [*made(*given)[:2], cut]


def test_a_page_goes_in_parts_while_somebody_waits_and_its_cursor_comes_last(
    folder: Path, end: FarEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut short between two parts, the page comes once more, and nothing is lost or doubled."""
    fill(end, 400)
    page = end.pull(None, 400)
    one = page.copies[3].id
    with open_store(folder) as store:
        acted: list[str] = []

        def wanted(_lock: WriterLock) -> bool:
            """Let an act in between any two parts: on a ticket that this page brings, too."""
            return True

        def act(_changed: Changed) -> None:
            if acted or store.find(one) is None:
                return
            acted.append(one)
            store.perform(set_field(store.ticket(one), "site", "三厂", Maker().stamp()), now=NOW)
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(WriterLock, "is_wanted", wanted)
            leave = store.subscribe(act)
            with pytest.raises(KeyboardInterrupt):
                store.arrive(PORTAL, page, LATER)
            leave()
        held = store.count(now=NOW)
        assert 0 < held < 400
        assert store.position(PORTAL).cursor is None
    with open_store(folder) as store:
        arrived = store.arrive(PORTAL, end.pull(None, 400), LATER)
        assert (arrived.created, arrived.updated) == (400 - held, 0)
        assert (store.count(now=NOW), store.position(PORTAL).cursor) == (400, page.cursor)
        assert store.ticket(one).site == "三厂"
        assert [one.state for one in store.edits()] == ["waiting"]
        assert len(store.search("三厂", 5, now=NOW)) == 1
        assert store.count(parse_query("is:unread"), now=NOW) == 0
        while store.catch_up():
            pass
        assert search_index.faults(store.connection.raw) == ()


def test_a_page_that_takes_something_away_stays_one_transaction(
    folder: Path, end: FarEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(end, 200)
    page = end.pull(None, 200)
    gone = replace(page.copies[-1], state=CopyState.GONE, doc=None)
    page = replace(page, copies=(*page.copies[:-1], gone))
    with open_store(folder) as store:
        monkeypatch.setattr(WriterLock, "is_wanted", lambda _lock: True)
        told: list[Changed] = []
        store.subscribe(told.append)
        store.arrive(PORTAL, page, LATER)
        assert sum("portal" in one.kinds for one in told) == 1
        assert store.find(gone.id) is None


def test_a_first_pull_that_was_cut_off_is_searchable_as_far_as_it_has_come(
    folder: Path, end: FarEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(end, 700)
    page = end.pull(None, 700)

    with open_store(folder) as store:
        with monkeypatch.context() as patch:
            patch.setattr(PageTurns, "arrival", cut_after_two(PageTurns.arrival))
            patch.setattr(WriterLock, "is_wanted", lambda _lock: True)
            with pytest.raises(KeyboardInterrupt):
                store.arrive(PORTAL, page, LATER)
        assert store.position(PORTAL).cursor is None
    with open_store(folder) as store:
        held = store.count(now=NOW)
        assert 0 < held < 700
        assert len(store.search("库存", 900, now=NOW)) == held
        store.arrive(PORTAL, page, LATER)
        assert len(store.search("库存", 900, now=NOW)) == 700
        assert search_index.faults(store.connection.raw) == ()


def test_a_key_that_a_ticket_had_before_is_found_by_the_new_words(
    folder: Path, end: FarEnd
) -> None:
    """The last ticket goes, not yet out of the index, and a new one of a page gets its key."""
    fill(end, 300)
    page = end.pull(None, 300)
    maker = Maker()
    with open_store(folder) as store:
        old = maker.open("old", title="发票打印机")
        store.perform(old, now=NOW)
        store.withdraw(old.id, NOW)
        with store.connection.write():
            raw = store.connection.raw
            raw.execute("INSERT INTO search(rowid, title) VALUES(1, '发 票')")
            raw.execute("INSERT OR IGNORE INTO search_pending(key) VALUES(1)")
        store.arrive(PORTAL, page, LATER)
        assert not store.search("发票", 900, now=NOW)
        assert len(store.search("库存", 900, now=NOW)) == 300
        assert search_index.faults(store.connection.raw) == ()


TABLES = (
    "base", "ticket", "ticket_doc", "ticket_tag", "seen", "search", "search_block", "due_pending",
    "search_pending", "position", "alarm_due",
)  # fmt: skip


def test_what_is_new_is_written_as_what_may_be_known(
    folder: Path, end: FarEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The short way of a first pull and the way that looks for everything leave the same rows."""
    fill(end, 260)
    page = end.pull(None, 260)
    held = []
    for name in ("short", "long"):
        with open_store(folder / name) as store, monkeypatch.context() as patch:
            if name == "long":
                patch.setattr(fresh, "rows_of", lambda *_: None)
            else:
                patch.delattr(Landing, "take")
            arrived = store.arrive(PORTAL, page, LATER)
            assert (arrived.created, arrived.updated, arrived.gone) == (260, 0, 0)
            while store.catch_up():
                pass
            raw = store.connection.raw
            held.append({one: raw.execute(f"SELECT * FROM {one} ORDER BY 1").fetchall()
                         for one in TABLES})  # fmt: skip
    for name in TABLES:
        short, long = ([_without_device(row) for row in one[name]] for one in held)
        assert short == long, name


def _without_device(row: tuple[object, ...]) -> tuple[object, ...]:
    """Return a row without the ids that a profile gives itself."""
    return tuple("" if isinstance(one, str) and len(one) == 36 else one for one in row[1:])


def test_what_is_known_already_does_not_take_the_short_way(folder: Path, end: FarEnd) -> None:
    fill(end, 230)
    page = end.pull(None, 230)
    own = page.copies[7].id
    with open_store(folder) as store:
        store.arrive(PORTAL, replace(page, copies=page.copies[7:8], more=True), LATER)
        store.perform(set_field(store.ticket(own), "site", "三厂", Maker().stamp()), now=NOW)
        arrived = store.arrive(PORTAL, page, LATER)
        assert (arrived.created, arrived.updated) == (229, 0)
        assert store.ticket(own).site == "三厂"
        assert [one.state for one in store.edits()] == ["waiting"]
        assert store.count(now=NOW) == 230


def test_the_disk_is_waited_for_when_the_lock_is_given_and_before_the_page_counts(
    folder: Path, end: FarEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who works beside a person keeps nobody while the disk works, and tells nothing too early."""
    fill(end, 300)
    page = end.pull(None, 300)
    found: list[object] = []
    with open_store(folder) as window, window.sibling(NOW) as store:
        raw = store.connection.raw

        def sync(_log: LogFile) -> None:
            with window.connection.lock.held(0.0) as got:
                found.append((got, raw.in_transaction, window.count(now=NOW)))

        monkeypatch.setattr(LogFile, "sync", sync)
        window.perform(Maker().open("own"), now=NOW)
        assert not found  # a person's act is on the disk with its commit
        store.subscribe(lambda _changed: found.append("told"))
        store.arrive(PORTAL, page, LATER)
        assert found == [(True, False, 301), "told"]
        assert raw.execute("PRAGMA synchronous").fetchone() == (2,)
        store.put("any", 1)
        assert len(found) == 3  # what is no page waits for the disk as ever


def test_a_page_that_comes_again_waits_for_no_disk_and_a_disk_that_fails_is_told(
    folder: Path, end: FarEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow disk keeps no pull up, and its error is not swallowed."""
    fill(end, 900)
    pages = [end.pull(None, 300)]
    while len(pages) < 3:
        pages.append(end.pull(pages[-1].cursor, 300))
    began, turned = Event(), Event()

    def slow(_file: int) -> None:
        began.set()
        turned.wait(60)

    def broken(_file: int) -> None:
        raise OSError(errno.EIO, "a worn disk")

    with open_store(folder) as window, window.sibling(NOW) as store:
        monkeypatch.setattr(log_file, "_sync", slow)
        store.arrive(PORTAL, pages[0], LATER, disk=Disk.MEANWHILE)
        assert window.count(now=NOW) == 300  # it is there, and the disk has not answered yet
        assert began.wait(60)
        turned.set()
        monkeypatch.setattr(log_file, "_sync", broken)
        store.arrive(PORTAL, pages[1], LATER, disk=Disk.MEANWHILE)
        with pytest.raises(StoreProblem):
            store.arrive(PORTAL, pages[2], LATER, disk=Disk.MEANWHILE)
        assert window.count(now=NOW) == 900  # committed all the same; only its lasting is in doubt
        monkeypatch.undo()
        store.tried(PORTAL, LATER, "")


def test_a_name_that_is_masked_here_is_masked_in_a_first_pull(folder: Path, end: FarEnd) -> None:
    """What comes the short way is not composed, so that a name must not come that way."""
    fill(end, 300)  # recorded by 王工
    page = end.pull(None, 300)
    with open_store(folder) as store:
        maker = Maker()
        mask, _ = erasure(("王工",), ("我", "李总"), "请求 7", maker.stamp())
        store.perform(mask, now=NOW)
        store.arrive(PORTAL, page, LATER)
        while store.catch_up():
            pass
        assert store.count(now=NOW) == 300
        raw = store.connection.raw
        assert "王工" in repr(page.copies[0].doc)
        for table in ("ticket_doc", "ticket", "search"):
            assert "王工" not in repr(raw.execute(f"SELECT * FROM {table}").fetchall())
