"""Simulates people, computers, a server and a bad network, one seed a run, and checks the promise.

    python build_scripts/simulate.py --seeds 0-1000000 --jobs 2
    python build_scripts/simulate.py --seeds 4711 --trace

Every client is a real store on a disk, every round the real one; the far end is the desk in memory
or the core of the real server on SQLite. Calls are lost before and after they are done, done twice
or late; programs die at every fault point; computers are cloned and put back to a backup, the
server too; clocks jump by years. Then the faults stop, and within a few rounds nothing may be lost,
doubled, overwritten unseen or stuck. A failure prints the one line that replays it.
"""

import argparse
import importlib
import json
import multiprocessing
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from firstline.store.store import Store
from firstline.sync.faultpoints import POINTS
from simulation.desk import MemoryServer, PlainDesk
from simulation.promise import BrokenPromiseError
from simulation.world import START, World

_FAST = Path("/dev/shm")  # noqa: S108 - memory, where there is such a disk
_SLICE = 50


@dataclass(slots=True)
class Tally:
    """What several runs came to; `broken` are the sentences of those that failed, by seed."""

    runs: int = 0
    steps: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    points: Counter[str] = field(default_factory=Counter)
    broken: dict[int, str] = field(default_factory=dict)

    def add(self, other: "Tally") -> None:
        """Take in what another process did."""
        self.runs += other.runs
        self.steps += other.steps
        self.counts.update(other.counts)
        self.points.update(other.points)
        self.broken |= other.broken


@dataclass(slots=True)
class Theatre:
    """Where one process plays: a folder in memory, and an empty profile to copy."""

    server: str = "memory"
    home: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(dir=_place())))
    template: Path = field(init=False)
    dump: Any = None

    def __post_init__(self) -> None:
        self.template = self.home / "template"
        if self.server == "sqlite":
            self.dump = sim_core().template(self.home / "files", START)
        Store.open(self.template, PlainDesk(), now=START).close()

    def play(self, seed: int, steps: int) -> World:
        """Play one seed; the world tells what happened. Raises BrokenPromiseError."""
        world = self.world(seed, steps)
        try:
            world.run()
        finally:
            world.close()
        return world

    def world(self, seed: int, steps: int) -> World:
        """Return the world of a seed, in which nothing has happened yet."""
        folder = self.home / str(seed)
        if self.server == "memory":
            return World(seed, folder, self.template, MemoryServer(), steps)
        world = World(seed, folder, self.template, steps=steps)
        world.server = sim_core().CoreServer(folder / "server", self.dump, lambda: world.now)
        return world

    def close(self) -> None:
        """Take everything away."""
        shutil.rmtree(self.home, ignore_errors=True)


def _place() -> str | None:
    return str(_FAST) if _FAST.is_dir() else None


def sim_core() -> Any:
    """Return the module of the real server's core, which takes a while to load."""
    return importlib.import_module("simulation.core")


def run(seeds: Iterable[int], steps: int, server: str = "memory") -> Tally:
    """Play seeds one after the other and count."""
    tally = Tally()
    theatre = Theatre(server)
    try:
        for seed in seeds:
            try:
                world = theatre.play(seed, steps)
            except Exception as error:  # noqa: BLE001 - whatever a run dies of is a failure of it
                tally.broken[seed] = _told(error)
            else:
                tally.counts.update(world.counts)
                for client in world.clients:
                    tally.points.update(client.hits)
            tally.runs += 1
            tally.steps += steps
    finally:
        theatre.close()
    return tally


def _told(error: Exception) -> str:
    if isinstance(error, BrokenPromiseError):
        return str(error)
    return traceback.format_exc(limit=-6)


def run_slice(asked: tuple[range, int, str]) -> Tally:
    """Play one slice, in a process of its own."""
    return run(*asked)


def run_all(
    seeds: range, steps: int, jobs: int, *, server: str = "memory", size: int = _SLICE
) -> Iterator[Tally]:
    """Yield the tally of each slice as it is done."""
    slices = [(seeds[n : n + size], steps, server) for n in range(0, len(seeds), size)]
    if jobs == 1:
        yield from map(run_slice, slices)
        return
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        yield from pool.imap_unordered(run_slice, slices)


def _range(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last or int(first) + 1))


def main(arguments: list[str]) -> int:
    """Run from the command line; print one JSON line, and how to replay what failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=_range, default=range(1000), help="FIRST-LAST or one")
    parser.add_argument("--steps", type=int, default=40, help="what happens in a run")
    parser.add_argument("--server", choices=("memory", "sqlite"), default="memory")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--trace", action="store_true", help="print what happened")
    parser.add_argument("--most", type=int, default=5, help="stop after so many failures")
    parser.add_argument("--slice", type=int, default=_SLICE, help="seeds that go to one process")
    asked = parser.parse_args(arguments)
    if asked.trace:
        return _trace(asked.seeds, asked.steps, asked.server)
    tally, started = Tally(), time.monotonic()
    for one in run_all(asked.seeds, asked.steps, asked.jobs, server=asked.server, size=asked.slice):
        tally.add(one)
        if len(tally.broken) >= asked.most:
            break
    for seed, sentence in sorted(tally.broken.items())[: asked.most]:
        print(f"BROKEN seed {seed}: {sentence}", file=sys.stderr)
        print(f"replay: python build_scripts/simulate.py --seeds {seed} --steps {asked.steps}"
              f" --server {asked.server} --trace", file=sys.stderr)  # fmt: skip
    figures = _figures(tally, asked.seeds, time.monotonic() - started)
    print(json.dumps({"test": "T1", "server": asked.server, **figures}))
    return 1 if tally.broken else 0


def _figures(tally: Tally, seeds: range, seconds: float) -> dict[str, object]:
    kinds = Counter(one.partition(":")[0] for one in tally.broken.values())
    return {
        "seeds": f"{seeds.start}-{seeds.stop}", "runs": tally.runs,
        "steps": tally.steps, "injected": tally.counts["faults"] + tally.counts["crashes"],
        "acknowledged": tally.counts["acknowledged"], "lost": kinds["lost"],
        "doubled": kinds["doubled"], "overwritten": kinds["overwritten"],
        "differs": kinds["differs"], "stuck": kinds["stuck"],
        "broken": len(tally.broken), "fates": dict(sorted(tally.counts.items())),
        "fault_points": f"{sum(one in tally.points for one in POINTS)}/{len(POINTS)}",
        "seconds": round(seconds, 1), "steps_per_s": round(tally.steps / seconds),
        "date": datetime.now(UTC).date().isoformat(),
    }  # fmt: skip


def _trace(seeds: range, steps: int, server: str) -> int:
    theatre = Theatre(server)
    try:
        for seed in seeds:
            world = theatre.world(seed, steps)
            try:
                world.run()
            finally:
                print("\n".join(world.trace))
                print(f"seed {seed} hash {world.hash} {dict(world.counts)}")
                world.close()
    finally:
        theatre.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
