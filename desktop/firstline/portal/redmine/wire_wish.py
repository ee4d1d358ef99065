"""What one edit asks of a Redmine issue: only what the issue does not say already."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from firstline.domain.edits.edit import Edit
from firstline.domain.edits.fold import REMOTE
from firstline.domain.ticket.ticket import Event, EventKind, Leg, Ticket
from firstline.portal.redmine.wire import (
    Issue,
    Place,
    body_of,
    mark_of,
    marked,
    plain,
    ticket_of,
)
from firstline.portal.redmine.wire_words import Words

NAMES = {"title": "subject", "body": "description", "type": "tracker_id", "status": "status_id",
         "priority": "priority_id", "assignee": "assigned_to_id"}  # fmt: skip
_SAID = (EventKind.RESPONDED, EventKind.MESSAGE, EventKind.NOTE, EventKind.RESOLVED)


@dataclass(frozen=True, slots=True)
class Note:
    """One text for the issue's history; `event` is the event of ours that it tells of."""

    event: str
    text: str
    private: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be sent: our fields with their new values, texts, files, and files to be taken."""

    values: Mapping[str, Any]
    notes: tuple[Note, ...] = ()
    files: tuple[Event, ...] = ()
    drops: tuple[tuple[Event, str], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether Redmine has nothing to do."""
        return not (self.values or self.notes or self.files or self.drops)


def wish_of(edit: Edit, before: Ticket, after: Ticket, issue: Issue, place: Place) -> Wish:
    """Return what must be written so that the issue says what `after` says.

    `before` is the ticket as the issue stands, `after` with the edit laid over it. What the issue
    says already, in whichever words, is not written.
    """
    values = {
        one.field: getattr(after, one.field)
        for one in edit.changes
        if one.field in NAMES and getattr(after, one.field) != getattr(before, one.field)
        and not says(one.field, getattr(after, one.field), issue, place)
    }  # fmt: skip
    known = {one.id for one in before.events}
    added = [one for one in after.events if one.id not in known]
    return Wish(
        values,
        tuple(notes_of(added)),
        tuple(one for one in added if one.kind is EventKind.ATTACHED),
        tuple(_drops(added, before)),
    )


def notes_of(events: Iterable[Event]) -> Iterable[Note]:
    """Yield the texts that Redmine can carry: what is said to the requester, and internal notes.

    What is agreed with the vendor stays with us: the requester reads along there.
    """
    for event in events:
        if event.kind in _SAID and event.leg is not Leg.VENDOR and event.text:
            yield Note(event.id, event.text, private=event.kind is EventKind.NOTE)


def _drops(events: Iterable[Event], before: Ticket) -> Iterable[tuple[Event, str]]:
    remotes = {
        one.data.get("sha256"): one.data.get(REMOTE, "")
        for one in before.events if one.kind is EventKind.ATTACHED
    }  # fmt: skip
    for event in events:
        remote = remotes.get(event.data.get("sha256"), "")
        if event.kind is EventKind.DETACHED and remote.startswith("attachment:"):
            yield event, remote.partition(":")[2]


def says(name: str, value: Any, issue: Issue, place: Place) -> bool:
    """Whether the issue says this of our field `name`, in words that may be coarser than ours."""
    words = place.words
    if name == "status":
        return words.statuses.says(value) == words.statuses.word(issue["status"]["id"])
    if name == "priority":
        return words.priorities.says(value) == words.priorities.word(issue["priority"]["id"])
    if name == "type":
        return words.trackers.says(value) == words.trackers.word(issue["tracker"]["id"])
    if name == "assignee":
        who = (issue.get("assigned_to") or {}).get("id")
        return (words.person(value) if value else None) == who and (not value or who is not None)
    if name == "body":
        return bool(plain(value) == body_of(issue))
    return bool(value == getattr(ticket_of(issue, place, "?"), name))


def their(name: str, value: Any, issue: Issue, words: Words) -> Any:
    """Return the value of our field `name` as Redmine writes it; None where it cannot."""
    if name == "body":
        described = mark_of({**issue, "custom_fields": ()})
        return marked(value, described)
    if name == "status":
        return _allowed(value, issue, words)
    if name == "assignee":
        return words.person(value) if value else ""
    scales = {"priority": words.priorities, "type": words.trackers}
    return scales[name].remote(value) if name in scales else value


def _allowed(status: str, issue: Issue, words: Words) -> int | None:
    """Return the status of theirs that says ours and that Redmine's workflow allows next."""
    allowed = [one["id"] for one in issue.get("allowed_statuses") or ()]
    wanted = words.statuses.remote(status)
    if not allowed or wanted in allowed:
        return wanted
    word = words.statuses.says(status)
    return next((one for one in allowed if words.statuses.word(one) == word), None)


def raw_of(name: str, issue: Issue) -> str:
    """Return the value of our field `name` as Redmine's journals write it."""
    entries = {"status": "status", "priority": "priority", "type": "tracker",
               "assignee": "assigned_to"}  # fmt: skip
    if name in entries:
        return str((issue.get(entries[name]) or {}).get("id") or "")
    return str(issue.get(NAMES[name]) or "").replace("\r\n", "\n")
