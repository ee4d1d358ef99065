"""Benchmarks of the window, offscreen: start B3, act B5, scroll B6, ticking B7, memory B8."""

import argparse
import gc
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QTimer
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

from figures import line, resident_mb, spread
from firstline.app.house import UPKEEP_AFTER_MS, House
from firstline.app.offscreen import furnished
from firstline.app.profile import open_profile
from firstline.app.window import make_application
from firstline.domain.edits.edits import Edit, Stamp, set_priority
from firstline.domain.ticket.ticket import Priority, Ticket
from firstline.viewmodel.clock import SECOND
from firstline.viewmodel.queue.queue import FIRST_ROWS
from synthetic import filled_store

HERE = Path(__file__).resolve().parent
STARTS = 21
ACTS = 200
SEEN = 15  # the rows that acts go round
FRAMES = 400
SLICE = 2000
SECONDS = 20
REST_PERCENT = 5
NO_BYTE_CODE = "PYTHONDONTWRITEBYTECODE"  # with it every start would compile every module


@contextmanager
def profile_folder(tickets: int) -> Iterator[Path]:
    """Give a folder with `tickets` synthetic tickets, kept between runs of one machine."""
    folder = Path(tempfile.gettempdir()) / f"firstline-bench-{tickets}"
    now = datetime.now(UTC)
    print(f"filling {folder} …", file=sys.stderr, flush=True)
    with filled_store(folder, tickets, now) as store:
        while store.catch_up(SLICE):  # what an import puts off; else the window would work on it
            continue
    yield folder


@contextmanager
def house_on(folder: Path, rows: int = 1) -> Iterator[House]:
    """Give our window on the profile, its first rows loaded, `rows` at least, and painted."""
    with (
        open_profile(folder, "zh_CN", datetime.now(UTC), strict=False) as profile,
        furnished(profile, "zh_CN", "light") as house,
    ):
        house.shell.resize(1366, 768)
        wait_for(lambda: house.shell.page.model.rowCount() >= rows)
        house.shell.repaint()
        yield house


def wait_for(done: Callable[[], object], ms: int = 20_000) -> None:
    """Let Qt work until `done`, at most `ms`."""
    patience = QDeadlineTimer(ms)
    while not done() and not patience.hasExpired():
        QApplication.processEvents()


@dataclass(frozen=True, slots=True)
class Start:
    """One start: seconds by the clock and of the processor until painted, and what came then."""

    painted_s: float
    processor_s: float
    memory_mb: float
    answered_s: float = 0.0


def b3(tickets: int) -> Iterator[str]:
    """Measure the start, ours and the bare window by turns, and how soon a key is answered."""
    with profile_folder(tickets) as folder:
        start = [sys.executable, str(HERE / "bench_start.py")]
        runs: dict[str, list[Start]] = {"bare": [], "ours": []}
        for kind in runs:  # once unmeasured: byte code and caches are warm
            _start([*start, kind, str(folder)])
        for _ in range(STARTS):
            for kind, samples in runs.items():
                samples.append(_start([*start, kind, str(folder)]))
    times = {kind: [one.painted_s for one in samples] for kind, samples in runs.items()}
    spent = {kind: [one.processor_s for one in samples] for kind, samples in runs.items()}
    ratio, of_processor = (
        statistics.median(one["ours"]) / statistics.median(one["bare"]) for one in (times, spent)
    )
    yield line(
        "B3", f"start to painted queue, {tickets:,} tickets", "≤ 2.0× a bare window",
        **spread(times["ours"], "s"), baseline=spread(times["bare"], "s"), ratio=round(ratio, 2),
        processor_ratio=round(of_processor, 2),
        then_key_answered=spread([one.answered_s for one in runs["ours"]], "s"),
    )  # fmt: skip


def _start(command: list[str]) -> Start:
    """Return what one start took, by the process's own word that it has painted."""
    env = {name: value for name, value in os.environ.items() if name != NO_BYTE_CODE}
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as process:
        said = process.stdout.readline().strip() if process.stdout else ""
        took = time.perf_counter() - began
        figures = process.stdout.read().split() if process.stdout else []
    if process.returncode or said != "painted":
        raise SystemExit(f"{command[-2]} did not paint (exit {process.returncode})")
    spent, memory, *answered = map(float, figures)
    return Start(took, spent, memory, *answered[:1])


def b5(tickets: int) -> Iterator[str]:
    """Measure an act until the row shows it, painted."""
    with profile_folder(tickets) as folder, house_on(folder) as house:
        model, samples = house.shell.page.model, []
        wait_for(lambda: model.rowCount() > FIRST_ROWS, 5_000)
        first = random.randrange(model.rowCount() - SEEN)  # noqa: S311 - so that no log grows long
        table = house.shell.page.list
        table.go(first)
        table.scrollTo(model.index(first, 0), QTableView.ScrollHint.PositionAtTop)
        wait_for(lambda: False, 500)  # the detail pane shows the first of them
        for n in range(ACTS):
            ticket_id = model.tickets([first + n % SEEN])[0]
            to = Priority.P2 if n % 2 else Priority.P3
            began = time.perf_counter()
            set_and_wait(house, ticket_id, to)
            table.viewport().repaint()  # all of it, where a person waits for one row
            samples.append((time.perf_counter() - began) * 1000)
    yield line(
        "B5", f"act to repaint, {tickets:,} tickets", "p95 ≤ 33 ms, p99 ≤ 100 ms",
        **spread(samples, "ms"),
    )  # fmt: skip


def set_and_wait(house: House, ticket_id: str, to: Priority) -> None:
    """Change the priority and wait until the list has it."""

    def change(ticket: Ticket, stamp: Stamp) -> Edit:
        return set_priority(ticket, to, stamp)

    house.desktop.act(change, ticket_id)
    wait_for(lambda: _shows(house, ticket_id, to), 2_000)


def _shows(house: House, ticket_id: str, to: Priority) -> bool:
    model = house.shell.page.model
    at = model.position_of(ticket_id)
    return at >= 0 and str(to) in str(model.index(at, 0).data())


def b6(tickets: int) -> Iterator[str]:
    """Measure frames while a million rows are scrolled, ours and a plain table's."""
    rows, bare = 1_000_000, _plain_frames()
    with profile_folder(tickets) as folder, house_on(folder) as house:
        wait_for(lambda: house.shell.page.model.rowCount() > FIRST_ROWS, 5_000)
        _repeat_rows(house, rows)
        ours = _frames(house.shell.page.list)
    ratio = statistics.median(ours) / statistics.median(bare)
    yield line(
        "B6", f"a frame while scrolling {rows:,} rows (the keys of {tickets:,} tickets repeated)",
        "p95 ≤ 33 ms", **spread(ours, "ms"), baseline=spread(bare, "ms"), ratio=round(ratio, 2),
    )  # fmt: skip


def _plain_frames() -> list[float]:
    """Return the frames of a bare table with 2,000 rows of text in it."""
    make_application()
    plain, model = QTableView(), QStandardItemModel(2_000, 7)
    for row in range(2_000):
        for column in range(7):
            model.setItem(row, column, QStandardItem(f"工单 {row} · {column}"))
    plain.setModel(model)
    plain.resize(900, 700)
    plain.show()
    wait_for(lambda: False, 300)
    frames = _frames(plain)
    plain.close()
    return frames


def _repeat_rows(house: House, rows: int) -> None:
    model = house.shell.page.model
    keys = [key for n in range(model.rowCount()) if (key := model.key(n)) is not None]
    model.reset((keys * (rows // len(keys) + 1))[:rows])


def _frames(view: QTableView) -> list[float]:
    bar, samples = view.verticalScrollBar(), []
    step = max(1, bar.maximum() // FRAMES)  # each frame shows other rows
    for n in range(FRAMES):
        began = time.perf_counter()
        bar.setValue(n * step)
        view.viewport().repaint()
        samples.append((time.perf_counter() - began) * 1000)
    return samples


def b7(tickets: int) -> Iterator[str]:
    """Measure the processor's share while deadlines run, seen and hidden, and count the timers."""
    make_application()
    window = QMainWindow()
    window.show()
    wait_for(lambda: False, 500)
    bare = _share()
    window.close()
    with profile_folder(tickets) as folder, house_on(folder) as house:
        deadlines = house.desktop.store.totals(datetime.now(UTC)).open
        house.ticking.wish("bench", SECOND)  # the worst case: something ends within 5 minutes
        _come_to_rest()
        shown, timers = _share(), _pending()
        house.shell.hide()
        house.ticking.wish("bench", 0)
        wait_for(lambda: False, 500)
        hidden, left = _share(), _pending()
    yield line(
        "B7", f"share of a core while the clocks of {deadlines:,} open tickets run",
        "≤ 0.5 % seen, 0 hidden; one timer", visible_percent=shown, hidden_percent=hidden,
        baseline_percent=bare, timers_visible=timers, timers_hidden=left, n=1,
    )  # fmt: skip


def _pending() -> int:
    return sum(isinstance(one, QTimer) and one.isActive() for one in gc.get_objects())


def _come_to_rest() -> None:
    """Let the window do what a start leaves to do: the day's check and copy, the index."""
    _share(UPKEEP_AFTER_MS // 1000 + 2)
    for _ in range(120):
        if _share(1) < REST_PERCENT:
            return


def _share(seconds: int = SECONDS) -> float:
    """Return the processor time of `seconds` in an idle event loop, in percent of one core."""
    began = time.process_time()
    QTimer.singleShot(seconds * 1000, QApplication.exit)
    QApplication.exec()
    return round((time.process_time() - began) / seconds * 100, 3)


def b8(tickets: int) -> Iterator[str]:
    """Measure the memory of the window with the queue open and scrolled through."""
    start = [sys.executable, str(HERE / "bench_start.py")]
    bare = _start([*start, "bare"]).memory_mb
    with profile_folder(tickets) as folder, house_on(folder) as house:
        opened = resident_mb()
        _frames(house.shell.page.list)
        scrolled = resident_mb()
    yield line(
        "B8", f"memory with {tickets:,} tickets open", "≤ a bare window + 60 MB",
        opened_mb=round(opened), scrolled_mb=round(scrolled), baseline=round(bare),
        ratio=round(scrolled / bare, 2), above_bare_mb=round(scrolled - bare), n=1,
    )  # fmt: skip


BENCHES: Mapping[str, tuple[Callable[[int], Iterator[str]], int]] = {
    "b3": (b3, 100_000), "b5": (b5, 100_000), "b6": (b6, 100_000), "b7": (b7, 43_000),
    "b8": (b8, 100_000),
}  # fmt: skip


def main() -> int:
    """Run one of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=BENCHES)
    parser.add_argument("--tickets", type=int)
    chosen = parser.parse_args()
    bench, tickets = BENCHES[chosen.name]
    for told in bench(chosen.tickets or tickets):
        print(told, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
