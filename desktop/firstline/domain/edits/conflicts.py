"""Conflicts resolved: one click takes our value, theirs, or for texts both (house law 5)."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from firstline.domain.edits.edit import Edit, Stamp, change_of, edit_of, event_of
from firstline.domain.edits.moves import move
from firstline.domain.errors import BadInput, Refused
from firstline.domain.ticket.fields import LISTS, check
from firstline.domain.ticket.ticket import (
    TEXT_FIELDS,
    Conflict,
    EventKind,
    Priority,
    Status,
    Ticket,
)
from firstline.domain.words import Text

Take = Literal["mine", "theirs", "both"]
MARK = "resolves"  # in an event's data: the edit whose conflict this event resolves


def id_of(conflict: Conflict) -> str:
    """Return the name by which a person resolves this conflict: EDIT:FIELD."""
    return f"{conflict.edit}:{conflict.field}"


def takes_both(conflict: Conflict) -> bool:
    """Whether both values can be kept: of texts and of lists."""
    return conflict.field in (*TEXT_FIELDS, *LISTS) and conflict.field != "assignee"


def find(ticket: Ticket, conflict_id: str) -> Conflict:
    """Return the conflict of `ticket` with this id. Raises Refused when there is none."""
    for one in ticket.conflicts:
        if id_of(one) == conflict_id:
            return one
    raise Refused(
        Text("没有这个冲突,可能已解决。", "There is no such conflict; it may be resolved.")
    )


def resolve(ticket: Ticket, conflict: Conflict, take: Take, stamp: Stamp) -> Edit:
    """Return the edit that ends `conflict` on `ticket` with the value that `take` says.

    *mine* is the value that was held back, *theirs* the one that stands. The edit has seen what
    stands, so that a value which moves again meanwhile becomes a new conflict. Raises BadInput for
    *both* of a field that holds one value, and Refused for a status that can no longer be reached.
    """
    mark = {MARK: conflict.edit, "field": conflict.field, "take": take}
    if take == "theirs":
        event = event_of(stamp, 0, EventKind.CHANGED, data=mark)
        return edit_of(stamp, ticket.id, "resolve", (), (event,))
    if conflict.field == "status":
        return _moved(ticket, conflict, take, stamp, mark)
    value = check(conflict.field, _chosen(conflict, take))
    change = change_of(ticket, conflict.field, value)
    data = {**mark, "old": conflict.theirs, "new": conflict.mine}
    events = [event_of(stamp, 0, EventKind.CHANGED, data=data)]
    if conflict.field == "priority":
        told = event_of(stamp, 1, EventKind.PRIORITY, priority=Priority(str(value)))
        events.append(told)
    return edit_of(stamp, ticket.id, "resolve", (change,), tuple(events))


def _chosen(conflict: Conflict, take: Take) -> str:
    if take == "mine":
        return conflict.mine
    if not takes_both(conflict):
        raise BadInput(
            Text("这个字段只能取一个值。", "This field holds one value only."),
            next_step=Text("请选 mine 或 theirs。", "Take mine or theirs."),
        )
    return "\n".join(_parts(conflict)) if conflict.field == "body" else _joined(conflict)


def _joined(conflict: Conflict) -> str:
    return (", " if conflict.field in LISTS else " / ").join(_parts(conflict))


def _parts(conflict: Conflict) -> Iterator[str]:
    yield from (one for one in (conflict.theirs, conflict.mine) if one)


def _moved(
    ticket: Ticket, conflict: Conflict, take: Take, stamp: Stamp, mark: dict[str, str]
) -> Edit:
    if take == "both":
        raise BadInput(Text("状态只能取一个。", "A ticket has one status."))
    told = event_of(stamp, 0, EventKind.CHANGED, data=mark)
    if ticket.status == conflict.mine:
        return edit_of(stamp, ticket.id, "resolve", (), (told,))
    of = next((one.data["of"] for one in ticket.events if "of" in one.data), "")
    edit = move(ticket, Status(conflict.mine), stamp, of=of)
    rest = tuple(
        replace(one, id=f"{stamp.id}.{index}") for index, one in enumerate(edit.events, start=1)
    )
    return replace(edit, act="resolve", events=(told, *rest))
