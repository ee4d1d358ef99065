"""The transform of a mapped field: steps that can be tried on a test value, or plain words."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from firstline.domain.errors import BadInput
from firstline.domain.words import Text

STEPS: Mapping[str, Text] = {
    "trim": Text("去掉两端空格", "spaces at the ends go"),
    "upper": Text("转大写", "capital letters"),
    "lower": Text("转小写", "small letters"),
    "pad:N": Text("左补零到 N 位", "zeros at the left up to N characters"),
    "cut:N": Text("只留前 N 个字符", "the first N characters"),
    "map:A=1;B=2": Text("逐值对照,没有的用默认值", "value by value; the default for any other"),
    "number:N": Text("N 位小数,四舍五入", "N decimals, halves away from zero"),
    "date:%Y-%m-%d>%Y%m%d": Text("日期格式", "the format of a date"),
    "prefix:X": Text("前面加 X", "X before it"),
    "suffix:X": Text("后面加 X", "X after it"),
    "replace:A>B": Text("把 A 换成 B", "B for A"),
    "const:X": Text("固定为 X", "always X"),
}
"""The steps that can be tried; they stand one after another with `|` between them."""


class NotApplicable(Exception):  # noqa: N818 - it never leaves these two modules
    """The test value cannot be read as the step needs it; the text says why."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


def computable(transform: str) -> bool:
    """Return whether every step of a transform is one that can be tried; plain words are none."""
    return all(_step(one) is not None for one in _parts(transform))


def apply(transform: str, value: str, default: str) -> str:
    """Return what becomes of a value; an empty result is the default.

    Raises NotApplicable for a value that a step cannot read, and for a transform in plain words.
    """
    made = value
    for part in _parts(transform):
        step = _step(part)
        if step is None:
            raise NotApplicable(Text("转换是用文字写的", "the transform is in plain words"))
        made = step(made)
    return made or default


def _parts(transform: str) -> list[str]:
    return [one.strip() for one in transform.split("|") if one.strip()]


Step = Callable[[str], str]


def _step(part: str) -> Step | None:
    name, mark, rest = part.partition(":")
    plain: Mapping[str, Step] = {"trim": str.strip, "upper": str.upper, "lower": str.lower}
    if not mark:
        return plain.get(name.casefold())
    make = _MADE.get(name.strip().casefold())
    return make(rest) if make else None


def _sized(make: Callable[[int], Step]) -> Callable[[str], Step | None]:
    def made(rest: str) -> Step | None:
        text = rest.strip()
        return make(int(text)) if text.isascii() and text.isdigit() and len(text) < 4 else None

    return made


def _map(rest: str) -> Step | None:
    pairs = [one.partition("=") for one in rest.replace(";", ";").split(";") if one.strip()]
    if not pairs or any(not mark for _, mark, _ in pairs):
        return None
    table = {key.strip(): to.strip() for key, _, to in pairs}
    return lambda value: table.get(value.strip(), "")


def _number(places: int) -> Step:
    def made(value: str) -> str:
        try:
            read = Decimal(value.strip().replace(",", ""))
            return f"{read.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
        except InvalidOperation:
            raise NotApplicable(
                Text(f"“{value[:40]}”不是数", f"{value[:40]!r} is no number")
            ) from None

    return made


def _date(rest: str) -> Step | None:
    first, mark, then = rest.partition(">")
    if not mark or "%" not in first or "%" not in then:
        return None

    def made(value: str) -> str:
        try:
            return datetime.strptime(value.strip(), first.strip()).strftime(then.strip())  # noqa: DTZ007 - a format has no zone
        except ValueError:
            raise NotApplicable(
                Text(f"“{value[:40]}”不是 {first} 的日期", f"{value[:40]!r} is no date as {first}")
            ) from None

    return made


def _replace(rest: str) -> Step | None:
    old, mark, new = rest.partition(">")
    return (lambda value: value.replace(old, new)) if mark and old else None


_MADE: Mapping[str, Callable[[str], Step | None]] = {
    "pad": _sized(lambda n: lambda value: value.rjust(n, "0")),
    "cut": _sized(lambda n: lambda value: value[:n]),
    "number": _sized(_number), "map": _map, "date": _date, "replace": _replace,
    "prefix": lambda rest: lambda value: rest + value,
    "suffix": lambda rest: lambda value: value + rest,
    "const": lambda rest: lambda _value: rest,
}  # fmt: skip


def refuse_half_steps(transform: str) -> None:
    """Raise BadInput where some steps can be tried and others cannot: that is a slip of the pen."""
    parts = _parts(transform)
    known = [_step(one) is not None for one in parts]
    if any(known) and not all(known):
        bad = parts[known.index(False)][:40]
        names = ", ".join(STEPS)
        raise BadInput(
            Text(f"转换步骤“{bad}”看不懂。", f"The step {bad!r} makes no sense."),
            next_step=Text(f"可用:{names};或整栏用文字说明。",
                           f"Use: {names}; or describe it all in words."),
        )  # fmt: skip
