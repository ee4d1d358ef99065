"""Plants bugs in a copy of the program, one after the other, and sees that each is caught (T2).

    python build_scripts/planted_bugs.py                    # all of them, as a table
    python build_scripts/planted_bugs.py --only dedupe      # those whose name holds the word

Each bug is a change of the source, old text to new text. It is caught when the simulation breaks
within a bounded number of seeds, or when the named test fails. One that no longer fits the source
fails the run: the list must follow the program.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from planted_list import BUGS, ROOT, Bug

SEEDS = 400  # a bug that the simulation does not see in so many runs is not caught
STEPS = 60
_COPIED = ("desktop", "build_scripts", "resources", "tests", "pyproject.toml")


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one bug: by what it was caught, "" for one that was not, in how many seeds."""

    bug: Bug
    by: str
    seconds: float
    seeds: int = 0  # none where a test caught it


class Misfit(Exception):  # noqa: N818 - it says what is wrong
    """A bug that cannot be planted: its old text is not there once."""


@contextmanager
def planted(bug: Bug | None) -> Iterator[Path]:
    """Yield a copy of the program with the bug in it. Raises Misfit."""
    with tempfile.TemporaryDirectory(prefix="firstline-bug-") as folder:
        home = Path(folder)
        for name in _COPIED:
            if (ROOT / name).is_dir():
                skipped = shutil.ignore_patterns("__pycache__", "*.pyc")
                shutil.copytree(ROOT / name, home / name, ignore=skipped)
            else:
                shutil.copy(ROOT / name, home / name)
        if bug is not None:
            plant(bug, home)
        yield home


def plant(bug: Bug, home: Path) -> None:
    """Change the source below `home`. Raises Misfit where a change does not fit exactly once."""
    if not bug.fits(home):
        raise Misfit(bug.name)
    for place, old, new in bug.changes:
        path = home / place
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def hunt(bug: Bug, seeds: int) -> Fate:
    """Plant a bug and return what caught it."""
    started = time.monotonic()
    with planted(bug) as home:
        by, needed = _by_test(home, bug.test) if bug.test else _by_simulation(home, bug, seeds)
    return Fate(bug, by, time.monotonic() - started, needed)


def _environment(home: Path) -> dict[str, str]:
    paths = os.pathsep.join((str(home / "desktop"), str(home / "build_scripts")))
    return {**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}


def _by_simulation(home: Path, bug: Bug, seeds: int) -> tuple[str, int]:
    done = subprocess.run(
        [sys.executable, "build_scripts/simulate.py", "--seeds", f"0-{seeds}", "--most", "1",
         "--slice", "10", "--steps", str(STEPS), *bug.options],
        cwd=home, env=_environment(home), capture_output=True, text=True, check=False,
    )  # fmt: skip
    broken = re.search(r"BROKEN seed (\d+): (\w+)", done.stderr)  # a run that was ended is none
    return (f"seed {broken[1]}: {broken[2]}", int(broken[1]) + 1) if broken else ("", 0)


def _by_test(home: Path, test: str) -> tuple[str, int]:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", test],
        cwd=home,
        env=_environment(home),
        capture_output=True,
        text=True,
        check=False,
    )
    failed = re.search(r"FAILED \S+::(\w+)", done.stdout)
    return (f"test {failed[1]}" if failed else ""), 0


def hunt_all(bugs: Sequence[Bug], seeds: int, jobs: int) -> Iterator[Fate]:
    """Yield the fate of every bug, in order."""
    with ThreadPoolExecutor(jobs) as pool:
        yield from pool.map(lambda one: hunt(one, seeds), bugs)


def main(arguments: list[str]) -> int:
    """Run from the command line: print the table, and one JSON line at the end."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", default="", help="a word in the names")
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--jobs", type=int, default=1)
    asked = parser.parse_args(arguments)
    bugs = [one for one in BUGS if asked.only in one.name]
    misfits = [one.name for one in bugs if not one.fits()]
    if misfits:
        print("\n".join(f"DOES NOT FIT {one}" for one in misfits), file=sys.stderr)
        return 1
    fates = []
    for fate in hunt_all(bugs, asked.seeds, asked.jobs):
        fates.append(fate)
        print(
            f"{fate.bug.name:<44} {fate.by or 'NOT CAUGHT':<40} {fate.seconds:6.1f} s", flush=True
        )
    caught = sum(bool(one.by) for one in fates)
    figures = {
        "test": "T2", "planted": len(fates), "caught": caught, "seeds": f"0-{asked.seeds}",
        "by_test": sum(bool(one.by and not one.seeds) for one in fates),
        "most_seeds": max((one.seeds for one in fates), default=0),
        "seconds": round(sum(one.seconds for one in fates)),
        "date": datetime.now(UTC).date().isoformat(),
    }  # fmt: skip
    print(json.dumps(figures))
    return 0 if caught == len(fates) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
