"""The main job by keyboard alone in the real window, through a kill, under a virtual screen."""

import signal
import time
from pathlib import Path
from typing import Any

import pytest
from real_screen import Desk, until

pytestmark = pytest.mark.e2e


def test_record_answer_and_survive_a_kill(tmp_path: Path, screen: dict[str, str]) -> None:
    """A ticket recorded by keys is seen by the terminal; a draft outlives kill -9."""
    desk = Desk(tmp_path / "profile", screen)
    desk.say("demo")
    with desk.window() as process:
        desk.keys("ctrl+n")
        time.sleep(1)
        desk.write("Barcode printer on line 3 prints blank")
        desk.keys("Return", "2", "1", "n", "n", "n", "ctrl+Return")
        ticket = until(lambda: _first(desk, "barcode"))
        assert (ticket["priority"], ticket["status"]) == ("P2", "triaged")
        assert {clock["state"] for clock in ticket["clocks"]} >= {"running"}
        time.sleep(1)
        desk.keys("r")
        time.sleep(1)
        desk.write("Please check the ribbon first")
        time.sleep(1)
        process.send_signal(signal.SIGKILL)
    drafted = until(lambda: _first(desk, "is:draft barcode"))
    assert drafted["id"] == ticket["id"]
    with desk.window():
        desk.keys("ctrl+f")
        desk.write("barcode")
        desk.keys("Down")
        time.sleep(1)
        desk.keys("r")
        time.sleep(1)
        desk.keys("ctrl+Return")  # sends the draft that was there again
        until(lambda: desk.replies(ticket["id"]) == ["Please check the ribbon first"])


def _first(desk: Desk, query: str) -> dict[str, Any]:
    tickets: list[dict[str, Any]] = desk.say("ticket", "list", query)["tickets"]
    return tickets[0] if tickets else {}
