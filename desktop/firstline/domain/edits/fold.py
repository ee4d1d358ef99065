"""Folds a foreign portal's copy into what we know of a ticket: theirs where they carry it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from firstline.domain.edits.codec import Json, ticket_from_json, ticket_to_json
from firstline.domain.ticket.ticket import Attachment, Event, EventKind, Ticket

Same = Mapping[str, Sequence[str]]
REMOTE = "remote"  # in an event's data: the portal's own id of it
_HASH = re.compile("[0-9a-f]{64}")
_NO_WORDS: Same = {}


def fold(
    known: Mapping[str, Any] | None,
    doc: Mapping[str, Any],
    carried: tuple[str, ...],
    same: Same = _NO_WORDS,
) -> Json:
    """Return the ticket document that is the new copy: `doc` over `known`.

    A carried field takes the portal's value, unless ours is one of the words that `same` lists for
    it: then theirs only says the same less finely. Every other field stays as it was known. The
    logs are united, ordered by time: an event of the portal that we know by its id, or by the
    portal's own id of it (`data.remote`), is there once; where the portal says that an act of ours
    was what it had told under a name of its own, the act stands. Files come and go with the events
    that tell of them. `known` None is a ticket that was never seen.
    """
    if known is None:
        return ticket_to_json(ticket_from_json(doc))
    old, new = ticket_from_json(known), ticket_from_json({**known, **doc})
    names = {one.name for one in fields(new)} - {"events", "attachments", "conflicts", "extra"}
    values = {
        name: getattr(new, name) for name in names
        if name in carried and getattr(old, name) not in same.get(name, ())
    }  # fmt: skip
    told = tuple(ticket_from_json({**known, "events": doc.get("events", ())}).events)
    held = _without_told_acts(old.events, told)
    fresh = _fresh(held, told)
    ticket = replace(
        old,
        **values,
        events=_united(held, told, fresh),
        attachments=_files(old, fresh),
        updated_at=max(old.updated_at, new.updated_at),
    )
    return ticket_to_json(ticket)


def _without_told_acts(held: tuple[Event, ...], told: tuple[Event, ...]) -> tuple[Event, ...]:
    """Return `held` without what an act of ours, found out to be the very same, stands for.

    The answer to an edit may be lost, and its effect be told as the portal's own by the next pull.
    """
    acts = {one.data[REMOTE]: one.id for one in told if REMOTE in one.data and _is_act(one)}
    return tuple(
        one for one in held
        if _is_act(one) or acts.get(one.data.get(REMOTE, ""), one.id) == one.id
    )  # fmt: skip


def _is_act(event: Event) -> bool:
    """Whether the event is part of an edit: its id is the edit's and a place (`edit.event_of`)."""
    return "." in event.id


def _fresh(held: tuple[Event, ...], told: tuple[Event, ...]) -> tuple[Event, ...]:
    ids = {one.id for one in held}
    remotes = {one.data[REMOTE] for one in held if REMOTE in one.data}
    return tuple(
        one for one in told
        if one.id not in ids and one.data.get(REMOTE) not in remotes
    )  # fmt: skip


def _united(
    held: tuple[Event, ...], told: tuple[Event, ...], fresh: tuple[Event, ...]
) -> tuple[Event, ...]:
    by_id = {one.id: one for one in told}
    kept = tuple(
        replace(one, data={**one.data, REMOTE: by_id[one.id].data[REMOTE]})
        if one.id in by_id and REMOTE in by_id[one.id].data and REMOTE not in one.data
        else one
        for one in held
    )
    return kept if not fresh else tuple(sorted((*kept, *fresh), key=lambda one: one.at))


def _files(old: Ticket, fresh: tuple[Event, ...]) -> tuple[Attachment, ...]:
    files = {one.sha256: one for one in old.attachments}
    for event in fresh:
        name = event.data.get("sha256", "")
        if event.kind is EventKind.ATTACHED:
            size = event.data.get("size", "")
            files[name] = Attachment(
                name, event.data.get("name", ""), int(size) if size.isdecimal() else 0,
                event.data.get("media", ""),
            )  # fmt: skip
        elif event.kind is EventKind.DETACHED:
            files.pop(_by_remote(old.events, name), None)
    return tuple(files.values())


def _by_remote(events: tuple[Event, ...], name: str) -> str:
    """Return what our list of files calls the file that the portal calls `name`."""
    if is_hash(name):
        return name
    held = (one for one in events if one.kind is EventKind.ATTACHED)
    return next((one.data["sha256"] for one in held if one.data.get(REMOTE) == name), name)


def is_hash(name: str) -> bool:
    """Whether `name`, the place of a file's SHA-256, is one.

    A portal that does not tell it gives its own id of the file instead (the same text that the
    event's `data.remote` holds), until the file was fetched and `with_hash` knows better.
    """
    return _HASH.fullmatch(name) is not None


def with_hash(doc: Mapping[str, Any], remote: str, sha256: str, size: int) -> Json:
    """Return the document in which the file that stood as `remote` has its true hash and size."""
    ticket = ticket_from_json(doc)
    events = tuple(
        replace(one, data={**one.data, "sha256": sha256, "size": str(size), REMOTE: remote})
        if one.data.get("sha256") == remote
        else one
        for one in ticket.events
    )
    files = {
        one.sha256: one
        for one in (
            replace(one, sha256=sha256, size=size) if one.sha256 == remote else one
            for one in ticket.attachments
        )
    }
    return ticket_to_json(replace(ticket, events=events, attachments=tuple(files.values())))
