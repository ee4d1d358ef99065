"""The postman beside the window: what goes and comes, a restart, an end at once, and the demo."""

import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from firstline.app.background import Bridge, Lane
from firstline.app.demo.demo import DemoWorld
from firstline.app.exchange import Exchange
from firstline.app.house import House
from firstline.app.profile import Profile, open_profile
from firstline.domain.edits import edits
from firstline.domain.edits.edits import Stamp
from firstline.domain.edits.exchange import Op
from firstline.domain.ids import new_id
from firstline.domain.sync_state import SyncKind
from firstline.domain.ticket.ticket import Attachment, Priority
from firstline.portal.memory import MemoryPortal
from firstline.portal.memory_desk import MemoryDesk
from firstline.viewmodel.detail.attachments import row
from firstline.viewmodel.queue import selection
from firstline.viewmodel.sync.sync import SyncModel
from firstline.widgets.detail.attachments import FileView
from window_makers import ME, NOW, Clock, Window, fill

PORTAL = {"name": "门户", "kind": "native", "url": "https://desk.example"}
PATIENCE_MS = 120_000


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    made = Window(tmp_path)
    yield made
    made.close()


class Side:
    """A window with a postman whose portal is in memory."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.desk = MemoryDesk()
        self.bridge = Bridge()
        self.lane = Lane(self.bridge, window.store, window.clock, "test", lambda _error: None)
        self.model = SyncModel(window.desktop, self.lane.later)
        self.exchange = Exchange(
            window.desktop, self.bridge, self.lane, self.model,
            lambda _entry: MemoryPortal(self.desk, ME, waits=True), window.clock,
        )  # fmt: skip

    def stop(self) -> None:
        self.exchange.stop()
        self.lane.stop()


@pytest.fixture
def side(window: Window) -> Iterator[Side]:
    made = Side(window)
    yield made
    made.stop()


def threads() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name == "sync"]


def test_what_was_done_goes_and_what_others_did_comes(qtbot: QtBot, side: Side) -> None:
    window, model = side.window, side.model
    side.exchange.follow()
    assert threads() == []  # no portal, no postman
    window.store.put("portals", [PORTAL])
    window.clock.move(minutes=1)
    side.exchange.nudge(asked=True)
    qtbot.waitUntil(lambda: not window.store.edits(), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: model.state.kind is SyncKind.IDLE, timeout=PATIENCE_MS)
    assert model.state.since is not None
    other = MemoryPortal(side.desk, "周海波")
    page = other.pull(None, limit=500)
    assert {one.kind for one in page.copies} == {"ticket"}
    assert len(page.copies) == 5


def test_what_others_did_is_told_once_and_a_first_pull_is_not(qtbot: QtBot, side: Side) -> None:
    window, store = side.window, side.window.store
    other = MemoryPortal(side.desk, "周海波")
    before = edits.open_ticket(
        Stamp(new_id(NOW), NOW, "周海波"), new_id(NOW), {"title": "早就在", "priority": "P1"}
    )
    other.push([Op(before, 1)], "other")
    window.shell.sections.alarms.begin()
    cards = window.shell.sections.alarms.stack
    store.put("portals", [PORTAL])
    window.clock.move(minutes=1)
    side.exchange.nudge(asked=True)
    qtbot.waitUntil(lambda: not store.edits(), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: store.find(before.entity) is not None, timeout=PATIENCE_MS)
    stamp = Stamp(new_id(window.clock()), window.clock(), "周海波")
    said = edits.reply(store.ticket("T3"), "已换电源", stamp)
    other.push([Op(said, 2)], "other")
    qtbot.waitUntil(lambda: bool(cards.news), timeout=PATIENCE_MS)
    (card,) = cards.news
    assert [one.text for one in card.bulletin.news] == ["已换电源"]
    side.exchange.nudge(asked=True)
    qtbot.waitUntil(lambda: side.model.state.kind is SyncKind.IDLE, timeout=PATIENCE_MS)
    assert cards.news == [card]


def test_a_file_that_a_person_looks_at_is_fetched(qtbot: QtBot, side: Side, tmp_path: Path) -> None:
    window, store = side.window, side.window.store
    store.put("portals", [PORTAL])
    window.clock.move(minutes=1)
    side.exchange.nudge(asked=True)
    qtbot.waitUntil(lambda: not store.edits(), timeout=PATIENCE_MS)
    path = tmp_path / "log.txt"
    path.write_text("NullPointerException", encoding="utf-8")
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    file = Attachment(sha256, "log.txt", path.stat().st_size, "text/plain")
    ticket = store.ticket("T1")
    stamp = Stamp(new_id(NOW), NOW, "周海波")
    other = MemoryPortal(side.desk, "周海波")
    other.upload(file, path, lambda _bytes: None)
    other.push([Op(edits.attach(ticket.id, (file,), stamp), 1)], "other")
    qtbot.waitUntil(lambda: store.ticket("T1").attachments == (file,), timeout=PATIENCE_MS)
    assert store.file_path(sha256) is None  # nothing comes before somebody looks
    view = FileView(window.desktop)
    qtbot.addWidget(view)
    view.show()
    view.show_file(row(file), ticket.id)
    assert not view.save.isEnabled()
    qtbot.waitUntil(view.save.isEnabled, timeout=PATIENCE_MS)
    assert store.file_path(sha256) is not None
    view.pin.click()
    assert store.pinned() == {ticket.id}


def test_a_portal_that_is_removed_ends_its_postman(qtbot: QtBot, side: Side) -> None:
    side.window.store.put("portals", [PORTAL])
    qtbot.waitUntil(lambda: threads() == ["sync"], timeout=PATIENCE_MS)
    side.window.store.put("portals", [])
    qtbot.waitUntil(lambda: threads() == [], timeout=PATIENCE_MS)
    assert side.model.alone
    assert not side.model.nudge()
    side.window.store.put("portals", [{**PORTAL, "name": "另一个"}])
    qtbot.waitUntil(lambda: threads() == ["sync"], timeout=PATIENCE_MS)
    assert side.model.state.portal == "另一个"


def test_the_end_comes_at_once_though_a_pull_is_held_open(qtbot: QtBot, side: Side) -> None:
    side.window.store.put("portals", [PORTAL])
    side.window.clock.move(minutes=1)
    side.exchange.nudge(asked=True)
    qtbot.waitUntil(lambda: not side.window.store.edits(), timeout=PATIENCE_MS)
    qtbot.wait(100)  # by now a pull waits for something to happen
    side.exchange.stop()
    assert threads() == []


ALONE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from firstline.app.house import House
from firstline.app.offscreen import settle
from firstline.app.profile import open_profile
from firstline.app.window import make_application
now = datetime.now(UTC)
with open_profile(Path(sys.argv[1]), "zh_CN", now) as profile:
    house = House(make_application(), profile, lambda: now, keep_state=False)
    house.start()
    settle(house, 500)
    house.stop()
far = ("requests", "urllib3", "pydantic", "keyring", "cryptography", "firstline.sync.loop",
       "firstline.widgets.sync.outbox", "firstline.viewmodel.sync.sync")
print([one for one in far if one in sys.modules])
"""


def test_a_window_without_a_portal_loads_nothing_of_the_network(tmp_path: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", ALONE, str(tmp_path)], env=environment, capture_output=True,
        text=True, check=True, timeout=120,
    )  # fmt: skip
    assert done.stdout.strip() == "[]", done.stderr


def test_without_the_portals_packages_the_demo_runs_alone_and_says_so(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("firstline.app.demo.demo.NEEDED", ("no_such_package",))
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    with open_profile(tmp_path, "zh_CN", NOW) as profile:
        house = House(app, profile, Clock(), demo=True, keep_state=False)
        house.start()
        qtbot.waitUntil(lambda: "演示单机运行" in house.shell.banner.words)
        house.stop()


@pytest.fixture
def demo(qtbot: QtBot, tmp_path: Path) -> Iterator[tuple[House, Profile]]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    with open_profile(tmp_path, "zh_CN", NOW) as profile:
        fill(profile.store)
        house = House(app, profile, Clock(), demo=True, keep_state=False)
        house.start()
        yield house, profile
        house.stop()


@pytest.mark.slow
def test_the_demo_has_a_portal_a_cable_and_a_second_person(
    qtbot: QtBot, demo: tuple[House, Profile]
) -> None:
    """Pull the cable, answer, plug in: it is sent. The colleague clashes now and then."""
    house, _ = demo
    model, desktop = house.shell.sync.model, house.desktop
    in_step = lambda: not model.alone and model.unsent.acts == 0  # noqa: E731 - said twice
    qtbot.waitUntil(in_step, timeout=PATIENCE_MS)
    world = house._abroad._demo
    assert isinstance(world, DemoWorld)
    world.switch(plugged=False)
    qtbot.waitUntil(lambda: model.state.kind is SyncKind.OFFLINE, timeout=PATIENCE_MS)
    ticket = desktop.store.ticket("T2")
    desktop.perform(edits.reply(ticket, "没有网络也能回复", desktop.stamp()))
    qtbot.waitUntil(lambda: house.shell.strip.chip.text().strip() == "离线 ↑1")
    world.switch(plugged=True)
    qtbot.waitUntil(in_step, timeout=PATIENCE_MS)
    desktop.act(selection.set_priority(Priority.P4), desktop.store.ticket("T1").id)
    desktop.act(selection.set_priority(Priority.P4), ticket.id)  # the second such change
    qtbot.waitUntil(lambda: "同一个字段" in world._bar._words.text(), timeout=PATIENCE_MS)
    assert model.nudge()
    qtbot.waitUntil(lambda: model.unsent.clashes == 1, timeout=PATIENCE_MS)
    (clash,) = desktop.store.ticket("T2").conflicts
    assert (clash.field, clash.mine) == ("priority", "P4")
