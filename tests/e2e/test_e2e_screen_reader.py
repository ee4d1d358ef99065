"""The main job as a screen reader does it: by names and actions alone, no key and no mouse."""

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from real_screen import Desk, until

pytestmark = pytest.mark.e2e
_LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
_READER = Path(__file__).with_name("screen_reader.py")
_SYSTEM_PYTHON = "/usr/bin/python3"


def _can_listen() -> bool:
    if not (_LAUNCHER.exists() and shutil.which("dbus-daemon") and shutil.which("dbus-send")):
        return False
    tried = [_SYSTEM_PYTHON, "-c", "import pyatspi"]
    return Path(_SYSTEM_PYTHON).exists() and not subprocess.run(
        tried, capture_output=True, check=False
    ).returncode  # fmt: skip


@pytest.fixture
def heard(screen: dict[str, str]) -> Iterator[dict[str, str]]:
    """Give the environment of a screen whose accessibility bus listens."""
    if not _can_listen():
        pytest.skip("needs at-spi2-core, dbus and python3-pyatspi")
    quiet = subprocess.DEVNULL
    with ExitStack() as stack:
        bus = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--print-address=1"], env=screen,
            stdout=subprocess.PIPE, stderr=quiet, text=True,
        )  # fmt: skip
        stack.callback(_end, bus)
        assert bus.stdout is not None
        place = {**screen, "DBUS_SESSION_BUS_ADDRESS": bus.stdout.readline().strip(),
                 "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}  # fmt: skip
        launcher = subprocess.Popen(
            [str(_LAUNCHER), "--launch-immediately"], env=place, stdout=quiet, stderr=quiet
        )
        stack.callback(_end, launcher)
        switch = ["dbus-send", "--session", "--dest=org.a11y.Bus", "--print-reply",
                  "/org/a11y/bus", "org.freedesktop.DBus.Properties.Set",
                  "string:org.a11y.Status", "string:IsEnabled", "variant:boolean:true"]  # fmt: skip
        until(lambda: not subprocess.run(switch, env=place, capture_output=True,
                                         check=False).returncode)  # fmt: skip
        yield place


def _end(process: "subprocess.Popen[str] | subprocess.Popen[bytes]") -> None:
    process.terminate()
    process.wait(30)
    if process.stdout is not None:
        process.stdout.close()


class Reader:
    """A screen reader on the window."""

    def __init__(self, place: dict[str, str]) -> None:
        clean = {name: value for name, value in place.items() if name != "PYTHONPATH"}
        self._process = subprocess.Popen(
            [_SYSTEM_PYTHON, str(_READER)], env=clean, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def do(self, act: str, role: str, name: str, text: str = "") -> str:
        """Do one thing and return the whole name that was heard."""
        pipe, back = self._process.stdin, self._process.stdout
        assert pipe is not None
        assert back is not None
        pipe.write(json.dumps([act, role, name, text]) + "\n")
        pipe.flush()
        answer = json.loads(back.readline())
        time.sleep(1)  # a press takes its time, and so does who listens
        assert "error" not in answer, (act, role, name, answer)
        return str(answer["heard"][0])

    def end(self) -> None:
        """Let it go."""
        pipe = self._process.stdin
        assert pipe is not None
        pipe.close()
        _end(self._process)


def test_a_ticket_is_recorded_found_and_answered_by_ear(
    tmp_path: Path, heard: dict[str, str]
) -> None:
    desk = Desk(tmp_path / "profile", heard)
    desk.say("demo")
    with desk.window():
        reader = Reader(heard)
        try:
            reader.do("press", "push button", "新建工单")
            reader.do("write", "text", "标题", "三线条码机打印空白")
            reader.do("press", "push button", "保存工单")
            found = until(lambda: desk.say("ticket", "list", "三线条码机")["tickets"])
            number = found[0]["number"]
            assert "三线条码机打印空白" in reader.do("hear", "table cell", "三线条码机")
            assert reader.do("hear", "table cell", f"编号 {number}") == f"编号 {number}"
            reader.do("choose", "table cell", "三线条码机")
            reader.do("write", "text", "回复", "先检查碳带方向")
            reader.do("press", "push button", "回复")
            until(lambda: desk.replies(number) == ["先检查碳带方向"])
        finally:
            reader.end()
