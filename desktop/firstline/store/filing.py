"""Where the bytes of attachments are: which portal has them, what is kept here and for how long."""

import os
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from firstline.domain.edits.codec import ticket_from_json
from firstline.domain.edits.fold import REMOTE, with_hash
from firstline.domain.instants import epoch
from firstline.domain.ticket.ticket import Attachment, EventKind, Ticket
from firstline.store import evidence, files
from firstline.store.exchange import copies, portals
from firstline.store.exchange.copies import bases_of
from firstline.store.exchange.outgoing import FROM_EDITS, HOME, is_early
from firstline.store.knowledge import documents
from firstline.store.queue.rows import ticket_from_text
from firstline.store.shown import overlay
from firstline.store.shown.shown import Desk, list_of

_LACKING = (
    f"SELECT f.sha256, f.name, f.size, f.media, {HOME} AS home, e.not_before, e.state"
    f" {FROM_EDITS} JOIN edit_file f ON f.edit=e.n WHERE e.state<>'withdrawn'"
    " AND NOT EXISTS (SELECT 1 FROM file_at a WHERE a.sha256=f.sha256"
    f" AND a.portal={HOME}) ORDER BY e.n"
)

LIMIT_SETTING = "files_limit_bytes"
"""The setting that says how many bytes of attachments stay here, 0 for all."""


def to_send(
    raw: sqlite3.Connection, folder: Path, portal: str, now: datetime | None
) -> list[Attachment]:
    """Return the files of our edits that `portal` has not got and that are here, oldest first.

    With `now`, those of edits that may still be undone are left out.
    """
    found: dict[str, Attachment] = {}
    for sha256, name, size, media, home, not_before, state in lacking(raw):
        due = now is None or not is_early(not_before, epoch(now))
        if home == portal and due and state != "refused" and files.find(folder, sha256):
            found.setdefault(sha256, Attachment(sha256, name, size, media))
    return list(found.values())


def lacking(raw: sqlite3.Connection) -> Iterable[tuple[str, str, int, str, str, int, str]]:
    """Return the files of our edits that their portal has not got, the oldest first.

    Each is hash, name, size, media, that portal ("" for none), not-before and state.
    """
    homes = portals.homes(raw)
    return raw.execute(_LACKING, {"tickets": homes.tickets, "others": homes.others}).fetchall()


def sent(raw: sqlite3.Connection, portal: str, sha256: str, now: datetime) -> None:
    """Note that `portal` has the file."""
    raw.execute(
        "INSERT OR IGNORE INTO file_at(sha256, portal, at) VALUES(?,?,?)",
        (sha256, portal, epoch(now)),
    )


def used(raw: sqlite3.Connection, sha256: str, now: datetime, content: str = "") -> None:
    """Note that the file was looked at; `content` is the hash of its bytes where it has another."""
    raw.execute(
        "INSERT INTO file_used(sha256, bytes, at) VALUES(?,?,?) ON CONFLICT(sha256) DO UPDATE"
        " SET at=max(at, excluded.at), bytes=CASE ? WHEN '' THEN bytes ELSE excluded.bytes END",
        (sha256, content or sha256, epoch(now), content),
    )


def place(raw: sqlite3.Connection, folder: Path, sha256: str) -> Path | None:
    """Return where the file lies, or None; some portals name a file before its hash is known."""
    path = files.find(folder, sha256)
    if path is not None:
        return path
    found = raw.execute("SELECT bytes FROM file_used WHERE sha256=?", (sha256,)).fetchone()
    return files.find(folder, found[0]) if found else None


def missing(raw: sqlite3.Connection, folder: Path, ticket_id: str) -> list[Attachment]:
    """Return the files of a ticket whose bytes are not here and may come again."""
    from firstline.store.retention.gone import gone  # noqa: PLC0415 - where some are missing

    ticket = _ticket(raw, ticket_id)
    held = ticket.attachments if ticket else ()
    away = [one for one in held if place(raw, folder, one.sha256) is None]
    return [one for one in away if gone(raw, one.sha256, ticket_id) is None]


def remote_of(raw: sqlite3.Connection, ticket_id: str, sha256: str) -> str:
    """Return the portal's own id of a ticket's file, "" where the hash is enough."""
    ticket = _ticket(raw, ticket_id)
    for event in ticket.events if ticket else ():
        if event.kind is EventKind.ATTACHED and event.data.get("sha256") == sha256:
            return event.data.get("file", "") or event.data.get(REMOTE, "")
    return ""


def _ticket(raw: sqlite3.Connection, ticket_id: str) -> Ticket | None:
    sql = "SELECT doc FROM ticket_text WHERE key=(SELECT key FROM ticket WHERE id=?)"
    found = raw.execute(sql, (ticket_id,)).fetchone()
    return ticket_from_text(found[0]) if found else None


def learn_hash(desk: Desk, ticket_id: str, remote: str, sha256: str, size: int) -> None:
    """Let the ticket's copy name a file by its hash, which its portal did not tell."""
    base = bases_of(desk.raw, "ticket", (ticket_id,)).get(ticket_id)
    if base is None or not base.doc:
        return
    made = ticket_from_json(with_hash(base.json(), remote, sha256, size))
    copies.write(desk.raw, [base.with_made(made)])
    overlay.show(desk, (ticket_id,))


def pinned(raw: sqlite3.Connection) -> set[str]:
    """Return the ids of the tickets whose files are kept."""
    return {row[0] for row in raw.execute("SELECT ticket FROM pin")}


def _attached_to(raw: sqlite3.Connection, tickets: Iterable[str]) -> set[str]:
    listed, values = list_of(tickets)
    sql = f"SELECT d.doc FROM ticket t JOIN ticket_text d ON d.key=t.key WHERE t.id IN {listed}"
    held = (ticket_from_text(row[0]).attachments for row in raw.execute(sql, values))
    return {one.sha256 for several in held for one in several}


def evict(raw: sqlite3.Connection, folder: Path, limit_bytes: int) -> list[str]:
    """Let files go, the longest unused first, until the rest takes `limit_bytes` at most.

    A file stays when a portal that must get it has not got it, when its ticket is pinned or it is a
    document or evidence of a test, and when no portal is known to have it. Returns the hashes of
    what went.
    """
    sizes = {path.name: path.stat().st_size for path in files.held(folder)}
    total = sum(sizes.values())
    contents: Mapping[str, str] = dict(raw.execute("SELECT sha256, bytes FROM file_used"))
    needed = {row[0] for row in lacking(raw)} | _attached_to(raw, pinned(raw))
    needed |= documents.hashes(raw) | evidence.hashes(raw)
    kept = {contents.get(one, one) for one in needed}
    sql = (
        "SELECT a.sha256, max(coalesce(u.at, a.at)) FROM file_at a LEFT JOIN file_used u"
        " ON u.sha256=a.sha256 GROUP BY a.sha256 ORDER BY 2, 1"
    )
    last: dict[str, int] = {}
    for name, at in raw.execute(sql):
        content = contents.get(name, name)
        last[content] = max(last.get(content, 0), at)
    gone = []
    for content in sorted(last, key=lambda one: last[one]):
        if total <= limit_bytes:
            break
        if content in sizes and content not in kept:
            path = files.find(folder, content)
            with suppress(OSError):  # somebody has it open: another time
                if path:
                    os.unlink(path)  # noqa: PTH108 - so that a missing one raises
                    total -= sizes[content]
                    gone.append(content)
    return gone
