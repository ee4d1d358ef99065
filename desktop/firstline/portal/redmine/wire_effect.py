"""What became of an edit at a Redmine, read from the issue's own journals and files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from firstline.domain.edit import Edit
from firstline.domain.exchange import Op
from firstline.domain.fold import REMOTE
from firstline.domain.ticket import Event, EventKind, Ticket
from firstline.portal.redmine.wire import Issue, Place, instant, plain
from firstline.portal.redmine.wire_log import Journal
from firstline.portal.redmine.wire_wish import NAMES, Note, Wish, their
from firstline.portal.redmine.wire_words import Words

_DRIFT = timedelta(minutes=2)


@dataclass(slots=True)
class Found:
    """Which journals and files of an issue are the effect of one edit.

    `notes` maps the event's id to the journal's, `files` to the file's; `changed` are the journals
    that tell of its fields, with what each field was before.
    """

    notes: dict[str, int] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)
    drops: dict[str, int] = field(default_factory=dict)
    changed: dict[int, dict[str, str]] = field(default_factory=dict)
    clashed: set[str] = field(default_factory=set)  # fields that somebody changed under our hands

    @property
    def journals(self) -> frozenset[int]:
        """All of the journals."""
        return frozenset({*self.notes.values(), *self.drops.values(), *self.changed})

    @property
    def taken(self) -> frozenset[str]:
        """The fields that Redmine took from us."""
        return frozenset(name for told in self.changed.values() for name in told)

    def add(self, more: "Found") -> None:
        """Add what was found since."""
        self.notes |= more.notes
        self.files |= more.files
        self.drops |= more.drops
        self.changed |= more.changed


def without(wish: Wish, found: Found) -> Wish:
    """Return what is left to be done of the wish."""
    return Wish(
        wish.values,
        tuple(one for one in wish.notes if one.event not in found.notes),
        tuple(one for one in wish.files if one.id not in found.files),
        tuple(one for one in wish.drops if one[0].id not in found.drops),
    )


def as_taken(edit: Edit, found: Found) -> Edit:
    """Return the edit without the changes that Redmine took: whatever they are now is the truth."""
    done = found.taken - found.clashed
    return replace(edit, changes=tuple(one for one in edit.changes if one.field not in done))


def own_effect(
    wish: Wish, journals: Sequence[Journal], sent: Mapping[str, str], words: Words
) -> Found:
    """Return what in `journals` is the effect of `wish`: by us, with these texts and values.

    `sent` holds, by our field, what was written in their words. Two equal texts need two journals:
    each journal counts once.
    """
    mine = [one for one in journals if (one.get("user") or {}).get("id") == words.me]
    notes: dict[str, int] = {}
    for note in wish.notes:
        taken = set(notes.values())
        found = next((one for one in mine if one["id"] not in taken and _is_note(one, note)), None)
        if found:
            notes[note.event] = found["id"]
    changed = {one["id"]: told for one in mine if (told := _told(one, sent))}
    drops = {
        event.id: one["id"] for event, number in wish.drops for one in mine
        if any(_is_drop(detail, number) for detail in one["details"])
    }  # fmt: skip
    return Found(notes, drops=drops, changed=changed)


def _is_note(journal: Journal, note: Note) -> bool:
    private = bool(journal.get("private_notes"))
    return private == note.private and plain(journal.get("notes") or "") == plain(note.text)


def _told(journal: Journal, sent: Mapping[str, str]) -> dict[str, str]:
    """Return the fields that the journal changed to what was sent, each with its old value."""
    told = {
        one["name"]: one for one in journal["details"] if one["property"] == "attr"
    }  # fmt: skip
    return {
        name: _text(told[NAMES[name]].get("old_value"))
        for name, value in sent.items()
        if NAMES[name] in told and _text(told[NAMES[name]].get("new_value")) == _text(value)
    }


def _text(value: object) -> str:
    return "" if value is None else str(value).replace("\r\n", "\n")


def _is_drop(detail: Mapping[str, Any], number: str) -> bool:
    return bool(
        detail["property"] == "attachment"
        and detail["name"] == number
        and detail.get("new_value") is None
    )


def files_there(
    wish: Wish, issue: Issue, spoken_for: frozenset[int], since: datetime, me: int
) -> dict[str, int]:
    """Return the files of the wish that an earlier try has left on the issue, by event id."""
    found: dict[str, int] = {}
    for event in wish.files:
        for one in issue.get("attachments") or ():
            if (
                one["id"] not in spoken_for
                and one["id"] not in found.values()
                and (one.get("author") or {}).get("id") == me
                and str(one.get("filesize")) == event.data.get("size")
                and one.get("filename") == event.data.get("name")
                and instant(one["created_on"]) >= since - _DRIFT
            ):
                found[event.id] = one["id"]
                break
    return found


def earlier_effect(
    op: Op, wish: Wish, issue: Issue, before: Ticket, claimed: frozenset[int], place: Place
) -> Found:
    """Return what an earlier try of the op, whose answer was lost, has left on the issue.

    `before` is the ticket as the issue stands, `claimed` are journals that belong to other edits.
    """
    edit, words = op.edit, place.words
    sent = {
        one.field: their(one.field, one.to, issue, words)
        for one in edit.changes if one.field in NAMES
    }  # fmt: skip
    found = own_effect(wish, _candidates(op, issue, before, claimed), sent, words)
    found.files |= _files_there(wish, issue, before, edit.made_at, words.me)
    seen = {one.field: one.seen for one in edit.changes if one.field != "body"}
    found.clashed |= {
        name for told in found.changed.values() for name, old in told.items()
        if name in seen and not _was(name, seen[name], old, words)
    }  # fmt: skip
    return found


def _candidates(op: Op, issue: Issue, before: Ticket, claimed: frozenset[int]) -> list[Journal]:
    """Return the journals that an earlier try may have left.

    Not those that an event of ours stands for already; and only what came after the copy that the
    edit was made on (its newest journal, where that is known) or after the edit itself.
    """
    last = op.version.rpartition("/")[2]
    older = int(last) if last.isdecimal() else 0
    ours = _spoken_for(before)
    return [
        one for one in issue.get("journals") or ()
        if f"journal:{one['id']}" not in ours and one["id"] not in claimed
        and (0 < older < one["id"] or instant(one["created_on"]) >= op.edit.made_at - _DRIFT)
    ]  # fmt: skip


def _spoken_for(before: Ticket) -> frozenset[str]:
    """Return the portal's ids that events of edits bear; an event that it told has no dot."""
    return frozenset(
        one.data[REMOTE] for one in before.events if REMOTE in one.data and "." in one.id
    )


def _files_there(
    wish: Wish, issue: Issue, before: Ticket, since: datetime, me: int
) -> dict[str, int]:
    """Return the files of the wish that an earlier try has left on the issue, by event id."""
    ours = _spoken_for(before)
    left = [
        one for one in issue.get("attachments") or ()
        if f"attachment:{one['id']}" not in ours
        and (one.get("author") or {}).get("id") == me
        and instant(one["created_on"]) >= since - _DRIFT
    ]  # fmt: skip
    found: dict[str, int] = {}
    for event in wish.files:
        name, size = event.data.get("name"), event.data.get("size")
        same = [one for one in left if (one["filename"], str(one["filesize"])) == (name, size)]
        if same:
            found[event.id] = same[0]["id"]
            left.remove(same[0])
    return found


def _was(name: str, seen: object, old: str, words: Words) -> bool:
    """Whether the value that our journal found there is the one that was seen."""
    if name == "assignee":
        who = words.person(str(seen)) if seen else None
        return old == ("" if who is None else str(who))
    scales = {"status": words.statuses, "priority": words.priorities, "type": words.trackers}
    if name in scales:
        number = int(old) if old.isdecimal() else 0
        return scales[name].says(str(seen)) == scales[name].word(number)
    return old == ("" if seen is None else str(seen))


def with_remotes(events: Iterable[Event], edit: Edit, found: Found) -> tuple[Event, ...]:
    """Return the log in which the edit's own events bear the portal's ids of them.

    A journal that no text of ours stands for is borne by the first event that tells of the change.
    """
    left = [one for one in found.changed if one not in found.notes.values()]
    told = []
    own = {one.id for one in edit.events}
    for event in events:
        remote = _remote_of(event.id, found)
        tells = event.id in own and event.kind not in (EventKind.ATTACHED, EventKind.DETACHED)
        if not remote and tells and REMOTE not in event.data and left:
            remote = f"journal:{left.pop(0)}"
        told.append(replace(event, data={**event.data, REMOTE: remote}) if remote else event)
    return tuple(told)


def _remote_of(event_id: str, found: Found) -> str:
    if event_id in found.files:
        return f"attachment:{found.files[event_id]}"
    journal = found.notes.get(event_id) or found.drops.get(event_id)
    return f"journal:{journal}" if journal else ""
