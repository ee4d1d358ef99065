"""Clashes on records that are no tickets: one act ends each, with mine, theirs or both."""

from dataclasses import replace

from firstline.domain.edits.conflicts import MARK, Take, id_of
from firstline.domain.edits.edit import Change, Edit, Stamp
from firstline.domain.edits.entity import Entity
from firstline.domain.edits.kinds import FieldClass, class_of
from firstline.domain.errors import BadInput, Refused
from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.ticket import Conflict, Event, EventKind
from firstline.domain.words import Text


def find(entity: Entity, clash_id: str) -> Conflict:
    """Return the clash of the record with this id. Raises Refused when there is none."""
    for one in entity.conflicts:
        if id_of(one) == clash_id:
            return one
    raise Refused(
        Text("没有这个冲突,可能已解决。", "There is no such conflict; it may be resolved.")
    )


def settle(entity: Entity, clash: Conflict, take: Take, stamp: Stamp) -> Edit:
    """Return the edit that ends `clash` with the value that `take` says, as for a ticket.

    Raises BadInput for *both* of a field that is no text, and Refused where the value of several
    parts that was held back cannot be told apart again.
    """
    mark = {MARK: clash.edit, "field": clash.field, "take": take}
    event = Event(f"{stamp.id}.0", EventKind.CHANGED, stamp.at, actor=stamp.actor, data=mark)
    edit = Edit(stamp.id, entity.id, "resolve", stamp.at, stamp.actor, entity.kind,
                events=(event,))  # fmt: skip
    if take == "theirs":
        return edit
    standing = entity.fields.get(clash.field)
    to = _value(entity, clash, take, standing)
    return replace(edit, changes=(Change(clash.field, to, standing),))


def _value(entity: Entity, clash: Conflict, take: Take, standing: Value) -> Value:
    if take == "both":
        if class_of(entity.kind, clash.field) is not FieldClass.TEXT:
            raise BadInput(
                Text("这个字段只能取一个值。", "This field holds one value only."),
                next_step=Text("请选 mine 或 theirs。", "Take mine or theirs."),
            )
        return "\n".join(one for one in (clash.theirs, clash.mine) if one)
    if not isinstance(standing, tuple):
        return clash.mine
    parts = tuple(clash.mine.split(", "))
    if len(parts) != len(standing):
        raise Refused(
            Text("我的这个值有几部分,分不开了。", "My value has parts that cannot be told apart."),
            Text("两个值都还在。", "Both values are still there."),
            Text("请照着它重新填写一次。", "Fill it in again by hand."),
        )
    return parts
