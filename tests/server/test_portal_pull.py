"""Pulls: first pulls that are pinned and resumed, changes that miss nothing, what is hidden."""

import pytest
from portal_desk import Desk, Pulled, change, comment, entity_edit, opening, stamp

from firstline.domain.contact.acts import NewContact, log_contacts
from firstline.domain.contact.log import Channel, Direction
from firstline.domain.edits.edit import Edit
from firstline.domain.edits.moves import hand_off, move
from firstline.domain.ids import new_id
from firstline.domain.major.acts import write
from firstline.domain.major.major import Entry
from firstline.domain.ticket.ticket import Leg, Status
from firstline_portal import people, records
from firstline_portal.problems import Refusal
from firstline_portal.rights import Role


def close(desk: Desk, who: people.Person, ticket_id: str) -> None:
    for to in (Status.IN_PROGRESS, Status.RESOLVED):
        desk.do(who, move(desk.ticket(who, ticket_id), to, stamp()))


def test_a_first_pull_tells_open_tickets_first_and_the_newest_first(desk: Desk) -> None:
    li = desk.person("li")
    edits = [opening(f"{one}") for one in range(6)]
    for one in edits:
        desk.do(li, one)
    for one in edits[3:]:
        close(desk, li, one.entity)
    desk.do(li, entity_edit("risk", "r-1", title="旧主机"))
    told = desk.pull(li, limit=2)
    order = [one["id"] for one in told.lines]
    assert order[:3] == [edits[2].entity, edits[1].entity, edits[0].entity]
    assert set(order[3:]) == {"r-1", *(one.entity for one in edits[3:])}


def test_a_first_pull_says_how_far_it_is(desk: Desk) -> None:
    li = desk.person("li")
    for one in range(5):
        desk.do(li, opening(f"{one}"))
    sheets, at = [], None
    while True:
        sheets.append(desk.core.snapshot(li, at, 2, desk.now))
        at = sheets[-1].cursor
        if not sheets[-1].more:
            break
    assert [(one.done, one.total) for one in sheets] == [(2, 5), (4, 5), (5, 5)]
    again = desk.core.snapshot(li, sheets[0].cursor, 2, desk.now)
    assert [one.id for one in again.lines] == [one.id for one in sheets[1].lines]


def test_what_changes_during_a_first_pull_comes_with_the_changes(desk: Desk) -> None:
    li = desk.person("li")
    edits = [opening(f"{one}") for one in range(6)]
    for one in edits:
        desk.do(li, one)
    first = desk.core.snapshot(li, None, 2, desk.now)
    seen = desk.ticket(li, edits[0].entity)
    desk.do(li, change(seen, "site", "二厂"))
    desk.do(li, opening("later"))
    told = Pulled()
    told.take([one.record().model_dump() for one in first.lines], first.cursor)
    rest = desk.pull(li, first.cursor, 2)
    ids = [one["id"] for one in (*told.lines, *rest.lines)]
    assert edits[0].entity not in ids[:5]  # pinned: it has a later place now
    rest = desk.pull(li, rest.cursor)
    ids += [one["id"] for one in rest.lines]
    docs = {one["id"]: one for one in rest.lines}
    assert docs[edits[0].entity]["doc"]["site"] == "二厂"
    assert len(set(ids)) == 7


def test_changes_are_told_in_order_and_only_the_newest_of_each(desk: Desk) -> None:
    li = desk.person("li")
    edits = [opening(f"{one}") for one in range(4)]
    cursor = desk.pull(li).cursor
    for one in edits:
        desk.do(li, one)
    ticket = desk.ticket(li, edits[1].entity)
    for text in ("a", "b"):
        desk.do(li, comment(ticket, text))
    for limit in (1, 2, 3, 100):
        told = desk.pull(li, cursor, limit)
        assert [one["seq"] for one in told.lines] == [1, 3, 4, 6]
        assert told.lines[-1]["rev"] == 3


def test_several_plants_come_in_one_pull_and_foreign_ones_do_not(desk: Desk) -> None:
    both, first = (
        desk.person("both", Role.SUPERUSER, "一厂", "二厂"),
        desk.person("first", Role.SUPERUSER, "一厂"),
    )
    cursor, narrow = desk.pull(both).cursor, desk.pull(first).cursor
    for plant in ("一厂", "二厂", "一厂"):
        desk.do(both, opening(plant), plant=plant)
    for limit in (1, 2, 100):
        assert len(desk.pull(both, cursor, limit).docs) == 3
        assert {one["plant"] for one in desk.pull(first, narrow, limit).lines} == {"一厂"}


def test_a_record_that_moves_away_is_hidden_from_those_who_stay(desk: Desk) -> None:
    one, two = (
        desk.person("one", Role.SUPERUSER, "一厂"),
        desk.person("two", Role.SUPERUSER, "二厂"),
    )
    both = desk.person("both", Role.IT_LEAD, "一厂", "二厂")
    edit = opening()
    desk.do(one, edit)
    cursors = {who: desk.pull(who).cursor for who in (one, two, both)}

    def go(plant: str) -> None:
        desk.core.database.write(
            lambda on: records.move(on, "ticket", edit.entity, plant, desk.later(seconds=1))
        )

    go("二厂")
    states = {
        who.name: [line["state"] for line in desk.pull(who, cursors[who]).lines] for who in cursors
    }
    assert states == {"one": ["hidden"], "two": ["put"], "both": ["put"]}
    late = Edit(stamp().id, edit.entity, "reply", desk.now, events=())
    assert desk.do(one, late).code == "unknown-record"
    cursors = {who: desk.pull(who, cursors[who]).cursor for who in cursors}
    go("一厂")
    assert [line["state"] for line in desk.pull(one, cursors[one]).lines] == ["put"]
    assert [line["state"] for line in desk.pull(two, cursors[two]).lines] == ["hidden"]
    go("一厂")
    assert desk.pull(one, desk.pull(one, cursors[one]).cursor).lines == []


def test_a_vendor_sees_what_was_handed_over_without_our_notes(desk: Desk) -> None:
    li, vendor = desk.person("li"), desk.person("用友", Role.VENDOR)
    edits = [opening("secret"), opening("handed")]
    for one in edits:
        desk.do(li, one)
    assert desk.pull(vendor).docs == {}
    cursor = desk.pull(vendor).cursor
    ticket = desk.ticket(li, edits[1].entity)
    desk.do(li, comment(ticket, "our own note", internal=True))
    ticket = desk.ticket(li, edits[1].entity)
    desk.do(li, write(ticket, Entry.DECLARED, stamp(), fields={"commander": "our commander"}))
    desk.do(li, hand_off(desk.ticket(li, edits[1].entity), stamp(), received_at=desk.now))
    call = NewContact(Channel.HOTLINE, Direction.IN, Leg.VENDOR, desk.now, "our log of it", "王工",
                      is_reply=True)  # fmt: skip
    desk.do(li, log_contacts(desk.ticket(li, edits[1].entity), [call], stamp()))
    told = desk.pull(vendor, cursor)
    assert "our commander" not in str(told.lines)
    assert "our commander" in str(desk.pull(li).lines)
    assert "our log of it" not in str(told.lines)
    assert "responded" in str(told.lines), "the reply itself is theirs as well"
    assert [one["id"] for one in told.lines] == [edits[1].entity]
    assert "our own note" not in str(told.lines)
    assert "our own note" in str(desk.pull(li).lines)
    assert desk.pull(vendor).lines == told.lines
    answer = desk.core.push(
        vendor, "dv", [desk.op(comment(ticket, "we look into it"), "dv")], desk.now
    ).values()
    assert answer.results[0].outcome == "applied"
    assert "our own note" not in answer.model_dump_json()
    assert desk.ticket(li, edits[1].entity).events[-1].actor == "用友"


def test_a_cursor_of_another_scope_or_person_or_key_is_not_honoured(desk: Desk) -> None:
    li, chen = desk.person("li"), desk.person("chen")
    cursor = desk.pull(li).cursor or ""

    def why(who: people.Person, text: str) -> str:
        with pytest.raises(Refusal) as caught:
            desk.core.changes(who, text, 10, desk.now)
        assert caught.value.status == 410
        return caught.value.name

    assert why(chen, cursor) == "scope-changed"
    assert why(desk.person("li", Role.SUPERUSER, "main", "二厂"), cursor) == "scope-changed"
    assert why(li, cursor[:-3] + "AAA") == "cursor-expired"
    assert why(li, "s." + cursor[2:]) == "cursor-expired"
    for text in ("", "c.", "x", "c.äöü", "c." + "A" * 40_000):
        assert why(li, text) == "cursor-expired"
    first = desk.core.snapshot(li, None, 1, desk.now)
    assert not first.more
    with pytest.raises(Refusal):
        desk.core.snapshot(li, cursor, 1, desk.now)


def test_an_epoch_by_command_makes_everybody_begin_anew(desk: Desk) -> None:
    from firstline_portal import clocks

    li = desk.person("li")
    desk.do(li, opening())
    cursor = desk.pull(li).cursor or ""
    old = desk.core.hello(li, desk.now).epoch
    fresh = desk.core.database.write(
        lambda one: clocks.new_epoch(one, old, desk.now, restored=True)
    )
    assert desk.core.hello(li, desk.now).epoch == fresh != old
    with pytest.raises(Refusal) as caught:
        desk.core.changes(li, cursor, 10, desk.now)
    assert caught.value.name == "epoch-changed"
    again = desk.core.database.write(
        lambda one: clocks.new_epoch(one, old, desk.now, restored=True)
    )
    assert again == fresh  # whoever else notices, too


def test_ids_of_any_shape_and_texts_of_any_script_travel(desk: Desk) -> None:
    li = desk.person("li")
    edit = opening('"引号"\\ 😀 \u2028', body="第一行\n第二行\t<b>&amp;</b>")
    desk.do(li, edit)
    desk.do(li, entity_edit("contact", new_id(desk.now), name='O"Neil\\'))
    told = desk.pull(li)
    titles = [one["doc"].get("title") for one in told.lines if one["kind"] == "ticket"]
    assert titles[0].startswith(chr(34) + "引号")
    names = [one["doc"]["fields"]["name"] for one in told.lines if one["kind"] == "contact"]
    assert names == ['O"Neil\\']
