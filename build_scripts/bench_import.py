"""B10: how many CSV rows a second an import takes, store included, and whether memory grows.

Each size runs in a process of its own, so that its peak memory is its own. Baselines of the same
run: reading the same file with the csv module alone, and a dry run, which does everything but
store. The search index and the clocks of closed tickets are made after an import, in slices; both
are timed apart. Prints one JSON line; `growth` shows each size.
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
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from firstline.app.packs import load_desk
from firstline.intake.tickets.importer import ImportResult, prepare, run
from firstline.store.store import Store
from firstline.system.pinyin import initials
from firstline.system.settings import Settings

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=timezone(timedelta(hours=8)))
HEAD = (
    "编号", "标题", "描述", "状态", "优先级", "类型", "站点", "产品", "模块", "报告人", "受理人",
    "创建时间", "恢复时间", "关闭时间",
)  # fmt: skip
_STATES = ("新建", "处理中", "等待用户反馈", "已解决", "已关闭", "已关闭", "已关闭")
_BUDGET = "at least 5,000 rows/s end to end, constant memory"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print the line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=100_000, help="the largest size")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--child", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.child:
        print(json.dumps(_once(options.child)))
        return 0
    sizes = sorted({max(1, options.tickets // 10), options.tickets})
    growth = {str(size): _several(size, options.rounds) for size in sizes}
    last, first = growth[str(sizes[-1])], growth[str(sizes[0])]
    told = {
        "bench": "B10", "what": f"import of {sizes[-1]} CSV rows into a store", "unit": "rows/s",
        "budget": _BUDGET, **last, "growth": growth,
        "memory_growth_mb": round(last["peak_mb"] - first["peak_mb"], 1),
    }  # fmt: skip
    print(json.dumps(told, ensure_ascii=False))
    return 0


def _several(size: int, rounds: int) -> dict[str, Any]:
    """Return the figures of `rounds` processes, each on a file of its own."""
    command = [sys.executable, __file__, "--child", str(size)]
    found = [json.loads(subprocess.check_output(command)) for _ in range(rounds)]
    rates = [one["rows_s"] for one in found]
    middle = {name: statistics.median(one[name] for one in found) for name in found[0]}
    return {
        "median": round(statistics.median(rates)), "min": round(min(rates)),
        "max": round(max(rates)), "n": rounds,
        "per_cpu_second": round(middle["rows_cpu_s"]),
        "baseline": {"what": "csv alone", "median": round(middle["csv_rows_s"])},
        "ratio": round(middle["rows_s"] / middle["csv_rows_s"], 4),
        "dry_run": round(middle["dry_rows_s"]),
        "again": round(middle["again_rows_s"]),
        "search_index_s": round(middle["index_s"], 2),
        "closed_clocks_s": round(middle["clocks_s"], 2),
        "peak_mb": round(middle["peak_mb"], 1),
    }  # fmt: skip


def _once(size: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="firstline-bench-") as name:
        folder = Path(name)
        file = write_table(folder / "tickets.csv", size)
        csv_s = _timed(lambda: _read(file))
        with _open(folder / "profile") as store:
            dry_s = _timed(lambda: _import(store, file, size, dry_run=True))
            began, cpu = time.perf_counter(), time.process_time()
            _import(store, file, size)
            took, cpu = time.perf_counter() - began, time.process_time() - cpu
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            again_s = _timed(lambda: _import(store, file, size, fresh=False))
            clocks_s = _timed(lambda: _catch_up(store, words=False))
            index_s = _timed(lambda: _catch_up(store, words=True))
    return {
        "rows_s": size / took, "rows_cpu_s": size / cpu, "csv_rows_s": size / csv_s,
        "dry_rows_s": size / dry_s, "again_rows_s": size / again_s, "index_s": index_s,
        "clocks_s": clocks_s, "peak_mb": peak,
    }  # fmt: skip


def write_table(path: Path, size: int) -> Path:
    """Write a table of `size` tickets, about half a kilobyte each, and return its path."""
    chance = random.Random(7)  # noqa: S311 - the same rows every time
    start = datetime(2025, 1, 6, 9)  # noqa: DTZ001 - a table's times have no zone
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        for n in range(size):
            at = start + timedelta(minutes=n * 9 % 900_000)
            state = _STATES[n % len(_STATES)]
            done = state.startswith("已")
            writer.writerow((
                f"W{n:07}", f"库存账不平 {n}:扫码报工没有完工数", "出库单审核按钮变灰。" * 12,
                state,
                f"P{1 + n % 4}", "事件", f"站点{n % 9}", "U9 cloud", "ST", f"报告人{n % 300}",
                f"受理人{n % 20}", f"{at:%Y-%m-%d %H:%M}",
                f"{at + timedelta(minutes=chance.randrange(30, 3000)):%Y-%m-%d %H:%M}"
                if done else "",
                f"{at + timedelta(days=5):%Y-%m-%d %H:%M}" if state == "已关闭" else "",
            ))  # fmt: skip
    return path


def _open(folder: Path) -> Store:
    desk, _ = load_desk(folder, Settings())
    return Store.open(folder, desk, now=NOW, initials=initials)


def _read(file: Path) -> None:
    with file.open(encoding="utf-8", newline="") as text:
        for _ in csv.reader(text):
            pass


def _import(
    store: Store, file: Path, size: int, *, dry_run: bool = False, fresh: bool = True
) -> ImportResult:
    plan = prepare(file, zone=ZoneInfo("Asia/Shanghai"))
    with store.bulk():
        result = run(
            plan, existing=store.find, known=store.known,
 perform=lambda *edits: store.perform(*edits, now=NOW),
            now=NOW, dry_run=dry_run,
        )  # fmt: skip
    if (result.created if fresh else result.unchanged) != size or result.refused:
        raise RuntimeError(f"the benchmark must import every row: {result}")
    return result


def _catch_up(store: Store, *, words: bool) -> None:
    while store.catch_up(1000, words=words):
        pass


def _timed(act: Any) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


if __name__ == "__main__":
    raise SystemExit(main())
