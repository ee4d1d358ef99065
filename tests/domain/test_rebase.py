"""Rebase: different fields merge, the same field keeps both values, and nothing is dropped."""

from dataclasses import replace
from datetime import timedelta

from domain_tickets import FILE, START, at, opened, show, stamp
from hypothesis import given
from hypothesis import strategies as st

from firstline.domain.edits import edits
from firstline.domain.edits.codec import canonical, ticket_to_json
from firstline.domain.edits.edits import Change, Edit
from firstline.domain.edits.rebase import last_instant, rebase
from firstline.domain.ticket.ticket import EventKind, Priority, Status, Ticket


def test_different_fields_merge() -> None:
    base = opened(site="一厂", module="GL")
    theirs = show(base, edits.set_field(base, "site", "二厂", stamp(1)))
    mine = edits.set_field(base, "module", "AR", stamp(2))
    both = show(theirs, mine)
    assert (both.site, both.module, both.conflicts) == ("二厂", "AR", ())


def test_the_same_field_keeps_their_value_and_both_as_a_conflict() -> None:
    base = opened(site="一厂")
    theirs = show(base, edits.set_field(base, "site", "二厂", stamp(1)))
    shown = show(theirs, edits.set_field(base, "site", "越南厂", stamp(2)))
    assert shown.site == "二厂"
    (conflict,) = shown.conflicts
    assert (conflict.edit, conflict.field) == ("e2", "site")
    assert (conflict.mine, conflict.theirs) == ("越南厂", "二厂")
    assert conflict.at == stamp(2).at


def test_what_only_tells_of_a_held_change_waits_with_it() -> None:
    base = at(Status.IN_PROGRESS)
    theirs = show(base, edits.move(base, Status.WITH_VENDOR, stamp(11)))
    shown = show(theirs, edits.move(base, Status.RESOLVED, stamp(12), text="重启后好了"))
    assert shown.status is Status.WITH_VENDOR
    assert shown.events == theirs.events  # else the clock would end on an open ticket
    assert [(one.field, one.mine) for one in shown.conflicts] == [("status", "resolved")]


def test_a_priority_that_moved_twice_adds_no_event_to_the_clock() -> None:
    base = opened()
    theirs = show(base, edits.set_priority(base, Priority.P1, stamp(1)))
    shown = show(theirs, edits.set_priority(base, Priority.P2, stamp(2), impact=2, urgency=1))
    assert shown.priority is Priority.P1
    assert [one.priority for one in shown.events if one.kind is EventKind.PRIORITY] == [Priority.P1]
    assert (shown.impact, shown.status) == (2, Status.TRIAGED)  # the rest of the triage stands


def test_equal_values_merge_without_a_conflict() -> None:
    base = opened(site="一厂")
    theirs = show(base, edits.set_field(base, "site", "二厂", stamp(1)))
    shown = show(theirs, edits.set_field(base, "site", "二厂", stamp(2)))
    assert (shown.site, shown.conflicts) == ("二厂", ())


def test_words_only_append() -> None:
    base = opened()
    theirs = show(base, edits.reply(base, "他们的回复", stamp(1)))
    shown = show(theirs, edits.reply(base, "我的回复", stamp(2)))
    assert [one.text for one in shown.events[-2:]] == ["他们的回复", "我的回复"]


def test_an_edit_that_the_copy_holds_adds_nothing_even_when_the_copy_moved_on() -> None:
    base = opened(site="一厂")
    mine = edits.set_field(base, "site", "二厂", stamp(1))
    settled = show(base, mine)
    assert show(settled, mine) == settled
    later = show(settled, edits.set_field(settled, "site", "总部", stamp(2)))
    assert show(later, mine) == later


def test_a_conflict_that_the_copy_holds_is_not_told_twice() -> None:
    base = opened(site="一厂")
    theirs = show(base, edits.set_field(base, "site", "二厂", stamp(1)))
    mine = edits.set_field(base, "site", "越南厂", stamp(2))
    once = show(theirs, mine)
    assert show(once, mine) == once


def test_fields_and_words_of_a_later_version_are_kept() -> None:
    base = opened()
    changes = (Change("weather", "rain"), Change("status", "parked", Status.NEW),
               Change("events", "gone"))  # fmt: skip
    shown = show(base, replace(edits.set_field(base, "site", "二厂", stamp(1)), changes=changes))
    assert shown.extra == {"weather": "rain", "status": "parked", "events": "gone"}
    assert shown.status is Status.NEW
    assert shown.events[: len(base.events)] == base.events


def test_without_a_ticket_there_is_nothing_to_show() -> None:
    ticket = opened()
    assert rebase(None, []) is None
    assert rebase(None, [edits.set_field(ticket, "site", "x", stamp(1))]) is None


def test_a_ticket_opened_offline_takes_the_number_it_is_given() -> None:
    opening = edits.open_ticket(stamp(0), "t1", {"title": "x"})
    shown = rebase(None, [opening], number="L-7")
    assert shown is not None
    assert (shown.number, shown.id) == ("L-7", "t1")


def test_files_with_an_unreadable_size_are_still_shown() -> None:
    ticket = opened()
    made = edits.attach("t1", [FILE], stamp(1))
    odd = replace(made.events[0], data={**made.events[0].data, "size": "many"})
    assert show(ticket, replace(made, events=(odd,))).attachments == (replace(FILE, size=0),)


def test_the_last_instant_is_the_newest_event() -> None:
    ticket = opened()
    late = show(ticket, edits.reply(ticket, "x", stamp(1), at=START + timedelta(days=1)))
    assert last_instant(late) == START + timedelta(days=1)
    assert late.updated_at == START + timedelta(days=1)
    assert last_instant(replace(ticket, events=())) == ticket.created_at


tag_sets = st.sets(st.sampled_from(["月结", "GL", "U8", "加急", "网络"]))


@given(tag_sets, tag_sets, tag_sets, tag_sets, tag_sets)
def test_tags_of_two_people_commute(
    held: set[str], mine: set[str], theirs: set[str], off: set[str], gone: set[str]
) -> None:
    """What one adds and another removes aside: nobody removes a tag that is not yet there."""
    base = opened(tags=tuple(sorted(held)))
    one = edits.tag(base, stamp(1), add=mine - gone, remove=(off & held) - theirs)
    two = edits.tag(base, stamp(2), add=theirs - off, remove=(gone & held) - mine)
    assert show(show(base, one), two).tags == show(show(base, two), one).tags


FIELDS = ("site", "module", "assignee", "product")
acts = st.lists(
    st.tuples(st.sampled_from(FIELDS), st.sampled_from(["甲", "乙", "丙"]), st.booleans()),
    max_size=6,
)


def made(base: Ticket, plan: list[tuple[str, str, bool]], first: int) -> list[Edit]:
    out = []
    for n, (name, value, replies) in enumerate(plan, first):
        out.append(edits.set_field(base, name, value, stamp(n)))
        if replies:
            out.append(edits.reply(base, f"{name}{value}", stamp(100 + n)))
        base = show(base, *out[-2:])
    return out


@given(acts, acts)
def test_nothing_anybody_did_is_lost(
    mine: list[tuple[str, str, bool]], theirs: list[tuple[str, str, bool]]
) -> None:
    """Every value is shown, was overtaken by the same person, or stands in a conflict."""
    base = opened(site="", module="", assignee="", product="")
    copy = show(base, *made(base, theirs, 10))
    waiting = made(base, mine, 30)
    shown = show(copy, *waiting)
    said = {one.text for one in shown.events}
    for edit in waiting:
        assert all(one.text in said for one in edit.events if one.text)
    for name, value, _ in mine:
        last = [v for n, v, _ in mine if n == name][-1]
        kept = {one.mine for one in shown.conflicts if one.field == name}
        assert value != last or getattr(shown, name) == value or value in kept
    for name in {one[0] for one in theirs} - {one[0] for one in mine}:
        assert getattr(shown, name) == getattr(copy, name)


@given(acts)
def test_rebasing_is_one_pure_function(plan: list[tuple[str, str, bool]]) -> None:
    base = opened()
    laid = made(base, plan, 10)
    whole = show(base, *laid)
    steps = base
    for edit in laid:
        steps = show(steps, edit)
    assert canonical(ticket_to_json(whole)) == canonical(ticket_to_json(steps))
    assert show(whole, *laid) == whole
