"""The numbers of tickets made on this machine: L-1, L-2 and so on, each given once."""

import re
import sqlite3
from collections.abc import Callable

from firstline.domain.patterns import pattern

_LOCAL = pattern(r"l-0*([1-9]\d{0,14})", re.IGNORECASE)


def local_number(
    raw: sqlite3.Connection, ticket_id: str, is_taken: Callable[[str], bool] | None = None
) -> str:
    """Return this ticket's L-number, the same one for ever, or else the next free one.

    `is_taken` says of a number, in lower case, whether it is about to be written.
    """
    found = raw.execute("SELECT n FROM ticket_number WHERE id=?", (ticket_id,)).fetchone()
    if found:
        return f"L-{found[0]}"
    while True:
        n = raw.execute("INSERT INTO ticket_number(id) VALUES(?)", (ticket_id,)).lastrowid
        number = f"L-{n}"
        used = raw.execute("SELECT 1 FROM ticket WHERE number = ?", (number,)).fetchone()
        if not used and not (is_taken and is_taken(number.casefold())):
            return number
        raw.execute("DELETE FROM ticket_number WHERE n=?", (n,))


def given_number(raw: sqlite3.Connection, ticket_id: str) -> str:
    """Return the L-number that this ticket was given here, or "" for none."""
    found = raw.execute("SELECT n FROM ticket_number WHERE id=?", (ticket_id,)).fetchone()
    return f"L-{found[0]}" if found else ""


def once_called(raw: sqlite3.Connection, number: str) -> str | None:
    """Return the id of the ticket that was given this L-number here, or None.

    A portal's number takes its place on the screen; people still have it in their notes.
    """
    plain = _LOCAL.fullmatch(number.strip())
    if plain is None:
        return None
    found = raw.execute("SELECT id FROM ticket_number WHERE n=?", (int(plain[1]),)).fetchone()
    return str(found[0]) if found else None
