"""What a file turns into, row by row: the edits of a table, of a log, of a JSON document."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any, Protocol

from firstline.domain.edits import Edit
from firstline.domain.ticket import Ticket
from firstline.domain.words import Text
from firstline.intake import column_edits, own_tickets, servicenow_edits
from firstline.intake.column_edits import Gaps, ticket_id, ticket_id_of
from firstline.intake.columns import Cells, RowFault
from firstline.intake.mapping import SOURCE, Map, describe, guess, require_title
from firstline.intake.reading.documents import Document, is_own
from firstline.intake.reading.rows import (
    MOST_COLUMNS,
    Broken,
    Cell,
    Gauge,
    Line,
    Row,
    Table,
    heading_of,
)
from firstline.intake.servicenow import SOURCE as SERVICENOW
from firstline.intake.servicenow import Incident, incidents, require_log

Existing = Callable[[str], Ticket | None]
Made = tuple[bool, tuple[Edit, ...]]  # whether the ticket is new, and its edits


@dataclass(frozen=True, slots=True)
class Found:
    """One ticket's worth of the file. `make` returns its edits, or raises RowFault."""

    row: int
    rows: int
    make: Callable[[], Made] | None
    broken: tuple[Broken, ...] = ()


class Source(Protocol):
    """A file that was looked through and can be worked on."""

    gauge: Gauge
    lines: tuple[Text, ...]

    def work(self, existing: Existing, now: datetime) -> Iterator[Found]:
        """Yield what the file holds, in its order."""

    def notes(self) -> list[Text]:
        """Return what a person should know of the last `work`."""


@dataclass(slots=True)
class _Seen:
    """Which tickets the file has told of, so that a number used twice is met."""

    marks: set[int] = field(default_factory=set)

    def add(self, entity: str, shown: str) -> None:
        """Note the ticket. Raises RowFault when an earlier row told of it."""
        mark = hash(entity)
        if mark in self.marks:
            raise RowFault(
                Text(f"前面已有一行是同一张工单({shown[:60]})。",
                     f"An earlier row is the same ticket ({shown[:60]}).")
            )  # fmt: skip
        self.marks.add(mark)


class TableSource:
    """The rows of a CSV file or a workbook under one mapping."""

    def __init__(self, table: Table, given: Map, zone: tzinfo) -> None:
        self._table = table
        self._mapping = require_title(guess(table.headings, given))
        self._cells = Cells(table, self._mapping, zone)
        self._gaps = Gaps()
        self.gauge = table.gauge
        self.lines = describe(self._mapping)

    def work(self, existing: Existing, now: datetime) -> Iterator[Found]:
        """Yield one entry a row."""
        self._gaps = Gaps()
        make = _maker(self._cells, self._mapping.given.source, existing, now, self._gaps)
        for line in self._table.rows():
            yield Found(line.number, 1, lambda one=line: make(one))  # type: ignore[misc] # bound now

    def notes(self) -> list[Text]:
        """Return which instants the table lacked."""
        told = notes_of(self._gaps)
        if "number" not in self._mapping.columns:
            told.append(Text("没有编号列:工单按内容识别,改过的行会成为新工单。",
                             "There is no column of numbers: tickets are told apart by content, so "
                             "a row that changes becomes a new ticket."))  # fmt: skip
        return told


def _maker(
    cells: Cells, source: str, existing: Existing, now: datetime, gaps: Gaps
) -> Callable[[Line], Made]:
    """Return what makes the edits of one row."""
    seen = _Seen()

    def make(line: Line) -> Made:
        record = cells.record(line)
        number = str(record.values.get("number", ""))
        entity = ticket_id_of(source, record)
        seen.add(entity, number or str(record.values["title"]))
        held = existing(entity)
        if held is None and number and source == SOURCE:
            held = existing(number)
        if held is None:
            return True, (column_edits.opening(record, source, entity, now, gaps),)
        edit = column_edits.update(held, record, source, now, gaps)
        return False, (edit,) if edit else ()

    return make


def notes_of(gaps: Gaps) -> list[Text]:
    """Return what the columns did not tell, so that no instant is passed off as known."""
    told = []
    if gaps.created:
        told.append(Text(f"{gaps.created} 张工单没有创建时间:从已知的最早时间或导入时间起算。",
                         f"{gaps.created} tickets have no creation time: they count from the "
                         "earliest time known, or from the import."))  # fmt: skip
    if gaps.ended:
        told.append(Text(f"{gaps.ended} 张已结束的工单没有恢复或关闭时间:不作达标判定。",
                         f"{gaps.ended} ended tickets have no time of resolution or closing: their "
                         "log has no end and no verdict should be read from it."))  # fmt: skip
    if gaps.since:
        told.append(Text(f"{gaps.since} 张工单的状态从何时开始不明:按最后更新或创建时间记,已标明。",
                         f"{gaps.since} tickets do not tell since when their status holds: it is "
                         "put at the last known time and marked as assumed."))  # fmt: skip
    if gaps.future:
        told.append(Text(f"{gaps.future} 张工单的创建时间在将来。",
                         f"{gaps.future} tickets were created in the future."))  # fmt: skip
    return told


class LogSource:
    """The incidents of a ServiceNow event log."""

    def __init__(self, table: Table, given: Map, zone: tzinfo) -> None:
        self._table, self._given, self._zone = require_log(table), given, zone
        self._found = servicenow_edits.Found()
        self.gauge = table.gauge
        self.lines: tuple[Text, ...] = (
            Text("ServiceNow 事件日志:每行成为工单时间线上的事件。",
                 "A ServiceNow event log: each row becomes events of a ticket's timeline."),
            Text("“Awaiting User Info” → 内部计时暂停;“made_sla” → 对方自评,与本系统判定并列。",
                 "“Awaiting User Info” → a pause; “made_sla” → their own verdict, beside ours."),
        )  # fmt: skip

    def work(self, existing: Existing, now: datetime) -> Iterator[Found]:  # noqa: ARG002 - as others
        """Yield one entry an incident."""
        self._found = servicenow_edits.Found()
        for one in incidents(self._table, self._given, self._zone):
            if isinstance(one, Incident):
                rows = len(one.steps) + len(one.broken)
                first = one.steps[0].row
                yield Found(first, rows, lambda one=one: self._make(one, existing), one.broken)  # type: ignore[misc] # bound now
            else:
                yield Found(one.broken[0].number, len(one.broken), None, one.broken)

    def _make(self, incident: Incident, existing: Existing) -> Made:
        entity = ticket_id(SERVICENOW, incident.number)
        held = existing(entity)
        if held is None:
            other = existing(incident.number)
            if other is not None:
                raise RowFault(_taken(other))
            return True, (servicenow_edits.opening(incident, entity, self._found),)
        edit = servicenow_edits.update(held, incident, self._found)
        return False, (edit,) if edit else ()

    def notes(self) -> list[Text]:
        """Return the rows that had to be moved, and states that nobody knows."""
        told = [
            Text(f"{number}:有早于 opened_at 的行,已按 opened_at 计,原时间保留在事件里。",
                 f"{number}: a row is dated before opened_at; it stands at opened_at, with the "
                 "original time kept in the event.")
            for number in self._found.clamped
        ]  # fmt: skip
        told += [
            Text(f"不认识的状态“{state[:40]}”({n} 行):保持原状态。",
                 f"Unknown state “{state[:40]}” ({n} rows): the status before it stays.")
            for state, n in self._found.unknown_states.items()
        ]  # fmt: skip
        return told


def _taken(other: Ticket) -> Text:
    return Text(f"编号 {other.number} 已是另一张工单(“{other.title[:40]}”)。",
                f"{other.number} is another ticket already (“{other.title[:40]}”).")  # fmt: skip


class DocumentSource:
    """The objects of a JSON document: whole tickets of our own, or plain ones by their keys."""

    def __init__(self, document: Document, given: Map, zone: tzinfo) -> None:
        self._document, self._source = document, given.source
        self.gauge = document.gauge
        headings, own = self._look()
        self._headings = headings
        self._instead: dict[str, list[str]] = {}  # other keys that mean the same field
        self._gaps = Gaps()
        self._cells: Cells | None = None
        self.lines: tuple[Text, ...] = ()
        if own:
            whole = Text("完整的工单(含时间线)→ 原样导入", "Whole tickets, log included → as is")
            self.lines = (whole,)
        if headings:
            mapping = require_title(guess(headings, given))
            for heading, name in mapping.rivals:
                wanted = headings[mapping.columns[name]]
                self._instead.setdefault(wanted, []).append(heading)
            table = Table(document.path, headings, self._plain_rows, 0, self.gauge)
            self._cells = Cells(table, mapping, zone)
            self.lines += describe(mapping, joined=True)

    def _look(self) -> tuple[tuple[str, ...], bool]:
        """Read the whole document once; return the keys of its plain objects."""
        keys: dict[str, None] = {}
        own = False
        for element in self._document.elements():
            if not isinstance(element.value, dict):
                continue
            if is_own(element.value):
                own = True
            elif len(keys) < MOST_COLUMNS:
                keys.update(dict.fromkeys(heading_of(one) for one in element.value))
        return tuple(keys), own

    def _plain_rows(self) -> Iterator[Line]:
        for element in self._document.elements():
            if isinstance(element.value, dict) and not is_own(element.value):
                yield self._row(element.number, element.value)

    def _row(self, number: int, value: dict[str, Any]) -> Row:
        plain = {heading_of(name): _cell(one) for name, one in value.items()}
        for wanted, others in self._instead.items():
            if plain.get(wanted) is None:
                plain[wanted] = next((plain[one] for one in others if plain.get(one)), None)
        return Row(number, tuple(plain.get(heading) for heading in self._headings))

    def work(self, existing: Existing, now: datetime) -> Iterator[Found]:
        """Yield one entry an object."""
        self._gaps = Gaps()
        seen = _Seen()
        make = _maker(self._cells, self._source, existing, now, self._gaps) if self._cells else None
        for element in self._document.elements():
            number, value = element.number, element.value
            if not isinstance(value, dict):
                reason = Text("不是对象。", "It is no object.")
                yield Found(number, 1, None, (Broken(number, reason),))
            elif is_own(value):
                yield Found(number, 1, lambda one=value: _own(one, existing, seen))  # type: ignore[misc] # bound now
            elif make:
                row = self._row(number, value)
                yield Found(number, 1, lambda one=row, make=make: make(one))  # type: ignore[misc] # bound now

    def notes(self) -> list[Text]:
        """Return which instants plain objects lacked."""
        return notes_of(self._gaps)


def _own(raw: dict[str, Any], existing: Existing, seen: _Seen) -> Made:
    ticket = own_tickets.own_ticket(raw)
    seen.add(ticket.id, ticket.number)
    held = existing(ticket.id)
    if held is not None and held.id == ticket.id:
        return False, own_tickets.own_update(held, ticket)
    other = existing(ticket.number) if ticket.number else None
    if other is None:
        return True, own_tickets.own_edits(ticket)
    if not ticket.number.startswith("L-"):
        raise RowFault(_taken(other))
    return True, own_tickets.own_edits(ticket, renumber=True)


def _cell(value: Any) -> Cell:
    """Return a JSON value as one cell; of a named object its name, of a list its texts."""
    if isinstance(value, list):
        return ", ".join(str(one) for one in value if isinstance(one, str | int | float))
    if isinstance(value, dict):
        named: Sequence[Any] = [value.get(key) for key in ("display_value", "name", "value")]
        return next((str(one) for one in named if isinstance(one, str | int)), None)
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str | int | float) else None
