"""What a reconciliation finds: totals, differences and the verdict, as values and as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from firstline.domain.words import Text

FORMAT = "firstline.reconciliation/1"


class Kind(StrEnum):
    """What is wrong with a row, or with a group."""

    MISSING = "missing"  # in the source alone
    EXTRA = "extra"  # in the target alone
    DIFFERENT = "different"
    EQUATION = "equation"  # an accounting equation does not hold


KINDS: Mapping[Kind, Text] = {
    Kind.MISSING: Text("目标缺少", "Missing in the target"),
    Kind.EXTRA: Text("目标多出", "Extra in the target"),
    Kind.DIFFERENT: Text("不一致", "Different"),
    Kind.EQUATION: Text("等式不成立", "Equation broken"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One column of a difference, as the files write it; `changed` where the two do not agree."""

    column: str
    source: str | None
    target: str | None
    changed: bool = True


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference; `number` counts from 1 in the order of keys, the same at every run.

    `rows` are the rows of source and target as a spreadsheet counts them, None where there is none.
    """

    number: int
    kind: Kind
    key: tuple[str, ...]
    group: tuple[str, ...]
    cells: tuple[Cell, ...] = ()
    rows: tuple[int | None, int | None] = (None, None)
    note: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns in which the two do not agree."""
        return tuple(one.column for one in self.cells if one.changed)

    def to_json(self) -> dict[str, Any]:
        """Return the difference as JSON."""
        return {
            "number": self.number, "kind": str(self.kind), "key": list(self.key),
            "group": list(self.group), "columns": list(self.columns),
            "cells": [[one.column, one.source, one.target, one.changed] for one in self.cells],
            "rows": list(self.rows), "note": self.note,
        }  # fmt: skip


def difference_from(raw: Mapping[str, Any]) -> Difference:
    """Return the difference that `to_json` wrote."""
    first, second = raw.get("rows") or (None, None)
    cells = tuple(Cell(str(a), b, c, bool(d)) for a, b, c, d in raw.get("cells", ()))
    return Difference(
        int(raw["number"]), Kind(raw["kind"]), tuple(raw["key"]), tuple(raw.get("group", ())),
        cells, (first, second), str(raw.get("note", "")),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Input:
    """One of the two files: its name without folders, its size and its hash."""

    name: str
    bytes: int
    sha256: str
    kind: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the input as JSON."""
        return {"name": self.name, "bytes": self.bytes, "sha256": self.sha256, "kind": self.kind}


@dataclass(frozen=True, slots=True)
class Total:
    """One control total of one group, exact, as text; `measure` rows, keys or a column."""

    group: tuple[str, ...]
    measure: str
    source: str
    target: str
    difference: str

    @property
    def equal(self) -> bool:
        """Whether both come to the same."""
        return self.difference == "0"

    def to_json(self, names: Sequence[str]) -> dict[str, Any]:
        """Return the total as JSON; `names` are the columns of the group."""
        return {
            "group": _named(names, self.group), "measure": self.measure,
            "source": self.source, "target": self.target, "difference": self.difference,
            "equal": self.equal,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Holds:
    """One equation of one group and one file: what both sides come to, and whether it holds.

    For an equation of each row, `left` and `right` count the rows and those where it holds.
    """

    equation: str
    side: str
    group: tuple[str, ...]
    left: str
    right: str
    holds: bool
    each_row: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows there are, and how many of them agree.

    `matched` are keys that both files have; `different` and `within` are among them, `within`
    agreeing by a tolerance alone. `equations` counts those broken.
    """

    source: int = 0
    target: int = 0
    matched: int = 0
    missing: int = 0
    extra: int = 0
    different: int = 0
    within: int = 0
    equations: int = 0

    @property
    def rows_found(self) -> int:
        """How many keys do not agree."""
        return self.missing + self.extra + self.different

    @property
    def found(self) -> int:
        """How many differences there are, equations included."""
        return self.rows_found + self.equations


@dataclass(frozen=True, slots=True)
class First:
    """The first row of a group that differs, by date where one was named, then by key."""

    group: tuple[str, ...]
    date: str
    number: int
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that was found; the same for the same inputs and options, to the byte."""

    inputs: tuple[Input, Input]
    options: Mapping[str, Any]
    counts: Counts
    totals: tuple[Total, ...] = ()
    equations: tuple[Holds, ...] = ()
    first: tuple[First, ...] = ()
    columns: Mapping[str, int] = field(default_factory=dict)  # column: rows that differ in it
    sorted_sha256: tuple[str, str] = ("", "")
    blanks: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # empty cells of measures
    sample: tuple[Difference, ...] = ()  # rows that agree, chosen by the hash of their keys

    @property
    def is_equal(self) -> bool:
        """Whether nothing differs and every equation holds."""
        return not self.counts.found

    @property
    def verdict(self) -> str:
        """Return equal or different."""
        return "equal" if self.is_equal else "different"

    def to_json(self) -> dict[str, Any]:
        """Return the result as JSON (commands.md, reconcile)."""
        one = self.counts
        names = list(self.options.get("group", ()))
        return {
            "format": FORMAT,
            "inputs": {"source": self.inputs[0].to_json(), "target": self.inputs[1].to_json()},
            "options": dict(self.options),
            "rows": {
                "source": one.source, "target": one.target, "matched": one.matched,
                "missing": one.missing, "extra": one.extra, "different": one.different,
                "equal": one.matched - one.different, "within_tolerance": one.within,
            },
            "blanks": {name: list(both) for name, both in self.blanks.items()},
            "error_rate": rate(one.rows_found, one.source),
            "totals": [total.to_json(names) for total in self.totals],
            "equations": [
                {"equation": held.equation, "each_row": held.each_row, "side": held.side,
                 "group": _named(names, held.group), "left": held.left,
                 "right": held.right, "holds": held.holds}
                for held in self.equations
            ],
            "columns": dict(self.columns),
            "first": [
                {"group": _named(names, held.group), "date": held.date,
                 "difference": held.number, "key": list(held.key)}
                for held in self.first
            ],
            "sample": [
                {"key": list(held.key), "rows": list(held.rows),
                 "cells": [[one.column, one.source, one.target] for one in held.cells]}
                for held in self.sample
            ],
            "rows_sha256": dict(zip(("source", "target"), self.sorted_sha256, strict=True)),
            "verdict": self.verdict,
        }  # fmt: skip


def _named(names: Sequence[str], group: tuple[str, ...]) -> dict[str, str]:
    """Return a group by its columns; that of all rows is empty."""
    return dict(zip(names, group, strict=True)) if group else {}


def rate(found: int, base: int) -> dict[str, Any]:
    """Return found of base in per cent to one place, with both (requirements S25).

    The base is the keys of the source; without any there is no rate. Halves go up.
    """
    percent = None
    if base:
        tenths = (2 * 1000 * found + base) // (2 * base)
        percent = f"{tenths // 10}.{tenths % 10}"
        if found and not tenths:
            percent = "<0.1"
        elif found < base and tenths == 1000:
            percent = ">99.9"
    return {"found": found, "base": base, "base_is": "keys of the source", "percent": percent}
