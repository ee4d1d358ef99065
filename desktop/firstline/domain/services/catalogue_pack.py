"""Reads a pack of the service catalogue: dated and sourced entries, strictly checked."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from firstline.domain.packs.pack_fields import Fields
from firstline.domain.packs.toml_places import read_toml
from firstline.domain.services.catalogue import (
    AI,
    FAMILIES,
    MOST_LEAD,
    PAID,
    Catalogue,
    Criterion,
    Item,
    Question,
)
from firstline.domain.words import Text

SCHEMA = "firstline.catalogue/1"


def parse_catalogue(text: str, file: str) -> Catalogue:
    """Return the catalogue in a TOML text. Raises BadInput naming file, line, place and fault.

    An entry of AI integration, and each one with `protects`, takes the pack's questions about the
    protection of data; they are required whatever the pack says of them.
    """
    source = read_toml(text, file)
    top = Fields(source, (), source.data)
    top.schema(SCHEMA)
    top.name("id")
    top.title()
    as_of = top.day("as_of")
    said = Text(top.text("source_zh"), top.text("source_en"))
    top.allow("license", "version")
    verified = top.flag("verified", default=False)
    if as_of is None:
        raise top.fault("as_of", "缺少日期。", "is missing.")
    protection = tuple(_question(row, protects=True) for row in top.tables("protection"))
    found = (_item(row, as_of, said, protection) for row in top.tables("item"))
    items = tuple(replace(one, verified=verified) for one in found)
    top.done()
    return Catalogue(items, protection)


def _item(row: Fields, as_of: date, said: Text, protection: tuple[Question, ...]) -> Item:
    family = row.choice("family", tuple(FAMILIES))
    asks = tuple(_question(one, protects=False) for one in row.tables("question"))
    if row.flag("protects", default=False) or family == AI:
        asks = (*asks, *protection)
    criteria = tuple(_criterion(one) for one in row.tables("criterion"))
    if not criteria:
        raise row.fault("criterion", "至少要一条验收标准。", "must hold one at least.")
    if len({one.id for one in asks}) != len(asks):
        raise row.fault("question", "问题的 id 重复。", "has an id twice.")
    made = Item(
        row.name("id"), row.title(), family, row.choice("paid", tuple(PAID)) == "paid",
        row.text("service", "").casefold(), row.text("price_ref", ""),
        row.optional_whole("lead_days", 0, MOST_LEAD),
        Text(row.text("about_zh"), row.text("about_en")), "", asks, criteria, as_of, said,
    )  # fmt: skip
    row.done()
    return made


def _question(row: Fields, *, protects: bool) -> Question:
    must = row.flag("must", default=False) or protects
    made = Question(row.name("id"), row.title(), must, row.flag("yes_no", default=False), protects)
    row.done()
    return made


def _criterion(row: Fields) -> Criterion:
    made = Criterion(row.name("id"), row.title())
    row.done()
    return made


def joined(packs: Iterable[Catalogue]) -> Catalogue:
    """Return several packs as one: a later entry stands over one of its id, questions add up."""
    found: dict[str, Item] = {}
    asks: dict[str, Question] = {}
    for pack in packs:
        found |= {one.code: one for one in pack.shipped}
        for one in pack.protection:
            asks.setdefault(one.id, one)
    whole = tuple(asks.values())
    return Catalogue(tuple(_guarded(one, whole) for one in found.values()), whole)


def _guarded(item: Item, protection: tuple[Question, ...]) -> Item:
    if item.family != AI and not item.protects:
        return item
    held = {one.id for one in protection}
    own = tuple(one for one in item.questions if one.id not in held)
    return replace(item, questions=(*own, *protection))
