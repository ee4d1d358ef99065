"""Service packages: what one contains, for which systems, and what priority it buys (S24)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from firstline.domain.contracts.contract import Contract, by_number
from firstline.domain.contracts.values import Reach, Span, check_days, names_of, reach_of, span_of
from firstline.domain.health.columns import Column, Shape, Sheet
from firstline.domain.health.sheet import Flag, number_of, standing, text_of, whole_of
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Language, Text

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity

KIND = "package"


def _rule(values: Mapping[str, Value]) -> None:
    check_days(values, "valid_from", "valid_to")


SHEET = Sheet(
    KIND, "packages", "PK", Text("服务包", "Service package"),
    (
        Column("title", Text("名称", "Name"), must=True),
        Column("code", Text("包代码", "Package code")),
        Column("contract", Text("合同编号", "Contract number")),
        Column("contents", Text("包括的服务", "Contents"), must=True),
        Column("systems", Text("指定系统", "Named systems")),
        Column("sites", Text("站点", "Sites")),
        Column("valid_from", Text("起始日", "First day"), Shape.DAY),
        Column("valid_to", Text("截止日(含当天)", "Last day, included"), Shape.DAY),
        Column("rank", Text("排队名次", "Queue rank"), Shape.WHOLE, low=1, high=99),
        Column("channel", Text("专用渠道", "Channel")),
        Column("calendar", Text("服务时段", "Hours of service")),
        Column("price", Text("每年价格,未税(元)", "Yearly price, net (CNY)"), Shape.MONEY),
        Column("note", Text("备注", "Note"), Shape.LINES),
    ),
    key=("title", "contract"),
    rule=_rule,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Package:
    """One package; `span` is its own validity within that of its contract, None unknown ends.

    `contract` None where its number names no contract here.
    """

    entity: "Entity"
    id: str
    name: str
    code: str
    number: str
    contract: Contract | None
    contents: tuple[str, ...]
    reach: Reach
    span: Span
    rank: int | None
    channel: str
    calendar: str
    price: int | None

    @property
    def effect(self) -> Text:
        """What priority it buys: its place in the vendor's queue, a channel, hours (A7)."""
        parts = []
        if self.rank is not None:
            parts.append(Text(f"排队名次 {self.rank}", f"queue rank {self.rank}"))
        if self.channel:
            parts.append(Text(f"渠道 {self.channel}", f"channel {self.channel}"))
        if self.calendar:
            parts.append(Text(f"时段 {self.calendar}", f"hours {self.calendar}"))
        return Text(",".join(one.zh for one in parts), ", ".join(one.en for one in parts))


def package_of(entity: "Entity", known: Sequence[Contract]) -> Package:
    """Return the package in a record; what it leaves open is bounded by its contract."""
    number = text_of(entity, "contract")
    contract, own = by_number(known, number), span_of(entity, "valid_from", "valid_to")
    whole = contract.span if contract else Span()
    span = Span(_later(own.first, whole.first), _sooner(own.last, whole.last))
    reach = reach_of(entity)
    if contract and not reach.systems:
        reach = Reach(contract.reach.systems, reach.sites or contract.reach.sites)
    return Package(
        entity, entity.id, text_of(entity, "title"), text_of(entity, "code"), number, contract,
        names_of(entity, "contents"), reach, span, whole_of(entity, "rank"),
        text_of(entity, "channel"), text_of(entity, "calendar"), whole_of(entity, "price"),
    )  # fmt: skip


def _later(one: date | None, other: date | None) -> date | None:
    held = [day for day in (one, other) if day]
    return max(held) if held else None


def _sooner(one: date | None, other: date | None) -> date | None:
    held = [day for day in (one, other) if day]
    return min(held) if held else None


def packages(records: Iterable["Entity"], known: Sequence[Contract]) -> list[Package]:
    """Return the packages that stand, by rank and name."""
    found = (package_of(one, known) for one in standing(records))
    return sorted(found, key=lambda one: (one.rank or 100, one.name))


def flags(one: Package, day: date) -> tuple[Flag, ...]:
    """Return what is to be looked at on `day`."""
    found = []
    if one.number and one.contract is None:
        found.append(
            Flag(
                "no_contract",
                Text(f"没有登记合同 {one.number}", f"contract {one.number} is not recorded"),
            )
        )
    if one.span.last and day > one.span.last:
        found.append(Flag("ended", Text(f"已于 {one.span.last} 到期", f"ended on {one.span.last}")))
    elif one.span.last is None:
        found.append(Flag("no_end", Text("没有截止日", "no last day")))
    return tuple(found)  # fmt: skip


def in_force(found: Iterable[Package], product: str, site: str, day: date) -> list[Package]:
    """Return the packages that hold for a product at a site on `day`, the best rank first."""
    return [one for one in found if one.span.holds(day) and one.reach.takes(product, site)]


def said_for_vendor(found: Sequence[Package], language: Language) -> str:
    """Return the packages as a hand-off names them: name, code, contract and what they buy."""
    lines = []
    for one in found:
        code = one.code or number_of(SHEET, one.entity)
        number = one.contract.number if one.contract else one.number
        parts = [f"{one.name} [{code}]", number, one.effect.in_(language)]
        lines.append(" · ".join(part for part in parts if part))
    return "\n".join(lines)
