"""The shift sheet over a store: each part holds what a person did, and undone things do not."""

from datetime import timedelta

from store_makers import NOW, Maker, ticket_id

from firstline.domain.edits.edits import move, reply, set_priority
from firstline.domain.instants import epoch
from firstline.domain.major.acts import write
from firstline.domain.major.major import Entry
from firstline.domain.routing.shift_sheet import Sheet, numbers, shift_sheet
from firstline.domain.ticket.ball import Party
from firstline.domain.ticket.ticket import Priority, Status
from firstline.store.store import Store

HOUR = timedelta(hours=1)
SINCE = NOW - 4 * HOUR


def sheet(store: Store) -> Sheet:
    return shift_sheet(store.touched(SINCE), SINCE, NOW, {})


def names(store: Store, part: str) -> list[str]:
    return [one.title.removeprefix("工单 ") for one in getattr(sheet(store), part)]


def lay(store: Store, maker: Maker) -> None:
    old = NOW - 6 * HOUR
    store.perform(
        maker.open("old", old, priority="P2", assignee="王磊"),
        maker.open("fresh", NOW - HOUR, priority="P3", assignee="王磊", requester="马建国"),
        maker.open("solved", old, priority="P2", assignee="王磊"),
        maker.open("reopened", old, priority="P2", assignee="王磊"),
        maker.open("raised", old, priority="P3", assignee="王磊"),
        maker.open("vendor", old, priority="P3", assignee="王磊"),
        maker.open("done before", NOW - 9 * HOUR, priority="P3"),
        now=NOW,
    )

    def go(name: str, to: Status, at: timedelta) -> None:
        ticket = store.ticket(ticket_id(name))
        store.perform(move(ticket, to, maker.stamp(NOW - at)), now=NOW)

    go("done before", Status.RESOLVED, 5 * HOUR)
    go("solved", Status.RESOLVED, HOUR)
    go("reopened", Status.RESOLVED, 2 * HOUR)
    go("reopened", Status.IN_PROGRESS, HOUR)
    raised = store.ticket(ticket_id("raised"))
    store.perform(set_priority(raised, Priority.P1, maker.stamp(NOW - HOUR)), now=NOW)
    go("vendor", Status.WITH_VENDOR, HOUR)


def test_each_part_of_the_sheet(store: Store, maker: Maker) -> None:
    lay(store, maker)
    assert names(store, "new") == ["fresh"]
    assert names(store, "solved") == ["solved"]
    assert names(store, "escalated") == ["raised"]
    assert names(store, "handed") == ["vendor"]
    assert names(store, "promises")[0] == "raised"
    found = sheet(store)
    assert found.open == 5
    assert found.balls == {Party.US: 5}  # what the vendor has not received is ours
    assert found.new[0].note.zh == "马建国 报告"


def test_what_is_to_be_watched_says_why(store: Store, maker: Maker) -> None:
    lay(store, maker)
    why = {one.title.removeprefix("工单 "): one.note.zh for one in sheet(store).watch}
    assert why["raised"] == "P1 未结、已超时"
    assert why["vendor"] == "厂商尚未收到"
    assert "fresh" not in why


def test_the_next_update_of_a_major_incident_is_handed_over(store: Store, maker: Maker) -> None:
    store.perform(maker.open("line", NOW - HOUR, priority="P3", assignee="王磊"), now=NOW)
    ticket = store.ticket(ticket_id("line"))
    stamp = maker.stamp(NOW - HOUR / 4)
    store.perform(write(ticket, Entry.DECLARED, stamp, text="全线停"), now=NOW)
    (line,) = sheet(store).watch
    due = NOW + HOUR / 4
    assert line.note.zh == f"重大故障,{due:%H:%M} 前通报"
    late = shift_sheet(store.touched(SINCE), SINCE, NOW + HOUR, {}).watch[0]
    assert late.note.en.startswith(f"major incident, update overdue ({due:%H:%M})")


def test_an_overdue_promise_stands_first(store: Store, maker: Maker) -> None:
    lay(store, maker)
    store.perform(maker.open("late", NOW - 30 * HOUR, priority="P2"), now=NOW)
    assert names(store, "promises")[0] == "late"


def test_a_priority_put_back_was_no_escalation(store: Store, maker: Maker) -> None:
    lay(store, maker)
    raised = store.ticket(ticket_id("raised"))
    store.perform(set_priority(raised, Priority.P3, maker.stamp(NOW)), now=NOW)
    assert names(store, "escalated") == []


def test_promises_far_ahead_are_counted_only(store: Store, maker: Maker) -> None:
    store.perform(maker.open("far", NOW, priority="P4"), now=NOW)
    found = sheet(store)
    assert (found.promises, found.later) == ((), 1)
    assert numbers(found)["open"] == 1


def test_the_same_tickets_give_the_same_sheet(store: Store, maker: Maker) -> None:
    lay(store, maker)
    held = store.touched(SINCE)
    assert shift_sheet(held, SINCE, NOW, {}) == shift_sheet(held[::-1], SINCE, NOW, {})


def test_an_old_ticket_that_changed_is_read(store: Store, maker: Maker) -> None:
    lay(store, maker)
    read = {ticket.title for ticket, _ in store.touched(SINCE)}
    assert "工单 done before" not in read
    done = store.ticket(ticket_id("done before"))
    store.perform(reply(done, "补记", maker.stamp(NOW), internal=True), now=NOW)
    assert "工单 done before" in {ticket.title for ticket, _ in store.touched(SINCE)}
    assert epoch(SINCE) < epoch(NOW)
