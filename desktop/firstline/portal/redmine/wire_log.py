"""Redmine's journals as our events: what was said, what changed, and how it moves the clocks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from firstline.domain.edits.fold import REMOTE
from firstline.domain.ticket.statuses import CHART
from firstline.domain.ticket.ticket import (
    CLOSED_STATUSES,
    Event,
    EventKind,
    Leg,
    Priority,
    Status,
)
from firstline.portal.redmine.wire import Issue, Place, instant, mark_of, name_of, plain

Journal = Mapping[str, Any]
Detail = Mapping[str, Any]
_K = EventKind
_MOST_SHOWN = 2000  # of an old or new value: the field itself holds the whole
_FIELDS = {"subject": "title", "description": "body", "assigned_to_id": "assignee",
           "tracker_id": "type"}  # fmt: skip


def events_of(issue: Issue, place: Place) -> tuple[Event, ...]:
    """Return the events of an issue that was fetched with its journals, oldest first.

    The id of each is derived from its journal, so that reading twice adds nothing; `data.remote`
    is the journal's own id, by which an act of ours is known again.
    """
    journals: Sequence[Journal] = issue.get("journals") or ()
    first = _status_at_first(issue, journals, place)
    events = list(_began(issue, first, place))
    for journal in journals:
        events.extend(_journal(journal, issue, place))
    return tuple(events)


def last_journal(issue: Issue) -> int:
    """Return the id of the newest journal, 0 for none."""
    return max((one["id"] for one in issue.get("journals") or ()), default=0)


def _status_at_first(issue: Issue, journals: Sequence[Journal], place: Place) -> Status:
    for journal in journals:
        for detail in journal["details"]:
            if detail["name"] == "status_id" and detail["property"] == "attr":
                return _status(detail["old_value"], place)
    return Status(place.words.statuses.word(issue["status"]["id"]))


def _status(value: object, place: Place) -> Status:
    return Status(place.words.statuses.word(_number(value)))


def _number(value: object) -> int:
    return int(str(value)) if str(value or "").isdecimal() else 0


def _began(issue: Issue, status: Status, place: Place) -> Iterator[Event]:
    """Yield what an issue needs that was not new when it was made."""
    remote = f"issue:{issue['id']}:status"
    for index, event in enumerate(moved(Status.NEW, status)):
        yield replace(
            event, id=place.id_of(remote, str(index)), at=instant(issue["created_on"]),
            actor=name_of(issue.get("author")), data={REMOTE: remote},
        )  # fmt: skip


def _journal(journal: Journal, issue: Issue, place: Place) -> Iterator[Event]:
    remote = f"journal:{journal['id']}"
    told = [*_said(journal, issue), *_changed(journal, issue, place)]
    for index, event in enumerate(told):
        yield replace(
            event, id=place.id_of(remote, str(index)), at=instant(journal["created_on"]),
            actor=name_of(journal.get("user")), data={**event.data, REMOTE: remote},
        )  # fmt: skip


def _event(kind: EventKind, leg: Leg | None = None, **parts: Any) -> Event:
    return Event("", kind, _NEVER, leg=leg, **parts)


_NEVER = instant("1970-01-01T00:00:00Z")  # every event is given its own


def _said(journal: Journal, issue: Issue) -> Iterator[Event]:
    text = plain(journal.get("notes") or "")
    if not text:
        return
    if journal.get("private_notes"):
        yield _event(_K.NOTE, text=text)
    elif _is_requester(journal, issue):
        yield _event(_K.MESSAGE, text=text)
    else:
        yield _event(_K.RESPONDED, Leg.INTERNAL, text=text)


def _is_requester(journal: Journal, issue: Issue) -> bool:
    """Whether the note is the requester's own word: of the author, who of ours is the recorder."""
    who, author = journal.get("user") or {}, issue.get("author") or {}
    return mark_of(issue) is None and who.get("id") == author.get("id")


def _changed(journal: Journal, issue: Issue, place: Place) -> Iterator[Event]:
    for detail in journal["details"]:
        if detail["property"] == "attachment":
            yield from _file(detail)
        elif detail["property"] == "attr" and detail["name"] == "status_id":
            old, new = (_status(detail[one], place) for one in ("old_value", "new_value"))
            yield from moved(old, new)
        elif detail["property"] == "attr" and detail["name"] == "priority_id":
            to = Priority(place.words.priorities.word(_number(detail["new_value"])))
            yield _event(_K.PRIORITY, priority=to)
        else:
            yield _event(_K.CHANGED, data=_told(detail, issue, place))


def _file(detail: Detail) -> Iterator[Event]:
    """Yield the removal of a file; that it came is told by the file itself."""
    if detail.get("new_value") is None:
        name = str(detail.get("old_value") or "")[:200]
        yield _event(_K.DETACHED, data={"sha256": f"attachment:{detail['name']}", "name": name})


def moved(old: Status, new: Status) -> Iterator[Event]:
    """Yield what a move there means to our clocks; they know no chart, so any move is possible."""
    if old == new:
        return
    ended = old in CLOSED_STATUSES
    if ended and new not in CLOSED_STATUSES:
        yield _event(_K.REOPENED)
    elif not ended and new not in CLOSED_STATUSES:
        yield from (_event(_K.RESUMED, act.leg) for act in CHART[old].holds)
    row = CHART[new]
    if new is Status.CLOSED and not ended:
        yield _event(_K.RESOLVED)
    if new is not Status.NEW and not (ended and new is Status.IN_PROGRESS):
        yield from (
            _event(act.kind, act.leg, reason=act.reason)
            for act in (*row.enter, *row.holds)
            if act.kind is not _K.PRIORITY
        )


def _told(detail: Detail, issue: Issue, place: Place) -> dict[str, str]:
    """Return a change as field, old and new, in our words where we have any."""
    name = str(detail["name"])
    field = _FIELDS.get(name, name.removesuffix("_id"))
    if detail["property"] == "cf":
        fields = issue.get("custom_fields") or ()
        field = next((one["name"] for one in fields if str(one["id"]) == name), f"#{name}")
    say = {"assignee": _person, "type": _tracker}.get(field, _plain)
    old, new = (say(detail.get(one), place)[:_MOST_SHOWN] for one in ("old_value", "new_value"))
    return {"field": field, "old": old, "new": new}


def _plain(value: object, _place: Place) -> str:
    return plain(str(value)) if value not in (None, "") else ""


def _person(value: object, place: Place) -> str:
    return place.words.people.get(_number(value), f"#{value}") if value else ""


def _tracker(value: object, place: Place) -> str:
    return place.words.trackers.word(_number(value)) if value else ""
