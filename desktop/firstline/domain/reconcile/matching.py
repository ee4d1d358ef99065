"""Walks both sides by key at once: what is missing, extra or different, and in which columns."""

import hashlib
import heapq
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from firstline.domain.errors import BadInput
from firstline.domain.natural import naturals
from firstline.domain.reconcile.amounts import MARK, Tolerance
from firstline.domain.reconcile.normal import Normal
from firstline.domain.reconcile.plan import NO_VERDICT, SIDES, Plan
from firstline.domain.reconcile.rules import Rule
from firstline.domain.reconcile.shelf import Laid, Shelf
from firstline.domain.reconcile.values import Cell, Difference, First, Kind
from firstline.domain.words import Text

_MOST_NAMED = 5
_EVERY = 4096  # rows between two looks at whether to go on
_NUMBERS = re.compile("[0-9]+")


@dataclass(slots=True)
class _Side:
    """One side as it is walked: rows by key, each key once; doubles are counted and named."""

    rows: Iterator[Laid]
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    doubles: int = 0
    named: list[tuple[str, int, int]] = field(default_factory=list)
    _held: Laid | None = None

    def next(self) -> Laid | None:
        """Return the next row with a key of its own."""
        last = self._held
        for row in self.rows:
            if last is not None and row[0] == last[0]:
                self.doubles += 1
                if len(self.named) < _MOST_NAMED:
                    self.named.append((row[0], last[3], row[3]))
                continue
            self._held = row
            self.digest.update(f"{row[0]}{MARK}{row[1]}\n".encode())
            return row
        return None


@dataclass(slots=True)
class Matching:
    """The walk and what it found; call `run` inside `exactly`."""

    plan: Plan
    normal: Normal
    shelf: Shelf
    matched: int = 0
    missing: int = 0
    extra: int = 0
    different: int = 0
    within: int = 0
    columns: dict[str, int] = field(default_factory=dict)
    sorted_sha256: tuple[str, str] = ("", "")
    _first: dict[tuple[str, ...], tuple[tuple[object, ...], First]] = field(default_factory=dict)
    _number: int = 0
    _sample: list[tuple[int, Laid, Laid]] = field(default_factory=list)  # a heap, the largest first

    def run(self, tick: Callable[[], None]) -> None:
        """Compare everything. Raises BadInput where a side has a key twice: there is no verdict."""
        source, target = _Side(self.shelf.ordered(0)), _Side(self.shelf.ordered(1))
        one, other = source.next(), target.next()
        walked = 0
        while one is not None or other is not None:
            walked += 1
            if walked % _EVERY == 0:
                tick()
            if other is None or (one is not None and one[0] < other[0]):
                self.missing += 1
                self._keep(Kind.MISSING, one, None, ())
                one = source.next()
            elif one is None or other[0] < one[0]:
                self.extra += 1
                self._keep(Kind.EXTRA, None, other, ())
                other = target.next()
            else:
                self.matched += 1
                if one[1] != other[1]:
                    self._compare(one, other)
                elif self.plan.sample:
                    self._draw(one, other)
                one, other = source.next(), target.next()
        _refuse_doubles(source, target)
        self.sorted_sha256 = source.digest.hexdigest(), target.digest.hexdigest()

    def sampled(self) -> tuple[Difference, ...]:
        """Return the rows that were drawn, in the order of their keys."""
        drawn = sorted(self._sample, key=lambda held: held[1][0])
        return tuple(self._beside(0, Kind.DIFFERENT, one, other, ()) for _, one, other in drawn)

    def _draw(self, one: Laid, other: Laid) -> None:
        """Draw by the hash of the key: nobody chooses, and every run draws the same rows."""
        order = -int.from_bytes(hashlib.sha256(one[0].encode()).digest()[:8], "big")
        if len(self._sample) < self.plan.sample:
            heapq.heappush(self._sample, (order, one, other))
        elif order > self._sample[0][0]:
            heapq.heapreplace(self._sample, (order, one, other))

    def first(self) -> tuple[First, ...]:
        """Return the first row of each group that differs, groups in their natural order."""
        return tuple(
            one for _, one in sorted(self._first.values(), key=lambda held: naturals(held[1].group))
        )

    def next_number(self) -> int:
        """Return the number of the next difference."""
        self._number += 1
        return self._number

    def _compare(self, one: Laid, other: Laid) -> None:
        """Look at two rows whose texts differ."""
        changed = []
        near = False
        for place, (column, a, b) in enumerate(
            zip(self.plan.values, one[1].split(MARK), other[1].split(MARK), strict=True)
        ):
            if a == b:
                continue
            if place >= len(self.plan.measures):
                agree = self.normal.same(a, b)
            else:
                agree = self._agree(column.name, a, b)
                near = near or agree
            if not agree:
                changed.append(place)
        if changed:
            self.different += 1
            for place in changed:
                name = self.plan.values[place].name
                self.columns[name] = self.columns.get(name, 0) + 1
            self._keep(Kind.DIFFERENT, one, other, changed)
        elif near:
            self.within += 1

    def _agree(self, name: str, source: str, target: str) -> bool:
        """Whether two numbers agree by value or by a tolerance; an empty cell is no number."""
        if not source or not target:
            return False
        allowed = self.plan.tolerances.get(name, Tolerance())
        first, second = self._number_of(source), self._number_of(target)
        if first == second:
            return Rule.SCALE in self.plan.rules  # their texts differ
        return allowed.allows(first, second)

    def _number_of(self, text: str) -> Decimal:
        return self.normal.amount(text) or Decimal(0)

    def _keep(
        self, kind: Kind, one: Laid | None, other: Laid | None, changed: "list[int] | tuple[()]"
    ) -> None:
        found = self._beside(self.next_number(), kind, one, other, changed)
        self.shelf.keep(found)
        self._note_first(found, _shown(one) or _shown(other) or [])

    def _beside(
        self, number: int, kind: Kind, one: Laid | None, other: Laid | None,
        changed: "list[int] | tuple[()]",
    ) -> Difference:  # fmt: skip
        """Return two rows side by side, as their files write them."""
        plan, n_keys = self.plan, len(self.plan.key)
        shown = [_shown(row) for row in (one, other)]
        lead = shown[0] or shown[1] or []
        cells = tuple(
            Cell(
                column.name,
                shown[0][n_keys + place] if shown[0] else None,
                shown[1][n_keys + place] if shown[1] else None,
                changed=place in changed or kind is not Kind.DIFFERENT,
            )
            for place, column in enumerate(plan.values)
        )
        columns = (*plan.key, *plan.values)
        group = tuple(lead[columns.index(column)].strip() for column in plan.group)
        rows = (one[3] if one else None, other[3] if other else None)
        return Difference(number, kind, tuple(lead[:n_keys]), group, cells, rows)

    def _note_first(self, found: Difference, lead: list[str]) -> None:
        columns = (*self.plan.key, *self.plan.values)
        date = ""
        if self.plan.date is not None:
            date = self.normal.code(lead[columns.index(self.plan.date)])
        order = (date == "", date, naturals(found.key))
        folded = tuple(self.normal.code(one) for one in found.group)
        held = self._first.get(folded)
        if held is None or order < held[0]:
            self._first[folded] = order, First(found.group, date, found.number, found.key)


def _shown(row: Laid | None) -> list[str] | None:
    """Return the row's cells as the file writes them."""
    if row is None:
        return None
    if row[2] is not None:
        return row[2].split(MARK)
    return (row[0] + MARK + row[1]).split(MARK) if row[1] else [*row[0].split(MARK), ""]


def _refuse_doubles(source: _Side, target: _Side) -> None:
    """Raise BadInput where a key is there twice: whatever was matched would be arbitrary."""
    told = []
    for side, held in zip(SIDES, (source, target), strict=True):
        if held.doubles:
            named = [(key.replace(MARK, " / ")[:60], a, b) for key, a, b in held.named]
            zh = "、".join(f"{key}(第 {a}、{b} 行)" for key, a, b in named)
            en = ", ".join(f"{key} (rows {a} and {b})" for key, a, b in named)
            told.append(Text(f"{side.zh}文件有 {held.doubles} 行的键重复:{zh}",
                             f"The {side.en} has {held.doubles} rows whose key is there already: "
                             f"{en}"))  # fmt: skip
    if told:
        raise BadInput(
            Text(";".join(one.zh for one in told) + "。", "; ".join(one.en for one in told) + "."),
            NO_VERDICT,
            Text("请补上能区分它们的关键列;若是某条规则造成的,把它关掉(--without zeros)。",
                 "Add a key column that tells them apart; where a rule made them alike, switch it "
                 "off (--without zeros)."),
        )  # fmt: skip
