"""Reads a ServiceNow event log: one row a change, so that rows become one ticket's events."""

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from firstline.domain.errors import BadInput
from firstline.domain.words import Text
from firstline.intake.reading.faults import NOTHING_IN
from firstline.intake.reading.rows import Broken, Line, Table
from firstline.intake.tickets.columns import RowFault
from firstline.intake.tickets.dates import BadDate, Reader
from firstline.intake.tickets.mapping import Map

SOURCE = "servicenow"
NEEDED = ("number", "incident_state", "sys_mod_count", "opened_at", "sys_updated_at")
_DATE = "%d-%m-%Y %H:%M"  # the published log's; a mapping file's date_format takes its place
_UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Step:
    """One row: the record as it was after one change; `at` is never before it was opened."""

    row: int
    at: datetime
    written: str  # the instant as it stands in the file
    order: int
    fields: Mapping[str, str]
    clamped: bool = False


@dataclass(frozen=True, slots=True)
class Incident:
    """All rows of one number in the order they happened; `broken` are rows that are no use."""

    number: str
    opened_at: datetime
    steps: tuple[Step, ...]
    broken: tuple[Broken, ...] = ()

    @property
    def last(self) -> Mapping[str, str]:
        """The record as the last row leaves it: its verdict and its fields stand."""
        return self.steps[-1].fields


@dataclass(frozen=True, slots=True)
class Lost:
    """A number of which no row can go in, with the reason of each."""

    number: str
    broken: tuple[Broken, ...]


def is_log(headings: Sequence[str]) -> bool:
    """Whether a table with these headings is such a log."""
    return set(NEEDED) <= set(headings)


def require_log(table: Table) -> Table:
    """Return the table. Raises BadInput when a column that every log has is missing."""
    missing = [name for name in NEEDED if name not in table.headings]
    if missing:
        raise BadInput(
            Text(f"这不是 ServiceNow 事件日志:缺少 {'、'.join(missing)} 列。",
                 f"This is no ServiceNow event log: {', '.join(missing)} is missing."),
            NOTHING_IN,
        )  # fmt: skip
    return table


def incidents(table: Table, given: Map, zone: tzinfo) -> Iterator[Incident | Lost]:
    """Yield the incidents of the log.

    Rows of one number that stand together are read as a stream; a log in another order is sorted
    in memory first.
    """
    reader = Reader(zone, given.date_format or _DATE)
    source = table.rows() if _stands_together(table) else _sorted(table)
    for number, lines in _groups(source, table.headings.index("number")):
        yield _incident(number, lines, table.headings, reader)


def _stands_together(table: Table) -> bool:
    column = table.headings.index("number")
    seen: set[int] = set()
    last = ""
    for line in table.rows():
        if isinstance(line, Broken):
            continue
        number = str(line.cells[column])
        if number != last:
            mark = zlib.crc32(number.encode("utf-8", "surrogatepass"))
            if mark in seen:
                return False
            seen.add(mark)
            last = number
    return True


def _sorted(table: Table) -> Iterable[Line]:
    column = table.headings.index("number")

    def key(line: Line) -> tuple[str, int]:
        return ("" if isinstance(line, Broken) else str(line.cells[column]), line.number)

    return sorted(table.rows(), key=key)


def _groups(lines: Iterable[Line], column: int) -> Iterator[tuple[str, list[Line]]]:
    held: list[Line] = []
    number = ""
    for line in lines:
        if isinstance(line, Broken):
            yield "", [line]
            continue
        name = str(line.cells[column] or "").strip()
        if name != number and held:
            yield number, held
            held = []
        number = name
        held.append(line)
    if held:
        yield number, held


def _incident(
    number: str, lines: Sequence[Line], headings: Sequence[str], reader: Reader
) -> Incident | Lost:
    steps: list[Step] = []
    broken: list[Broken] = []
    for line in lines:
        try:
            steps.append(_step(line, headings, reader, number))
        except RowFault as fault:
            broken.append(Broken(line.number, fault.reason))
    if not steps:
        return Lost(number, tuple(broken))
    steps.sort(key=lambda one: (one.at, one.order))
    opened_at = _instant(reader, steps[0].fields["opened_at"], "opened_at")
    return Incident(number, opened_at, tuple(steps), tuple(broken))


def _step(line: Line, headings: Sequence[str], reader: Reader, number: str) -> Step:
    if isinstance(line, Broken):
        raise RowFault(line.reason)
    if not number or number == _UNKNOWN:
        raise RowFault(Text("没有编号。", "It has no number."))
    fields = {
        name: "" if cell in (None, _UNKNOWN) else str(cell).strip()
        for name, cell in zip(headings, line.cells, strict=True)
    }
    count = fields["sys_mod_count"]
    if not (count.isascii() and count.isdecimal() and len(count) < 10):
        raise RowFault(Text("sys_mod_count 不是整数。", "sys_mod_count is not a whole number."))
    opened = _instant(reader, fields["opened_at"], "opened_at")
    at = _instant(reader, fields["sys_updated_at"], "sys_updated_at")
    written = fields["sys_updated_at"]
    return Step(line.number, max(at, opened), written, int(count), fields, at < opened)


def _instant(reader: Reader, text: str, name: str) -> datetime:
    try:
        found = reader.read(text)
    except BadDate as error:
        raise RowFault(Text(f"{name}:{error.reason.zh}", f"{name}: {error.reason.en}")) from error
    if found is None:
        raise RowFault(Text(f"{name} 是空的。", f"{name} is empty."))
    return found
