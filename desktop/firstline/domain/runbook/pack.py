"""Reads templates of runbooks: TOML packs, strictly checked, frozen into a runbook that begins."""

import json
from collections.abc import Mapping, Sequence

from firstline.domain.edits.codec import canonical
from firstline.domain.errors import BadInput
from firstline.domain.packs.pack_fields import Fields
from firstline.domain.packs.toml_places import Source, read_toml
from firstline.domain.runbook.runbook import ROLES, Gate, Item, Severity, Template
from firstline.domain.sla.agreement import ALL_PHASES
from firstline.domain.words import Text

SCHEMA = "firstline.template/1"
LONGEST_MIN = 60 * 24 * 365
TOPICS = (
    "scope", "quality", "risk", "environment", "compatibility", "path", "reconcile", "uat",
    "coverage", "network", "extract",
)  # fmt: skip


def parse_template(text: str, file: str) -> Template:
    """Return the template in a TOML text. Raises BadInput naming file, line, place and fault."""
    return template_from(read_toml(text, file))


def template_from(source: Source) -> Template:
    """Return the template that a document holds. Raises BadInput as `parse_template`."""
    top = Fields(source, (), source.data)
    top.schema(SCHEMA)
    variants = top.texts("applies")
    gates = _gates(top)
    made = Template(
        top.name("id"), top.text("version"), top.title(), gates,
        _items(top, {one.id for one in gates}, variants), variants,
        top.known("phases", ALL_PHASES),
    )  # fmt: skip
    top.allow("license")
    top.done()
    return made


def frozen(template: Template, variant: str = "") -> str:
    """Return the template as the text that a runbook keeps, without items of other variants.

    Raises BadInput for a variant that the template does not have.
    """
    if variant and variant not in template.variants:
        names = ", ".join(template.variants) or "-"
        raise BadInput(
            Text(f"模板没有“{variant[:40]}”这种情形。", f"The template has no {variant[:40]!r}."),
            next_step=Text(f"可用:{names}。", f"Use one of: {names}."),
        )
    kept = [one for one in template.items if one.applies in ("", variant) or not variant]
    ids = {one.id for one in kept}
    return canonical({
        "schema": SCHEMA, "id": template.id, "version": template.version,
        "title_zh": template.title.zh, "title_en": template.title.en,
        "applies": [variant] if variant else list(template.variants),
        "gate": [_gate_json(one) for one in template.gates],
        "item": [_item_json(one, ids) for one in kept],
    })  # fmt: skip


def thawed(text: str) -> Template:
    """Return the template that `frozen` wrote. Raises BadInput where it cannot be read."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        data = {}
    return template_from(Source("runbook", data if isinstance(data, dict) else {}))


def _gates(top: Fields) -> tuple[Gate, ...]:
    found: dict[str, Gate] = {}
    for row in top.tables("gate"):
        gate = Gate(
            row.name("id"), row.title(), row.known("votes", ROLES),
            row.flag("timed", default=False), row.flag("insured", default=False),
            row.whole("rehearsals", 0, 0, 20), row.known("needs", TOPICS),
            row.flag("go_live", default=False),
        )  # fmt: skip
        _once(row, gate.id, found)
        found[gate.id] = gate
        row.done()
    if not found:
        raise top.fault("gate", "没有任何关口。", "there is no gate.")
    return tuple(found.values())


def _once(row: Fields, name: str, found: Mapping[str, object]) -> None:
    if name.casefold() in {one.casefold() for one in found}:
        raise row.fault("id", f"“{name}”写了两次。", f"{name!r} stands twice.")


def _items(top: Fields, gates: set[str], variants: tuple[str, ...]) -> tuple[Item, ...]:
    found: dict[str, Item] = {}
    rows = top.tables("item")
    for row in rows:
        item = _item(row, gates, variants)
        _once(row, item.id, found)
        found[item.id] = item
    for row in rows:
        for one in found[str(row.data["id"])].after:
            if one not in found:
                raise row.fault("after", f"没有“{one[:40]}”这一项。", f"there is no item {one!r}.")
    ring = circle({one.id: one.after for one in found.values()})
    if ring:
        said = " → ".join(ring)
        raise top.fault("item", f"先后顺序成环:{said}。", f"the order forms a circle: {said}.")
    if not found:
        raise top.fault("item", "没有任何检查项。", "there is no item.")
    return tuple(found.values())


def _item(row: Fields, gates: set[str], variants: tuple[str, ...]) -> Item:
    made = Item(
        row.name("id"), row.choice("gate", sorted(gates)), _title(row),
        Text(row.text("evidence_zh"), row.text("evidence_en", "")),
        row.choice("owner_role", tuple(ROLES)),
        Severity(row.choice("severity", tuple(Severity))),
        row.text("phase", ""), row.choice("applies", variants, ""), row.texts("after"),
        row.optional_whole("minutes", 1, LONGEST_MIN), row.text("wave", ""), row.text("ref", ""),
    )  # fmt: skip
    row.allow("weight", "frequency", "mlps_hint")
    row.done()
    return made


def _title(row: Fields) -> Text:
    if not row.text("title_zh").strip():
        raise row.fault("title_zh", "不能为空。", "must not be empty.")
    return row.title()


def circle(after: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return one circle in the order of items, its first item again at the end; () for none."""
    done: set[str] = set()
    for start in after:
        path: list[str] = []
        stack = [(start, iter(after.get(start, ())))] if start not in done else []
        path += [start] if stack else []
        while stack:
            following = next(stack[-1][1], None)
            if following is None:
                done.add(path.pop())
                stack.pop()
            elif following in path:
                return (*path[path.index(following) :], following)
            elif following not in done:
                path.append(following)
                stack.append((following, iter(after.get(following, ()))))
    return ()


def _gate_json(one: Gate) -> dict[str, object]:
    return {
        "id": one.id, "title_zh": one.title.zh, "title_en": one.title.en,
        "votes": list(one.votes), "timed": one.timed, "insured": one.insured,
        "rehearsals": one.rehearsals, "needs": list(one.needs), "go_live": one.go_live,
    }  # fmt: skip


def _item_json(one: Item, kept: set[str]) -> dict[str, object]:
    told: dict[str, object] = {
        "id": one.id, "gate": one.gate, "title_zh": one.title.zh, "title_en": one.title.en,
        "evidence_zh": one.evidence.zh, "evidence_en": one.evidence.en,
        "owner_role": one.owner_role, "severity": str(one.severity), "phase": one.phase,
        "after": [name for name in one.after if name in kept], "wave": one.wave, "ref": one.ref,
    }  # fmt: skip
    if one.applies:
        told["applies"] = one.applies
    if one.minutes is not None:
        told["minutes"] = one.minutes
    return told
