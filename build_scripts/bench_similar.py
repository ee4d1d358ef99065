"""Suggestions while a ticket is typed: what a key costs at 100,000 tickets, beside a plain LIKE."""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench_knowledge import fill
from figures import line, spread
from firstline.domain.similar import Asked
from firstline.store.store import Store
from firstline.system.pinyin import initials, syllables
from synthetic import desk_for, edits_of, filled_store

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
BUDGET = "p95 ≤ 100 ms"
ARTICLES = 1_000
TIMES = 8
TYPED = (
    "加密点数已饱和 登录不了", "ORA-00060 deadlock 出库单", "库存账不平 仓库 批次",
    "凭证审核按钮变灰,影响发货", "Voucher cannot be posted timeout", "POS 同步 310036",
    "MES 接口 timeout,server retry", "打印机模板错位", "登录失败 error 500 restart client",
)  # fmt: skip


def typing(count: int) -> Iterator[Asked]:
    """Yield what stands in the sheet after each few keys: lines of ours, and titles that exist."""
    chance = random.Random(88)  # noqa: S311 - the same keys every time
    opened = [one for one in edits_of(min(count, 400), NOW) if one.act == "open"]
    real = [{change.field: change.to for change in one.changes} for one in opened]
    several = [(text, "", "") for text in TYPED] + [
        (str(one["title"]), str(one["body"]), str(one["product"]))
        for one in chance.sample(real, min(12, len(real)))
    ]
    for title, body, product in several:
        for share in (0.4, 0.7, 1.0):
            yield Asked(title[: max(2, round(len(title) * share))], body, product, site="一厂")


def measure(work: Callable[[Asked], object], several: list[Asked]) -> list[float]:
    """Return how many milliseconds each question took, the first of all left out."""
    work(several[0])
    samples = []
    for asked in several * TIMES:
        began = time.perf_counter()
        work(asked)
        samples.append((time.perf_counter() - began) * 1000)
    return samples


def _ask(store: Store) -> Callable[[Asked], object]:
    def ask(asked: Asked) -> object:
        return store.similar(asked, NOW), store.suggest_articles(asked)

    return ask


def _like(store: Store) -> Callable[[Asked], object]:
    def like(asked: Asked) -> object:
        sql = "SELECT id FROM ticket WHERE title LIKE ? ORDER BY created DESC LIMIT 3"
        return store.connection.raw.execute(sql, (f"%{asked.title[:4]}%",)).fetchall()

    return like


def main() -> int:
    """Measure one store; a folder that holds the tickets already is used as it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, help="kept; default: thrown away")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="firstline-bench-similar-") as place:
        folder = chosen.folder or Path(place)
        print(f"filling {folder} …", file=sys.stderr, flush=True)
        filled_store(folder, chosen.tickets, NOW).close()
        desk = desk_for(folder)
        with Store.open(folder, desk, now=NOW, initials=initials, spell=syllables) as store:
            if not store.articles():
                fill(store, ARTICLES)
            while store.catch_up():
                pass
            several = list(typing(chosen.tickets))
            found, plain = measure(_ask(store), several), measure(_like(store), several)
    ratio = sum(found) / sum(plain)
    told = line(
        "SIM", f"suggestions for a half-typed ticket, {chosen.tickets:,} tickets", BUDGET,
        **spread(found, "ms"), baseline_like=spread(plain, "ms"), ratio=round(ratio, 3),
    )  # fmt: skip
    print(told, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
