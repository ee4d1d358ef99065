"""Meetings and due days as an iCalendar file (RFC 5545): UTC instants, CRLF, folded lines."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from firstline.domain.group.action import Action, State
from firstline.domain.group.meeting import Meeting
from firstline.domain.group.meeting import State as Stood
from firstline.domain.group.meeting_paper import name_of
from firstline.domain.group.working_group import Charter
from firstline.domain.words import Language

MOST_OCTETS = 75
_HEAD = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Firstline//Working group//ZH",
         "CALSCALE:GREGORIAN", "METHOD:PUBLISH")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: a meeting has instants, a due day is a whole day; `change` grows with each one.

    `alarms` are how many days before it a calendar is to remind.
    """

    uid: str
    begins: datetime | date
    ends: datetime | date
    summary: str
    place: str = ""
    note: str = ""
    cancelled: bool = False
    change: int = 0
    alarms: tuple[int, ...] = ()


def meeting_entry(meeting: Meeting, charter: Charter, language: Language) -> Entry:
    """Return the entry of a meeting; cancelled ones are told, so that calendars take them out."""
    moves = sum(one.data.get("what") in ("moved", "cancelled") for one in meeting.history)
    summary = f"{charter.name}: {name_of(meeting, charter).in_(language)}"
    return Entry(
        f"{meeting.id}@firstline", meeting.at, meeting.ends, summary, meeting.place,
        meeting.reason, meeting.state is Stood.CANCELLED, moves,
    )  # fmt: skip


def action_entries(actions: Iterable[Action]) -> Iterator[Entry]:
    """Yield the due days of the open actions, each a whole day."""
    for one in actions:
        if one.state is State.OPEN and one.due is not None:
            yield Entry(
                f"{one.id}@firstline", one.due, one.due + timedelta(days=1),
                f"{one.number} {one.title} ({one.owner})", note=one.measure,
                change=len(one.postponed),
            )  # fmt: skip


def calendar_text(entries: Iterable[Entry], now: datetime) -> str:
    """Return the calendar with these entries; every line ends with CR LF."""
    lines = [*_HEAD]
    for one in entries:
        lines += _lines(one, now)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _lines(one: Entry, now: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{one.uid}"
    yield f"DTSTAMP:{_instant(now)}"
    yield f"DTSTART{_when(one.begins)}"
    yield f"DTEND{_when(one.ends)}"
    yield f"SEQUENCE:{one.change}"
    yield f"SUMMARY:{_text(one.summary)}"
    if one.place:
        yield f"LOCATION:{_text(one.place)}"
    if one.note:
        yield f"DESCRIPTION:{_text(one.note)}"
    yield f"STATUS:{'CANCELLED' if one.cancelled else 'CONFIRMED'}"
    if not isinstance(one.begins, datetime):
        yield "TRANSP:TRANSPARENT"  # a due day keeps nobody busy
    for days in one.alarms:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_text(one.summary)}",
                    f"TRIGGER:-P{days}D", "END:VALARM")  # fmt: skip
    yield "END:VEVENT"


def _when(at: datetime | date) -> str:
    if isinstance(at, datetime):
        return f":{_instant(at)}"
    return f";VALUE=DATE:{at:%Y%m%d}"


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    """Return a text value: RFC 5545 §3.3.11 escapes backslash, semicolon, comma and line break."""
    plain = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Yield the line in pieces of at most 75 octets, never through a character (RFC 5545 §3.1)."""
    piece, room = "", MOST_OCTETS
    for one in line:
        size = len(one.encode("utf-8"))
        if size > room:
            yield piece
            piece, room = " ", MOST_OCTETS - 1
        piece += one
        room -= size
    yield piece
