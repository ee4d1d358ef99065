"""The chip and the banner: what each state of the exchange says, and when it says nothing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from firstline.domain.sync_state import SyncKind, SyncState
from firstline.domain.words import Text
from firstline.viewmodel.sync import words as sync_words
from firstline.viewmodel.sync.sync import SyncModel, Ways
from firstline.viewmodel.sync.words import Unsent
from window_makers import NOW, Window, at_once

ZONE = ZoneInfo("Asia/Shanghai")
SINCE = NOW - timedelta(minutes=3)
K = SyncKind


def state(kind: SyncKind, **more: object) -> SyncState:
    plain = SyncState("门户", kind, since=SINCE)
    return replace(plain, **more)  # type: ignore[arg-type] # the parts of a state


COUNTED = state(K.SYNCING, done=12, total=40)


@pytest.mark.parametrize(
    ("shown", "unsent", "icon", "zh", "en"),
    [
        (state(K.IDLE), Unsent(), "check", "已同步 09:57", "Synced 09:57"),
        (COUNTED, Unsent(), "refresh-cw", "同步中 12/40", "Syncing 12/40"),
        (state(K.OFFLINE), Unsent(3), "cloud-off", "离线 ↑3", "Offline ↑3"),
        (state(K.OFFLINE), Unsent(), "cloud-off", "离线", "Offline"),
        (state(K.IDLE), Unsent(0, 2, clashes=2), "triangle-alert", "2 项冲突", "2 conflicts"),
        (state(K.IDLE), Unsent(0, 0, 1), "triangle-alert", "1 项被拒", "1 refused"),
        (state(K.IDLE), Unsent(3), "arrow-up", "↑3 待同步", "↑3 to send"),
        (state(K.SIGN_IN), Unsent(), "key-round", "需要登录", "Sign in"),
        (state(K.ASKING), Unsent(), "circle-help", "等您决定", "Asks you"),
        (state(K.REFUSED), Unsent(), "shield-alert", "无法同步", "Cannot sync"),
        (sync_words.ALONE, Unsent(9), "hard-drive", "本机", "This device"),
    ],
)  # fmt: skip
def test_the_chip(shown: SyncState, unsent: Unsent, icon: str, zh: str, en: str) -> None:
    chip = sync_words.chip(shown, unsent, NOW, ZONE)
    assert (chip.icon, chip.words) == (icon, Text(zh, en))
    assert chip.tip.zh
    assert chip.tip.en


def test_the_banner_comes_only_when_it_matters() -> None:
    def banner(shown: SyncState, unsent: Unsent) -> str:
        found = sync_words.notice(shown, unsent, NOW, ZONE)
        return found.words.zh if found else ""

    old = state(K.OFFLINE, since=NOW - timedelta(minutes=6))
    assert banner(state(K.OFFLINE), Unsent()) == ""
    assert banner(state(K.IDLE), Unsent(3)) == ""
    assert banner(state(K.OFFLINE), Unsent(3)) == "离线 · 3 项更改待同步 · 上次同步 09:57"
    assert banner(old, Unsent()) == "离线 · 上次同步 09:54"
    assert banner(state(K.SIGN_IN), Unsent(1)).startswith("门户:需要登录")
    assert "14 天" in banner(state(K.IDLE, warning=Text("有更改 14 天没有送出", "old")), Unsent(1))


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[Window]:
    made = Window(tmp_path)
    yield made
    made.close()


@pytest.fixture
def model(window: Window) -> SyncModel:
    made = SyncModel(window.desktop, at_once(window.store))
    made.set_portals([state(K.SYNCING)])
    return made


def test_a_short_round_and_a_try_while_away_show_nothing(model: SyncModel) -> None:
    model.tell(state(K.IDLE))
    seen = [model.state]
    for kind in (K.SYNCING, K.OFFLINE, K.SYNCING):
        model.tell(state(kind, since=None))  # one that has just begun knows of no earlier round
        seen.append(model.state)
    assert [one.kind for one in seen] == [K.IDLE, K.IDLE, K.OFFLINE, K.OFFLINE]
    assert {one.since for one in seen} == {SINCE}


def test_a_round_that_was_asked_for_is_shown_at_its_end(qtbot: QtBot, model: SyncModel) -> None:
    asked: list[str] = []
    model.ways = Ways(lambda: asked.append("nudge"), asked.append)
    model.tell(state(K.OFFLINE))
    assert model.nudge()
    model.tell(state(K.SYNCING))
    qtbot.waitUntil(lambda: model.state.kind is K.SYNCING)
    model.tell(state(K.ASKING))
    model.agree()
    assert asked == ["nudge", "门户"]


def test_a_turn_is_told_once_and_not_every_round(qtbot: QtBot, model: SyncModel) -> None:
    turns: list[SyncKind] = []
    model.turned.connect(lambda: turns.append(model.state.kind))
    for kind in (K.IDLE, K.SYNCING, K.IDLE, K.OFFLINE, K.OFFLINE, K.IDLE):
        model.tell(state(kind, done=1, total=2))
    assert turns == [K.IDLE, K.OFFLINE, K.IDLE]


def test_the_worst_portal_is_shown_and_one_that_is_gone_is_not(model: SyncModel) -> None:
    model.set_portals([state(K.IDLE), replace(state(K.IDLE), portal="RT")])
    model.tell(replace(state(K.SIGN_IN), portal="RT"))
    assert (model.state.portal, model.state.kind) == ("RT", K.SIGN_IN)
    model.set_portals([state(K.IDLE)])
    model.tell(replace(state(K.OFFLINE), portal="RT"))
    assert model.state.portal == "门户"
    model.set_portals([])
    assert model.alone


def test_cut_off_becomes_a_banner_when_the_copy_grows_old(window: Window, model: SyncModel) -> None:
    model.unsent = Unsent()
    model.tell(state(K.OFFLINE))
    assert model.notice() is None
    told: list[bool] = []
    model.changed.connect(lambda: told.append(True))
    window.clock.move(minutes=3)
    window.ticking.ticked.emit()
    assert told
    assert model.notice() is not None
