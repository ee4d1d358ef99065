"""Undo and redo of one step: withdrawn while unsent, by the inverse edit once it was sent."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from firstline.domain.edits.inverse import invert, invert_entity
from firstline.domain.errors import Problem, Refused

if TYPE_CHECKING:
    from firstline.domain.edits.edit import Edit
    from firstline.viewmodel.acts import Acted
    from firstline.viewmodel.desk import Desktop


def take_back(desktop: "Desktop", edit_ids: Sequence[str]) -> tuple[str, ...] | None:
    """Take the edits back, the newest first; return the inverse of each, "" for a withdrawn one.

    None when one of them cannot be taken back; that is told as a Problem.
    """
    inverse: dict[str, str] = {}
    before = frozenset(one for one in edit_ids if _is_withdrawn(desktop, one))
    try:
        for one in reversed(edit_ids):
            with_another = one not in before and _is_withdrawn(desktop, one)
            inverse[one] = "" if with_another else _take_one(desktop, one)
    except Problem as problem:
        desktop.problem.emit(problem)
        return None
    return tuple(inverse[one] for one in edit_ids)


def put_back(desktop: "Desktop", taken: "Acted") -> tuple[str, ...] | None:
    """Do again what was taken back; return the edits that are in force now, None for a Problem."""
    edits = []
    gone = frozenset(one for one in taken.edits if _is_withdrawn(desktop, one))
    try:
        for one, inverse in zip(taken.edits, taken.inverse, strict=True):
            if inverse:
                edits.append(_take_one(desktop, inverse) or one)
            elif one in gone and not _is_withdrawn(desktop, one):  # it came back with another
                edits.append(one)
            else:
                desktop.store.reinstate(one, desktop.ticking.now())
                edits.append(one)
    except Problem as problem:
        desktop.problem.emit(problem)
        return None
    return tuple(edits)


def _is_withdrawn(desktop: "Desktop", edit_id: str) -> bool:
    held = desktop.store.edit(edit_id)
    return held is not None and held.state == "withdrawn"


def _inverse(desktop: "Desktop", edit: "Edit") -> "Edit | None":
    """Return the edit that undoes `edit`, None where its record is not there. Raises Refused."""
    if edit.kind != "ticket":
        entity = desktop.store.record(edit.kind, edit.entity)
        return None if entity is None else invert_entity(entity, edit, desktop.stamp())
    ticket = desktop.store.find(edit.entity)
    return None if ticket is None else invert(ticket, edit, desktop.stamp())


def _take_one(desktop: "Desktop", edit_id: str) -> str:
    """Withdraw the edit, or perform its inverse and return its id. Raises Problem."""
    store, now = desktop.store, desktop.ticking.now()
    try:
        store.withdraw(edit_id, now)
    except Refused:
        held = store.edit(edit_id)
        if held is None or held.state == "withdrawn":
            raise
        made = _inverse(desktop, held.edit)
        if made is None:
            raise
        store.perform(made, now=now)
        return made.id
    return ""
