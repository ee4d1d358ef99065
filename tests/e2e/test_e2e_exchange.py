"""Two desks and a portal in the real window, by keys: cut off, sent again, a clash resolved."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from real_screen import Desk, until

pytestmark = pytest.mark.e2e


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
        _join(here, near.url, tokens[0])
        _join(there, far.url, tokens[1])
        here.say("sync")
        there.say("sync")
        with here.window():
            near.kill()
            _answer_and_rank(here)
            until(lambda: _waiting(here) == ["reply", "priority"])
            there.say("ticket", "set", "N09", "priority=P4")
            there.say("sync")
            near.again()
            here.keys("F5")
            until(lambda: here.say("conflict", "list")["total"] == 1)
            (clash,) = here.say("conflict", "list")["conflicts"]
            assert (clash["field"], clash["mine"], clash["theirs"]) == ("priority", "P1", "P4")
            here.keys("ctrl+8")
            time.sleep(1)
            here.keys("1")  # keep mine
            until(lambda: here.say("conflict", "list")["total"] == 0)
            here.keys("F5")
            until(lambda: _waiting(here) == [])
        there.say("sync")
        assert there.replies("N09").count("Written without a network") == 1
        assert there.say("ticket", "show", "N09")["priority"] == "P1"
    finally:
        near.kill()
        far.kill()


def _answer_and_rank(desk: Desk) -> None:
    """Find N09, answer, and make it P1."""
    desk.keys("ctrl+f")
    desk.write("N09")
    desk.keys("Down")
    time.sleep(1)
    desk.keys("r")
    time.sleep(1)
    desk.write("Written without a network")
    desk.keys("ctrl+Return")
    time.sleep(0.5)
    desk.keys("Escape", "1")


def _token(database: str, name: str) -> str:
    words = ["user", "add", name, "--role", "it_lead", "--database", database]
    command = [sys.executable, "-m", "firstline_portal", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _join(desk: Desk, url: str, token: str) -> None:
    desk.say("portal", "add", "desk", url, "--kind", "native", "--token-stdin", given=token)


def _waiting(desk: Desk) -> list[str]:
    """Return what kinds of acts have not been settled."""
    return [one["act"] for one in desk.say("outbox", "list")["edits"]]
