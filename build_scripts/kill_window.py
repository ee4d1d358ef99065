"""Kills the window itself while it works, and checks that nothing is half done afterwards (T4).

    python build_scripts/kill_window.py --kills 20 [--seed 1] [--only handoff]

The real window runs without a screen on a demo profile and does one act by its own pages: the
first start, a pack of documents, a list of trained people, a comparison, a sealed hand-off, a
backup. The first time it is let be, and timed; then it is killed by SIGKILL at random instants of
that time. Each time the profile must open, the doctor find nothing wrong, the act be done or not,
and the folder for temporary files be empty. Needs `os.fork`.
"""

import argparse
import hashlib
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
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtWidgets import QApplication, QFileDialog

from firstline.app.house import House
from firstline.app.profile import open_profile
from firstline.cli.demo_company import fill_demo
from firstline.domain.edits.edit import Stamp
from firstline.domain.edits.edits import open_ticket
from firstline.domain.errors import Problem
from firstline.domain.ids import derived_id
from firstline.store.care import doctor
from firstline.system.pinyin import initials
from firstline.system.sealed_zip import check as check_zip
from kill_test import BrokenPromiseError, expect

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SECRET = "canary-7f3e9b is what the ticket says"  # noqa: S105 - no secret, but told apart
KEY = "ABC-DEF-GHJ-KMN-PQR-STU"
PATIENCE_S = 120.0
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


class Life:
    """The window in this process, and its loop, turned until something holds."""

    def __init__(self, room: Path) -> None:
        self.room = room
        app = QApplication.instance() or QApplication([])
        assert isinstance(app, QApplication)  # noqa: S101 - for the type alone
        self._profile = open_profile(room / "profile", "zh_CN", NOW)
        self.house = House(app, self._profile.__enter__(), lambda: NOW, keep_state=False)
        self.house.start()
        self.shell = self.house.shell

    def until(self, holds: Callable[[], object]) -> None:
        """Turn the loop until it holds. Raises TimeoutError."""
        end = time.monotonic() + PATIENCE_S
        while not holds():
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            if time.monotonic() > end:
                raise TimeoutError("it did not happen")


@dataclass(frozen=True, slots=True)
class Act:
    """`ready` goes there and returns what begins it and what says that it is done.

    `count` counts in the database what it makes, all of which or none is to be there.
    """

    make: Callable[[Path], None]
    ready: Callable[[Life], tuple[Callable[[], object], Callable[[], object]]]
    count: str = ""


def documents(room: Path) -> None:
    """Write a pack of documents."""
    place = room / "pack"
    place.mkdir()
    head = {"schema": "firstline.documents/1", "id": "vendor", "version": "2026.11",
            "title_zh": "文档", "title_en": "Documents", "source": "厂商"}  # fmt: skip
    lines = [f"{name} = {json.dumps(said)}" for name, said in head.items()]
    for n in range(24):
        data = PDF + f"% {n}\n".encode() + bytes(200_000)
        (place / f"{n}.pdf").write_bytes(data)
        said = {"code": f"M{n}", "version": "1", "title_zh": f"手册 {n}", "title_en": f"Book {n}",
                "file": f"{n}.pdf", "sha256": hashlib.sha256(data).hexdigest()}  # fmt: skip
        lines += ["[[documents]]", *(f"{name} = {json.dumps(one)}" for name, one in said.items())]
    (place / "documents.toml").write_text("\n".join(lines), "utf-8")


def take_documents(life: Life) -> tuple[Callable[[], object], Callable[[], object]]:
    """Look at the pack; the act takes it in."""
    life.shell.aids.run("documents")
    packs = life.shell.sections.knowledge.page.documents.packs
    packs.look(life.room / "pack")
    life.until(packs.take.isVisible)
    return packs.take.click, lambda: not packs.take.isVisible()


def people(room: Path) -> None:
    """Write a list of people who passed a course."""
    head = "工号,姓名,部门,岗位,课程代码,完成日期\n"
    rows = (f"Z{n:04},员工{n},三车间,班长,GEN-01,2026-11-0{n % 9 + 1}\n" for n in range(400))
    (room / "people.csv").write_text(head + "".join(rows), "utf-8")


def take_people(life: Life) -> tuple[Callable[[], object], Callable[[], object]]:
    """Try the list; the act writes it."""
    life.shell.aids.run("training_files")
    leaf = life.shell.pages.currentWidget().files  # type: ignore[union-attr]
    work = leaf.importing
    leaf.look(life.room / "people.csv")
    life.until(lambda: work.tried is not None and not work.busy)
    return work.take, lambda: not work.busy


def books(room: Path) -> None:
    """Write two extracts that differ."""
    for side, odd in (("source", 0), ("target", 97)):
        rows = (f"V{n:06},{n % 7:03},{n * 3 + (n == odd)}.00\n" for n in range(40_000))
        (room / f"{side}.csv").write_text("单据号,账套,借方\n" + "".join(rows), "utf-8")


def compare(life: Life) -> tuple[Callable[[], object], Callable[[], object]]:
    """Fill in the form; the act compares, keeps what it found and writes the differences."""
    life.shell.aids.run("reconcile")
    page = life.shell.pages.currentWidget()
    form = page.form  # type: ignore[union-attr]
    page.show_form()  # type: ignore[union-attr]
    for field, name in zip(form.files, ("source", "target"), strict=True):
        field.setText(str(life.room / f"{name}.csv"))
        field.editingFinished.emit()
    life.until(form.columns.lines)
    form.fields["out"].setText(str(life.room / "out" / "differences.csv"))
    (life.room / "out").mkdir(exist_ok=True)
    held = len(page.model.rows)  # type: ignore[union-attr]
    return form.start.click, lambda: len(page.model.rows) > held  # type: ignore[union-attr]


def nothing(room: Path) -> None:
    """Need no file."""


def hand_over(life: Life) -> tuple[Callable[[], object], Callable[[], object]]:
    """Review a hand-off; the act writes its zip, sealed."""
    out = life.room / "out"
    QFileDialog.getExistingDirectory = staticmethod(lambda *_: str(out))  # type: ignore[assignment]
    life.shell.sections.hand_over(derived_id("ticket", "canary"))
    page = life.shell.pages.currentWidget()
    page.steps.setCurrentIndex(2)  # type: ignore[union-attr]
    result, over = page.result, page.over  # type: ignore[union-attr]
    life.until(lambda: result.reviewer.isEnabled() and "canary" in result.text.toPlainText())
    result.reviewer.setText("赵主任")
    result.reviewer.textEdited.emit("赵主任")
    page.steps.setCurrentIndex(3)  # type: ignore[union-attr]
    over.buttons["zip"].click()
    over.seal.field.setText(KEY)
    return over.seal.go.click, over.seal.field.isReadOnly


def save(life: Life) -> tuple[Callable[[], object], Callable[[], object]]:
    """Ask for a backup of everything; the act saves it."""
    told: list[object] = []
    outside = life.shell.sync.outside
    assert outside is not None  # noqa: S101 - for the type alone
    (life.room / "out").mkdir(exist_ok=True)
    rescue = outside.rescue
    return lambda: rescue.save(life.room / "out" / "all.zip", told.append), lambda: told


def first_start(life: Life) -> tuple[Callable[[], object], Callable[[], object]]:
    """Do nothing; the act is what a window does by itself after its first picture."""
    raw = life.house.desktop.store.connection.raw
    sql = "SELECT count(*) FROM article"
    return lambda: None, lambda: raw.execute(sql).fetchone()[0] > 0


_EDITS = "SELECT count(*) FROM edit WHERE kind='{0}' AND state<>'withdrawn'"
ACTS: Mapping[str, Act] = {
    "start": Act(nothing, first_start),
    "documents": Act(documents, take_documents, _EDITS.format("document")),
    "training": Act(people, take_people, _EDITS.format("training")),
    "reconcile": Act(books, compare, _EDITS.format("reconciliation")),
    "handoff": Act(nothing, hand_over),
    "backup": Act(nothing, save),
}


def live(name: str, room: Path, acks: int) -> NoReturn:
    """Be the window of one life."""
    try:
        os.environ["TMPDIR"] = os.environ["SQLITE_TMPDIR"] = str(room / "temp")
        tempfile.tempdir = None
        life = Life(room)
        begin, done = ACTS[name].ready(life)
        os.write(acks, b"begin\n")
        begin()
        life.until(done)
        os.write(acks, b"done\n")
        signal.pause()
    except BaseException:  # noqa: BLE001 - a fault of the window must not look like a kill
        os.write(acks, f"fault {traceback.format_exc()}".encode())
    os._exit(3)


def one_life(name: str, room: Path, after_s: float | None) -> tuple[float, bool]:
    """Let a window live until it is done, or kill it; return how long it worked, and if it ended.

    Raises BrokenPromiseError when it failed by itself.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        live(name, room, writing)
    os.close(writing)
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        said = pipe.read(6)
        begun = time.monotonic()
        os.set_blocking(reading, after_s is None)
        if after_s is not None:
            time.sleep(after_s)
        more = pipe.read(5000) or b""
        took = time.monotonic() - begun
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    expect(b"fault" not in said + more, (said + more).decode(errors="replace"))
    return took, more.startswith(b"done")


def look(name: str, room: Path) -> int:
    """Check what a killed window left; return how much of the act is there."""
    with open_profile(room / "profile", "zh_CN", NOW) as profile:
        expect(profile.store.quick_check() == (), "quick_check")
        desk = profile.desk
    report = doctor.examine(room / "profile", desk, me="", initials=initials)
    expect(report.ok, str(report.findings))
    left = sorted((room / "temp").rglob("*"))
    expect(not left, f"left in the folder for temporary files: {left[:3]}")
    for path in (room / "out").glob("*") if (room / "out").exists() else ():
        if name == "handoff":
            expect(SECRET.encode() not in path.read_bytes(), f"{path.name} tells what is sealed")
            if path.suffix == ".zip":
                expect("handoff.md" in check_zip(path, KEY), f"{path.name} is not whole")
    if not ACTS[name].count:
        return 0
    with closing(sqlite3.connect(room / "profile" / "firstline.db")) as raw:
        found: int = raw.execute(ACTS[name].count).fetchone()[0]
    return found


def prepared(name: str, room: Path) -> None:
    """Make the profile and the files that an act needs."""
    (room / "temp").mkdir(parents=True)
    if name != "start":
        with open_profile(room / "profile", "zh_CN", NOW) as profile:
            fill_demo(room / "profile", NOW, "zh_CN", lambda: (profile.desk, profile.store))
            stamp = Stamp(derived_id("kill", "window"), NOW, "王磊")
            told = {"title": "canary", "body": SECRET, "product": "U8"}
            ticket = open_ticket(stamp, derived_id("ticket", "canary"), told)
            profile.store.perform(ticket, now=NOW)
    ACTS[name].make(room)


def run(name: str, kills: int, seed: int, room: Path) -> Counter[str]:
    """Time one act, then kill it at random; return counts. Raises BrokenPromiseError."""
    prepared(name, room)
    kept = room.with_name(f"{name}-before")
    shutil.copytree(room, kept)
    none = look(name, room) if ACTS[name].count else 0
    took, _ = one_life(name, room, None)
    whole = look(name, room)
    told: Counter[str] = Counter(ms=round(took * 1000), made=whole - none)
    chance = random.Random(f"{seed}/{name}")  # noqa: S311 - replayable
    for kill in range(kills):
        shutil.rmtree(room)
        shutil.copytree(kept, room)
        try:
            _, ended = one_life(name, room, chance.uniform(0, 1.1) * took)
            found = look(name, room)
            expect(found in {none, whole}, f"{found - none} of {whole - none} is there")
            expect(found == whole or not ended, "it said that it was done, and is not")
        except (BrokenPromiseError, Problem) as error:
            raise BrokenPromiseError(f"{name}, kill {kill}: {error}") from error
        told["kills"] += 1
        told["done"] += found == whole if whole > none else ended
    return told


def main(arguments: list[str]) -> int:
    """Run from the command line; print one JSON line an act, or what broke."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=10, help="of each act")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=sorted(ACTS))
    asked = parser.parse_args(arguments)
    if not hasattr(os, "fork"):
        print("kill_window needs os.fork", file=sys.stderr)
        return 2
    folder = Path(tempfile.mkdtemp(prefix="firstline-window-"))
    try:
        for name in [asked.only] if asked.only else ACTS:
            told = run(name, asked.kills, asked.seed, folder / name)
            print(json.dumps({"act": name, **told, "half": 0, "seed": asked.seed}), flush=True)
    except BrokenPromiseError as error:
        print(f"BROKEN {error}\nkept in {folder}", file=sys.stderr)
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
