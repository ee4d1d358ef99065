"""Undo and redo: an edit that is still waiting is withdrawn and may be reinstated."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from firstline.domain.codec import edit_from_json, ticket_from_json
from firstline.domain.edits import Edit
from firstline.domain.errors import Refused
from firstline.domain.instants import epoch
from firstline.domain.rebase import rebase
from firstline.domain.ticket import Ticket
from firstline.domain.words import Text
from firstline.store.numbers import local_number
from firstline.store.perform import UNDO_TIME
from firstline.store.shown import SYNC_ORDER, Desk, load, put, remove

LAID = ("waiting", "held")  # the states whose edits are laid over the portal's copy


@dataclass(frozen=True, slots=True)
class StoredEdit:
    """An edit with what became of it; `not_before` is epoch seconds, `n` the order of arrival."""

    n: int
    state: str
    not_before: int
    reason: str
    edit: Edit


def stored_edits(
    raw: sqlite3.Connection, states: Sequence[str], ticket_id: str | None = None
) -> list[StoredEdit]:
    """Return the edits in these states, oldest first, of one ticket or of all."""
    marks = ",".join("?" * len(states))
    where, values = f"state IN ({marks})", [*states]
    if ticket_id is not None:
        where, values = f"entity=? AND {where}", [ticket_id, *states]
    sql = f"SELECT n, state, not_before, reason, doc FROM edit WHERE {where} ORDER BY n"
    return [
        StoredEdit(n, state, not_before, reason, edit_from_json(json.loads(doc)))
        for n, state, not_before, reason, doc in raw.execute(sql, values)
    ]


def withdraw(desk: Desk, edit_id: str) -> str:
    """Take a waiting edit back and return its ticket's id.

    Raises Refused when it is no longer waiting, and when a later edit of the same ticket builds
    on it: then the caller performs the inverse edit, which keeps both in the history.
    """
    state, entity = _find(desk.raw, edit_id)
    if state not in LAID:
        raise _not_waiting(edit_id)
    laid = stored_edits(desk.raw, LAID, entity)
    before = _rebased(desk.raw, entity, [one.edit for one in laid])
    kept = [one.edit for one in laid if one.edit.id != edit_id]
    after = _rebased(desk.raw, entity, kept)
    if builds_on(before, after, edit_id, kept):
        raise Refused(
            Text(
                "之后的更改依赖这一步,不能单独撤回。",
                "A later change builds on this one; it cannot be taken back alone.",
            ),
            Text("什么都没有改。", "Nothing was changed."),
            Text("请改回原值。", "Set the old value again."),
        )
    _set_state(desk.raw, edit_id, "withdrawn")
    show(desk, entity)
    return entity


def reinstate(desk: Desk, edit_id: str, now: datetime) -> str:
    """Put a withdrawn edit back in its place and return its ticket's id.

    Raises Refused when it is not withdrawn, or when the ticket has changed so that it no longer
    fits.
    """
    state, entity = _find(desk.raw, edit_id)
    if state != "withdrawn":
        raise Refused(Text("这一步没有撤回过。", "This act was not taken back."))
    laid = stored_edits(desk.raw, LAID, entity)
    before = _rebased(desk.raw, entity, [one.edit for one in laid])
    again = stored_edits(desk.raw, (*LAID, "withdrawn"), entity)
    edits = [one.edit for one in again if one.state in LAID or one.edit.id == edit_id]
    after = _rebased(desk.raw, entity, edits)
    if after is None or len(after.conflicts) > (len(before.conflicts) if before else 0):
        raise Refused(
            Text("工单后来改过,不能重做这一步。", "The ticket has changed since; cannot redo."),
            Text("什么都没有改。", "Nothing was changed."),
        )
    _set_state(desk.raw, edit_id, "waiting", epoch(now + UNDO_TIME))
    show(desk, entity)
    return entity


def show(desk: Desk, ticket_id: str) -> Ticket | None:
    """Recompute one ticket from the portal's copy and every laid edit, and write what is shown."""
    held = load(desk.raw, (ticket_id,)).get(ticket_id)
    laid = stored_edits(desk.raw, LAID, ticket_id)
    ticket = _rebased(desk.raw, ticket_id, [one.edit for one in laid])
    if ticket is None:
        if held:
            remove(desk, held.key)
        return None
    put(desk, [(ticket, sync_of(desk.raw, ticket_id), held.key if held else None)])
    return ticket


def sync_of(raw: sqlite3.Connection, ticket_id: str) -> str:
    """Return the worst state among the ticket's edits, or *synced*."""
    sql = "SELECT DISTINCT state FROM edit WHERE entity=? AND state IN ('waiting','held','refused')"
    states = [row[0] for row in raw.execute(sql, (ticket_id,))]
    return max(states, key=SYNC_ORDER.index, default="synced")


def builds_on(
    before: Ticket | None, after: Ticket | None, edit_id: str, kept: Sequence[Edit]
) -> bool:
    """Whether leaving one edit out breaks a later one: it clashes, or its ticket is gone."""
    if after is None:
        return bool(kept)
    old = {(one.edit, one.field) for one in before.conflicts} if before else set()
    new = {(one.edit, one.field) for one in after.conflicts}
    return bool(new - old - {(edit_id, one) for _, one in new})


def _rebased(raw: sqlite3.Connection, ticket_id: str, edits: Sequence[Edit]) -> Ticket | None:
    sql = "SELECT doc FROM base WHERE kind='ticket' AND id=?"
    found = raw.execute(sql, (ticket_id,)).fetchone()
    base = ticket_from_json(json.loads(found[0])) if found else None
    number = "" if base or not edits or has_number(edits) else local_number(raw, ticket_id)
    return rebase(base, edits, number)


def has_number(edits: Sequence[Edit]) -> bool:
    """Whether one of the edits gives the ticket its number."""
    return any(change.field == "number" and change.to for one in edits for change in one.changes)


def _find(raw: sqlite3.Connection, edit_id: str) -> tuple[str, str]:
    found = raw.execute("SELECT state, entity FROM edit WHERE id=?", (edit_id,)).fetchone()
    if found is None:
        raise Refused(Text("没有这一步。", "There is no such edit."))
    return str(found[0]), str(found[1])


def _set_state(
    raw: sqlite3.Connection, edit_id: str, state: str, not_before: int | None = None
) -> None:
    raw.execute(
        "UPDATE edit SET state=?, not_before=coalesce(?, not_before) WHERE id=?",
        (state, not_before, edit_id),
    )


def _not_waiting(edit_id: str) -> Refused:
    return Refused(
        Text("这一步已经送出,不能撤回。", f"Edit {edit_id} is no longer waiting."),
        Text("什么都没有改。", "Nothing was changed."),
        Text("请改回原值。", "Set the old value again."),
    )
