"""Who has the ball follows from the status and from what came after it."""

from datetime import UTC, datetime, timedelta

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.edits import open_ticket, set_field
from firstline.domain.edits.moves import hand_off, log, move
from firstline.domain.edits.rebase import rebase
from firstline.domain.ids import new_id
from firstline.domain.ticket.ball import Party, ball, received
from firstline.domain.ticket.ticket import Event, EventKind, Leg, Status, Ticket

START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


class Life:
    """One ticket that lives through acts, a minute apart."""

    def __init__(self) -> None:
        self.minute = 0
        self.ticket = self._shown(
            None, open_ticket(self.stamp(), "t1", {"title": "x", "requester": "张伟"})
        )

    def stamp(self) -> Stamp:
        self.minute += 1
        now = START + timedelta(minutes=self.minute)
        return Stamp(new_id(now), now, "王磊")

    def _shown(self, base: Ticket | None, edit: Edit) -> Ticket:
        shown = rebase(base, [edit])
        assert shown is not None
        return shown

    def do(self, edit: Edit) -> Ticket:
        self.ticket = self._shown(self.ticket, edit)
        return self.ticket

    def hears(self, kind: EventKind, leg: Leg | None = None) -> Ticket:
        stamp = self.stamp()
        return self.do(log(self.ticket, Event("", kind, stamp.at, leg=leg, text="…"), stamp))


def test_a_new_ticket_is_ours_and_nobody_s_until_it_is_assigned() -> None:
    life = Life()
    held = ball(life.ticket)
    assert held.party is Party.US
    assert "没有受理人" in held.why.zh
    life.do(set_field(life.ticket, "assignee", "王磊", life.stamp()))
    assert ball(life.ticket).who == "王磊"
    assert "没有受理人" not in ball(life.ticket).why.zh


def test_waiting_gives_the_ball_to_the_requester_and_an_answer_gives_it_back() -> None:
    life = Life()
    life.do(move(life.ticket, Status.WAITING_REQUESTER, life.stamp()))
    held = ball(life.ticket)
    assert (held.party, held.who) == (Party.REQUESTER, "张伟")
    assert held.since == START + timedelta(minutes=2)
    life.hears(EventKind.MESSAGE)
    assert ball(life.ticket).party is Party.US
    assert ball(life.ticket).since == START + timedelta(minutes=3)


def test_a_hand_off_without_receipt_leaves_the_ball_with_us() -> None:
    life = Life()
    life.do(hand_off(life.ticket, life.stamp()))
    assert received(life.ticket) is None
    assert ball(life.ticket).party is Party.US
    assert "尚未收到" in ball(life.ticket).why.zh
    stamp = life.stamp()
    life.do(hand_off(life.ticket, stamp, received_at=stamp.at, proof="回执"))
    held = ball(life.ticket)
    assert held.party is Party.VENDOR
    assert held.since == stamp.at


def test_the_vendor_s_questions_bring_the_ball_back_until_they_are_answered() -> None:
    life = Life()
    life.do(hand_off(life.ticket, life.stamp(), proof="回执"))
    life.do(move(life.ticket, Status.WAITING_CUSTOMER_INFO, life.stamp()))
    assert ball(life.ticket).party is Party.US
    life.do(move(life.ticket, Status.WITH_VENDOR, life.stamp()))
    assert ball(life.ticket).party is Party.VENDOR


def test_the_end_asks_the_requester_then_nobody() -> None:
    life = Life()
    life.do(move(life.ticket, Status.RESOLVED, life.stamp()))
    assert ball(life.ticket).party is Party.REQUESTER
    life.do(move(life.ticket, Status.CLOSED, life.stamp()))
    assert ball(life.ticket).party is Party.NOBODY
