"""Conditions of a coverage as items of a runbook's checklist: ticked there, proved here (S47)."""

from collections.abc import Iterable
from datetime import datetime

from firstline.domain.edits.entity import Entity
from firstline.domain.errors import Refused
from firstline.domain.instants import UTC
from firstline.domain.project.coverage import Condition, conditions
from firstline.domain.runbook.acts import Entry
from firstline.domain.runbook.added import ADDED
from firstline.domain.runbook.book import Book
from firstline.domain.runbook.item import standings
from firstline.domain.runbook.runbook import ItemState, Severity
from firstline.domain.words import Text

_REF = "coverage:"
_ANY = datetime(2000, 1, 1, tzinfo=UTC)  # what is done, is so on any day


def item_id(one: Condition) -> str:
    """Return the id of the item that a condition becomes: the same on two desks."""
    return f"K{one.key[:5].upper()}"


def entries(entity: Entity, book: Book, gate_id: str = "") -> list[Entry]:
    """Return the entries that add each condition to a runbook as a blocker.

    They stand at the gate that asks for insurance, or at `gate_id`. Raises Refused without
    conditions, for a gate that is not there, and where all of them are items already.
    """
    gates = book.template.gates
    wanted = book.template.gate(gate_id) if gate_id else next(
        (one for one in gates if one.insured), gates[-1]
    )  # fmt: skip
    if wanted is None:
        names = ", ".join(one.id for one in gates)
        raise Refused(
            Text(f"没有“{gate_id[:40]}”这个关口。", f"There is no gate {gate_id[:40]!r}."),
            next_step=Text(f"可用:{names}。", f"There are: {names}."),
        )
    held = conditions(entity)
    fresh = [one for one in held if book.template.item(item_id(one)) is None]
    if not fresh:
        raise Refused(
            Text("没有可加的条件:都已在检查单里,或没有写条件。",
                 "Nothing to add: every condition is an item already, or there are none."),
        )  # fmt: skip
    return [
        Entry(ADDED, {
            "item": item_id(one), "gate": wanted.id, "severity": str(Severity.BLOCKER),
            "owner": "pm", "evidence": one.wanted, "ref": f"{_REF}{entity.id}:{one.key}",
        }, one.text)
        for one in fresh
    ]  # fmt: skip


def proved(books: Iterable[Book]) -> dict[str, str]:
    """Return the conditions that a done item of a runbook proves, each with the item's name.

    A condition is named by the coverage's id and its key.
    """
    found = {}
    for book in books:
        if any(one.ref.startswith(_REF) for one in book.template.items):
            for held in standings(book, _ANY).values():
                if held.item.ref.startswith(_REF) and held.state is ItemState.DONE:
                    found[held.item.ref.removeprefix(_REF)] = f"{book.number} {held.item.id}"
    return found


def is_item(entity: Entity, one: Condition, book: Book) -> bool:
    """Whether the condition stands in the runbook's checklist, whose gate it holds itself."""
    item = book.template.item(item_id(one))
    return item is not None and item.ref == f"{_REF}{entity.id}:{one.key}"
