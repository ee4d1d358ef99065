"""Two desks act on one request offline in any order: they converge, and money is right once."""

from collections.abc import Callable
from copy import copy

from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_makers import Desk
from service_makers import TODAY, World, person, world

from firstline.domain.edits.edit import Edit
from firstline.domain.edits.entity import rebase_entity
from firstline.domain.errors import Problem
from firstline.domain.ledger.book import KIND as LEDGER
from firstline.domain.services import delivery_acts, request_acts
from firstline.domain.services.form import KIND
from firstline.domain.services.request import State
from firstline.domain.services.request_acts import Quoted
from firstline.domain.services.request_flags import flags
from firstline.domain.services.request_money import money_flags, repairs, with_money

ACTS = (
    *("quote", "dear", "approve", "deliver", "check", "accept") * 3,
    "withdraw", "reject", "fail", "waive",
)  # fmt: skip
STEP = st.tuples(st.integers(0, 1), st.sampled_from((*ACTS, "meet")))
WAYS: dict[str, Callable[[World, str, Desk], Edit]] = {
    "quote": lambda one, key, desk: request_acts.quote(
        one.request(key), Quoted(5_000, TODAY), (), desk.stamp(), TODAY),
    "dear": lambda one, key, desk: request_acts.quote(
        one.request(key), Quoted(9_000, TODAY), (), desk.stamp(), TODAY),
    "approve": lambda one, key, desk: request_acts.approve(
        one.request(key), one.ground(key), desk.stamp(), by=f"批{desk.name}", proof="电话"),
    "withdraw": lambda one, key, desk: request_acts.reject(
        one.request(key), "撤", desk.stamp(), withdrawn=True),
    "reject": lambda one, key, desk: request_acts.reject(one.request(key), "否", desk.stamp()),
    "deliver": lambda one, key, desk: delivery_acts.deliver(
        one.request(key), TODAY, "报告", desk.stamp()),
    "check": lambda one, key, desk: delivery_acts.check(
        one.request(key), "verdict", "x", desk.stamp(), passed=True),
    "fail": lambda one, key, desk: delivery_acts.check(
        one.request(key), "verdict", "x", desk.stamp(), passed=False),
    "waive": lambda one, key, desk: delivery_acts.waive(
        one.request(key), "verdict", "许静", "缓", desk.stamp()),
    "accept": lambda one, key, desk: delivery_acts.accept(
        one.request(key), 7_000, {}, desk.stamp()),
}  # fmt: skip


class Replicas:
    """Two desks that begin alike; each keeps the edits that it made or got, in its own order."""

    def __init__(self) -> None:
        base = world()
        self.key = base.ask(person("甲"), "ai-readiness")
        self.worlds = [base, World(copy(base.records), base.now)]
        self.people = [person("乙"), person("丙")]
        self.made: list[list[Edit]] = [[], []]
        self.seen = [0, 0]

    def act(self, at: int, what: str) -> None:
        one, desk = self.worlds[at], self.people[at]
        try:
            edit = WAYS[what](one, self.key, desk)
        except Problem:
            return
        edits = with_money(one.request(self.key), edit, one.means, desk.stamp)
        one.do(*edits)
        self.made[at] += edits

    def meet(self) -> None:
        for at in (0, 1):
            other = self.made[1 - at]
            fresh = other[self.seen[at] :]
            self.seen[at] = len(other)
            for edit in fresh:
                held = self.worlds[at].records.get((edit.kind, edit.entity))
                made = rebase_entity(held, [edit])
                if made is not None:
                    self.worlds[at].records[edit.kind, edit.entity] = made

    def mend(self, at: int) -> None:
        one = self.worlds[at]
        edits = repairs(one.request(self.key), one.means, self.people[at].stamp)
        if edits:
            one.do(*edits)
            self.made[at] += edits


@settings(max_examples=60, deadline=None)
@given(st.lists(STEP, max_size=18))
def test_two_desks_converge_and_the_ledger_says_what_the_request_says(
    steps: list[tuple[int, str]],
) -> None:
    both = Replicas()
    for at, what in steps:
        if what == "meet":
            both.meet()
        else:
            both.act(at, what)
    both.meet()
    hers, his = (one.request(both.key) for one in both.worlds)
    assert (hers.state, hers.paid, hers.criteria) == (his.state, his.paid, his.criteria)
    assert flags(hers, TODAY) == flags(his, TODAY)
    for at in (0, 1):  # both put it right before they meet again: it counts once
        both.mend(at)
    both.meet()
    for one in both.worlds:
        found = one.request(both.key)
        assert money_flags(found, one.means) == ()
        committed, spent, _ = one.budget()
        assert spent == (found.paid.actual or 0)
        wanted = found.paid.estimate if found.paid.approver and found.paid.actual is None else 0
        assert committed == wanted
        if found.state is State.ACCEPTED:
            assert not found.open_criteria
    for kind in (KIND, LEDGER):
        first, second = ([len(each.events) for each in one.of(kind)] for one in both.worlds)
        assert first == second, "nothing is lost"
