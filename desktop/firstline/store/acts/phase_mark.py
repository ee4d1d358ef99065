"""Tickets that a person records say which phase their system was in: here, for every way (S2)."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from firstline.domain.edits.edit import Edit
    from firstline.store.reading import Reading


def with_phase(store: "Reading", edits: "tuple[Edit, ...]") -> "tuple[Edit, ...]":
    """Return the edits of one act; those that record a ticket or first tell its product, marked."""
    if not any(map(_tells_system, edits)):
        return edits
    from firstline.store.shown.record import records  # noqa: PLC0415 - with the first act

    connection = store.connection  # as it is: inside `bulk()` a question would write the page
    with connection.explained():
        phases = records(connection.raw, "phase")
    if not phases:
        return edits
    from firstline.domain.project.ticket_phase import all_marked  # noqa: PLC0415 - projects alone

    return all_marked(edits, phases, store.find)


def _tells_system(edit: "Edit") -> bool:
    if edit.kind != "ticket" or edit.act == "import":
        return False
    return edit.act == "open" or any(one.field == "product" for one in edit.changes)
