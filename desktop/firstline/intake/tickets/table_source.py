"""Rows of a table as edits, a page of rows at a time, so that the store is asked in few words."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import partial
from itertools import islice

from firstline.domain.edits.edits import Edit
from firstline.domain.edits.entity import Entity
from firstline.domain.project.ticket_phase import imported, reimported
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text
from firstline.intake.reading.rows import Broken, Line, Table
from firstline.intake.tickets import column_edits
from firstline.intake.tickets.column_edits import Gaps, ticket_id_of
from firstline.intake.tickets.columns import Cells, Record, RowFault
from firstline.intake.tickets.mapping import SOURCE, Map, describe, guess, require_title

_PAGE = 200
Made = tuple[bool, tuple[Edit, ...]]  # whether the ticket is new, and its edits


@dataclass(frozen=True, slots=True)
class Desk:
    """What the importer was handed: how to find tickets, and the present.

    `existing` gives the ticket with an id or number; `known`, where there is one, says quickly
    which of many ids and numbers exist at all (case-folded). `phases` are the phases of systems,
    which mark a ticket as they do when a person records it.
    """

    existing: Callable[[str], Ticket | None]
    now: datetime
    known: Callable[[Collection[str]], Collection[str]] | None = None
    phases: Sequence[Entity] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """One ticket's worth of the file. `make` returns its edits, or raises RowFault."""

    row: int
    rows: int
    make: Callable[[], Made] | None
    broken: tuple[Broken, ...] = ()


@dataclass(slots=True)
class Seen:
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


@dataclass(frozen=True, slots=True)
class _Told:
    """One row that was read: its record and the ticket's id, or why it is refused."""

    row: int
    record: Record | None = None
    entity: str = ""
    number: str = ""
    fault: RowFault | None = None


class Rows:
    """Makes the edits of rows under one mapping."""

    def __init__(self, cells: Cells, source: str, desk: Desk, gaps: Gaps) -> None:
        self._cells, self._source, self._desk, self._gaps = cells, source, desk, gaps
        self._by_number = source == SOURCE
        self._seen = Seen()

    def of(self, lines: Iterable[Line]) -> Iterator[Found]:
        """Yield one entry a row."""
        rest = iter(lines)
        while page := [self._read(line) for line in islice(rest, _PAGE)]:
            present = self._present(page)
            for told in page:
                yield Found(told.row, 1, partial(self._make, told, present))

    def _read(self, line: Line) -> _Told:
        try:
            record = self._cells.record(line)
            number = str(record.values.get("number", ""))
            entity = ticket_id_of(self._source, record)
            self._seen.add(entity, number or str(record.values["title"]))
        except RowFault as fault:
            return _Told(line.number, fault=fault)
        return _Told(line.number, record, entity, number)

    def _present(self, page: Sequence[_Told]) -> Collection[str] | None:
        if self._desk.known is None:
            return None
        keys = [key for one in page for key in (one.entity, one.number) if key]
        return self._desk.known(keys) if keys else ()

    def _make(self, told: _Told, present: Collection[str] | None) -> Made:
        if told.record is None:
            raise told.fault or RowFault(Text("", ""))
        held = self._find(told, present)
        now, gaps = self._desk.now, self._gaps
        if held is None:
            first = column_edits.opening(told.record, self._source, told.entity, now, gaps)
            return True, imported(first, self._desk.phases)
        edit = column_edits.update(held, told.record, self._source, now, gaps)
        return False, reimported(held, edit, self._desk.phases)

    def _find(self, told: _Told, present: Collection[str] | None) -> Ticket | None:
        keys = (told.entity, told.number) if self._by_number else (told.entity,)
        for key in keys:
            if key and (present is None or key.casefold() in present):
                held = self._desk.existing(key)
                if held is not None:
                    return held
        return None


class TableSource:
    """The rows of a CSV file or a workbook under one mapping."""

    def __init__(self, table: Table, given: Map, zone: tzinfo) -> None:
        self._table = table
        self._mapping = require_title(guess(table.headings, given))
        self._cells = Cells(table, self._mapping, zone)
        self._gaps = Gaps()
        self.gauge = table.gauge
        self.lines = describe(self._mapping)

    def work(self, desk: Desk) -> Iterator[Found]:
        """Yield one entry a row."""
        self._gaps = Gaps()
        rows = Rows(self._cells, self._mapping.given.source, desk, self._gaps)
        yield from rows.of(self._table.rows())

    def notes(self) -> list[Text]:
        """Return which instants the table lacked."""
        told = notes_of(self._gaps)
        if "number" not in self._mapping.columns:
            told.append(Text("没有编号列:工单按内容识别,改过的行会成为新工单。",
                             "There is no column of numbers: tickets are told apart by content, so "
                             "a row that changes becomes a new ticket."))  # fmt: skip
        return told


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
