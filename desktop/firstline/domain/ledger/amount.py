"""Amounts of a ledger: money in whole fen, everything else as an exact decimal with its unit.

In the program an amount is a whole number of steps: a fen of money, a millionth of any other unit.
"""

from collections.abc import Mapping
from decimal import Decimal

from firstline.domain.errors import BadInput
from firstline.domain.patterns import pattern
from firstline.domain.ticket.fields import clean
from firstline.domain.words import Text

CNY, FEN = "CNY", "fen"
PLACES = 6
_MONEY: Mapping[str, int] = {CNY: 2, FEN: 0}
_SAME: Mapping[str, str] = {
    "cny": CNY, "rmb": CNY, "yuan": CNY, "元": CNY, "人民币": CNY, "¥": CNY, "\uffe5": CNY,
    "fen": FEN, "分": FEN,
}  # fmt: skip
UNITS: Mapping[str, Text] = {
    "session": Text("次", "session"), "visit": Text("次", "visit"), "day": Text("天", "day"),
    "hour": Text("小时", "hour"), "package": Text("个", "package"),
    "upgrade": Text("次", "upgrade"), "voucher": Text("张", "voucher"),
    "person": Text("人", "person"), CNY: Text("元", "CNY"), FEN: Text("分", "fen"),
}  # fmt: skip
"""Units with a word of their own in either language; any other is said as it was written."""
_PLAIN = pattern(r"[0-9]{1,12}(?:\.[0-9]{1,6})?")
_NOT_BOOKED = Text("没有记账。", "Nothing was booked.")


def unit_of(text: str) -> str:
    """Return the unit as a ledger states it; every name of money becomes CNY or fen. BadInput."""
    plain = clean(text, 40, "unit")
    if not plain:
        raise BadInput(
            Text("请写明单位,如 session、day、CNY。", "State the unit, such as session, day, CNY."),
            _NOT_BOOKED,
        )
    return _SAME.get(plain.casefold(), plain)


def is_money(unit: str) -> bool:
    """Whether amounts of the unit are whole fen."""
    return unit in _MONEY


def _places(unit: str) -> int:
    return _MONEY.get(unit, PLACES)


def parse_amount(text: str, unit: str, *, zero: bool = False) -> int:
    """Return the amount in steps. Raises BadInput unless it is a positive, exact number.

    Up to twelve digits before the point; CNY takes two after it, fen none, any other unit six.
    Nothing is rounded. `zero` allows nought, as a correction needs it.
    """
    plain, places = text.strip(), _places(unit)
    if _PLAIN.fullmatch(plain) is None:
        raise _no_amount(text)
    whole, _, part = plain.partition(".")
    if len(part.rstrip("0")) > places:
        raise BadInput(
            Text(f"{unit} 最多写 {places} 位小数。", f"{unit} takes {places} decimals at most."),
            _NOT_BOOKED,
        )
    steps: int = int(whole) * 10**places + int(part[:places].ljust(places, "0") or "0")
    if not steps and not zero:
        raise _no_amount(text)
    return steps


def _no_amount(text: str) -> BadInput:
    return BadInput(
        Text(f"“{text[:40]}”不是正数。", f"“{text[:40]}” is no positive number."),
        _NOT_BOOKED,
        Text("请写成 3 或 1250.50,不写千分位。", "Write 3 or 1250.50, without separators."),
    )


def plain_amount(steps: int, unit: str) -> str:
    """Return the amount as an exact decimal without needless noughts; money of CNY has two."""
    places = _places(unit)
    sign, rest = ("-", -steps) if steps < 0 else ("", steps)
    whole, part = divmod(rest, 10**places)
    tail = f"{part:0{places}}" if places else ""
    if unit not in _MONEY:
        tail = tail.rstrip("0")
    return f"{sign}{whole}.{tail}" if tail else f"{sign}{whole}"


def number_of(steps: int, unit: str) -> int | float:
    """Return the amount as a JSON number that reads as the exact decimal."""
    exact = Decimal(plain_amount(steps, unit))
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def said_amount(steps: int, unit: str) -> str:
    """Return the amount with its unit as it was written, for what is read by programs."""
    return f"{plain_amount(steps, unit)} {unit}"


def unit_words(unit: str) -> Text:
    """Return the unit for a person, in both languages."""
    return UNITS.get(unit.casefold(), UNITS.get(unit, Text(unit, unit)))


def amount_words(steps: int, unit: str) -> Text:
    """Return the amount with its unit for a person, in both languages."""
    plain, said = plain_amount(steps, unit), unit_words(unit)
    many = unit.casefold() in UNITS and not is_money(unit) and plain not in ("1", "-1")
    return Text(f"{plain} {said.zh}", f"{plain} {said.en}{'s' if many else ''}")


def stored_amount(steps: int, unit: str) -> dict[str, str]:
    """Return the amount as an entry holds it: whole fen, or an exact decimal; and its unit."""
    if unit in _MONEY:
        return {"fen": str(steps), "unit": unit}
    return {"amount": plain_amount(steps, unit), "unit": unit}


def read_amount(data: Mapping[str, str], unit: str) -> int | None:
    """Return the steps that an entry holds, None where it is no amount of this unit.

    Money of CNY and of fen are both fen, so that either counts in the other's ledger.
    """
    stated = data.get("unit", unit)
    if is_money(unit):
        fen = data.get("fen", "")
        return int(fen) if is_money(stated) and fen.isascii() and fen.isdigit() else None
    if stated != unit:
        return None
    try:
        return parse_amount(data.get("amount", ""), unit, zero=True)
    except BadInput:
        return None
