"""Pushes: what becomes of edits, once and for ever, and who they are of."""

import pytest
from portal_desk import Desk, change, comment, doc_of, entity_edit, opening, stamp

from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.codec import edit_to_json
from firstline.domain.edits.edit import Change, Edit
from firstline.portal.native_wire import WireOp
from firstline_portal.problems import Refusal
from firstline_portal.rights import Role


def test_a_new_ticket_gets_the_plants_next_number(desk: Desk) -> None:
    li = desk.person("李娜")
    first, second = opening("one"), opening("two")
    for edit in (first, second):
        assert desk.do(li, edit).outcome is Outcome.APPLIED
    assert desk.ticket(li, first.entity).number == "F-1001"
    assert desk.ticket(li, second.entity).number == "F-1002"


def test_a_given_number_is_kept_and_a_local_one_is_not(desk: Desk) -> None:
    li = desk.person("li")
    kept, local, next_one = opening(number="F-1002"), opening(number="L-3"), opening()
    for edit in (kept, local, next_one):
        desk.do(li, edit)
    assert desk.ticket(li, kept.entity).number == "F-1002"
    assert desk.ticket(li, local.entity).number == "F-1001"
    assert desk.ticket(li, next_one.entity).number == "F-1003"


def test_every_plant_numbers_its_own(desk: Desk) -> None:
    li = desk.person("li", Role.SUPERUSER, "main", "二厂")
    one, two = opening(), opening()
    assert desk.do(li, one).seq == 1
    assert desk.do(li, two, plant="二厂").seq == 1
    assert desk.ticket(li, two.entity).number == "二厂-1001"


def test_a_repeat_gets_the_first_result_in_full(desk: Desk) -> None:
    li = desk.person("li")
    edit = opening()
    op = desk.op(edit, "d1")
    first = desk.core.push(li, "d1", [op], desk.now)
    desk.do(li, change(desk.ticket(li, edit.entity), "site", "二厂"), "d1")
    again = desk.core.push(li, "d1", [op], desk.now)
    assert again.results == first.results
    assert desk.ticket(li, edit.entity).site == "二厂"
    assert len(desk.pull(li).docs) == 1


def test_the_same_id_with_other_content_is_refused(desk: Desk) -> None:
    li = desk.person("li")
    edit = opening("one")
    desk.do(li, edit)
    other = Edit(edit.id, edit.entity, "open", edit.made_at, "", "ticket", (), edit.events)
    result = desk.do(li, other)
    assert (result.outcome, result.code) == (Outcome.REJECTED, "op-id-reused")
    assert desk.ticket(li, edit.entity).title == "one"


def test_a_field_that_moved_becomes_a_conflict_for_everybody(desk: Desk) -> None:
    li, chen = desk.person("li"), desk.person("chen")
    edit = opening()
    desk.do(li, edit)
    seen = desk.ticket(li, edit.entity)
    assert desk.do(li, change(seen, "assignee", "A")).outcome is Outcome.APPLIED
    late = change(seen, "assignee", "B")
    assert desk.do(chen, late).outcome is Outcome.CONFLICT
    ticket = desk.ticket(li, edit.entity)
    assert ticket.assignee == "A"
    assert [(one.mine, one.theirs) for one in ticket.conflicts] == [("B", "A")]


def test_other_fields_merge_and_comments_append(desk: Desk) -> None:
    li, chen = desk.person("li"), desk.person("chen")
    edit = opening()
    desk.do(li, edit)
    seen = desk.ticket(li, edit.entity)
    for who, one in (
        (li, change(seen, "site", "一厂")), (chen, change(seen, "module", "GL")),
        (li, comment(seen, "a")), (chen, comment(seen, "b")),
    ):  # fmt: skip
        assert desk.do(who, one).outcome is Outcome.APPLIED
    ticket = desk.ticket(li, edit.entity)
    assert (ticket.site, ticket.module) == ("一厂", "GL")
    assert [one.text for one in ticket.events[-2:]] == ["a", "b"]
    assert [one.actor for one in ticket.events[-2:]] == ["li", "chen"]


def test_an_illegal_move_is_rejected_for_good_and_holds_up_nothing(desk: Desk) -> None:
    li = desk.person("li")
    edit = opening()
    desk.do(li, edit)
    ticket = desk.ticket(li, edit.entity)
    moved = Change("status", "closed", "new")
    bad = Edit(stamp().id, edit.entity, "move", desk.now, "", "ticket", (moved,))
    ops = [desk.op(bad), desk.op(comment(ticket, "still goes through"))]
    done = desk.core.push(li, "d1", ops, desk.now)
    assert [one.outcome for one in done.results] == [Outcome.REJECTED, Outcome.APPLIED]
    assert done.results[0].code == "illegal-move"
    assert desk.core.push(li, "d1", ops, desk.now).results == done.results


def test_ops_are_applied_in_the_order_of_n(desk: Desk) -> None:
    li = desk.person("li")
    edit = opening()
    first = desk.op(edit)
    ticket = desk.ticket_after(edit)
    second = desk.op(comment(ticket, "second"))
    done = desk.core.push(li, "d1", [second, first], desk.now)
    assert [one.outcome for one in done.results] == [Outcome.APPLIED] * 2
    assert [one.n for one in done.results] == [2, 1]


def test_the_author_is_who_signed_in(desk: Desk) -> None:
    li = desk.person("li")
    made = stamp("the boss")
    edit = opening()
    forged = Edit(
        made.id, edit.entity, "open", made.at, "the boss", "ticket", edit.changes,
        tuple(type(one)(one.id, one.kind, one.at, actor="the boss", priority=one.priority)
              for one in edit.events),
    )  # fmt: skip
    desk.do(li, forged)
    assert {one.actor for one in desk.ticket(li, edit.entity).events} == {"li"}


def test_a_device_is_one_persons(desk: Desk) -> None:
    li, chen = desk.person("li"), desk.person("chen")
    desk.do(li, opening(), "d1")
    with pytest.raises(Refusal) as caught:
        desk.do(chen, opening(), "d1")
    assert caught.value.name == "forbidden"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("made_at", "2026-11-24T08:00:00"), ("made_at", "yesterday"), ("made_at", 5),
        ("made_at", "9999-11-24T08:00:00+00:00"), ("id", "a b"), ("entity", ""), ("kind", "Ä"),
        ("changes", [["title"]]), ("changes", [["title", {"a": 1}, None]]), ("events", [{}]),
        ("events", [{"id": "x", "kind": "note", "at": "2026-11-24T08:00:00+08:00",
                     "data": {"size": 5}}]),
        ("events", [{"id": "x", "kind": "note", "at": "2026-11-24T08:00:00+08:00", "leg": "?"}]),
        ("changes", [["priority", "P9", None]]), ("changes", [["title", "", None]]),
        ("changes", [["impact", "many", None]]), ("changes", [["title", "\ud800", None]]),
    ],
)  # fmt: skip
def test_what_is_no_edit_is_rejected_and_told(desk: Desk, name: str, value: object) -> None:
    li = desk.person("li")
    raw = {**edit_to_json(opening()), name: value}
    good = opening()
    ops = [WireOp(n=1, edit=raw), WireOp(n=2, edit=edit_to_json(good))]
    bad, fine = desk.core.push(li, "d1", ops, desk.now).results
    assert (bad.outcome, bad.code) == (Outcome.REJECTED, "invalid")
    assert bad.reason.zh
    assert bad.reason.en
    assert fine.outcome is Outcome.APPLIED


def test_a_later_version_of_edits_is_told(desk: Desk) -> None:
    op = WireOp(n=1, edit=edit_to_json(opening()), v=2)
    (result,) = desk.core.push(desk.person("li"), "d1", [op], desk.now).results
    assert (result.outcome, result.code, result.stored) == (Outcome.REJECTED, "version", False)


def test_unknown_kinds_and_fields_are_kept(desk: Desk) -> None:
    li = desk.person("li")
    desk.do(li, entity_edit("moonbase", "m-1", colour="grey", size=3))
    (line,) = desk.core.fetch(li, [("moonbase", "m-1")])
    assert doc_of(line)["fields"] == {"colour": "grey", "size": 3}
    edit = opening(title="x")
    raw = edit_to_json(edit)
    raw["changes"].append(["weather", "rain", None])
    (result,) = desk.core.push(li, "d9", [WireOp(n=1, edit=raw)], desk.now).results
    assert result.outcome is Outcome.APPLIED
    assert desk.ticket(li, edit.entity).extra == {"weather": "rain"}


def test_the_lead_deletes_and_an_edit_meanwhile_brings_it_back(desk: Desk) -> None:
    li, lead = desk.person("li"), desk.person("lead", Role.IT_LEAD)
    edit = opening()
    desk.do(li, edit)
    seen = desk.ticket(li, edit.entity)
    gone = Edit(stamp().id, edit.entity, "delete", desk.now)
    assert desk.do(li, gone).code == "forbidden"
    cursor = desk.pull(li).cursor
    gone = Edit(stamp().id, edit.entity, "delete", desk.now)
    assert desk.do(lead, gone).outcome is Outcome.APPLIED
    told = desk.pull(li, cursor)
    assert [one["state"] for one in told.lines] == ["gone"]
    assert told.lines[0]["doc"] is None
    assert desk.do(li, comment(seen, "but it is open")).outcome is Outcome.MERGED
    back = desk.ticket(li, edit.entity)
    assert [one.text for one in back.events if one.text] == ["but it is open"]
    assert back.events[-1].data["field"] == "deleted"


def test_a_rejected_edit_may_be_tried_anew_with_other_content(desk: Desk) -> None:
    li = desk.person("li")
    edit = opening()
    desk.do(li, edit)
    ticket = desk.ticket(li, edit.entity)
    bad = change(ticket, "impact", 2)
    broken = Edit(
        bad.id, bad.entity, bad.act, bad.made_at, "", "ticket",
        (Change("impact", 9, 3),), bad.events,
    )  # fmt: skip
    assert desk.do(li, broken).code == "invalid"
    assert desk.do(li, broken).code == "invalid"
    assert desk.do(li, bad).outcome is Outcome.APPLIED
    assert desk.do(li, broken).code == "op-id-reused"
