"""Upkeep day by day: one sound copy each, and a damaged file told in a sentence and not copied."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from firstline.app.background import Bridge
from firstline.app.profile import Profile, open_profile
from firstline.app.upkeep import Upkeep
from firstline.domain.edits.edit import Stamp
from firstline.domain.errors import StoreProblem
from firstline.domain.ids import new_id
from firstline.domain.words import Text
from firstline.store.watch import Changed
from firstline.viewmodel.queue import views
from window_makers import NOW, fill, opened


class _Rig:
    """Upkeep on a real profile with a clock that can be set."""

    def __init__(self, profile: Profile, parent: QObject) -> None:
        self.now = NOW
        self.failed: list[Exception] = []
        self.store, self.folder = profile.store, profile.folder
        self.upkeep = Upkeep(Bridge(parent), profile.store, lambda: self.now, self.failed.append)

    def copies(self) -> list[str]:
        return sorted(one.name for one in (self.folder / "backups").glob("daily-*.db"))


@pytest.fixture
def rig(tmp_path: Path, qapp: QObject) -> Iterator[_Rig]:
    with open_profile(tmp_path, "zh_CN", NOW) as profile:
        fill(profile.store)
        parent = QObject(qapp)
        made = _Rig(profile, parent)
        yield made
        made.upkeep.stop()
        parent.deleteLater()


def test_each_day_leaves_one_sound_copy(qtbot: QtBot, rig: _Rig) -> None:
    rig.upkeep.start()
    rig.upkeep.start()
    qtbot.waitUntil(lambda: len(rig.copies()) == 1)
    with closing(sqlite3.connect(rig.folder / "backups" / rig.copies()[0])) as copy:
        assert copy.execute("SELECT count(*) FROM ticket").fetchone()[0] > 0
    rig.now += timedelta(days=1)
    rig.upkeep.start()
    qtbot.waitUntil(lambda: len(rig.copies()) == 2)
    assert rig.failed == []


def test_a_damaged_file_is_told_once_and_not_copied(qtbot: QtBot, rig: _Rig) -> None:
    with closing(sqlite3.connect(rig.folder / "firstline.db")) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = raw.execute("SELECT rootpage FROM sqlite_schema WHERE name='ticket_number_at'")
        root = page.fetchone()[0]
        size = raw.execute("PRAGMA page_size").fetchone()[0]
    with (rig.folder / "firstline.db").open("rb+") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    rig.upkeep.start()
    qtbot.waitUntil(lambda: bool(rig.failed))
    rig.upkeep.start()
    rig.upkeep.stop()
    assert [type(one) for one in rig.failed] == [StoreProblem]
    assert rig.copies() == []


def test_an_import_becomes_searchable(qtbot: QtBot, rig: _Rig) -> None:
    rig.upkeep.start()
    qtbot.waitUntil(lambda: len(rig.copies()) == 1)
    with rig.store.bulk():
        for n in range(200, 330):
            rig.store.perform(opened(n, f"量具柜 {n}", "P3", "一厂", "", timedelta()), now=NOW)
    rig.upkeep.on_changed(Changed(everything=True))
    qtbot.waitUntil(lambda: len(rig.store.search("量具柜", 200, now=NOW)) == 130, timeout=20_000)
    assert rig.failed == []


def test_the_shipped_articles_are_there_and_found(qtbot: QtBot, rig: _Rig) -> None:
    rig.upkeep.start()
    qtbot.waitUntil(lambda: len(rig.copies()) == 1)
    assert len(rig.store.articles()) == 28
    assert rig.store.search_articles("加密点数")[0].id == "K01"
    assert rig.failed == []


def test_a_filter_that_came_while_the_window_was_closed_is_listed(qtbot: QtBot, rig: _Rig) -> None:
    view = views.View("own:一厂", Text("一厂", "一厂"), "is:open site:一厂")
    rig.store.perform(views.share(view, Stamp(new_id(NOW), NOW, "王磊")), now=NOW)
    assert views.saved(rig.store) == []
    rig.upkeep.start()
    qtbot.waitUntil(lambda: len(rig.copies()) == 1)
    assert [one.query for one in views.saved(rig.store)] == [view.query]


def test_what_was_poured_in_is_written_back_once_nothing_arrives(
    qtbot: QtBot, rig: _Rig, tmp_path: Path
) -> None:
    """So that the next pull need not do it in its middle."""
    rig.upkeep.start()
    qtbot.waitUntil(lambda: len(rig.copies()) == 1, timeout=60_000)
    rig.store.put("poured", "yes")
    alone = tmp_path / "alone.db"

    def is_there() -> bool:
        shutil.copy(rig.folder / "firstline.db", alone)  # without its log
        with closing(sqlite3.connect(alone)) as raw, suppress(sqlite3.DatabaseError):
            sql = "SELECT 1 FROM setting WHERE key='poured'"
            return raw.execute(sql).fetchone() is not None
        return False

    assert not is_there()
    rig.upkeep.on_changed(Changed(everything=True))
    qtbot.waitUntil(is_there, timeout=60_000)
    assert rig.failed == []
