"""The main job by keyboard alone in the real window, through a kill, under a virtual screen."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes.util import find_library
from pathlib import Path
from typing import Any

import pytest

_NEEDED = ("Xvfb", "xdotool", "openbox")
_SCREEN = ":83"
_PATIENCE_S = 60.0
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(
        not all(shutil.which(one) for one in _NEEDED) or not find_library("xcb-cursor"),
        reason=f"needs {', '.join(_NEEDED)} and libxcb-cursor",
    ),
]


@pytest.fixture
def screen() -> Iterator[dict[str, str]]:
    """Give the environment of a fresh 1366×768 screen with a window manager."""
    place = {**os.environ, "DISPLAY": _SCREEN, "QT_QPA_PLATFORM": "xcb"}
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(["Xvfb", _SCREEN, "-screen", "0", "1366x768x24"], **quiet)
    try:
        _until(lambda: Path(f"/tmp/.X11-unix/X{_SCREEN[1:]}").exists())  # noqa: S108 - X's own
        desk = subprocess.Popen(["openbox"], env=place, **quiet)
        try:
            yield place
        finally:
            desk.kill()
            desk.wait()
    finally:
        server.kill()
        server.wait()


def test_record_answer_and_survive_a_kill(tmp_path: Path, screen: dict[str, str]) -> None:
    """A ticket recorded by keys is seen by the terminal; a draft outlives kill -9."""
    profile = tmp_path / "profile"
    _command(profile, "demo")
    with _window(profile, screen) as process:
        _keys(screen, "ctrl+n")
        time.sleep(1)
        _type(screen, "Barcode printer on line 3 prints blank")
        _keys(screen, "Return", "2", "1", "n", "n", "n", "ctrl+Return")
        ticket = _until(lambda: _first(profile, "barcode"))
        assert (ticket["priority"], ticket["status"]) == ("P2", "triaged")
        assert {clock["state"] for clock in ticket["clocks"]} >= {"running"}
        time.sleep(1)
        _keys(screen, "r")
        time.sleep(1)
        _type(screen, "Please check the ribbon first")
        time.sleep(1)
        process.send_signal(signal.SIGKILL)
    drafted = _until(lambda: _first(profile, "is:draft barcode"))
    assert drafted["id"] == ticket["id"]
    with _window(profile, screen):
        _keys(screen, "ctrl+f")
        _type(screen, "barcode")
        _keys(screen, "Down")
        time.sleep(1)
        _keys(screen, "r")
        time.sleep(1)
        _keys(screen, "ctrl+Return")  # sends the draft that was there again
        _until(lambda: _replies(profile, ticket["id"]) == ["Please check the ribbon first"])


@contextmanager
def _window(profile: Path, screen: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Start the window and give it the keyboard; end it afterwards, alive or not."""
    command = [sys.executable, "-m", "firstline", "--profile", str(profile)]
    process = subprocess.Popen(command, env=screen)
    try:
        shown = ["search", "--onlyvisible", "--pid", str(process.pid)]
        found = _until(lambda: _xdotool(screen, *shown).split())
        _xdotool(screen, "windowactivate", "--sync", found[-1])
        time.sleep(1.5)
        yield process
    finally:
        process.kill()
        process.wait()


def _first(profile: Path, query: str) -> dict[str, Any] | None:
    tickets: list[dict[str, Any]] = _command(profile, "ticket", "list", query)["tickets"]
    return tickets[0] if tickets else None


def _replies(profile: Path, ticket_id: str) -> list[str]:
    shown = _command(profile, "ticket", "show", ticket_id)
    return [one["text"] for one in shown["timeline"] if one["kind"] == "responded"]


def _command(profile: Path, *words: str) -> Any:
    command = [sys.executable, "-m", "firstline", *words, "--profile", str(profile), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def _keys(screen: dict[str, str], *keys: str) -> None:
    _xdotool(screen, "key", "--delay", "150", *keys)


def _type(screen: dict[str, str], text: str) -> None:
    _xdotool(screen, "type", "--delay", "30", text)


def _xdotool(screen: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        ["xdotool", *words], env=screen, capture_output=True, text=True, check=False
    )
    return done.stdout


def _until(ask: Callable[[], Any]) -> Any:
    """Return the first answer that is true, asking again for a minute at most."""
    end = time.monotonic() + _PATIENCE_S
    while not (answer := ask()):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.2)
    return answer
