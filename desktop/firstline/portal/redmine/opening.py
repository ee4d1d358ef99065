"""A ticket of ours that becomes an issue: made once, with a mark, and found again by it."""

from dataclasses import dataclass, replace
from typing import Any

from firstline.domain.edits.edit import Edit, words_of
from firstline.domain.edits.exchange import CopyState, Op
from firstline.domain.edits.fold import REMOTE
from firstline.domain.edits.rebase import rebase
from firstline.domain.ticket.ticket import Event, EventKind, Ticket
from firstline.portal.redmine.calls import Calls, Denied
from firstline.portal.redmine.names import Names
from firstline.portal.redmine.reasons import NO_PROJECT, Refusal, denied
from firstline.portal.redmine.wire import (
    SUBJECT_MOST,
    Issue,
    Mark,
    Place,
    body_of,
    instant,
    mark_of,
    marked,
    ticket_of,
)
from firstline.portal.redmine.wire_wish import NAMES, says, their


@dataclass(frozen=True, slots=True)
class Opener:
    """Makes the issue of an edit that opens a ticket."""

    calls: Calls
    names: Names

    def issue(self, op: Op, number: str) -> Issue | CopyState | Refusal:
        """Return the issue of the ticket: the one that is there, or else a new one.

        Where an earlier answer may have been lost, the mark is looked for before anything is made.
        """
        edit = op.edit
        if not number and op.tries:
            found = self.names.bearing(edit.entity)
            number = str(found["id"]) if found else ""
        if not number:
            made = self._make(edit)
            if not isinstance(made, str):
                return made
            number = made
        issue = self.calls.issue(number, moves=True)
        return issue if isinstance(issue, CopyState) else self._as_wanted(edit, issue)

    def _make(self, edit: Edit) -> str | Refusal:
        project = self.names.project()
        if not project:
            return NO_PROJECT
        ticket = _opened(edit)
        place = self.names.place()
        if ticket.assignee and place.words.person(ticket.assignee) is None:
            self.names.ask_people(project)
        mark = Mark(edit.entity, self.calls.newest())
        field = self.names.field_for_marks()
        words = place.words
        fields: dict[str, Any] = {
            "project_id": project,
            "subject": _short(ticket.title),
            "description": ticket.body if field else marked(ticket.body, mark),
            "tracker_id": words.trackers.remote(ticket.type),
            "priority_id": words.priorities.remote(ticket.priority),
        }
        who = words.person(ticket.assignee) if ticket.assignee else None
        fields |= {"assigned_to_id": who} if who else {}
        fields |= {"custom_fields": [{"id": field, "value": str(mark)}]} if field else {}
        made = self.calls.create(fields)
        if isinstance(made, Denied):
            return denied(made)
        number = str(made["id"])
        self.names.made(edit.entity, made["id"])
        if mark_of(made) is None:  # the field for marks is not there for this kind of issue
            self.calls.change(number, {"description": marked(body_of(made), mark)})
        return number

    def _as_wanted(self, edit: Edit, issue: Issue) -> Issue | CopyState:
        """Bring a new issue to the status that was wanted, where the workflow lets it."""
        place, _ = self.names.of([issue])
        status = str(_opened(edit).status)
        if _is_touched(issue) or says("status", status, issue, place):
            return issue
        wanted = their("status", status, issue, place.words)
        number = str(issue["id"])
        if wanted is None or self.calls.change(number, {NAMES["status"]: wanted}) is not None:
            return issue
        return self.calls.issue(number, moves=True)


def _opened(edit: Edit) -> Ticket:
    ticket = rebase(None, [edit])
    return ticket or Ticket(edit.entity, "", "", edit.made_at, edit.made_at)


def _short(title: str) -> str:
    """Return a title that Redmine takes; the whole one stays in our log."""
    return title if len(title) <= SUBJECT_MOST else f"{title[: SUBJECT_MOST - 1]}…"


def _is_touched(issue: Issue) -> bool:
    """Whether anything was done to the issue after it was made."""
    return bool(issue.get("journals"))


def opened_as(edit: Edit, issue: Issue) -> Ticket:
    """Return the ticket as it was opened, with the number that it has now and no log yet."""
    return replace(_opened(edit), number=str(issue["id"]), events=())


def own_report(event: Event, issue: Issue) -> Event:
    """Return our report of a ticket bearing the portal's id of it."""
    if event.kind is not EventKind.REPORTED:
        return event
    return replace(event, data={**event.data, REMOTE: f"issue:{issue['id']}"})


def lost_values(edit: Edit, issue: Issue, place: Place) -> tuple[Event, ...]:
    """Return what a new issue could not take along, as events: the log keeps what was meant."""
    if _is_touched(issue):
        return ()
    stands = ticket_of(issue, place, edit.entity)
    lost = [
        one for one in edit.changes
        if one.field in NAMES and not says(one.field, one.to, issue, place)
    ]  # fmt: skip
    return tuple(
        Event(
            place.id_of("lost", edit.id, str(index)), EventKind.CHANGED,
            instant(issue["created_on"]), actor="Redmine",
            data={"field": one.field, "old": words_of(one.to),
                  "new": words_of(getattr(stands, one.field)),
                  REMOTE: f"issue:{issue['id']}:lost"},
        )
        for index, one in enumerate(lost)
    )  # fmt: skip
