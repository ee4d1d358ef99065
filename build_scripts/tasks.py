"""The developer's commands, each a short list of programs run inside the virtual environment."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import machine
from bootstrap import ROOT, SetupError, ensure, script
from progress import say

USAGE = """usage: python build_scripts/dev.py COMMAND [--wheelhouse DIR] [ARGUMENTS]

  run        open the window with the demo company (no display: the same, as a table and a picture)
  test       the whole test suite, and the gates beside it; ARGUMENTS go to pytest alone
  check      the gates alone: ruff, mypy, import-linter, the lint of texts
  bench      the benchmarks, one JSON line each (bench --help lists them)
  pictures   take the pictures of every screen
  i18n       the lint of texts; --list writes them all as a table

  --wheelhouse DIR   install from a folder of wheels, for a site without a package index"""

_OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}
Task = Callable[[Path, list[str]], int]
Command = Sequence[str | Path]


def main(argv: list[str]) -> int:
    """Run one command; 0 when it went well, 2 for a wrong usage, else what the program returned."""
    try:
        argv, wheelhouse = _take_wheelhouse(argv)
    except ValueError as error:
        say(str(error))
        return 2
    if not argv or argv[0] in ("-h", "--help", "help"):
        say(USAGE)
        return 0 if argv else 2
    task = TASKS.get(argv[0])
    if task is None:
        say(f"There is no command “{argv[0]}”.\n\n{USAGE}")
        return 2
    try:
        python = ensure(wheelhouse)
        return task(python, argv[1:])
    except SetupError as error:
        say(str(error))
    except KeyboardInterrupt:
        say("Stopped.")
    return 1


def _take_wheelhouse(argv: list[str]) -> tuple[list[str], Path | None]:
    for index, word in enumerate(argv):
        name, equals, value = word.partition("=")
        if name != "--wheelhouse":
            continue
        rest = argv[index + 1 :]
        if not equals:
            value, rest = (rest[0], rest[1:]) if rest else ("", [])
        if not value or not Path(value).is_dir():
            raise ValueError(f"--wheelhouse needs a folder of wheels; “{value}” is none.")
        return argv[:index] + rest, Path(value).resolve()
    return argv, None


def _call(command: Command, env: Mapping[str, str] | None = None) -> int:
    sys.stdout.flush()
    extra = {"PYTHONUTF8": "1", **machine.environment(), **(env or {})}
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **extra}, check=False)
    return done.returncode


def _run(python: Path, arguments: list[str]) -> int:
    on_screen = machine.has_display()
    if not machine.prepare(on_screen=on_screen):
        return 1
    command: Command = [python, "-m", "firstline", "--demo", *arguments]
    if on_screen:
        return _call(command)
    say("There is no display here: the same demo runs offscreen. (没有显示器,改为离屏运行。)")
    return _call([python, ROOT / "build_scripts" / "offscreen_demo.py", *arguments], _OFFSCREEN)


def gates(python: Path) -> Mapping[str, Command]:
    """Return the gates, each a name and a command; none of them changes a file."""
    return {
        "ruff format": [python, "-m", "ruff", "format", "--check", "."],
        "ruff": [python, "-m", "ruff", "check", "."],
        "mypy --strict": [python, "-m", "mypy"],
        "import-linter": [script("lint-imports"), "--no-logo"],
        "texts": [python, ROOT / "build_scripts" / "i18n.py"],
    }


def _check(python: Path, _arguments: list[str]) -> int:
    failed = []
    for name, command in gates(python).items():
        say(f"── {name}")
        if _call(command) != 0:
            failed.append(name)
    say(f"Gates failed: {', '.join(failed)}" if failed else "All gates passed.")
    return 1 if failed else 0


def _test(python: Path, arguments: list[str]) -> int:
    if not machine.prepare(on_screen=False):
        return 1
    command: Command = [python, "-m", "pytest", "-v", "--tb=short", *arguments]
    if arguments:
        say("── pytest")
        return _call(command, _OFFSCREEN)
    with _beside([python, ROOT / "build_scripts" / "dev.py", "check"]) as gates:
        say("── pytest, with the gates beside it")
        tests = _call(command, _OFFSCREEN)
        gate = gates()
    if gate and not tests:
        say("The tests passed, but a gate failed: see above.")
    return tests or gate


@contextmanager
def _beside(command: Command) -> Iterator[Callable[[], int]]:
    """Run `command` beside the block; what is given waits for it, shows what it said and its code.

    A second processor would be idle meanwhile: most tests use one.
    """
    env = {**os.environ, "PYTHONUTF8": "1"}
    with (
        tempfile.TemporaryFile() as told,
        subprocess.Popen(
            command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=told, stderr=told
        ) as process,
    ):

        def ended() -> int:
            code = process.wait()
            told.seek(0)
            say(told.read().decode("utf-8", "replace").rstrip())
            return code

        try:
            yield ended
        finally:
            process.terminate()  # it has ended already, unless the block was broken off


def _script(name: str, env: Mapping[str, str] | None = None) -> Task:
    def task(python: Path, arguments: list[str]) -> int:
        if not machine.prepare(on_screen=False):
            return 1
        return _call([python, ROOT / "build_scripts" / name, *arguments], env)

    return task


TASKS: Mapping[str, Task] = {
    "run": _run,
    "test": _test,
    "check": _check,
    "bench": _script("bench.py", _OFFSCREEN),
    "pictures": _script("pictures.py", _OFFSCREEN),
    "i18n": _script("i18n.py"),
}
