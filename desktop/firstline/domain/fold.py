"""Folds a foreign portal's copy into what we know of a ticket: theirs where they carry it."""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any

from firstline.domain.codec import Json, ticket_from_json, ticket_to_json
from firstline.domain.ticket import Event

Same = Callable[[str, object, object], bool]
REMOTE = "remote"  # in an event's data: the portal's own id of it


def fold(known: Mapping[str, Any] | None, doc: Mapping[str, Any], carried: tuple[str, ...]) -> Json:
    """Return the ticket document that is the new copy: `doc` over `known`.

    A carried field takes the portal's value, every other one stays as it was known. The logs are
    united, ordered by time: an event of the portal that we know by its id, or by the portal's own
    id of it (`data.remote`), is there once. `known` None is a ticket that was never seen.
    """
    if known is None:
        return ticket_to_json(ticket_from_json(doc))
    old, new = ticket_from_json(known), ticket_from_json({**known, **doc})
    names = {one.name for one in fields(new)} - {"events", "attachments", "conflicts", "extra"}
    values = {name: getattr(new, name) for name in names if name in carried}
    files = {one.sha256: one for one in (*old.attachments, *new.attachments)}
    told = tuple(ticket_from_json({**known, "events": doc.get("events", ())}).events)
    ticket = replace(
        old,
        **values,
        events=_united(old.events, told),
        attachments=tuple(files.values()) if "attachments" in doc else old.attachments,
        updated_at=max(old.updated_at, new.updated_at),
    )
    return ticket_to_json(ticket)


def _united(held: tuple[Event, ...], told: tuple[Event, ...]) -> tuple[Event, ...]:
    ids = {one.id for one in held}
    remotes = {one.data[REMOTE] for one in held if REMOTE in one.data}
    fresh = tuple(
        one for one in told
        if one.id not in ids and one.data.get(REMOTE) not in remotes
    )  # fmt: skip
    by_id = {one.id: one for one in told}
    kept = tuple(
        replace(one, data={**one.data, REMOTE: by_id[one.id].data[REMOTE]})
        if one.id in by_id and REMOTE in by_id[one.id].data and REMOTE not in one.data
        else one
        for one in held
    )
    return kept if not fresh else tuple(sorted((*kept, *fresh), key=lambda one: one.at))
