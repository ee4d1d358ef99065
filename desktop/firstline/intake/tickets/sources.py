"""What else a file turns into: the tickets of a log, and of a JSON document."""

from collections.abc import Callable, Iterator, Sequence
from datetime import tzinfo
from functools import partial
from typing import Any, Protocol

from firstline.domain.project.ticket_phase import imported, reimported
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text
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
from firstline.intake.tickets import own_tickets, servicenow_edits, servicenow_events
from firstline.intake.tickets.column_edits import Gaps, ticket_id
from firstline.intake.tickets.columns import Cells, RowFault
from firstline.intake.tickets.mapping import Map, describe, guess, require_title
from firstline.intake.tickets.servicenow import SOURCE as SERVICENOW
from firstline.intake.tickets.servicenow import Incident, incidents, require_log
from firstline.intake.tickets.table_source import Desk, Found, Made, Rows, Seen, notes_of

Existing = Callable[[str], Ticket | None]


class Source(Protocol):
    """A file that was looked through and can be worked on."""

    gauge: Gauge
    lines: tuple[Text, ...]

    def work(self, desk: Desk) -> Iterator[Found]:
        """Yield what the file holds, in its order."""

    def notes(self) -> list[Text]:
        """Return what a person should know of the last `work`."""


class LogSource:
    """The incidents of a ServiceNow event log."""

    def __init__(self, table: Table, given: Map, zone: tzinfo) -> None:
        self._table, self._given, self._zone = require_log(table), given, zone
        self._found = servicenow_events.Found()
        self.gauge = table.gauge
        self.lines: tuple[Text, ...] = (
            Text("ServiceNow 事件日志:每行成为工单时间线上的事件。",
                 "A ServiceNow event log: each row becomes events of a ticket's timeline."),
            Text("“Awaiting User Info” → 内部计时暂停;“made_sla” → 对方自评,与本系统判定并列。",
                 "“Awaiting User Info” → a pause; “made_sla” → their own verdict, beside ours."),
        )  # fmt: skip

    def work(self, desk: Desk) -> Iterator[Found]:
        """Yield one entry an incident."""
        self._found = servicenow_events.Found()
        for one in incidents(self._table, self._given, self._zone):
            if isinstance(one, Incident):
                rows = len(one.steps) + len(one.broken)
                first = one.steps[0].row
                yield Found(first, rows, partial(self._make, one, desk), one.broken)
            else:
                yield Found(one.broken[0].number, len(one.broken), None, one.broken)

    def _make(self, incident: Incident, desk: Desk) -> Made:
        entity = ticket_id(SERVICENOW, incident.number)
        held = desk.existing(entity)
        if held is None:
            other = desk.existing(incident.number)
            if other is not None:
                raise RowFault(_taken(other))
            first = servicenow_edits.opening(incident, entity, self._found)
            return True, imported(first, desk.phases)
        edit = servicenow_edits.update(held, incident, self._found)
        return False, reimported(held, edit, desk.phases)

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

    def work(self, desk: Desk) -> Iterator[Found]:
        """Yield one entry an object."""
        self._gaps = Gaps()
        seen = Seen()
        rows = Rows(self._cells, self._source, desk, self._gaps) if self._cells else None
        for element in self._document.elements():
            number, value = element.number, element.value
            if not isinstance(value, dict):
                reason = Text("不是对象。", "It is no object.")
                yield Found(number, 1, None, (Broken(number, reason),))
            elif is_own(value):
                yield Found(number, 1, partial(_own, value, desk.existing, seen))
            elif rows:
                yield from rows.of([self._row(number, value)])

    def notes(self) -> list[Text]:
        """Return which instants plain objects lacked."""
        return notes_of(self._gaps)


def _own(raw: dict[str, Any], existing: Existing, seen: Seen) -> Made:
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
