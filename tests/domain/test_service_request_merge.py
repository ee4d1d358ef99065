"""Requests of two desks that act offline: everything stands, is flagged, and money is put right."""

import copy
from itertools import permutations

import pytest
from ledger_makers import ZONE
from service_makers import TODAY, World, person, world

from firstline.domain.edits.edit import Edit
from firstline.domain.errors import Refused
from firstline.domain.services import delivery_acts, request_acts
from firstline.domain.services.request import Result, State
from firstline.domain.services.request_flags import flags as looks
from firstline.domain.services.request_money import money_flags, repairs

ANN, LEAD, CHIEF = "甲", "李总", "王总"
FEN = 4_200_000


def codes(one: object) -> list[str]:
    return [each.code for each in looks(one, TODAY)]  # type: ignore[arg-type]


def quoted() -> tuple[World, str]:
    desk, ann = world(), person(ANN)
    key = desk.ask(ann)
    desk.quote(key, ann, FEN)
    return desk, key


def apart(one: World) -> tuple[World, World]:
    return copy.deepcopy(one), copy.deepcopy(one)


def test_approved_here_and_withdrawn_there_both_stand_and_the_ledger_is_put_right() -> None:
    desk, key = quoted()
    here, there = apart(desk)
    yes, no = person(LEAD), person(ANN)
    ground = here.ground(key)
    ok = request_acts.approve(here.request(key), ground, yes.stamp())
    here.act(ok, yes)
    gone = request_acts.reject(there.request(key), "不做了", no.stamp(), withdrawn=True)
    there.act(gone, no)
    assert there.budget()[0] == 0
    for first, second in permutations((ok, gone)):
        both = copy.deepcopy(desk)
        both.do(first, second)
        found = both.request(key)
        assert found.state is State.WITHDRAWN
        assert codes(found) == ["approved_too"]
        assert {one.data["what"] for one in found.entries("approve", "reject")} == {
            "approve", "reject",
        }  # fmt: skip
    here.do(gone)  # arrives by sync, where the commitment was booked
    found = here.request(key)
    assert here.budget()[0] == FEN
    assert [one.code for one in money_flags(found, here.means)] == ["ledger_differs"]
    others = copy.deepcopy(here)
    fixes = [repairs(one.request(key), one.means, person(name).stamp)
             for one, name in ((here, "甲二"), (others, "乙二"))]  # fmt: skip
    for each in fixes:  # both put it right: it counts once
        here.do(*each)
    assert here.budget() == (0, 0, 24_000_000)
    assert money_flags(here.request(key), here.means) == ()


def test_approved_on_two_desks_it_is_committed_once_and_both_names_show() -> None:
    desk, key = quoted()
    here, there = apart(desk)
    edits = []
    for one, name in ((here, LEAD), (there, CHIEF)):
        before = set(map(id, one.records.values()))
        one.approve(key, person(name))
        assert before
        edits.append(one)
    merged = copy.deepcopy(here)
    for kind, entity in list(there.records):
        mine, theirs = merged.records[kind, entity], there.records[kind, entity]
        more = tuple(event for event in theirs.events if event not in mine.events)
        if more:
            merged.do(Edit(f"m{entity}", entity, "entry", desk.now, "", kind, (), more))
    found = merged.request(key)
    assert found.state is State.APPROVED
    assert codes(found) == ["approved_twice"]
    assert merged.budget()[0] == FEN


def test_two_answers_merge_and_a_form_that_changed_after_approval_is_seen() -> None:
    desk, key = quoted()
    here, there = apart(desk)
    ok = request_acts.approve(here.request(key), here.ground(key), person(LEAD).stamp())
    edit = request_acts.fill(there.request(key), {"a_place": "云上"}, person(ANN).stamp(), ZONE)
    assert edit is not None
    for order in permutations((ok, edit)):
        both = copy.deepcopy(desk)
        both.do(*order)
        found = both.request(key)
        assert (found.state, codes(found)) == (State.APPROVED, ["form_changed"])
    here.do(ok)
    with pytest.raises(Refused):
        request_acts.fill(here.request(key), {"a_place": "x"}, person(ANN).stamp(), ZONE)


def test_a_failure_stands_until_somebody_who_knew_of_it_says_otherwise() -> None:
    desk, key = quoted()
    ann, bob = person(ANN), person("乙")
    desk.approve(key, person(LEAD))
    one = desk.deliver(key, ann)
    good = delivery_acts.check(one, "accuracy", "x", ann.stamp(), passed=True)
    bad = delivery_acts.check(one, "accuracy", "错 9 张", bob.stamp(), passed=False)
    for order in permutations((good, bad)):
        both = copy.deepcopy(desk)
        both.do(*order)
        assert both.request(key).criteria[0].result is Result.FAILED
    desk.do(bad)
    again = desk.check(key, bob, "accuracy")
    assert again.criteria[0].result is Result.PASSED


def test_accepted_here_and_failed_there_is_no_acceptance() -> None:
    desk, key = quoted()
    ann, bob = person(ANN), person("乙")
    desk.approve(key, person(LEAD))
    desk.deliver(key, ann)
    for each in desk.request(key).criteria:
        desk.check(key, ann, each.criterion.id)
    bad = delivery_acts.check(desk.request(key), "accuracy", "x", bob.stamp(), passed=False)
    desk.act(delivery_acts.accept(desk.request(key), FEN, {}, ann.stamp()), ann)
    desk.do(bad)
    found = desk.request(key)
    assert (found.state, codes(found)) == (State.DELIVERED, ["accepted_failing"])
    desk.check(key, bob, "accuracy")
    assert desk.request(key).state is State.ACCEPTED


def test_a_higher_quote_needs_approval_again() -> None:
    desk, key = quoted()
    desk.approve(key, person(LEAD))
    assert desk.quote(key, person(ANN), FEN + 100).state is State.QUOTED
    assert desk.approve(key, person(LEAD)).state is State.APPROVED
    assert desk.budget()[0] == FEN + 100
    gone = request_acts.reject(desk.request(key), "太贵", person(CHIEF).stamp())
    assert desk.act(gone, person(CHIEF)).state is State.REJECTED
    assert desk.budget()[0] == 0
