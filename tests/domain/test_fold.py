"""A foreign portal's copy folded into what we know: finer words, logs and files stay true."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from firstline.domain.edits.codec import ticket_from_json, ticket_to_json
from firstline.domain.edits.fold import fold, is_hash, with_hash
from firstline.domain.instants import UTC
from firstline.domain.ticket.ticket import Event, EventKind, Status, Ticket

_AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
_HASH = "a" * 64


def _event(event_id: str, minutes: int, kind: EventKind = EventKind.NOTE, /, **data: str) -> Event:
    return Event(event_id, kind, _AT + timedelta(minutes=minutes), data=data)


def _known(*events: Event, status: Status = Status.WITH_VENDOR) -> Mapping[str, Any]:
    ticket = Ticket("t", "7", "打印机", _AT, _AT, status=status, site="一厂", events=events)
    return ticket_to_json(ticket)


def _told(*events: Event, status: str = "in_progress") -> Mapping[str, Any]:
    ticket = Ticket("t", "7", "打印机二", _AT, _AT, status=Status(status), events=events)
    return ticket_to_json(ticket)


_CARRIED = ("title", "status")
_SAME = {"status": ("triaged", "in_progress", "with_vendor")}


def test_our_finer_word_stays_where_theirs_says_the_same_less_finely() -> None:
    ticket = ticket_from_json(fold(_known(), _told(), _CARRIED, _SAME))
    assert (ticket.status, ticket.title, ticket.site) == (Status.WITH_VENDOR, "打印机二", "一厂")


def test_another_word_of_theirs_is_taken() -> None:
    told = _told(status="resolved")
    same = {"status": ("resolved",)}
    assert ticket_from_json(fold(_known(), told, _CARRIED, same)).status is Status.RESOLVED


def test_an_event_known_by_the_portals_id_is_there_once() -> None:
    own = _event("e.0", 1, remote="journal:57")
    doc = fold(_known(own), _told(_event("x", 2, remote="journal:57")), _CARRIED)
    assert [one["id"] for one in doc["events"]] == ["e.0"]


def test_an_act_of_ours_takes_the_place_of_what_the_portal_told_of_it() -> None:
    told_before, act = _event("x", 2, remote="row:57"), _event("e.0", 1)
    for held in ((told_before,), (act, told_before)):
        found = _event("e.0", 1, remote="row:57")
        doc = fold(_known(*held), _told(found), _CARRIED)
        assert [(one["id"], one["data"]) for one in doc["events"]] == [
            ("e.0", {"remote": "row:57"})
        ]
        assert fold(doc, _told(told_before), _CARRIED)["events"] == doc["events"]


def test_a_file_comes_with_its_event_and_is_known_by_the_portals_id_until_it_was_fetched() -> None:
    added = _event(
        "a.0", 1, EventKind.ATTACHED, sha256="attachment:12", name="故障.png", size="5",
        media="image/png", remote="attachment:12",
    )  # fmt: skip
    doc = fold(_known(), _told(added), _CARRIED)
    assert [one["sha256"] for one in doc["attachments"]] == ["attachment:12"]
    assert not is_hash("attachment:12")
    fetched = with_hash(doc, "attachment:12", _HASH, 6)
    assert fetched["attachments"] == [
        {"sha256": _HASH, "name": "故障.png", "size": 6, "media": "image/png"}
    ]
    assert fold(fetched, _told(added), _CARRIED) == {**fetched, "title": "打印机二"}


def test_a_file_that_was_sent_by_us_leaves_when_the_portal_lost_it() -> None:
    sent = _event("e.0", 1, EventKind.ATTACHED, sha256=_HASH, name="a.txt", remote="attachment:3")
    known = {**_known(sent), "attachments": [
        {"sha256": _HASH, "name": "a.txt", "size": 5, "media": "text/plain"}
    ]}  # fmt: skip
    gone = _event("d.0", 2, EventKind.DETACHED, sha256="attachment:3", name="a.txt")
    assert fold(known, _told(gone), _CARRIED)["attachments"] == []
