"""The inverse edit: an act that was sent is taken back by another one; what only grows is not."""

from datetime import UTC

import pytest
from domain_tickets import FILE, opened, stamp

from firstline.domain.edits import edits
from firstline.domain.edits.edit import Change
from firstline.domain.edits.edits import Edit
from firstline.domain.edits.entity import opening, rebase_entity
from firstline.domain.edits.inverse import invert, invert_entity
from firstline.domain.edits.rebase import rebase
from firstline.domain.errors import Refused
from firstline.domain.health.risk import SHEET, review
from firstline.domain.health.sheet import change, new_record
from firstline.domain.ticket.ticket import EventKind, Priority, Status, Ticket


def after(ticket: Ticket, edit: Edit) -> Ticket:
    shown = rebase(ticket, (edit,))
    assert shown is not None
    return shown


@pytest.mark.parametrize("name", ["priority", "triage", "assignee", "status", "tag", "attach"])
def test_the_inverse_gives_the_old_values_back(name: str) -> None:
    before = opened()
    edit = {
        "priority": lambda: edits.set_priority(before, Priority.P1, stamp(1)),
        "triage": lambda: edits.set_priority(before, Priority.P1, stamp(1), impact=1, urgency=1),
        "assignee": lambda: edits.set_field(before, "assignee", "李娜", stamp(1)),
        "status": lambda: edits.move(
            after(before, edits.move(before, Status.IN_PROGRESS, stamp(5))),
            Status.WAITING_REQUESTER, stamp(1),
        ),
        "tag": lambda: edits.tag(before, stamp(1), add=("月结",)),
        "attach": lambda: edits.attach(before.id, (FILE,), stamp(1)),
    }[name]()  # fmt: skip
    if name == "status":
        before = after(before, edits.move(before, Status.IN_PROGRESS, stamp(5)))
    if name == "triage":  # a new ticket that was triaged does not become new again
        with pytest.raises(Refused):
            invert(after(before, edit), edit, stamp(2))
        return
    changed = after(before, edit)
    back = after(changed, invert(changed, edit, stamp(2)))
    fields = ("priority", "impact", "urgency", "assignee", "status", "tags", "attachments")
    assert [getattr(back, one) for one in fields] == [getattr(before, one) for one in fields]
    assert not back.conflicts
    assert len(back.events) > len(changed.events)


def test_what_only_grows_stays() -> None:
    ticket = opened()
    for edit in (
        edits.reply(ticket, "请重启", stamp(1)),
        edits.reply(ticket, "备注", stamp(2), internal=True),
    ):
        with pytest.raises(Refused):
            invert(after(ticket, edit), edit, stamp(3))


def test_a_field_that_moved_on_is_left_alone() -> None:
    ticket = opened()
    edit = edits.set_field(ticket, "assignee", "李娜", stamp(1))
    changed = after(ticket, edit)
    moved = after(changed, edits.set_field(changed, "assignee", "王磊", stamp(2)))
    with pytest.raises(Refused):
        invert(moved, edit, stamp(3))
    assert EventKind.CHANGED in [one.kind for one in invert(changed, edit, stamp(4)).events]


def test_a_record_of_another_kind_gets_its_values_back() -> None:
    at = stamp(0).at
    first = opening("contact", "c1", {"name": "热线"}, "e1", at, "李娜")
    made = rebase_entity(None, [first])
    assert made is not None
    changes = (Change("name", "新", "热线"),)
    edit = Edit("e2", "c1", "set", at, "李娜", "contact", changes, (), ("U8",))
    changed = rebase_entity(made, [edit])
    assert changed is not None
    back = rebase_entity(changed, [invert_entity(changed, edit, stamp(3))])
    assert back == made
    with pytest.raises(Refused):
        invert_entity(made, edit, stamp(4))  # somebody changed it since
    with pytest.raises(Refused):
        invert_entity(made, first, stamp(5))


def test_a_history_of_changes_tells_of_the_way_back() -> None:
    made = rebase_entity(None, [new_record(SHEET, {"title": "断电"}, stamp(1), UTC)])
    assert made is not None
    edit = change(SHEET, made, {"owner": "王磊", "impact": "5"}, stamp(2), UTC)
    assert edit is not None
    changed = rebase_entity(made, [edit])
    assert changed is not None
    back = rebase_entity(changed, [invert_entity(changed, edit, stamp(3))])
    assert back is not None
    assert (back.fields["owner"] or None, back.fields["impact"]) == (None, 3)
    assert len(back.events) == len(changed.events) + 2
    looked = review(back, "看过", {"impact": "4"}, stamp(4), UTC)
    after_it = rebase_entity(back, [looked])
    assert after_it is not None
    with pytest.raises(Refused):
        invert_entity(after_it, looked, stamp(5))  # a review was held
