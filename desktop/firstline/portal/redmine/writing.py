"""Writes what one edit asks into an issue, and gives back what it overwrote by a hair's breadth."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from firstline.domain.edits.exchange import CopyState
from firstline.portal.redmine.calls import Calls, Denied
from firstline.portal.redmine.files import Files
from firstline.portal.redmine.names import Names
from firstline.portal.redmine.reasons import NO_PRIVATE, Refusal, no_person, no_status
from firstline.portal.redmine.wire import Issue, Place
from firstline.portal.redmine.wire_effect import notes_as_kept, own_effect
from firstline.portal.redmine.wire_found import Found
from firstline.portal.redmine.wire_wish import NAMES, Wish, raw_of, their


@dataclass(slots=True)
class Writer:
    """The writing half of a push; `files` knows where the files lie that its edits name."""

    calls: Calls
    names: Names
    files: Files
    _tokens: dict[str, str] = field(default_factory=dict)

    def why_not(self, wish: Wish, issue: Issue, place: Place) -> Refusal | None:
        """Return why Redmine would not take this, as far as it can be known before.

        A private note without the right to it would be taken, and be read by the requester.
        """
        project = str(issue["project"]["id"])
        if any(one.private for one in wish.notes) and not self.names.may(
            "set_notes_private", project
        ):
            return NO_PRIVATE
        who = wish.values.get("assignee")
        if who and place.words.person(who) is None:
            self.names.ask_people(project)
            if place.words.person(who) is None:
                return no_person(who, place.words.people.values())
        status = wish.values.get("status")
        if status and their("status", status, issue, place.words) is None:
            return no_status(status)
        return None

    def lacks_files(self, wish: Wish) -> bool:
        """Whether a file is named whose bytes we were not shown."""
        return any(one.data.get("sha256") not in self.files.paths for one in wish.files)

    def write(
        self, issue: Issue, wish: Wish, place: Place, found: Found
    ) -> Issue | CopyState | Denied:
        """Carry out the wish and return the issue as it stands then; `found` learns of the effect.

        What another person changed between our look and our write stands again in the end.
        """
        number = str(issue["id"])
        sent = {name: their(name, value, issue, place.words) for name, value in wish.values.items()}
        refusal = self._put(number, wish, sent)
        if refusal is not None:
            return refusal
        final = self.calls.issue(number, moves=True)
        if isinstance(final, CopyState):
            return final
        older = {one["id"] for one in issue.get("journals") or ()}
        fresh = [one for one in final.get("journals") or () if one["id"] not in older]
        found.add(own_effect(wish, fresh, sent, place.words))
        found.notes |= notes_as_kept(wish, fresh, found, place.words.me)
        there = {str(one["id"]) for one in final.get("attachments") or ()}
        for event in wish.files:
            name = self._tokens[event.data["sha256"]].partition(".")[0]
            if name in there:
                found.files[event.id] = int(name)
        return self._given_back(issue, final, sent, found)

    def _put(self, number: str, wish: Wish, sent: Mapping[str, Any]) -> Denied | None:
        """Write fields, files and the first text in one step, then further texts and removals."""
        fields: dict[str, Any] = {NAMES[name]: value for name, value in sent.items()}
        notes = [{"notes": one.text, "private_notes": one.private} for one in wish.notes]
        fields |= notes[0] if notes else {}
        uploads = []
        for one in wish.files:
            token = self.files.send(self.calls, one.data["sha256"], one.data.get("name", ""))
            if isinstance(token, Denied):
                return token
            self._tokens[one.data["sha256"]] = token
            uploads.append({"token": token, "filename": one.data.get("name", ""),
                            "content_type": one.data.get("media", "")})  # fmt: skip
        fields |= {"uploads": uploads} if uploads else {}
        refusal = self.calls.change(number, fields) if fields else None
        for note in notes[1:]:
            refusal = refusal or self.calls.change(number, note)
        for _, file in wish.drops:
            refusal = refusal or self.calls.drop_file(file)
        return refusal

    def _given_back(
        self, before: Issue, after: Issue, sent: Mapping[str, Any], found: Found
    ) -> Issue | CopyState:
        """Undo what overwrote another person's value between our look and our write.

        Their value is what our own journal says was there before. It stands again, ours is kept
        as a conflict (house law 5); where the value has moved on since, nothing needs to be done.
        """
        clashes = {
            name: old for told in found.changed.values() for name, old in told.items()
            if name in sent and old != raw_of(name, before)
        }  # fmt: skip
        found.clashed |= clashes.keys()
        theirs = {
            NAMES[name]: old for name, old in clashes.items()
            if raw_of(name, after) == str(sent[name]).replace("\r\n", "\n")
        }  # fmt: skip
        number = str(before["id"])
        if not theirs or self.calls.change(number, theirs) is not None:
            return after
        return self.calls.issue(number, moves=True)
