"""Savings: list price against contract price, with the reason and the evidence used (S81)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health.columns import PROJECT_NAME, Column, Shape, Sheet, said_of
from firstline.domain.health.sheet import of_project, text_of, whole_of
from firstline.domain.ticket.fields import Value
from firstline.domain.training.shares import percent
from firstline.domain.words import Text


def _rule(values: Mapping[str, Value]) -> None:
    listed, agreed = values.get("list_price"), values.get("contract_price")
    if not isinstance(listed, int) or not isinstance(agreed, int):
        return
    if listed == 0:
        raise BadInput(Text("目录价要大于 0。", "The list price must be above 0."))
    if agreed > listed:
        raise BadInput(
            Text("合同价高于目录价,没有节约。", "The contract price is above the list price."),
            next_step=Text("请核对两个价格。", "Check the two prices."),
        )


SHEET = Sheet(
    "saving", "savings", "SV", Text("价格节约", "Price saving"),
    (
        Column("title", Text("买了什么", "What was bought"), must=True),
        Column("list_price", Text("目录价(元)", "List price (CNY)"), Shape.MONEY, must=True),
        Column("contract_price", Text("合同价(元)", "Contract price (CNY)"), Shape.MONEY,
               must=True),
        Column("reason", Text("折扣理由", "Why"), must=True),
        Column("evidence", Text("用了什么证据", "Evidence used"), Shape.LINES, must=True),
        Column("agreed_on", Text("签约日", "Agreed on"), Shape.DAY, must=True),
        Column("contract", Text("合同", "Contract")),
        Column("project", PROJECT_NAME),
    ),
    rule=_rule,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Saving:
    """One saving, its prices in whole fen."""

    entity: Entity
    listed: int
    agreed: int

    @property
    def saved(self) -> int:
        """What was saved, in fen."""
        return self.listed - self.agreed

    @property
    def percent(self) -> str:
        """The discount in per cent of the list price, two decimals, halves to even (S81)."""
        return percent(Fraction(self.saved, self.listed))

    @property
    def why(self) -> Text:
        """How the percentage comes about."""
        listed, agreed = yuan(self.entity, "list_price"), yuan(self.entity, "contract_price")
        sums = f"({listed} − {agreed}) ÷ {listed} = {self.percent} %"
        reason = text_of(self.entity, "reason")
        return Text(f"{sums};理由:{reason}", f"{sums}; reason: {reason}")


def yuan(entity: Entity, name: str) -> str:
    """Return a price as a person types it, in yuan."""
    return said_of(SHEET.column(name), entity.fields.get(name))


def savings(records: Iterable[Entity], project: str = "") -> list[Saving]:
    """Return the savings, the latest first; a record without a list price has no percentage."""
    found = [
        Saving(one, listed, whole_of(one, "contract_price") or 0)
        for one in of_project(records, project)
        if (listed := whole_of(one, "list_price"))
    ]
    return sorted(found, key=lambda one: text_of(one.entity, "agreed_on"), reverse=True)
