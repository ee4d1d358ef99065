"""Request Tracker's history as our log: recorded answers become events, always the same ones."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from firstline.domain.edits.edits import Edit
from firstline.domain.ids import derived_id
from firstline.domain.ticket.ticket import Event, EventKind, Leg, Priority, Status
from firstline.portal.rt.copies import copy_of
from firstline.portal.rt.log import History, events_of, owners_in
from firstline.portal.rt.marks import Link, Mark, link_in, mark_in
from firstline.portal.rt.wire import Part, Person, Row, links_in, part_in, row_in, ticket_in

SERVER = "https://rt.example"
DATA = json.loads((Path(__file__).parent / "rt_recorded.json").read_text("utf-8"))
AT = datetime(2026, 11, 28, 6, 0, tzinfo=UTC)
AGENT, ASKER = Person("agent2", "李工"), Person("requester", "王小明", "requester@rt.test")
SYSTEM = Person("RT_System")
E = "0199d2a0-7c1e-7b3e-9c55-0f5a3c1b2d4e"


def recorded() -> History:
    parts: dict[int, list[Part]] = {}
    for one in map(part_in, DATA["parts"]):
        parts.setdefault(one.row, []).append(one)
    ticket = ticket_in(DATA["ticket"])
    return History(SERVER, ticket, [row_in(one) for one in DATA["rows"]], parts, DATA["people"])


def test_a_recorded_ticket_reads_as_ours() -> None:
    copy = copy_of(recorded())
    doc: Any = copy.doc
    assert copy.id == derived_id("rt", SERVER, "ticket", str(DATA["ticket"]["id"]))
    assert {one: doc[one] for one in DATA["expected"]["fields"]} == DATA["expected"]["fields"]
    told = [[one["kind"], one.get("actor", ""), one.get("text", "")] for one in doc["events"]]
    assert told == DATA["expected"]["events"]
    assert [one["name"] for one in doc["attachments"]] == DATA["expected"]["files"]
    assert copy.version == DATA["expected"]["version"]
    assert copy.same == {"status": tuple(DATA["expected"]["same"])}


def test_the_same_history_gives_the_same_events() -> None:
    one, two = events_of(recorded()), events_of(recorded())
    assert one == two
    assert len({event.id for event in one}) == len(one)
    assert all("remote" in event.data for event in one)


def test_rt_calls_an_unset_instant_1970() -> None:
    assert ticket_in({**DATA["ticket"], "Resolved": "1970-01-01T00:00:00Z"}).resolved is None


def row(number: int, kind: str, field: str = "", old: str = "", new: str = "",
        who: Person = AGENT, seconds: int = 0) -> Row:  # fmt: skip
    at = AT + timedelta(seconds=seconds or number)
    return Row(number, 7, kind, field, old, new, who, at)


def history(*rows: Row, **more: Any) -> History:
    ticket = replace(ticket_in(DATA["ticket"]), id=7, effective=7, requesters=(ASKER,))
    return History(SERVER, ticket, rows, **more)


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("new", "open", EventKind.STARTED), ("open", "stalled", EventKind.PAUSED),
        ("stalled", "open", EventKind.RESUMED), ("open", "resolved", EventKind.RESOLVED),
        ("resolved", "open", EventKind.REOPENED), ("open", "rejected", EventKind.CANCELLED),
        ("rejected", "open", EventKind.REOPENED), ("stalled", "resolved", EventKind.RESOLVED),
        ("resolved", "stalled", EventKind.PAUSED), ("new", "pending hardware", EventKind.STARTED),
    ],
)  # fmt: skip
def test_a_move_is_what_it_means_here(old: str, new: str, kind: EventKind) -> None:
    events = events_of(history(row(1, "Status", "Status", old, new)))
    assert [one.kind for one in events] == [kind]
    paused = kind in (EventKind.PAUSED, EventKind.RESUMED)
    assert events[0].leg is (Leg.INTERNAL if paused else None)


@pytest.mark.parametrize(
    "one",
    [
        row(1, "Status", "Status", "open", "deleted"), row(1, "SetWatcher", "Owner", "6", "27"),
        row(1, "EmailRecord"), row(1, "Set", "Due", "a", "b"), row(1, "CustomField", "2", "", "x"),
        row(1, "Set", "Priority", "50", "55"), row(1, "AddLink", "RefersTo", "", "x"),
        row(1, "AddLink", "MergedInto", "", "fsck.com-rt://rt.test/ticket/7"),
    ],
)  # fmt: skip
def test_noise_says_nothing(one: Row) -> None:
    assert events_of(history(one)) == ()


def test_fields_and_merges_are_told() -> None:
    told = events_of(history(
        row(1, "Set", "Priority", "50", "100"), row(2, "Set", "Subject", "旧", "新"),
        row(3, "Take", "Owner", "6", "27"),
        row(4, "AddLink", "MergedInto", "", "fsck.com-rt://rt.test/ticket/2046"),
        people={"6": "", "27": "李工"},
    ))  # fmt: skip
    assert [one.kind for one in told] == [
        EventKind.PRIORITY, EventKind.CHANGED, EventKind.CHANGED, EventKind.MERGED,
    ]  # fmt: skip
    assert told[0].priority is Priority.P1
    assert told[2].data["new"] == "李工"
    assert told[3].data["of"] == "2046"
    assert owners_in([row(3, "Take", "Owner", "6", "27")]) == {"6", "27"}


def test_who_asks_and_who_answers() -> None:
    asked, answered = row(1, "Correspond", who=ASKER), row(2, "Correspond")
    noted, silent = row(3, "Comment"), row(4, "Comment")
    said = {
        one.id: [Part(one.id, one.id, "text/plain", "", 3, "", f"第{one.id}句")]
        for one in (asked, answered, noted)
    }
    file = Part(9, 4, "text/plain", "日志.txt", 12, "Content-Type: text/plain")
    told = events_of(history(asked, answered, noted, silent, parts={**said, 4: [file]}))
    assert [(one.kind, one.leg) for one in told] == [
        (EventKind.MESSAGE, Leg.INTERNAL), (EventKind.RESPONDED, Leg.INTERNAL),
        (EventKind.NOTE, None), (EventKind.ATTACHED, None),
    ]  # fmt: skip
    assert told[3].data["sha256"] == told[3].data["remote"] == "attachment/9"


def test_the_first_priority_is_what_the_first_change_found() -> None:
    changed = row(2, "Set", "Priority", "0", "100")
    assert events_of(history(row(1, "Create"), changed))[0].priority is Priority.P4


@pytest.mark.parametrize(
    ("status", "moves", "kinds"),
    [
        ("new", (), ["reported"]), ("resolved", (), ["reported", "resolved"]),
        ("open", (), ["reported", "started"]), ("stalled", (), ["reported", "paused"]),
        ("resolved", (("open", "resolved"),), ["reported", "started", "resolved"]),
        ("open", (("new", "open"),), ["reported", "started"]),
        ("open", (("resolved", "open"),), ["reported", "resolved", "reopened"]),
    ],
)  # fmt: skip
def test_a_ticket_that_did_not_begin_as_new_says_so(
    status: str, moves: tuple[tuple[str, str], ...], kinds: list[str]
) -> None:
    rows = [row(2 + n, "Status", "Status", *one) for n, one in enumerate(moves)]
    one = history(row(1, "Create"), *rows)
    told = events_of(replace(one, ticket=replace(one.ticket, status=status)))
    assert [str(event.kind) for event in told] == kinds
    assert len({event.id for event in told} | {e.data["remote"] for e in told}) == 2 * len(told)


def test_a_status_that_rt_moved_and_our_reply_took_back_says_nothing() -> None:
    away = row(2, "Status", "Status", "resolved", "open", SYSTEM, 60)
    back = row(3, "Status", "Status", "open", "resolved", AGENT, 60)
    said = {1: [Part(1, 1, "text/plain", "", 3, "", "请确认")]}
    told = events_of(history(row(1, "Correspond", seconds=59), away, back, parts=said))
    assert [one.kind for one in told] == [EventKind.RESPONDED]
    later = row(3, "Status", "Status", "open", "resolved", AGENT, 4000)
    assert len(events_of(history(away, later))) == 2


def marked(mark: Mark, text: str = "", name: str = "", media: str = "text/plain") -> Part:
    headers = f"MIME-Version: 1.0\nContent-Type: {mark.media(media)}\nContent-Length: 3"
    return Part(5, 1, media, name, len(text.encode()), headers.replace("; ", ";\n "), text)


def test_a_mark_survives_the_way_through_the_headers() -> None:
    for mark in (
        Mark(f"{E}.0", EventKind.RESPONDED, AT), Mark(f"{E}.11", EventKind.RESOLVED, AT, "4711"),
        Mark(f"{E}.2", EventKind.ATTACHED, AT, "a" * 64),
    ):  # fmt: skip
        assert mark_in(marked(mark).headers) == mark
    for other in ("", "Content-Type: text/plain", f'x-firstline="{E}.0:handed_off:1"',
                  'x-firstline="a b:note:1"'):  # fmt: skip
        assert mark_in(other) is None
    link = Link(E, f"{E}.0", AT)
    assert link_in(link.uri) == link
    assert link_in("firstline:ticket/x/y/z") is None
    assert links_in({"_hyperlinks": [
        {"ref": "refers-to", "type": "external", "_url": link.uri},
        {"ref": "refers-to", "type": "ticket", "_url": "x"}, {"ref": "self"},
    ]}) == (link.uri,)  # fmt: skip


def test_a_ticket_with_our_mark_is_the_ticket_that_we_made() -> None:
    link = Link(E, f"{E}.0", AT - timedelta(hours=8))
    part = Part(5, 1, "text/plain", "", 3, f"Content-Type: {link.media('text/plain')}", "正文")
    copy = copy_of(history(row(1, "Create"), parts={1: [part]}))
    doc: Any = copy.doc
    assert (copy.id, doc["id"], doc["body"]) == (E, E, "正文")
    assert (doc["events"][0]["id"], doc["created_at"]) == (f"{E}.0", link.at.isoformat())
    later = copy_of(history(row(2, "Comment")))
    assert (later.id, later.remote) == (derived_id("rt", SERVER, "ticket", "7"), "7")


def test_a_message_with_our_mark_is_the_event_that_made_it() -> None:
    mark = Mark(f"{E}.0", EventKind.RESPONDED, AT - timedelta(hours=8))
    told = events_of(history(row(1, "Correspond"), parts={1: [marked(mark, "已处理")]}))
    assert (told[0].id, told[0].text, told[0].at) == (f"{E}.0", "已处理", mark.at)
    own = Event(f"{E}.0", EventKind.RESPONDED, mark.at, actor="我", proof="电话", text="已处理")
    again = events_of(
        history(row(1, "Correspond"), parts={1: [marked(mark, "已处理")]}, own={own.id: own})
    )
    assert again == (replace(own, data={"remote": "transaction/1"}),)


def test_a_status_and_its_words_are_one_event() -> None:
    mark = Mark(f"{E}.0", EventKind.RESOLVED, AT, "1")
    rows = (row(1, "Status", "Status", "open", "resolved"), row(2, "Comment"))
    part = replace(marked(mark, "重启后恢复"), row=2)
    told = events_of(history(*rows, parts={2: [part]}))
    assert [(one.id, one.kind, one.text, one.data["remote"]) for one in told] == [
        (f"{E}.0", EventKind.RESOLVED, "重启后恢复", "transaction/1")
    ]


def test_a_file_with_our_mark_is_known_by_its_hash() -> None:
    mark = Mark(f"{E}.0", EventKind.ATTACHED, AT, "a" * 64)
    part = marked(mark, "x", "故障 截图.png", "application/octet-stream")
    told = events_of(history(row(1, "Comment"), parts={1: [part]}))
    assert [(one.id, one.kind) for one in told] == [(f"{E}.0", EventKind.ATTACHED)]
    assert told[0].data == {
        "sha256": "a" * 64, "name": "故障 截图.png", "size": "1", "media": "image/png",
        "remote": "attachment/5",
    }  # fmt: skip


def test_a_transaction_that_an_edit_became_is_the_edits_event() -> None:
    own = Event(f"{E}.1", EventKind.RESOLVED, AT, actor="我", proof="签收单")
    told = events_of(history(row(4, "Status", "Status", "open", "resolved"), taken={4: own}))
    assert told == (replace(own, data={"remote": "transaction/4"}),)


def test_a_merged_ticket_is_a_duplicate() -> None:
    copy = copy_of(replace(history(row(1, "Create")),
                           ticket=replace(history().ticket, effective=2046)))  # fmt: skip
    doc: Any = copy.doc
    assert doc["status"] == Status.DUPLICATE
    assert not copy.same


def test_what_rt_does_not_know_or_may_have_cut_is_not_carried() -> None:
    plain = copy_of(history(row(1, "Create")))
    assert {"title", "requester", "status", "priority", "assignee"} < set(plain.carried or ())
    raw = replace(history().ticket, subject="长" * 66, requesters=())
    carried = copy_of(replace(history(row(1, "Create")), ticket=raw)).carried or ()
    assert "title" not in carried
    assert "requester" not in carried
    assert isinstance(Edit, type)
