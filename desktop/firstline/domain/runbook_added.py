"""Items that a project adds to its runbook beside those of the template, such as a condition."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from firstline.domain.runbook import ROLES, Item, Severity, Template
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.runbook_book import Said

ADDED = "added"


def with_added(template: Template, said: "Iterable[Said]") -> Template:
    """Return the template with the items that entries of the log add to it.

    Two desks that add the same item meet in one: the first entry of an id counts. What names no
    gate of the template is left out.
    """
    known = {one.id for one in template.items}
    found: list[Item] = []
    for one in said:
        name, gate = one.get("item"), template.gate(one.get("gate"))
        if one.what != ADDED or not name or gate is None or name in known:
            continue
        known.add(name)
        wanted, role, severity = one.get("evidence"), one.get("owner"), one.get("severity")
        found.append(Item(
            name, gate.id, Text(one.text, one.text), Text(wanted, wanted),
            role if role in ROLES else "pm",
            Severity(severity) if severity in tuple(Severity) else Severity.BLOCKER,
            ref=one.get("ref"),
        ))  # fmt: skip
    return replace(template, items=(*template.items, *found)) if found else template
