"""Tickets and edits straight to their canonical JSON text, with no JSON value made in between.

The text is the one that `codec.canonical` makes of the value, letter for letter, in half the time;
a value of a kind that is not foreseen here goes that way round.
"""

from collections.abc import Iterable
from json.encoder import encode_basestring as quoted

from firstline.domain.edits.codec import canonical, edit_to_json, event_to_json, ticket_to_json
from firstline.domain.edits.edit import Edit
from firstline.domain.instants import iso
from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.ticket import Event, EventKind, Ticket


def events_to_text(events: Iterable[Event]) -> str:
    """Return the list of events as `edit_to_text` and `ticket_to_text` hold it."""
    return f"[{','.join([_event(one) for one in events])}]"


def edit_to_text(edit: Edit, events: str = "") -> str:
    """Return the canonical text of the edit; `events`, if given, is that of its events."""
    try:
        changes = [[one.field, one.to, one.seen] for one in edit.changes]
        said = events or events_to_text(edit.events)
        return "".join((
            f'{{"act":{quoted(edit.act)},"actor":{quoted(edit.actor)}',
            f',"add_tags":{canonical(edit.add_tags)}' if edit.add_tags else "",
            f',"changes":{canonical(changes)}' if changes else "",
            f',"entity":{quoted(edit.entity)}',
            f',"events":{said}' if edit.events else "",
            f',"id":{quoted(edit.id)},"kind":{quoted(edit.kind)}',
            f',"made_at":"{iso(edit.made_at)}"',
            f',"remove_tags":{canonical(edit.remove_tags)}' if edit.remove_tags else "",
            "}",
        ))  # fmt: skip
    except TypeError:  # something that is no text
        return canonical(edit_to_json(edit))


def ticket_to_text(ticket: Ticket, events: str = "") -> str:
    """Return the canonical text of the ticket; `events`, if given, is that of its log."""
    if ticket.attachments or ticket.conflicts or ticket.modifiers:
        return canonical(ticket_to_json(ticket))
    try:
        vendor = f'"{ticket.vendor_priority!s}"' if ticket.vendor_priority else "null"
        return "".join((
            f'{{"assignee":{quoted(ticket.assignee)},"attachments":[],"body":{quoted(ticket.body)}',
            f',"case_no":{quoted(ticket.case_no)},"channel":{quoted(ticket.channel)}',
            f',"conflicts":[],"created_at":"{iso(ticket.created_at)}"',
            f',"events":{events or events_to_text(ticket.events)}',
            f',"extra":{canonical(dict(ticket.extra))}' if ticket.extra else "",
            f',"id":{quoted(ticket.id)},"impact":{_value(ticket.impact)},"modifiers":[]',
            f',"module":{quoted(ticket.module)},"number":{quoted(ticket.number)}',
            f',"priority":"{ticket.priority!s}","product":{quoted(ticket.product)}',
            f',"requester":{quoted(ticket.requester)},"site":{quoted(ticket.site)}',
            f',"status":"{ticket.status!s}","tags":',
            canonical(list(ticket.tags)) if ticket.tags else "[]",
            f',"title":{quoted(ticket.title)},"type":"{ticket.type!s}"',
            f',"updated_at":"{iso(ticket.updated_at)}"',
            f',"urgency":{_value(ticket.urgency)},"vendor_priority":{vendor}}}',
        ))  # fmt: skip
    except TypeError:  # something that is no text
        return canonical(ticket_to_json(ticket))


def _event(event: Event) -> str:
    if event.kind is EventKind.UNKNOWN:
        return canonical(event_to_json(event))
    text = f'{{"actor":{quoted(event.actor)},"at":"' if event.actor else '{"at":"'
    text += iso(event.at)
    text += f'","data":{canonical(dict(event.data))},"id":' if event.data else '","id":'
    text += f'{quoted(event.id)},"kind":"{event.kind!s}"'
    if event.leg:
        text += f',"leg":"{event.leg!s}"'
    if event.priority:
        text += f',"priority":"{event.priority!s}"'
    if event.proof:
        text += f',"proof":{quoted(event.proof)}'
    if event.reason:
        text += f',"reason":{quoted(event.reason)}'
    if event.received_at:
        text += f',"received_at":"{iso(event.received_at)}"'
    if event.text:
        text += f',"text":{quoted(event.text)}'
    return text + "}"


def _value(value: Value) -> str:
    if isinstance(value, str):
        return quoted(value)
    return str(value) if type(value) is int else canonical(value)
