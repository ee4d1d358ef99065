"""The inverse edit: what takes back an act that was sent already, and keeps both in the history."""

from dataclasses import replace

from firstline.domain.edits.edit import Change, Edit, Stamp, change_of, edit_of, event_of, words_of
from firstline.domain.edits.entity import Entity
from firstline.domain.edits.moves import move
from firstline.domain.errors import Refused
from firstline.domain.ticket.fields import NAMES
from firstline.domain.ticket.ticket import Event, EventKind, Priority, Status, Ticket
from firstline.domain.words import Text

_SAID = (EventKind.RESPONDED, EventKind.NOTE, EventKind.MESSAGE, EventKind.ACKNOWLEDGED,
         EventKind.HANDED_OFF, EventKind.ENTRY)  # fmt: skip


def invert(ticket: Ticket, edit: Edit, stamp: Stamp) -> Edit:
    """Return the edit that gives `ticket` the values back that it had before `edit`.

    Raises Refused for what only grows (a reply, a note, a new ticket), for a conflict that was
    ended, for a field that somebody changed since, and for a status that cannot be reached again;
    nothing is changed then.
    """
    if edit.act in ("open", "resolve") or any(one.kind in _SAID for one in edit.events):
        raise _final()
    for one in edit.changes:
        if getattr(ticket, one.field, None) != one.to:
            raise _moved_on(one)
    back = tuple(change_of(ticket, one.field, one.seen) for one in edit.changes)
    events = _events(ticket, back, edit, stamp)
    if not back and not events and not (edit.add_tags or edit.remove_tags):
        raise _final()
    made = edit_of(stamp, ticket.id, edit.act, back, _numbered(events, stamp))
    return replace(made, add_tags=edit.remove_tags, remove_tags=edit.add_tags)


def invert_entity(entity: Entity, edit: Edit, stamp: Stamp) -> Edit:
    """Return the edit that gives a record of another kind its values back.

    A history of changes is told of the way back, too. Raises Refused for what only grows (an entry,
    a new record), for a conflict that was ended, and
    for a field that somebody changed since.
    """
    grows = any(one.kind is not EventKind.CHANGED for one in edit.events)
    if edit.act in ("open", "resolve") or grows:
        raise _final()
    for one in edit.changes:
        if entity.fields.get(one.field) != one.to:
            raise _moved_on(one)
    back = tuple(Change(one.field, one.seen, one.to) for one in edit.changes)
    if not back and not (edit.add_tags or edit.remove_tags):
        raise _final()
    told = [
        event_of(stamp, 0, EventKind.CHANGED, data={
            "field": one.field, "old": words_of(one.seen), "new": words_of(one.to),
        })
        for one in (back if edit.events else ())
    ]  # fmt: skip
    return Edit(
        stamp.id, entity.id, edit.act, stamp.at, stamp.actor, edit.kind, back,
        _numbered(told, stamp), edit.remove_tags, edit.add_tags,
    )  # fmt: skip


def _events(
    ticket: Ticket, back: tuple[Change, ...], edit: Edit, stamp: Stamp
) -> list[Event]:  # fmt: skip
    events: list[Event] = []
    for one in back:
        if one.field == "status":
            events += move(ticket, Status(str(one.to)), stamp).events
        elif one.field == "priority":
            told = {"reason": "set_directly", "priority": Priority(str(one.to))}
            events.append(event_of(stamp, 0, EventKind.PRIORITY, **told))  # type: ignore[arg-type] # both fit
        else:
            data = {"field": one.field, "old": words_of(one.seen), "new": words_of(one.to)}
            events.append(event_of(stamp, 0, EventKind.CHANGED, data=data))
    if edit.add_tags or edit.remove_tags:
        data = {"field": "tags", "old": ", ".join(edit.add_tags),
                "new": ", ".join(edit.remove_tags)}  # fmt: skip
        events.append(event_of(stamp, 0, EventKind.CHANGED, data=data))
    kinds = {EventKind.ATTACHED: EventKind.DETACHED, EventKind.DETACHED: EventKind.ATTACHED}
    events += [
        event_of(stamp, 0, kinds[one.kind], data=one.data)
        for one in edit.events if one.kind in kinds
    ]  # fmt: skip
    return events


def _numbered(events: list[Event], stamp: Stamp) -> tuple[Event, ...]:
    return tuple(replace(one, id=f"{stamp.id}.{at}") for at, one in enumerate(events))


def _final() -> Refused:
    return Refused(
        Text("这一步已经送出,不能收回。", "This has been sent and cannot be taken back."),
        Text("什么都没有改。", "Nothing was changed."),
        Text("可以再写一条更正。", "Write a correction instead."),
    )


def _moved_on(change: Change) -> Refused:
    name = NAMES.get(change.field, Text(change.field, change.field))
    return Refused(
        Text(f"{name.zh}后来又改过,不能自动撤回。",
             f"{name.en} was changed again since; it cannot be taken back by itself."),
        Text("什么都没有改。", "Nothing was changed."),
        Text("请手工改成想要的值。", "Set the value you want by hand."),
    )  # fmt: skip
