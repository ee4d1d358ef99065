"""Request Tracker's JSON as values: tickets, the rows of its history, and the parts of messages."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from firstline.domain.instants import UTC
from firstline.domain.ticket.fields import LIMITS, clean

Json = Mapping[str, Any]
_T = TypeVar("_T")
PAGE = 100  # RT gives no more at once, whatever is asked
NOBODY = "Nobody"
SYSTEM = "RT_System"
TICKET_FIELDS: Mapping[str, str] = {
    "fields": "Subject,Status,Priority,Owner,Requestor,Created,LastUpdated,Resolved,EffectiveId",
    "fields[Owner]": "Name,RealName,EmailAddress",
    "fields[Requestor]": "Name,RealName,EmailAddress",
}
ROW_FIELDS: Mapping[str, str] = {
    "fields": "Type,Field,OldValue,NewValue,Creator,Created,ObjectId",
    "fields[Creator]": "Name,RealName,EmailAddress",
}
PART_FIELDS: Mapping[str, str] = {
    "fields": "TransactionId,ContentType,Filename,ContentLength,Headers"
}
CONTENT_FIELDS: Mapping[str, str] = {"fields": f"{PART_FIELDS['fields']},Content"}
MESSAGES = frozenset({"Create", "Correspond", "Comment"})
NOISE = frozenset({"EmailRecord", "CommentEmailRecord", "SetWatcher"})


@dataclass(frozen=True, slots=True)
class Person:
    """A user of RT: the name to sign in with, the name that people use, the address."""

    name: str = ""
    real: str = ""
    mail: str = ""
    id: str = ""

    @property
    def shown(self) -> str:
        """What we call the person; "" for nobody."""
        return "RT" if self.name == SYSTEM else self.real or self.name

    def is_called(self, text: str) -> bool:
        """Whether `text` is any name of the person."""
        return text in (self.shown, self.name) or bool(self.mail and text == self.mail)


@dataclass(frozen=True, slots=True)
class RtTicket:
    """A ticket as RT has it; `effective` is another id where it was merged into that ticket."""

    id: int
    subject: str
    status: str
    priority: int
    owner: Person
    requesters: tuple[Person, ...]
    created: datetime
    updated: datetime
    resolved: datetime | None
    effective: int


@dataclass(frozen=True, slots=True)
class Row:
    """One transaction of a ticket's history."""

    id: int
    ticket: int
    type: str
    field: str
    old: str
    new: str
    creator: Person
    created: datetime


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a message: a text, or a file where it has a name; `size` in bytes."""

    id: int
    row: int
    media: str
    name: str
    size: int
    headers: str = ""
    text: str = ""


def ticket_in(raw: Json) -> RtTicket:
    """Return the ticket in an item of a list or in an answer of its own."""
    updated = _instant(raw["LastUpdated"]) or _instant(raw["Created"])
    return RtTicket(
        int(raw["id"]), str(raw["Subject"]), str(raw["Status"]), _number(raw["Priority"]),
        person_in(raw["Owner"]), tuple(person_in(one) for one in raw["Requestor"] or ()),
        _set(_instant(raw["Created"])), _set(updated), _instant(raw.get("Resolved")),
        _id_in(raw["EffectiveId"]),
    )  # fmt: skip


def row_in(raw: Json) -> Row:
    """Return the transaction in an item of a list."""
    return Row(
        int(raw["id"]), _id_in(raw["ObjectId"]), str(raw["Type"]), str(raw["Field"] or ""),
        str(raw["OldValue"] or ""), str(raw["NewValue"] or ""), person_in(raw["Creator"]),
        _set(_instant(raw["Created"])),
    )  # fmt: skip


def part_in(raw: Json) -> Part:
    """Return the part of a message in an item of a list."""
    return Part(
        int(raw["id"]), _id_in(raw["TransactionId"]), str(raw["ContentType"] or ""),
        str(raw.get("Filename") or ""), _number(raw["ContentLength"]),
        str(raw.get("Headers") or ""), str(raw.get("Content") or ""),
    )  # fmt: skip


def person_in(raw: object) -> Person:
    """Return the user in an object, which may hold no more than the id."""
    if not isinstance(raw, Mapping):
        return Person()
    name = str(raw.get("Name") or raw.get("id") or "")
    if name == NOBODY:
        return Person()
    real, mail = (_line(raw.get(one)) for one in ("RealName", "EmailAddress"))
    number = raw.get("id")  # a number where the user is asked for alone; else the login again
    return Person(name, real, mail, str(number) if isinstance(number, int) else "")


def links_in(raw: Json) -> tuple[str, ...]:
    """Return the addresses outside RT that the ticket refers to."""
    return tuple(
        str(one["_url"]) for one in raw.get("_hyperlinks") or ()
        if one.get("ref") == "refers-to" and one.get("type") == "external"
    )  # fmt: skip


def _line(raw: object) -> str:
    return clean(str(raw or "")[:200], 200, "assignee")


def _number(raw: object) -> int:
    text = str(raw if raw is not None else "").strip()
    return int(text) if re.fullmatch(r"-?\d{1,15}", text) else 0


def _id_in(raw: object) -> int:
    return int(raw["id"] if isinstance(raw, Mapping) else str(raw))


def _instant(raw: object) -> datetime | None:
    """Return the instant, or None for RT's way to say "not set": the year 1970."""
    if not raw:
        return None
    at = datetime.fromisoformat(str(raw)).astimezone(UTC)
    return at if at.year > 1970 else None


def _set(at: datetime | None) -> datetime:
    return at or datetime(1970, 1, 1, tzinfo=UTC)


def title_of(ticket: RtTicket) -> str:
    """Return the subject as our title; a ticket without one is called by its number."""
    most = LIMITS["title"]
    return clean(ticket.subject[:most], most, "title") or f"#{ticket.id}"


# --- queries ---


def any_of(field: str, values: Iterable[int]) -> str:
    """Return the condition that `field` is one of `values`; RT 5.0 has no IN."""
    return "(" + " OR ".join(f"{field} = {one}" for one in values) + ")"


def quoted(text: str) -> str:
    """Return `text` as a string of TicketSQL."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def in_hundreds(several: Iterable[_T], most: int = PAGE) -> Iterator[list[_T]]:
    """Yield the values in order, each once, a hundred (or `most`) at a time."""
    values = list(dict.fromkeys(several))
    for start in range(0, len(values), most):
        yield values[start : start + most]
