"""A page arrives: copies and cursor in one transaction, and what is shown recomputed with them."""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from firstline import __version__
from firstline.domain.edits.codec import canonical, ticket_to_json
from firstline.domain.edits.exchange import Page
from firstline.domain.instants import epoch
from firstline.domain.words import Text
from firstline.store.exchange import brake, copies, fresh, landing, portals, position
from firstline.store.exchange.copies import Base
from firstline.store.exchange.landing import Landing, Quarantined, Record
from firstline.store.exchange.ready import MOST_NAMED, Ready
from firstline.store.shown import overlay
from firstline.store.shown.masks import ERASURE, show_anew
from firstline.store.shown.overlay import reason_to
from firstline.store.shown.shown import Desk, Written, list_of
from firstline.store.watch import Changed

_GONE = Text("这张工单在门户上已被删除。", "This ticket was deleted at the portal.")
_DOUBLE = Text(
    "这张工单与另一张是同一张,请在那一张上重做。",
    "This ticket is the same as another; do it again on that one.",
)


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a page brought: how many records are new, changed or gone, and which are set aside."""

    changed: Changed
    created: int = 0
    updated: int = 0
    gone: int = 0
    quarantined: tuple[Quarantined, ...] = ()


class Braked(Exception):  # noqa: N818 - never leaves the room
    """The page would take away `count` of `total` tickets."""

    def __init__(self, count: int, total: int) -> None:
        super().__init__(count)
        self.count = count
        self.total = total


def arrive(
    desk: Desk, portal: str, page: Page, ready: Ready, now: datetime, *, mass_ok: bool,
    last: bool = True,
) -> Arrived:  # fmt: skip
    """Apply a page and its cursor; call inside a transaction. Raises Braked.

    Of a page in parts (`ready.parts_of`) the `last` alone brings the cursor.

    The last page of changes after a first pull takes away what neither has told of: copies
    without edits of ours that are still to be decided. What the first of all first pulls brings
    is not news.
    """
    raw = desk.raw
    place = position.place(raw, portal)
    looked_at = now.isoformat() if page.first and place.generation == 1 else ""
    rows = fresh.rows_of(raw, page, ready) if page.first else None
    if rows is not None:
        fresh.write(desk, portal, page, rows, place.seen, looked_at)
        records = [("ticket", one.id) for one in rows]
        _let_out(raw, portal, records)
        if last:
            _note(raw, portal, page, now, place.dropping)
        return Arrived(told(records, kinds=("portal",)), created=len(rows))
    landed = Landing(portal, place, place.seen)
    landed.take(raw, page.copies, elsewhere(raw, portal), ready=ready.copies)
    absent = [] if page.first or page.more else _absent(raw, landed)
    dropped = _tickets_of(landed.gone) + sum(one.kind == "ticket" for one in absent)
    if dropped and not mass_ok:
        _brake(raw, portal, place.dropping, dropped)
    created = sum(one not in landed.gone and landed.bases[one].key is None
                  for one in landed.changed)  # fmt: skip
    updated = len(landed.changed) - created - len(landed.gone)
    apply(desk, landed, now, absent=absent, ready=ready.shown, looked_at=looked_at)
    if last:
        _note(raw, portal, page, now, place.dropping + dropped)
    changed = told(landed.changed, absent, kinds=("portal",))
    bad = tuple(Quarantined(*one, reason) for one, (_, reason) in landed.bad.items())
    return Arrived(changed, created, updated, len(landed.gone) + len(absent), bad)


def together(parts: Iterable[Arrived]) -> Arrived:
    """Return what the parts of one page brought."""
    several = tuple(parts)
    changed = Changed()
    for one in several:
        changed |= one.changed
    created, updated, gone = (
        sum(getattr(one, name) for one in several) for name in ("created", "updated", "gone")
    )
    return Arrived(
        changed, created, updated, gone, tuple(bad for one in several for bad in one.quarantined)
    )


def _brake(raw: sqlite3.Connection, portal: str, before: int, now: int) -> None:
    """Raise Braked when this pull has taken away too much, with what it did `before`."""
    held = copies.count(raw, portal) + before
    if brake.too_many(before + now, held):
        raise Braked(before + now, held)


def try_again(desk: Desk, now: datetime) -> Changed:
    """Apply what an earlier version of this program set aside; call inside a transaction.

    What still cannot be applied stays, marked as tried by this version.
    """
    raw, changed = desk.raw, Changed()
    sql = "SELECT DISTINCT portal FROM quarantine WHERE program<>?"
    for (portal,) in raw.execute(sql, (__version__,)).fetchall():
        place = position.place(raw, portal)
        landed = Landing(portal, place, place.seen)
        page = landing.set_aside(raw, portal, __version__)
        landed.take(raw, page, elsewhere(raw, portal))
        apply(desk, landed, now)
        changed |= told(landed.changed, kinds=("portal",))
    return changed


def _tickets_of(records: Iterable[Record]) -> int:
    return sum(kind == "ticket" for kind, _ in records)


def _note(raw: sqlite3.Connection, portal: str, page: Page, now: datetime, dropped: int) -> None:
    values: dict[str, object] = {"cursor": page.cursor, "dropping": dropped if page.more else 0}
    if page.first:
        values |= {"done": page.done, "total": page.total, "first_done": int(not page.more)}
    if not page.more:
        values |= {"pulled_at": epoch(now)}
    if not page.more and not page.first:
        values |= {"unsure": 0}
    position.note(raw, portal, values)


def elsewhere(raw: sqlite3.Connection, portal: str) -> frozenset[str]:
    """Return the other portals in use: their records are not this one's to write."""
    return frozenset(portals.homes(raw).kinds) - {portal}


def _absent(raw: sqlite3.Connection, landed: Landing) -> list[Base]:
    """Return the copies that are not there any more, now that this is the last page of changes.

    They are those that neither the first pull nor the changes since it began have told of.
    """
    if not landed.place.unsure:
        return []
    unseen = copies.unseen(raw, landed.portal, landed.place.seen)
    return [one for one in unseen if (one.kind, one.id) not in landed.bases]


def apply(
    desk: Desk, landed: Landing, now: datetime, *, absent: Iterable[Base] = (),
    also: Iterable[Record] = (), ready: Mapping[str, Written] = MappingProxyType({}),
    looked_at: str = "",
) -> None:  # fmt: skip
    """Write what has landed, recompute what it touches and, `also`, records whose edits moved.

    `ready` and `looked_at` are as in `overlay.show`.
    """
    raw = desk.raw
    for record, state in landed.gone.items():
        landed.put(_parted(desk, landed.bases[record], state))
    for base in absent:
        landed.put(_kept(raw, base))
    for kind, one in landed.doubles:
        _refuse_open(raw, kind, one, "double", _DOUBLE)
    landed.write(raw)
    for record, bad in landed.bad.items():
        landing.keep(raw, landed.portal, record, bad, __version__, epoch(now))
    known = [one for one in (*landed.changed, *landed.seen) if one not in landed.bad]
    _let_out(raw, landed.portal, known)
    settle_resolved(raw, landed, now)
    touched = (*landed.changed, *landed.doubles, *also)
    bases = {one: base for (kind, one), base in landed.bases.items() if kind == "ticket"}
    tickets = [one for kind, one in touched if kind == "ticket"]
    overlay.show(desk, tickets, bases=bases, ready=ready, looked_at=looked_at)
    if any(kind == ERASURE for kind, _ in touched):
        show_anew(desk)


def _parted(desk: Desk, base: Base, state: str) -> Base:
    """Return what is kept of a record that the portal deleted or hides from us.

    Deleted: edits that were not sent are refused, with their text, and the ticket as it was shown
    stays until a person has decided about them. Hidden: nothing of the copy stays.
    """
    raw = desk.raw
    plain = replace(base, state=state, doc="", made=None)
    if state == "hidden" or not _has_open(raw, base):
        return plain
    stored, _ = overlay.edits_of(raw, base.kind, (base.id,))
    edits = stored.get(base.id, [])
    if base.kind == "ticket":
        ticket = overlay.composed(base if base.doc else None, edits, "")
        shown = canonical(ticket_to_json(ticket)) if ticket else ""
    else:
        shown = base.doc
    _refuse_open(raw, base.kind, base.id, "gone", _GONE)
    return replace(plain, doc=shown)


def _kept(raw: sqlite3.Connection, base: Base) -> Base:
    """Return what is kept of a copy that a first pull did not see: all, while edits need it."""
    doc = base.doc if _has_open(raw, base) else ""
    return replace(base, state="gone", doc=doc, made=None)


def _has_open(raw: sqlite3.Connection, base: Base) -> bool:
    sql = (
        "SELECT 1 FROM edit WHERE entity=? AND kind=? AND state IN ('waiting','held','refused')"
        " LIMIT 1"
    )
    return raw.execute(sql, (base.id, base.kind)).fetchone() is not None


def _refuse_open(raw: sqlite3.Connection, kind: str, entity: str, code: str, why: Text) -> None:
    """Refuse what was not sent; of an edit that may be there already the portal has the word."""
    raw.execute(
        "UPDATE edit SET state='refused', code=?, reason=? WHERE entity=? AND kind=?"
        " AND state IN ('waiting','held') AND tries=0",
        (code, reason_to(why), entity, kind),
    )


def _let_out(raw: sqlite3.Connection, portal: str, records: Iterable[Record]) -> None:
    """Forget the quarantine of records that have come whole since, or are gone."""
    if raw.execute("SELECT 1 FROM quarantine LIMIT 1").fetchone() is None:
        return
    raw.executemany(
        "DELETE FROM quarantine WHERE portal=? AND kind=? AND id=?",
        [(portal, *one) for one in records],
    )


def settle_resolved(raw: sqlite3.Connection, landed: Landing, now: datetime) -> None:
    """Settle the edits that the portal held, where the copy has no conflict of them any more.

    And those that we refused by ourselves, where the copy holds them all the same: another profile
    with the same edits, a copy of this one, has sent them.
    """
    listed, values = list_of({one for _, one in landed.changed})
    sql = (
        f"SELECT id, kind, entity, state FROM edit WHERE entity IN {listed}"
        " AND ((state='held' AND code<>'') OR (state='refused' AND code='gone'))"
    )
    for edit_id, kind, entity, state in raw.execute(sql, values).fetchall():
        base = landed.bases.get((kind, entity))
        if base is None or base.state != "put":
            continue
        if state == "held":
            done = not any(one.edit == edit_id for one in base.conflicts())
        else:
            done = _holds(base, edit_id)
        if done:
            settle_edit(raw, edit_id, landed.portal, now)


def _holds(base: Base, edit_id: str) -> bool:
    return any(one.id.startswith(f"{edit_id}.") for one in base.made_events())


def settle_edit(raw: sqlite3.Connection, edit_id: str, portal: str, now: datetime) -> None:
    """Note that the portal's copy holds the edit."""
    raw.execute(
        "UPDATE edit SET state='settled', code='', reason='', portal=?, settled_at=? WHERE id=?",
        (portal, epoch(now), edit_id),
    )


def told(
    records: Iterable[Record], absent: Iterable[Base] = (), kinds: Iterable[str] = ()
) -> Changed:
    """Return the facts of a page: which tickets, as long as they are few, and which kinds."""
    every = {*records, *((one.kind, one.id) for one in absent)}
    tickets = frozenset(one for kind, one in every if kind == "ticket")
    named = frozenset((*(kind for kind, _ in every), *kinds))
    if len(tickets) > MOST_NAMED:
        return Changed(kinds=named, everything=True)
    return Changed(tickets, named)
