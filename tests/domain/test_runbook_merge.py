"""Two machines work on one runbook, in any order: they agree, and no verdict is too strong."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from runbook_desk import Machine, machine
from test_runbook import HASH

from firstline.domain.errors import BadInput, Refused
from firstline.domain.runbook import acts, run_acts
from firstline.domain.runbook.acts import Entry
from firstline.domain.runbook.book import Book, book_from
from firstline.domain.runbook.gate import verdicts
from firstline.domain.runbook.item import standings
from firstline.domain.runbook.plan import register, timeline
from firstline.domain.runbook.proof import DrillKind
from firstline.domain.runbook.runbook import CLOSED, ItemState, Mode, Severity, Vote
from firstline.domain.runbook.runs import runs

PEOPLE, ITEMS = ("王总", "周工", "李娜"), ("a1", "a2", "c1", "c2")
Act = Callable[[Machine, str, str], list[Entry]]

ACTS: dict[str, Act] = {
    "start": lambda m, i, _p: [acts.start(m.book, m.item(i))],
    "claim": lambda m, i, p: acts.check(m.book, m.item(i), by=p),
    "prove": lambda m, i, p: acts.check(m.book, m.item(i), text="记录", by=p),
    "reopen": lambda m, i, p: [acts.reopen(m.book, m.item(i), "旧", p)],
    "waive": lambda m, i, p: [
        acts.waive(m.book, m.item(i), p, "急", (m.now + timedelta(days=2)).date(), m.now)
    ],
    "na": lambda m, i, p: [acts.not_applicable(m.book, m.item(i), p, "没有", m.now)],
    "name": lambda m, _i, p: [acts.setting(m.book, "role/business", p)],
    "go": lambda m, _i, p: [acts.vote(m.book, "B", "business", p, Vote.GO)],
    "no": lambda m, _i, p: [acts.vote(m.book, "B", "business", p, Vote.NO_GO)],
    "minutes": lambda m, i, _p: [acts.setting(m.book, register(i, "minutes"), str(len(m.edits)))],
    "after": lambda m, i, _p: [acts.setting(m.book, register("c3", "after"), i)],
    "backup": lambda _m, _i, p: [run_acts.backup("全量", HASH, "异地", by=p)],
    "drill": lambda _m, i, p: [run_acts.drill(DrillKind.RESTORE, 9, passed=i != "a1", by=p)],
    "rehearse": lambda m, _i, _p: [run_acts.begin_run(m.book, Mode.REHEARSAL, m.now)],
    "begin": lambda m, i, _p: [run_acts.step(m.book, m.item(i), "begin", m.now)],
    "finish": lambda m, i, _p: [run_acts.step(m.book, m.item(i), "finish", m.now)],
    "end": lambda m, _i, _p: [run_acts.end_run(m.book)],
}
_steps = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(sorted(ACTS)), st.sampled_from(ITEMS), st.sampled_from(PEOPLE),
                  st.integers(0, 1)),
        st.just(("meet", "", "", 0)),
    ),
    max_size=30,
)  # fmt: skip


def seen(book: Book, one: Machine) -> object:
    """Return all that a person sees of the runbook."""
    held = standings(book, one.now)
    return (
        held, verdicts(book, one.now), runs(book), timeline(book), dict(book.heads),
    )  # fmt: skip


def check_strength(book: Book, one: Machine) -> None:
    """Every closed item has what closes it, of people who had seen its last reopening."""
    for name, held in standings(book, one.now).items():
        said = book.acts.get(name, ())
        last = max((act.id for act in said if act.get("act") == "reopen"), default="")
        later = [act for act in said if act.id > last or not last]
        need = 2 if held.item.severity is Severity.BLOCKER else 1
        if held.state is ItemState.DONE:
            assert any(act.get("act") == "check" and act.get("sha256") for act in later)
        if held.state in (ItemState.WAIVED, ItemState.NA):
            what = "waive" if held.state is ItemState.WAIVED else "na"
            people = {act.by for act in later if act.get("act") == what}
            assert len(people) >= need
    for verdict in verdicts(book, one.now):
        if verdict.go:
            items = [held for held in standings(book, one.now).values()
                     if held.item.gate == verdict.gate.id]  # fmt: skip
            assert all(
                held.state in CLOSED for held in items if held.item.severity is Severity.BLOCKER
            )


@settings(max_examples=60, deadline=None)
@given(_steps, st.randoms(use_true_random=False))
def test_two_machines_converge_and_nothing_is_lost(
    steps: list[tuple[str, str, str, int]], luck: Random
) -> None:
    first = machine()
    pair = (first, Machine("二", dict(first.edits), first.now + timedelta(milliseconds=500)))
    for act, item, person, which in steps:
        if act == "meet":
            pair[0].meet(pair[1])
            continue
        try:
            entries = ACTS[act](pair[which], item, person)
        except (Refused, BadInput):
            continue
        pair[which].do(*entries)
    made = {event.id for one in pair for edit in one.edits.values() for event in edit.events}
    pair[0].meet(pair[1])
    later = max(one.now for one in pair)
    for one in pair:
        one.now = later
    whole = pair[0].shown()
    assert {event.id for event in whole.events} == made
    assert not whole.conflicts
    shuffled = list(pair[0].edits.values())
    luck.shuffle(shuffled)
    other = book_from(pair[1].shown(shuffled))
    assert seen(pair[0].book, pair[0]) == seen(other, pair[0])
    check_strength(other, pair[1])
