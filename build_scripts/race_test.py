"""Races writers against readers of one portal, and counts what a reader missed: it must be nothing.

    python build_scripts/race_test.py --rows 1000000 [--database URL] [--writers 16] [--seed 7]

Every writer waits at random between taking a place in its plant's order and committing, so that
an order of places that is not the order of commits would show. Readers pull all the while, by
their cursors alone. Without --database a throw-away PostgreSQL and a SQLite file are used in
turn. `--planted` takes places before the transaction, as a plain sequence would: then rows must be
missed, or cursors prove to be at places that nobody has, which shows that the race can tell.
"""

import argparse
import json
import multiprocessing
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event, select

from firstline.domain.edits.codec import edit_to_json
from firstline.domain.edits.edit import Change, Edit
from firstline.domain.ids import derived_id
from firstline.portal.native_wire import WireOp
from firstline_portal import clocks, schema
from firstline_portal.clocks import Place
from firstline_portal.core import Core
from firstline_portal.database import Database
from firstline_portal.people import Person, add_person, person_named
from firstline_portal.problems import Refusal
from firstline_portal.rights import Role
from portals import postgres

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
PLANTS = ("一厂", "二厂", "三厂")
EDITED = 0.25  # of the acts change a record again that the writer made
_BATCH = 20
_PAUSE_S = 0.01


@dataclass(frozen=True)
class Race:
    """One race: on which database, how many rows by how many writers, and how long they wait."""

    database: str
    rows: int
    writers: int = 16
    processes: int = 2
    seed: int = 7
    delay_s: float = 0.002
    planted: bool = False


@dataclass
class Reader:
    """Pulls by its cursor until it is told to stop, and keeps what it was told."""

    core: Core
    who: Person
    known: dict[str, int] = field(default_factory=dict)  # id → the newest place that was told
    pages: int = 0
    alarms: int = 0  # cursors that the portal no longer honoured, though nothing was restored

    def run(self, writers_are_done: Callable[[], bool]) -> None:
        """Pull; at the end once more, so that nothing is merely late."""
        cursor = self.core.snapshot(self.who, None, 1, NOW).cursor
        more = True
        while more:
            more = not writers_are_done()
            try:
                cursor = self._drain(cursor)
            except Refusal:
                self.alarms += 1
                cursor = self.core.snapshot(self.who, None, 1, NOW).cursor
            time.sleep(_PAUSE_S if more else 0)

    def _drain(self, cursor: str) -> str:
        while True:
            sheet = self.core.changes(self.who, cursor, 500, NOW)
            self.pages += 1
            for line in sheet.lines:
                self.known[line.id] = max(line.seq, self.known.get(line.id, 0))
            cursor = sheet.cursor
            if not sheet.more:
                return cursor


def run(race: Race) -> dict[str, Any]:
    """Race, and return what was written, read and missed."""
    began = time.monotonic()
    with closing(Database(race.database, patience_s=120)) as database:
        core = Core(database)
        core.prepare(NOW)
        reader = Reader(core, _person(core, "reader"))
        for one in range(race.writers):
            _person(core, f"writer-{one}")
        workers = list(_workers(race))
        for worker in workers:
            worker.start()
        reader.run(lambda: not any(one.is_alive() for one in workers))
        for worker in workers:
            worker.join()
        failed = [one for one in workers if getattr(one, "exitcode", 0)]
        there = _there(core)
    missed = sum(1 for name, seq in there.items() if reader.known.get(name, 0) < seq)
    rate = round(race.rows / (time.monotonic() - began))
    return {
        "database": database.url.get_backend_name(), "rows": race.rows, "records": len(there),
        "writers": race.writers, "seed": race.seed, "pages": reader.pages, "missed": missed,
        "alarms": reader.alarms, "failed_writers": len(failed), "rows_per_s": rate,
        "planted": race.planted,
    }  # fmt: skip


def _person(core: Core, name: str) -> Person:
    core.database.write(lambda one: add_person(one, name, Role.SUPERUSER, PLANTS, NOW))
    with core.database.read() as connection:
        found = person_named(connection, name)
    if found is None:
        raise LookupError(name)
    return found


def _there(core: Core) -> dict[str, int]:
    with core.database.read() as connection:
        rows = connection.execute(select(schema.record.c.id, schema.record.c.seq))
        return {row.id: row.seq for row in rows}


def _workers(race: Race) -> Iterator[Any]:
    """Yield what writes: threads of this process, or processes with threads of their own."""
    if race.processes == 1:
        yield threading.Thread(target=write_all, args=(race, range(race.writers)))
        return
    spawn = multiprocessing.get_context("spawn")
    for process in range(race.processes):
        mine = range(process, race.writers, race.processes)
        yield spawn.Process(target=write_all, args=(race, mine))


def write_all(race: Race, writers: range) -> None:
    """Write the rows of these writers, each in a thread of its own."""
    with closing(Database(race.database, patience_s=120)) as database, _slowed(database, race):
        core = Core(database)
        threads = [
            threading.Thread(target=_write, args=(race, core, one), daemon=True) for one in writers
        ]
        for one in threads:
            one.start()
        for one in threads:
            one.join()


def _write(race: Race, core: Core, writer: int) -> None:
    chance = random.Random(f"{race.seed}.{writer}")  # noqa: S311 - the same race every time
    who = _known(core, f"writer-{writer}")
    made: list[tuple[str, str]] = []
    ops: list[WireOp] = []
    count = len(range(writer, race.rows, race.writers))
    for n in range(1, count + 1):
        ops.append(_op(chance, writer, n, made))
        if len(ops) == _BATCH or n == count:
            done = core.push(who, f"device-{writer}", ops, NOW)
            if any(one.outcome != "applied" for one in done.results):
                raise RuntimeError(str(done.results))
            ops = []


def _known(core: Core, name: str) -> Person:
    with core.database.read() as connection:
        found = person_named(connection, name)
    if found is None:
        raise LookupError(name)
    return found


def _op(chance: random.Random, writer: int, n: int, made: list[tuple[str, str]]) -> WireOp:
    op_id = derived_id("race", str(writer), str(n))
    if made and chance.random() < EDITED:
        place = chance.randrange(len(made))
        record, seen = made[place]
        made[place] = (record, op_id)
        edit = Edit(op_id, record, "set", NOW, "", "action", (Change("note", op_id, seen),))
        return WireOp(n=n, edit=edit_to_json(edit))
    record = derived_id("race-record", op_id)
    made.append((record, op_id))
    del made[:-50]
    edit = Edit(op_id, record, "open", NOW, "", "action", (Change("note", op_id),))
    return WireOp(n=n, edit=edit_to_json(edit), plant=chance.choice(PLANTS))


@contextmanager
def _slowed(database: Database, race: Race) -> Iterator[None]:
    """Wait at random after every place that is taken; with `planted`, take it too early."""
    chance = random.Random(race.seed)  # noqa: S311 - a jitter

    def wait(*words: Any) -> None:
        if str(words[2]).startswith("UPDATE clock"):
            time.sleep(chance.uniform(0, 2 * race.delay_s))

    event.listen(database.engine, "after_cursor_execute", wait)
    real = clocks.next_place
    if race.planted:
        clocks.next_place = _early(database)
    try:
        yield
    finally:
        clocks.next_place = real
        event.remove(database.engine, "after_cursor_execute", wait)


def _early(database: Database) -> Callable[..., Place]:
    """Return the fault: a place taken and committed at once, as a plain sequence gives it."""
    real = clocks.next_place

    def taken(_connection: Any, plant: str, op_id: str, *, numbered: bool) -> Place:
        with database.engine.connect() as apart, apart.begin():
            place = real(apart, plant, op_id, numbered=numbered)
        time.sleep(random.uniform(0, 0.02))  # noqa: S311 - a jitter
        return place

    return taken


@contextmanager
def _databases(named: str, *, planted: bool) -> Iterator[list[str]]:
    if named:
        yield [named]
        return
    with tempfile.TemporaryDirectory(prefix="firstline-race-") as folder:
        Path(folder).chmod(0o755)
        # A fault in the order of commits cannot be planted where writers take turns.
        addresses = [] if planted else [f"sqlite:///{folder}/race.db"]
        cluster = Path(folder) / "cluster"
        if postgres.programs() is not None:
            addresses.insert(0, postgres.start(cluster, postgres.free_port()))
        try:
            yield addresses
        finally:
            postgres.stop(cluster)


def main() -> int:
    """Race on every database; 1 when a row was missed (or none, where a fault was planted)."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--writers", type=int, default=16)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--delay-ms", type=float, default=2.0)
    parser.add_argument("--database", default="", help="an empty one; by default throw-away ones")
    parser.add_argument("--planted", action="store_true")
    words = parser.parse_args()
    worst = 0
    with _databases(words.database, planted=words.planted) as addresses:
        for address in addresses:
            told = run(Race(
                address, words.rows, words.writers, words.processes, words.seed,
                words.delay_ms / 1000, words.planted,
            ))  # fmt: skip
            print(json.dumps(told, ensure_ascii=False), flush=True)
            noticed = bool(told["missed"] or told["alarms"])
            worst |= int(noticed is not words.planted or bool(told["failed_writers"]))
    return worst


if __name__ == "__main__":
    sys.exit(main())
