"""Rules of product lifecycles, from dated and sourced packs: how many years each stage lasts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from firstline.domain.packs.pack_fields import Fields
from firstline.domain.packs.toml_places import read_toml
from firstline.domain.words import Text

SCHEMA = "firstline.lifecycle/1"
MOST_YEARS = 60
ASK = Text("请问厂商", "ask the vendor")


@dataclass(frozen=True, slots=True)
class RuleStage:
    """One stage; it lasts to the day before the anniversary `until_year`, None without an end."""

    id: str
    title: Text
    until_year: int | None = None
    free_upgrade: bool = False
    note: Text = Text("", "")  # noqa: RUF009 - a Text never changes


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule of some products as of a day, and where it comes from."""

    id: str
    title: Text
    products: tuple[str, ...]
    as_of: date
    source: Text
    verified: bool
    stages: tuple[RuleStage, ...]


@dataclass(frozen=True, slots=True)
class Spell:
    """A stage of one version with its first and last day; `last` None without an end."""

    stage: RuleStage
    first: date
    last: date | None


def parse_rule(text: str, file: str) -> Rule:
    """Return the rule in a TOML text. Raises BadInput naming file, line, place and fault."""
    source = read_toml(text, file)
    top = Fields(source, (), source.data)
    top.schema(SCHEMA)
    top.allow("license")
    products, told, stages = top.texts("products"), top.text("as_of"), []
    try:
        as_of = date.fromisoformat(told)
    except ValueError:
        raise top.fault("as_of", "应为日期,如 2024-01-23。", "must be a date.") from None
    for index, raw in enumerate(top.take("stage") or ()):
        stages.append(_stage(Fields(source, ("stage", index), raw)))
    ends = [one.until_year or MOST_YEARS + 1 for one in stages]
    if not stages or ends != sorted(set(ends)):
        raise top.fault("stage", "阶段要按年限由短到长排列。", "must be in the order of years.")
    said = Text(top.text("source_zh"), top.text("source_en"))
    verified = top.flag("verified", default=False)
    made = Rule(top.name("id"), top.title(), products, as_of, said, verified, tuple(stages))
    top.done()
    return made


def _stage(row: Fields) -> RuleStage:
    note = Text(row.text("note_zh", ""), row.text("note_en", ""))
    made = RuleStage(
        row.name("id"), row.title(), row.optional_whole("until_year", 1, MOST_YEARS),
        row.flag("free_upgrade", default=False), note,
    )  # fmt: skip
    row.done()
    return made


def rule_for(rules: Iterable[Rule], product: str, day: date) -> Rule | None:
    """Return the newest rule of a product that was out on `day`, None where there is none."""
    plain = product.casefold()
    known = [one for one in rules if plain in (name.casefold() for name in one.products)]
    out = [one for one in known if one.as_of <= day]
    return max(out, key=lambda one: one.as_of, default=None)


def anniversary(day: date, years: int) -> date:
    """Return the same day so many years later; 29 February becomes 1 March in other years."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def spells(rule: Rule, released: date) -> list[Spell]:
    """Return the stages of a version released on a day, each with its first and last day."""
    found, first = [], released
    for one in rule.stages:
        after = anniversary(released, one.until_year) if one.until_year else None
        found.append(Spell(one, first, after - timedelta(days=1) if after else None))
        if after:
            first = after
    return found


def spell_on(found: Sequence[Spell], day: date) -> Spell | None:
    """Return the stage that holds on a day, None before the release and after the last one."""
    return next(
        (one for one in found if one.first <= day and (one.last is None or day <= one.last)), None
    )
