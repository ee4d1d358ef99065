"""Snoozed tickets: out of this device's daily views until an instant, unless danger shows them."""

import json
import sqlite3

from firstline.store.settings import get_setting

KEY = "snoozed"  # the setting: the epoch second until which each ticket sleeps, by its id


def hidden(raw: sqlite3.Connection, now: int) -> dict[int, int]:
    """Return the row keys of the tickets that sleep at `now`, each with when it wakes.

    A closed ticket, a P1 and one that is overdue are never among them.
    """
    held: dict[str, int] = get_setting(raw, KEY, {})
    asleep = {one: until for one, until in held.items() if until > now}
    if not asleep:
        return {}
    found = raw.execute(
        "SELECT key, id FROM ticket WHERE id IN (SELECT value FROM json_each(?)) AND is_open=1"
        " AND priority<>'P1' AND (sla_late IS NULL OR sla_late>?)",
        (json.dumps(list(asleep)), now),
    )
    return {key: asleep[ticket_id] for key, ticket_id in found}
