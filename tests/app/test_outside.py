"""The window's way abroad: beside a round the device is enrolled, so that packs can be made."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from firstline.app.background import Bridge, Lane
from firstline.app.exchange import Exchange
from firstline.app.outside import World
from firstline.domain.words import Text
from firstline.sync.packs import stick
from firstline.system.vault import VARIABLE
from firstline.viewmodel.sync.sync import SyncModel
from firstline_portal import people
from firstline_portal.core import Core
from firstline_portal.database import Database
from firstline_portal.embedded import Embedded
from firstline_portal.rights import Role
from window_makers import ME, NOW, Window

NAME = "门户"
PATIENCE_MS = 120_000


@dataclass
class Abroad:
    """A window with its world, a postman, and a real portal on loopback."""

    window: Window
    portal: Embedded
    token: str
    bridge: Bridge = field(default_factory=Bridge)
    exchange: Exchange | None = None

    def __post_init__(self) -> None:
        window, bridge = self.window, self.bridge
        self.lane = Lane(bridge, window.store, window.clock, "test", lambda _error: None)
        self.world = World(window.store, self.lane, window.clock, lambda: None)
        window.store.put("portals", [{"name": NAME, "kind": "native", "url": self.portal.url}])
        self.world.know(NAME, self.token)

    def sync(self, qtbot: QtBot, done: Callable[[], bool]) -> None:
        """Let a postman begin and go until `done`."""
        window = self.window
        window.clock.move(minutes=1)
        self.exchange = Exchange(
            window.desktop, self.bridge, self.lane, SyncModel(window.desktop, self.lane.later),
            self.world.open_portal, window.clock, after=self.world.after_round,
        )  # fmt: skip
        self.exchange.follow()
        self.exchange.nudge(asked=True)
        qtbot.waitUntil(done, timeout=PATIENCE_MS)

    def save(self, qtbot: QtBot, target: Path) -> Text:
        """Save a pack as the outbox does, and return what it says."""
        told: list[Text] = []
        self.world.outside().rescue.save(target, told.append)
        qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE_MS)
        return told[0]

    def stop(self) -> None:
        if self.exchange:
            self.exchange.stop()
        self.lane.stop()
        self.window.close()
        self.portal.stop()


@pytest.fixture
def make(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[], Abroad]]:
    core = Core(Database("sqlite://"))
    core.prepare(NOW)
    token = core.database.write(lambda one: people.add_person(one, ME, Role.SUPERUSER, (), NOW))
    portal = Embedded(core)
    portal.start()
    made: list[Abroad] = []

    def abroad() -> Abroad:
        made.append(Abroad(Window(tmp_path), portal, token))
        return made[0]

    yield abroad
    made[0].stop()


def test_after_its_first_round_the_window_can_make_a_pack(
    qtbot: QtBot, make: Callable[[], Abroad], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "一个很长的口令")
    abroad, target = make(), tmp_path / "out.deskpack"
    store = abroad.window.store
    assert "does not know this device" in abroad.save(qtbot, target).en
    assert not target.exists()
    abroad.sync(qtbot, lambda: not store.edits() and stick.enrolment(store, NAME) is not None)
    known = stick.enrolment(store, NAME)
    assert known
    assert (known.device, known.user) == (store.position(NAME).device, ME)
    assert "0 changes" in abroad.save(qtbot, target).en
    assert target.is_file()


def test_without_a_key_to_sign_with_the_round_goes_well_all_the_same(
    qtbot: QtBot, make: Callable[[], Abroad], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    abroad = make()
    store = abroad.window.store
    abroad.sync(qtbot, lambda: not store.edits() and store.position(NAME).first_done)
    assert store.position(NAME).problem == ""
    assert stick.enrolment(store, NAME) is None
