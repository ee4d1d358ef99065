"""What was destroyed does not come back: asked before a file is fetched, and when one arrives."""

import sqlite3
from pathlib import Path

from firstline.domain.edits.entity import Entity
from firstline.domain.errors import Refused
from firstline.domain.retention.destruction import (
    KIND,
    Destroyed,
    covering,
    destroyed,
    record_of_content,
    tickets_of,
)
from firstline.domain.words import Text
from firstline.store import files
from firstline.store.shown.record import record, records
from firstline.store.shown.shown import list_of

_ANY = (
    f"SELECT 1 WHERE EXISTS(SELECT 1 FROM base WHERE kind='{KIND}' AND kind<>'ticket')"
    f" OR EXISTS(SELECT 1 FROM edit WHERE kind='{KIND}' AND kind<>'ticket')"
)
_OTHERS = (
    "SELECT 1 FROM ticket t JOIN ticket_text d ON d.key=t.key"
    " WHERE t.id NOT IN {listed} AND instr(d.doc, ?) LIMIT 1"
)
_RECORDS = (
    f"SELECT 1 FROM base WHERE kind NOT IN ('ticket', '{KIND}') AND instr(doc, :sha256)"
    f" UNION ALL SELECT 1 FROM edit WHERE kind NOT IN ('ticket', '{KIND}')"
    " AND state<>'withdrawn' AND instr(doc, :sha256) LIMIT 1"
)


def gone(raw: sqlite3.Connection, sha256: str, ticket_id: str = "") -> Destroyed | None:
    """Return the destruction by which a content must not come back, None where it may.

    Asked for a ticket, it must not where that ticket was named in the destruction: whoever
    attaches the same content to another one afterwards wants it there. Asked for none, as a pack
    by stick does, it may where a ticket or a record names it that the destruction did not.
    """
    held = record(raw, KIND, record_of_content(sha256)) if sha256 else None
    if held is None:
        return None
    if ticket_id:
        return covering(held, ticket_id)
    found = destroyed(held)
    return found[-1] if found and not _wanted_elsewhere(raw, held, sha256) else None


def _wanted_elsewhere(raw: sqlite3.Connection, held: Entity, sha256: str) -> bool:
    listed, values = list_of(tickets_of(held))
    if raw.execute(_OTHERS.format(listed=listed), (*values, sha256)).fetchone():
        return True
    return raw.execute(_RECORDS, {"sha256": sha256}).fetchone() is not None


def hashes(raw: sqlite3.Connection) -> set[str]:
    """Return the SHA-256 of every content that was destroyed, so that none is called missing."""
    if raw.execute(_ANY).fetchone() is None:
        return set()
    return {one.sha256 for entity in records(raw, KIND) for one in destroyed(entity)}


def refusal(found: Destroyed) -> Refused:
    """Return the refusal of a content that was destroyed."""
    day, rule = f"{found.at:%Y-%m-%d}", found.rule
    return Refused(
        Text(
            f"附件“{found.name}”已于 {day} 按规则 {rule} 销毁,不再下载。",
            f"“{found.name}” was destroyed on {day} by rule {rule} and is not fetched again.",
        ),
        Text("工单里的记录还在。", "The ticket's own record of it is kept."),
    )


def let_in(
    raw: sqlite3.Connection, folder: Path, part: Path, sha256: str, ticket_id: str
) -> str:  # fmt: skip
    """Take a content that arrived into the profile and return its hash.

    Raises Refused, and removes it, where it was destroyed or is not what `sha256` says.
    """
    _keep_out(raw, part, sha256, ticket_id)
    content = files.adopt(folder, part, sha256)
    if content != sha256:  # a portal's own id stood in the place of the hash
        _keep_out(raw, files.find(folder, content), content, ticket_id)
    return content


def _keep_out(
    raw: sqlite3.Connection, arrived: Path | None, sha256: str, ticket_id: str
) -> None:  # fmt: skip
    found = gone(raw, sha256, ticket_id)
    if found is None:
        return
    if arrived is not None:
        arrived.unlink(missing_ok=True)
    raise refusal(found)
