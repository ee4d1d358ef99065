"""Accounting equations over columns: debit = credit, or opening + in - out = closing.

Such an equation holds for the sums of each group, or for each row by itself; it is asked of both
files, so that books which were out of balance before the move are told from those that became so.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from firstline.domain.errors import BadInput
from firstline.domain.words import Text

_SIGNS = {"+": 1, "-": -1, "\u2212": -1, "\uff0b": 1, "\uff0d": -1}
_EQUALS = "=\uff1d"


@dataclass(frozen=True, slots=True)
class Equation:
    """One equation: each column with its sign on each side; `each_row` asks it of every row."""

    text: str
    left: tuple[tuple[int, str], ...]
    right: tuple[tuple[int, str], ...]
    each_row: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it names, each once."""
        return tuple(dict.fromkeys(name for _, name in self.left + self.right))

    def sides(self, values: Mapping[str, Decimal]) -> tuple[Decimal, Decimal]:
        """Return what its two sides come to; call it inside `exactly`."""
        return _sum(self.left, values), _sum(self.right, values)


def _sum(terms: Iterable[tuple[int, str]], values: Mapping[str, Decimal]) -> Decimal:
    return sum((sign * values[name] for sign, name in terms), Decimal(0))


def equation(text: str, headings: Sequence[str], *, each_row: bool = False) -> Equation:
    """Return the equation in `text` over these headings.

    A heading may itself hold + or -: the longest that fits is taken. Raises BadInput where the
    text is no equation or names a column that is not there.
    """
    sides: list[list[tuple[int, str]]] = [[]]
    rest, sign, wants_name = text.strip(), 1, True
    names = sorted({one for one in headings if one}, key=len, reverse=True)
    while rest:
        if wants_name:
            if rest[0] in _SIGNS and not sides[-1]:
                sign, rest = _SIGNS[rest[0]], rest[1:].lstrip()
                continue
            found = next((one for one in names if _begins(rest, one)), None)
            if found is None:
                raise _unknown(text, rest, headings)
            sides[-1].append((sign, found))
            rest, wants_name = rest[len(found) :].lstrip(), False
        elif rest[0] in _SIGNS:
            sign, rest, wants_name = _SIGNS[rest[0]], rest[1:].lstrip(), True
        elif rest[0] in _EQUALS and len(sides) == 1:
            sides.append([])
            sign, rest, wants_name = 1, rest[1:].lstrip(), True
        else:
            raise _unknown(text, rest, headings)
    if len(sides) != 2 or wants_name:
        raise BadInput(
            Text(f"“{text[:80]}”不是等式。", f"“{text[:80]}” is no equation."),
            next_step=Text("写法:期初+入库-出库=期末。", "Write opening+in-out=closing."),
        )
    return Equation(text.strip(), tuple(sides[0]), tuple(sides[1]), each_row)


def _begins(text: str, name: str) -> bool:
    """Whether `text` goes on with the heading `name` and then with a sign or nothing."""
    head, tail = text[: len(name)], text[len(name) :].lstrip()
    if unicodedata.normalize("NFKC", head).casefold() != unicodedata.normalize(
        "NFKC", name
    ).casefold():  # fmt: skip
        return False
    return not tail or tail[0] in _SIGNS or tail[0] in _EQUALS


def _unknown(text: str, rest: str, headings: Sequence[str]) -> BadInput:
    known = ", ".join(one for one in headings if one)[:300]
    return BadInput(
        Text(f"等式“{text[:80]}”在“{rest[:40]}”处看不懂。",
             f"The equation “{text[:80]}” cannot be read at “{rest[:40]}”."),
        next_step=Text(f"可用的列:{known}。", f"Columns: {known}."),
    )  # fmt: skip
