"""Cells as they are compared: a column of a page at a time, cell by cell only where one is odd."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from firstline.domain.reconcile.amounts import MARK, BadAmount, amount, is_plain, written
from firstline.domain.reconcile.rules import STANDARD_PRECISION, Rule

_WIDE = re.compile("[\uff01-\uff5e\u3000\u00a0\u2007\u202f\ufeff\u200b]")
_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_HALF |= dict.fromkeys((0x3000, 0xA0, 0x2007, 0x202F), 0x20)
_UNSEEN = dict.fromkeys((0xFEFF, 0x200B))  # what an export leaves at a cell's beginning
_SPACES = " \t\r\n\x0b\x0c"
_NULLS = frozenset({"null", "(null)", "<null>", "\\n"})
# What could make a cell odd: a space at its edge, a zero or a mark of NULL first, a date.
_ODD = re.compile(rf"(?:\A|{MARK})[\s0(<\\Nn]|\s(?:\Z|{MARK})|[0-9]{{4}}[-/\u5e74][0-9]", re.ASCII)
_DATE = re.compile(
    r"([1-9][0-9]{3})(?:-([0-9]{1,2})-([0-9]{1,2})|/([0-9]{1,2})/([0-9]{1,2})"
    r"|\u5e74([0-9]{1,2})\u6708([0-9]{1,2})\u65e5)"
    r"(?:[ T]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?)?"
)
_WRITTEN_NUMBER = re.compile("[.,()]|-$")  # what a number may bear and a bare code does not
_MOST_KNOWN = 20_000


class Normal:
    """Makes cells comparable under one set of rules; it remembers odd cells, up to a bound.

    `precision` says how much of an instant counts: day, minute, second or exact.
    """

    def __init__(self, rules: frozenset[Rule], precision: str = STANDARD_PRECISION) -> None:
        self._rules = rules
        self._precision = precision
        self._known: dict[str, str] = {}

    def codes(self, cells: Sequence[str]) -> list[str]:
        """Return a column of codes and words as they are compared."""
        page = self._folded(MARK.join(cells))
        if _ODD.search(page) is None:
            return page.split(MARK)
        return [self._code(one) for one in page.split(MARK)]

    def code(self, cell: str) -> str:
        """Return one cell as `codes` does."""
        return self._code(self._folded(cell))

    def amounts(self, cells: Sequence[str]) -> tuple[list[Decimal | None], list[str]]:
        """Return a column of numbers, None where a cell is empty, and how each is compared.

        Raises BadAmount of the first cell that is no number; `cells` says which by itself.
        """
        page = MARK.join(cells)
        if is_plain(page):
            found: list[Decimal | None] = [Decimal(one) if one else None for one in cells]
        else:
            found = [self.amount(one) for one in cells]
        if Rule.SCALE not in self._rules:
            return found, self.codes(cells)
        return found, ["" if one is None else written(one) for one in found]

    def amount(self, cell: str) -> Decimal | None:
        """Return one cell as `amounts` does."""
        text = self._folded(cell).strip(_SPACES)
        if not text or (Rule.NULL in self._rules and text.lower() in _NULLS):
            return None
        return amount(text, self._rules)

    def same(self, source: str, target: str) -> bool:
        """Whether two cells of a column of words, made comparable, say the same.

        Numbers that bear a point, a comma or a sign behind are the same by value; codes are not:
        1E5 is no 100000, and 0012 is 12 by the rule of zeros alone.
        """
        if source == target:
            return True
        both = source + target
        if Rule.SCALE not in self._rules or not source or not target:
            return False
        if _WRITTEN_NUMBER.search(both) is None or "e" in both.lower():
            return False
        try:
            return self.amount(source) == self.amount(target)
        except BadAmount:
            return False

    def _folded(self, text: str) -> str:
        if not text.isascii():
            if Rule.WIDTH in self._rules and _WIDE.search(text):
                text = text.translate(_HALF).translate(_UNSEEN)
            if Rule.NFC in self._rules and not unicodedata.is_normalized("NFC", text):
                text = unicodedata.normalize("NFC", text)
        return text.casefold() if Rule.CASE in self._rules else text

    def _code(self, cell: str) -> str:
        found = self._known.get(cell)
        if found is None:
            found = self._odd(cell)
            if len(self._known) < _MOST_KNOWN and len(cell) < 100:
                self._known[cell] = found
        return found

    def _odd(self, cell: str) -> str:
        text = cell.strip(_SPACES) if Rule.SPACES in self._rules else cell
        if Rule.NULL in self._rules and text.lower() in _NULLS:
            return ""
        if Rule.ZEROS in self._rules and text[:1] == "0" and text.isascii() and text.isdigit():
            return text.lstrip("0") or "0"
        if Rule.DATES in self._rules and len(text) < 40:
            return self._date(text)
        return text

    def _date(self, text: str) -> str:
        """Return a date as 2026-11-28, with its time where it has one that counts."""
        found = _DATE.fullmatch(text)
        if found is None:
            return text
        year, month, day = (int(one) for one in found.groups()[:7] if one)
        hour, minute, second = (int(one or 0) for one in found.group(8, 9, 10))
        try:
            at = datetime(year, month, day) + _clock(hour, minute, second)  # noqa: DTZ001 - as written
        except ValueError:
            return text
        fraction = (found[11] or "").rstrip("0")
        if self._precision == "day" or not (hour or minute or second or fraction):
            return f"{at:%Y-%m-%d}"
        if self._precision == "minute":
            return f"{at:%Y-%m-%d %H:%M}"
        tail = f".{fraction}" if self._precision == "exact" and fraction else ""
        return f"{at:%Y-%m-%d %H:%M:%S}{tail}"


def _clock(hour: int, minute: int, second: int) -> timedelta:
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError
    return timedelta(hours=hour, minutes=minute, seconds=second)
