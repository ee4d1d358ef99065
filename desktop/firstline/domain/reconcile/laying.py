"""Reads one extract: every page made comparable, counted, checked and laid on the shelf."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from firstline.domain.errors import BadInput
from firstline.domain.reconcile.amounts import MARK, BadAmount
from firstline.domain.reconcile.equations import Equation
from firstline.domain.reconcile.normal import Normal
from firstline.domain.reconcile.plan import NO_VERDICT, SIDES, Column, Plan
from firstline.domain.reconcile.shelf import Laid, Page
from firstline.domain.reconcile.totals import Tally
from firstline.domain.words import Text

MOST_BROKEN = 1_000  # rows in which an equation does not hold, kept one by one


@dataclass(frozen=True, slots=True)
class Broken:
    """A row in which an equation of each row does not hold."""

    equation: Equation
    side: int
    key: tuple[str, ...]
    group: tuple[str, ...]
    row: int
    left: Decimal
    right: Decimal


@dataclass(slots=True)
class Laying:
    """The reading of one side; `tally` has its totals, `broken` what no equation held for."""

    plan: Plan
    side: int
    name: str
    tally: Tally
    broken: list[Broken] = field(default_factory=list)
    broken_count: dict[str, int] = field(default_factory=dict)

    def wanted(self) -> list[int]:
        """Return the places of the columns to be read: keys, measures, words."""
        columns = (*self.plan.key, *self.plan.values)
        return [one.place(self.side) for one in columns]

    def laid(self, page: Page, normal: Normal) -> Iterator[Laid]:
        """Count a page and return its rows for the shelf; call it inside `exactly`.

        Raises BadInput for a row without a key, and for a measure that is no number.
        """
        plan, n_keys, n_measures = self.plan, len(self.plan.key), len(self.plan.measures)
        self._check(page)
        keys = [normal.codes(one) for one in page.columns[:n_keys]]
        words = [normal.codes(one) for one in page.columns[n_keys + n_measures :]]
        amounts, written = self._amounts(page, normal)
        joined = _joined(keys)
        self._check_keys(joined, page)
        canonical = _joined([*written, *words]) if plan.values else [""] * len(joined)
        shown = _joined(page.columns)
        plain = _joined([*keys, *written, *words])
        said = [None if one == other else one for one, other in zip(shown, plain, strict=True)]
        self._count(page, keys, words, amounts)
        return zip(joined, canonical, said, page.numbers, strict=True)

    def _amounts(
        self, page: Page, normal: Normal
    ) -> tuple[list[Sequence[Decimal | None]], list[list[str]]]:
        amounts: list[Sequence[Decimal | None]] = []
        written: list[list[str]] = []
        for place, column in enumerate(self.plan.measures, len(self.plan.key)):
            cells = page.columns[place]
            try:
                found, texts = normal.amounts(cells)
            except BadAmount as error:
                raise self._bad_amount(column, cells, page, normal) from error
            amounts.append(found)
            written.append(texts)
        return amounts, written

    def _bad_amount(
        self, column: Column, cells: Sequence[str], page: Page, normal: Normal
    ) -> BadInput:
        for number, cell in zip(page.numbers, cells, strict=True):
            try:
                normal.amount(cell)
            except BadAmount as error:
                why = error.reason
                return self._fault(number, f"“{column.name}”列:{why.zh}",
                                   f"column “{column.name}”: {why.en}")  # fmt: skip
        raise AssertionError("one of the cells was no number")

    def _count(
        self, page: Page, keys: list[list[str]], words: list[list[str]],
        amounts: list[Sequence[Decimal | None]],
    ) -> None:  # fmt: skip
        plan = self.plan
        compared = {**dict(zip(plan.key, keys, strict=True)),
                    **dict(zip(plan.words, words, strict=True))}  # fmt: skip
        columns = (*plan.key, *plan.values)
        shown = [page.columns[columns.index(one)] for one in plan.group]
        groups = _joined([compared[one] for one in plan.group])

        def written(place: int) -> tuple[str, ...]:
            return tuple(column[place].strip() for column in shown)

        self.tally.add(groups or [""] * len(page.numbers), written, amounts)
        for one in plan.equations:
            if one.each_row:
                self._ask(one, page, written, amounts)

    def _ask(
        self, equation: Equation, page: Page, group: Callable[[int], tuple[str, ...]],
        amounts: list[Sequence[Decimal | None]],
    ) -> None:  # fmt: skip
        names = [one.name for one in self.plan.measures]
        used = [names.index(one) for one in equation.columns]
        zero = Decimal(0)
        for place, cells in enumerate(zip(*(amounts[one] for one in used), strict=True)):
            values = {name: cell or zero
                      for name, cell in zip(equation.columns, cells, strict=True)}  # fmt: skip
            left, right = equation.sides(values)
            if left == right:
                continue
            self.broken_count[equation.text] = self.broken_count.get(equation.text, 0) + 1
            if len(self.broken) < MOST_BROKEN:
                key = tuple(column[place] for column in page.columns[: len(self.plan.key)])
                self.broken.append(Broken(equation, self.side, key, group(place),
                                          page.numbers[place], left, right))  # fmt: skip

    def _check(self, page: Page) -> None:
        for column in page.columns:
            text = "".join(column)
            if MARK in text or "\x00" in text:
                place = next(n for n, one in enumerate(column) if MARK in one or "\x00" in one)
                raise self._fault(page.numbers[place], "含有控制字符(NUL 或 U+001F)。",
                                  "it holds a control character (NUL or U+001F).")  # fmt: skip

    def _check_keys(self, joined: list[str], page: Page) -> None:
        blank = MARK * (len(self.plan.key) - 1)
        if blank in joined:
            number = page.numbers[joined.index(blank)]
            raise self._fault(number, "关键列是空的。", "it has no key.")

    def _fault(self, number: int, zh: str, en: str) -> BadInput:
        side = SIDES[self.side]
        return BadInput(
            Text(f"{side.zh}文件 {self.name} 第 {number} 行:{zh}",
                 f"The {side.en} {self.name}, row {number}: {en}"),
            NO_VERDICT,
        )  # fmt: skip


def _joined(columns: Sequence[Sequence[str]]) -> list[str]:
    """Return the cells of each row as one text."""
    if len(columns) == 1:
        return list(columns[0])
    return list(map(MARK.join, zip(*columns, strict=True)))
