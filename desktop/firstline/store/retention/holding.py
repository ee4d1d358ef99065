"""What is held now, with the names that this desk knows: who may not be touched, and why."""

import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from firstline.domain.retention.category import Category
from firstline.domain.retention.hold import CLAIM, SHEET, SITE, TICKET, Hold
from firstline.domain.retention.item import Item, Stop
from firstline.domain.retention.stops import Names, Stops, stops
from firstline.domain.review.claim import KIND
from firstline.store.acts.numbers import once_called
from firstline.store.shown.masks import naming
from firstline.store.shown.record import records

_TICKET = "SELECT id FROM ticket WHERE id=:name OR number=:name COLLATE NOCASE LIMIT 1"
_PLACE = "SELECT 1 FROM ticket WHERE site=:name COLLATE NOCASE LIMIT 1"


def holding(raw: sqlite3.Connection) -> Stops:
    """Return the holds, open claims and disputes; what names nothing known here is vague."""
    found = stops(records(raw, SHEET.kind), records(raw, KIND), records(raw, "ledger"))
    claims = {
        number: tuple(_called(raw, one) for one in tickets)
        for number, tickets in found.claims.items()
    }
    vague = {
        number for number, tickets in claims.items() if not all(_id_of(raw, one) for one in tickets)
    }
    vague |= {one.entity.id for one in found.holds if not _is_known(raw, one, claims)}
    return replace(found, claims=claims, vague=frozenset(vague))


def on_person(raw: sqlite3.Connection, names: Iterable[str], today: date) -> tuple[Stop, ...]:
    """Return what stops that a person is pseudonymised: holds on what names them."""
    held = holding(raw)
    if not held.any:
        return ()
    listed = tuple(names)
    tickets, _ = naming(raw, listed, ())
    item = Item(
        Category.PEOPLE, "", listed[0], "", 0, today, today,
        tuple(one.id for one in tickets), tuple(one.number for one in tickets),
        tuple({one.site for one in tickets if one.site}),
    )  # fmt: skip
    return held.on(item).stops


def _called(raw: sqlite3.Connection, names: Names) -> Names:
    """Return the names with the id of a ticket that was called so before its portal's number."""
    known = _id_of(raw, names)
    return names | {known.casefold()} if known else names


def _id_of(raw: sqlite3.Connection, names: Names) -> str:
    """Return the id of the ticket that bears one of these names, "" for none that is known.

    An id outranks a number: the same L-number is another ticket at another desk.
    """
    for name in sorted(names, key=lambda one: -len(one)):
        found = raw.execute(_TICKET, {"name": name}).fetchone()
        known = found[0] if found else once_called(raw, name)
        if known:
            return str(known)
    return ""


def _is_known(raw: sqlite3.Connection, hold: Hold, claims: Iterable[str]) -> bool:
    if hold.scope == CLAIM:
        return hold.what.strip().upper() in claims
    if hold.scope == TICKET:
        return bool(_id_of(raw, hold.names))
    if hold.scope == SITE:
        return any(raw.execute(_PLACE, {"name": one}).fetchone() for one in hold.names)
    return True
