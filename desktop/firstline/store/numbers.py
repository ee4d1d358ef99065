"""The numbers of tickets made on this machine: L-1, L-2 and so on, each given once."""

import sqlite3
from collections.abc import Container


def local_number(
    raw: sqlite3.Connection, ticket_id: str, taken: Container[str] = frozenset()
) -> str:
    """Return this ticket's L-number, the same one for ever, or else the next free one.

    `taken` are numbers, in lower case, that are about to be written.
    """
    found = raw.execute("SELECT n FROM ticket_number WHERE id=?", (ticket_id,)).fetchone()
    if found:
        return f"L-{found[0]}"
    while True:
        n = raw.execute("INSERT INTO ticket_number(id) VALUES(?)", (ticket_id,)).lastrowid
        number = f"L-{n}"
        used = raw.execute("SELECT 1 FROM ticket WHERE number = ?", (number,)).fetchone()
        if not used and number.casefold() not in taken:
            return number
        raw.execute("DELETE FROM ticket_number WHERE n=?", (n,))
