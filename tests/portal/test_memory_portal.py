"""The portal in memory is as strict as the real one: once for ever, pages, epochs, tombstones."""

from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.codec import ticket_from_json
from firstline.domain.edits.edits import Change, Edit, Stamp, open_ticket, reply, set_field
from firstline.domain.edits.exchange import Copy, CopyState, Op, Page
from firstline.domain.ids import derived_id
from firstline.domain.ticket.ticket import Attachment, Ticket
from firstline.portal.base import Broken, CursorLost, Forbidden, Lost, SignIn, TooLarge
from firstline.portal.memory import MemoryPortal
from firstline.portal.memory_desk import MemoryDesk
from firstline.portal.memory_edits import digest_of

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
_numbers = count()


def stamp() -> Stamp:
    n = next(_numbers)
    return Stamp(derived_id("memory", str(n)), NOW + timedelta(seconds=n), "我")


def opened(name: str, **fields: str) -> Edit:
    return open_ticket(stamp(), derived_id("ticket", name), {"title": name, **fields})


def ops(*edits: Edit, start: int = 1) -> list[Op]:
    return [Op(edit, n) for n, edit in enumerate(edits, start)]


def ticket_of(copy: Copy) -> Ticket:
    assert copy.doc is not None
    return ticket_from_json(copy.doc)


def pull_all(portal: MemoryPortal, cursor: str | None, limit: int = 2) -> tuple[list[Copy], str]:
    copies: list[Copy] = []
    while True:
        page = portal.pull(cursor, limit=limit)
        copies += page.copies
        cursor = page.cursor
        if not page.more:
            return copies, cursor


def test_an_edit_is_applied_once_and_answered_for_ever() -> None:
    desk = MemoryDesk()
    portal = MemoryPortal(desk)
    edit = opened("a")
    first = portal.push(ops(edit), "device")
    again = portal.push(ops(edit), "device")
    assert first == again
    assert first.answers[0].outcome is Outcome.APPLIED
    assert ticket_of(first.copies[0]).number == "M-1"
    assert desk.seq == 1
    assert portal.hello("device").device_head == 1


def test_an_id_used_for_another_edit_is_refused() -> None:
    portal = MemoryPortal(MemoryDesk())
    edit = opened("a")
    portal.push(ops(edit), "device")
    other = open_ticket(Stamp(edit.id, NOW, "我"), edit.entity, {"title": "b"})
    answer = portal.push(ops(other), "device").answers[0]
    assert (answer.outcome, answer.code) == (Outcome.REJECTED, "op-id-reused")


def test_the_same_field_moved_on_both_sides_is_a_conflict_on_the_record() -> None:
    portal = MemoryPortal(MemoryDesk())
    ticket = ticket_of(portal.push(ops(opened("a")), "one").copies[0])
    portal.push(ops(set_field(ticket, "site", "北厂", stamp())), "one")
    pushed = portal.push(ops(set_field(ticket, "site", "南厂", stamp())), "two")
    assert pushed.answers[0].outcome is Outcome.CONFLICT
    held = ticket_of(pushed.copies[0])
    assert held.site == "北厂"
    assert [(one.mine, one.theirs) for one in held.conflicts] == [("南厂", "北厂")]


def test_a_record_that_is_not_there_may_come_back_after_a_restore() -> None:
    desk = MemoryDesk()
    portal = MemoryPortal(desk)
    edit = opened("a")
    ticket = ticket_of(MemoryPortal(MemoryDesk()).push(ops(edit), "one").copies[0])
    told = portal.push(ops(reply(ticket, "喂", stamp())), "two").answers[0]
    assert (told.outcome, told.code) == (Outcome.REJECTED, "unknown-record")
    desk.change_epoch()
    answer = reply(ticket, "好", stamp())
    pushed = portal.push(ops(answer), "two")
    assert pushed.answers[0].outcome is Outcome.IN_PROGRESS
    assert pushed.retry_after_s == 60.0
    portal.push(ops(edit), "one")
    assert portal.push(ops(answer), "two").answers[0].outcome is Outcome.APPLIED


def test_what_builds_on_a_refused_opening_waits() -> None:
    portal = MemoryPortal(MemoryDesk())
    bad = Edit(derived_id("bad"), derived_id("ticket", "bad"), "open", NOW)
    shown = ticket_of(MemoryPortal(MemoryDesk()).push(ops(opened("bad")), "x").copies[0])
    pushed = portal.push(ops(bad, reply(shown, "好", stamp())), "one")
    assert [one.outcome for one in pushed.answers] == [Outcome.REJECTED, Outcome.IN_PROGRESS]
    assert pushed.copies == ()


def test_pages_of_a_first_pull_begin_with_the_newest_open_ticket() -> None:
    portal = MemoryPortal(MemoryDesk())
    portal.push(ops(*(opened(f"{n}") for n in range(5))), "one")
    page = portal.pull(None, limit=2)
    assert (page.first, page.more, page.total, page.done) == (True, True, 5, 2)
    assert [ticket_of(one).title for one in page.copies] == ["4", "3"]
    portal.push(ops(opened("new"), start=6), "one")  # between two pages
    copies, cursor = pull_all(portal, page.cursor)
    assert {ticket_of(one).title for one in copies} == {"0", "1", "2"}
    after, _ = pull_all(portal, cursor)
    assert [ticket_of(one).title for one in after] == ["new"]


def test_changes_come_once_and_with_their_newest_copy() -> None:
    desk = MemoryDesk()
    portal = MemoryPortal(desk)
    _, cursor = pull_all(portal, None)
    ticket = ticket_of(portal.push(ops(opened("a"), opened("b")), "one").copies[0])
    portal.push(ops(set_field(ticket, "site", "北厂", stamp())), "one")
    copies, cursor = pull_all(portal, cursor, 1)
    assert [ticket_of(one).site for one in copies] == ["", "北厂"]
    assert pull_all(portal, cursor)[0] == []


def test_tombstones_and_hidden_records() -> None:
    desk = MemoryDesk()
    portal, other = MemoryPortal(desk, "我"), MemoryPortal(desk, "她")
    ticket = ticket_of(portal.push(ops(opened("a"), opened("b")), "one").copies[0])
    _, cursor = pull_all(portal, None)
    _, hers = pull_all(other, None)
    desk.hide("我", "ticket", ticket.id)
    other.push(ops(set_field(ticket, "site", "北厂", stamp())), "two")
    copies, cursor = pull_all(portal, cursor)
    assert [(one.state, one.doc) for one in copies] == [(CopyState.HIDDEN, None)]
    assert [one.state for one in pull_all(other, hers)[0]] == [CopyState.PUT]
    answer = portal.push(ops(reply(ticket, "好", stamp())), "one").answers[0]
    assert answer.code == "unknown-record"  # nothing tells that it exists
    desk.hide("我", "ticket", ticket.id, hidden=False)
    copies, cursor = pull_all(portal, cursor)
    assert [ticket_of(one).site for one in copies] == ["北厂"]
    desk.delete("ticket", ticket.id)
    assert [one.state for one in pull_all(portal, cursor)[0]] == [CopyState.GONE]
    pushed = other.push(ops(reply(ticket, "喂", stamp())), "two")
    assert pushed.answers[0].outcome is Outcome.MERGED
    assert ticket_of(pushed.copies[0]).events[-1].data["field"] == "deleted"
    assert [one.state for one in pull_all(portal, cursor)[0]] == [CopyState.PUT]


def lost(portal: MemoryPortal, cursor: str) -> Lost:
    with pytest.raises(CursorLost) as found:
        portal.pull(cursor, limit=10)
    return found.value.why


@pytest.mark.parametrize("caught_up", [False, True])
def test_a_restored_desk_knows_that_it_went_back(caught_up: bool) -> None:
    desk = MemoryDesk()
    portal = MemoryPortal(desk)
    portal.push(ops(opened("a")), "one")
    dump = deepcopy(desk)
    portal.push(ops(opened("b"), opened("c"), start=2), "one")
    _, cursor = pull_all(portal, None)
    back = MemoryPortal(dump.restored("2"))
    if caught_up:  # as many places as before: only the run tells them apart
        back.push(ops(opened("d"), opened("e"), opened("f")), "two")
    epoch = back.hello("one").epoch
    assert lost(back, cursor) is Lost.EPOCH
    assert back.hello("one").epoch != epoch
    assert len(pull_all(back, None)[0]) == (4 if caught_up else 1)
    assert len(pull_all(portal, None)[0]) == 3


def test_a_server_started_again_honours_its_cursors() -> None:
    desk = MemoryDesk()
    portal = MemoryPortal(desk)
    portal.push(ops(opened("a")), "one")
    _, cursor = pull_all(portal, None)
    again = MemoryPortal(desk.restored("2"))
    again.push(ops(opened("b"), start=2), "one")
    assert len(pull_all(again, cursor)[0]) == 1


def test_cursors_expire_and_are_sealed() -> None:
    desk = MemoryDesk()
    portal = MemoryPortal(desk)
    _, cursor = pull_all(portal, None)
    portal.push(ops(opened("a")), "one")
    assert lost(portal, cursor[:-6] + "AAAA==") is Lost.EXPIRED
    assert lost(portal, "not a cursor") is Lost.EXPIRED
    desk.forget()
    assert lost(portal, cursor) is Lost.EXPIRED
    page: Page = portal.pull(None, limit=10)
    desk.scope = "less"
    assert lost(portal, page.cursor) is Lost.SCOPE


def test_limits_and_signing_in() -> None:
    desk = MemoryDesk()
    portal = MemoryPortal(desk, "我")
    desk.most_ops = 1
    with pytest.raises(TooLarge):
        portal.push(ops(opened("a"), opened("b")), "one")
    assert desk.seq == 0
    desk.signed_out.add("我")
    with pytest.raises(SignIn):
        portal.hello("one")


def test_files_go_on_where_they_stopped(tmp_path: Path) -> None:
    desk = MemoryDesk()
    portal = MemoryPortal(desk)
    data = b"x" * 200_000
    source, part = tmp_path / "source", tmp_path / "part"
    source.write_bytes(data)
    file = Attachment(digest_of(data), "x.txt", len(data), "text/plain")
    desk.parts[file.sha256] = data[:70_000]
    moved: list[int] = []
    portal.upload(file, source, moved.append)
    assert sum(moved) == 130_000
    part.write_bytes(data[:150_000])
    moved.clear()
    portal.download(file.sha256, "", part, moved.append)
    assert sum(moved) == 50_000
    assert part.read_bytes() == data
    with pytest.raises(Broken):
        portal.upload(Attachment("0" * 64, "y", 3, ""), source, moved.append)


def test_a_place_that_the_desk_has_lost_shows_that_it_went_back() -> None:
    desk = MemoryDesk()
    dump = desk.backup()
    MemoryPortal(desk).push(ops(opened("a")), "one")
    back = MemoryPortal(dump.restored("2"))
    epoch = back.hello("one").epoch
    assert back.hello("one", 1).epoch != epoch


def test_an_act_bears_the_name_of_whoever_is_signed_in() -> None:
    desk = MemoryDesk()
    ticket = ticket_of(MemoryPortal(desk, "她").push(ops(opened("a")), "two").copies[0])
    assert {one.actor for one in ticket.events} == {"她"}
    with pytest.raises(Forbidden):  # and a device is one person's
        MemoryPortal(desk, "我").push(ops(opened("b")), "two")


def test_a_rejected_edit_may_be_tried_with_another_content() -> None:
    desk = MemoryDesk()
    portal = MemoryPortal(desk)
    ticket = ticket_of(portal.push(ops(opened("a")), "one").copies[0])
    bad = replace(set_field(ticket, "title", "b", stamp()), changes=(Change("title", "", "a"),))
    assert portal.push(ops(bad), "one").answers[0].outcome is Outcome.REJECTED
    better = replace(bad, changes=(Change("title", "b", "a"),))
    assert portal.push(ops(better), "one").answers[0].outcome is Outcome.APPLIED
    assert portal.push(ops(bad), "one").answers[0].code == "op-id-reused"
