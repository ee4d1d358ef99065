"""Who may do what: every kind, act and role, in one's own plant and in a foreign one."""

from dataclasses import replace
from itertools import product

import pytest
from portal_desk import Desk, entity_edit, new_desk, opening, stamp

from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.edit import Change, Edit, event_of
from firstline.domain.edits.kinds import KINDS
from firstline.domain.edits.moves import hand_off
from firstline.domain.ticket.ticket import EventKind, Leg
from firstline.portal.native_wire import WireResult
from firstline_portal.people import Person
from firstline_portal.rights import Act, Role, needed

S, L, P, A, V = (Role.SUPERUSER, Role.IT_LEAD, Role.APPROVER, Role.AUDITOR, Role.VENDOR)
KIND_NAMES = (*KINDS, "moonbase")
DECIDED = (
    "runbook", "ledger", "risk", "action", "authorisation", "training", "meeting", "decision",
    "paid_request", "service_request", "change_request",
)  # fmt: skip
SEERS = {S, L, P, A}


def may(role: Role, act: Act, kind: str) -> bool:
    if kind == "reconciliation" and act is Act.BOOK and role in (P, A):
        return True  # it is explained and signed by entries
    """Say the rights a second time, as they are meant, in another way than the table does."""
    if role is V:
        return kind == "ticket" and act in (Act.SEE, Act.COMMENT, Act.ATTACH, Act.VENDOR)
    if act is Act.SEE:
        return True
    if role is A:
        return False
    if role is P:
        decides = kind in DECIDED and act in (Act.CHANGE, Act.BOOK, Act.ATTACH)
        return act is Act.COMMENT or decides
    return role is L or act is not Act.DELETE


def edits(kind: str, entity: str) -> dict[Act, list[Edit]]:
    """Return edits of a record that is there, by the act that each needs."""

    def told(event: EventKind, leg: Leg | None = None) -> Edit:
        made = stamp()
        one = event_of(made, 0, event, leg=leg, text="x", data={"sha256": "a" * 64, "name": "x"})
        return Edit(made.id, entity, "log", made.at, "", kind, (), (one,))

    def changed(field: str, to: str) -> Edit:
        made = stamp()
        return Edit(made.id, entity, "set", made.at, "", kind, (Change(field, to, None),))

    made = {
        Act.CHANGE: [changed("assignee", "x"), replace(changed("x", "y"), changes=(),
                                                       add_tags=("t",))],
        Act.COMMENT: [told(EventKind.NOTE), told(EventKind.RESPONDED), told(EventKind.MESSAGE)],
        Act.ATTACH: [told(EventKind.ATTACHED)],
        Act.BOOK: [told(EventKind.ENTRY)],
        Act.DELETE: [Edit(stamp().id, entity, "delete", stamp().at, "", kind)],
        Act.VENDOR: [told(EventKind.ACKNOWLEDGED, Leg.VENDOR)],
    }  # fmt: skip
    if kind == "ticket":
        made[Act.VENDOR].append(changed("case_no", "YY-1"))
    return made


def fresh(kind: str) -> Edit:
    return opening() if kind == "ticket" else entity_edit(kind, stamp().id, title="x")


@pytest.fixture(scope="module")
def ground() -> Desk:
    return new_desk()


def world(desk: Desk, kind: str) -> dict[str, str]:
    """Return a record of the kind, handed over if it is a ticket, in each of two plants."""
    made = {}
    for plant in ("own", "foreign"):
        owner = desk.person(f"owner-{plant}", L, plant)
        edit = fresh(kind)
        assert desk.do(owner, edit).outcome is Outcome.APPLIED
        if kind == "ticket":
            ticket = desk.ticket(owner, edit.entity)
            desk.do(owner, hand_off(ticket, stamp(), received_at=desk.now))
        made[plant] = edit.entity
    return made


@pytest.mark.parametrize(("role", "kind"), list(product(Role, KIND_NAMES)))
def test_the_matrix(ground: Desk, role: Role, kind: str) -> None:
    records = world(ground, kind)
    who = ground.person(f"{role}-person", role, "own")
    (line,) = ground.core.fetch(who, [(kind, records["own"])])
    assert (line.doc is not None) is may(role, Act.SEE, kind)
    opened = ground.do(who, fresh(kind))
    assert is_let_in(opened) is may(role, Act.OPEN, kind)
    for act, several in edits(kind, records["own"]).items():
        for edit in several:
            assert needed(edit, exists=True) == {act}
            result = ground.do(who, edit)
            assert is_let_in(result) is may(role, act, kind), f"{role} {kind} {act}: {result}"


@pytest.mark.parametrize(("role", "kind"), list(product(Role, KIND_NAMES)))
def test_a_foreign_record_is_as_one_that_is_not_there(ground: Desk, role: Role, kind: str) -> None:
    records = world(ground, kind)
    who = ground.person(f"{role}-person", role, "own")
    for several in edits(kind, records["foreign"]).values():
        for edit in several:
            nowhere = replace(edit, id=stamp().id, entity=f"nowhere-{stamp().id}")
            answers = [one_answer(ground.do(who, one)) for one in (edit, nowhere)]
            assert answers[0] == answers[1]
            assert answers[0][0] is Outcome.REJECTED
    lines = ground.core.fetch(who, [(kind, records["foreign"]), (kind, "nowhere")])
    assert [(one.state, one.doc, one.seq) for one in lines] == [("hidden", None, 0)] * 2
    device = f"d-{who.name}"
    into = ground.core.push(who, device, [ground.op(fresh(kind), device, "foreign")],
                            ground.now) if role is not V else None  # fmt: skip
    if into is not None:
        assert into.results[0].code == "forbidden"
    pulled = ground.pull(who)
    assert (kind, records["foreign"]) not in pulled.docs


def is_let_in(result: WireResult) -> bool:
    return result.code not in ("forbidden", "unknown-record")


def one_answer(result: WireResult) -> tuple[object, ...]:
    return result.outcome, result.code, result.seq, result.rev, result.reason


def test_an_edit_needs_every_right_of_its_content(ground: Desk) -> None:
    """A comment by name that carries a change is judged by what it carries."""
    owner, vendor = ground.person("o", L, "own"), ground.person("v", V, "own")
    edit = opening()
    ground.do(owner, edit)
    ground.do(owner, hand_off(ground.ticket(owner, edit.entity), stamp(), received_at=ground.now))
    made = stamp()
    sly = Edit(
        made.id, edit.entity, "reply", made.at, "", "ticket",
        (Change("priority", "P1", "P3"),), (event_of(made, 0, EventKind.RESPONDED, text="hi"),),
    )  # fmt: skip
    assert ground.do(vendor, sly).code == "forbidden"
    assert ground.ticket(owner, edit.entity).priority == "P3"


def test_the_courier_of_an_edit_is_not_its_author(ground: Desk) -> None:
    """What comes by another's token is that other's act, whatever the edit says."""
    owner = ground.person("owner", L, "own")
    courier: Person = ground.person("courier", S, "own")
    edit = opening()
    ground.do(owner, edit)
    made = stamp("owner")
    told = event_of(made, 0, EventKind.NOTE, text="signed by the owner")
    forged = Edit(made.id, edit.entity, "note", made.at, "owner", "ticket", (), (told,))
    assert ground.do(courier, forged).outcome is Outcome.APPLIED
    assert ground.ticket(owner, edit.entity).events[-1].actor == "courier"
