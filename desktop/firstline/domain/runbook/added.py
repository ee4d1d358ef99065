"""Items that a project adds to its runbook beside those of the template, such as a condition."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from firstline.domain.runbook.lay import ADOPTED, lay
from firstline.domain.runbook.pack import thawed
from firstline.domain.runbook.runbook import ROLES, Item, Severity, Template
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.runbook.said import Said

ADDED = "added"


def with_added(template: Template, said: "Iterable[Said]") -> Template:
    """Return the template with what entries of the log add to it: items, and later versions.

    Two desks that add the same item meet in one: the first entry of an id counts. What names no
    gate of the template is left out. Raises BadInput for a version that cannot be read.
    """
    for one in said:
        if one.what == ADOPTED:
            kept = frozenset(one.get("kept").split())
            template = lay(template, thawed(one.get("template")), kept)
        elif one.what == ADDED:
            template = _with_item(template, one)
    return template


def _with_item(template: Template, one: "Said") -> Template:
    name, gate = one.get("item"), template.gate(one.get("gate"))
    if not name or gate is None or any(held.id == name for held in template.items):
        return template
    wanted, role, severity = one.get("evidence"), one.get("owner"), one.get("severity")
    added = Item(
        name, gate.id, Text(one.text, one.text), Text(wanted, wanted),
        role if role in ROLES else "pm",
        Severity(severity) if severity in tuple(Severity) else Severity.BLOCKER,
        ref=one.get("ref"),
    )  # fmt: skip
    return replace(template, items=(*template.items, added))
