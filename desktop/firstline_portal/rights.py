"""Who may do what: one table of roles, kinds and acts, and what an edit needs of it (N9)."""

from collections.abc import Mapping
from enum import StrEnum

from firstline.domain.edits.edit import Edit
from firstline.domain.ticket.ticket import EventKind, Leg


class Role(StrEnum):
    """What a person is at this portal (requirements N9)."""

    SUPERUSER = "superuser"
    IT_LEAD = "it_lead"
    APPROVER = "approver"
    AUDITOR = "auditor"
    VENDOR = "vendor"


class Act(StrEnum):
    """What an edit may do to a record; what it needs follows from its content, not its name."""

    SEE = "see"
    OPEN = "open"
    CHANGE = "change"
    COMMENT = "comment"
    ATTACH = "attach"
    BOOK = "book"  # an entry in a list that only grows, such as a ledger
    VENDOR = "vendor"  # what only tells of the vendor's side: its priority, case number and clock
    DELETE = "delete"


_WORKS = frozenset(Act) - {Act.DELETE}
_ALL = frozenset(Act)
_READS = frozenset({Act.SEE})
_SAYS = _READS | {Act.COMMENT}
_DECIDES = _SAYS | {Act.CHANGE, Act.BOOK, Act.ATTACH}
OTHERWISE = "*"  # a kind without a line of its own, one of a later version included

RIGHTS: Mapping[Role, Mapping[str, frozenset[Act]]] = {
    Role.SUPERUSER: {OTHERWISE: _WORKS},
    Role.IT_LEAD: {OTHERWISE: _ALL},
    Role.APPROVER: {
        "runbook": _DECIDES, "ledger": _DECIDES, "risk": _DECIDES, "action": _DECIDES,
        "authorisation": _DECIDES, "training": _DECIDES, "meeting": _DECIDES,
        "decision": _DECIDES, "paid_request": _DECIDES, "reconciliation": _SAYS | {Act.BOOK},
        "change_request": _DECIDES, "service_request": _DECIDES,
        OTHERWISE: _SAYS,
    },
    Role.AUDITOR: {"reconciliation": _READS | {Act.BOOK}, OTHERWISE: _READS},  # an auditor signs
    Role.VENDOR: {
        "ticket": _SAYS | {Act.ATTACH, Act.VENDOR},
        OTHERWISE: frozenset(),
    },
}  # fmt: skip
"""Always inside the person's own plants; a vendor sees only tickets handed to the vendor."""

_OF_EVENT: Mapping[EventKind, Act] = {
    EventKind.RESPONDED: Act.COMMENT, EventKind.MESSAGE: Act.COMMENT, EventKind.NOTE: Act.COMMENT,
    EventKind.ATTACHED: Act.ATTACH, EventKind.DETACHED: Act.ATTACH, EventKind.ENTRY: Act.BOOK,
}  # fmt: skip
_VENDORS_FIELDS = frozenset({"vendor_priority", "case_no"})
DELETE = "delete"  # the act of an edit that takes a record away


def allowed(role: Role, kind: str) -> frozenset[Act]:
    """Return what the role may do to records of the kind."""
    rows = RIGHTS[role]
    return rows.get(kind, rows[OTHERWISE])


def needed(edit: Edit, *, exists: bool) -> frozenset[Act]:
    """Return every right that the edit needs; one that opens a record needs that alone."""
    if edit.act == DELETE:
        return frozenset({Act.DELETE})
    if not exists and opens(edit):
        return frozenset({Act.OPEN})
    acts = {
        Act.VENDOR if one.field in _VENDORS_FIELDS and edit.kind == "ticket" else Act.CHANGE
        for one in edit.changes
    }
    if edit.add_tags or edit.remove_tags:
        acts.add(Act.CHANGE)
    for event in edit.events:
        plain = Act.VENDOR if event.leg is Leg.VENDOR else Act.CHANGE
        acts.add(_OF_EVENT.get(event.kind, plain))
    return frozenset(acts or {Act.CHANGE})


def opens(edit: Edit) -> bool:
    """Whether the edit makes a record where there is none (as rebase and rebase_entity see it)."""
    if edit.kind != "ticket":
        return edit.act == "open"
    return any(event.kind is EventKind.REPORTED for event in edit.events)
