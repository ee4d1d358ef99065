"""Watching in the real lane: the window's thread goes on, the profile's own store does the work."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from firstline.app.background import Bridge, Lane
from firstline.app.doors import register
from firstline.app.doors.register import RegisterWork
from firstline.app.profile import open_profile
from firstline.domain.watch.acts import keep
from firstline.domain.watch.alert import KIND as ALERTS
from firstline.domain.watch.alert import alerts
from firstline.domain.watch.round import Looked
from firstline.domain.watch.rule import Rule, own_rule
from firstline.store.store import Store
from firstline.viewmodel.clock import Ticking
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.speech import Speech
from window_makers import NOW, Clock


class Rig:
    """The watcher on a real profile, with a lane of its own."""

    def __init__(self, store: Store, desktop: Desktop, folder: Path, parent: QObject) -> None:
        self.desktop, self.store = desktop, store
        self.failed: list[Exception] = []
        self.threads: list[str] = []
        self.lane = Lane(Bridge(parent), store, lambda: NOW, "watch", self.failed.append)
        self.work = RegisterWork(desktop, self._later, folder)

    def _later(self, work: object, then: object) -> None:
        def noted(store: Store) -> object:
            self.threads.append(threading.current_thread().name)
            return work(store)  # type: ignore[operator] # what the lane was given

        self.lane.later(noted, then)  # type: ignore[arg-type] # as above


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rig(tmp_path: Path, qapp: QObject, clock: Clock) -> Iterator[Rig]:
    with open_profile(tmp_path, "zh_CN", NOW) as profile:
        desktop = Desktop(profile.store, profile.desk, Speech(), Ticking(clock), profile.settings)
        parent = QObject(qapp)
        made = Rig(profile.store, desktop, tmp_path, parent)
        yield made
        made.lane.stop()
        desktop.ticking.wish(register.WISH, 0)
        desktop.close()
        parent.deleteLater()


def watched(rig: Rig, folder: Path) -> Rule:
    rule = own_rule({"id": "b", "watch": "file", "title_zh": "备份", "place": str(folder / "*.bak"),
                     "max_age_h": "4"})  # fmt: skip
    rig.desktop.perform(keep(rule, None, rig.desktop.stamp()))
    return rule


def test_a_look_is_taken_apart_from_the_window(qtbot: QtBot, rig: Rig, tmp_path: Path) -> None:
    rule = watched(rig, tmp_path)
    seen: list[Looked] = []

    def take(found: Sequence[Looked]) -> None:
        seen.extend(found)

    rig.work.look([rule], take)
    assert not seen, "the window's thread does not wait for it"
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[0].raised
    assert all(one.startswith("firstline-watch") for one in rig.threads)
    assert [one.rule for one in alerts(rig.store.records(ALERTS))] == ["b"]
    assert not rig.failed


def test_it_looks_by_itself_and_again_only_at_its_interval(
    qtbot: QtBot, rig: Rig, tmp_path: Path, clock: Clock
) -> None:
    watched(rig, tmp_path)
    told: list[object] = []
    rig.desktop.problem.connect(told.append)
    rig.work.begin()
    qtbot.waitUntil(lambda: bool(told))
    assert rig.desktop.ticking.step == register.MINUTE_S
    looks = len(rig.threads)
    clock.move(minutes=1)
    rig.work.check()
    qtbot.waitUntil(lambda: len(rig.threads) > looks)
    assert len(rig.threads) == looks + 1, "asked what is due, and nothing was"
    assert len(told) == 1
