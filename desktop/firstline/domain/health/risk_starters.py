"""The starting list of risks, taken from a pack into the register once a project."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity, opening
from firstline.domain.health import sheet as sheets
from firstline.domain.health.sheet import OPENED
from firstline.domain.ids import derived_id
from firstline.domain.packs.pack_fields import Fields
from firstline.domain.packs.toml_places import read_toml
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

SCHEMA = "firstline.template/1"


@dataclass(frozen=True, slots=True)
class Starter:
    """One risk of the starting list (templates N)."""

    code: str
    title: Text
    probability: int
    impact: int
    owner: str


def parse_starters(text: str, file: str) -> tuple[Starter, ...]:
    """Return the starters of a pack. Raises BadInput naming file, line, place and fault."""
    source = read_toml(text, file)
    top = Fields(source, (), source.data)
    top.schema(SCHEMA)
    top.allow("id", "version", "title_zh", "title_en", "license")
    found = []
    for one in top.tables("risk"):
        made = Starter(
            one.name("id"), one.title(), one.whole("probability", 3, 1, 5),
            one.whole("impact", 3, 1, 5), one.text("owner_role", ""),
        )  # fmt: skip
        one.done()
        found.append(made)
    top.done()
    return tuple(found)


def take_in(
    starters: Sequence[Starter], held: Iterable[Entity], project: str, stamps: Iterable[Stamp]
) -> list[Edit]:
    """Return the edits that take in the starters which a project does not have yet.

    Their ids follow from project and code, so that two desks that take them in meet.
    """
    known = {one.id for one in held}
    edits = []
    for one, stamp in zip(starters, stamps, strict=False):
        key = derived_id("risk", "starter", project.casefold(), one.code)
        if key in known:
            continue
        values: dict[str, Value] = {
            "code": one.code, "title": one.title.zh, "title_en": one.title.en,
            "probability": one.probability, "impact": one.impact, "owner": one.owner,
            "response": "reduce", "blocker": "no", "state": "open", "project": project,
        }  # fmt: skip
        given = {name: value for name, value in values.items() if value not in (None, "")}
        edit = opening("risk", key, given, stamp.id, stamp.at, stamp.actor)
        edits.append(replace(edit, events=(sheets.entry(stamp, 0, {"what": OPENED}),)))
    return edits
