"""The columns of a register: what each may hold, checked alike wherever it was written."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from enum import StrEnum

from firstline.domain.edits.edit import words_of
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.instants import iso, parse_instant
from firstline.domain.ticket.fields import Value, clean
from firstline.domain.values import dataclass, field, replace
from firstline.domain.words import Text

YES_NO: Mapping[str, Text] = {"yes": Text("是", "yes"), "no": Text("否", "no")}
UNSURE: Mapping[str, Text] = {**YES_NO, "unknown": Text("不清楚", "unknown")}
PROJECT_NAME = Text("项目", "Project")
Read = Callable[[str], Sequence[Entity]]
"""Returns the records of a kind."""


class Shape(StrEnum):
    """What a column holds."""

    TEXT = "text"
    LINES = "lines"
    CHOICE = "choice"
    WHOLE = "whole"
    DAY = "day"
    INSTANT = "instant"
    MONEY = "money"  # typed in yuan, kept in whole fen
    PERCENT = "percent"  # typed in per cent, kept in whole hundredths of one


ENGLISH = "_en"
MOST: Mapping[Shape, int] = {Shape.TEXT: 400, Shape.LINES: 60_000}
EXACT = (Shape.MONEY, Shape.PERCENT)
WHOLE_OF_IT = 10_000
"""100 % in hundredths of a per cent: a share of a sum, a tax or a discount is no more."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `must` may not be empty, `first` is what a new record holds.

    What was `found` by a run over a file is not typed by anybody.
    """

    id: str
    name: Text
    shape: Shape = Shape.TEXT
    choices: Mapping[str, Text] = field(default_factory=dict)
    low: int = 0
    high: int = 10**12
    must: bool = False
    first: Value = None
    found: bool = False

    @property
    def raw(self) -> bool:
        """Whether it holds lines that a run found: its register tells them in its own way."""
        return self.found and self.shape is Shape.LINES


def _no_rule(_values: Mapping[str, Value]) -> None:
    return None


def _none_beside(_values: Mapping[str, Value], _read: Read) -> None:
    return None


def _nothing_follows(
    kept: dict[str, Value], _held: Mapping[str, Value], _today: date
) -> dict[str, Value]:  # fmt: skip
    return kept


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of record: `noun` names a list of them in JSON, `mark` begins their numbers.

    The columns in `key` are what a record is known by: two desks that record the same thing meet
    in one record. `rule` raises BadInput for values that do not go together, `beside` for values
    that do not go with other records. `follow` returns what is recorded of the `kept` values, such
    as a day that follows from them, where the record `held` others ({} a new one) until `today`.
    `answers` begins the names of columns that a record has of its own: answers to its questions.
    Of the columns `told` a shipped record holds the English beside, called after it with `_en`:
    each is edited by itself, but for those in `together`, whose new text stands in both languages.
    `former` is another mark that began numbers, and until when: what it named keeps its number.
    """

    kind: str
    noun: str
    mark: str
    name: Text
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    rule: Callable[[Mapping[str, Value]], None] = _no_rule
    beside: Callable[[Mapping[str, Value], Read], None] = _none_beside
    follow: Callable[[dict[str, Value], Mapping[str, Value], date], dict[str, Value]] = (
        _nothing_follows
    )
    answers: str = ""
    told: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    former: tuple[str, datetime] | None = None

    def column(self, name: str) -> Column:
        """Return the column. Raises BadInput with the names there are."""
        base = name.removesuffix(ENGLISH)
        for one in self.columns:
            if one.id == name:
                return one
            if one.id == base and base in self.told:
                words = Text(f"{one.name.zh}(英文)", f"{one.name.en} (English)")
                return replace(one, id=name, name=words, must=False)
        names = ", ".join(one.id for one in self.columns)
        raise BadInput(
            Text(f"没有“{name[:40]}”这一栏。", f"There is no column {name[:40]!r}."),
            next_step=Text(f"可用:{names}。", f"Columns: {names}."),
        )


def check(sheet: Sheet, values: Mapping[str, Value], zone: tzinfo) -> dict[str, Value]:
    """Return the values as they are stored. Raises BadInput naming the column and what it takes.

    An instant without an offset is read in `zone`.
    """
    return {name: _kept(sheet.column(name), value, zone) for name, value in values.items()}


def _kept(column: Column, value: Value, zone: tzinfo) -> Value:
    lines = column.shape is Shape.LINES
    most = MOST.get(column.shape, 400)
    text = clean(words_of(value), most, column.id, lines=lines)
    if not text:
        if column.must:
            name = column.name
            raise BadInput(Text(f"要写明{name.zh}。", f"{name.en} must be given."))
        return None
    if column.shape is Shape.CHOICE:
        return _chosen(column, text)
    if column.shape in EXACT:
        exact = value if isinstance(value, int) else _hundredths(column, text)
        if column.shape is Shape.PERCENT and not 0 <= exact <= WHOLE_OF_IT:
            raise _refuse(column, said_of(column, exact), "0–100")
        return exact
    if column.shape is Shape.WHOLE:
        return _whole(column, text)
    if column.shape is Shape.DAY:
        return _day(column, text)
    if column.shape is Shape.INSTANT:
        return iso(parse_instant(text, zone))
    return text


def _chosen(column: Column, text: str) -> str:
    wanted = text.casefold()
    for key, words in column.choices.items():
        if wanted in (key.casefold(), words.zh.casefold(), words.en.casefold()):
            return key
    raise _refuse(column, text, ", ".join(column.choices))


def _whole(column: Column, text: str) -> int:
    if not (text.isascii() and text.isdigit() and column.low <= int(text) <= column.high):
        raise _refuse(column, text, f"{column.low}…{column.high}")
    return int(text)


def _hundredths(column: Column, text: str) -> int:
    """Return the whole hundredths of an exact decimal; nothing is rounded."""
    plain = text.strip("¥\uffe5%元 ").replace(",", "").replace("\uff0c", "")
    whole, _, part = plain.partition(".")
    fits = (whole + part).isascii() and whole.isdigit() and (part.isdigit() or not part)
    if not fits or len(part.rstrip("0")) > 2 or len(whole) > 12:
        raise _refuse(column, text, like="60000, 1250.50")
    return int(whole) * 100 + int(part[:2].ljust(2, "0") or "0")


def said_of(column: Column, value: Value) -> str:
    """Return a stored value as a person types it: fen as yuan, a percentage with its decimals."""
    if column.shape not in EXACT or not isinstance(value, int):
        return words_of(value)
    return f"{value // 100}.{value % 100:02}"


def said_text(column: Column, text: str) -> str:
    """Return a value that a clash or a history wrote as text, as a person types it."""
    exact = column.shape in EXACT and text.isdecimal()
    return said_of(column, int(text)) if exact else text


def _day(column: Column, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise _refuse(column, text, like="2026-12-31") from None


def _refuse(column: Column, text: str, legal: str = "", like: str = "") -> BadInput:
    name, said = column.name, text[:40]
    return BadInput(
        Text(f"{name.zh}不能是“{said}”。", f"{name.en} cannot be {said!r}."),
        next_step=Text(f"例如 {like}。", f"Such as {like}.") if like
        else Text(f"可用:{legal}。", f"Use: {legal}."),
    )  # fmt: skip
