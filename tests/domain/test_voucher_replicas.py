"""Three desks book, cancel and mark places offline and meet in any order: nothing is lost."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from voucher_makers import DAY, ZONE, Bureau

from firstline.domain.errors import Problem
from firstline.domain.ledger.book import FORFEITED, What
from firstline.domain.ledger.lines import Mark, reserved_still, settled, told
from firstline.domain.ledger.of_booking import Fate, holdings
from firstline.domain.training.places import ties
from firstline.domain.training.training import KIND

WHO = ("W01", "W02", "W03")
_DAYS = st.sampled_from([DAY, DAY, DAY + timedelta(days=9)])
_ACT = st.one_of(
    st.tuples(st.just("book"), st.sampled_from(WHO), _DAYS),
    st.tuples(st.just("cancel"), st.sampled_from(WHO), _DAYS),
    st.tuples(st.sampled_from(["came", "away"]), st.sampled_from(WHO), _DAYS),
    st.tuples(st.just("off"), st.just(""), _DAYS),
    st.tuples(st.just("meet"), st.just(""), st.just(DAY)),
)
_STEP = st.tuples(st.integers(0, 2), _ACT)


def act(desk: Bureau, what: str, who: str, on) -> None:  # type: ignore[no-untyped-def]
    """Do it as far as this desk lets it be done; what is refused changes nothing."""
    before = len(desk.edits)
    clock = desk.now
    try:
        if what == "book":
            desk.book(who, on)
        elif what == "cancel":
            desk.cancel(who, f"{desk.name}的原因", on)
        elif what == "off":
            desk.call_off(f"{desk.name}停课", on)
        else:
            desk.attend(who, came=what == "came", on=on)
    except (Problem, KeyError):
        assert len(desk.edits) == before
    desk.now = max(clock, min(desk.now, clock + timedelta(minutes=1)))


@settings(max_examples=80, deadline=None)
@given(
    st.lists(_STEP, max_size=16), st.permutations([0, 1, 2]), st.sampled_from(["", FORFEITED]),
    st.integers(1, 4),
)  # fmt: skip
def test_replicas_of_places_converge(steps, order, absence, many) -> None:  # type: ignore[no-untyped-def]
    first = Bureau("甲").hired("W01", "周敏").hired("W02", "何强").hired("W03", "孙静")
    first.granted(str(many), absence=absence)
    for who in WHO[: many - 1]:
        first.book(who)
    desks = [first, first.copy("乙"), first.copy("丙")]
    for at, (what, who, on) in steps:
        if what == "meet":
            desks[at].meet(desks[(at + 1) % 3])
        else:
            act(desks[at], what, who, on)
    for one in (*order, *order):
        for other in order:
            desks[one].take(desks[other])
    assert len({frozenset(one.id for one in desk.edits) for desk in desks}) == 1
    read = [desk.ledgers()[0] for desk in desks]
    assert read[0] == read[1] == read[2]
    made = {event.id for edit in first.edits if edit.kind == "ledger" for event in edit.events}
    assert {one.id for one in read[0].entries} == made
    assert not any(desk.conflicts() for desk in desks)
    seen = [ties(desk.of(KIND), desk.ledgers(), ZONE) for desk in desks]
    assert seen[0] == seen[1] == seen[2]

    held = holdings(read[:1], ZONE)
    lines = settled(told(read[0].entries))
    stands = first.stands()
    # every place holds one voucher a turn, and what it came to is one thing
    assert len({(one.booking, one.turn) for one in held}) == len(held)
    used = [one for one in held if one.fate in (Fate.USED, Fate.BOTH)]
    open_ones = [one for one in held if one.fate is Fate.RESERVED]
    assert stands.consumed == sum(one.steps for one in used)
    assert stands.reserved == sum(one.steps for one in open_ones)
    assert stands.reserved == sum(steps for _, steps in reserved_still(lines))
    assert stands.balance == stands.granted - stands.consumed - stands.expired - stands.reserved
    # over-use shows wherever more was promised than there was, and nowhere else
    assert (Mark.OVER_USED in stands.marks) == (stands.balance < 0 or stands.over_used > 0)
    both = any(one.fate is Fate.BOTH for one in held)
    assert both == (Mark.USED_AND_RELEASED in stands.marks)
    released = {one.once for one in read[0].entries if one.what is What.RELEASE}
    reserved = {one.once for one in read[0].entries if one.what is What.RESERVE}
    assert released <= reserved
