"""Imports a file of tickets: first a plan to be shown, then the run, row by row.

plan = prepare(path, format=None, map_text=None, zone=zone)  # BadInput before any write
show(plan.lines)                                             # what becomes what
with store.bulk():
    result = run(plan, existing=store.find, known=store.known, now=now, dry_run=False,
                 perform=lambda *edits: store.perform(*edits, now=now), progress=bar)
print(result.to_json(language))                              # exit code 1 if result.refused
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from firstline.domain.edits.edits import Edit
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput, Refused
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Language, Text
from firstline.intake.reading.delimited import open_delimited
from firstline.intake.reading.documents import Document
from firstline.intake.reading.encodings import head_of
from firstline.intake.reading.faults import bad_file
from firstline.intake.reading.rows import Table
from firstline.intake.reading.workbook import open_workbook
from firstline.intake.tickets.columns import RowFault
from firstline.intake.tickets.map_file import load_map
from firstline.intake.tickets.mapping import Map
from firstline.intake.tickets.servicenow import is_log
from firstline.intake.tickets.sources import DocumentSource, LogSource, Source
from firstline.intake.tickets.table_source import Desk, Found, TableSource

__all__ = ["FORMATS", "ImportResult", "Plan", "Rejected", "prepare", "run"]

Format = Literal["csv", "xlsx", "json", "servicenow-log"]
FORMATS: tuple[Format, ...] = ("csv", "xlsx", "servicenow-log", "json")
_PROGRESS_ROWS = 200
_TOGETHER = 50  # tickets handed to the store at once


@dataclass(frozen=True, slots=True)
class Plan:
    """A file that can be imported; `lines` say what becomes what, for a person to look at."""

    path: Path
    format: Format
    lines: tuple[Text, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that did not go in: its number as a spreadsheet shows it, and why."""

    row: int
    reason: Text


@dataclass(slots=True)
class ImportResult:
    """What an import did, or with `dry_run` would do. Tickets are counted, `read` counts rows."""

    dry_run: bool
    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[Rejected] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)

    def to_json(self, language: Language) -> dict[str, Any]:
        """Return the counts as commands.md prints them, reasons and notes in `language`."""
        return {
            "read": self.read,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "refused": [
                {"row": one.row, "reason": one.reason.in_(language)} for one in self.refused
            ],
            "notes": [one.in_(language) for one in self.notes],
            "dry_run": self.dry_run,
        }


def prepare(
    path: Path,
    *,
    format: str | None = None,  # noqa: A002 - the option's own name
    map_text: str | None = None,
    map_name: str = "map",
    zone: tzinfo,
) -> Plan:
    """Return what importing `path` would mean; nothing is written.

    `format` is one of FORMATS, by default recognised by content. `map_text` is a mapping file's
    text (mapping.Map lists its keys), `map_name` its name for error messages. `zone` holds for
    times without an offset. The file is looked through once: its encoding, its dates, a JSON
    document as a whole. Raises BadInput with one sentence for whatever cannot be imported.
    """
    if format is not None and format not in FORMATS:
        raise BadInput(
            Text(f"不支持的格式“{format[:40]}”。", f"There is no format “{format[:40]}”."),
            next_step=Text(f"可用:{'、'.join(FORMATS)}。", f"Use one of: {', '.join(FORMATS)}."),
        )
    given = load_map(map_text, map_name) if map_text is not None else Map()
    if given.timezone:
        zone = ZoneInfo(given.timezone)
    kind = _content(path)
    if kind == "json" or format == "json":
        if format not in (None, "json") or kind == "xlsx":
            raise _other_content(path, kind)
        source: Source = DocumentSource(Document(path), given, zone)
        return Plan(path, "json", source.lines, source)
    if format in ("csv", "xlsx") and format != kind:
        raise _other_content(path, kind)
    table = _table(path, kind, given)
    if format == "servicenow-log" or (format is None and is_log(table.headings)):
        source = LogSource(table, given, zone)
        return Plan(path, "servicenow-log", source.lines, source)
    source = TableSource(table, given, zone)
    return Plan(path, "xlsx" if kind == "xlsx" else "csv", source.lines, source)


def _content(path: Path) -> str:
    head = head_of(path, 4096)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")):
        return "xlsx"
    plain = head.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    start = plain.replace(b"\0", b"").lstrip()[:1]
    return "json" if start in (b"{", b"[") else "csv"


def _other_content(path: Path, kind: str) -> BadInput:
    names = {"csv": Text("文本表格", "delimited text"), "xlsx": Text("Excel 工作簿", "a workbook"),
             "json": Text("JSON", "JSON")}  # fmt: skip
    said = names[kind]
    return bad_file(
        path, f"内容看起来是{said.zh}。", f"the content looks like {said.en}.",
        Text("请去掉 --format,或换成对应的格式。", "Leave --format out, or name that format."),
    )  # fmt: skip


def _table(path: Path, kind: str, given: Map) -> Table:
    if kind == "xlsx":
        return open_workbook(path, given.sheet, given.header_row)
    return open_delimited(path, given.delimiter, given.header_row)


def run(
    plan: Plan,
    *,
    existing: Callable[[str], Ticket | None],
    perform: Callable[..., object],
    now: datetime,
    known: Callable[[Collection[str]], Collection[str]] | None = None,
    phases: Sequence[Entity] = (),
    dry_run: bool = False,
    progress: Callable[[float, int], None] | None = None,
) -> ImportResult:
    """Import the planned file and return the counts; a row that cannot go in costs itself only.

    `existing(key)` gives the ticket with this id or number, or None; `known(keys)`, which may be
    left out, says of many at once which exist, case-folded, and makes a large import faster;
    `phases` are the records of phases, by which a ticket of a plain table or log is marked (S2);
    `perform(*edits)` keeps a few rows' edits together or raises, keeping none (call this inside
    the store's `bulk()`). `progress` gets the share of the file read (0 to 1) and the rows so far.
    The same file again changes nothing, on this machine or on another, since every id is derived
    from the source's name and number. With `dry_run` nothing is performed. Problems of the store
    itself are raised; what is in by then stays.
    """
    result = ImportResult(dry_run)
    batch = _Batch(result, None if dry_run else perform)
    told = 0
    for found in plan.source.work(Desk(existing, now, known, phases)):
        result.read += found.rows
        result.refused.extend(Rejected(one.number, one.reason) for one in found.broken)
        batch.take(found)
        if progress and result.read >= told + _PROGRESS_ROWS:
            told = result.read
            progress(plan.source.gauge.fraction, result.read)
    batch.perform()
    result.refused.sort(key=lambda one: one.row)
    result.notes.extend(plan.source.notes())
    if progress:
        progress(1.0, result.read)
    return result


class _Batch:
    """A few tickets' edits on their way to the store together."""

    def __init__(self, result: ImportResult, perform: Callable[..., object] | None) -> None:
        self._result = result
        self._perform = perform
        self._waiting: list[tuple[int, bool, tuple[Edit, ...]]] = []

    def take(self, found: Found) -> None:
        """Make the edits of one entry and gather them; note why it cannot be, if so."""
        if found.make is None:
            return
        try:
            fresh, edits = found.make()
        except RowFault as fault:
            self._refuse(found.row, fault.reason)
        except (BadInput, Refused) as problem:
            self._refuse(found.row, problem.sentence)
        else:
            if not edits:
                self._result.unchanged += 1
                return
            self._waiting.append((found.row, fresh, edits))
            if len(self._waiting) >= _TOGETHER:
                self.perform()

    def perform(self) -> None:
        """Perform what was gathered; where the store refuses it, each entry by itself."""
        waiting, self._waiting = self._waiting, []
        try:
            self._keep([edit for _, _, edits in waiting for edit in edits])
        except (BadInput, Refused) as problem:
            if len(waiting) == 1:
                self._refuse(waiting[0][0], problem.sentence)
                return
            for one in waiting:
                self._waiting = [one]
                self.perform()
            return
        for _, fresh, _ in waiting:
            self._result.created += fresh
            self._result.updated += not fresh

    def _keep(self, edits: Sequence[Edit]) -> None:
        if edits and self._perform is not None:
            self._perform(*edits)

    def _refuse(self, row: int, reason: Text) -> None:
        self._result.refused.append(Rejected(row, reason))
