"""The training matrix of 2,000 people × 100 courses: what opening it costs, and did cost."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

from openpyxl import load_workbook

from figures import line, spread
from firstline.domain.desk import Desk
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.ids import derived_id
from firstline.domain.training import person
from firstline.domain.training.action_list import to_do
from firstline.domain.training.book import Book, book_of, rows
from firstline.domain.training.curriculum import Course
from firstline.domain.training.patch import patched
from firstline.domain.training.standing import WINDOW
from firstline.domain.training.training import KIND
from firstline.domain.training.training_acts import Passed, record
from firstline.domain.uncollected import uncollected
from firstline.domain.words import Text
from firstline.report.training_sheets import write_matrix
from firstline.store.shown.record import composed
from firstline.store.store import Store
from firstline.store.training.shelf import Whole, read_whole
from firstline.viewmodel.training.reading import Read, opened, weigh
from synthetic import desk_for

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TODAY = NOW.date()
BUDGET = "a team of 50: p95 ≤ 150 ms (B4)"
ROLES = 5
TIMES, TIMES_READ = 9, 3
SEEN = 40  # people that a window of 1366 × 768 has room for, twice


def courses(number: int) -> dict[str, Course]:
    """Return that many courses, shared out among the roles."""
    several = (
        Course(f"C-{at:03}", Text(f"课程 {at}", f"Course {at}"), f"role{at % ROLES}", 1 + at % 3)
        for at in range(number)
    )
    return {one.code: one for one in several}


def edits(people: int, taught: dict[str, Course]) -> Iterator[Edit]:
    """Yield people who have every role, and two completions of three, some of them ended."""
    numbers = count()
    roles = [f"role{at}" for at in range(ROLES)]
    for at in range(people):
        stamp = Stamp(derived_id("bench", str(next(numbers))), NOW, "李总")
        values = {
            "number": f"W{at:05}", "name": f"员工{at}", "team": f"班组{at % 40}",
            "site": f"{at % 4}厂", "shift": "早" if at % 2 else "夜", "since": "2026-01-05",
        }  # fmt: skip
        made = person.change(None, values, roles, stamp)
        if made is not None:
            yield made
        for place, course in enumerate(taught.values()):
            if (at + place) % 3:
                on = TODAY - timedelta(days=1 + (at * 7 + place * 13) % 900)
                stamp = Stamp(derived_id("bench", str(next(numbers))), NOW, "李总")
                passed = Passed(f"员工{at}", course, on, number=f"W{at:05}")
                yield record(passed, stamp, TODAY)


def clocked(work: Callable[[], object], times: int) -> list[float]:
    """Return how many milliseconds each of `times` calls took."""
    samples = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        samples.append((time.perf_counter() - began) * 1000)
    return samples


def whole(book: Book) -> int:
    """Reckon every cell and the action list; return how many cells there are."""
    with uncollected():
        found = list(rows(book, TODAY))
        to_do(found, TODAY, WINDOW)
        return sum(len(one.cells) for one in found)


def _open(store: Store, taught: dict[str, Course]) -> Whole:
    """Read every record and make the book, as the window does."""
    with uncollected():
        return read_whole(store, taught, TODAY)


def _as_records(store: Store, taught: dict[str, Course]) -> Book:
    """Read every record and make the book, as the commands do."""
    with uncollected():
        return book_of(taught, store.records(KIND), TODAY)


def _one_by_one(store: Store, taught: dict[str, Course]) -> Book:
    """Read every record as it was read before: each with its copy and its edits, by the codec."""
    with store.connection.read() as raw, uncollected():
        ids = {row[0] for row in raw.execute("SELECT entity FROM edit WHERE kind=?", (KIND,))}
        found = composed(raw, KIND, ids)
        return book_of(taught, [found[key] for key in sorted(found)], TODAY)


def _first_page(store: Store, taught: dict[str, Course]) -> int:
    """Show what the page shows first: the actions, then forty people of the matrix."""
    found = opened(store, taught, TODAY)
    if found is None or not found.exact:
        raise SystemExit("there is no copy of the book as it stands")
    book = found.read.book
    cells = [len(book.row(one, TODAY).cells) for one in book.people[:SEEN]]
    return sum(cells) + len(found.weights.actions)


def _acted(book: Book, store: Store, taught: dict[str, Course]) -> list[float]:
    """Lay one new completion into the book and judge its person again, as an act does."""
    samples = []
    for at in range(TIMES):
        who, course = book.people[at * 31 % len(book.people)], taught["C-000"]
        stamp = Stamp(derived_id("bench", f"act{at}"), NOW, "李总")
        passed = Passed(who.label, course, TODAY - timedelta(days=at), number=who.number)
        edit = record(passed, stamp, TODAY)
        store.perform(edit, now=NOW)
        began = time.perf_counter()
        found = patched(book, edit.entity, store.record(KIND, edit.entity), TODAY)
        if found is not None:
            found[0].row(who, TODAY)
        samples.append((time.perf_counter() - began) * 1000)
    return samples


def _entities(made: list[Edit]) -> list[Entity]:
    found = (rebase_entity(None, (one,)) for one in made)
    return [one for one in found if one is not None]


def _workbook(book: Book, taught: dict[str, Course], folder: Path) -> list[float]:
    path = folder / "matrix.xlsx"
    write_matrix(path, list(rows(book, TODAY)), taught, "zh_CN", TODAY)

    def read() -> int:
        sheet = load_workbook(path, read_only=True).worksheets[0]
        return sum(len(row) for row in sheet.iter_rows(values_only=True))

    return clocked(read, 2)


def _fill(folder: Path, desk: Desk, made: list[Edit]) -> Store:
    store = Store.open(folder, desk, now=NOW)
    with store.bulk():
        for start in range(0, len(made), 500):
            store.perform(*made[start : start + 500], now=NOW)
    return store


def main() -> int:
    """Measure one matrix: reckoned from what is at hand, opened from the file, by one team."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=2_000)
    parser.add_argument("--courses", type=int, default=100)
    parser.add_argument("--tickets", help="of no meaning here")
    chosen = parser.parse_args()
    taught, today = courses(chosen.courses), date(TODAY.year, TODAY.month, TODAY.day)
    made = list(edits(chosen.people, taught))
    with tempfile.TemporaryDirectory(prefix="firstline-bench-training-") as place:
        folder = Path(place)
        print(f"filling {folder} with {len(made):,} records …", file=sys.stderr, flush=True)
        book = book_of(taught, _entities(made), today)
        cells = whole(book)
        full = clocked(lambda: whole(book), TIMES)
        team = clocked(lambda: list(rows(book, TODAY, team="班组7")), TIMES)
        plain = _workbook(book, taught, folder)
        store = _fill(folder / "profile", desk_for(folder), made)
        opened_ms = clocked(lambda: _open(store, taught), TIMES_READ)
        before = clocked(lambda: _one_by_one(store, taught), 2)
        records = clocked(lambda: _as_records(store, taught), 2)
        whole_book = _open(store, taught)
        weigh(Read(taught, whole_book.book, TODAY), store, whole_book)
        first = clocked(lambda: _first_page(store, taught), TIMES)
        acted = _acted(book, store, taught)
        store.close()
    what = f"training matrix, one team of {chosen.people:,} people × {chosen.courses} courses"
    print(
        line(
            "TM", what, BUDGET,
            **spread(team, "ms"), whole_matrix=spread(full, "ms"), cells=cells, records=len(made),
            first_page=spread(first, "ms"), act=spread(acted, "ms"),
            from_the_file=spread(opened_ms, "ms"),
            baseline_as_records=spread(records, "ms"), baseline_one_by_one=spread(before, "ms"),
            baseline_openpyxl=spread(plain, "ms"), ratio=round(min(full) / min(plain), 3),
            ratio_one_by_one=round(min(before) / min(opened_ms), 2),
            ratio_first_page=round(min(before) / min(first), 1),
            ratio_as_records=round(min(records) / min(opened_ms), 2),
        ),
        flush=True,
    )  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
