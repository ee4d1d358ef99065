"""What became of an edit at a Redmine, read from the issue's own journals and files."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from firstline.domain.edits.exchange import Op
from firstline.domain.edits.fold import REMOTE
from firstline.domain.ticket.ticket import Ticket
from firstline.portal.redmine.wire import Issue, Place, instant, plain
from firstline.portal.redmine.wire_found import Found
from firstline.portal.redmine.wire_log import Journal
from firstline.portal.redmine.wire_wish import NAMES, Note, Wish, their
from firstline.portal.redmine.wire_words import Words

_DRIFT = timedelta(minutes=2)


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


def notes_as_kept(wish: Wish, fresh: Sequence[Journal], found: Found, me: int) -> dict[str, int]:
    """Return journals that must be our texts although they read otherwise, by event id.

    A Redmine may change a text as it keeps it (a plug-in, a database without emoji). What came
    after our look, is by us, and no text of ours stands for, is what became of those not found.
    """
    left = [
        one for one in fresh
        if (one.get("user") or {}).get("id") == me and plain(one.get("notes") or "")
        and one["id"] not in found.notes.values()
    ]  # fmt: skip
    told: dict[str, int] = {}
    for note in wish.notes:
        alike = [one for one in left if bool(one.get("private_notes")) == note.private]
        if note.event not in found.notes and alike:
            told[note.event] = alike[0]["id"]
            left.remove(alike[0])
    return told


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
