"""B4: any list, filter, sort and search over 10,000, 100,000 and 1,000,000 tickets."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from figures import line, spread
from firstline.domain.query.query import Query, parse_query
from firstline.store.queue import queue
from firstline.store.search.word_probe import together
from firstline.store.store import Store
from grown import grown_store

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SIZES = (10_000, 100_000, 1_000_000)
WINDOW = 500  # the rows that the window asks for before the rest
TIMES = 5
BUDGETS_MS = {10_000: 50, 100_000: 50, 1_000_000: 150}
LINES = (
    "", "status:open", "is:closed", "status:open is:mine", "status:open site:二厂", "site:二厂",
    "p:1", "status:open p:1,2", "is:unassigned status:open", "sla:risk", "sla:overdue",
    "sla:paused", "status:with_vendor", "status:resolved updated:7d", "module:GL product:NC",
    "created:30d type:request", "tag:模板", "requester:李娜",
)  # fmt: skip
WORDS = (
    "库存",
    "账",
    "timeout",
    "ORA-00060",
    "月末结账",
    "kczbp",
    "出库单 deadlock",
    "status:open 打印机",
    "timeout",
    "timeout -deadlock",
)
TYPED = (  # `timeout`, `账` and `出库单` stand in four of five tickets
    "timeout", "账", "出库单", "time", "timeout server", "账 出库单", '"出库单"',
    '"出库单 deadlock"',
    "status:open timeout", "status:open 出库单", "site:二厂 timeout", "p:1 账", "sla:overdue 账",
    "tag:模板 timeout", "requester:李娜 timeout", "timeout -deadlock", "-timeout",
    "text:timeout,账",
    "月末结账", "kczbp", "S00012",
)  # fmt: skip
Work = Callable[[], object]


def measure(works: list[Work], times: int = TIMES) -> tuple[list[float], float]:
    """Return how many milliseconds each run of each of `works` took, and the mean of its CPU."""
    samples = []
    cpu = time.process_time()
    for work in works:
        for _ in range(times):
            began = time.perf_counter()
            work()
            samples.append((time.perf_counter() - began) * 1000)
    return samples, (time.process_time() - cpu) * 1000 / len(samples)


def figures(store: Store, tickets: int) -> Iterator[str]:
    """Yield B4 of one store."""
    budget = f"p95 ≤ {BUDGETS_MS.get(tickets, 150)} ms"
    asked = [(parse_query(text), sort) for text in LINES for sort in queue.SORTS]
    worded = [(parse_query(text), sort) for text in TYPED for sort in queue.SORTS]
    plain, _ = measure(
        [_unindexed(store, *one) for one in asked[:: 5 if tickets > 100_000 else 1]], 1
    )
    parts: tuple[tuple[str, list[Work]], ...] = (
        (f"first {WINDOW} of any list", [_listed(store, *one, WINDOW) for one in asked]),
        ("all keys of any list", [_listed(store, *one, None) for one in asked]),
        ("count of any list", [_counted(store, parse_query(text)) for text in LINES]),
        ("open, overdue, at risk", [lambda: store.totals(NOW)]),
        ("a page of 100 rows", _pages(store)),
        (f"first {WINDOW} with words", [_listed(store, *one, WINDOW) for one in worded]),
        ("all keys with words", [_listed(store, *one, None) for one in worded[::3]]),
        ("count with words", [_counted(store, parse_query(text)) for text in TYPED]),
        ("search", [_searched(store, word) for word in WORDS]),
    )
    for what, works in parts:
        times = TIMES if len(works) > 20 else 4 * TIMES
        samples, cpu_ms = measure(works, times if tickets <= 100_000 else 2)
        compared = {}
        if "any list" in what:
            ratio = sum(samples) / len(samples) / (sum(plain) / len(plain))
            compared = {"baseline_unindexed": spread(plain, "ms"), "ratio": round(ratio, 3)}
        yield line(
            "B4",
            f"{what}, {tickets:,} tickets",
            budget,
            **spread(samples, "ms"),
            mean_cpu_ms=round(cpu_ms, 3),
            **compared,
        )


def _listed(store: Store, query: Query, sort: str, limit: int | None) -> Work:
    return lambda: store.queue(query, sort=sort, now=NOW, limit=limit)


def _counted(store: Store, query: Query) -> Work:
    return lambda: store.count(query, now=NOW)


def _searched(store: Store, word: str) -> Work:
    return lambda: store.search(word, now=NOW)


def _pages(store: Store) -> list[Work]:
    keys = store.queue(parse_query(""), sort="title", now=NOW)
    pages = [keys[at : at + 100] for at in range(0, len(keys) - 100, max(1, len(keys) // 20))]
    return [lambda page=page: store.rows(page) for page in pages]  # type: ignore[misc]  # bound now


def _unindexed(store: Store, query: Query, sort: str) -> Work:
    """Return the same list as a plain query without any index, the measure of comparison."""
    raw = store.connection.raw

    def work() -> object:
        asked = queue.ask(raw, query, NOW, "")
        order = queue.order_by(sort, descending=False)
        found = "key IN (SELECT rowid FROM search WHERE search MATCH :words)"
        where = f"{asked.where} AND {found}" if asked.words else asked.where
        sql = f"SELECT key FROM ticket NOT INDEXED WHERE {where} ORDER BY {order}"
        return raw.execute(sql, {**asked.values, "words": together(asked.words)}).fetchall()

    return work


def main() -> int:
    """Measure every size, or the one that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, help=f"default: {', '.join(map(str, SIZES))}")
    chosen = parser.parse_args()
    for tickets in (chosen.tickets,) if chosen.tickets else SIZES:
        folder = Path(tempfile.gettempdir()) / f"firstline-bench-store-{tickets}"
        print(f"filling {folder} …", file=sys.stderr, flush=True)
        with grown_store(folder, tickets, NOW) as store:
            for told in figures(store, tickets):
                print(told, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
