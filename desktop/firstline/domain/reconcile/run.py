"""The whole comparison: read both sides, sort, walk, add up, and give the verdict or none."""

from collections.abc import Callable
from typing import Any

from firstline.domain.natural import naturals
from firstline.domain.reconcile.amounts import exactly, written
from firstline.domain.reconcile.laying import Broken, Laying
from firstline.domain.reconcile.matching import Matching
from firstline.domain.reconcile.normal import Normal
from firstline.domain.reconcile.plan import SOURCE, TARGET, Plan, Wish, plan_for
from firstline.domain.reconcile.rules import Rule
from firstline.domain.reconcile.shelf import Extract, Shelf
from firstline.domain.reconcile.totals import Tally
from firstline.domain.reconcile.values import (
    Cell,
    Counts,
    Difference,
    Holds,
    Kind,
    Result,
    Total,
)

_NAMES = ("source", "target")
_READ = 0.4  # the share of the work that reading one side is, for the progress


def reconcile(
    wish: Wish, source: Extract, target: Extract, shelf: Shelf,
    tick: Callable[[float], None] = lambda _share: None,
) -> Result:  # fmt: skip
    """Compare two extracts and return what was found; the differences lie on the shelf.

    `tick` is told the share of the work done, again and again; what it raises ends the work.
    Raises BadInput, and then there is no verdict, for columns that are not there, rows that are
    ragged or without a key, measures that are no numbers, keys that are there twice, and a file
    that changed while it was read.
    """
    plan = plan_for(wish, source.headings, target.headings)
    normal = Normal(plan.rules, plan.precision)
    sides = tuple(
        Laying(plan, side, extract.told().name, Tally(len(plan.measures)))
        for side, extract in ((SOURCE, source), (TARGET, target))
    )
    with exactly():
        for side, extract in zip(sides, (source, target), strict=True):
            for page in extract.pages(side.wanted()):
                shelf.lay(side.side, side.laid(page, normal))
                tick(_READ * (side.side + extract.fraction))
        matching = Matching(plan, normal, shelf)
        matching.run(lambda: tick(2 * _READ))
        holds, broken = _equations(plan, sides, matching)
        for one in broken:
            shelf.keep(one)
        totals = _totals(plan, sides)
    rows = [side.tally.rows(None) for side in sides]
    counts = Counts(
        rows[0], rows[1], matching.matched, matching.missing, matching.extra, matching.different,
        matching.within, len(broken) + sum(_uncounted(side) for side in sides),
    )  # fmt: skip
    columns = {one.name: matching.columns[one.name] for one in plan.values
               if one.name in matching.columns}  # fmt: skip
    return Result(
        (source.told(), target.told()), options_of(plan), counts, totals, holds, matching.first(),
        columns, matching.sorted_sha256,
        {one.name: (sides[0].tally.blanks(place), sides[1].tally.blanks(place))
         for place, one in enumerate(plan.measures)},
        matching.sampled(),
    )  # fmt: skip


def options_of(plan: Plan) -> dict[str, Any]:
    """Return everything that decides the result beside the files, as JSON."""
    return {
        "key": [one.spelled for one in plan.key],
        "measure": [one.spelled for one in plan.measures],
        "words": [one.spelled for one in plan.words],
        "key_columns": [one.name for one in plan.key],
        "columns": [one.name for one in plan.values],
        "group": [one.name for one in plan.group],
        "date": plan.date.spelled if plan.date else "",
        "tolerance": {
            name: {"absolute": written(one.absolute), "percent": written(one.percent)}
            for name, one in sorted(plan.tolerances.items())
        },
        "equations": [{"text": one.text, "each_row": one.each_row} for one in plan.equations],
        "rules": {str(rule): rule in plan.rules for rule in Rule},
        "date_precision": plan.precision,
        "sample": plan.sample,
        "not_compared": dict(zip(_NAMES, (list(one) for one in plan.left_out), strict=True)),
        "numbers_of_workbooks": "15 digits",
    }  # fmt: skip


def _groups(sides: tuple[Laying, ...]) -> list[tuple[str, tuple[str, ...]]]:
    """Return the groups of both sides and how the source, or else the target, writes them."""
    shown: dict[str, tuple[str, ...]] = {}
    for side in sides:
        for name, held in side.tally.groups.items():
            shown.setdefault(name, held.shown)
    return sorted(shown.items(), key=lambda one: (naturals(one[1]), one[0]))


def _totals(plan: Plan, sides: tuple[Laying, ...]) -> tuple[Total, ...]:
    """Return the control totals of all rows and, where there are groups, of each."""
    found = _lines(plan, sides, None, ())
    for name, shown in _groups(sides) if plan.group else ():
        found += _lines(plan, sides, name, shown)
    return tuple(found)


def _lines(
    plan: Plan, sides: tuple[Laying, ...], group: str | None, shown: tuple[str, ...]
) -> list[Total]:
    """Return rows and sums of one group, or of all where it is None."""
    first, second = (side.tally.rows(group) for side in sides)
    counts = str(first), str(second), str(second - first)
    # No key is there twice where there is a verdict, so that rows and distinct keys are as many.
    found = [Total(shown, "rows", *counts), Total(shown, "keys", *counts)]
    for place, one in enumerate(plan.measures):
        a, b = (side.tally.sum(place, group) for side in sides)
        found.append(Total(shown, one.name, written(a), written(b), written(b - a)))
    return found


def _equations(
    plan: Plan, sides: tuple[Laying, ...], matching: Matching
) -> tuple[tuple[Holds, ...], list[Difference]]:
    """Return how each equation stands, and a difference for each place where it does not hold."""
    told: list[Holds] = []
    broken: list[Difference] = []
    for one in plan.equations:
        if one.each_row:
            told += [_each_row(one.text, side) for side in sides]
            continue
        for name, shown in _groups(sides):
            for side, said in zip(sides, _NAMES, strict=True):
                if name not in side.tally.groups:
                    continue
                sums = {column.name: side.tally.sum(place, name)
                        for place, column in enumerate(plan.measures)}  # fmt: skip
                left, right = one.sides(sums)
                told.append(Holds(one.text, said, shown, written(left), written(right),
                                  left == right))  # fmt: skip
                if left != right:
                    sums_of_both = written(left), written(right)
                    broken.append(_broken_sums(matching, one.text, said, shown, sums_of_both))
    for side, said in zip(sides, _NAMES, strict=True):
        broken += [_broken_row(matching, one, said) for one in side.broken]
    return tuple(told), broken


def _each_row(text: str, side: Laying) -> Holds:
    rows = side.tally.rows(None)
    wrong = side.broken_count.get(text, 0)
    return Holds(text, _NAMES[side.side], (), str(rows), str(rows - wrong), not wrong,
                 each_row=True)  # fmt: skip


def _uncounted(side: Laying) -> int:
    """Return how many broken rows there are beyond those that are kept one by one."""
    return sum(side.broken_count.values()) - len(side.broken)


def _broken_sums(
    matching: Matching, equation: str, side: str, group: tuple[str, ...], sides: tuple[str, str]
) -> Difference:
    cell = Cell(equation, *sides)
    number = matching.next_number()
    return Difference(number, Kind.EQUATION, group, group, (cell,), note=f"{side}: {equation}")


def _broken_row(matching: Matching, one: Broken, side: str) -> Difference:
    cell = Cell(one.equation.text, written(one.left), written(one.right))
    rows = (one.row, None) if one.side == SOURCE else (None, one.row)
    number = matching.next_number()
    note = f"{side}: {one.equation.text}"
    return Difference(number, Kind.EQUATION, one.key, one.group, (cell,), rows, note)
