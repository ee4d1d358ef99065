"""One ticket's thread for another desk: what of it leaves for whom, and what was told (S86)."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from firstline.domain.edits.codec import Json, canonical, ticket_to_json
from firstline.domain.edits.edit import Edit, Stamp, edit_of
from firstline.domain.ticket.audience import seen_by
from firstline.domain.ticket.exchange_words import BUNDLE, LIST, PARTNER, TOLD, What
from firstline.domain.ticket.fields import LISTS, Value
from firstline.domain.ticket.ticket import TEXT_FIELDS, Event, EventKind, Ticket

SHORTENED = "shortened"  # in an event's data: words of it were taken out before it left
_COURSE = ("type", "status", "priority", "vendor_priority", "impact", "urgency", "modifiers")
_OURS = (*TEXT_FIELDS, *_COURSE, "tags")
_THEIRS = ("title", "body", "product", "module", "case_no", *_COURSE)
_WORDS = ("text", "reason", "proof", "actor")
Clean = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Thread:
    """A ticket as another desk tells it: its log, and the `told` fields that it stands by."""

    bundle: str
    audience: str
    maker: str
    told: tuple[str, ...]
    ticket: Ticket


@dataclass(frozen=True, slots=True)
class Leaves:
    """What leaves as a bundle: the thread, and the edit that notes in our own log that it did."""

    thread: Thread
    edit: Edit


def leaving(ticket: Ticket, audience: str, stamp: Stamp, clean: Clean, key: str = "") -> Leaves:
    """Return the thread of `ticket` for `audience`, and the entry that says so.

    Our own company gets the whole log and every field; a partner what a vendor may see, each text
    of it through `clean`, and no files. A field in conflict is not told: nobody has decided it.
    `key` is the fingerprint of the key that signs. The entry holds what was told as hashes, by
    which the next exchange knows on which side a field has moved.
    """
    undecided = {one.field for one in ticket.conflicts}
    names = _THEIRS if audience == PARTNER else _OURS
    told = tuple(one for one in names if one not in undecided)
    left = _for_partner(ticket, clean) if audience == PARTNER else replace(ticket, conflicts=())
    data = {
        "list": LIST, "what": What.SENT, BUNDLE: stamp.id, "audience": audience, "key": key,
        "number": ticket.number, TOLD: canonical({one: mark_of(left, one) for one in told}),
    }  # fmt: skip
    noted = Event(f"{stamp.id}.0", EventKind.ENTRY, stamp.at, actor=stamp.actor, data=data)
    left = replace(left, events=(*left.events, noted))
    thread = Thread(stamp.id, audience, stamp.actor, told, left)
    return Leaves(thread, edit_of(stamp, ticket.id, "exchange", (), (noted,)))


def thread_to_json(thread: Thread) -> Json:
    """Return the thread as it travels."""
    return {
        "bundle": thread.bundle, "audience": thread.audience, "maker": thread.maker,
        "told": list(thread.told), "ticket": ticket_to_json(thread.ticket),
    }  # fmt: skip


def thread_from_json(raw: Mapping[str, Any], ticket: Ticket) -> Thread:
    """Return the thread that `thread_to_json` wrote, whose `ticket` somebody has checked."""
    told = tuple(str(one) for one in raw["told"] if one in _OURS)
    return Thread(str(raw["bundle"]), str(raw["audience"]), str(raw["maker"]), told, ticket)


def mark_of(ticket: Ticket, name: str) -> str:
    """Return a short hash of a field's value, by which two desks compare without telling it."""
    return hashlib.sha256(canonical(plain(ticket, name)).encode()).hexdigest()[:16]


def plain(ticket: Ticket, name: str) -> Value:
    """Return a field's value as an edit holds it; lists are sorted where their order says nothing.

    An empty value and a missing one are the same.
    """
    value = getattr(ticket, name)
    if name in LISTS:
        return tuple(sorted(value))
    return (str(value) if isinstance(value, str) else value) or None


def _for_partner(ticket: Ticket, clean: Clean) -> Ticket:
    shown = seen_by(ticket, "vendor")
    events = tuple(_shortened(one, clean) for one in shown.events)
    return replace(
        shown, title=clean(shown.title), body=clean(shown.body), product=clean(shown.product),
        module=clean(shown.module), site="", channel="", requester="", assignee="", tags=(),
        events=events, attachments=(), conflicts=(), extra={},
    )  # fmt: skip


def _shortened(event: Event, clean: Clean) -> Event:
    if event.kind is EventKind.ENTRY and event.data.get("list") == LIST:
        return event
    words: dict[str, Any] = {name: clean(getattr(event, name)) for name in _WORDS}
    data = {name: clean(text) for name, text in event.data.items()}
    if data == event.data and all(words[one] == getattr(event, one) for one in _WORDS):
        return event
    return replace(event, **words, data={**data, SHORTENED: "1"})


def bundles(events: Iterable[Event], what: str = "") -> dict[str, Event]:
    """Return the entries of exchanges by the id of their bundle; `what` sent or taken, or both."""
    return {
        one.data.get(BUNDLE, ""): one for one in events
        if one.kind is EventKind.ENTRY and one.data.get("list") == LIST
        and (not what or one.data.get("what") == what)
    }  # fmt: skip
