"""Tries a frozen program as a person would, on a profile of its own, and compares its start.

    python build_scripts/try_frozen.py dist/firstline/firstline

The program gets neither Python nor the checkout on its path. Says a line for each thing tried and
ends with 1 if one failed. The checkout beside it starts in the same run, so the ratio means
something on a busy machine, too. With a display the window itself is timed, by xdotool.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median
from time import monotonic, perf_counter
from typing import Any

from build_app import program_version
from freezing import ROOT

_ENDS_S, _STARTS_S = 30.0, 60.0
_TIMES = 7


class Failed(Exception):  # noqa: N818 - a person reads the sentence alone
    """What was tried did not do what it promises."""


class Program:
    """The program under trial, with its profile and an environment that has nothing else."""

    def __init__(self, path: Path, place: Path) -> None:
        self.path = path.absolute()
        self.place = place
        kept = ("DISPLAY", "SYSTEMROOT", "TEMP", "TMP", "XAUTHORITY")
        self.env = {name: os.environ[name] for name in kept if name in os.environ} | {
            "HOME": str(place), "PATH": os.defpath, "LANG": "C.UTF-8",
            "FIRSTLINE_PROFILE": str(place / "profile"),
        }  # fmt: skip

    def run(self, *words: str | Path, code: int = 0) -> str:
        """Run a command to its end and return its output. Raises Failed for another exit code."""
        done = subprocess.run(
            [self.path, *words], env=self.env, cwd=self.place, capture_output=True, text=True,
            encoding="utf-8", timeout=300, check=False,
        )  # fmt: skip
        if done.returncode != code:
            raise Failed(f"{words[:2]}: exit code {done.returncode}, {done.stderr.strip()[-300:]}")
        return done.stdout

    @contextmanager
    def started(self, *words: str, **env: str) -> "Iterator[subprocess.Popen[bytes]]":
        """Give the running window, and end it as a closed session would. Raises Failed."""
        with subprocess.Popen(
            [self.path, *words], env={**self.env, **env}, cwd=self.place,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        ) as process:  # fmt: skip
            try:
                yield process
                process.send_signal(signal.SIGTERM)
                said = process.communicate(timeout=_ENDS_S)[1].decode("utf-8", "replace")
            finally:
                process.kill()
        if process.returncode not in (0, -signal.SIGTERM):
            raise Failed(f"{words}: exit code {process.returncode}, {said.strip()[-300:]}")


def commands(program: Program) -> Iterator[str]:
    """Try what the terminal does, and yield what went well."""
    if program.run("--version").strip() != f"firstline {program_version()}":
        raise Failed("--version shows another version")
    program.run("demo")
    listed = json.loads(program.run("ticket", "list", "--json"))
    yield f"ticket list --json: {listed['total']} tickets"
    one = listed["tickets"][0]["id"]
    case = (ROOT / "tests/data/sla/cases.jsonl").read_text("utf-8").splitlines()[0]
    (program.place / "case.json").write_text(case, "utf-8")
    told = json.loads(program.run("sla", "evaluate", "case.json"))
    yield f"sla evaluate: {len(told)} answers"
    program.run("doctor")
    yield "doctor: nothing is wrong"
    program.run("ticket", "handoff", one, "--out", "out", "--sealed")
    package = next((program.place / "out").rglob("*.zip"))
    with zipfile.ZipFile(package) as packed:
        if not all(entry.flag_bits & 1 for entry in packed.infolist()):
            raise Failed("the sealed package is not sealed")
    yield f"hand-off package, sealed: {package.stat().st_size} bytes"
    program.run("shift", "report", "--out", "shift.pdf")
    if not (program.place / "shift.pdf").read_bytes().startswith(b"%PDF"):
        raise Failed("no PDF was written")
    yield f"PDF: {(program.place / 'shift.pdf').stat().st_size} bytes"
    program.run("backup", "whole.zip")
    program.run("update", "verify", ".", code=2)
    yield "backup, and update verify without a manifest"


def windows(program: Program) -> Iterator[str]:
    """Try the window with the demo's portal, and the wall display, without a screen."""
    if not sys.platform.startswith("linux"):
        return
    screen = {"QT_QPA_PLATFORM": "offscreen"}
    with program.started("--demo", **screen) as process:
        portal = _waited(lambda: _children(process.pid), "the demo's portal did not start")
        told = Path("/proc", portal[0], "cmdline").read_text("utf-8").split("\0")
        if Path(told[0]).name != program.path.name:
            raise Failed(f"the portal is {told[0]}")
    _waited(lambda: not Path("/proc", portal[0]).exists(), "the portal outlived the window")
    yield "window --demo with its portal, both gone at the end"
    with program.started("--wallboard", **screen) as process:
        _waited(lambda: _threads(process.pid) > 1, "the wall display did not start")
    yield "wall display"


def _children(pid: int) -> list[str]:
    with suppress(OSError):
        return Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    return []


def _threads(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/task").iterdir()))


def _waited(look: "Callable[[], Any]", otherwise: str) -> Any:
    until = monotonic() + _STARTS_S
    while monotonic() < until:
        if found := look():
            return found
    raise Failed(otherwise)


def starts(program: Program) -> Iterator[str]:
    """Yield how long the program takes to start, beside the checkout in the same run."""
    checkout: Mapping[str, str] = {**program.env, "PYTHONPATH": str(ROOT / "desktop")}
    ours, theirs = [str(program.path)], [sys.executable, "-m", "firstline"]
    for words in (("--version",), ("ticket", "list", "--json")):
        pairs = [
            (_timed([*ours, *words], program.env), _timed([*theirs, *words], checkout))
            for _ in range(_TIMES)
        ]
        yield _told(" ".join(words), pairs)
    if "DISPLAY" in program.env and shutil.which("xdotool"):
        pairs = [(_until_seen(ours, program.env), _until_seen(theirs, checkout)) for _ in range(5)]
        yield _told("window seen", pairs)


def _told(what: str, pairs: Sequence[tuple[float, float]]) -> str:
    frozen, checkout = median(one for one, _ in pairs), median(one for _, one in pairs)
    figures = f"frozen {frozen:.3f} s, checkout {checkout:.3f} s"
    return f"start, {what}: {figures}, ratio {frozen / checkout:.2f}"


def _timed(command: Sequence[str], env: Mapping[str, str]) -> float:
    began = perf_counter()
    subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - began


def _until_seen(command: Sequence[str], env: Mapping[str, str]) -> float:
    began = perf_counter()
    with subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL) as process:
        seen = ["xdotool", "search", "--sync", "--onlyvisible", "--pid", str(process.pid)]
        subprocess.run(seen, check=True, stdout=subprocess.DEVNULL, timeout=_STARTS_S)
        took = perf_counter() - began
        process.send_signal(signal.SIGTERM)
        process.wait(_ENDS_S)
    return took


def main(argv: Sequence[str]) -> int:
    """Try the program at the path in `argv`."""
    with tempfile.TemporaryDirectory(prefix="firstline-try-", ignore_cleanup_errors=True) as place:
        program = Program(Path(argv[0]), Path(place))
        try:
            for part in (commands, windows, starts):
                for line in part(program):
                    print(f"✓ {line}", flush=True)
        except Failed as failed:
            print(f"✗ {failed}")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
