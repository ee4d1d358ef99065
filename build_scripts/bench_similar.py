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
from bench_window import house_on, wait_for
from figures import line, spread
from firstline.domain.knowledge.similar import Asked
from firstline.store.store import Store
from firstline.system.pinyin import initials, syllables
from firstline.widgets.triage.sheet import TriageSheet
from synthetic import desk_for, edits_of, filled_store

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
BUDGET = "p95 ≤ 100 ms"
ARTICLES = 1_000
TIMES = 8
BETWEEN_KEYS_MS = 70  # a fast typist
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


def keys(folder: Path, texts: list[str]) -> tuple[list[float], list[float], list[float]]:
    """Return what a key costs in the sheet with suggestions and without, and when they stand there.

    All in milliseconds; the last from the last key of a title on, the pause of typing included.
    """
    spent: dict[bool, list[float]] = {True: [], False: []}
    shown: list[float] = []
    with house_on(folder) as house:
        lane = house.desktop.later
        house.shell.pages.show_sheet(None)
        sheet = house.shell.pages.currentWidget()
        if not isinstance(sheet, TriageSheet):
            raise SystemExit("the sheet did not open")
        for text in texts:
            for suggesting in (True, False):
                house.desktop.later = lane if suggesting else None
                _key(sheet, "")
                for end in range(1, len(text) + 1):
                    spent[suggesting].append(_key(sheet, text[:end]))
                    wait_for(lambda: False, BETWEEN_KEYS_MS)
                if suggesting:
                    began = time.perf_counter()
                    wait_for(lambda: sheet.similar.rows, 1_000)
                    shown.append((time.perf_counter() - began) * 1000 + BETWEEN_KEYS_MS)
    return spent[True], spent[False], shown


def _key(sheet: TriageSheet, text: str) -> float:
    """Let `text` stand in the title as after a key, painted; return the milliseconds."""
    began = time.perf_counter()
    sheet.fields.title.setText(text)
    sheet.fields.title.textEdited.emit(text)
    sheet.fields.title.repaint()
    return (time.perf_counter() - began) * 1000


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
            spent = time.process_time()
            found = measure(_ask(store), several)
            spent = time.process_time() - spent
            plain = measure(_like(store), several)
        asked = _keys_line(folder, chosen.tickets)
    ratio = sum(found) / sum(plain)
    told = line(
        "SIM", f"suggestions for a half-typed ticket, {chosen.tickets:,} tickets", BUDGET,
        **spread(found, "ms"), processor_ms=round(1000 * spent / len(found), 1),
        baseline_like=spread(plain, "ms"), ratio=round(ratio, 3),
    )  # fmt: skip
    print(told, asked, sep="\n", flush=True)
    return 0


def _keys_line(folder: Path, tickets: int) -> str:
    with_, without, shown = keys(folder, [*TYPED])
    return line(
        "SIM", f"a key in the sheet while suggestions are looked for, {tickets:,} tickets",
        "no key waits", **spread(with_, "ms"), baseline_without=spread(without, "ms"),
        ratio=round(sum(with_) / sum(without), 3), shown_after_last_key=spread(shown, "ms"),
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
