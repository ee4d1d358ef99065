"""Retention rules: how many days each category is kept, by which law or contract (PIPL 19)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health.columns import YES_NO, Column, Shape, Sheet
from firstline.domain.health.sheet import record_id, text_of, whole_of
from firstline.domain.packs.pack_fields import Fields
from firstline.domain.packs.toml_places import read_toml
from firstline.domain.retention.category import ABOUT, NAMES, Category
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

SCHEMA = "firstline.retention/1"
MOST_DAYS = 36_500


def _rule(values: Mapping[str, Value]) -> None:
    found = values.get("category")
    if found not in NAMES or not isinstance(days := values.get("days"), int):
        return
    about = ABOUT[Category(str(found))]
    if days < about.least_days:
        raise BadInput(
            Text(f"{about.name.zh}至少保留 {about.least_days} 天。",
                 f"{about.name.en}: {about.least_days} days at least."),
            next_step=about.least_by,
        )  # fmt: skip


SHEET = Sheet(
    "retention_rule", "rules", "RR", Text("保留规则", "Retention rule"),
    (
        Column("category", Text("类别", "Category"), Shape.CHOICE, NAMES, must=True),
        Column("days", Text("保留天数", "Days kept"), Shape.WHOLE, low=1, high=MOST_DAYS,
               must=True),
        Column("source", Text("法律或合同依据", "Law or contract"), must=True),
        Column("active", Text("到期列入清单", "Listed when due"), Shape.CHOICE, YES_NO, must=True,
               first="yes"),
        Column("owner", Text("负责人", "Owner")),
        Column("note", Text("备注", "Note"), Shape.LINES),
    ),
    key=("category",), rule=_rule,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule in force for one category; `record` is "" for a shipped one.

    `clash` says that two desks changed it apart and nobody has decided: then nothing is destroyed
    by it.
    """

    category: Category
    days: int
    source: Text
    active: bool = True
    record: str = ""
    clash: bool = False

    @property
    def called(self) -> str:
        """What names the rule in a list and in a record of destruction."""
        return f"{self.category}/{self.days}"

    def due(self, since: date) -> date:
        """Return the first day on which what counts from `since` is due."""
        return since + timedelta(days=self.days)


Rules = Mapping[Category, Rule]


def parse_rules(text: str, file: str) -> dict[Category, Rule]:
    """Return the rules of a pack. Raises BadInput naming file, line and fault."""
    top = Fields(source := read_toml(text, file), (), source.data)
    top.schema(SCHEMA)
    top.allow("id", "version", "title_zh", "title_en", "license")
    found: dict[Category, Rule] = {}
    for one in top.tables("rule"):
        category = Category(one.choice("category", tuple(Category)))
        least = ABOUT[category].least_days
        days = one.whole("days", least, least, MOST_DAYS)
        said = Text(one.text("source_zh"), one.text("source_en"))
        found[category] = Rule(category, days, said)
        one.done()
    top.done()
    return found


def in_force(shipped: Rules, records: Iterable[Entity]) -> dict[Category, Rule]:
    """Return the rule of each category: the desk's own where there is one, else the shipped one."""
    found = dict(shipped)
    for one in records:
        rule = rule_of(one)
        if rule is not None and not one.fields.get("withdrawn"):
            found[rule.category] = rule
    return {one: found[one] for one in Category if one in found}


def rule_of(entity: Entity) -> Rule | None:
    """Return the rule in a record, None for one that a later version wrote."""
    name, days = text_of(entity, "category"), whole_of(entity, "days")
    if name not in NAMES or not days:
        return None
    said = text_of(entity, "source")
    active = text_of(entity, "active") != "no"
    return Rule(Category(name), max(days, ABOUT[Category(name)].least_days), Text(said, said),
                active, entity.id, bool(entity.conflicts))  # fmt: skip


def record_of(category: Category) -> str:
    """Return the id of a category's record; two desks that set one apart meet in it."""
    return record_id(SHEET, {"category": str(category)})
