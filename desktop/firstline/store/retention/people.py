"""People who left and are still called by their names: items whose destruction is a pseudonym."""

import sqlite3
from collections.abc import Iterator
from datetime import date

from firstline.domain.health.sheet import text_of
from firstline.domain.retention.category import Category
from firstline.domain.retention.item import Item
from firstline.domain.retention.rule import Rule
from firstline.domain.retention.stops import Stops
from firstline.domain.training.person import Person, person_from
from firstline.domain.training.training import KIND
from firstline.store.shown.masks import ERASURE, mask_of, naming
from firstline.store.shown.record import composed, records

_LEFT = (
    f"SELECT id FROM base WHERE kind='{KIND}' AND kind<>'ticket' AND instr(doc, '\"left\"')"
    f" UNION SELECT entity FROM edit WHERE kind='{KIND}' AND kind<>'ticket'"
    " AND instr(doc, '\"left\"')"
)


def left(
    raw: sqlite3.Connection, rule: Rule, today: date, holding: Stops
) -> Iterator[Item]:  # fmt: skip
    """Yield the people whose contract ended so long ago that their names are to go."""
    mask = mask_of(raw)
    aliases = {text_of(one, "alias") for one in records(raw, ERASURE)}
    ids = {row[0] for row in raw.execute(_LEFT)}
    for entity in composed(raw, KIND, ids).values():
        one = person_from(entity)
        if one is None or one.left is None or rule.due(one.left) > today:
            continue
        if one.name not in aliases and (mask is None or mask.text(one.name) == one.name):
            yield _item(raw, one, one.left, rule, holding)


def _item(
    raw: sqlite3.Connection, one: Person, since: date, rule: Rule, holding: Stops
) -> Item:  # fmt: skip
    """Return a person as an item; where something is held, the tickets that name them count."""
    tickets, _ = naming(raw, (one.name,), ()) if holding.any else ([], [])
    sites = {one.site, *(ticket.site for ticket in tickets)} - {""}
    return Item(
        Category.PEOPLE, one.id, one.name, "", 0, since, rule.due(since),
        tuple(sorted(ticket.id for ticket in tickets)),
        tuple(sorted(ticket.number for ticket in tickets)), tuple(sorted(sites)),
    )  # fmt: skip
