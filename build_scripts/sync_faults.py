"""Fills the disk, or damages a file, around a round of the exchange: nothing is lost (T6, T7).

    python build_scripts/sync_faults.py --full 4096          # a limit every so many bytes
    python build_scripts/sync_faults.py --damage 300 [--seed 1]

A full disk: no file may grow beyond a limit (RLIMIT_FSIZE, POSIX) while a round is carried and a
person acts and types; the limit is moved on until the round fits. Damage: bits, sectors and ends of
the profile's files are changed between two rounds. Then there is room again, or the doctor mends;
one round later everything acknowledged is at the portal once, and every copy is what the portal
has. A copy bears no hash: a bit that turns within one of its words may stay unnoticed until the
record changes at the portal; such copies are counted, not hidden.
"""

import argparse
import json
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from firstline.app.packs import load_desk
from firstline.domain.edits.edit import Stamp
from firstline.domain.edits.edits import open_ticket
from firstline.domain.errors import Problem, StoreProblem
from firstline.domain.ids import derived_id
from firstline.portal.memory import MemoryPortal
from firstline.store.care import doctor
from firstline.store.store import Store
from firstline.sync.report import Asked, RoundReport
from firstline.sync.round import run_round
from firstline.system.pinyin import initials
from firstline.system.settings import Settings
from kill_test import START, BrokenPromiseError, expect
from power_pull import PORTAL, Far

ASK = Asked(at_once=True, rows=20, first_rows=20)
LATER = START + timedelta(hours=1)
DESK, _ = load_desk(Path("none"), Settings())
_FILES = ("firstline.db", "firstline.db-wal", "outbox.journal")


class Scene:
    """One profile and its portal; `acknowledged` are the edits that were said to be done."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.far = Far(START)
        self.far.write()
        self.acknowledged: set[str] = set()
        self._count = self.joined = self.unnoticed = 0
        with self.open() as store:
            self.join(store)
            self.act(store, 6)

    def open(self) -> Store:
        """Open the profile as the program does."""
        return Store.open(self.folder, DESK, now=LATER, initials=initials, me="worker")

    def join(self, store: Store) -> None:
        """Set the portal up, as a person does at first, and again where its page was damaged."""
        if not store.get("portals", []):
            self.joined += 1
            store.put("portals", [{"name": PORTAL, "kind": "native", "url": ""}])

    def act(self, store: Store, times: int) -> None:
        """Record tickets, as a person does."""
        for _ in range(times):
            self._count += 1
            stamp = Stamp(derived_id("fault", str(self._count)), LATER, "worker")
            fields = {"title": f"库存账对不上 {self._count}", "body": "甲" * 900}
            store.perform(open_ticket(stamp, derived_id("ours", stamp.id), fields), now=LATER)
            self.acknowledged.add(stamp.id)

    def round(self, store: Store) -> RoundReport:
        """Carry one round."""
        portal = MemoryPortal(self.far.desk, "worker")
        return run_round(store, portal, PORTAL, clock=lambda: LATER, ask=ASK)

    def check(self, *, typed: str | None = None) -> None:
        """Check what must hold once everything works again."""
        with self.open() as store:
            self.join(store)
            report = self.round(store)
            expect(report.problem is None, f"stuck: {report.problem}")
            expect(not store.outstanding().waiting, "stuck: something is still to be sent")
            expect(store.quick_check() == (), "quick_check")
            raw = store.connection.raw
            held = {row[0] for row in raw.execute("SELECT id FROM edit WHERE state='settled'")}
            lost = self.acknowledged - held
            expect(not lost, f"lost: {len(lost)} of {len(self.acknowledged)}")
            expect(self.acknowledged <= set(self.far.desk.answers), "an edit is not at the portal")
            if typed is not None:
                expect(store.draft("reply:x") == typed, "what was typed is gone")
            copies = dict(raw.execute("SELECT id, doc FROM base WHERE kind='ticket'").fetchall())
        there = {key[1]: row.doc for key, row in self.far.desk.records.items()}
        expect(set(copies) == set(there), f"{len(copies)} copies of {len(there)}")
        wrong = [one for one, doc in copies.items() if _plain(doc) != _plain(there[one])]
        self.unnoticed = len(wrong)
        report_ = doctor.examine(self.folder, DESK, me="worker", initials=initials)
        expect(report_.ok, str(report_.findings))


def _plain(text: str) -> Any:
    return json.loads(text)


@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond `size` bytes."""
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


def full(step: int, room: Path) -> Counter[str]:
    """Carry a round under one limit after the other. Raises BrokenPromiseError."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    told: Counter[str] = Counter()
    size = 0
    while not told["fitted"]:
        size += step
        folder = room / str(size)
        scene = Scene(folder)
        scene.far.change(1)
        try:
            _one_full(scene, size, told)
            scene.check(typed="写到一半" if told.pop("typed", 0) else None)
            expect(not scene.unnoticed, f"{scene.unnoticed} copies are not the portal's")
        except (BrokenPromiseError, Problem) as error:
            raise BrokenPromiseError(f"limit {size}: {error}") from error
        told["limits"] += 1
        told["acknowledged"] += len(scene.acknowledged)
        shutil.rmtree(folder)
    return told


def _one_full(scene: Scene, size: int, told: Counter[str]) -> None:
    with scene.open() as store, store.sibling(LATER) as postman, no_file_beyond(size):
        try:
            report = scene.round(postman)
            told["fitted"] += report.problem is None
        except StoreProblem as problem:
            expect(problem.sentence.zh and problem.sentence.en, "no sentence")
            told["refused"] += 1
        with suppress(StoreProblem):  # said; what came before it was acknowledged
            store.save_draft("reply:x", "写到一半", LATER)
            told["typed"] += 1
        try:
            scene.act(store, 3)
        except StoreProblem:
            told["acts refused"] += 1
            told["fitted"] = 0


def damage(count: int, seed: int, room: Path) -> Counter[str]:
    """Damage a file between two rounds, so many times. Raises BrokenPromiseError."""
    told: Counter[str] = Counter()
    for number in range(count):
        chance = random.Random(f"{seed}/{number}")  # noqa: S311 - replayable
        folder = room / str(number)
        scene = Scene(folder)
        try:
            told[_one_damage(scene, chance)] += 1
            scene.check()
        except (BrokenPromiseError, Problem) as error:
            raise BrokenPromiseError(f"damage {number}: {error}") from error
        told["files"] += 1
        told["wrong copies unnoticed"] += scene.unnoticed
        told["portal set up again"] += scene.joined - 1
        told["acknowledged"] += len(scene.acknowledged)
        shutil.rmtree(folder)
    return told


def _one_damage(scene: Scene, chance: random.Random) -> str:
    with scene.open() as store:
        scene.round(store)
    scene.far.change(1)
    with scene.open() as store:
        scene.act(store, 3)
        if chance.random() < 0.5:  # killed: its log is there
            store.connection._closed = True  # noqa: SLF001 - as a kill would leave it
            store.connection._shut(store.connection.raw)  # noqa: SLF001 - see above
    paths = [scene.folder / name for name in _FILES if (scene.folder / name).exists()]
    what = hurt(chance.choice(paths), chance)
    try:
        with scene.open() as store:
            sound = store.quick_check() == ()
        found = doctor.examine(scene.folder, DESK, me="worker", initials=initials)
        if sound and found.ok:
            return f"{what}: nothing to mend"
    except Problem:
        pass
    doctor.repair(scene.folder, DESK, LATER, me="worker", initials=initials)
    return f"{what}: mended"


def hurt(path: Path, chance: random.Random) -> str:
    """Change a file as a bad disk would; return how."""
    data = bytearray(path.read_bytes())
    if not data:
        return "empty"
    what = chance.choice(("bit", "sector", "zeros", "cut"))
    at = chance.randrange(len(data))
    if what == "bit":
        data[at] ^= 1 << chance.randrange(8)
    elif what == "cut":
        del data[at:]
    else:
        at -= at % 512
        size = min(512, len(data) - at)
        data[at : at + size] = bytes(size) if what == "zeros" else chance.randbytes(size)
    path.write_bytes(data)
    return what


def main(arguments: list[str]) -> int:
    """Run from the command line; print one JSON line, or what broke."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--full", type=int, metavar="BYTES", help="a limit every so many bytes")
    parser.add_argument("--damage", type=int, metavar="FILES", help="so many files")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    room = Path(tempfile.mkdtemp(prefix="firstline-faults-"))
    started = time.monotonic()
    try:
        told = full(asked.full, room) if asked.full else damage(asked.damage, asked.seed, room)
    except BrokenPromiseError as error:
        print(f"BROKEN {error}\nkept in {room}", file=sys.stderr)
        return 1
    shutil.rmtree(room)
    print(json.dumps({**told, "lost": 0, "seconds": round(time.monotonic() - started)}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
