"""What the portal in memory makes of an edit that comes in: its author, its mark and its size."""

import hashlib
from dataclasses import replace

from firstline.domain.edits.codec import Json, canonical, edit_to_json, event_to_json
from firstline.domain.edits.edit import Edit
from firstline.domain.edits.exchange import Op
from firstline.domain.ticket.ticket import Event, EventKind


def told_of_deletion(doc: Json, edit: Edit) -> Json:
    """Return the document with a line that says: deleted while somebody edited, so it is back."""
    event = Event(
        f"restored-{edit.id}", EventKind.CHANGED, edit.made_at, actor=edit.actor,
        data={"field": "deleted", "old": "deleted", "new": ""},
    )  # fmt: skip
    return {**doc, "events": [*doc["events"], event_to_json(event)]}


def authored(edit: Edit, author: str) -> Edit:
    """Return the edit as the act of `author`; words of others and an import's history keep theirs.

    As the server does: nobody can act in another's name.
    """
    if edit.act == "import":
        return replace(edit, actor=author)
    events = tuple(
        one if one.kind is EventKind.MESSAGE and one.actor else replace(one, actor=author)
        for one in edit.events
    )
    return replace(edit, actor=author, events=events)


def digest_of(value: Edit | bytes) -> str:
    """Return the SHA-256 of an edit's canonical text, or of bytes, in hexadecimal."""
    data = value if isinstance(value, bytes) else canonical(edit_to_json(value)).encode()
    return hashlib.sha256(data).hexdigest()


def size_of(op: Op) -> int:
    """Return how many bytes an edit takes on the wire."""
    return len(canonical(edit_to_json(op.edit)).encode())
