"""Who names the files that are kept: tickets with the day of their closure, and other records."""

import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo

from firstline.domain.retention.destruction import KIND
from firstline.domain.ticket.ticket import EventKind, Ticket
from firstline.store.exchange import portals
from firstline.store.exchange.outgoing import FROM_EDITS, HOME
from firstline.store.filing import lacking
from firstline.store.queue.rows import ticket_from_text

_HASH = re.compile(r"[0-9a-f]{64}")
_CLOSING = frozenset({
    EventKind.RESOLVED, EventKind.CLOSED, EventKind.CANCELLED, EventKind.MERGED,
    EventKind.DUPLICATE,
})  # fmt: skip
_TICKETS = (
    "SELECT d.doc FROM ticket t JOIN ticket_text d ON d.key=t.key WHERE instr(d.doc, '\"sha256\"')"
)
_COPIES = (
    f"SELECT kind, doc FROM base WHERE kind NOT IN ('ticket', '{KIND}') AND instr(doc, 'sha256')"
)
_EDITS = (
    f"SELECT kind, doc FROM edit WHERE kind NOT IN ('ticket', '{KIND}') AND state<>'withdrawn'"
    " AND instr(doc, 'sha256')"
)
_OPEN = (
    f"SELECT DISTINCT e.entity {FROM_EDITS} WHERE e.kind='ticket' AND {HOME}<>''"
    " AND e.state IN ('waiting','held','refused')"
)


@dataclass(slots=True)
class Named:
    """One content and who names it: tickets, kinds of other records, and what it is called."""

    tickets: list[Ticket] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    name: str = ""


def naming(raw: sqlite3.Connection, contents: Iterable[str]) -> dict[str, Named]:
    """Return who names each of these contents; one that nobody names is there all the same.

    Any mention counts, also of a file that was taken off its ticket: it is there to be read.
    """
    found = {one: Named() for one in contents}
    alias = _aliases(raw, found)
    if not found:
        return found
    for (text,) in raw.execute(_TICKETS):
        hit = _mentioned(text, found, alias)
        if hit:
            ticket = ticket_from_text(text)
            called = _names(ticket)
            for content in hit:
                one = found[content]
                one.tickets.append(ticket)
                told = (called[key] for key in (content, *alias.get(content, ())) if key in called)
                one.name = one.name or next(told, "")
    for sql in (_COPIES, _EDITS):
        for kind, text in raw.execute(sql):
            for content in _mentioned(text, found, {}):
                found[content].kinds.add(kind)
    return found


def closed_on(ticket: Ticket, zone: tzinfo) -> date | None:
    """Return the day from which a closed ticket counts, None for one that is open."""
    if ticket.is_open:
        return None
    ends = [one.at for one in ticket.events if one.kind in _CLOSING]
    last = max(ends or [one.at for one in ticket.events], default=None)
    return last.astimezone(zone).date() if last else None


def not_at_portal(raw: sqlite3.Connection) -> set[str]:
    """Return the hashes that a portal must still get; without portals there are none."""
    return {row[0] for row in lacking(raw) if row[4]}


def in_outbox(raw: sqlite3.Connection) -> set[str]:
    """Return the tickets of which an edit waits for its portal, is held or was refused."""
    homes = portals.homes(raw)
    values = {"tickets": homes.tickets, "others": homes.others}
    return {row[0] for row in raw.execute(_OPEN, values)}


def _aliases(raw: sqlite3.Connection, contents: Mapping[str, Named]) -> dict[str, Sequence[str]]:
    """Return the other names of a content: ids that a portal gave it in the place of a hash."""
    found: dict[str, list[str]] = {}
    for name, content in raw.execute("SELECT sha256, bytes FROM file_used WHERE sha256<>bytes"):
        if content in contents and name:
            found.setdefault(content, []).append(name)
    return {content: tuple(names) for content, names in found.items()}


def _mentioned(
    text: str, contents: Mapping[str, Named], alias: Mapping[str, Sequence[str]]
) -> set[str]:  # fmt: skip
    found = {one for one in _HASH.findall(text) if one in contents}
    return found | {one for one, names in alias.items() if any(name in text for name in names)}


def _names(ticket: Ticket) -> dict[str, str]:
    told = {one.data.get("sha256", ""): one.data.get("name", "") for one in ticket.events
            if one.kind is EventKind.ATTACHED}  # fmt: skip
    return {**told, **{one.sha256: one.name for one in ticket.attachments}}
