"""B12: how long 1,000,000 rows against 1,000,000 take, in how much memory, and whether it is exact.

Each run is a process of its own, so that its peak memory is its own. The target is shuffled, in
GB18030 where the source is UTF-8, and holds a known set of defects, all of which must be found and
no other. `otherwise` is the same with every number and code written in another way, so that no two
rows agree as text. Baselines of the same run: reading both files with the csv module alone, and a
comparison by a dict that holds all rows in memory. Prints one JSON line.
"""

import argparse
import csv
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from firstline.domain.reconcile.plan import Wish
from firstline.domain.reconcile.run import reconcile
from firstline.domain.reconcile.values import Kind
from firstline.intake.extracts import FileExtract
from firstline.store.reconcile.shelf import temporary_shelf

HEAD = ("单据号", "账套", "会计期间", "科目", "借方", "贷方", "摘要")
WISH = Wish(("单据号",), ("借方", "贷方"), group=("账套", "会计期间"), equations=("借方=贷方",))
_BUDGET = "60 s and 200 MB at most, verdict exact"
_DEFECTS = 300


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print the line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=1_000_000, help="rows of each side")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--child", choices=("csv", "dict", "ours", "write"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.child == "write":
        otherwise = options.folder.name == "otherwise"
        write_extracts(options.folder, options.tickets, otherwise=otherwise)
        return 0
    if options.child:
        print(json.dumps(_child(options.child, options.folder)))
        return 0
    with tempfile.TemporaryDirectory(prefix="firstline-bench-") as name:
        alike, otherwise = Path(name) / "alike", Path(name) / "otherwise"
        for folder in (alike, otherwise):  # a process of its own: this one's memory counts, too
            command = [sys.executable, __file__, "--child", "write", "--folder", str(folder)]
            subprocess.check_call([*command, "--tickets", str(options.tickets)])
        ours = [_run("ours", alike) for _ in range(options.rounds)]
        others = [_run("ours", otherwise) for _ in range(options.rounds)]
        plain, held = _run("csv", alike), _run("dict", alike)
    took = [one["seconds"] for one in ours]
    told = {
        "bench": "B12", "what": f"{options.tickets} × {options.tickets} rows reconciled",
        "unit": "s", "budget": _BUDGET, "median": round(statistics.median(took), 1),
        "min": round(min(took), 1), "max": round(max(took), 1), "n": options.rounds,
        "cpu_s": round(statistics.median(one["cpu"] for one in ours), 1),
        "peak_mb": round(max(one["peak_mb"] for one in (*ours, *others)), 1),
        "otherwise_s": round(statistics.median(one["seconds"] for one in others), 1),
        "baseline": {"what": "csv alone", "median": round(plain["seconds"], 1)},
        "ratio": round(statistics.median(took) / plain["seconds"], 2),
        "dict_s": round(held["seconds"], 1), "dict_mb": round(held["peak_mb"], 1),
        "exact": all(one["exact"] for one in (*ours, *others)),
    }  # fmt: skip
    print(json.dumps(told, ensure_ascii=False))
    return 0


def _run(child: str, folder: Path) -> dict[str, Any]:
    command = [sys.executable, __file__, "--child", child, "--folder", str(folder)]
    told: dict[str, Any] = json.loads(subprocess.check_output(command))
    return told


def _child(what: str, folder: Path) -> dict[str, Any]:
    began, cpu = time.perf_counter(), time.process_time()
    exact = {"csv": _csv_alone, "dict": _dict, "ours": _ours}[what](folder)
    return {
        "seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu, "exact": exact,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }  # fmt: skip


def _ours(folder: Path) -> bool:
    """Compare; whether exactly the seeded defects were found."""
    wanted = {
        name: set(keys)
        for name, keys in json.loads((folder / "defects.json").read_text("utf-8")).items()
    }
    with temporary_shelf() as shelf:
        result = reconcile(
            WISH, FileExtract(folder / "source.csv"), FileExtract(folder / "target.csv"), shelf
        )
        found: dict[str, set[str]] = {name: set() for name in wanted}
        for one in shelf.differences():
            if one.kind is not Kind.EQUATION:
                found[str(one.kind)].add(one.key[0].strip())
    return found == wanted and not result.is_equal


def _rows(file: Path, encoding: str) -> Iterator[list[str]]:
    with file.open(encoding=encoding, newline="") as text:
        yield from csv.reader(text)


def _csv_alone(folder: Path) -> bool:
    for name, encoding in (("source.csv", "utf-8"), ("target.csv", "gb18030")):
        for _ in _rows(folder / name, encoding):
            pass
    return True


def _dict(folder: Path) -> bool:
    """Compare as a script would: one side in memory, texts alone."""
    held = {row[0]: row[1:] for row in _rows(folder / "source.csv", "utf-8")}
    wrong = sum(
        held.pop(row[0], None) != row[1:] for row in _rows(folder / "target.csv", "gb18030")
    )
    return wrong + len(held) > 0


def write_extracts(folder: Path, size: int, *, otherwise: bool) -> None:
    """Write source, target and which keys were made defective."""
    folder.mkdir()
    chance = random.Random(12)  # noqa: S311 - the same rows every time
    rows = [_row(n, chance) for n in range(size)]
    _write(folder / "source.csv", "utf-8", rows)
    places = chance.sample(range(size), min(_DEFECTS, size // 10))
    kinds: dict[str, list[str]] = {"missing": [], "extra": [], "different": []}
    for n, place in enumerate(places):
        row = list(rows[place])
        if n % 3 == 0:
            kinds["missing"].append(row[0])
            rows[place] = []
        elif n % 3 == 1:
            kinds["different"].append(row[0])
            whole, _, cents = row[4].partition(".")
            rows[place] = [*row[:4], f"{whole}.{(int(cents) + 1) % 100:02}", *row[5:]]
        else:
            kinds["extra"].append(f"X{place:08}")
            kinds["missing"].append(row[0])
            rows[place] = [f"X{place:08}", *row[1:]]
    rows = [row for row in rows if row]
    chance.shuffle(rows)
    if otherwise:
        rows = [_otherwise(row) for row in rows]
    _write(folder / "target.csv", "gb18030", rows)
    (folder / "defects.json").write_text(json.dumps(kinds), "utf-8")


def _row(n: int, chance: random.Random) -> list[str]:
    money = f"{chance.randrange(10**8) / 100:.2f}"
    debit, credit = (money, "0.00") if n % 2 else ("0.00", money)
    period = f"2026{1 + n // 50 % 12:02}"
    return [
        f"V{n:08}",
        f"{1 + n % 3:03}",
        period,
        f"{6001 + n % 40}",
        debit,
        credit,
        f"凭证 {n % 997}",
    ]


def _otherwise(row: list[str]) -> list[str]:
    money = [f"{int(one.partition('.')[0]):,}.{one.partition('.')[2]}00" for one in row[4:6]]
    return [f"{row[0]} ", row[1].lstrip("0"), *row[2:4], *money, f" {row[6]}"]


def _write(path: Path, encoding: str, rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([HEAD, *rows])


if __name__ == "__main__":
    raise SystemExit(main())
