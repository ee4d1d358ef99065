"""The remote-first gate, and paid requests: nothing is booked without another's approval."""

from datetime import date
from itertools import permutations

import pytest
from ledger_makers import ZONE, Desk

from firstline.domain.edits.edit import Edit
from firstline.domain.edits.entity import rebase_entity
from firstline.domain.errors import BadInput, Refused
from firstline.domain.ledger import paid_acts
from firstline.domain.ledger.acts import Booking, book
from firstline.domain.ledger.book import What, ledger_from
from firstline.domain.ledger.gate import Answers, Conclusion, Reason, conclude
from firstline.domain.ledger.paid import Flag, PaidRequest, State, paid_from
from firstline.domain.ledger.paid_acts import Asked
from firstline.domain.ledger.sums import Standing, standing
from firstline.domain.ticket.ticket import Priority

FAILED = Conclusion(Reason.REMOTE_FAILED)
VISIT = Asked("onsite", "换网卡", 800_000)


@pytest.mark.parametrize(
    ("answers", "priority", "reason", "onsite"),
    [
        (Answers(), Priority.P2, Reason.REMOTE_FIRST, False),
        (Answers(p1=True), Priority.P1, Reason.P1, True),
        (Answers(p1=True), Priority.P2, Reason.NOT_P1, False),
        (Answers(p1=True), None, Reason.NOT_P1, False),
        (Answers(p1=True, can_wait=True), Priority.P1, Reason.P1, True),
        (Answers(hardware=True), None, Reason.HARDWARE, True),
        (Answers(restriction="内网"), None, Reason.RESTRICTED, True),
        (Answers(restriction=" "), None, Reason.REMOTE_FIRST, False),
        (Answers(by_contract=True, minutes=60), None, Reason.RULE_NOT_MET, False),
        (Answers(by_contract=True, minutes=61), None, Reason.CONTRACT_RULE, True),
        (Answers(by_contract=True, minutes=61, rule=90), None, Reason.RULE_NOT_MET, False),
        (Answers(attempts=1), None, Reason.REMOTE_FIRST, False),
        (Answers(attempts=1, result="没有解决"), None, Reason.REMOTE_FAILED, True),
        (Answers(attempts=1, result="x", can_wait=True), None, Reason.NEXT_WINDOW, False),
    ],
)
def test_the_gate_needs_a_named_reason_and_lets_an_emergency_pass(
    answers: Answers, priority: Priority | None, reason: Reason, onsite: bool
) -> None:
    found = conclude(answers, priority)
    assert (found.reason, found.onsite) == (reason, onsite)
    assert found.words.zh
    assert found.words.en


def read(*edits: Edit) -> PaidRequest:
    entity = rebase_entity(None, edits)
    assert entity is not None
    return paid_from(entity)


def test_on_site_needs_the_gate() -> None:
    desk = Desk("甲")
    for gate in (None, Conclusion(Reason.REMOTE_FIRST), Conclusion(Reason.NEXT_WINDOW)):
        with pytest.raises(Refused):
            paid_acts.ask(VISIT, gate, desk.stamp())
    with pytest.raises(BadInput):
        paid_acts.ask(Asked("onsite", " ", 1), FAILED, desk.stamp())
    with pytest.raises(BadInput):
        paid_acts.ask(VISIT, FAILED, Desk("").stamp())
    assert read(paid_acts.ask(VISIT, FAILED, desk.stamp())).gate == "remote_failed"


def test_from_estimate_to_variance() -> None:
    ann, lead = Desk("甲"), Desk("李总")
    edits = [paid_acts.ask(VISIT, FAILED, ann.stamp())]
    assert read(*edits).state is State.REQUESTED
    with pytest.raises(Refused):
        paid_acts.booked(read(*edits), "2026-12-01", ann.stamp())
    edits.append(paid_acts.approve(read(*edits), lead.stamp()))
    assert (read(*edits).state, read(*edits).approver) == (State.APPROVED, "李总")
    edits.append(paid_acts.booked(read(*edits), "2026-12-01", ann.stamp()))
    assert read(*edits).state is State.BOOKED
    edits.append(paid_acts.actual(read(*edits), 920_000, {"hours": "6"}, ann.stamp()))
    found = read(*edits)
    assert (found.state, found.variance, found.percent()) == (State.DONE, 120_000, "15.00")
    assert found.flags == (Flag.OVER,)
    with pytest.raises(Refused):
        paid_acts.approve(found, lead.stamp())
    cheaper = read(*edits, paid_acts.actual(found, 799_999, {}, ann.stamp()))
    assert (cheaper.variance, cheaper.percent(), cheaper.flags) == (-1, "0.00", ())


@pytest.mark.parametrize("name", ["甲", " 甲 "])
def test_nobody_approves_what_they_asked_for(name: str) -> None:
    ann, lead = Desk("甲"), Desk("李总")
    asked = paid_acts.ask(VISIT, FAILED, ann.stamp())
    with pytest.raises(Refused):
        paid_acts.approve(read(asked), Desk(name).stamp())
    with pytest.raises(Refused):
        paid_acts.approve(read(asked), lead.stamp(), by=name, proof="电话")
    with pytest.raises(BadInput):
        paid_acts.approve(read(asked), ann.stamp(), by="李总")
    word = paid_acts.approve(read(asked), ann.stamp(), by="李总", proof="14:02 电话")
    assert read(asked, word).state is State.APPROVED
    assert read(asked, word).flags == (Flag.BY_WORD,)


def test_what_another_desk_let_through_does_not_count() -> None:
    ann, bob = Desk("甲"), Desk("乙")
    asked = paid_acts.ask(VISIT, FAILED, ann.stamp())
    other = paid_acts.ask(VISIT, FAILED, bob.stamp())
    own = paid_acts.approve(read(other), ann.stamp())  # planted: as another program might write
    moved = type(own)(own.id, asked.entity, own.act, own.made_at, "甲", own.kind, (), own.events)
    ok = paid_acts.approve(read(asked), bob.stamp())
    booked = paid_acts.booked(read(asked, ok), "", ann.stamp())
    found = read(asked, moved, booked)
    assert found.state is State.REQUESTED
    assert set(found.flags) == {Flag.OWN_APPROVAL, Flag.NO_APPROVAL}


def test_an_approval_is_for_what_it_saw() -> None:
    ann, lead = Desk("甲"), Desk("李总")
    asked = paid_acts.ask(VISIT, FAILED, ann.stamp())
    ok = paid_acts.approve(read(asked), lead.stamp())
    more = paid_acts.estimate(read(asked), 900_000, "加一天", ann.stamp())  # without knowing of ok
    for order in permutations((ok, more)):
        found = read(asked, *order)
        assert found.state is State.REQUESTED
        assert found.flags == (Flag.TOO_LITTLE_APPROVED,)
    again = paid_acts.approve(read(asked, ok, more), lead.stamp())
    assert read(asked, ok, more, again).state is State.APPROVED


def test_a_rejection_stands_until_an_approval_that_knew_of_it() -> None:
    ann, lead, chief = Desk("甲"), Desk("李总"), Desk("王总")
    asked = paid_acts.ask(VISIT, FAILED, ann.stamp())
    no = paid_acts.reject(read(asked), "太贵", lead.stamp())
    yes = paid_acts.approve(read(asked), chief.stamp())  # offline, at the same time
    for order in permutations((no, yes)):
        assert read(asked, *order).state is State.REJECTED
    later = paid_acts.approve(read(asked, no, yes), lead.stamp())
    assert read(asked, no, yes, later).state is State.APPROVED


def budget(*edits: Edit) -> Standing:
    entity = rebase_entity(None, edits)
    assert entity is not None
    return standing(ledger_from(entity), date(2026, 11, 24), ZONE)


@pytest.mark.parametrize(("actual", "consumed"), [(600_000, 600_000), (950_000, 950_000), (0, 0)])
def test_the_budget_reserves_then_consumes_once_on_two_desks(actual: int, consumed: int) -> None:
    ann, bob = Desk("甲"), Desk("乙")
    grant = book(None, "预算", "CNY", Booking(What.GRANT, "20000"), ann.stamp())
    other = book(None, "预算", "CNY", Booking(What.RESERVE, "1000"), ann.stamp())
    ledger = budget(grant).ledger
    asked = paid_acts.ask(VISIT, FAILED, ann.stamp())
    ok = paid_acts.approve(read(asked), bob.stamp())
    edits = [grant, other]
    for desk in (ann, bob):
        edits += paid_acts.in_budget(ledger, read(asked, ok), (desk.stamp(), desk.stamp()))
    assert (budget(*edits).reserved, budget(*edits).balance) == (900_000, 1_100_000)
    no = paid_acts.in_budget(ledger, read(asked, ok), (ann.stamp(), ann.stamp()), gone=True)
    assert budget(*edits, *no).balance == 1_900_000
    gone = paid_acts.reject(read(asked, ok), "推迟", bob.stamp())
    anew = paid_acts.approve(read(asked, ok, gone), bob.stamp())
    more = paid_acts.in_budget(ledger, read(asked, ok, gone, anew), (ann.stamp(), ann.stamp()))
    assert budget(*edits, *no, *more).balance == 1_100_000
    done = paid_acts.actual(read(asked, ok), actual, {}, ann.stamp())
    for desk in (ann, bob):
        stamps = (desk.stamp(), desk.stamp())
        edits += paid_acts.in_budget(ledger, read(asked, ok, done), stamps)
    found = budget(*edits)
    assert (found.consumed, found.balance) == (consumed, 1_900_000 - consumed)
    assert found.reserved == 100_000  # of others, as before
