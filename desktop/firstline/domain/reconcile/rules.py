"""The rules under which two texts count as the same; each can be switched, and all are stated."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from firstline.domain.errors import BadInput
from firstline.domain.words import Text


class Rule(StrEnum):
    """One rule of normalisation."""

    NFC = "nfc"
    WIDTH = "width"
    SPACES = "spaces"
    NULL = "null"
    ZEROS = "zeros"
    SCALE = "scale"
    THOUSANDS = "thousands"
    NEGATIVES = "negatives"
    DATES = "dates"
    CASE = "case"


RULES: Mapping[Rule, Text] = {
    Rule.NFC: Text("组合字符按 NFC", "Composed characters as NFC"),
    Rule.WIDTH: Text("全角按半角", "Full-width as half-width"),
    Rule.SPACES: Text("首尾空格不计", "Spaces around a value do not count"),
    Rule.NULL: Text("NULL 等于空", "NULL is empty"),
    Rule.ZEROS: Text("纯数字编码的前导零不计", "Leading zeros of all-digit codes do not count"),
    Rule.SCALE: Text("小数位数不计:1.50 = 1.5", "Decimal places do not count: 1.50 = 1.5"),
    Rule.THOUSANDS: Text("千分位逗号不计", "Thousands separators do not count"),
    Rule.NEGATIVES: Text("(1.00)、1.00- 为负数", "(1.00) and 1.00- are negative"),
    Rule.DATES: Text("日期写法不计", "How a date is written does not count"),
    Rule.CASE: Text("大小写不计", "Upper and lower case are the same"),
}
STANDARD: frozenset[Rule] = frozenset(Rule) - {Rule.CASE}
PRECISIONS = ("day", "minute", "second", "exact")
STANDARD_PRECISION = "second"


def chosen(without: Iterable[str], also: Iterable[str]) -> frozenset[Rule]:
    """Return the standard rules less `without` and with `also`. Raises BadInput for other names."""
    return (STANDARD - _named(without)) | _named(also)


def _named(names: Iterable[str]) -> frozenset[Rule]:
    known = [one.value for one in Rule]
    found = [one.strip().lower() for several in names for one in several.split(",") if one.strip()]
    for one in found:
        if one not in known:
            raise BadInput(
                Text(f"没有“{one[:40]}”这条规则。", f"There is no rule “{one[:40]}”."),
                next_step=Text(f"可用:{', '.join(known)}。", f"Rules: {', '.join(known)}."),
            )
    return frozenset(Rule(one) for one in found)
