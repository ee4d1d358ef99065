"""Undo and redo: an edit that is still waiting is withdrawn and may be reinstated."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime

from firstline.domain.edits.edits import Edit
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import Refused
from firstline.domain.instants import epoch
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.values import replace
from firstline.domain.words import Text
from firstline.store.acts.numbers import given_number
from firstline.store.acts.perform import UNDO_TIME
from firstline.store.exchange.copies import bases_of, write
from firstline.store.exchange.portals import NATIVE, homes
from firstline.store.shown import overlay
from firstline.store.shown.masks import ERASURE, mask_of
from firstline.store.shown.overlay import LAID, OPEN_EDITS, StoredEdit, stored_edits
from firstline.store.shown.shown import Desk

LASTING: Mapping[str, Text] = {
    ERASURE: Text("去标识化不能撤回。", "A pseudonym is not taken back."),
    "legal_hold": Text("保全不能撤回,要由第二个人解除。",
                       "A hold is not taken back; a second person lifts it."),
    "destruction": Text("销毁不能撤回。", "A destruction is not taken back."),
}  # fmt: skip
"""What is not taken back, by kind, and why."""


def withdraw(desk: Desk, edit_id: str) -> Edit:
    """Take a waiting or refused edit back and return it.

    Raises Refused when it was sent or may have been, and when a later edit of the same ticket
    builds on it: then the caller performs the inverse edit, which keeps both in the history.
    """
    one = _find(desk.raw, edit_id)
    if one.edit.kind in LASTING:
        raise Refused(LASTING[one.edit.kind], Text("什么都没有改。", "Nothing was changed."))
    if one.state == "refused":
        return _let_refusal_go(desk, one)
    if one.state == "held" and one.code:
        return _drop_ours(desk, one)
    if one.state not in LAID or one.tries:
        raise _not_waiting(edit_id)
    entity, kind = one.edit.entity, one.edit.kind
    stored = stored_edits(desk.raw, OPEN_EDITS, entity)
    before = _composed(desk.raw, kind, entity, stored)
    kept = [other for other in stored if other.edit.id != edit_id]
    after = _composed(desk.raw, kind, entity, kept)
    later = [other.edit for other in kept if other.state in LAID and other.n > one.n]
    if builds_on(before, after, later):
        raise _built_on()
    return _become(desk, one, "withdrawn")


def _let_refusal_go(desk: Desk, one: StoredEdit) -> Edit:
    """Withdraw an edit that the portal refused: nothing of it is shown but a new ticket."""
    entity = one.edit.entity
    later = [
        other for other in stored_edits(desk.raw, OPEN_EDITS, entity)
        if other.edit.id != one.edit.id
    ]  # fmt: skip
    if one.edit.act == "open" and later and not bases_of(desk.raw, one.edit.kind, (entity,)):
        raise _built_on()
    return _become(desk, one, "withdrawn")


def _drop_ours(desk: Desk, one: StoredEdit) -> Edit:
    """Withdraw an edit that clashes at a portal which keeps no conflicts: it stood here alone."""
    base = bases_of(desk.raw, one.edit.kind, (one.edit.entity,)).get(one.edit.entity)
    kinds = homes(desk.raw).kinds
    if base is None or kinds.get(base.portal, NATIVE) == NATIVE or not base.doc:
        raise Refused(
            Text("门户上已记下这个冲突。", "The portal keeps this conflict."),
            Text("什么都没有改。", "Nothing was changed."),
            Text("请选一个值来解决它。", "Resolve it by taking one of the values."),
        )
    write(desk.raw, [base.without_conflicts_of(one.edit.id)])
    return _become(desk, one, "withdrawn")


def _built_on() -> Refused:
    return Refused(
        Text(
            "之后的更改依赖这一步,不能单独撤回。",
            "A later change builds on this one; it cannot be taken back alone.",
        ),
        Text("什么都没有改。", "Nothing was changed."),
        Text("请改回原值。", "Set the old value again."),
    )


def reinstate(desk: Desk, edit_id: str, now: datetime) -> Edit:
    """Put a withdrawn edit back in its place and return it.

    Raises Refused when it is not withdrawn, or when the ticket has changed so that it no longer
    fits. One that the portal refused is refused again.
    """
    one = _find(desk.raw, edit_id)
    if one.state != "withdrawn":
        raise Refused(Text("这一步没有撤回过。", "This act was not taken back."))
    if one.code:
        return _become(desk, one, "refused")
    entity, kind = one.edit.entity, one.edit.kind
    stored = stored_edits(desk.raw, OPEN_EDITS, entity)
    before = _composed(desk.raw, kind, entity, stored)
    again = replace(one, state="waiting")
    after = _composed(desk.raw, kind, entity, [*stored, again])
    if after is None or len(after.conflicts) > (len(before.conflicts) if before else 0):
        raise Refused(
            Text("工单后来改过,不能重做这一步。", "The ticket has changed since; cannot redo."),
            Text("什么都没有改。", "Nothing was changed."),
        )
    return _become(desk, one, "waiting", epoch(now + UNDO_TIME))


def builds_on(
    before: Ticket | Entity | None, after: Ticket | Entity | None, later: Sequence[Edit]
) -> bool:
    """Whether leaving one edit out breaks a later one: it clashes, or its ticket is gone.

    A clash of an earlier edit that comes back is what the edit left out had ended.
    """
    if after is None:
        return bool(later)
    old = {(one.edit, one.field) for one in before.conflicts} if before else set()
    new = {(one.edit, one.field) for one in after.conflicts}
    return any(edit in {one.id for one in later} for edit, _ in new - old)


def _composed(
    raw: sqlite3.Connection, kind: str, entity: str, stored: Sequence[StoredEdit]
) -> Ticket | Entity | None:
    base = bases_of(raw, kind, (entity,)).get(entity)
    if kind != "ticket":
        return overlay.composed_entity(base, stored, mask_of(raw))
    return overlay.composed(base, stored, given_number(raw, entity), mask_of(raw))


def _find(raw: sqlite3.Connection, edit_id: str) -> StoredEdit:
    found = overlay.stored_edit(raw, edit_id)
    if found is None:
        raise Refused(Text("没有这一步。", "There is no such edit."))
    return found


def _become(desk: Desk, one: StoredEdit, state: str, not_before: int | None = None) -> Edit:
    desk.raw.execute(
        "UPDATE edit SET state=?, not_before=coalesce(?, not_before) WHERE id=?",
        (state, not_before, one.edit.id),
    )
    if one.edit.kind == "ticket":
        overlay.show(desk, (one.edit.entity,))
    return one.edit


def _not_waiting(edit_id: str) -> Refused:
    return Refused(
        Text("这一步已经送出,不能撤回。", f"Edit {edit_id} is no longer waiting."),
        Text("什么都没有改。", "Nothing was changed."),
        Text("请改回原值。", "Set the old value again."),
    )
