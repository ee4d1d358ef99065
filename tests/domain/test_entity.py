"""Records of other kinds: fields merge, logs grow, and what is not known is kept."""

import json
from dataclasses import replace

from domain_tickets import stamp
from hypothesis import given
from hypothesis import strategies as st

from firstline.domain.edits.edits import Change, Edit
from firstline.domain.edits.entity import (
    Entity,
    entity_from_json,
    entity_to_json,
    opening,
    rebase_entity,
)
from firstline.domain.edits.exchange import Copy, CopyState, Page
from firstline.domain.edits.kinds import KINDS, FieldClass, class_of
from firstline.domain.ticket.ticket import Event, EventKind

MADE = opening("article", "a1", {"title": "标题", "body": "一\n二\n三\n"}, "e0", stamp(0).at, "我")


def changed(n: int, name: str, to: str, seen: str) -> Edit:
    event = Event(f"e{n}.0", EventKind.CHANGED, stamp(n).at, data={"field": name})
    return replace(MADE, id=f"e{n}", act="set", changes=(Change(name, to, seen),), events=(event,))


def test_without_an_opening_edit_there_is_no_record() -> None:
    assert rebase_entity(None, (changed(1, "title", "x", ""),)) is None
    made = rebase_entity(None, (MADE,))
    assert made
    assert made.fields == {"title": "标题", "body": "一\n二\n三\n"}


def test_the_class_of_a_field_decides() -> None:
    base = rebase_entity(None, (MADE,))
    one = changed(1, "body", "零\n一\n二\n三\n", "一\n二\n三\n")
    two = changed(2, "body", "一\n二\n三\n四\n", "一\n二\n三\n")
    both = rebase_entity(base, (one, two))
    assert both
    assert both.fields["body"] == "零\n一\n二\n三\n四\n"
    assert both.conflicts == ()
    clash = rebase_entity(
        base, (changed(3, "title", "甲", "标题"), changed(4, "title", "乙", "标题"))
    )
    assert clash
    assert clash.fields["title"] == "甲"
    assert [(one.edit, one.mine) for one in clash.conflicts] == [("e4", "乙")]


def test_an_edit_laid_twice_is_laid_once() -> None:
    edit = changed(1, "title", "甲", "标题")
    once = rebase_entity(None, (MADE, edit))
    assert rebase_entity(once, (edit,)) == once


def test_kinds_that_are_not_known_have_scalars() -> None:
    assert class_of("spell", "body") is FieldClass.SCALAR
    assert class_of("article", "body") is FieldClass.TEXT
    assert class_of("article", "aura") is FieldClass.SCALAR
    assert class_of("ticket", "status") is FieldClass.WORKFLOW
    assert all(one == kind.id for one, kind in KINDS.items())


def test_a_copy_says_little_by_itself() -> None:
    copy = Copy("ticket", "t1")
    assert (copy.state, copy.carried, copy.remote, copy.doc) == (CopyState.PUT, None, "", None)
    assert not Page((copy,), "c", more=False).first


words = st.text(max_size=5)
fields = st.dictionaries(words, st.none() | words | st.integers(0, 9) | st.tuples(words))
KEYS = {"kind", "id", "fields", "tags", "events", "conflicts"}
extras = st.dictionaries(words.filter(lambda one: one not in KEYS), st.integers() | words)


@given(words, words, fields, st.lists(words).map(tuple), extras)
def test_records_come_back_with_what_is_not_known(
    kind: str, one: str, values: dict[str, object], tags: tuple[str, ...], extra: dict[str, object]
) -> None:
    entity = Entity(kind, one, values, tags, extra=extra)  # type: ignore[arg-type]  # any values
    assert entity_from_json(json.loads(json.dumps(entity_to_json(entity)))) == entity
