"""The items of an audit or a health check, from a pack, and when each is due again."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from firstline.domain.packs.pack_fields import Fields
from firstline.domain.packs.toml_places import read_toml
from firstline.domain.words import Text

SCHEMA = "firstline.template/1"
WEIGHTS: Mapping[str, int] = {"high": 3, "medium": 2, "low": 1}
FREQUENCIES: Mapping[str, tuple[int, int, Text]] = {
    "weekly": (7, 0, Text("每周", "weekly")),
    "monthly": (0, 1, Text("每月", "monthly")),
    "quarterly": (0, 3, Text("每季", "quarterly")),
    "half-yearly": (0, 6, Text("每半年", "half-yearly")),
    "yearly": (0, 12, Text("每年", "yearly")),
}
PARTS: Mapping[str, Text] = {
    "security": Text("安全审计", "Security audit"),
    "health": Text("健康检查", "Health check"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at, by whom, how often, and what to keep as evidence."""

    id: str
    part: str
    title: Text
    evidence: Text
    owner: str
    weight: str
    frequency: str
    hint: str = ""


def parse_items(text: str, file: str) -> tuple[Item, ...]:
    """Return the items of a pack. Raises BadInput naming file, line, place and fault."""
    source = read_toml(text, file)
    top = Fields(source, (), source.data)
    top.schema(SCHEMA)
    top.allow("id", "version", "title_zh", "title_en", "license", "gate", "phases")  # runbooks'
    found = []
    for one in top.tables("item"):
        made = Item(
            one.name("id"), one.choice("gate", tuple(PARTS)), one.title(),
            Text(one.text("evidence_zh", ""), one.text("evidence_en", "")),
            one.text("owner_role", ""), one.choice("weight", tuple(WEIGHTS)),
            one.choice("frequency", tuple(FREQUENCIES)), one.text("mlps_hint", ""),
        )  # fmt: skip
        one.allow("severity", "ref")
        one.done()
        found.append(made)
    top.done()
    return tuple(found)


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, the last of the month where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def next_due(frequency: str, last: date) -> date:
    """Return when an item is due again."""
    days, months, _ = FREQUENCIES[frequency]
    return date.fromordinal(last.toordinal() + days) if days else months_after(last, months)
