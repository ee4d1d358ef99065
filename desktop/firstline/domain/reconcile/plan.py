"""What is compared with what: keys, measures, groups and tolerances over two files' headings."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from firstline.domain.errors import BadInput
from firstline.domain.reconcile.amounts import BadAmount, Tolerance, amount
from firstline.domain.reconcile.equations import Equation, equation
from firstline.domain.reconcile.rules import STANDARD, STANDARD_PRECISION, Rule
from firstline.domain.words import Text

MOST_SAMPLED = 200  # rows shown side by side though they agree
NO_VERDICT = Text("没有得出结论。", "There is no verdict.")
SOURCE, TARGET = 0, 1
SIDES = (Text("源", "source"), Text("目标", "target"))


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for, by the words of the command or of the window.

    A column is `NAME`, or `SOURCE=TARGET` where the two files call it differently. `compare` empty
    means every column that both have, less `ignore`, unless `only` it counts. `date` orders what
    diverges first; `sample` is how many rows that agree are shown side by side.
    """

    key: tuple[str, ...]
    measure: tuple[str, ...] = ()
    tolerance: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    compare: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    date: str = ""
    equations: tuple[str, ...] = ()
    row_equations: tuple[str, ...] = ()
    rules: frozenset[Rule] = STANDARD
    precision: str = STANDARD_PRECISION
    only: bool = False
    sample: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """One column of both files: its name here and its place in each."""

    name: str
    source: int
    target: int
    target_name: str

    @property
    def spelled(self) -> str:
        """NAME, or SOURCE=TARGET where the files call it differently."""
        return self.name if self.name == self.target_name else f"{self.name}={self.target_name}"

    def place(self, side: int) -> int:
        """Return where it stands in the file of `side`."""
        return self.target if side else self.source


@dataclass(frozen=True, slots=True)
class Plan:
    """What is compared, every column found in both files.

    `values` are all that is compared: the measures first, then words. Groups that are no key are
    among the words: a row that changed its group is different.
    """

    key: tuple[Column, ...]
    measures: tuple[Column, ...]
    words: tuple[Column, ...]
    group: tuple[Column, ...]
    date: Column | None
    tolerances: Mapping[str, Tolerance]
    equations: tuple[Equation, ...]
    rules: frozenset[Rule]
    precision: str
    left_out: tuple[tuple[str, ...], tuple[str, ...]] = field(default=((), ()))
    sample: int = 0

    @property
    def values(self) -> tuple[Column, ...]:
        """The compared columns."""
        return self.measures + self.words


def wish_from(options: Mapping[str, Any]) -> Wish:
    """Return what was asked for by the options that a result states (run.options_of).

    Raises BadInput where they are no such options.
    """
    try:
        tolerances = [
            f"{name}={one[kind]}{'%' if kind == 'percent' else ''}"
            for name, one in options["tolerance"].items()
            for kind in ("absolute", "percent") if one[kind] != "0"
        ]  # fmt: skip
        equations = [(str(one["text"]), bool(one["each_row"])) for one in options["equations"]]
        spelled = {str(one).partition("=")[0]: str(one) for one in options["words"]}
        return Wish(
            tuple(options["key"]), tuple(options["measure"]), tuple(tolerances),
            tuple(spelled.get(one, one) for one in options["group"]), tuple(options["words"]), (),
            str(options["date"]),
            tuple(text for text, each_row in equations if not each_row),
            tuple(text for text, each_row in equations if each_row),
            frozenset(Rule(name) for name, on in options["rules"].items() if on),
            str(options["date_precision"]), only=True, sample=int(options.get("sample", 0)),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _bad("这些选项看不懂。", "These options cannot be read.") from error


def plan_for(wish: Wish, source: Sequence[str], target: Sequence[str]) -> Plan:
    """Return the plan for two files with these headings.

    Raises BadInput for a column that a file lacks or has twice, for a key that is missing, for a
    column that is both key and measure, and for tolerances and equations that cannot be read.
    """
    sides = (_Headings(source, 0), _Headings(target, 1))
    find = _Finder(sides)
    key = find.all(wish.key)
    if not key:
        raise _bad("没有给出关键列(--key)。", "No key columns were given (--key).")
    measured, group = find.all(wish.measure), find.all(wish.group)
    tolerances, tolerated = _tolerances(wish.tolerance, find)
    equations = _equations(wish, find)
    named = [one for several in equations for one in several.columns]
    measures = _without_twins((*measured, *tolerated, *find.all(named)))
    for one in measures:
        if one in key:
            raise _bad(f"列“{one.name}”不能既是关键列又是度量。",
                       f"Column “{one.name}” cannot be both key and measure.")  # fmt: skip
    date = find.all((wish.date,))[0] if wish.date else None
    for one in (*group, *((date,) if date else ())):
        if one in measures:
            raise _bad(f"列“{one.name}”是度量,不能用来分组或定先后。",
                       f"Column “{one.name}” is a measure: it cannot group or order.")  # fmt: skip
    words = find.all(wish.compare) if wish.compare or wish.only else find.common()
    ignored = find.all(wish.ignore)
    words = tuple(one for one in words if one not in ignored)
    kept = (*words, *group, *((date,) if date else ()))
    words = tuple(one for one in _without_twins(kept) if one not in (*key, *measures))
    used = (*key, *measures, *words)
    return Plan(
        key, measures, words, group, date, tolerances, equations, wish.rules, wish.precision,
        (sides[0].others(used), sides[1].others(used)), max(0, min(wish.sample, MOST_SAMPLED)),
    )  # fmt: skip


def _bad(zh: str, en: str, next_step: Text | None = None) -> BadInput:
    return BadInput(Text(zh, en), NO_VERDICT, next_step or Text("", ""))


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


class _Headings:
    """The headings of one file, found as they are or in other letters and widths."""

    def __init__(self, names: Sequence[str], side: int) -> None:
        self.names, self._side = tuple(names), side
        self._places: dict[str, list[int]] = {}
        for place, name in enumerate(names):
            self._places.setdefault(_plain(name), []).append(place)

    def place(self, name: str) -> int | None:
        """Return where the column stands, None where it does not. Raises BadInput for two."""
        if self.names.count(name) == 1:
            return self.names.index(name)
        found = self._places.get(_plain(name), ())
        if len(found) > 1:
            side = SIDES[self._side]
            raise _bad(f"{side.zh}文件有 {len(found)} 列都叫“{name[:60]}”。",
                       f"The {side.en} has {len(found)} columns called “{name[:60]}”.")  # fmt: skip
        return found[0] if found else None

    def others(self, used: Iterable[Column]) -> tuple[str, ...]:
        """Return the headings that are not among `used`."""
        taken = {one.place(self._side) for one in used}
        return tuple(name for n, name in enumerate(self.names) if n not in taken and name)


class _Finder:
    """Finds named columns in both files."""

    def __init__(self, sides: tuple[_Headings, _Headings]) -> None:
        self._sides = sides
        self._paired: dict[int, Column] = {}  # named as SOURCE=TARGET before

    def all(self, names: Iterable[str]) -> tuple[Column, ...]:
        """Return the columns named, in their order, each once."""
        found = (self.one(name) for several in names for name in self._split(several))
        return _without_twins(found)

    def _split(self, names: str) -> list[str]:
        if self._sides[0].place(names) is not None:
            return [names]  # a heading that holds a comma
        return [one.strip() for one in names.replace("\uff0c", ",").split(",") if one.strip()]

    def one(self, name: str) -> Column:
        """Return the column `NAME` or `SOURCE=TARGET`. Raises BadInput where a file lacks it."""
        source, target = self._sides
        first, second = name, name
        place = source.place(name)
        if place in self._paired:
            return self._paired[place]
        if "=" in name and place is None:
            first, second = _pair(name, source)
        places = source.place(first), target.place(second)
        for side, (place, wanted) in enumerate(zip(places, (first, second), strict=True)):
            if place is None:
                raise _missing(side, wanted, self._sides[side].names)
        column = _column(source, target, places[0] or 0, places[1] or 0)
        self._paired.setdefault(column.source, column)
        return column

    def common(self) -> tuple[Column, ...]:
        """Return the columns that both files have, in the source's order; those named twice not."""
        found = []
        source, target = self._sides
        plain = [_plain(one) for one in source.names]
        others = [_plain(one) for one in target.names]
        for place, name in enumerate(plain):
            if name and plain.count(name) == 1 and others.count(name) == 1:
                found.append(_column(source, target, place, others.index(name)))
        return tuple(found)

    @property
    def headings(self) -> tuple[str, ...]:
        """The source's headings."""
        return self._sides[0].names


def _pair(text: str, source: _Headings) -> tuple[str, str]:
    """Return SOURCE and TARGET of `SOURCE=TARGET`; a heading may itself hold the sign."""
    parts = text.split("=")
    for n in range(len(parts) - 1, 0, -1):
        first = "=".join(parts[:n]).strip()
        if source.place(first) is not None:
            return first, "=".join(parts[n:]).strip()
    return parts[0].strip(), "=".join(parts[1:]).strip()


def _column(source: _Headings, target: _Headings, first: int, second: int) -> Column:
    return Column(source.names[first], first, second, target.names[second])


def _missing(side: int, name: str, names: Sequence[str]) -> BadInput:
    said, known = SIDES[side], ", ".join(one for one in names if one)[:300]
    return _bad(
        f"{said.zh}文件没有“{name[:60]}”列。", f"The {said.en} has no column “{name[:60]}”.",
        Text(f"有:{known}。", f"It has: {known}."),
    )  # fmt: skip


def _without_twins(columns: Iterable[Column]) -> tuple[Column, ...]:
    return tuple(dict.fromkeys(columns))


def _tolerances(
    given: Iterable[str], find: _Finder
) -> tuple[dict[str, Tolerance], tuple[Column, ...]]:
    held: dict[str, Tolerance] = {}
    columns = []
    for one in given:
        name, _, said = one.rpartition("=")
        column = find.one(name.strip()) if name.strip() else None
        said = said.strip()
        try:
            wide = amount(said.rstrip("%").strip(), frozenset())
        except BadAmount:
            wide = Decimal(-1)
        if column is None or wide < 0:
            raise _bad(f"容差“{one[:60]}”看不懂。", f"The tolerance “{one[:60]}” cannot be read.",
                       Text("写法:金额=0.01 或 金额=0.5%。",
                            "Write amount=0.01 or amount=0.5%."))  # fmt: skip
        before = held.get(column.name, Tolerance())
        held[column.name] = (
            Tolerance(before.absolute, wide) if said.endswith("%")
            else Tolerance(wide, before.percent)
        )  # fmt: skip
        columns.append(column)
    return held, tuple(columns)


def _equations(wish: Wish, find: _Finder) -> tuple[Equation, ...]:
    return tuple(
        equation(text, find.headings, each_row=each_row)
        for texts, each_row in ((wish.equations, False), (wish.row_equations, True))
        for text in texts
    )
