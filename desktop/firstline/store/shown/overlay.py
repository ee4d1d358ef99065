"""Lays edits over the portal's copies: what is shown, of one ticket or of a page of them."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from firstline.domain.digests import digest as sha256_of
from firstline.domain.edits.codec import edit_from_json
from firstline.domain.edits.edits import Edit
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.edits.rebase import rebase
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.values import dataclass, replace
from firstline.domain.words import Text
from firstline.store.acts.numbers import given_number, local_number
from firstline.store.exchange.copies import Base, bases_of
from firstline.store.queue.rows import readable
from firstline.store.shown.masks import mask_of
from firstline.store.shown.shown import SYNC_ORDER, Desk, Written, list_of, put, remove, written

if TYPE_CHECKING:
    from firstline.domain.privacy.mask import Mask

LAID = ("waiting", "held")  # the states whose edits are laid over the portal's copy
OPEN_EDITS = ("waiting", "held", "refused")
_DAMAGED = Text(
    "这条编辑的内容已损坏,没有送出。", "The content of this edit is damaged; it was not sent."
)


@dataclass(frozen=True, slots=True)
class StoredEdit:
    """An edit with what became of it.

    `not_before` is epoch seconds, `n` the order of arrival, `tries` how often it was sent or may
    have been, `code` the portal's word for `reason`, `portal` where it went, `settled_at` when the
    portal's copy held it first.
    """

    n: int
    state: str
    not_before: int
    reason: Text
    edit: Edit
    tries: int = 0
    code: str = ""
    portal: str = ""
    settled_at: int | None = None


_COLUMNS = "n, state, not_before, reason, doc, tries, code, portal, settled_at, sha256"


def stored_edits(
    raw: sqlite3.Connection, states: Sequence[str], entity: str | None = None,
    most: int | None = None,
) -> list[StoredEdit]:  # fmt: skip
    """Return the edits in these states, oldest first, of one record or of all, at most `most`."""
    marks = ",".join("?" * len(states))
    where, values = f"state IN ({marks})", [*states]
    if entity is not None:
        where, values = f"entity=? AND {where}", [entity, *states]
    sql = f"SELECT {_COLUMNS} FROM edit WHERE {where} ORDER BY n LIMIT ?"
    return [_stored(row) for row in raw.execute(sql, [*values, -1 if most is None else most])]


def edits_in(raw: sqlite3.Connection, where: str, values: Sequence[Any] = ()) -> list[StoredEdit]:
    """Return the whole edits for which the SQL condition holds, oldest first."""
    rows = raw.execute(f"SELECT {_COLUMNS}, id FROM edit WHERE {where} ORDER BY n", values)
    return [_stored(row) for row in rows if is_whole(row[4], row[9], row[10])]


def stored_edit(raw: sqlite3.Connection, edit_id: str) -> StoredEdit | None:
    """Return the edit with this id, or None."""
    found = raw.execute(f"SELECT {_COLUMNS} FROM edit WHERE id=?", (edit_id,)).fetchone()
    return _stored(found) if found else None


def edits_of(
    raw: sqlite3.Connection, kind: str, entities: Iterable[str]
) -> tuple[dict[str, list[StoredEdit]], set[str]]:
    """Return the open edits of these records, in order, and the ids of those that are damaged.

    A damaged one does not bear its own SHA-256 any more; it is in neither list.
    """
    listed, values = list_of(entities)
    sql = (
        f"SELECT {_COLUMNS}, id, entity FROM edit WHERE entity IN {listed} AND kind=?"
        " AND state IN ('waiting','held','refused') ORDER BY n"
    )
    found: dict[str, list[StoredEdit]] = {}
    damaged = set()
    for *row, edit_id, entity in raw.execute(sql, (*values, kind)):
        if is_whole(row[4], row[9], edit_id):
            found.setdefault(entity, []).append(_stored(row))
        else:
            damaged.add(edit_id)
    return found, damaged


def is_whole(doc: str, sha256: bytes, edit_id: str) -> bool:
    """Whether a stored edit is what was stored: its SHA-256 and its id fit."""
    return sha256_of(doc.encode()) == sha256 and f'"id":"{edit_id}"' in doc


@readable
def _stored(row: Sequence[Any]) -> StoredEdit:
    n, state, not_before, reason, doc, tries, code, portal, settled_at = row[:9]
    edit = edit_from_json(json.loads(doc))
    return StoredEdit(
        n, state, not_before, reason_from(reason), edit, tries, code, portal, settled_at
    )


def reason_from(kept: str) -> Text:
    """Return the reason that `reason_to` wrote."""
    if not kept.startswith("["):
        return Text(kept, kept)
    zh, en = json.loads(kept)
    return Text(zh, en)


def reason_to(reason: Text) -> str:
    """Return a reason as it is stored, "" for none."""
    return json.dumps([reason.zh, reason.en], ensure_ascii=False) if reason.zh else ""


def in_order(edits: Iterable[StoredEdit]) -> list[StoredEdit]:
    """Return a record's edits in the order in which they are laid and sent.

    That is the order of arrival, but an edit that opens a record stands first: it may have been
    refused and made once more.
    """
    return sorted(edits, key=lambda one: (one.edit.act != "open", one.n))


def laid(edits: Iterable[StoredEdit], base: Base | None) -> list[Edit]:
    """Return the edits that are laid over `base`, in order.

    A refused edit is not; but the one that opens a record the portal has not got stays, so that
    what was recorded can still be seen. Nor is one that the copy holds as a conflict: the copy has
    all of it that stands, and would show the rest if the value came to be what was seen.
    """
    alone = base is None or not base.doc
    return [
        one.edit for one in in_order(edits)
        if (one.state in LAID and not (one.state == "held" and _is_in(base, one)))
        or (alone and one.state == "refused" and one.edit.act == "open")
    ]  # fmt: skip


def _is_in(base: Base | None, held: StoredEdit) -> bool:
    """Whether the copy has a held edit, as a conflict of its own."""
    return base is not None and any(one.edit == held.edit.id for one in base.conflicts())


def composed(
    base: Base | None, edits: Sequence[StoredEdit], number: str, mask: "Mask | None" = None
) -> Ticket | None:
    """Return the ticket as it is shown; `number` is that of one which the portal gave none.

    A `mask` puts aliases in the place of names on both, so that what was seen still meets.
    A record that is gone at the portal is shown while there are edits of ours to decide about.
    """
    ours = [one for one in edits if one.state in OPEN_EDITS]
    under = base.ticket() if base and base.doc and (base.state == "put" or ours) else None
    if under is not None and not under.number and number:
        under = replace(under, number=number)
    over = laid(edits, base)
    if mask is not None:
        under = mask.ticket(under) if under else None
        over = [mask.edit(one) for one in over]
    return rebase(under, over, number)


def composed_entity(
    base: Base | None, edits: Sequence[StoredEdit], mask: "Mask | None" = None
) -> Entity | None:
    """Return a record of another kind as it is shown, by the same law as a ticket."""
    ours = [one for one in edits if one.state in OPEN_EDITS]
    under = base.entity() if base and base.doc and (base.state == "put" or ours) else None
    over = laid(edits, base)
    if mask is not None:
        under = mask.entity(under) if under else None
        over = [mask.edit(one) for one in over]
    made = rebase_entity(under, over)
    return mask.vouched(made) if mask is not None and made is not None else made


def show(
    desk: Desk, ticket_ids: Iterable[str], *, bases: Mapping[str, Base] = MappingProxyType({}),
    ready: Mapping[str, Written] = MappingProxyType({}), looked_at: str = "",
) -> None:  # fmt: skip
    """Recompute tickets from the portal's copies and every laid edit, and write what is shown.

    A damaged edit is refused, and a ticket of which nothing is left leaves the lists. `bases` are
    copies that need not be read again, and `ready` holds what follows from some of them alone;
    `looked_at` is as in `put`.
    """
    ids = tuple(dict.fromkeys(ticket_ids))
    edits, damaged = edits_of(desk.raw, "ticket", ids)
    refuse_damaged(desk.raw, damaged)
    held = {**bases_of(desk.raw, "ticket", [one for one in ids if one not in bases]), **bases}
    keys, mask = _keys(desk.raw, ids), mask_of(desk.raw)
    rows = []
    for one in ids:
        base, stored = held.get(one), edits.get(one, [])
        plain = ready.get(one)
        hidden = mask is not None and plain is not None and mask.may_hit(plain.doc)
        if plain is not None and not stored and _is_all(base, plain) and not hidden:
            rows.append((plain, "synced", keys.get(one)))
            continue
        ticket = composed(base, stored, _number(desk.raw, one, base, stored), mask)
        stored = held_or_not(desk.raw, stored, ticket)
        if ticket is not None:
            rows.append((written(ticket, desk), worst(stored), keys.get(one)))
        elif one in keys:
            remove(desk, keys[one])
    put(desk, rows, looked_at=looked_at)


def _is_all(base: Base | None, ready: Written) -> bool:
    """Whether a copy without edits of ours is shown just as `ready` says."""
    return base is not None and base.state == "put" and base.doc == ready.doc and ready.number != ""


def held_or_not(
    raw: sqlite3.Connection, edits: Sequence[StoredEdit], shown: Ticket | Entity | None
) -> list[StoredEdit]:
    """Return a record's edits with their states as of what is shown, and write what changed.

    An edit that the portal has not judged yet is held as long as a conflict of it is shown.
    """
    clashing = {one.edit for one in shown.conflicts} if shown else set()
    fresh = []
    for one in edits:
        state = one.state
        if state in LAID and not one.code:
            state = "held" if one.edit.id in clashing else "waiting"
        if state != one.state:
            raw.execute("UPDATE edit SET state=? WHERE n=?", (state, one.n))
        fresh.append(replace(one, state=state))
    return fresh


def _number(
    raw: sqlite3.Connection, ticket_id: str, base: Base | None, edits: Sequence[StoredEdit]
) -> str:
    """Return the L-number of a ticket that the portal has not given one."""
    if base is not None and base.doc:
        return "" if base.ticket().number else given_number(raw, ticket_id)
    plain = laid(edits, base)
    return local_number(raw, ticket_id) if plain and not has_number(plain) else ""


def has_number(edits: Sequence[Edit]) -> bool:
    """Whether one of the edits gives the ticket its number."""
    return any(change.field == "number" and change.to for one in edits for change in one.changes)


def worst(edits: Iterable[StoredEdit]) -> str:
    """Return the worst state among edits, or *synced*."""
    states = [one.state for one in edits if one.state in SYNC_ORDER]
    return max(states, key=SYNC_ORDER.index, default="synced")


def refuse_damaged(raw: sqlite3.Connection, edit_ids: Iterable[str]) -> None:
    """Refuse edits whose content is not what was stored; the doctor may find them elsewhere."""
    raw.executemany(
        "UPDATE edit SET state='refused', code='damaged', reason=? WHERE id=?",
        [(reason_to(_DAMAGED), one) for one in edit_ids],
    )


def _keys(raw: sqlite3.Connection, ids: Iterable[str]) -> Mapping[str, int]:
    listed, values = list_of(ids)
    return dict(raw.execute(f"SELECT id, key FROM ticket WHERE id IN {listed}", values))
