"""Figures of a benchmark: medians with their spread, a ratio to a baseline, one JSON line each."""

import json
import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path

Figure = Mapping[str, object]


def spread(samples: Sequence[float], unit: str) -> dict[str, object]:
    """Return median, minimum, maximum, p95, p99 and n of `samples`, keys ending in `unit`."""
    ordered = sorted(samples)

    def at(share: float) -> float:
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    parts = {
        "median": statistics.median(ordered), "min": ordered[0], "max": ordered[-1],
        "p95": at(0.95), "p99": at(0.99),
    }  # fmt: skip
    told: dict[str, object] = {f"{name}_{unit}": round(value, 4) for name, value in parts.items()}
    return told | {"n": len(ordered)}


def line(bench: str, what: str, budget: str, **parts: object) -> str:
    """Return one JSON line: which figure, what was measured, its budget and its parts."""
    return json.dumps({"bench": bench, "what": what, "budget": budget, **parts}, ensure_ascii=False)


def machine() -> str:
    """Return the kind of machine in a few words, naming nobody."""
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}"
    )


def markdown(figures: Sequence[Figure]) -> str:
    """Return the figures as a table for the README."""
    rows = ["| figure | what | measured | ratio | budget |", "|---|---|---|---|---|"]
    for one in figures:
        ratio, budget = one.get("ratio", ""), one.get("budget", "")
        rows.append(f"| {one['bench']} | {one['what']} | {_measured(one)} | {ratio} | {budget} |")
    return "\n".join(rows)


def _measured(one: Figure) -> str:
    skipped = {"bench", "what", "budget", "ratio"}
    told = (
        f"{name} {value.get(next(iter(value), ''))}"
        if isinstance(value, dict)
        else f"{name} {value}"
        for name, value in one.items()
        if name not in skipped
    )
    return ", ".join(told)


def resident_mb() -> float:
    """Return the memory that this process holds now, in MB; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
