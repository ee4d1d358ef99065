"""Kills a working store again and again, and checks that nothing acknowledged is ever lost.

    python build_scripts/kill_test.py --kills 1000 --seed 7
    python build_scripts/kill_test.py --kills 1000 --seed 7 --sync

A worker performs edits of every kind, imports, drafts and upkeep on one profile, and says after
each call what was acknowledged. It is killed by SIGKILL at a random moment. Then the profile must
open at the first try, be sound, hold every acknowledged edit once, in the database and in the
journal, and show exactly what its edits say. Needs `os.fork`.
"""

import argparse
import importlib
import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import NoReturn

from firstline.app.packs import load_desk
from firstline.domain.desk import Desk
from firstline.domain.edits.edits import (
    Stamp,
    attach,
    open_ticket,
    reply,
    set_field,
    set_priority,
    tag,
)
from firstline.domain.edits.moves import hand_off, move
from firstline.domain.errors import Problem
from firstline.domain.ids import derived_id
from firstline.domain.ticket.statuses import CHART
from firstline.domain.ticket.ticket import Priority, Ticket
from firstline.store.care import checks, doctor
from firstline.store.file import journal
from firstline.store.file.connection import FILE
from firstline.store.store import Store
from firstline.system.pinyin import initials
from firstline.system.settings import Settings

START = datetime(2026, 11, 24, 8, 0, tzinfo=timezone(timedelta(hours=8)))
IMPORT_ROWS = 120
MEAN_LIFE_S = 0.08


class Worker:
    """Does what a person and an import do, and acknowledges each act on `acks` when it returned."""

    def __init__(self, store: Store, acks: int, chance: random.Random, life: int) -> None:
        self.store = store
        self.acks = acks
        self.chance = chance
        self.life = life
        self.count = 0
        self.tickets: list[str] = []
        self.performed: list[str] = []

    def run(self) -> NoReturn:
        """Work until killed."""
        while True:
            self.work(1000)

    def work(self, acts: int) -> None:
        """Do so many acts."""
        with self.store.connection.read() as raw:
            rows = raw.execute("SELECT id FROM ticket ORDER BY key DESC LIMIT 40")
            self.tickets = [row[0] for row in rows]
        choices: tuple[tuple[int, Callable[[], None]], ...] = (
            (6, self.open), (12, self.change), (6, self.answer), (4, self.tag), (3, self.attach),
            (3, self.undo), (4, self.type), (2, self.bring_in), (2, self.keep_up), (3, self.hand),
        )  # fmt: skip
        weighed = [act for weight, act in choices for _ in range(weight)]
        for _ in range(acts):
            with suppress(Problem):  # a move that the chart does not allow
                self.chance.choice(weighed)()

    def now(self) -> datetime:
        """Return a clock that goes on with every act."""
        return START + timedelta(minutes=self.life, seconds=self.count)

    def stamp(self) -> Stamp:
        """Return the next stamp; its id is the same for the same seed."""
        self.count += 1
        return Stamp(derived_id("kill", str(self.life), str(self.count)), self.now(), "worker")

    def say(self, **facts: object) -> None:
        """Acknowledge, in one write."""
        os.write(self.acks, json.dumps(facts).encode() + b"\n")

    def ticket(self) -> Ticket:
        """Return one of the tickets, opening the first."""
        if not self.tickets:
            self.open()
        return self.store.ticket(self.chance.choice(self.tickets))

    def perform(self, *edits: "object") -> None:
        """Perform and acknowledge."""
        self.store.perform(*edits, now=self.now())  # type: ignore[arg-type]  # edits, spelled short
        ids = [edit.id for edit in edits]  # type: ignore[attr-defined]  # as above
        self.performed += ids
        self.say(done=ids)

    def open(self) -> None:
        """Record a new ticket."""
        stamp = self.stamp()
        ticket_id = derived_id("ticket", stamp.id)
        title = f"库存账对不上 {self.count} 次"
        self.perform(open_ticket(stamp, ticket_id, {"title": title, "body": "甲" * 300}))
        self.tickets.append(ticket_id)

    def change(self) -> None:
        """Change a field, the priority or the status."""
        ticket, kind = self.ticket(), self.chance.randrange(3)
        if kind == 0:
            name = self.chance.choice(("site", "module", "title", "assignee"))
            self.perform(set_field(ticket, name, f"值 {self.count}", self.stamp()))
        elif kind == 1:
            self.perform(set_priority(ticket, self.chance.choice(list(Priority)), self.stamp()))
        elif CHART[ticket.status].next:
            to = self.chance.choice(CHART[ticket.status].next)
            self.perform(move(ticket, to, self.stamp(), of="L-1"))

    def answer(self) -> None:
        """Reply or note, sometimes at length."""
        text = "答复 " * self.chance.choice((1, 20, 4000))
        internal = self.chance.random() < 0.5
        self.perform(reply(self.ticket(), text, self.stamp(), internal=internal))

    def tag(self) -> None:
        """Add a tag to two tickets in one transaction."""
        first, second = self.ticket(), self.ticket()
        edits = [tag(first, self.stamp(), add=["月结"])]
        if second.id != first.id:
            edits.append(tag(second, self.stamp(), add=[f"标签{self.count}"]))
        self.perform(*edits)

    def attach(self) -> None:
        """Keep a file and attach it."""
        file = self.store.keep_file(self.chance.randbytes(5000), f"截图 {self.count}.png")
        self.perform(attach(self.ticket().id, [file], self.stamp()))
        self.say(file=file.sha256)

    def hand(self) -> None:
        """Hand a ticket to the vendor."""
        self.perform(hand_off(self.ticket(), self.stamp(), received_at=self.now(), proof="邮件"))

    def undo(self) -> None:
        """Withdraw the latest act, and perhaps redo it."""
        if not self.performed:
            return
        edit_id = self.performed.pop()
        self.store.withdraw(edit_id, self.now())
        self.say(state="withdrawn", id=edit_id)
        if self.chance.random() < 0.5:
            self.store.reinstate(edit_id, self.now())
            self.say(state="waiting", id=edit_id)
        else:
            self.tickets = [one for one in self.tickets if self.store.find(one)]

    def type(self) -> None:
        """Keep a draft."""
        key, text = f"reply:{self.ticket().id}", f"写到第 {self.count} 个字"
        self.store.save_draft(key, text, self.now())
        self.say(draft=key, text=text)

    def bring_in(self) -> None:
        """Import a file's worth of tickets in bulk."""
        ids = []
        with self.store.bulk():
            for _ in range(IMPORT_ROWS):
                stamp = self.stamp()
                ids.append(stamp.id)
                fields = {"title": f"导入 {self.count}", "number": f"IMP-{self.life}-{self.count}"}
                edit = open_ticket(stamp, derived_id("import", stamp.id), fields)
                self.store.perform(edit, now=self.now())
        self.say(done=ids)

    def keep_up(self) -> None:
        """Do a slice of put-off work."""
        self.store.catch_up(50)


@dataclass(slots=True)
class Witness:
    """What was acknowledged, and the checks that it is all there."""

    folder: Path
    desk: Desk
    done: dict[str, str] = field(default_factory=dict)  # edit id -> state, "" where either may be
    files: set[str] = field(default_factory=set)
    drafts: dict[str, str] = field(default_factory=dict)
    typing: set[str] = field(default_factory=set)
    journalled: set[str] = field(default_factory=set)
    read_to: int = 0
    latest: int = 60  # tickets that are compared with their edits after each kill
    sent: bool = False  # edits go out meanwhile, so that one that waited may be decided

    def hear(self, data: bytes) -> None:
        """Take the acknowledgments of one life."""
        for line in data.splitlines(keepends=True):
            if not line.endswith(b"\n"):
                continue
            said = json.loads(line)
            self.done |= dict.fromkeys(said.get("done", ()), "waiting")
            if "state" in said:
                self.done[said["id"]] = said["state"]
            if "file" in said:
                self.files.add(said["file"])
            if "draft" in said:
                self.drafts[said["draft"]] = said["text"]

    def check(self, now: datetime, last: set[str], undone: set[str]) -> int:
        """Open the profile once and check it; `last` is what was acknowledged since the last kill.

        `undone` are the edits whose state a cut-off undo may have moved. Returns the edits held.
        """
        with Store.open(self.folder, self.desk, now=now, initials=initials, me="worker") as store:
            raw = store.connection.raw
            expect(store.quick_check() == (), "quick_check")
            marks = json.dumps(sorted(last))
            sql = "SELECT id, state FROM edit WHERE id IN (SELECT value FROM json_each(?))"
            states = dict(raw.execute(sql, (marks,)))
            lost = last - set(states)
            expect(not lost, f"lost: {sorted(lost)[:5]}")
            for one in last - undone:
                wanted = self.done[one]
                ends = {"held", "settled", "refused"} if self.sent else {"held"}
                fits = states[one] == wanted or (wanted == "waiting" and states[one] in ends)
                expect(fits, f"{one}: {states[one]} instead of {wanted}")
            self._check_rows(raw, store)
            held: int = raw.execute("SELECT count(*) FROM edit").fetchone()[0]
            self._check_journal(last)
        return held

    def _check_rows(self, raw: sqlite3.Connection, store: Store) -> None:
        doubled = raw.execute(
            "SELECT number FROM ticket GROUP BY number HAVING count(*) > 1"
        ).fetchall()
        expect(not doubled, f"doubled numbers: {doubled[:3]}")
        rows = raw.execute("SELECT id FROM ticket ORDER BY updated DESC LIMIT ?", (self.latest,))
        for (ticket_id,) in rows.fetchall():
            wanted = checks.expected(raw, ticket_id)
            shown = store.ticket(ticket_id)
            expect(shown == wanted, f"{ticket_id} is not shown as its edits say")
            ids = [event.id for event in shown.events]
            expect(len(ids) == len(set(ids)), f"{ticket_id} holds an event twice")
        for sha256 in self.files:
            expect(store.file_path(sha256) is not None, f"file {sha256} is missing")

    def _check_journal(self, last: set[str]) -> None:
        path = self.folder / journal.FILE
        if not path.exists():
            expect(not last, "the journal is missing")
            return
        with path.open("rb") as file:
            file.seek(self.read_to)
            for line in file:
                found = journal.parse(line)
                if found and found.doc:
                    self.journalled.add(found.edit_id)
                self.read_to += len(line) if line.endswith(b"\n") else 0
        missing = last - self.journalled
        expect(not missing, f"not in the journal: {sorted(missing)[:5]}")

    def finish(self) -> None:
        """Check everything once more, as the doctor does."""
        report = doctor.examine(self.folder, self.desk, me="worker", initials=initials)
        expect(report.ok, str(report.findings))
        with closing(sqlite3.connect(self.folder / FILE)) as raw:
            held = {row[0] for row in raw.execute("SELECT id FROM edit")}
            drafts = dict(raw.execute("SELECT key, text FROM draft"))
        expect(set(self.done) <= held, f"lost: {sorted(set(self.done) - held)[:5]}")
        expect(set(self.drafts) <= set(drafts), "a draft is gone")


class BrokenPromiseError(AssertionError):
    """A promise that did not hold."""


def expect(condition: object, sentence: str) -> None:
    """Raise BrokenPromiseError unless `condition` holds."""
    if not condition:
        raise BrokenPromiseError(sentence)


def live(folder: Path, desk: Desk, seed: int, life: int, acks: int) -> NoReturn:
    """Be the worker of one life."""
    try:
        now = START + timedelta(minutes=life)
        store = Store.open(folder, desk, now=now, initials=initials, me="worker")
        Worker(store, acks, random.Random(f"{seed}/{life}"), life).run()  # noqa: S311 - replayable
    except BaseException:  # noqa: BLE001 - a worker's own fault must not look like a kill
        os.write(acks, json.dumps({"fault": traceback.format_exc()}).encode() + b"\n")
    os._exit(3)


def one_kill(folder: Path, desk: Desk, seed: int, life: int, delay_s: float) -> bytes:
    """Start a worker, kill it after `delay_s` seconds, and return what it said."""
    reading, writing = os.pipe()
    worker = os.fork()
    if worker == 0:
        os.close(reading)
        live(folder, desk, seed, life, writing)
    os.close(writing)
    said = bytearray()
    os.set_blocking(reading, False)
    end = time.monotonic() + delay_s
    while (left := end - time.monotonic()) > 0:  # the pipe is kept empty, so that it never waits
        with suppress(BlockingIOError):
            said += os.read(reading, 1 << 16)
        time.sleep(min(left, 0.01))
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)
    os.set_blocking(reading, True)
    while chunk := os.read(reading, 1 << 16):
        said += chunk
    os.close(reading)
    return bytes(said)


def _warm_up(desk: Desk) -> None:
    """Act once elsewhere, so that no worker dies while it still loads what acts need."""
    with (
        tempfile.TemporaryDirectory() as elsewhere,
        Path(os.devnull).open("wb") as nobody,
        Store.open(Path(elsewhere), desk, now=START, initials=initials) as store,
    ):
        Worker(store, nobody.fileno(), random.Random(1), 0).work(40)  # noqa: S311


def run(kills: int, seed: int, folder: Path) -> dict[str, int]:
    """Kill `kills` workers on the profile in `folder`; return counts. Raises BrokenPromiseError."""
    desk, _ = load_desk(folder, Settings())
    _warm_up(desk)
    witness = Witness(folder, desk)
    chance = random.Random(seed)  # noqa: S311 - replayable
    acknowledged = held = 0
    for life in range(kills):
        said = one_kill(folder, desk, seed, life, chance.expovariate(1 / MEAN_LIFE_S))
        expect(b'"fault"' not in said, f"life {life}: {said[-2000:].decode(errors='replace')}")
        before = set(witness.done)
        witness.hear(said)
        moved = {json.loads(line)["id"] for line in said.splitlines() if b'"state"' in line}
        last = (set(witness.done) - before) | moved
        acknowledged = len(witness.done)
        undone = last - before  # a cut-off undo moves the state of an edit of this life
        try:
            if witness.done or (folder / FILE).exists():
                held = witness.check(START + timedelta(minutes=life), last, undone)
        except (BrokenPromiseError, Problem) as error:
            raise BrokenPromiseError(f"life {life}: {error}") from error
    witness.finish()
    return {"kills": kills, "acknowledged": acknowledged, "held": held, "lost": 0, "doubled": 0}


def main(arguments: list[str]) -> int:
    """Run from the command line; print one JSON line, or the line that replays a failure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sync", action="store_true", help="kill a syncing program instead")
    parser.add_argument("--profile", type=Path, help="keep the profile here")
    asked = parser.parse_args(arguments)
    if not hasattr(os, "fork"):
        print("kill_test needs os.fork", file=sys.stderr)
        return 2
    folder = asked.profile or Path(tempfile.mkdtemp(prefix="firstline-kill-"))
    started = time.monotonic()
    kill = importlib.import_module("kill_sync").run if asked.sync else run
    try:
        counts = kill(asked.kills, asked.seed, folder)
    except AssertionError as error:
        print(f"BROKEN {error}\nprofile kept in {folder}", file=sys.stderr)
        print(f"replay: python build_scripts/kill_test.py --kills {asked.kills}"
              f" --seed {asked.seed}{' --sync' * asked.sync}", file=sys.stderr)  # fmt: skip
        return 1
    print(json.dumps({**counts, "seed": asked.seed, "seconds": round(time.monotonic() - started)}))
    if not asked.profile:
        shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
