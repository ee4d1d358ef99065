"""Shipped packs of test cases: read strictly, and taken into a project once."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity, opening
from firstline.domain.health import sheet as sheets
from firstline.domain.health.sheet import OPENED
from firstline.domain.packs.pack_fields import Fields
from firstline.domain.packs.toml_places import read_toml
from firstline.domain.runbook.runbook import SEVERITIES
from firstline.domain.ticket.fields import Value
from firstline.domain.uat.case import SHEET, rule, steps_of
from firstline.domain.words import Text

SCHEMA = "firstline.uat/1"


@dataclass(frozen=True, slots=True)
class Shipped:
    """One case of a pack, in both languages."""

    code: str
    title: Text
    process: Text
    role: Text
    severity: str
    steps: Text
    requirements: str


@dataclass(frozen=True, slots=True)
class CasePack:
    """A versioned pack of cases."""

    id: str
    version: str
    title: Text
    cases: tuple[Shipped, ...]


def parse_pack(text: str, file: str) -> CasePack:
    """Return the cases of a pack. Raises BadInput naming file, line, place and fault."""
    source = read_toml(text, file)
    top = Fields(source, (), source.data)
    top.schema(SCHEMA)
    pack_id, title, version = top.name("id"), top.title(), top.text("version")
    top.allow("license")
    processes: dict[str, Text] = {}
    for row in top.tables("process"):
        processes[row.name("id")] = row.title()
        row.done()
    cases = tuple(_case(row, processes) for row in top.tables("case"))
    top.done()
    return CasePack(pack_id, version, title, cases)


def _case(row: Fields, processes: dict[str, Text]) -> Shipped:
    process = processes[row.choice("process", tuple(processes))]
    severity = row.choice("severity", tuple(str(one) for one in SEVERITIES), "major")
    steps = Text(row.text("steps_zh").strip(), row.text("steps_en").strip())
    for said in (steps.zh, steps.en):
        rule({"steps": said})
    if len(steps_of(steps.zh)) != len(steps_of(steps.en)):
        raise row.fault("steps_en", "两种语言的步数不同。", "has another number of steps.")
    role = Text(row.text("role_zh", ""), row.text("role_en", ""))
    made = Shipped(
        row.name("id"), row.title(), process, role, severity, steps, row.text("requirements", ""),
    )  # fmt: skip
    row.done()
    return made


def take_in(
    pack: CasePack, held: Iterable[Entity], project: str, stamps: Iterable[Stamp]
) -> list[Edit]:
    """Return the edits that take in those cases of a pack which the project does not have yet.

    Their ids follow from project and code, so that two desks that take them in meet.
    """
    known, edits = {one.id for one in held}, []
    for one, stamp in zip(pack.cases, stamps, strict=False):
        key = sheets.record_id(SHEET, {"project": project, "code": one.code})
        if key in known:
            continue
        values: dict[str, Value] = {
            "code": one.code, "title": one.title.zh, "title_en": one.title.en,
            "process": one.process.zh, "process_en": one.process.en,
            "role": one.role.zh, "role_en": one.role.en,
            "severity": one.severity, "steps": one.steps.zh, "steps_en": one.steps.en,
            "requirements": one.requirements, "project": project,
        }  # fmt: skip
        given = {name: value for name, value in values.items() if value}
        edit = opening(SHEET.kind, key, given, stamp.id, stamp.at, stamp.actor)
        edits.append(replace(edit, events=(sheets.entry(stamp, 0, {"what": OPENED}),)))
    return edits
