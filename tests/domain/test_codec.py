"""The codec: whatever is written is read back the same, and what is not understood stays."""

import json
from typing import Any

from domain_tickets import any_edits, events, opened, tickets
from hypothesis import given
from hypothesis import strategies as st

from firstline.domain.edits import codec
from firstline.domain.edits.codec_text import edit_to_text, events_to_text, ticket_to_text
from firstline.domain.edits.edits import Edit
from firstline.domain.ticket.ticket import Event, Ticket

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


def through_text(value: dict[str, Any]) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(codec.canonical(value))
    return read


@given(events)
def test_events_come_back(event: Event) -> None:
    assert codec.event_from_json(through_text(codec.event_to_json(event))) == event


@given(any_edits)
def test_edits_come_back(edit: Edit) -> None:
    assert codec.edit_from_json(through_text(codec.edit_to_json(edit))) == edit


@given(tickets)
def test_tickets_come_back(ticket: Ticket) -> None:
    assert codec.ticket_from_json(through_text(codec.ticket_to_json(ticket))) == ticket


@given(any_edits)
def test_an_edit_is_written_straight_to_its_canonical_text(edit: Edit) -> None:
    assert edit_to_text(edit) == codec.canonical(codec.edit_to_json(edit))


@given(tickets)
def test_a_ticket_is_written_straight_to_its_canonical_text(ticket: Ticket) -> None:
    text = codec.canonical(codec.ticket_to_json(ticket))
    assert ticket_to_text(ticket) == text
    assert ticket_to_text(ticket, events_to_text(ticket.events)) == text


@given(tickets)
def test_offsets_are_kept_as_they_were_written(ticket: Ticket) -> None:
    back = codec.ticket_from_json(through_text(codec.ticket_to_json(ticket)))
    assert back.created_at.utcoffset() == ticket.created_at.utcoffset()
    assert [one.at.isoformat() for one in back.events] == [
        one.at.isoformat() for one in ticket.events
    ]


@given(json_values)
def test_the_canonical_text_is_one(value: object) -> None:
    text = codec.canonical(value)
    assert codec.canonical(json.loads(text)) == text


def test_keys_of_a_later_version_stay() -> None:
    ticket = opened()
    raw = codec.ticket_to_json(ticket) | {"weather": "rain", "score": {"a": [1, 2]}}
    raw["events"][0]["mood"] = "calm"
    back = codec.ticket_from_json(through_text(raw))
    assert back.extra == {"weather": "rain", "score": '{"a":[1,2]}'}
    assert back.events[0].data == {"mood": "calm"}
    again = codec.ticket_from_json(through_text(codec.ticket_to_json(back)))
    assert again == back
