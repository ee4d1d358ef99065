"""What a person sees of a record: all of it, or a vendor's view without our own notes."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, true

from firstline.domain.contact.log import LIST as CONTACTS
from firstline.domain.edits.codec import canonical
from firstline.domain.major.rule import LIST as MAJOR
from firstline.domain.ticket.ticket import EventKind
from firstline_portal import schema
from firstline_portal.people import Person
from firstline_portal.rights import Act, allowed

_OWN_LISTS = frozenset({MAJOR, CONTACTS})


def visible(*, vendor: bool) -> ColumnElement[bool]:
    """Return the condition on `record` that it may be seen, whatever its plant; see `sees`."""
    record = schema.record
    return and_(record.c.kind == "ticket", record.c.handed == 1) if vendor else true()


def sees(person: Person, row: Row[Any] | Mapping[str, Any]) -> bool:
    """Whether the person may see this row of `record`: the same rule, on a row that was read."""
    one = row if isinstance(row, Mapping) else row._mapping  # noqa: SLF001 - SQLAlchemy's own way
    if one["plant"] not in person.plants:
        return False
    if person.is_vendor:
        return bool(one["kind"] == "ticket" and one["handed"] == 1)
    return Act.SEE in allowed(person.role, one["kind"])


def doc_for(person: Person, doc: str) -> str:
    """Return the document as this person reads it: a vendor sees no notes of others.

    What a major incident or our log of contacts says is as much our own as a note.
    """
    if not person.is_vendor:
        return doc
    told = json.loads(doc)
    told["events"] = [one for one in told["events"] if not _is_ours(one, person)]
    return canonical(told)


def _is_ours(event: Mapping[str, Any], person: Person) -> bool:
    inner = event["kind"] == EventKind.NOTE or event.get("data", {}).get("list") in _OWN_LISTS
    return bool(inner and event.get("actor", "") != person.name)
