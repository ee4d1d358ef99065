"""Kills a syncing program at every fault point and at random, and checks that nothing is lost (T4).

    python build_scripts/kill_test.py --sync --kills 1000 --seed 7

A real server runs in a process of its own, on loopback. A worker acts on a real profile and carries
rounds with it; it kills itself at a named fault point, or is killed by SIGKILL after a number of
fault points drawn from the seed. Each time the profile must open at the first try, be sound and
hold every acknowledged edit. In the end everything is sent, and each edit is at the server once,
as a conflict with both values, or refused with its reason. Needs `os.fork`.
"""

import json
import os
import random
import shutil
import signal
import sqlite3
import traceback
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.edit import Edit
from firstline.domain.edits.edits import attach, open_ticket
from firstline.domain.ids import derived_id
from firstline.domain.portal_entry import PortalEntry
from firstline.portal.base import Delta
from firstline.portal.native import NativePortal
from firstline.portal.open import open_portal
from firstline.store.store import Store
from firstline.sync.faultpoints import POINTS
from firstline.sync.files import part_of
from firstline.sync.report import Asked, Wanted
from firstline.sync.round import run_round
from firstline.sync.trip import Hooks
from firstline_portal.core import Core
from firstline_portal.database import Database
from firstline_portal.embedded import Embedded
from firstline_portal.people import add_person
from firstline_portal.rights import Role
from simulation import acts as sim_acts
from simulation.check import check
from simulation.client import PORTAL, Client
from simulation.desk import Json, Key, PlainDesk
from simulation.promise import expect

START = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
ME = "worker"
_ACTS = 4  # in a life, before its rounds


@dataclass(frozen=True, slots=True)
class Served:
    """A running server: where it answers, whose token opens it, and its database."""

    url: str
    token: str
    database: Path

    def portal(self) -> NativePortal:
        """Return a way in; nothing is asked yet."""
        made = open_portal(PortalEntry(PORTAL, "native", self.url, ME), self.token)
        if not isinstance(made, NativePortal):
            raise TypeError("a native portal was expected")
        return made

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return what the server's database says, read beside it."""
        with closing(sqlite3.connect(self.database, timeout=10)) as raw:
            return raw.execute(sql).fetchall()

    def new_epoch(self, name: str) -> None:
        """Say, as an administrator may, that the server went back in time."""
        with closing(sqlite3.connect(self.database, timeout=10)) as raw, raw:
            raw.execute("UPDATE setting SET value=? WHERE name='epoch'", (name,))


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """Run a server in a process of its own while the block runs."""
    reading, writing = os.pipe()
    server = os.fork()
    if server == 0:
        os.close(reading)
        _serve(folder, writing)
    os.close(writing)
    with os.fdopen(reading) as told:
        line = told.readline()
    try:
        url, token = json.loads(line)
        yield Served(url, token, folder / "portal.db")
    finally:
        os.kill(server, signal.SIGKILL)
        os.waitpid(server, 0)


def _serve(folder: Path, writing: int) -> NoReturn:
    core = Core(Database(f"sqlite:///{folder / 'portal.db'}"), files=folder / "files")
    core.prepare(START)
    token = core.database.write(lambda one: add_person(one, ME, Role.SUPERUSER, (), START))
    portal = Embedded(core, clock=lambda: START)
    portal.start()
    os.write(writing, json.dumps([portal.url, token]).encode() + b"\n")
    signal.pause()
    os._exit(0)


class Swept(NativePortal):
    """The native portal as one whose delta tells no deletions, so that a round sweeps, too."""

    @classmethod
    def of(cls, portal: NativePortal) -> NativePortal:
        """Return `portal` so."""
        portal.__class__ = cls
        portal.can = replace(portal.can, delta=Delta.UPDATED)
        return portal


@dataclass(slots=True)
class Hand:
    """Kills this process: at the point `name`, or after `left` points; "" and -1 for never."""

    name: str = ""
    left: int = -1
    passed: list[str] = field(default_factory=list)

    def at(self, point: str) -> None:
        """Die here, if it is time."""
        if point == self.name or self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.left -= self.left > 0


@dataclass(frozen=True, slots=True)
class Life:
    """One life of the worker: which it is, its seed, and how it ends."""

    number: int
    seed: int
    hand: Hand

    @property
    def now(self) -> datetime:
        """When it begins."""
        return START + timedelta(minutes=self.number)


def worker(folder: Path, served: Served, life: Life) -> Client:
    """Return the worker of one life, its store open."""
    clock = [life.now]

    def now() -> datetime:
        clock[0] += timedelta(seconds=4)
        return clock[0]

    chance = random.Random(f"{life.seed}/{life.number}")  # noqa: S311 - replayable
    portal = served.portal()
    if life.hand.name.startswith("swe"):
        portal = Swept.of(portal)
    client = Client(ME, folder, f"{life.seed}/{life.number}", portal, chance, now)
    client.open()
    return client


def live(folder: Path, served: Served, life: Life, wanted: Wanted, acks: int) -> NoReturn:
    """Act and sync until killed; every act is acknowledged when it returned."""
    try:
        client = worker(folder, served, life)
        prepare(client, life, wanted)
        for _ in range(60):
            for _ in range(_ACTS):
                before = set(client.performed)
                sim_acts.act(client)
                done = sorted(set(client.performed) - before)
                said = {"done": done, "undone": sorted(client.withdrawn)}
                os.write(acks, json.dumps(said).encode() + b"\n")
            run_round(
                client.store, client.wire, PORTAL, clock=client.now,
                ask=Asked(greet=client.chance.random() < 0.5, at_once=True, rows=3),
                hooks=Hooks(life.hand.at), wanted=deque([wanted]),
            )  # fmt: skip
        os.write(acks, json.dumps({"fault": "lived to the end"}).encode() + b"\n")
    except BaseException:  # noqa: BLE001 - a worker's own fault must not look like a kill
        os.write(acks, json.dumps({"fault": traceback.format_exc()}).encode() + b"\n")
    os._exit(3)


def prepare(client: Client, life: Life, wanted: Wanted) -> None:
    """Make sure that the point at which this life is to end is reached."""
    if life.hand.name.partition(".")[0] in ("download", "fetched"):
        for one in (client.store.file_path(wanted.sha256), part_of(client.folder, wanted.sha256)):
            if one is not None:
                one.unlink(missing_ok=True)
    if life.hand.name.startswith("anew"):
        with client.store.connection.write():
            client.store.connection.raw.execute("UPDATE position SET cursor='c.lost'")
    client.store.put(f"swept:{PORTAL}", "")


def one_life(folder: Path, served: Served, life: Life, wanted: Wanted) -> list[Mapping[str, Any]]:
    """Let the worker live and die; return what it acknowledged."""
    if life.number % 10 == 0:
        served.new_epoch(f"epoch {life.seed}/{life.number}")
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        live(folder, served, life, wanted, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return [json.loads(line) for line in said.splitlines(keepends=True) if line.endswith(b"\n")]


@dataclass(slots=True)
class Witness:
    """What was acknowledged, and the checks that it is all there."""

    folder: Path
    served: Served
    done: set[str] = field(default_factory=set)
    undone: set[str] = field(default_factory=set)

    def hear(self, life: Life, said: list[Mapping[str, Any]]) -> None:
        """Take the acknowledgments of one life, and look at the profile that it left."""
        for one in said:
            expect("fault" not in one, "fault", f"life {life.number}: {one.get('fault')}")
            self.done |= set(one["done"])
            self.undone |= set(one["undone"])
        with Store.open(self.folder, PlainDesk(), now=life.now, me=ME) as store:
            expect(store.quick_check() == (), "lost", f"life {life.number}: quick_check")
            raw = store.connection.raw
            held = {row[0] for row in raw.execute("SELECT id FROM edit")}
        missing = self.done - held
        expect(not missing, "lost", f"life {life.number}: {sorted(missing)[:3]}")

    def finish(self, life: Life) -> Counter[str]:
        """Send everything, fetch it on a new profile, and check each edit at the server."""
        client = worker(self.folder, self.served, life)
        other = replace(client, folder=self.folder.with_name("other"))
        shutil.rmtree(other.folder, ignore_errors=True)
        other.folder.mkdir()
        other.open()
        other.store.put("portals", client.store.get("portals"))
        for _ in range(4):
            for one in (client, other):
                report = one.round(Asked(at_once=True))
                expect(report and report.problem is None, "stuck", f"{report}")
        raw = client.store.connection.raw
        for (edit_id,) in raw.execute("SELECT id FROM edit").fetchall():
            stored = client.store.edit(edit_id)
            if stored is not None:
                client.performed[edit_id] = stored.edit
                if stored.state == "withdrawn":
                    client.withdrawn.add(edit_id)
        expect(self.done <= set(client.performed), "lost", "an acknowledged edit")
        counts = check(Server(self.served), [client, other], set(), calm=True)
        client.store.close()
        other.store.close()
        return counts


@dataclass(frozen=True, slots=True)
class Server:
    """The far end, as its database tells it."""

    served: Served

    def docs(self) -> Mapping[Key, Json]:
        """Return every record that stands."""
        rows = self.served.rows("SELECT kind, id, doc FROM record WHERE gone=0")
        return {(kind, one): json.loads(doc) for kind, one, doc in rows}

    def outcomes(self) -> Mapping[str, Outcome]:
        """Return what became of each edit."""
        rows = self.served.rows("SELECT op_id, status FROM applied_op")
        return {one: Outcome(status) for one, status in rows}

    def sees(self, user: str, key: Key) -> bool:  # noqa: ARG002 - everybody sees all here
        """Whether a user may see a record."""
        return True

    def has_file(self, sha256: str) -> bool:
        """Whether the bytes are there."""
        return bool(self.served.rows(f"SELECT 1 FROM file WHERE sha256='{sha256}'"))

    def portal(self, user: str) -> NativePortal:  # noqa: ARG002 - there is one
        """Return the way in."""
        return self.served.portal()


def seeded(folder: Path, served: Served) -> Wanted:
    """Let somebody attach a file, and the worker set up its portal; return that file."""
    client = worker(folder, served, Life(0, 0, Hand()))
    client.store.put("portals", [{"name": PORTAL, "kind": "native", "url": served.url}])
    stamp = client.stamp()
    ticket_id = derived_id("kill sync", "ticket")
    client.perform(open_ticket(stamp, ticket_id, {"title": "first"}))
    file = client.store.keep_file(b"file " * 5000, "first.txt")
    edit: Edit = attach(ticket_id, [file], client.stamp())
    client.perform(edit)
    report = client.round(Asked(at_once=True))
    expect(report and report.files_sent == 1, "fault", f"{report}")
    client.store.close()
    return Wanted(ticket_id, file.sha256)


def run(kills: int, seed: int, folder: Path) -> dict[str, object]:
    """Kill at every fault point, then `kills` times at random. Raises BrokenPromiseError."""
    profile = folder / "profile"
    profile.mkdir(parents=True)
    chance = random.Random(seed)  # noqa: S311 - replayable
    hands = [Hand(one) for one in POINTS] + [Hand("", chance.randrange(60)) for _ in range(kills)]
    with serving(folder) as served:
        wanted = seeded(profile, served)
        witness = Witness(profile, served)
        for number, hand in enumerate(hands, start=1):
            life = Life(number, seed, hand)
            witness.hear(life, one_life(profile, served, life, wanted))
        counts = witness.finish(Life(len(hands) + 1, seed, Hand()))
    return {
        "test": "T4 sync", "kills": len(hands), "points": f"{len(POINTS)}/{len(POINTS)}",
        "random": kills, "acknowledged": len(witness.done), "lost": 0, "doubled": 0,
        "overwritten": 0, "stuck": 0, "fates": dict(sorted(counts.items())), "seed": seed,
    }  # fmt: skip
