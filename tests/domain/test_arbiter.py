"""The arbiter: the same edit judged twice changes nothing, and every refusal says why."""

from dataclasses import replace

import pytest
from domain_tickets import at, opened, show, stamp
from hypothesis import given
from hypothesis import strategies as st

from firstline.domain.edits import edits
from firstline.domain.edits.arbiter import Outcome, contains, judge
from firstline.domain.edits.codec import Json, ticket_from_json, ticket_to_json
from firstline.domain.edits.conflicts import Take, find, id_of, resolve
from firstline.domain.edits.edits import Change, Edit
from firstline.domain.edits.entity import entity_to_json, opening, rebase_entity
from firstline.domain.errors import BadInput, Refused
from firstline.domain.ticket.ticket import Priority, Status, Ticket

OPEN = edits.open_ticket(stamp(0), "t1", {"title": "标题", "site": "一厂", "body": "一\n二\n三\n"})


def doc_of(ticket: Ticket) -> Json:
    return ticket_to_json(ticket)


def test_a_new_ticket_gets_a_number_and_a_second_judgement_changes_nothing() -> None:
    verdict = judge(None, OPEN, "T-1")
    assert verdict.outcome is Outcome.APPLIED
    assert verdict.doc
    assert verdict.doc["number"] == "T-1"
    again = judge(verdict.doc, OPEN, "T-2")
    assert (again.outcome, again.doc) == (Outcome.APPLIED, verdict.doc)


def test_an_edit_of_what_is_not_there_is_rejected() -> None:
    verdict = judge(None, edits.reply(opened(), "x", stamp(1)))
    assert (verdict.outcome, verdict.code) == (Outcome.REJECTED, "unknown-record")
    assert verdict.reason.zh


@pytest.mark.parametrize(
    "change", [Change("title", ""), Change("priority", "P9"), Change("impact", 7)]
)
def test_a_value_that_no_field_may_hold_is_rejected(change: Change) -> None:
    base = opened()
    edit = replace(edits.set_field(base, "site", "x", stamp(1)), changes=(change,))
    verdict = judge(doc_of(base), edit)
    assert (verdict.outcome, verdict.code) == (Outcome.REJECTED, "invalid")
    assert verdict.doc == doc_of(base)


def test_a_move_that_the_chart_forbids_is_rejected_and_one_that_came_late_is_a_conflict() -> None:
    closed = at(Status.CLOSED)
    wrong = edits.move(at(Status.IN_PROGRESS), Status.WITH_VENDOR, stamp(50))
    late = judge(doc_of(closed), wrong)
    assert late.outcome is Outcome.CONFLICT
    forged = replace(wrong, changes=(Change("status", "with_vendor", "closed"),))
    verdict = judge(doc_of(closed), forged)
    assert (verdict.outcome, verdict.code) == (Outcome.REJECTED, "illegal-move")


def test_equal_values_and_lines_apart_are_merged() -> None:
    base = show(None, OPEN)
    theirs = show(base, edits.set_field(base, "site", "二厂", stamp(1)))
    same = judge(doc_of(theirs), edits.set_field(base, "site", "二厂", stamp(2)))
    assert same.outcome is Outcome.MERGED
    moved = show(base, edits.set_field(base, "body", "零\n一\n二\n三\n", stamp(3)))
    lines = judge(doc_of(moved), edits.set_field(base, "body", "一\n二\n三\n四\n", stamp(4)))
    assert lines.outcome is Outcome.MERGED
    assert lines.doc
    assert lines.doc["body"].split() == ["零", "一", "二", "三", "四"]


def test_records_of_other_kinds_are_judged_alike() -> None:
    made = opening("contact", "c1", {"name": "李"}, "e1", stamp(0).at, "我")
    doc = judge(None, made).doc
    assert doc
    one = replace(made, id="e2", act="set", changes=(Change("name", "王", "李"),))
    two = replace(made, id="e3", act="set", changes=(Change("name", "张", "李"),))
    first = judge(doc, one)
    second = judge(first.doc, two)
    assert (first.outcome, second.outcome) == (Outcome.APPLIED, Outcome.CONFLICT)
    assert second.doc
    assert second.doc["fields"]["name"] == "王"
    assert judge(second.doc, two).doc == second.doc
    assert judge(None, one).code == "unknown-record"
    entity = rebase_entity(None, (made,))
    assert entity
    assert entity_to_json(entity) == doc


# --- properties ---

ACTS = st.lists(
    st.tuples(st.sampled_from(["site", "module", "priority", "say", "tag"]), st.integers(0, 2)),
    max_size=5,
)


def acts(base: Ticket, plan: list[tuple[str, int]], first: int) -> list[Edit]:
    made: list[Edit] = []
    for n, (act, pick) in enumerate(plan, first):
        ticket = show(base, *made)
        if act == "priority":
            made.append(edits.set_priority(ticket, tuple(Priority)[pick], stamp(n)))
        elif act == "say":
            made.append(edits.reply(ticket, f"说 {n}", stamp(n)))
        elif act == "tag":
            made.append(edits.tag(ticket, stamp(n), add=["月结", "急", "网络"][pick : pick + 1]))
        else:
            made.append(edits.set_field(ticket, act, "甲乙丙"[pick], stamp(n)))
    return made


def judged(doc: Json, several: list[Edit]) -> Json:
    for edit in several:
        verdict = judge(doc, edit)
        assert verdict.outcome is not Outcome.REJECTED
        assert verdict.doc
        doc = verdict.doc
    return doc


@given(ACTS, ACTS)
def test_judging_twice_changes_nothing(
    mine: list[tuple[str, int]], theirs: list[tuple[str, int]]
) -> None:
    base = opened(site="", module="")
    doc = judged(doc_of(base), acts(base, theirs, 10))
    for edit in acts(base, mine, 30):
        doc = judged(doc, [edit])
        assert judge(doc, edit).doc == doc
        assert contains(doc, edit)


@given(ACTS, ACTS)
def test_nothing_said_is_lost_and_every_loser_is_a_conflict(
    mine: list[tuple[str, int]], theirs: list[tuple[str, int]]
) -> None:
    base = opened(site="", module="")
    others, ours = acts(base, theirs, 10), acts(base, mine, 30)
    last = ticket_from_json(judged(doc_of(base), [*others, *ours]))
    said = {one.text for one in last.events}
    assert {one.text for edit in [*others, *ours] for one in edit.events if one.text} <= said
    for name in ("site", "module"):
        wanted = [one.to for edit in ours for one in edit.changes if one.field == name]
        kept = {one.mine for one in last.conflicts if one.field == name}
        if wanted:
            assert getattr(last, name) == wanted[-1] or wanted[-1] in kept


@given(ACTS, ACTS, st.sampled_from(["mine", "theirs"]))
def test_a_resolved_conflict_never_comes_back(
    mine: list[tuple[str, int]], theirs: list[tuple[str, int]], take: Take
) -> None:
    base = opened(site="", module="")
    ours = acts(base, mine, 30)
    doc = judged(doc_of(base), [*acts(base, theirs, 10), *ours])
    n = 100
    while (ticket := ticket_from_json(doc)).conflicts:
        n += 1
        conflict = ticket.conflicts[0]
        assert find(ticket, id_of(conflict)) == conflict
        doc = judged(doc, [resolve(ticket, conflict, take, stamp(n))])
        assert conflict not in ticket_from_json(doc).conflicts
        assert n < 150
    for edit in ours:  # sent once more, as after a lost answer
        doc = judged(doc, [edit])
        assert ticket_from_json(doc).conflicts == ()


# --- conflicts ---


def clash(field: str, mine: str, theirs: str) -> Ticket:
    base = opened(body="", site="")
    other = show(base, edits.set_field(base, field, theirs, stamp(1)))
    return show(other, edits.set_field(base, field, mine, stamp(2)))


def test_both_is_for_texts_alone() -> None:
    ticket = clash("site", "三厂", "二厂")
    edit = resolve(ticket, ticket.conflicts[0], "both", stamp(3))
    assert show(ticket, edit).site == "二厂 / 三厂"
    ticket = clash("assignee", "甲", "乙")
    with pytest.raises(BadInput):
        resolve(ticket, ticket.conflicts[0], "both", stamp(3))


def test_a_conflict_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused):
        find(opened(), "e9:site")


def test_a_value_that_moves_again_meanwhile_is_a_new_conflict() -> None:
    ticket = clash("site", "三厂", "二厂")
    told = resolve(ticket, ticket.conflicts[0], "mine", stamp(3))
    moved = show(ticket, edits.set_field(ticket, "site", "四厂", stamp(4)))
    shown = show(moved, told)
    assert shown.site == "四厂"
    assert [(one.edit, one.mine) for one in shown.conflicts] == [("e3", "三厂")]
