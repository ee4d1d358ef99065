"""Two desks and a portal in the real window, by keys: cut off, sent again, a clash resolved."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

_NEEDED = ("Xvfb", "xdotool", "openbox")
_SCREEN = ":84"
_PATIENCE_S = 60.0
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(
        not all(shutil.which(one) for one in _NEEDED), reason=f"needs {', '.join(_NEEDED)}"
    ),
]


@pytest.fixture
def screen() -> Iterator[dict[str, str]]:
    """Give the environment of a fresh 1366×768 screen with a window manager."""
    place = {
        **os.environ,
        "DISPLAY": _SCREEN,
        "QT_QPA_PLATFORM": "xcb",
        "FIRSTLINE_PASSPHRASE": "x",
    }
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


class Far:
    """One process of the portal: served at one port, killed and served again at will."""

    def __init__(self, database: str) -> None:
        self._database = database
        self._process: subprocess.Popen[str] | None = None
        self.url = self._serve(0)

    def _serve(self, port: int) -> str:
        command = [sys.executable, "-m", "firstline_portal", "serve", "--database", self._database,
                   "--port", str(port)]  # fmt: skip
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def again(self) -> None:
        """Serve at the address of before."""
        self._serve(int(self.url.rpartition(":")[2]))

    def kill(self) -> None:
        """Be gone, as when a cable is pulled."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.communicate()


def test_cut_off_sent_and_a_clash_resolved_by_keys(tmp_path: Path, screen: dict[str, str]) -> None:
    """What was written offline arrives once; a clash is shown with both values and ended by 1."""
    database = f"sqlite:///{tmp_path / 'portal.db'}"
    tokens = [_token(database, name) for name in ("li", "zhou")]
    near, far = Far(database), Far(database)  # two processes on one database
    here, there = Desk(tmp_path / "here", screen), Desk(tmp_path / "there", screen)
    try:
        here.say("demo")
        here.join(near.url, tokens[0])
        there.join(far.url, tokens[1])
        here.say("sync")
        there.say("sync")
        with here.window():
            near.kill()
            _answer_and_rank(screen)
            _until(lambda: here.waiting() == ["reply", "priority"])
            there.say("ticket", "set", "N09", "priority=P4")
            there.say("sync")
            near.again()
            _keys(screen, "F5")
            _until(lambda: here.say("conflict", "list")["total"] == 1)
            (clash,) = here.say("conflict", "list")["conflicts"]
            assert (clash["field"], clash["mine"], clash["theirs"]) == ("priority", "P1", "P4")
            _keys(screen, "ctrl+8")
            time.sleep(1)
            _keys(screen, "1")  # keep mine
            _until(lambda: here.say("conflict", "list")["total"] == 0)
            _keys(screen, "F5")
            _until(lambda: here.waiting() == [])
        there.say("sync")
        shown = there.say("ticket", "show", "N09")
        said = [one["text"] for one in shown["timeline"] if one["kind"] == "responded"]
        assert said.count("Written without a network") == 1
        assert shown["priority"] == "P1"
    finally:
        near.kill()
        far.kill()


def _answer_and_rank(screen: dict[str, str]) -> None:
    """Find N09, answer, and make it P1."""
    _keys(screen, "ctrl+f")
    _type(screen, "N09")
    _keys(screen, "Down")
    time.sleep(1)
    _keys(screen, "r")
    time.sleep(1)
    _type(screen, "Written without a network")
    _keys(screen, "ctrl+Return")
    time.sleep(0.5)
    _keys(screen, "Escape", "1")


def _token(database: str, name: str) -> str:
    words = ["user", "add", name, "--role", "it_lead", "--database", database]
    command = [sys.executable, "-m", "firstline_portal", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.strip()


class Desk:
    """One profile: its commands, and its window."""

    def __init__(self, profile: Path, screen: dict[str, str]) -> None:
        self._profile = profile
        self._screen = screen

    def join(self, url: str, token: str) -> None:
        """Connect to the portal."""
        words = ("portal", "add", "desk", url, "--kind", "native", "--token-stdin")
        self.say(*words, given=token)

    def say(self, *words: str, given: str = "") -> Any:
        """Run a command and return its JSON."""
        command = [sys.executable, "-m", "firstline", *words, "--profile", str(self._profile),
                   "--json"]  # fmt: skip
        done = subprocess.run(
            command, capture_output=True, text=True, input=given, env=self._screen, check=False
        )
        assert done.returncode in (0, 1), done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else {}

    def waiting(self) -> list[str]:
        """Return what kinds of acts have not been settled."""
        return [one["act"] for one in self.say("outbox", "list")["edits"]]

    @contextmanager
    def window(self) -> Iterator[None]:
        """Open the window and give it the keyboard; close it afterwards."""
        command = [sys.executable, "-m", "firstline", "--profile", str(self._profile)]
        process = subprocess.Popen(command, env=self._screen)
        try:
            shown = ["search", "--onlyvisible", "--pid", str(process.pid)]
            found = _until(lambda: _xdotool(self._screen, *shown).split())
            _xdotool(self._screen, "windowactivate", "--sync", found[-1])
            time.sleep(1.5)
            yield
        finally:
            process.terminate()
            process.wait(30)


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
