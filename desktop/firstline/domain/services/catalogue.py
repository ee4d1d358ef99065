"""The service catalogue: shipped entries and the site's own, each with its form and criteria."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from firstline.domain.contracts.price import Price
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput, Refused
from firstline.domain.health.columns import YES_NO, Column, Shape, Sheet
from firstline.domain.health.sheet import Flag, day_of, number_of, standing, text_of, whole_of
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Language, Text

KIND = "catalog_item"
AI = "ai"
FAMILIES: Mapping[str, Text] = {
    "consulting": Text("业务咨询", "Business consulting"),
    "process": Text("流程优化", "Process optimisation"),
    AI: Text("AI 集成", "AI integration"),
    "potential": Text("潜能挖掘", "Exploiting potential"),
}
PAID: Mapping[str, Text] = {"paid": Text("付费", "paid"), "free": Text("免费", "free")}
STALE_DAYS = 365
MOST_LEAD = 400
_MUST = ("*", "★", "\uff0a")


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a request form; one that `protects` data is always to be answered.

    With `yes_no` the answer is yes or no, and "unknown" is none yet.
    """

    id: str
    words: Text
    must: bool = False
    yes_no: bool = False
    protects: bool = False


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition that a delivery has to meet."""

    id: str
    words: Text


@dataclass(frozen=True, slots=True)
class Item:
    """One service; `lead_days` are working days, None where nobody stated them.

    `service` is its word in contracts, packages and the price list; `price_ref` names a price.
    `own` is the site's record, None for a shipped entry.
    """

    code: str
    title: Text
    family: str
    paid: bool
    service: str = ""
    price_ref: str = ""
    lead_days: int | None = None
    about: Text = Text("", "")  # noqa: RUF009 - a Text never changes
    vendor: str = ""
    questions: tuple[Question, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    as_of: date | None = None
    source: Text = Text("", "")  # noqa: RUF009
    own: Entity | None = None
    verified: bool = True

    @property
    def protects(self) -> bool:
        """Whether its form asks about the protection of data."""
        return any(one.protects for one in self.questions)


def _rule(values: Mapping[str, Value]) -> None:
    if str(values.get("service") or "").casefold() == "onsite":
        raise BadInput(
            Text("现场支持先过远程优先门,不进服务目录。",
                 "On-site support passes the remote-first gate and is no entry here."),
            next_step=Text("用 firstline paid request onsite。",
                           "Use firstline paid request onsite."),
        )  # fmt: skip
    if not criteria_in(str(values.get("criteria") or "")):
        raise BadInput(
            Text(
                "至少写一条验收标准,每行一条。",
                "State one acceptance criterion at least, a line each.",
            )
        )


SHEET = Sheet(
    KIND, "catalogue", "CT", Text("服务目录条目", "Catalogue entry"),
    (
        Column("title", Text("名称", "Name"), must=True),
        Column("code", Text("代码(同代码则代替预置条目)", "Code (a shipped one is replaced)")),
        Column("family", Text("类别", "Family"), Shape.CHOICE, FAMILIES, must=True,
               first="consulting"),
        Column("paid", Text("付费或免费", "Paid or free"), Shape.CHOICE, PAID, must=True,
               first="paid"),
        Column("service", Text("服务(权益用语,如 consulting)", "Service (such as consulting)")),
        Column("price_ref", Text("参考价格(价格表中的名称)",
                                 "Price reference (name in the price list)")),
        Column("lead_days", Text("交付期(工作日)", "Lead time (working days)"), Shape.WHOLE,
               high=MOST_LEAD),
        Column("vendor", Text("提供方", "Provided by")),
        Column("about", Text("内容", "What it is"), Shape.LINES),
        Column("questions", Text("申请表问题(每行一个,* 开头为必填)",
                                 "Questions of the form (a line each, * for required)"),
               Shape.LINES),
        Column("protects", Text("问数据保护", "Ask about data protection"), Shape.CHOICE, YES_NO,
               first="no"),
        Column("criteria", Text("验收标准(每行一条)", "Acceptance criteria (a line each)"),
               Shape.LINES),
        Column("as_of", Text("日期", "As of"), Shape.DAY),
        Column("source", Text("来源", "Source")),
        Column("note", Text("备注", "Note"), Shape.LINES),
    ),
    key=("title",),
    rule=_rule,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The shipped entries, and the questions that protect data, which no site can leave out."""

    shipped: tuple[Item, ...] = ()
    protection: tuple[Question, ...] = ()

    def items(self, records: Iterable[Entity]) -> list[Item]:
        """Return every entry by family; one of the site takes the place of the shipped one."""
        own = [self.own(one) for one in standing(records)]
        codes = {one.code.casefold() for one in own}
        found = [*(one for one in self.shipped if one.code.casefold() not in codes), *own]
        order = tuple(FAMILIES)
        return sorted(found, key=lambda one: (order.index(one.family), not one.own, one.title.zh))

    def own(self, entity: Entity) -> Item:
        """Return the entry in a record of the site."""
        family = text_of(entity, "family")
        family = family if family in FAMILIES else "consulting"
        title, about = text_of(entity, "title"), text_of(entity, "about")
        asks = questions_in(text_of(entity, "questions"))
        if family == AI or text_of(entity, "protects") == "yes":
            asks = (*asks, *self.protection)
        source = text_of(entity, "source")
        return Item(
            number_of(SHEET, entity), Text(title, title), family, text_of(entity, "paid") != "free",
            text_of(entity, "service").casefold(), text_of(entity, "price_ref"),
            whole_of(entity, "lead_days"), Text(about, about), text_of(entity, "vendor"), asks,
            criteria_in(text_of(entity, "criteria")), day_of(entity, "as_of"), Text(source, source),
            entity,
        )  # fmt: skip


def questions_in(text: str) -> tuple[Question, ...]:
    """Return the questions that a person typed, a line each; one that begins with * is required."""
    found = []
    for at, line in enumerate(_lines(text), 1):
        plain = line.lstrip("".join(_MUST)).strip()
        if plain:
            found.append(Question(f"q{at}", Text(plain, plain), must=line.startswith(_MUST)))
    return tuple(found)


def criteria_in(text: str) -> tuple[Criterion, ...]:
    """Return the acceptance criteria that a person typed, a line each."""
    return tuple(Criterion(f"c{at}", Text(one, one)) for at, one in enumerate(_lines(text), 1))


def _lines(text: str) -> list[str]:
    return [one.strip() for one in text.splitlines() if one.strip()]


def price_for(item: Item, listed: Sequence[Price]) -> Price | None:
    """Return the site's own price that an entry refers to: by its name, else by its service."""
    wanted = item.price_ref.casefold()
    named = [one for one in listed if wanted and one.name.casefold() == wanted]
    if wanted or not item.service:
        return next(iter(named), None)
    return next((one for one in listed if not one.is_package and one.service == item.service), None)


def flags(item: Item, listed: Sequence[Price], today: date) -> tuple[Flag, ...]:
    """Return what is to be looked at: no price, no lead time, an old or unsourced statement."""
    found = []
    if item.paid and price_for(item, listed) is None:
        name = item.price_ref
        said = Text(f"价格表里没有“{name}”", f"no “{name}” in the price list")
        none = Text("没有参考价格", "no price reference")
        found.append(Flag("no_price", said if name else none))
    if item.lead_days is None:
        found.append(Flag("no_lead", Text("没有交付期", "no lead time")))
    if item.own is not None and not item.source.zh:
        found.append(Flag("no_source", Text("没有来源", "no source")))
    if item.as_of and (today - item.as_of).days > STALE_DAYS:
        old = Text(f"条目是 {item.as_of} 的,已超过一年",
                   f"the entry is of {item.as_of}, more than a year old")  # fmt: skip
        found.append(Flag("stale", old))
    return tuple(found)


def find(items: Sequence[Item], key: str) -> Item:
    """Return the entry with this code, number, id or name. Raises Refused where none fits."""
    plain = key.strip().casefold()
    for one in items:
        names = (one.code, one.title.zh, one.title.en, one.own.id if one.own else one.code)
        if plain in (name.casefold() for name in names):
            return one
    raise Refused(
        Text(f"服务目录里没有“{key[:60]}”。", f"The catalogue has no entry “{key[:60]}”."),
        next_step=Text("用 firstline catalogue list 查看。", "See firstline catalogue list."),
    )


def as_entity(item: Item, language: Language) -> Entity:
    """Return a shipped entry as a record of the site would hold it, for what shows records."""
    asks = (f"{'* ' if one.must or one.protects else ''}{one.words.in_(language)}"
            for one in item.questions if not one.protects)  # fmt: skip
    fields: dict[str, Value] = {
        "title": item.title.in_(language), "code": item.code, "family": item.family,
        "paid": "paid" if item.paid else "free", "service": item.service,
        "price_ref": item.price_ref, "lead_days": item.lead_days, "vendor": item.vendor,
        "about": item.about.in_(language), "questions": "\n".join(asks),
        "protects": "yes" if item.protects else "no",
        "criteria": "\n".join(one.words.in_(language) for one in item.criteria),
        "as_of": item.as_of.isoformat() if item.as_of else None,
        "source": item.source.in_(language),
    }  # fmt: skip
    return Entity(KIND, f"shipped:{item.code}", fields)


def adopted(item: Item, values: Mapping[str, Value], language: Language) -> dict[str, Value]:
    """Return the values of a record of the site that takes the place of a shipped entry.

    Raises Refused for an entry that is the site's own already.
    """
    if item.own is not None:
        raise Refused(
            Text(f"“{item.title.zh}”已是自己的条目。", f"“{item.title.en}” is the site's own."),
            next_step=Text("直接修改它。", "Change it as it is."),
        )  # fmt: skip
    return {**as_entity(item, language).fields, **values}


def item_json(item: Item) -> dict[str, Any]:
    """Return an entry as a request keeps it: what was ordered stays what it was."""
    return {
        "code": item.code, "title": list(item.title), "family": item.family, "paid": item.paid,
        "service": item.service, "price_ref": item.price_ref, "lead_days": item.lead_days,
        "about": list(item.about), "vendor": item.vendor,
        "questions": [
            {"id": one.id, "words": list(one.words), "must": one.must, "yes_no": one.yes_no,
             "protects": one.protects}
            for one in item.questions
        ],
        "criteria": [{"id": one.id, "words": list(one.words)} for one in item.criteria],
        "as_of": item.as_of.isoformat() if item.as_of else None, "source": list(item.source),
        "verified": item.verified,
    }  # fmt: skip


def item_from_json(raw: Mapping[str, Any]) -> Item:
    """Return the entry that `item_json` wrote; what a later version added is left."""
    family = str(raw.get("family") or "")
    bare = Item(
        str(raw.get("code") or ""), _text(raw.get("title")),
        family if family in FAMILIES else "consulting", bool(raw.get("paid", True)),
    )  # fmt: skip
    lead, day = raw.get("lead_days"), raw.get("as_of")
    return replace(
        bare, service=str(raw.get("service") or ""), price_ref=str(raw.get("price_ref") or ""),
        lead_days=lead if isinstance(lead, int) else None, about=_text(raw.get("about")),
        vendor=str(raw.get("vendor") or ""),
        questions=tuple(
            Question(str(one.get("id")), _text(one.get("words")), bool(one.get("must")),
                     bool(one.get("yes_no")), bool(one.get("protects")))
            for one in raw.get("questions") or ()
        ),
        criteria=tuple(Criterion(str(one.get("id")), _text(one.get("words")))
                       for one in raw.get("criteria") or ()),
        as_of=date.fromisoformat(day) if isinstance(day, str) and day else None,
        source=_text(raw.get("source")), verified=bool(raw.get("verified", True)),
    )  # fmt: skip


def _text(raw: Any) -> Text:
    if isinstance(raw, list) and len(raw) == len(Text._fields):
        return Text(str(raw[0]), str(raw[1]))
    return Text("", "")
