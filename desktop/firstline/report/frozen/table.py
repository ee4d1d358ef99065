"""What a report is made of, before it is a page or a workbook: tables, and lines to sign on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from firstline.domain.digests import digest
from firstline.domain.edits.codec import canonical
from firstline.domain.words import Language, Text

NOT_MEASURED = Text("未测量", "not measured")


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name, its headings with their width in percent, and its rows.

    `note` stands above the rows: what the reader has to know of them.
    """

    name: Text
    heads: Sequence[tuple[Text, int]]
    rows: Sequence[Sequence[str]]
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """How a report says its values: the language, and the zone of its times."""

    language: Language
    zone: ZoneInfo

    def say(self, text: Text) -> str:
        """Return the text in the report's language."""
        return text.in_(self.language)

    def at(self, when: str | datetime | None) -> str:
        """Return an instant to the minute in the report's zone, "" for none."""
        if not when:
            return ""
        instant = datetime.fromisoformat(when) if isinstance(when, str) else when
        return f"{instant.astimezone(self.zone):%Y-%m-%d %H:%M}"


@dataclass(frozen=True, slots=True)
class Made:
    """A report that can be written: all of it follows from `snapshot`, its one text.

    `sign` are the lines that people sign on, `more` is what the manifest says beside the hashes.
    `calendar` returns its dates as iCalendar, where it has any.
    """

    report: str
    snapshot: str
    title: Text
    subject: str
    tables: Sequence[Table]
    sign: Sequence[Text]
    now: datetime
    language: Language
    more: Mapping[str, Any] = field(default_factory=dict)
    calendar: Callable[[], str] | None = None
    formats: tuple[str, ...] = ()  # beside .pdf, .html and .xlsx

    @property
    def mark(self) -> str:
        """The SHA-256 of the snapshot."""
        return digest(self.snapshot.encode()).hex()

    @property
    def content(self) -> str:
        """The SHA-256 of what is said, whichever fonts and programs draw it."""
        told = [self.title.in_(self.language), self.subject, self.now.isoformat()]
        tables = [
            [one.name.in_(self.language), one.note.in_(self.language) if one.note else "",
             [name.in_(self.language) for name, _ in one.heads], [list(row) for row in one.rows]]
            for one in self.tables
        ]  # fmt: skip
        return digest(canonical([told, tables]).encode()).hex()


def fact_table(name: Text, rows: Sequence[Sequence[str]], note: Text | None = None) -> Table:
    """Return a table of names and values."""
    return Table(name, ((Text("项目", "What"), 30), (Text("值", "Value"), 70)), rows, note)
