"""How cost grows: B1, B4 and B9 at several sizes, each beside what n log n would allow.

Every size is measured once and kept in a file, so that a run that was cut short, or stopped by
`minutes`, goes on where it stood. The ratio of a size is its cost over that of the size before,
over n log n at both: up to 1 it grows no faster. B4 has one for each of its parts.
"""

import json
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
KEPT = Path(tempfile.gettempdir()) / "firstline-bench-growth.json"
SIZES: Mapping[str, Sequence[int]] = {  # a million tickets would take a portal an hour to be filled
    "b1": (10_000, 100_000), "b4": (10_000, 100_000, 1_000_000),
    "b9": (10_000, 100_000, 1_000_000),
}  # fmt: skip
Row = dict[str, Any]


class Cut(Exception):  # noqa: N818 - no error: a size is not done yet
    """The minutes are over; another run goes on with that figure and size."""

    def __init__(self, name: str, tickets: int) -> None:
        super().__init__(f"{name} at {tickets:,} tickets")


def measured(names: Sequence[str], *, minutes: float, anew: bool) -> Iterator[Row]:
    """Yield a row for each figure and size, what is kept as it is. Raises Cut."""
    end = time.monotonic() + 60 * minutes
    kept: dict[str, Row] = {} if anew or not KEPT.exists() else json.loads(KEPT.read_text("utf-8"))
    for name in names:
        before: Row | None = None
        for tickets in SIZES[name]:
            key = f"{name} {tickets}"
            if key not in kept:
                left = end - time.monotonic()
                if left <= 0:
                    raise Cut(name, tickets)
                kept[key] = _measure(name, tickets, left)
                KEPT.write_text(json.dumps(kept, ensure_ascii=False, indent=1), "utf-8")
            row = kept[key]
            yield row | {"ratios": ratios(row, before)}
            before = row


def _measure(name: str, tickets: int, left_s: float) -> Row:
    """Return one row: `costs` are seconds by part, `shown` what the table says of them."""
    if name == "b1":
        found = _run("bench_sync.py", "b1", "--tickets", tickets, "--without-pouch")
        costs = {"all": tickets / found[0]["median"]}
        shown = f"{found[0]['median']:,} records/s until searchable"
    elif name == "b9":
        rounds = 3 if tickets <= 100_000 else 1
        found = _run("bench_clock.py", "--sizes", tickets, "--rounds", rounds)
        rate = found[0]["per_cpu_second"]  # one core does it: others at work do not count
        costs = {"all": tickets / rate}
        shown = f"{rate:,} tickets a second of one core"
    else:
        try:  # its store is filled page by page, and goes on where it was stopped
            found = _run("bench_store.py", "--tickets", tickets, left_s=left_s)
        except subprocess.TimeoutExpired as error:
            raise Cut(name, tickets) from error
        parts = {one["what"].partition(f", {tickets:,}")[0]: one for one in found}
        # the time of the processor: others at work on the machine do not count
        costs = {what: one["mean_cpu_ms"] / 1000 for what, one in parts.items()}
        slow = max(one["p95_ms"] for one in parts.values())
        told = [f"{what} {one['mean_cpu_ms']:.1f}" for what, one in parts.items()]
        shown = f"ms of CPU: {'; '.join(told)}; slowest p95 by the clock {slow:,.0f} ms"
    return {"bench": name.upper(), "tickets": tickets, "shown": shown, "costs": costs,
            "day": f"{date.today():%Y-%m-%d}"}  # fmt: skip  # noqa: DTZ011 - a day for a reader


def _run(script: str, *words: object, left_s: float | None = None) -> list[Row]:
    command = [sys.executable, str(HERE / script), *map(str, words)]
    told = subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=left_s).stdout
    return [json.loads(one) for one in told.decode().splitlines() if one.startswith("{")]


def ratios(row: Row, before: Row | None) -> dict[str, float]:
    """Return each part's growth over that of n log n since the size before, {} without one."""
    if before is None:
        return {}
    n, smaller = row["tickets"], before["tickets"]
    allowed: float = n * math.log(n) / (smaller * math.log(smaller))
    costs, earlier = row["costs"], before["costs"]
    return {what: round(cost / earlier[what] / allowed, 2) for what, cost in costs.items()}


def table(rows: Sequence[Row]) -> str:
    """Return the rows as a table for the README."""
    lines = ["| figure | tickets | measured | growth over n log n | day |", "|---|---|---|---|---|"]
    lines += [
        f"| {one['bench']} | {one['tickets']:,} | {one['shown']} | {_grown(one['ratios'])} |"
        f" {one['day']} |"
        for one in rows
    ]
    return "\n".join(lines)


def _grown(found: Mapping[str, float]) -> str:
    if len(found) < 2:
        return str(next(iter(found.values()), "–"))
    return "; ".join(f"{what} {ratio}" for what, ratio in found.items())
