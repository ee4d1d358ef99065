"""The window on a matrix of 2,000 × 100: opened with its copy and without, filtered, scrolled."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QTableView

from bench_training import courses, edits
from bench_window import house_on
from figures import line, resident_mb, spread
from firstline.app.house import House
from firstline.app.window import make_application
from firstline.domain.edits.edit import Stamp
from firstline.domain.ids import new_id
from firstline.domain.training.curriculum import Course
from firstline.domain.training.training_acts import Passed, record
from firstline.store.store import Store
from firstline.widgets.training.page import ACTIONS, MATRIX, TrainingPage
from synthetic import desk_for

BUDGET = "p95 ≤ 50 ms (B4); an act ≤ 33 ms (B5)"
TICK_MS, LATEST_MS, REST_MS, QUIET_MS = 2, 120_000, 12_000, 400
PEOPLE = 200  # whose history an import brings
_PACK = """schema = "firstline.curriculum/1"
id = "bench"
title_zh = "测"
title_en = "Bench"
version = "1"
license = "own text"
valid_months = 24
"""


@dataclass
class Seen:
    """Milliseconds by the clock, of the processor, and those that the window's thread was away."""

    took: list[float] = field(default_factory=list)
    spent: list[float] = field(default_factory=list)
    away: list[float] = field(default_factory=list)

    def told(self) -> dict[str, object]:
        """Return the spread, with the processor's median and the longest time away."""
        found = spread(self.took, "ms") | {"processor_ms": round(sorted(self.spent)[
            len(self.spent) // 2], 1)}  # fmt: skip
        away = sorted(self.away)
        return found | ({"away_p99_ms": round(away[int(0.99 * len(away))], 1),
                         "away_max_ms": round(away[-1], 1)} if away else {})  # fmt: skip


class Eye(QObject):
    """Says when a widget was painted, once that is done."""

    def __init__(self, seen: QObject) -> None:
        super().__init__()
        self.at = 0.0
        self._seen = seen
        seen.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: D102, N802
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self, self._painted)
        return False

    def _painted(self) -> None:
        self.at = time.perf_counter()

    def close(self) -> None:
        """Look no more."""
        self._seen.removeEventFilter(self)


def wait(until: Callable[[], object], ms: int = LATEST_MS) -> list[float]:
    """Let the window work until then; return the milliseconds between the beats of its timer."""
    loop, timer, gaps = QEventLoop(), QTimer(), list[float]()
    began = last = time.perf_counter()
    timer.setTimerType(Qt.TimerType.PreciseTimer)

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        gaps.append((now - last) * 1000)
        last = now
        if until() or (now - began) * 1000 > ms:
            loop.quit()

    timer.timeout.connect(tick)
    timer.start(TICK_MS)
    loop.exec()
    return gaps


def painted(seen: Seen, act: Callable[[], object], table: Callable[[], QTableView]) -> None:
    """Do it, and wait until the table is painted."""
    began, spent = time.perf_counter(), time.process_time()
    act()
    eye = Eye(table().viewport())
    gaps = wait(lambda: eye.at)
    seen.spent.append((time.process_time() - spent) * 1000)
    seen.took.append((eye.at - began) * 1000)
    seen.away += [gap for gap in gaps if gap > TICK_MS]
    eye.close()


def profile(folder: Path, people: int, taught: dict[str, Course]) -> int:
    """Make the profile: its courses as a pack, its people and completions as records."""
    made = list(edits(people, taught))
    with Store.open(folder, desk_for(folder.parent), now=datetime.now(UTC)) as store, store.bulk():
        for start in range(0, len(made), 500):
            store.perform(*made[start : start + 500], now=datetime.now(UTC))
    place = folder / "packs" / "curriculum"
    place.mkdir(parents=True)
    told = [
        f'[[course]]\nrole = "{one.role}"\ncode = "{one.code}"\nlevel = {one.level}\n'
        f'title_zh = "{one.title.zh}"\ntitle_en = "{one.title.en}"\nhours = 2\nform = "online"\n'
        'assess_zh = "口述"\nassess_en = "explain"\n'
        for one in taught.values()
    ]
    (place / "bench.toml").write_text("\n".join((_PACK, *told)), "utf-8")
    return len(made)


@contextmanager
def opened(folder: Path) -> Iterator[House]:
    """Give the window on the profile once it has come to rest."""
    with house_on(folder, rows=0) as house:
        house.stay_home()
        wait(lambda: False, REST_MS)
        yield house


def page_of(house: House) -> TrainingPage:
    """Return the page of training, which is shown."""
    return cast("TrainingPage", house.shell.pages.currentWidget())


def forget(house: House) -> None:
    """Let the page know nothing that was read before somebody came."""
    page = house.shell.pages._made.get("training")  # noqa: SLF001 - what nobody does but here
    if isinstance(page, TrainingPage):
        page.model._ready = None  # noqa: SLF001 - as above


def open_matrix(house: House, shown: Seen, first: Seen, whole: Seen) -> None:
    """Open the page from the rail and then its matrix, as two acts.

    Until the page with what is to be done is painted; then, from its tab, until people are
    painted, and until all was read.
    """
    began, spent = time.perf_counter(), time.process_time()
    house.shell.aids.run("training")
    page = page_of(house)
    look = Eye(page)
    wait(lambda: look.at)
    look.close()
    shown.took.append((look.at - began) * 1000)
    shown.spent.append((time.process_time() - spent) * 1000)
    began, spent = time.perf_counter(), time.process_time()
    page.show_leaf(MATRIX)
    model, eye = page.model, Eye(page.matrix.view.viewport())
    gaps = wait(lambda: eye.at and model.people)
    first.took.append((eye.at - began) * 1000)
    first.spent.append((time.process_time() - spent) * 1000)
    gaps += wait(lambda: not model.is_glimpse and model.is_weighed)
    whole.took.append((time.perf_counter() - began) * 1000)
    gaps += wait(lambda: False, QUIET_MS)
    whole.spent.append((time.process_time() - spent) * 1000)
    whole.away += [gap for gap in gaps if gap > TICK_MS]
    eye.close()


def uses(house: House) -> dict[str, Seen]:
    """Filter, scroll, leave and come back, and act, each until it is painted."""
    page = page_of(house)
    model, view = page.model, page.matrix.view
    found = {name: Seen() for name in ("filter", "scroll", "again", "act")}
    for at in range(12):
        for name, value in (("team", f"班组{at}"), ("team", ""), ("role", f"role{at % 5}"),
                            ("site", f"{at % 4}厂"), ("state", "overdue"), ("words", f"员工{at}"),
                            ("words", ""), ("state", ""), ("role", ""), ("site", "")):  # fmt: skip
            painted(found["filter"], partial(model.choose, **{name: value}), lambda: view)
    down, right = view.verticalScrollBar(), view.horizontalScrollBar()
    for at in range(1, 60):
        painted(found["scroll"], partial(down.setValue, at * 900), lambda: view)
        painted(found["scroll"], partial(right.setValue, at * 31), lambda: view)
    for _ in range(20):
        page.show_leaf(ACTIONS)
        house.shell.aids.run("queue")
        wait(lambda: False, 60)

        def back() -> None:
            house.shell.aids.run("training")
            page.show_leaf(MATRIX)

        painted(found["again"], back, lambda: view)
    down.setValue(0)
    right.setValue(0)
    for at in range(20):
        who, course = model.people[at % 15], model.courses[model.codes[at % 7]]
        passed = Passed(who.label, course, model.today - timedelta(days=at), number=who.number)
        edit = record(passed, house.desktop.stamp(), model.today)
        painted(found["act"], partial(house.desktop.perform, edit), lambda: view)
    return found


def imported(house: House, taught: dict[str, Course], seen: Seen) -> None:
    """Let another thread's store take in a history while the matrix is open, until it shows it."""
    page, now = page_of(house), datetime.now(UTC)
    model, course = page.model, next(iter(taught.values()))
    several = [
        record(Passed(one.label, course, model.today - timedelta(days=day), number=one.number),
               Stamp(new_id(now), now, "李总"), model.today)
        for one in model.people[:PEOPLE] for day in range(2, 12)
    ]  # fmt: skip
    done: list[object] = []
    before, spent = model.read, time.process_time()

    def write(store: Store) -> None:
        with store.bulk():
            store.perform(*several, now=now)

    def arrived(result: object) -> None:
        done.append(result)
        house.desktop.look_around()

    house.lane.later(write, arrived)
    gaps = wait(lambda: done)
    began = time.perf_counter()
    gaps += wait(lambda: model.read is not before and not model.is_glimpse)
    seen.took.append((time.perf_counter() - began) * 1000)
    gaps += wait(lambda: False, 3 * QUIET_MS)
    seen.spent.append((time.process_time() - spent) * 1000)
    seen.away += [gap for gap in gaps if gap > TICK_MS]


def plain_table(people: int, across: int) -> Seen:
    """Fill and paint a bare table of the same size with the cells' glyphs."""
    make_application()
    seen = Seen()
    for _ in range(5):
        began, spent = time.perf_counter(), time.process_time()
        model = QStandardItemModel(people, across)
        for row in range(people):
            for column in range(across):
                model.setItem(row, column, QStandardItem("●"))
        view = QTableView()
        view.setModel(model)
        view.resize(1216, 720)
        view.show()
        eye = Eye(view.viewport())
        wait(partial(getattr, eye, "at"))
        seen.took.append((eye.at - began) * 1000)
        seen.spent.append((time.process_time() - spent) * 1000)
        view.close()
    return seen


def measure(folder: Path, taught: dict[str, Course], times: int) -> dict[str, Seen]:
    """Return what was seen in `times` sessions without the copy and as many with it, by turns."""
    found = {name: Seen() for name in (
        "page", "open", "open_whole", "cold_page", "cold", "cold_whole", "import")}  # fmt: skip
    copy = folder / "derived" / "training.bin"
    for nth in range(times):
        for kept in (False, True):
            with opened(folder) as house:
                if not kept:  # as after a restore: nothing was kept, and nothing made ready
                    copy.unlink(missing_ok=True)
                    forget(house)
                name = "open" if kept else "cold"
                shown = found["page" if kept else "cold_page"]
                open_matrix(house, shown, found[name], found[f"{name}_whole"])
                if kept and nth == times - 1:
                    wait(lambda: False, REST_MS)
                    found |= uses(house)
                    wait(lambda: False, REST_MS)
                    imported(house, taught, found["import"])
    return found


def main() -> int:
    """Print one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=2_000)
    parser.add_argument("--courses", type=int, default=100)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--tickets", help="of no meaning here")
    chosen = parser.parse_args()
    taught = courses(chosen.courses)
    with tempfile.TemporaryDirectory(prefix="firstline-bench-matrix-") as place:
        folder = Path(place) / "profile"
        print(f"filling {folder} …", file=sys.stderr, flush=True)
        many = profile(folder, chosen.people, taught)
        plain = plain_table(chosen.people, chosen.courses)
        before = resident_mb()
        found = measure(folder, taught, chosen.times)
        took = sorted(found["open"].took)[len(found["open"].took) // 2]
        print(line(
            "TMW", f"matrix of {chosen.people:,} people × {chosen.courses} courses in the window,"
            f" {many:,} records", BUDGET, **{name: one.told() for name, one in found.items()},
            baseline_plain_table=plain.told(), memory_mb=round(resident_mb()),
            memory_before_mb=round(before),
            ratio=round(took / sorted(plain.took)[len(plain.took) // 2], 3),
        ), flush=True)  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
