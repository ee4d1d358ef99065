"""Turns one row's cells into a ticket's typed values, or says why the row is refused."""

import re
import unicodedata
from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from firstline.domain.errors import BadInput
from firstline.domain.ticket.fields import LISTS, Value, check
from firstline.domain.words import Text
from firstline.intake.reading.rows import Broken, Cell, Row, Table
from firstline.intake.tickets.dates import BadDate, Column, Order, Reader, in_doubt
from firstline.intake.tickets.headings import INSTANTS, field_name
from firstline.intake.tickets.mapping import Mapping
from firstline.intake.tickets.wordings import WORDED, meaning, plain

_UNIQUE = frozenset({"number", "title", "body"})  # other values repeat from row to row
_EMPTY: tuple[Value, ...] = ("", (), None)
_MOST_WORDS = 5000
_LOOKED_AT = 2000  # rows; a column that is in doubt by then is looked at to its end
# What an export put an apostrophe before.
_HIDDEN = re.compile("'+\\s*[=+\\-@\uff1d\uff0b\uff0d\uff20]|'+[\t\r\n]")


class RowFault(Exception):  # noqa: N818 - it becomes the reason of a refused row
    """A row that cannot go in; `reason` says why."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Record:
    """One row as typed values by field; `instants` by the names of headings.INSTANTS.

    An empty cell has no entry, so that it never overwrites anything.
    """

    row: int
    values: MappingType[str, Value]
    instants: MappingType[str, datetime]
    extra: MappingType[str, str]


def date_readers(table: Table, mapping: Mapping, zone: tzinfo) -> dict[str, Reader]:
    """Return how each column of dates is to be read.

    A column whose format is not given is looked at until one row decides between day-month and
    month-day. Raises BadInput, asking for the format, where none does or rows disagree.
    """
    given = mapping.given
    readers: dict[str, Reader] = {}
    open_columns: dict[str, tuple[Column, int]] = {}
    for name in INSTANTS:
        if name not in mapping.columns:
            continue
        pattern = given.dates.get(name, given.date_format)
        readers[name] = Reader(zone, pattern, Order.UNKNOWN, table.epoch)
        if not pattern:
            open_columns[name] = (Column(), mapping.columns[name])
    if open_columns:
        orders = _orders(table, open_columns)
        for name in open_columns:
            readers[name] = Reader(zone, "", orders[name], table.epoch)
    return readers


def _orders(table: Table, columns: MappingType[str, tuple[Column, int]]) -> dict[str, Order]:
    """Return the order of each column's dates; one that is in doubt follows its neighbours."""
    pairs = tuple(columns.values())
    for count, line in enumerate(table.rows(), 1):
        if isinstance(line, Row):
            for column, index in pairs:
                column.look(line.cells[index])
        settled = all(one.order is not Order.UNKNOWN or not one.in_doubt for one, _ in pairs)
        if count >= _LOOKED_AT and settled:
            break
    decided = {column.order for column, _ in pairs} - {Order.UNKNOWN}
    for name, (column, _) in columns.items():
        doubtful = column.in_doubt and column.order is Order.UNKNOWN
        if column.order is Order.MIXED or (doubtful and len(decided) != 1):
            raise _ask_for_format(name, column)
    common = next(iter(decided)) if len(decided) == 1 else Order.UNKNOWN
    return {
        name: common if column.order is Order.UNKNOWN else column.order
        for name, (column, _) in columns.items()
    }


def _ask_for_format(name: str, column: Column) -> BadInput:
    said = field_name(name)
    why = in_doubt(column.example or "?")
    if column.order is Order.MIXED:
        why = Text("有的行是日-月,有的行是月-日。", "Some rows are day-month, others month-day.")
    return BadInput(
        Text(f"“{said.zh}”列的日期格式不明确:{why.zh}",
             f"The dates of the column “{said.en}” are in doubt: {why.en}"),
        Text("没有导入任何内容。", "Nothing was imported."),
        Text('请在映射文件(--map)里写明,例如 date_format = "%d-%m-%Y %H:%M"。',
             'Say it in a mapping file (--map), for example date_format = "%d-%m-%Y %H:%M".'),
    )  # fmt: skip


class Cells:
    """Reads the rows of one table; made once, asked for every row."""

    def __init__(self, table: Table, mapping: Mapping, zone: tzinfo) -> None:
        self._mapping = mapping
        self._dates = tuple(
            (name, mapping.columns[name], reader)
            for name, reader in date_readers(table, mapping, zone).items()
        )
        known: dict[str, dict[str, Value]] = {name: {} for name in mapping.columns}
        self._plain = tuple(
            (name, index, known[name])
            for name, index in mapping.columns.items()
            if name not in INSTANTS
        )
        self._extra = tuple(mapping.extra.items())
        self._kept = 0  # how many values are known, in all columns together

    def record(self, line: Row | Broken) -> Record:
        """Return the row's values. Raises RowFault with the reason why it cannot go in."""
        if isinstance(line, Broken):
            raise RowFault(line.reason)
        cells = line.cells
        values: dict[str, Value] = {}
        for name, index, known in self._plain:
            cell = cells[index]
            if cell is None or cell == "":
                continue
            value = known.get(cell) if type(cell) is str else None
            if value is None:
                text = text_of(cell)
                value = self._value(name, text, known) if text else ""
            if value not in _EMPTY:
                values[name] = value
        for name, default in self._mapping.given.defaults.items():
            values.setdefault(name, default)
        if "title" not in values:
            raise RowFault(Text("标题是空的。", "The title is empty."))
        extra = {heading: text_of(cells[index]) for heading, index in self._extra}
        if extra:
            extra = {heading: text for heading, text in extra.items() if text}
        return Record(line.number, values, self._instants(cells), extra)

    def _instants(self, cells: Sequence[Cell]) -> dict[str, datetime]:
        found: dict[str, datetime] = {}
        for name, index, reader in self._dates:
            try:
                at = reader.read(cells[index])
            except BadDate as error:
                said = field_name(name)
                raise RowFault(
                    Text(f"{said.zh}:{error.reason.zh}", f"{said.en}: {error.reason.en}")
                ) from error
            if at is not None:
                found[name] = at
        _check_order(found)
        return found

    def _value(self, name: str, text: str, known: dict[str, Value]) -> Value:
        """Return what `text` means in a column, and keep it among what is `known` of it."""
        if name in _UNIQUE:
            return _checked(name, text)
        value = self._meaning(name, text) if name in WORDED else _checked(name, text)
        if len(text) <= 60 and self._kept < _MOST_WORDS and text_of(text) == text:
            known[text] = value
            self._kept += 1
        return value

    def _meaning(self, name: str, text: str) -> Value:
        own = self._mapping.given.values.get(name, {}).get(plain(text))
        found: Any = own if own is not None else meaning(name, text)
        if found is not None:
            return check(name, found)
        said, shown = field_name(name), text[:40]
        raise RowFault(
            Text(f"不认识的{said.zh}“{shown}”;可在映射文件的 [values.{name}] 里写明。",
                 f"Unknown {said.en.lower()} “{shown}”; [values.{name}] of a mapping file can "
                 "name it.")
        )  # fmt: skip


def _checked(name: str, text: str) -> Value:
    if name == "number":
        text = unicodedata.normalize("NFKC", text)
    if len(text) <= 200 and text.isascii() and text.isprintable() and name not in LISTS:
        return text.strip()  # nothing in it that `check` would change
    try:
        return check(name, text)
    except BadInput as error:
        raise RowFault(error.sentence) from error


def _check_order(instants: MappingType[str, datetime]) -> None:
    """Raise RowFault for what cannot be: an end before the beginning."""
    created = instants.get("created")
    for name in ("responded", "handed_off", "received", "resolved", "closed"):
        at = instants.get(name)
        if created and at and at < created:
            said = field_name(name)
            raise RowFault(Text(f"{said.zh}早于创建时间。",
                                f"{said.en} lies before the creation."))  # fmt: skip
    resolved, closed = instants.get("resolved"), instants.get("closed")
    if resolved and closed and closed < resolved:
        raise RowFault(Text("关闭时间早于恢复时间。", "It was closed before it was resolved."))


def text_of(cell: Cell) -> str:
    """Return a cell as text; a whole number has no point, and an export's apostrophe goes."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell[1:] if cell[:1] == "'" and _HIDDEN.match(cell) else cell
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)
