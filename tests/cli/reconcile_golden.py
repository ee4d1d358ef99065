"""Extracts with seeded defects for the tests of `reconcile`: books, and a thousand SKUs."""

import csv
import random
from collections.abc import Sequence
from pathlib import Path

BOOKS = ("单据号", "账套", "会计期间", "科目", "借方", "贷方", "摘要")
STOCK = ("sku", "warehouse", "date", "qty", "unit", "amount")
Rows = list[list[str]]


def write(path: Path, head: Sequence[str], rows: Rows, encoding: str = "utf-8") -> Path:
    """Write a table as CSV and return its path."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def books(size: int = 240) -> Rows:
    """Return voucher lines of two account sets over twelve periods; debit = credit in each."""
    rows = []
    for n in range(size // 2):
        amount = f"{(n * 7919 % 900_000) / 100 + 1:.2f}"
        group = [f"00{1 + n % 2}", f"2026{1 + n // 2 % 12:02}"]
        rows.append([f"V{n:05}-1", *group, "1002", amount, "0.00", f"收款 {n}"])
        rows.append([f"V{n:05}-2", *group, "6001", "0.00", amount, f"收款 {n}"])
    return rows


def three_defects() -> tuple[Rows, Rows]:
    """Return books and a copy with a lost row, a changed cent and a swapped key (S41)."""
    source = books()
    target = [list(row) for row in source]
    target[100][4] = f"{float(target[100][4]) + 0.01:.2f}"
    target[30][0], target[33][0] = target[33][0], target[30][0]
    del target[200]
    return source, target


def thousand_skus() -> tuple[Rows, Rows, set[str]]:
    """Return 1,000 SKUs, a copy as another system writes it, and the 200 keys that differ (S25).

    The traps that are no differences: padded keys, decimal places, thousands, negatives in
    brackets, dates with a time, full-width letters. Those that are: a unit that changed under an
    equal number, a tenth for a whole, a sign, a lost and an extra row.
    """
    chance = random.Random(25)  # noqa: S311 - the same rows every time
    source = [
        [f"{n:06}", f"WH{n % 7}", f"2026-11-{1 + n % 28:02}", f"{chance.randrange(-500, 90_000)}",
         "个" if n % 3 else "箱", f"{chance.randrange(1, 10**8) / 100:.2f}"]
        for n in range(1, 1001)
    ]  # fmt: skip
    target = [_written_otherwise(row, n) for n, row in enumerate(source)]
    wrong = sorted(chance.sample(range(1000), 200))
    seeded = {source[place][0] for place in wrong}
    for n, place in enumerate(wrong):
        _spoil(target[place], n)
    gone = {wrong[n] for n in range(0, 200, 20)}
    target = [row for place, row in enumerate(target) if place not in gone]
    chance.shuffle(target)
    return source, target, seeded


def _written_otherwise(row: list[str], n: int) -> list[str]:
    sku, warehouse, date, qty, unit, amount = row
    number = int(qty)
    said = f"({-number:,}.00)" if number < 0 else f"{number:,}.000"
    house = "".join(chr(ord(one) + 0xFEE0) for one in warehouse) if n % 5 == 0 else warehouse
    day = f"{date} 00:00:00" if n % 2 else date.replace("-", "/")
    return [sku.lstrip("0") if n % 2 else f"{sku} ", house, day, said, f" {unit}", amount + "0"]


def _spoil(row: list[str], n: int) -> None:
    if n % 4 == 0:
        row[4] = "箱" if "个" in row[4] else "个"
    elif n % 4 == 1:
        row[5] = f"{float(row[5]) + 0.01:.2f}"
    elif n % 4 == 2:
        row[3] = row[3].replace(",", "").replace("(", "-").replace(")", "") + "1"
    else:
        row[1] = "WH9"
