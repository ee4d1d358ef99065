"""Takes the power away at any step, and checks that nothing acknowledged is ever lost (T5).

    python build_scripts/power_test.py --images 50000 [--seed 1]

For each seed a profile is worked on (or migrated, restored, mended, fed by a pull) under `strace`,
which writes down every write, cut, sync and rename. Then images are made of what a disk may hold at
a random step: unsynced names and sectors lost, torn, in any order, as zeros or as garbage. Every
image is opened by the program: each act acknowledged by then must be in the database and in the
journal.
"""

import argparse
import hashlib
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from firstline.app.packs import load_desk
from firstline.domain.desk import Desk
from firstline.domain.errors import Problem
from firstline.store.care import backup, doctor
from firstline.store.care.restore import restore
from firstline.store.file.connection import FILE
from firstline.store.store import Store
from firstline.system.pinyin import initials
from firstline.system.settings import Settings
from kill_test import START, BrokenPromiseError, Witness, Worker, expect
from power_disk import STYLES, Disk, File, lay
from power_pull import Places, pull, said_in
from power_trace import Reader, Step, command

KINDS = ("work", "restore", "work", "mend", "pull", "migrate")
OLD = Path(__file__).parents[1] / "tests" / "data" / "store" / "format-1"
ACTS = 14
_DERIVED = ("-shm", "firstline.ballast", "firstline.part")  # made anew; a reserve holds nothing
LATER = START + timedelta(days=1)


def opened(folder: Path, desk: Desk, now: datetime) -> Store:
    """Open the profile as the program does."""
    return Store.open(folder, desk, now=now, initials=initials, me="worker")


def work(folder: Path, seed: int, life: int, acks: int) -> None:
    """Act, let who is patient work beside, take a backup, act on; leave by turns in order."""
    desk, _ = load_desk(folder, Settings())
    store = opened(folder, desk, START + timedelta(minutes=life))
    chance = random.Random(f"{seed}/{life}")  # noqa: S311 - replayable
    worker = Worker(store, acks, chance, life)
    worker.work(ACTS)
    with store.sibling(worker.now()) as beside:
        beside.catch_up(20)
    if life % 2:
        backup.backup(folder, folder / f"{life}.flbackup", worker.now())
    worker.work(ACTS)
    if seed % 3:
        store.close()


def set_up(kind: str, folder: Path, seed: int, acks: Path) -> None:
    """Make what the power fails on: nothing, a profile, a damaged one, or one of format 1."""
    handle = os.open(acks, os.O_WRONLY | os.O_CREAT)
    if kind == "migrate":
        shutil.copytree(OLD, folder)
        with closing(sqlite3.connect(folder / FILE)) as raw:
            for edit_id, state in raw.execute("SELECT id, state FROM edit"):
                os.write(handle, json.dumps({"state": state, "id": edit_id}).encode() + b"\n")
    elif kind != "work":
        for life in (2,) if kind == "pull" else (2, 3, 4):
            work(folder, 3 * seed + 1, life, handle)
    if kind == "mend":
        with (folder / FILE).open("r+b") as file:
            file.seek(4096 * (2 + seed % 40))
            file.write(os.urandom(8192))
    os.close(handle)


def live(kind: str, folder: Path, seed: int, acks: Path) -> None:
    """Do what the power fails during."""
    handle = os.open(acks, os.O_WRONLY | os.O_CREAT)
    vars(shutil)["_USE_CP_SENDFILE"] = False  # a copy is written, so that strace sees its bytes
    desk, _ = load_desk(folder, Settings())
    if kind == "restore":
        restore(folder / "3.flbackup", folder, LATER)
    elif kind == "mend":
        doctor.repair(folder, desk, LATER, me="worker", initials=initials)
    elif kind == "pull":
        be_fed(folder, seed, handle)
    for life in range(10, 12):
        work(folder, seed, life, handle)


def be_fed(folder: Path, seed: int, acks: int) -> None:
    """Pull from a portal while somebody acts; leave by turns in order."""
    desk, _ = load_desk(folder, Settings())
    now = START + timedelta(minutes=9)
    store = opened(folder, desk, now)
    chance = random.Random(f"pull/{seed}")  # noqa: S311 - replayable
    pull(store, Worker(store, acks, chance, 9), now, chance)
    if seed % 4:
        store.close()


class Images:
    """The images of one recording, and the checks of each."""

    def __init__(self, kind: str, room: Path, before: bytes) -> None:
        self.kind, self.room, self.before = kind, room, before
        self.desk, _ = load_desk(room / "none", Settings())
        self.told: Counter[str] = Counter()
        self.said: list[bytes] = []
        self.places = Places([])

    def check(self, image: dict[str, bytes | None], coming: bytes) -> None:
        """Open one image and check it; `coming` is what would have been said next."""
        folder = self.room / "image"
        shutil.rmtree(folder, ignore_errors=True)
        lay(image | {"firstline.ballast": b""}, folder)
        witness = Witness(folder, self.desk, latest=8, sent=self.kind == "pull")
        witness.hear(self.before + b"".join(self.said))
        self.told["images"] += 1
        self.told["acknowledged"] += len(witness.done)
        undone = {json.loads(coming)["id"]} if b'"state"' in coming else set()
        try:
            self._witness(witness, undone)
        except (Problem, BrokenPromiseError):
            if not witness.done and not witness.files:  # a first start that was cut off
                expect(_is_bare(folder), "nothing was acknowledged, and it does not open")
            doctor.repair(folder, self.desk, LATER, me="worker", initials=initials)
            self.told["mended"] += 1
            witness.journalled, witness.read_to = set(), 0
            self._witness(witness, undone)

    def _witness(self, witness: Witness, undone: set[str]) -> None:
        last = set(witness.done)
        if self.kind == "restore":
            last &= {*_held(witness.folder / FILE)}
        witness.check(LATER, last, undone)
        if self.kind == "restore":
            aside = witness.folder.glob(f"replaced-*/{FILE}")
            held = last.union(*(_held(path) for path in aside))
            lost = set(witness.done) - held
            expect(not lost, f"neither here nor kept aside: {sorted(lost)[:5]}")
        for sha256 in witness.files:
            data = (witness.folder / "files" / sha256[:2] / sha256).read_bytes()
            expect(hashlib.sha256(data).hexdigest() == sha256, f"file {sha256} is damaged")
        with closing(sqlite3.connect(witness.folder / FILE)) as raw:
            self.places.check(raw, said_in(self.said))
            drafts = {key for (key,) in raw.execute("SELECT key FROM draft")}
        if self.kind not in {
            "restore",
            "mend",
        }:  # a backup has others; damage may have hit its page
            expect(set(witness.drafts) <= drafts, "a draft is gone")


def _is_bare(folder: Path) -> bool:
    path = folder / FILE
    return not path.exists() or not path.stat().st_size


def _held(path: Path) -> set[str]:
    if not path.is_file():
        return set()
    with closing(sqlite3.connect(path)) as raw:
        return {row[0] for row in raw.execute("SELECT id FROM edit")}


def recorded(kind: str, seed: int, room: Path) -> tuple[bytes, Disk, list[Step]]:
    """Set up, record, and return what was said before, the disk as it was, and the steps."""
    folder, acks, trace = room / "profile", room / "acks", room / "trace"
    set_up(kind, folder, seed, acks)
    before = acks.read_bytes()
    acks.unlink()
    disk = Disk()
    for path in sorted(folder.rglob("*")) if folder.exists() else ():
        content = None if path.is_dir() else File(bytearray(path.read_bytes()))
        disk.names[str(path.relative_to(folder))] = content
    disk.durable = dict(disk.names)
    reader = Reader(folder, acks)
    reader.know(disk.names)
    words = [sys.executable, __file__, "--live", kind, str(room), "--seed", str(seed)]
    done = subprocess.run(
        [*command(trace), *words], capture_output=True, text=True, check=False, timeout=600
    )
    expect(done.returncode == 0, f"the recording broke: {done.stderr[-2000:]}")
    steps = [one for one in reader.steps(trace) if not one.path.endswith(_DERIVED)]
    trace.unlink()
    return before, disk, steps


def run(kind: str, seed: int, images: int, room: Path) -> Counter[str]:
    """Record one run and check `images` images of it. Raises BrokenPromiseError and Problem."""
    before, disk, steps = recorded(kind, seed, room)
    chance = random.Random(seed)  # noqa: S311 - replayable
    points = Counter(chance.choice(_moments(kind, steps, chance)) for _ in range(images))
    checked = Images(kind, room, before)
    checked.places = Places(said_in([one.data for one in steps if one.what == "said"]))
    next_said = _coming(steps)
    for number, step in enumerate(steps):
        disk.take(step)
        if step.what == "said":
            checked.said.append(step.data)
        for _ in range(points[number]):
            style = chance.choice(STYLES)
            image = disk.image(chance, style)
            try:
                checked.check(image, next_said[number])
            except (BrokenPromiseError, Problem, OSError, sqlite3.Error) as error:
                where = f"{kind}, seed {seed}, step {number} ({step.what} {step.path}), {style}"
                raise BrokenPromiseError(f"{where}: {error}") from error
    checked.told[kind] = checked.told["images"]
    return checked.told


def _moments(kind: str, steps: list[Step], chance: random.Random) -> range | list[int]:
    """Return when the power may fail; of a pull often just when something was said."""
    if kind == "pull" and chance.random() < 0.5:
        return [at for at, step in enumerate(steps) if step.what == "said"]
    return range(len(steps))


def _coming(steps: list[Step]) -> list[bytes]:
    found, coming = [], b""
    for step in reversed(steps):
        found.append(coming)
        coming = step.data if step.what == "said" else coming
    return found[::-1]


def main(arguments: list[str]) -> int:
    """Run from the command line; print one JSON line, or the line that replays a failure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--images", type=int, default=2000)
    parser.add_argument("--each", type=int, default=500, help="images of one recording")
    parser.add_argument("--seed", type=int, default=1, help="the first; the rest follow it")
    parser.add_argument("--kind", choices=sorted({*KINDS}), help="only this, of all seeds")
    parser.add_argument("--live", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.live:
        live(
            asked.live[0], Path(asked.live[1]) / "profile", asked.seed, Path(asked.live[1], "acks")
        )
        return 0
    if not shutil.which("strace"):
        print("power_test needs strace", file=sys.stderr)
        return 2
    started = time.monotonic()
    try:
        told, last = run_all(asked.images, asked.each, asked.seed, asked.kind)
    except BrokenPromiseError as error:
        print(f"BROKEN {error}", file=sys.stderr)
        return 1
    seeds, seconds = f"{asked.seed}-{last}", round(time.monotonic() - started)
    print(json.dumps({**told, "lost": 0, "seeds": seeds, "seconds": seconds}))
    return 0


def run_all(images: int, each: int, seed: int, only: str | None) -> tuple[Counter[str], int]:
    """Check images of one seed after another; return counts and the last seed.

    Raises BrokenPromiseError with the line that replays it, the image and the profile kept.
    """
    told: Counter[str] = Counter()
    while told["images"] < images:
        room = Path(tempfile.mkdtemp(prefix="firstline-power-"))
        count = min(each, images - told["images"])
        try:
            told += run(only or KINDS[seed % len(KINDS)], seed, count, room)
        except BrokenPromiseError as error:
            replay = f"python build_scripts/power_test.py --images {count} --seed {seed}"
            replay += f" --kind {only}" if only else ""
            raise BrokenPromiseError(f"{error}\nkept in {room}\nreplay: {replay}") from error
        shutil.rmtree(room)
        print(f"seed {seed}: {told['images']} images", file=sys.stderr)
        seed += 1
    return told, seed - 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
