"""Tries a refused or held edit once more: the same intention, as of what is shown now."""

from dataclasses import replace
from datetime import datetime

from firstline.domain.edits.conflicts import MARK, resolve
from firstline.domain.edits.edit import Change, Edit, Stamp, words_of
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import Refused
from firstline.domain.ids import new_id
from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.ticket import Event, EventKind, Ticket
from firstline.domain.words import Text
from firstline.store.acts.perform import Stage
from firstline.store.shown import overlay
from firstline.store.shown.overlay import StoredEdit
from firstline.store.shown.record import record
from firstline.store.shown.shown import Desk, load
from firstline.store.watch import Changed


def retry(desk: Desk, edit_id: str, now: datetime) -> Changed:
    """Make the edit once more with a new id, since a portal's refusal of an id is for ever.

    A refused edit is withdrawn in favour of the new one; a held one is resolved by it and stays
    held until the portal's copy says so. Raises Refused for an edit that is neither, for one that
    is damaged, and where nothing is left to be resolved.
    """
    one = overlay.stored_edit(desk.raw, edit_id)
    if one is None or one.state not in ("refused", "held"):
        raise Refused(
            Text(
                "只有被拒绝或有冲突的更改可以重试。", "Only a refused or held edit can be retried."
            )
        )
    if one.code == "damaged":
        raise Refused(
            Text("这条更改的内容已损坏。", "The content of this edit is damaged."),
            next_step=Text("请运行 firstline doctor。", "Run firstline doctor."),
        )
    if one.state == "held":
        return _resolve(desk, one, now)
    desk.raw.execute("UPDATE edit SET state='withdrawn' WHERE id=?", (edit_id,))
    again = renewed(one.edit, shown_of(desk, one.edit), new_id(now))
    changed = _perform(desk, again, now)
    if again.kind == "ticket":  # a new opening edit stands before those that build on it
        overlay.show(desk, (again.entity,))
    return changed


def shown_of(desk: Desk, edit: Edit) -> Ticket | Entity | None:
    """Return the record of `edit` as it is shown."""
    if edit.kind != "ticket":
        return record(desk.raw, edit.kind, edit.entity)
    held = load(desk.raw, (edit.entity,)).get(edit.entity)
    return held.ticket if held else None


def renewed(edit: Edit, shown: Ticket | Entity | None, new: str) -> Edit:
    """Return the edit under the id `new`, as if its maker had seen what is shown now."""
    known = shown if edit.act != "open" else None
    changes = tuple(
        replace(one, seen=standing(known, one.field)) if known else one for one in edit.changes
    )
    events = tuple(_under(one, edit.id, new) for one in edit.events)
    return replace(edit, id=new, changes=changes, events=events)


def _under(event: Event, old: str, new: str) -> Event:
    return replace(event, id=new + event.id.removeprefix(old))


def standing(shown: Ticket | Entity, name: str) -> Value:
    """Return the value of a field as it is shown."""
    if isinstance(shown, Entity):
        return shown.fields.get(name)
    value: Value = getattr(shown, name, None)
    return value


def _resolve(desk: Desk, one: StoredEdit, now: datetime) -> Changed:
    changed = Changed()
    while True:
        shown = shown_of(desk, one.edit)
        conflict = (
            next((c for c in shown.conflicts if c.edit == one.edit.id), None) if shown else None
        )
        if shown is None or conflict is None:
            break
        stamp = Stamp(new_id(now), now, desk.me)
        if isinstance(shown, Ticket):
            edit = resolve(shown, conflict, "mine", stamp)
        else:
            edit = _taken(shown, one.edit, conflict.field, stamp)
        changed |= _perform(desk, edit, now)
    if not changed:
        raise Refused(
            Text("这里已没有要解决的冲突。", "There is no conflict left to resolve here."),
        )
    return changed


def _taken(shown: Entity, edit: Edit, name: str, stamp: Stamp) -> Edit:
    """Return the edit that gives a field of another kind's record the value that was held."""
    to = next((one.to for one in edit.changes if one.field == name), None)
    data = {MARK: edit.id, "field": name, "take": "mine", "new": words_of(to)}
    event = Event(f"{stamp.id}.0", EventKind.CHANGED, stamp.at, actor=stamp.actor, data=data)
    change = Change(name, to, shown.fields.get(name))
    return Edit(
        stamp.id, shown.id, "resolve", stamp.at, stamp.actor, shown.kind, (change,), (event,)
    )


def _perform(desk: Desk, edit: Edit, now: datetime) -> Changed:
    stage = Stage(desk)
    changed = stage.lay((edit,), now)
    stage.write()
    return changed
