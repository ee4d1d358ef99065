"""Numbers of an extract as exact decimals; whatever is no such number is refused, never guessed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation, localcontext

from firstline.domain.reconcile.rules import Rule
from firstline.domain.words import Text

MARK = "\x1f"  # between the cells of one text; no extract may hold it
DIGITS = 40  # before the point, and after it
_EXACT = Context(prec=400, traps=[InvalidOperation, Inexact])
_PLAIN = re.compile(rf"(?:-?[0-9]{{1,{DIGITS}}}(?:\.[0-9]{{1,{DIGITS}}})?)?")
_PLAIN_PAGE = re.compile(rf"(?:{_PLAIN.pattern})(?:{MARK}(?:{_PLAIN.pattern}))*")
_FREE = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE](?P<exponent>[+-]?[0-9]+))?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")


class BadAmount(Exception):  # noqa: N818 - it becomes a sentence with its row and column
    """A text that is no number we reckon with; `reason` says why."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


@contextmanager
def exactly() -> Iterator[None]:
    """Reckon in here without ever rounding: what would be inexact raises instead."""
    with localcontext(_EXACT):
        yield


def amount(text: str, rules: frozenset[Rule]) -> Decimal:
    """Return the number that `text`, trimmed and half-width, says.

    Raises BadAmount for words, NaN, infinity, and numbers of more than 40 digits before or after
    the point. Thousands (1,234.50), brackets (1.00) and a minus behind (1.00-) need their rules.
    """
    if _PLAIN.fullmatch(text) and text:
        return Decimal(text)
    plain, negative = _sign(text, rules)
    if Rule.THOUSANDS in rules and _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    found = _FREE.fullmatch(plain)
    if found is None or (negative and plain[0] in "+-"):
        raise BadAmount(Text(f"“{_shown(text)}”不是数。", f"“{_shown(text)}” is no number."))
    if len(plain) > 4 * DIGITS or len(found["exponent"] or "") > 4:
        raise _too_big(text)
    value = Decimal(plain)
    if not value:
        return Decimal(0)
    exponent = value.as_tuple().exponent
    if value.adjusted() >= DIGITS or not isinstance(exponent, int) or exponent < -DIGITS:
        raise _too_big(text)
    return value.copy_negate() if negative else value


def _sign(text: str, rules: frozenset[Rule]) -> tuple[str, bool]:
    if Rule.NEGATIVES not in rules:
        return text, False
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1].strip(), True
    if text.endswith(("-", "\u2212")):
        return text[:-1].strip(), True
    return text.replace("\u2212", "-"), False


def _shown(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "…"


def _too_big(text: str) -> BadAmount:
    return BadAmount(
        Text(f"“{_shown(text)}”超过 {DIGITS} 位,无法精确计算。",
             f"“{_shown(text)}” has more than {DIGITS} digits and cannot be reckoned exactly.")
    )  # fmt: skip


def is_plain(page: str) -> bool:
    """Whether a page's cells, joined by MARK, are all plain numbers or empty."""
    return _PLAIN_PAGE.fullmatch(page) is not None


def written(value: Decimal) -> str:
    """Return the one way to write a number here: no exponent, no zeros behind, no negative zero."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far two numbers may lie apart and still agree: an amount, or per cent of the source.

    Where both are given, the wider one counts.
    """

    absolute: Decimal = Decimal(0)
    percent: Decimal = Decimal(0)

    def allows(self, source: Decimal, target: Decimal) -> bool:
        """Whether the two agree; call it inside `exactly`."""
        apart = abs(source - target)
        return apart <= self.absolute or apart * 100 <= abs(source) * self.percent
