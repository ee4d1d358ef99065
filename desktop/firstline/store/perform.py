"""Acts become edits, and edits become what is shown, in one transaction."""

import hashlib
import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from firstline.domain.codec import canonical, edit_to_json
from firstline.domain.edits import Edit
from firstline.domain.errors import Refused
from firstline.domain.instants import epoch
from firstline.domain.rebase import rebase
from firstline.domain.ticket import Ticket
from firstline.domain.words import Text
from firstline.store.shown import SYNC_ORDER, Desk, load, put

UNDO_TIME = timedelta(seconds=10)  # an edit waits so long before it may be sent (house.md)
NO_CHAIN = b""


@dataclass(slots=True)
class _Touched:
    """A ticket while edits are laid over it."""

    key: int | None
    ticket: Ticket | None
    sync: str


@dataclass(slots=True)
class _New:
    """An edit on its way into the file."""

    edit: Edit
    doc: str
    sha256: bytes
    state: str = "waiting"


@dataclass(frozen=True, slots=True)
class Performed:
    """What one call did: the tickets and the kinds that it touched."""

    tickets: frozenset[str]
    kinds: frozenset[str]


def perform(desk: Desk, edits: Sequence[Edit], now: datetime) -> Performed:
    """Store `edits` and what they show; an edit whose id is known already does nothing.

    Everything is computed before the first row is written, so that a refusal leaves no trace even
    inside a longer transaction. Raises Refused for an edit of a ticket that is not there and for
    a known id with another content.
    """
    rows = new_edits(desk.raw, edits)
    held = load(desk.raw, {one.edit.entity for one in rows})
    touched = {one: _Touched(shown.key, shown.ticket, shown.sync) for one, shown in held.items()}
    for one in rows:
        if one.edit.kind == "ticket":
            one.state = _lay(desk, one.edit, touched)
    _write_edits(desk.raw, rows, epoch(now + UNDO_TIME))
    put(desk, ((one.ticket, one.sync, one.key) for one in touched.values() if one.ticket))
    return Performed(frozenset(touched), frozenset(one.edit.kind for one in rows))


def new_edits(raw: sqlite3.Connection, edits: Sequence[Edit]) -> list[_New]:
    """Return those of `edits` that are not stored yet, each once, as they will be stored.

    Raises Refused for one that is stored with another content.
    """
    sql = "SELECT id, sha256 FROM edit WHERE id IN (SELECT value FROM json_each(?))"
    known: dict[str, bytes] = dict(raw.execute(sql, (json.dumps([one.id for one in edits]),)))
    rows = []
    for edit in edits:
        doc = canonical(edit_to_json(edit))
        digest = hashlib.sha256(doc.encode()).digest()
        if edit.id not in known:
            rows.append(_New(edit, doc, digest))
        elif known[edit.id] != digest:
            raise _another_content(edit.id)
        known[edit.id] = digest
    return rows


def _lay(desk: Desk, edit: Edit, touched: dict[str, _Touched]) -> str:
    """Lay one edit over its ticket and return the state it is stored with."""
    one = touched.get(edit.entity) or _Touched(None, None, "synced")
    number = "" if one.ticket else number_for(desk.raw, edit, touched.values())
    shown = rebase(one.ticket, (edit,), number)
    if shown is None:
        raise no_ticket(edit.entity)
    moved = any(conflict.edit == edit.id for conflict in shown.conflicts)
    state = "held" if moved else "waiting"
    one.ticket = shown
    one.sync = max(one.sync, state, key=SYNC_ORDER.index)
    touched[edit.entity] = one
    return state


def _another_content(edit_id: str) -> Refused:
    return Refused(
        Text(
            f"编辑 {edit_id} 已存在且内容不同。",
            f"Edit {edit_id} exists already with another content.",
        ),
        Text("原来的内容没有改。", "The first one stands."),
    )


def number_for(raw: sqlite3.Connection, edit: Edit, beside: Iterable[_Touched]) -> str:
    """Return the number that the ticket opened by `edit` bears: its own, or the next L-number."""
    own = next((str(one.to) for one in edit.changes if one.field == "number" and one.to), "")
    taken = {one.ticket.number for one in beside if one.ticket} if not own else set()
    return own or local_number(raw, edit.entity, taken)


def local_number(
    raw: sqlite3.Connection, ticket_id: str, taken: Collection[str] = frozenset()
) -> str:
    """Return this ticket's L-number, the same one for ever, or else the next free one.

    `taken` are numbers that this call is about to write.
    """
    found = raw.execute("SELECT n FROM ticket_number WHERE id=?", (ticket_id,)).fetchone()
    if found:
        return f"L-{found[0]}"
    while True:
        n = raw.execute("INSERT INTO ticket_number(id) VALUES(?)", (ticket_id,)).lastrowid
        number = f"L-{n}"
        used = raw.execute("SELECT 1 FROM ticket WHERE number = ?", (number,)).fetchone()
        if not used and number not in taken:
            return number
        raw.execute("DELETE FROM ticket_number WHERE n=?", (n,))


def _write_edits(raw: sqlite3.Connection, rows: Iterable[_New], not_before: int) -> None:
    last = raw.execute("SELECT chain FROM edit ORDER BY n DESC LIMIT 1").fetchone()
    chain: bytes = last[0] if last else NO_CHAIN
    values = []
    for one in rows:
        edit, chain = one.edit, link(chain, one.sha256)
        values.append(
            (edit.id, edit.kind, edit.entity, edit.act, edit.made_at.isoformat(), one.state,
             not_before, one.sha256, chain, one.doc)
        )  # fmt: skip
    raw.executemany(
        "INSERT INTO edit(id,kind,entity,act,made_at,state,not_before,sha256,chain,doc)"
        " VALUES(?,?,?,?,?,?,?,?,?,?)",
        values,
    )


def link(chain: bytes, digest: bytes) -> bytes:
    """Return the next link: it holds every edit before it, so that a changed one is found (N3)."""
    return hashlib.sha256(chain + digest).digest()


def no_ticket(key: str) -> Refused:
    """Return the refusal for a ticket that is not in the store."""
    return Refused(
        Text(f"没有“{key[:60]}”这张工单。", f"There is no ticket “{key[:60]}”."),
        next_step=Text("请核对编号。", "Check the number."),
    )
