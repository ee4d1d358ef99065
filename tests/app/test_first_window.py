"""One window a profile: a second start raises the first and ends, a killed one is no hindrance."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from firstline.app.first_window import ANSWER, ASK, FirstWindow, hand_over
from firstline.app.window import is_open_already, wear_icon
from firstline.system.folders import window_name

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals end the windows here")
WINDOW = [sys.executable, "-m", "firstline", "--lang", "en"]


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the sockets of this test apart; their paths have room for 108 characters only."""
    folder = Path("/tmp") / f"fl-{tmp_path.name[-12:]}-{os.getpid()}"  # noqa: S108
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    return folder


@pytest.fixture
def opened(qtbot: QtBot, room: Path, tmp_path: Path) -> Iterator["Opened"]:
    made = Opened(qtbot, room, tmp_path / "profile")
    yield made
    made.close()
    for one in room.iterdir():
        one.unlink()
    room.rmdir()


class Opened:
    """Windows of their own processes on one profile."""

    def __init__(self, qtbot: QtBot, room: Path, profile: Path) -> None:
        self.profile = profile
        profile.mkdir()  # a log is written from the first start on
        self.socket = room / window_name(profile)
        self._qtbot = qtbot
        self._running: list[subprocess.Popen[bytes]] = []

    def window(self) -> subprocess.Popen[bytes]:
        """Start a window and wait until later starts can find it."""
        made = subprocess.Popen([*WINDOW, "--profile", str(self.profile)])
        self._running.append(made)
        self._qtbot.waitUntil(self.socket.exists, timeout=30_000)
        return made

    def again(self) -> int:
        """Start once more and return the exit code."""
        command = [*WINDOW, "--profile", str(self.profile)]
        return subprocess.run(command, timeout=60, check=False).returncode

    def log(self) -> str:
        return (self.profile / "log" / "firstline.log").read_text("utf-8")

    def close(self) -> None:
        for one in self._running:
            if one.poll() is None:
                one.kill()
            one.wait()


def test_a_second_start_raises_the_first_window_and_ends(opened: Opened) -> None:
    first = opened.window()
    assert opened.again() == 0
    assert opened.log().count("a second start raised this window") == 1
    assert first.poll() is None
    first.send_signal(signal.SIGTERM)
    assert first.wait(30) == 0
    assert not opened.socket.exists()


def test_what_a_killed_window_left_is_no_hindrance(opened: Opened) -> None:
    first = opened.window()
    first.kill()
    first.wait()
    assert opened.socket.exists()
    assert not is_open_already(opened.profile)
    second = subprocess.Popen([*WINDOW, "--profile", str(opened.profile)])
    opened._running.append(second)
    opened._qtbot.waitUntil(lambda: is_open_already(opened.profile), timeout=30_000)
    assert second.poll() is None


def test_a_window_answers_its_own_profile_alone(qtbot: QtBot, room: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    assert window_name(one) != window_name(other)
    assert window_name(one) == window_name(one / ".." / "one")
    first = FirstWindow(one)
    assert first.listen()
    assert (room / window_name(one)).stat().st_mode & 0o077 == 0
    assert not is_open_already(other)
    first.close()
    assert not hand_over(one)
    room.rmdir()
    assert ASK != ANSWER


def test_who_does_not_answer_is_left_alone(qtbot: QtBot, room: Path, tmp_path: Path) -> None:
    first = FirstWindow(tmp_path)  # nobody runs its loop: it cannot answer
    assert first.listen()
    assert not hand_over(tmp_path, patience_ms=50)
    first.close()
    room.rmdir()


def test_the_windows_wear_the_programs_icon(qapp: QApplication) -> None:
    wear_icon(qapp)
    try:
        assert not qapp.windowIcon().pixmap(32).isNull()
    finally:
        qapp.setWindowIcon(QIcon())
