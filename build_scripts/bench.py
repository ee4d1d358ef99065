"""The benchmarks, one sub-command each; every figure is one JSON line with its own baseline."""

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import growth
from figures import machine, markdown

HERE = Path(__file__).resolve().parent
README = HERE.parent / "README.md"
_PLACE = r"(<!-- {0} -->).*?(<!-- /{0} -->)"
# figure: the module that measures it, and its arguments for a run on a small machine
BENCHES: Mapping[str, tuple[str, ...]] = {
    "b1": ("bench_sync.py", "b1"),
    "b2": ("bench_sync.py", "b2"),
    "b3": ("bench_window.py", "b3"),
    "b4": ("bench_store.py",),
    "b5": ("bench_window.py", "b5"),
    "b5pull": ("bench_pull.py",),
    "b6": ("bench_window.py", "b6"),
    "b7": ("bench_window.py", "b7"),
    "b8": ("bench_window.py", "b8"),
    "b9": ("bench_clock.py",),
    "b10": ("bench_import.py",),
    "b11": ("bench_sync.py", "b11"),
    "b12": ("bench_reconcile.py",),
    "kb": ("bench_knowledge.py",),
    "sim": ("bench_similar.py",),
    "tm": ("bench_training.py",),
    "tmw": ("bench_matrix.py",),
    "matrix": ("bench_matrix.py",),
}


def run(name: str, extra: list[str]) -> Iterator[str]:
    """Run one benchmark and yield its lines as they come; messages go to standard error."""
    script, *arguments = BENCHES[name]
    command = [sys.executable, str(HERE / script), *arguments, *extra]
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=env
    ) as process:
        for line in process.stdout or ():
            yield line.rstrip()
    if process.returncode:
        print(f"{name} ended with {process.returncode}", file=sys.stderr)


def main() -> int:
    """Run the benchmarks that were named, or all."""
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"some of: {' '.join(BENCHES)}; default all")
    parser.add_argument("--tickets", help="how many tickets, where that may be chosen")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write a table for a reader")
    parser.add_argument("--readme", action="store_true", help="put the table into the README")
    parser.add_argument(
        "--growth", action="store_true", help="how the cost of b1, b4 and b9 grows with the tickets"
    )
    parser.add_argument("--minutes", type=float, default=9.0, help="of --growth; it goes on later")
    parser.add_argument("--anew", action="store_true", help="--growth forgets what it has measured")
    parser.add_argument("--note", default="", help="a word on the machine, such as “shared”")
    chosen = parser.parse_args()
    unknown = set(chosen.names) - set(BENCHES)
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    if chosen.growth:
        return _grow(chosen)
    figures, extra = [], ["--tickets", chosen.tickets] if chosen.tickets else []
    for name in chosen.names or BENCHES:
        for line in run(name, extra):
            print(line, flush=True)
            if line.startswith("{"):
                figures.append(json.loads(line))
    if figures:
        _write(chosen, "bench", markdown(figures))
    return 0 if figures else 1


def _grow(chosen: argparse.Namespace) -> int:
    """Measure how cost grows, and print the table of all that is measured by now."""
    rows = []
    names = [one for one in growth.SIZES if one in (chosen.names or growth.SIZES)]
    try:
        for row in growth.measured(names, minutes=chosen.minutes, anew=chosen.anew):
            rows.append(row)
            print(json.dumps(row, ensure_ascii=False), flush=True)
    except growth.Cut as cut:
        print(f"{cut} is still to be measured: run it again, and it goes on.", file=sys.stderr)
    print(growth.table(rows))
    if rows:
        _write(chosen, "growth", growth.table(rows))
    return 0 if len(rows) == sum(len(growth.SIZES[name]) for name in names) else 1


def _write(chosen: argparse.Namespace, mark: str, table: str) -> None:
    """Write a table to where it was asked for, with the machine and the day below it."""
    where = ", ".join(one for one in (machine(), chosen.note) if one)
    table = f"{table}\n\n{where}, {date.today():%Y-%m-%d}.\n"  # noqa: DTZ011
    if chosen.markdown:
        chosen.markdown.write_text(table, "utf-8")
    if chosen.readme:
        place = re.compile(_PLACE.format(mark), re.DOTALL)
        text = README.read_text("utf-8")
        README.write_text(place.sub(lambda found: f"{found[1]}\n{table}{found[2]}", text), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
