"""What the tests in the real window share: a screen, its keyboard, and one desk upon it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

_PATIENCE_S = 60.0
T = TypeVar("T")


@contextmanager
def fresh_screen() -> Iterator[dict[str, str]]:
    """Give the environment of a fresh 1366×768 screen with a window manager."""
    quiet: dict[str, Any] = {"stderr": subprocess.DEVNULL}
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1366x768x24"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **quiet)
    try:
        assert server.stdout is not None
        number = server.stdout.readline().strip()  # once it takes connections
        place = {
            **os.environ,
            "DISPLAY": f":{number}",
            "QT_QPA_PLATFORM": "xcb",
            "FIRSTLINE_PASSPHRASE": "x",
        }
        manager = subprocess.Popen(["openbox"], env=place, stdout=subprocess.DEVNULL, **quiet)
        try:
            yield place
        finally:
            manager.kill()
            manager.wait()
    finally:
        server.terminate()  # so that it takes its socket with it
        server.wait()
        if server.stdout is not None:
            server.stdout.close()


class Desk:
    """One profile on one screen: its commands, its window, and the keys pressed there."""

    def __init__(self, profile: Path, screen: dict[str, str]) -> None:
        self._profile = profile
        self._screen = screen

    def say(self, *words: str, given: str = "") -> Any:
        """Run a command and return its JSON; what it refuses or cannot do fails the test."""
        command = [*self._command(), *words, "--json"]
        done = subprocess.run(
            command, capture_output=True, text=True, input=given, env=self._screen, check=False
        )
        assert done.returncode in (0, 1), done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else {}

    def replies(self, ticket: str) -> list[str]:
        """Return what was answered on a ticket."""
        shown = self.say("ticket", "show", ticket)
        return [one["text"] for one in shown["timeline"] if one["kind"] == "responded"]

    @contextmanager
    def window(self) -> Iterator[subprocess.Popen[bytes]]:
        """Open the window and give it the keyboard; close it afterwards, alive or not."""
        process = subprocess.Popen(self._command(), env=self._screen)
        try:
            shown = ["search", "--onlyvisible", "--pid", str(process.pid)]
            found = until(lambda: self._xdotool(*shown).split())
            self._xdotool("windowactivate", "--sync", found[-1])
            time.sleep(1.5)
            yield process
        finally:
            process.terminate()
            process.wait(30)

    def keys(self, *keys: str) -> None:
        """Press keys, one after the other."""
        self._xdotool("key", "--delay", "150", *keys)

    def write(self, text: str) -> None:
        """Type a text where the cursor is."""
        self._xdotool("type", "--delay", "30", text)

    def _command(self) -> list[str]:
        return [sys.executable, "-m", "firstline", "--profile", str(self._profile)]

    def _xdotool(self, *words: str) -> str:
        done = subprocess.run(
            ["xdotool", *words], env=self._screen, capture_output=True, text=True, check=False
        )
        return done.stdout


def until(ask: Callable[[], T]) -> T:
    """Return the first answer that is true, asking again for a minute at most."""
    end = time.monotonic() + _PATIENCE_S
    while not (answer := ask()):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.2)
    return answer
