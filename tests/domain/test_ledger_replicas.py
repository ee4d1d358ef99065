"""Three desks book offline in any order and merge in any order: they converge, nothing is lost."""

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_makers import NAME, TODAY, UNIT, ZONE, Desk

from firstline.domain.edits.edit import Edit
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.ledger import acts
from firstline.domain.ledger.acts import Booking
from firstline.domain.ledger.book import Entry, What, ledger_from
from firstline.domain.ledger.sums import standing

_DAYS = st.one_of(st.none(), st.integers(-40, 40).map(lambda n: TODAY + timedelta(days=n)))
_BOOKING = st.builds(
    Booking,
    st.sampled_from([What.GRANT, What.RESERVE, What.CONSUME, What.RELEASE]),
    st.integers(1, 40).map(lambda n: str(n / 4)),
    on=_DAYS, expires=_DAYS, once=st.sampled_from(["", "", "s1", "booking:a", "booking:b"]),
)  # fmt: skip
_ACT = st.one_of(
    st.tuples(st.just("book"), _BOOKING),
    st.tuples(st.just("correct"), st.integers(0, 30)),
    st.tuples(st.just("dispute"), st.integers(0, 30)),
)
_STEP = st.tuples(st.integers(0, 2), st.one_of(_ACT, st.just(("meet", None))))


_TOLD = (What.CORRECT, What.DISPUTE)


class Replicas:
    """Three desks, each with the edits that it knows, in the order in which they came there."""

    def __init__(self) -> None:
        self.desks = [Desk("甲"), Desk("乙"), Desk("丙")]
        self.known: list[list[Edit]] = [[], [], []]
        self.made: list[Edit] = []

    def entity(self, at: int) -> Entity | None:
        return rebase_entity(None, self.known[at])

    def act(self, at: int, what: str, how: object) -> None:
        desk, entity = self.desks[at], self.entity(at)
        ledger = ledger_from(entity) if entity else None
        if isinstance(how, Booking):
            made = acts.book(ledger, NAME, UNIT, how, desk.stamp())
        elif ledger is None:
            return
        else:
            assert isinstance(how, int)
            entry = ledger.entries[how % len(ledger.entries)]
            if what == "dispute":
                made = acts.dispute(ledger, entry, "争", desk.stamp())
            elif entry.what is What.DISPUTE:
                return
            else:
                made = acts.correct(ledger, entry, str(how), "改", desk.stamp())
        self.made.append(made)
        self.known[at].append(made)

    def meet(self, at: int, other: int) -> None:
        have = {one.id for one in self.known[at]}
        self.known[at] += [one for one in self.known[other] if one.id not in have]


def reckoned(entries: Sequence[Entry], today: date) -> int:
    """Say the rule of commands.md a second time, in another way than the program does."""
    by_id = {one.id: one for one in entries}

    def root(one: Entry) -> Entry:
        while one.what in _TOLD:
            one = by_id[one.names]
        return one

    def key(one: Entry) -> tuple[str, str]:
        return (one.what, one.once) if one.once else (one.id, "")

    ordered = sorted(entries, key=lambda one: (one.at, one.id))
    amounts = {
        key(one): (one, one.steps or 0) for one in ordered if one.what not in "correctdispute"
    }
    followed = {one.names for one in ordered if one.what is What.CORRECT}
    for one in ordered:
        if one.what is What.CORRECT and one.id not in followed:
            amounts[key(root(one))] = (amounts[key(root(one))][0], one.steps or 0)
    total = {what: sum(n for one, n in amounts.values() if one.what is what) for what in What}
    lots = {one.id: n for one, n in amounts.values() if one.what is What.GRANT}
    grants = sorted(
        (one.expires or date.max, one.at, one.id) for one in ordered if one.id in lots
    )  # fmt: skip
    uses = ((one.day(ZONE), one.at, one.id, n) for one, n in amounts.values()
            if one.what is What.CONSUME)  # fmt: skip
    for day, _at, _id, n in sorted(uses):
        need = n
        for last, _made, key_ in grants:
            take = min(need, lots[key_]) if day <= last else 0
            lots[key_], need = lots[key_] - take, need - take
    expired = sum(lots[key_] for last, _made, key_ in grants if last < today)
    places = {one.once for one in ordered if one.once.startswith("booking:")}
    reserved = 0
    for once in places:  # each place by itself
        kept, spent, freed = (amounts.get((what, once), (None, 0))[1]
                              for what in (What.RESERVE, What.CONSUME, What.RELEASE))  # fmt: skip
        reserved += max(0, kept - freed - spent)
    rest = {
        what: sum(n for one, n in amounts.values() if one.what is what and one.once not in places)
        for what in (What.RESERVE, What.CONSUME, What.RELEASE)
    }
    reserved += max(0, rest[What.RESERVE] - rest[What.RELEASE] - rest[What.CONSUME])
    return total[What.GRANT] - total[What.CONSUME] - expired - reserved


@settings(max_examples=120, deadline=None)
@given(st.lists(_STEP, max_size=25), st.permutations([0, 1, 2]), st.randoms(use_true_random=False))
def test_replicas_converge_and_the_balance_is_the_sum(steps, order, chance) -> None:  # type: ignore[no-untyped-def]
    desks = Replicas()
    for at, (what, how) in steps:
        if what == "meet":
            desks.meet(at, (at + 1) % 3)
        else:
            desks.act(at, what, how)
    for one in (*order, *order):
        for other in order:
            desks.meet(one, other)
    if not desks.made:
        return
    chance.shuffle(desks.known[0])
    opened = sorted(desks.known[0], key=lambda one: one.act != "open")  # a record opens first
    desks.known[0] = opened
    read = [desks.entity(at) for at in range(3)]
    ledgers = [ledger_from(one) for one in read if one]
    assert len(ledgers) == 3
    assert ledgers[0] == ledgers[1] == ledgers[2]
    assert {one.id for one in ledgers[0].entries} == {
        e.id for one in desks.made for e in one.events
    }
    assert all(one and not one.conflicts for one in read)
    found = standing(ledgers[0], TODAY, ZONE)
    assert found.balance == reckoned(ledgers[0].entries, TODAY)
    assert found.balance == (sum(lot.left for lot in found.lots) - found.over_used - found.reserved)
