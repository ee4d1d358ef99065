"""Answers to a push: settled with the copy that holds it, held, refused, or sent again."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from far_end import LATER, PORTAL, FarEnd, pull, push, states
from store_makers import NOW, Maker, ticket_id

from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.codec import ticket_from_json, ticket_to_json
from firstline.domain.edits.conflicts import resolve
from firstline.domain.edits.edits import Edit, hand_off, move, reply, set_field
from firstline.domain.edits.entity import opening
from firstline.domain.edits.exchange import Answer, Copy, Pushed
from firstline.domain.errors import Refused
from firstline.domain.ticket.ticket import EventKind, Status, Ticket
from firstline.domain.words import Text
from firstline.store.store import Store

pytestmark = pytest.mark.usefixtures("tied")
NO = Text("不允许。", "Not allowed.")
CARRIED = ("title", "status", "priority", "assignee", "number")


def answer(store: Store, *outcomes: Outcome, copies: tuple[Copy, ...] = ()) -> list[Edit]:
    """Send what is due and let the portal answer so; return what was sent."""
    ops = store.outgoing(PORTAL, now=LATER)
    store.sending(ops, LATER)
    answers = tuple(
        Answer(op.edit.id, one, "no" if one is Outcome.REJECTED else "", NO)
        for op, one in zip(ops, outcomes, strict=True)
    )
    store.settle(PORTAL, Pushed(answers, copies), LATER)
    return [op.edit for op in ops]


def test_what_is_not_decided_waits_and_is_sent_again(store: Store, maker: Maker) -> None:
    store.perform(maker.open("a"), maker.open("b"), now=NOW)
    sent = answer(store, Outcome.IN_PROGRESS, Outcome.UNKNOWN)
    assert states(store) == ["waiting", "waiting"]
    again = store.outgoing(PORTAL, now=LATER)
    assert [(one.edit, one.tries) for one in again] == [(one, 1) for one in sent]


def test_a_pause_that_the_portal_asks_for_is_kept(store: Store, maker: Maker) -> None:
    store.perform(maker.open("a"), maker.open("b"), now=NOW)
    ops = store.outgoing(PORTAL, now=LATER)
    busy = Answer(ops[0].edit.id, Outcome.IN_PROGRESS)
    store.settle(PORTAL, Pushed((busy,), (), retry_after_s=30), LATER)
    assert [one.edit.id for one in store.outgoing(PORTAL, now=LATER)] == [ops[1].edit.id]
    after = LATER + timedelta(seconds=31)
    assert len(store.outgoing(PORTAL, now=after)) == 2


def test_an_answer_without_its_copy_does_not_let_the_act_blink_out(
    store: Store, maker: Maker
) -> None:
    store.perform(maker.open("a", site="一厂"), now=NOW)
    store.perform(reply(store.ticket("L-1"), "好", maker.stamp()), now=NOW)
    shown = store.ticket("L-1")
    answer(store, Outcome.APPLIED, Outcome.MERGED)
    assert states(store) == ["settled", "settled"]
    assert store.ticket("L-1") == shown


def test_a_copy_older_than_the_edit_does_not_let_it_blink_out(
    store: Store, end: FarEnd, maker: Maker
) -> None:
    store.perform(maker.open("a"), now=NOW)
    push(store, end)
    old = end.copies["ticket", ticket_id("a")]
    store.perform(reply(store.ticket("L-1"), "好", maker.stamp()), now=NOW)
    answer(store, Outcome.APPLIED, copies=(old,))
    assert store.ticket("L-1").events[-1].text == "好"


def test_the_same_answer_again_changes_nothing(store: Store, end: FarEnd, maker: Maker) -> None:
    store.perform(maker.open("a"), now=NOW)
    ops = store.outgoing(PORTAL, now=LATER)
    pushed = end.push(ops)
    first = store.settle(PORTAL, pushed, LATER)
    shown = store.ticket("L-1")
    again = store.settle(PORTAL, pushed, LATER)
    assert (first.settled, again.settled) == (1, 0)
    assert store.ticket("L-1") == shown
    late_no = Answer(ops[0].edit.id, Outcome.REJECTED, "no", NO)
    store.settle(PORTAL, Pushed((late_no,), ()), LATER)
    assert states(store) == ["settled"]  # what is settled stays settled


def test_an_answer_for_nobody_is_passed_over(store: Store) -> None:
    done = store.settle(PORTAL, Pushed((Answer("who?", Outcome.APPLIED),), ()), LATER)
    assert (done.settled, done.waiting) == (0, 0)


def test_a_rejected_edit_is_not_shown_any_more_and_its_text_is_kept(
    store: Store, end: FarEnd, maker: Maker
) -> None:
    store.perform(maker.open("a"), now=NOW)
    push(store, end)
    before = store.ticket("L-1")
    edit = reply(before, "很长的回复", maker.stamp())
    store.perform(edit, now=NOW)
    answer(store, Outcome.REJECTED)
    assert store.ticket("L-1") == before
    (refused,) = store.edits(states=("refused",))
    assert (refused.edit, refused.code, refused.reason) == (edit, "no", NO)
    row = store.row(before.id)
    assert row
    assert store.sync_state(before.id) == "refused"
    store.withdraw(edit.id, LATER)
    assert store.sync_state(before.id) == "synced"
    store.reinstate(edit.id, LATER)  # the portal's word about this id is final
    assert store.sync_state(before.id) == "refused"
    store.retry(edit.id, LATER)
    assert store.ticket("L-1").events[-1].text == "很长的回复"


def test_somebody_else_resolves_the_conflict(store: Store, end: FarEnd, maker: Maker) -> None:
    store.perform(maker.open("a", site="一厂"), now=NOW)
    push(store, end)
    other = Maker("王工", "o")
    seen = store.ticket("L-1")
    end.edit(set_field(seen, "site", "二厂", other.stamp()))
    store.perform(set_field(seen, "site", "三厂", maker.stamp()), now=NOW)
    push(store, end)
    pull(store, end)
    assert states(store) == ["settled", "held"]
    there = ticket_from_json(end.copies["ticket", seen.id].doc or {})
    end.edit(resolve(there, there.conflicts[0], "theirs", other.stamp()))
    pull(store, end)
    assert states(store) == ["settled", "settled"]
    assert store.conflicts() == []
    assert store.ticket("L-1").site == "二厂"


def test_a_sent_edit_that_clashes_at_our_own_portal_is_resolved_and_not_withdrawn(
    store: Store, end: FarEnd, maker: Maker
) -> None:
    store.perform(maker.open("a", site="一厂"), now=NOW)
    push(store, end)
    seen = store.ticket("L-1")
    end.edit(set_field(seen, "site", "二厂", Maker("王工", "o").stamp()))
    mine = set_field(seen, "site", "三厂", maker.stamp())
    store.perform(mine, now=NOW)
    push(store, end)
    with pytest.raises(Refused, match="keeps this conflict"):
        store.withdraw(mine.id, LATER)
    store.retry(mine.id, LATER)  # mine, once more: a resolution of its own
    assert store.ticket("L-1").site == "三厂"
    push(store, end, LATER + timedelta(minutes=1))
    assert states(store) == ["settled"] * 3
    with pytest.raises(Refused, match="refused or held"):
        store.retry(mine.id, LATER)


def test_a_clash_of_two_windows_waits_again_once_it_is_resolved(store: Store, maker: Maker) -> None:
    store.put("portals", [])
    store.perform(maker.open("a"), now=NOW)
    seen = store.ticket("L-1")
    store.perform(set_field(seen, "site", "一厂", maker.stamp()), now=NOW)
    late = set_field(seen, "site", "二厂", maker.stamp())
    store.perform(late, now=NOW)
    assert states(store) == ["waiting", "waiting", "held"]
    conflict = store.ticket("L-1").conflicts[0]
    told = resolve(store.ticket("L-1"), conflict, "mine", maker.stamp())
    store.perform(told, now=NOW)
    assert states(store) == ["waiting"] * 4
    assert store.sync_state(seen.id) == "local"
    assert store.ticket("L-1").site == "二厂"
    store.withdraw(told.id, NOW)
    assert states(store) == ["waiting", "waiting", "held", "withdrawn"]


def test_a_waiting_edit_whose_field_moved_is_held_and_still_sent(
    store: Store, end: FarEnd, maker: Maker
) -> None:
    store.perform(maker.open("a"), now=NOW)
    push(store, end)
    pull(store, end)
    seen = store.ticket("L-1")
    store.perform(set_field(seen, "site", "三厂", maker.stamp()), now=NOW)
    end.edit(set_field(seen, "site", "二厂", Maker("王工", "o").stamp()))
    pull(store, end)
    assert states(store) == ["settled", "held"]
    assert len(store.outgoing(PORTAL, now=LATER)) == 1
    push(store, end)
    held = store.edits(states=("held",))
    assert [one.code for one in held] == ["conflict"]
    assert store.outgoing(PORTAL, now=LATER) == []


# --- a portal that keeps no conflicts and carries a part ---


@pytest.fixture
def foreign(store: Store, maker: Maker) -> Ticket:
    """Return a ticket that is settled at a foreign portal."""
    store.put("portals", [{"name": PORTAL, "kind": "rt"}])
    store.perform(maker.open("a", site="一厂", title="标题"), now=NOW)
    answer(store, Outcome.APPLIED, copies=(copy(store.ticket("L-1"), number="#7"),))
    return store.ticket("#7")


def copy(ticket: Ticket, **fields: Any) -> Copy:
    """Return the ticket as a portal has it that carries little."""
    doc = {**ticket_to_json(replace(ticket, site="", conflicts=(), case_no="")), **fields}
    doc["events"] = []
    return Copy("ticket", ticket.id, doc=doc, carried=CARRIED, remote="7", version="v2")


def test_what_a_portal_does_not_carry_stays_for_ever(
    store: Store, maker: Maker, foreign: Ticket
) -> None:
    store.perform(
        hand_off(foreign, maker.stamp(), received_at=NOW, case_no="YY-1", proof="邮件"), now=NOW
    )
    shown = store.ticket("#7")
    answer(store, Outcome.APPLIED, copies=(copy(shown, number="#7"),))
    assert store.ticket("#7") == shown
    assert shown.case_no == "YY-1"
    assert EventKind.HANDED_OFF in {one.kind for one in shown.events}
    assert (shown.site, shown.number) == ("一厂", "#7")
    pulled = copy(shown, number="#7", title="他们改的标题")
    answer(store, copies=(pulled,))
    assert (store.ticket("#7").title, store.ticket("#7").case_no) == ("他们改的标题", "YY-1")


def test_a_clash_there_is_held_here_until_it_is_resolved(
    store: Store, maker: Maker, foreign: Ticket
) -> None:
    mine = set_field(foreign, "title", "我的", maker.stamp())
    store.perform(mine, now=NOW)
    theirs = copy(foreign, title="他们的", number="#7")
    answer(store, Outcome.CONFLICT, copies=(theirs,))
    (line,) = store.conflicts()
    assert (line.conflict.mine, line.conflict.theirs) == ("我的", "他们的")
    assert states(store)[-1] == "held"
    answer(store, copies=(copy(foreign, title="标题", number="#7"),))
    assert store.ticket("#7").title == "标题"  # never shown as ours while the portal has another
    assert states(store)[-1] == "held"
    told = resolve(store.ticket("#7"), store.conflicts()[0].conflict, "mine", maker.stamp())
    store.perform(told, now=NOW)
    answer(store, Outcome.APPLIED, copies=(copy(foreign, title="我的", number="#7"),))
    assert states(store)[-2:] == ["settled", "settled"]
    assert store.conflicts() == []
    assert store.ticket("#7").title == "我的"


def test_a_clash_there_may_be_withdrawn(store: Store, maker: Maker, foreign: Ticket) -> None:
    mine = set_field(foreign, "title", "我的", maker.stamp())
    store.perform(mine, now=NOW)
    answer(store, Outcome.CONFLICT, copies=(copy(foreign, title="他们的", number="#7"),))
    store.withdraw(mine.id, LATER)
    assert store.conflicts() == []
    assert store.ticket("#7").title == "他们的"
    assert store.sync_state(foreign.id) == "synced"


def test_a_clash_that_is_none_any_more_is_sent_again(
    store: Store, maker: Maker, foreign: Ticket
) -> None:
    mine = set_field(foreign, "title", "我的", maker.stamp())
    store.perform(mine, now=NOW)
    answer(store, Outcome.CONFLICT, copies=(copy(foreign, title="标题", number="#7"),))
    assert states(store)[-1] == "waiting"
    assert [one.tries for one in store.outgoing(PORTAL, now=LATER)] == [1]


def test_one_found_under_two_ids_is_one_ticket(store: Store, maker: Maker) -> None:
    store.put("portals", [{"name": PORTAL, "kind": "rt"}])
    store.perform(maker.open("a", title="标题"), now=NOW)
    ticket = store.ticket("L-1")
    ops = store.outgoing(PORTAL, now=LATER)
    store.sending(ops, LATER)  # sent, and the answer is lost: a pull brings it as a stranger
    stranger = replace(copy(replace(ticket, id="derived"), number="#7"), id="derived")
    answers: tuple[Answer, ...] = ()
    store.settle(PORTAL, Pushed(answers, (stranger,)), LATER)
    assert store.count(now=NOW) == 2
    answer(store, Outcome.APPLIED, copies=(copy(ticket, number="#7"),))
    assert [row.id for row in store.rows(store.queue(now=NOW))] == [ticket.id]
    assert store.remotes(PORTAL) == {"7": ("ticket", ticket.id)}


# --- records of other kinds ---


def test_a_record_of_another_kind_travels_alike(store: Store, end: FarEnd) -> None:
    edit = opening("contact", "c1", {"name": "李娜", "phone": "1"}, "e1", NOW, "我")
    store.perform(edit, now=NOW)
    shown = store.record("contact", "c1")
    assert shown
    push(store, end)
    assert states(store) == ["settled"]
    assert store.record("contact", "c1") == shown
    pull(store, end)
    assert store.record("contact", "c1") == shown
    end.put("contact", "c1", None)  # nothing that can be read
    pull(store, end)
    assert store.record("contact", "c1") == shown
    assert [one.kind for one in store.quarantine()] == ["contact"]


def test_a_status_that_moved_on_both_sides_is_one_conflict(
    store: Store, end: FarEnd, maker: Maker
) -> None:
    store.perform(maker.open("a"), now=NOW)
    push(store, end)
    seen = store.ticket("L-1")
    end.edit(move(seen, Status.WITH_VENDOR, Maker("王工", "o").stamp()))
    store.perform(move(seen, Status.IN_PROGRESS, maker.stamp()), now=NOW)
    push(store, end)
    shown = store.ticket("L-1")
    assert shown.status is Status.WITH_VENDOR
    assert [one.field for one in shown.conflicts] == ["status"]
    assert ticket_from_json(end.copies["ticket", seen.id].doc or {}) == shown
