"""Our marks in Request Tracker: how what we sent is found again, so that nothing is sent twice.

A ticket that we made carries a link (RefersTo) to an address of ours, which RT finds by equality:
so it is known whether it was made. A message or a file, and the first message of a ticket too,
carries a parameter of its content type, which RT keeps among the headers of the part. People see
neither: a mark in the subject would stand in every mail that RT sends, and come back in the
answers to it.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from firstline.domain.edits.edit import Edit
from firstline.domain.instants import UTC, epoch, from_epoch
from firstline.domain.ticket.ticket import Event, EventKind

_LINK = re.compile(r"firstline:ticket/([0-9a-f-]{36})/([\w.-]{1,80})/(\d{1,11})")
_MARK = re.compile(
    r'x-firstline="?([\w.-]{1,80}):([a-z_]{1,20}):(\d{1,11})(?::([0-9a-f]{1,64}))?\b'
)
_K = EventKind
_UUID = re.compile(r"([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})")
TOLD = frozenset({
    _K.REPORTED, _K.RESPONDED, _K.NOTE, _K.MESSAGE, _K.ATTACHED, _K.RESOLVED, _K.REOPENED,
    _K.CANCELLED, _K.DUPLICATE, _K.PAUSED, _K.RESUMED, _K.STARTED, _K.TRIAGED, _K.CLOSED,
})  # fmt: skip
_KINDS = {str(one): one for one in TOLD}


@dataclass(frozen=True, slots=True)
class Link:
    """The mark of a ticket: our id of it, the event that opened it, and when that happened."""

    ticket: str
    event: str
    at: datetime

    @property
    def uri(self) -> str:
        """The address that RT keeps as a link."""
        return f"firstline:ticket/{self.ticket}/{self.event}/{epoch(self.at)}"

    def media(self, media: str) -> str:
        """Return the content type of the ticket's first message, the mark in it."""
        short = self.ticket.replace("-", "")
        return Mark(self.event, _K.REPORTED, self.at, short).media(media)


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of a message or file: the event that it tells of, its kind and when it happened.

    `extra` is the SHA-256 of a file, our id of a ticket without its hyphens, or for a status with
    words the id of the transaction that changed the status: both are then one event.
    """

    event: str
    kind: EventKind
    at: datetime
    extra: str = ""

    def media(self, media: str) -> str:
        """Return the content type `media` with the mark in it."""
        end = f":{self.extra}" if self.extra else ""
        return f'{media}; x-firstline="{self.event}:{self.kind}:{epoch(self.at)}{end}"'

    @property
    def row(self) -> int | None:
        """The transaction that is the same event, where the mark names one."""
        other = self.kind in (_K.ATTACHED, _K.REPORTED)
        return int(self.extra) if self.extra.isdecimal() and not other else None

    @property
    def link(self) -> Link | None:
        """The mark of the ticket, where this is that of its first message."""
        found = _UUID.fullmatch(self.extra) if self.kind is _K.REPORTED else None
        return Link("-".join(found.groups()), self.event, self.at) if found else None


def link_of(edit: Edit) -> Link:
    """Return the mark of the ticket that the edit opens."""
    opened = next(one for one in edit.events if one.kind is _K.REPORTED)
    return Link(edit.entity, opened.id, opened.at)


def mark_of(event: Event, extra: str = "") -> Mark:
    """Return the mark of the message that tells of `event`."""
    return Mark(event.id, event.kind, event.at, extra)


def link_in(uri: str) -> Link | None:
    """Return the mark that a link is, or None for another link."""
    found = _LINK.fullmatch(uri)
    return Link(found[1], found[2], from_epoch(int(found[3]), UTC)) if found else None


def mark_in(headers: str) -> Mark | None:
    """Return the mark in the headers of a part, or None."""
    found = _MARK.search(headers)
    if found is None or found[2] not in _KINDS:
        return None
    return Mark(found[1], _KINDS[found[2]], from_epoch(int(found[3]), UTC), found[4] or "")


def remote_of(row: int) -> str:
    """Return what a transaction is called in an event's `data.remote`."""
    return f"transaction/{row}"


def remote_file(part: int) -> str:
    """Return what a file is called in an event's `data.remote`."""
    return f"attachment/{part}"
