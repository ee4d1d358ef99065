"""Works on one profile from every side at once, and checks that nobody waits or is refused (T13).

    python build_scripts/soak_test.py --seconds 120

A real window acts and turns its pages; beside it, in threads of the same process, a postman syncs
with a real portal, the index is brought up and backups are taken; a second program (the terminal)
records and lists tickets on the same profile. Nothing may say that the file is busy, every act
must be there at the end, and memory and handles must not grow. Prints one JSON line.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "desktop"), str(ROOT / "tests" / "portal")]

from native_desk import native_server, sqlite_url  # noqa: E402
from PySide6.QtCore import QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from firstline.app.house import House  # noqa: E402
from firstline.app.profile import Profile, open_profile  # noqa: E402
from firstline.cli.demo_company import fill_demo  # noqa: E402
from firstline.domain.edits.edits import Stamp, open_ticket, reply  # noqa: E402
from firstline.domain.errors import Problem  # noqa: E402
from firstline.domain.ids import new_id  # noqa: E402
from firstline.portal.native import NativePortal  # noqa: E402
from firstline.store.care import backup, doctor  # noqa: E402
from firstline.store.store import Store  # noqa: E402
from firstline.sync.round import run_round  # noqa: E402

PLACES = ("queue", "outbox", "contacts", "knowledge", "shift", "training", "matrix", "health")
_WARM_S = 30.0  # pages are made and caches filled by then


def clock() -> datetime:
    """Return the present."""
    return datetime.now(UTC)


class Soak:
    """What is counted while everybody works."""

    def __init__(self, house: House, profile: Profile, seconds: float) -> None:
        self.house, self.profile = house, profile
        self.end = time.monotonic() + seconds
        self.told: Counter[str] = Counter()
        self.refused: list[str] = []
        self.late: list[float] = []
        self.sizes: list[tuple[float, int, int]] = []  # seconds, KiB, handles
        self.made: set[str] = set()
        self.chance = random.Random(1)  # noqa: S311 - the same every time
        self._began = self._tick = time.monotonic()

    def act(self) -> None:
        """Do what a person does in a moment, and turn a page now and then."""
        now, store = clock(), self.profile.store
        stamp = Stamp(new_id(now), now, "soak")
        try:
            if self.chance.random() < 0.4:
                key = new_id(now)
                store.perform(open_ticket(stamp, key, {"title": f"库存 {stamp.id[-6:]}"}), now=now)
            else:
                sql = "SELECT id FROM ticket ORDER BY key DESC LIMIT 50"
                rows = store.connection.raw.execute(sql).fetchall()
                ticket = store.ticket(self.chance.choice(rows)[0])
                store.save_draft(f"reply:{ticket.id}", stamp.id, now)
                store.perform(reply(ticket, "已处理", stamp), now=now)
            self.made.add(stamp.id)
        except Problem as problem:
            self.refused.append(f"window: {problem.sentence.en}")
        if self.chance.random() < 0.1:
            self.house.shell.aids.run(self.chance.choice(PLACES))
        self.told["acts"] += 1

    def tick(self) -> None:
        """Note how late the window's own timer is, and how much it holds."""
        now = time.monotonic()
        self.late.append(now - self._tick)
        self._tick = now
        if not self.sizes or now - self._began - self.sizes[-1][0] > 5:
            status = Path("/proc/self/status").read_text("utf-8")
            rss = int(status.partition("VmRSS:")[2].split()[0])
            self.sizes.append((now - self._began, rss, len(os.listdir("/proc/self/fd"))))  # noqa: PTH208

    def beside(self, name: str, work: Callable[[Store], None]) -> threading.Thread:
        """Start a thread that works with a store of its own until the end."""

        def run() -> None:
            with self.profile.store.sibling(clock()) as store:
                while time.monotonic() < self.end:
                    try:
                        work(store)
                        self.told[name] += 1
                    except Problem as problem:
                        self.refused.append(f"{name}: {problem.sentence.en}")

        thread = threading.Thread(target=run, name=name)
        thread.start()
        return thread

    def second(self, folder: Path) -> None:
        """Be the second program."""
        words = [sys.executable, "-m", "firstline", "--profile", str(folder)]
        while time.monotonic() < self.end:
            acts = (["ticket", "new", "--title", "终端", "--impact", "2", "--urgency", "2"],
                    ["ticket", "list"], ["search", "库存"])  # fmt: skip
            for one in acts:
                done = subprocess.run([*words, *one], capture_output=True, text=True, check=False)
                self.told["terminal"] += 1
                if done.returncode:
                    self.refused.append(f"terminal: {done.stderr.strip()}")


def soak(folder: Path, seconds: float) -> dict[str, object]:
    """Work for so long; return the figures."""
    app = QApplication([])
    with open_profile(folder, "zh_CN", clock()) as profile:
        fill_demo(folder, clock(), "zh_CN", lambda: (profile.desk, profile.store))
    portal_home = folder.parent / "portal"
    portal_home.mkdir()
    with (
        native_server(sqlite_url(portal_home), portal_home / "files") as server,
        open_profile(folder, "zh_CN", clock()) as profile,
    ):
        portal = server.portal(server.person("soak"))
        house = House(app, profile, clock, keep_state=False)
        house.start()
        work = Soak(house, profile, seconds)
        threads = _threads(work, portal, folder)
        _turn(app, work)
        for one in threads:
            one.join()
        house.stop()
        portal.stop()
    return _figures(work, folder)


def _threads(work: Soak, portal: NativePortal, folder: Path) -> list[threading.Thread]:
    copy = folder.parent / "copy.flbackup"

    def sync(store: Store) -> None:
        problem = run_round(store, portal, "soak", clock=clock).problem
        if problem is not None:
            raise problem

    second = threading.Thread(target=work.second, args=(folder,))
    second.start()
    return [
        second,
        work.beside("rounds", sync),
        work.beside("slices", _slice),
        work.beside("backups", lambda _: _copied(folder, copy)),
    ]


def _slice(store: Store) -> None:
    store.catch_up(50)
    time.sleep(0.05)


def _copied(folder: Path, copy: Path) -> None:
    backup.backup(folder, copy, clock())
    time.sleep(2.0)


def _turn(app: QApplication, work: Soak) -> None:
    acting, ticking = QTimer(), QTimer()
    acting.timeout.connect(work.act)
    ticking.timeout.connect(work.tick)
    ticking.timeout.connect(lambda: time.monotonic() > work.end and app.quit())
    acting.start(150)
    ticking.start(10)
    app.exec()


def _figures(work: Soak, folder: Path) -> dict[str, object]:
    with open_profile(folder, "zh_CN", clock()) as profile:
        rows = profile.store.connection.raw.execute("SELECT id FROM edit")
        held = {row[0] for row in rows}
        found = doctor.examine(folder, profile.desk, me="soak").findings
    late = sorted(work.late)
    warm = [one for one in work.sizes if one[0] > _WARM_S] or work.sizes
    busy = [one for one in work.refused if "locked" in one or "another program" in one]
    return {
        **work.told, "lost": len(work.made - held), "busy": len(busy),
        "refused": sorted(set(work.refused))[:5], "findings": [str(one) for one in found][:5],
        "tick_p99_ms": round(late[int(len(late) * 0.99)] * 1000),
        "rss_mib": [round(one[1] / 1024) for one in (warm[0], warm[-1])],
        "handles": [one[2] for one in (warm[0], warm[-1])],
    }  # fmt: skip


def main() -> int:
    """Run from the command line; 1 when somebody was refused, or something is lost."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=120.0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="firstline-soak-") as folder:
        told = soak(Path(folder) / "profile", asked.seconds)
    print(json.dumps(told, ensure_ascii=False))
    return int(bool(told["lost"] or told["refused"] or told["findings"]))


if __name__ == "__main__":
    sys.exit(main())
