"""Lets the network between two people and a portal fail, and checks that nothing is ever lost.

    python build_scripts/network_test.py --cuts 25000 --seed 7
    python build_scripts/network_test.py --named 50

Each cut ends the connection after one byte of a request or of an answer of a round, or of a first
pull, with or without an RST. Every byte of every exchange has its turn before any has a second.
--named lives through each named fault so many times. The portal is the real one, in a process of
its own. Prints one JSON line; a failure prints the line that replays it.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "desktop"), str(ROOT / "tests" / "portal")]

from fault_proxy import Fault  # noqa: E402
from native_desk import NativeServer, native_server, sqlite_url  # noqa: E402
from network_faults import NAMED, SILENT  # noqa: E402
from network_run import Broken, Ground, Told, at, cycle, first_pull  # noqa: E402

if TYPE_CHECKING:
    from fault_proxy import Direction

_FRESH_EACH = 400  # runs; then the portal and the profile begin anew, so that no run grows slow
_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own is made there
_FIRST_SHARE = 6  # of so many cuts one falls into a first pull


_ACTS = 7  # edits of Ann in one cycle


@dataclass
class Sum:
    """What was lived through."""

    runs: int = 0
    faults: int = 0
    acts: int = 0
    most_rounds: int = 0
    worst_s: float = 0.0


def main() -> int:
    """Run what was asked for and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--cuts", type=int, default=300)
    parser.add_argument("--named", type=int, default=0, metavar="TIMES")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--begin", type=int, default=0, help="the first cut, to replay a failure")
    options = parser.parse_args()
    told = Sum()
    begun = time.monotonic()
    with ExitStack() as stack:
        where = _IN_MEMORY if _IN_MEMORY.is_dir() else None
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=where)))
        server = stack.enter_context(native_server(sqlite_url(folder), folder / "files"))
        run = Run(server, folder, told)
        try:
            run.cuts(options.seed, options.begin, options.cuts)
            run.named(options.named)
        except Broken as broken:
            print(f"BROKEN: {run.what}: {broken}", file=sys.stderr)
            return 1
        finally:
            run.leave()
    print(json.dumps({
        "test": "T8", "cuts": options.cuts, "named": options.named * (len(NAMED) + len(SILENT)),
        "seed": options.seed, "faults": told.faults, "acts": told.acts, "lost": 0, "doubled": 0,
        "overwritten": 0, "stuck": 0, "most_rounds_after_a_fault": told.most_rounds,
        "worst_recovery_s": round(told.worst_s, 2), "seconds": round(time.monotonic() - begun),
    }))  # fmt: skip
    return 0


Cut = tuple[int, "Direction", int, bool]  # exchange, direction, byte, with an RST


class Run:
    """Goes through cuts and named faults on grounds that are laid anew from time to time."""

    def __init__(self, server: NativeServer, folder: Path, told: Sum) -> None:
        self._server, self._folder, self._told = server, folder, told
        self._stack = ExitStack()
        self._ground: Ground | None = None
        self._small: Ground | None = None
        self._grounds = self._used = 0
        self.what = ""

    def cuts(self, seed: int, begin: int, count: int) -> None:
        """Make the cuts `begin` to `begin` + `count` of the order that `seed` gives."""
        rounds = _order(cycle(self._big()).lengths, seed)
        firsts = _order(first_pull(self._little()).lengths, seed)
        for nth in range(begin, begin + count):
            self.what = f"python build_scripts/network_test.py --seed {seed} --begin {nth} --cuts 1"
            if nth % _FIRST_SHARE == 0:
                self._one(first_pull, self._little(), firsts[nth // _FIRST_SHARE % len(firsts)])
            else:
                self._one(cycle, self._big(), rounds[nth % len(rounds)])
            if nth % 500 == 499:
                print(f"{nth + 1 - begin} of {count} cuts", file=sys.stderr, flush=True)

    def _one(self, live: "Callable[..., Told]", ground: Ground, cut: Cut) -> None:
        exchange, direction, byte, rst = cut
        self._count(live, ground, at(exchange, Fault(cut=direction, at=byte, rst=rst)))

    def named(self, times: int) -> None:
        """Live through every named fault so many times, at every exchange in turn."""
        for nth in range(times):
            for name, fault in (*NAMED.items(), *SILENT.items()):
                self.what = f"{name}, exchange {nth % 3}"
                self._count(cycle, self._big(), at(nth % 3, fault))

    def _count(self, live: "Callable[..., Told]", ground: Ground, plan: object) -> None:
        begun = time.monotonic()
        told = live(ground, plan)
        sums = self._told
        sums.runs += 1
        sums.faults += told.faults
        sums.acts += _ACTS if live is cycle else 0
        sums.most_rounds = max(sums.most_rounds, told.rounds)
        sums.worst_s = max(sums.worst_s, time.monotonic() - begun)

    def _big(self) -> Ground:
        self._used += 1
        if self._ground is None or self._used > _FRESH_EACH:
            self.leave()
            self._used = 1
            self._ground = self._laid()
            self._ground.stall_s = 1.0
        return self._ground

    def _little(self) -> Ground:
        if self._small is None:
            self._small = self._laid()
            for _ in range(4):
                cycle(self._small)
        return self._small

    def _laid(self) -> Ground:
        self._grounds += 1
        name = f"g{self._grounds}"
        return Ground.on(self._server, self._folder / name, self._stack, name)

    def leave(self) -> None:
        """Take the grounds away."""
        self._ground = self._small = None
        self._stack.close()


def _order(lengths: "Sequence[tuple[int, int]]", seed: int) -> list[Cut]:
    """Return every cut of these exchanges once, in the order that `seed` gives."""
    cuts = list(_all_cuts(lengths))
    random.Random(seed).shuffle(cuts)  # noqa: S311 - the same order every time
    return cuts


def _all_cuts(lengths: "Sequence[tuple[int, int]]") -> Iterator[Cut]:
    for exchange, (asked, answered) in enumerate(lengths):
        for byte in range(asked):
            yield exchange, "request", byte, byte % 2 == 0
        for byte in range(answered):
            yield exchange, "response", byte, byte % 2 == 0


if __name__ == "__main__":
    raise SystemExit(main())
