"""One Redmine issue as our ticket: its fields, its files, and the mark that says whose it is."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from firstline.domain.edits.codec import Json, ticket_to_json
from firstline.domain.edits.exchange import Copy
from firstline.domain.edits.fold import REMOTE
from firstline.domain.ids import derived_id
from firstline.domain.ticket.fields import clean
from firstline.domain.ticket.ticket import (
    Attachment,
    Event,
    EventKind,
    Priority,
    Status,
    Ticket,
    TicketType,
)
from firstline.portal.redmine.wire_words import Words, ways_to_say

Issue = Mapping[str, Any]
CARRIED = ("number", "title", "body", "type", "status", "priority", "assignee")
SUBJECT_MOST = 255
MARK_FIELD = "Firstline"  # a custom field of this name holds the mark, if there is one
_LONGEST = 1_000_000
_MARK = re.compile(r"^[ \t]*\[firstline ([0-9a-f-]{36})/(\d+)\][ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Mark:
    """Says which ticket of ours an issue was made for: `id`, made after the issue `after`.

    A person who copies an issue copies its mark too. Ids only grow, so the issue with the lowest
    id above `after` is the one that we made.
    """

    id: str
    after: int

    def __str__(self) -> str:
        return f"[firstline {self.id}/{self.after}]"  # a # would become a link


@dataclass(frozen=True, slots=True)
class Place:
    """The server by its address, and the words of its lists."""

    server: str
    words: Words

    def id_of(self, *what: str) -> str:
        """Return the one id that we give to a thing of this server; it has no dot, as acts have."""
        return derived_id("redmine", self.server, *what)


def mark_of(issue: Issue) -> Mark | None:
    """Return the mark that an issue bears, in its own field or as a line of its description."""
    texts = [str(one.get("value") or "") for one in _fields(issue) if one["name"] == MARK_FIELD]
    for text in (*texts, issue.get("description") or ""):
        found = _MARK.search(_lines(text))
        if found:
            return Mark(found[1], int(found[2]))
    return None


def mark_field(issue: Issue) -> int | None:
    """Return the id of the custom field for marks, None where this issue has none."""
    return next((one["id"] for one in _fields(issue) if one["name"] == MARK_FIELD), None)


def _fields(issue: Issue) -> Sequence[Mapping[str, Any]]:
    return issue.get("custom_fields") or ()


def body_of(issue: Issue) -> str:
    """Return the description as we keep it: LF, no unseen characters, without our mark."""
    return plain(_MARK.sub("", _lines(issue.get("description") or "")))


def marked(body: str, mark: Mark | None) -> str:
    """Return the text that is written as a description: the mark is its last line."""
    return body if mark is None else f"{body}\n\n{mark}" if body else str(mark)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def plain(text: str) -> str:
    """Return a text of theirs as we keep texts."""
    return clean(_lines(text)[:_LONGEST], _LONGEST, "body", lines=True)


def instant(text: str) -> datetime:
    """Return an instant of theirs, which always ends in Z."""
    return datetime.fromisoformat(text)


def name_of(entry: Mapping[str, Any] | None) -> str:
    """Return the name of a person or a list's entry, "" for none."""
    return clean(entry["name"][:200], 200, "assignee") if entry else ""


def ticket_of(issue: Issue, place: Place, ticket_id: str, events: Sequence[Event] = ()) -> Ticket:
    """Return the issue as a ticket that was never seen before, with the log that is given.

    The report and the files are part of every log, unless one of `events` stands for them.
    """
    words = place.words
    created = instant(issue["created_on"])
    own = (reported(issue, place), *(attached(one, issue, place) for one in _files(issue)))
    borne = {one.data.get(REMOTE) for one in events}
    log = [one for one in own if one.data[REMOTE] not in borne]
    told = sorted((*log, *events), key=lambda one: one.at)
    return Ticket(
        ticket_id,
        str(issue["id"]),
        clean(issue["subject"][:400], 400, "title") or "—",
        created,
        max(created, instant(issue["updated_on"])),
        body=body_of(issue),
        type=TicketType(words.trackers.word(issue["tracker"]["id"])),
        status=Status(words.statuses.word(issue["status"]["id"])),
        priority=Priority(words.priorities.word(issue["priority"]["id"])),
        requester="" if mark_of(issue) else name_of(issue.get("author")),
        assignee=name_of(issue.get("assigned_to")),
        events=tuple(told),
        attachments=tuple(_attachment(one) for one in _files(issue)),
    )


def same_of(issue: Issue, words: Words) -> dict[str, tuple[str, ...]]:
    """Return, for each field whose words are coarser there, ours that say what theirs says."""
    who = name_of(issue.get("assigned_to"))
    same = {
        "status": words.statuses.same(words.statuses.word(issue["status"]["id"])),
        "priority": words.priorities.same(words.priorities.word(issue["priority"]["id"])),
        "type": words.trackers.same(words.trackers.word(issue["tracker"]["id"])),
    }
    return {**same, "assignee": ways_to_say(who)} if who else same


def copy_of(
    issue: Issue, place: Place, ticket_id: str, events: Sequence[Event] = (), last: int = 0
) -> Copy:
    """Return the issue as a portal's copy; `last` is its newest journal that was read."""
    carried = CARRIED if mark_of(issue) else (*CARRIED, "requester")
    doc: Json = ticket_to_json(ticket_of(issue, place, ticket_id, events))
    return Copy(
        "ticket", ticket_id, doc=doc, carried=carried, remote=str(issue["id"]),
        version=f"{issue['updated_on']}/{last}", same=same_of(issue, place.words),
    )  # fmt: skip


def reported(issue: Issue, place: Place) -> Event:
    """Return the event that opens the issue's log."""
    remote = f"issue:{issue['id']}"
    return Event(
        place.id_of(remote), EventKind.REPORTED, instant(issue["created_on"]),
        actor=name_of(issue.get("author")), data={REMOTE: remote},
    )  # fmt: skip


def _files(issue: Issue) -> Sequence[Mapping[str, Any]]:
    return issue.get("attachments") or ()


def file_remote(file: Mapping[str, Any]) -> str:
    """Return what we call a file of theirs, whose hash they do not tell."""
    return f"attachment:{file['id']}"


def _attachment(file: Mapping[str, Any]) -> Attachment:
    name = clean(str(file.get("filename") or "")[:400], 400, "title") or "file"
    media = str(file.get("content_type") or "application/octet-stream")
    return Attachment(file_remote(file), name, int(file.get("filesize") or 0), media)


def attached(file: Mapping[str, Any], issue: Issue, place: Place) -> Event:
    """Return the event that tells of a file; its place of a hash holds `file_remote`."""
    remote, held = file_remote(file), _attachment(file)
    at = file.get("created_on") or issue["created_on"]
    return Event(
        place.id_of(remote), EventKind.ATTACHED, instant(at),
        actor=name_of(file.get("author")),
        data={"sha256": remote, "name": held.name, "size": str(held.size), "media": held.media,
              REMOTE: remote},
    )  # fmt: skip
