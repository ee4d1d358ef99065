"""A text read at the speed of C is read as the codec reads it, or left to the codec."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstline.domain.edits.codec import Json, ticket_from_json, ticket_to_json
from firstline.domain.ticket.ticket import (
    Attachment,
    Conflict,
    Event,
    EventKind,
    Leg,
    Priority,
    Status,
    Ticket,
)
from firstline.store.shown.ticket_text import plain_ticket, read_ticket

AT = datetime(2026, 11, 24, 10, 0, 0, 120, tzinfo=UTC)
TICKET = Ticket(
    "t1", "S1", "库存账不平", AT, AT, body="正文\nline", status=Status.WITH_VENDOR,
    vendor_priority=Priority.P2, modifiers=("month-end",), tags=("MES",),
    events=(
        Event("e1", EventKind.REPORTED, AT, actor="李娜", priority=Priority.P1),
        Event("e2", EventKind.HANDED_OFF, AT, AT, leg=Leg.VENDOR, proof="mail", reason="r"),
        Event("e3", EventKind.CHANGED, AT, text="x", data={"field": "site"}),
    ),
    attachments=(Attachment("a" * 64, "故障.png", 12, "image/png"),),
    conflicts=(Conflict("e9", "site", "一厂", "二厂", AT),),
    extra={"later": "1"},
)  # fmt: skip
ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=3),
    st.sampled_from(["", "P1", "vendor", "unknown", "2026-11-24", "2026-11-24T10:00:00Z",
                     "2026-11-24T10:00:00", "2026-11-24t10:00:00z", "20261124T100000Z",
                     "2026-11-24T10:00:00+08:05:43", "2026-11-24T24:00:00Z", 3.0, 2**70]),
    st.lists(st.text(max_size=2), max_size=2), st.dictionaries(st.text(max_size=2), st.text()),
)  # fmt: skip


def _outcome(read: Any, text: str) -> object:
    try:
        return read(text)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return type(error)


def test_what_this_version_writes_is_read_without_the_codec() -> None:
    assert plain_ticket(json.dumps(ticket_to_json(TICKET))) == TICKET


@given(st.data())
def test_whatever_stands_in_the_text_it_is_read_as_the_codec_reads_it(data: st.DataObject) -> None:
    doc: Json = ticket_to_json(TICKET)
    parts = [doc, *doc["events"], *doc["attachments"], *doc["conflicts"]]
    for _ in range(data.draw(st.integers(1, 2))):
        part = data.draw(st.sampled_from(parts))
        name = data.draw(st.sampled_from([*part, "later"]))
        if data.draw(st.booleans()):
            part.pop(name, None)
        else:
            part[name] = data.draw(ODD)
    text = json.dumps(doc)
    expected = _outcome(lambda one: ticket_from_json(json.loads(one)), text)
    found = plain_ticket(text)
    assert found is None or found == expected
    assert _outcome(read_ticket, text) == expected


@pytest.mark.parametrize("key", ["invented", "site2"])
def test_a_key_of_a_later_version_stays(key: str) -> None:
    doc = ticket_to_json(TICKET) | {key: "kept"}
    doc["events"][0][key] = "kept too"
    text = json.dumps(doc)
    assert plain_ticket(text) is None
    assert read_ticket(text).extra[key] == "kept"
    assert read_ticket(text).events[0].data[key] == "kept too"


@pytest.mark.parametrize("place", ["", "events", "attachments", "conflicts"])
def test_one_key_of_a_later_version_is_enough_for_the_codec(place: str) -> None:
    doc = ticket_to_json(TICKET)
    (doc[place][0] if place else doc)["invented"] = "kept"
    assert plain_ticket(json.dumps(doc)) is None
