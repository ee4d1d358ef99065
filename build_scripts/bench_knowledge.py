"""S65: finding an article among 10,000, and what it costs beside a plain LIKE over the same."""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from figures import line, spread
from firstline.domain.edits.edit import Stamp
from firstline.domain.edits.entity import opening
from firstline.domain.ids import derived_id
from firstline.domain.knowledge.knowledge import KIND, Article, article_fields
from firstline.domain.knowledge.pack import parse_pack
from firstline.domain.words import Text
from firstline.intake.packs.knowledge_files import pack_files
from firstline.store.store import Store
from firstline.system.pinyin import initials, syllables
from firstline.system.resources import resource_path
from synthetic import desk_for

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
BUDGET = "p95 ≤ 50 ms"
TIMES = 5
PAGE = 200
WORDS = (
    "加密点数", "jiami dianshu", "jmds", "互斥任务申请不成功", "结不了账", "ORA-01555", "单据",
    "310036", "库存对不上怎么办", "cannot log in this morning", "月底关不了账", "不",
    "没有人写过的东西",
)  # fmt: skip


def articles(count: int) -> Iterator[Article]:
    """Yield `count` articles that are put together from lines of the shipped ones."""
    pack = parse_pack(pack_files(resource_path("packs", "knowledge")))
    shipped = list(pack.articles.values())
    yield from shipped[:count]
    chance = random.Random(65)  # noqa: S311 - the same articles every time
    for n in range(len(shipped), count):
        one, other = chance.sample(shipped, 2)
        lines = [[*one.body.zh.splitlines()], [*other.body.zh.splitlines()]]
        zh = "\n".join(chance.sample(lines[0], len(lines[0]) // 2) + lines[1][::2])
        yield Article(
            f"S{n:05}", "1", Text(f"{one.title.zh} {n}", f"{other.title.en} {n}"),
            Text(zh, other.body.en), products=one.products, modules=other.modules,
            errors=(*chance.sample(one.errors, min(2, len(one.errors))), f"E-{n:05}"),
            words=tuple(chance.sample(other.words, min(4, len(other.words)))),
            applies=one.applies,
        )  # fmt: skip


def fill(store: Store, count: int) -> float:
    """Bring the articles in and return how many a second were taken, indexed ones."""
    began = time.perf_counter()
    page = []
    for one in articles(count):
        stamp = Stamp(derived_id("bench", one.record), NOW, "bench")
        fields = article_fields(one)
        page.append(opening(KIND, one.record, fields, stamp.id, stamp.at, stamp.actor))
        if len(page) == PAGE:
            store.perform(*page, now=NOW)
            page = []
    store.perform(*page, now=NOW)
    while store.catch_up():
        pass
    return count / (time.perf_counter() - began)


def measure(work: Callable[[str], object]) -> list[float]:
    """Return how many milliseconds each search took."""
    samples = []
    for word in WORDS:
        for _ in range(TIMES):
            began = time.perf_counter()
            work(word)
            samples.append((time.perf_counter() - began) * 1000)
    return samples


def main() -> int:
    """Measure one store that is thrown away."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", "--articles", type=int, default=10_000, dest="articles")
    count = parser.parse_args().articles
    with tempfile.TemporaryDirectory(prefix="firstline-bench-knowledge-") as place:
        folder = Path(place)
        with Store.open(
            folder, desk_for(folder), now=NOW, initials=initials, spell=syllables
        ) as store:
            print(f"filling {folder} …", file=sys.stderr, flush=True)
            rate = fill(store, count)
            raw = store.connection.raw

            def like(word: str) -> object:
                sql = "SELECT id FROM edit WHERE kind='article' AND doc LIKE ?"
                return raw.execute(sql, (f"%{word}%",)).fetchall()

            found, plain = measure(lambda word: store.search_articles(word, 20)), measure(like)
    ratio = sum(found) / sum(plain)
    told = line(
        "KB", f"search of {count:,} articles, first 20", BUDGET, **spread(found, "ms"),
        baseline_like=spread(plain, "ms"), ratio=round(ratio, 3), taken_per_s=round(rate),
    )  # fmt: skip
    print(told, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
