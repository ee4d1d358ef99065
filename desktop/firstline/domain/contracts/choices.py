"""Renew, change or drop: what each option of a contract would have cost in twelve months (S70)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from firstline.domain.contracts.contract import Contract
from firstline.domain.contracts.decision import Option, Sheet, decide
from firstline.domain.contracts.demand import Demand
from firstline.domain.contracts.package import Package
from firstline.domain.contracts.price import Price
from firstline.domain.ledger.entitlement import service_name
from firstline.domain.words import Text

WAYS: Mapping[str, Text] = {
    "renew": Text("续约", "renew"),
    "change": Text("换包或改条款", "change"),
    "drop": Text("不续", "drop"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to go on, and the option of the decision sheet that it means."""

    way: str
    option: Option


@dataclass(frozen=True, slots=True)
class Comparison:
    """The ways to go on with one contract; `notes` are what keeps one from being advised."""

    contract: Contract
    choices: tuple[Choice, ...]
    sheet: Sheet
    notes: tuple[Text, ...]

    @property
    def best(self) -> Option | None:
        """The cheapest option, None where something of the contract cannot be valued."""
        return None if self.notes else self.sheet.best

    @property
    def why(self) -> tuple[Text, ...]:
        """Why one is advised, or why none is."""
        return self.notes or self.sheet.why


def compare(
    one: Contract, bought: Sequence[Package], listed: Sequence[Price], demand: Demand
) -> Comparison:
    """Return the comparison: to renew is the contract's own price for what its packages contain."""
    mine = [each for each in bought if each.contract is not None and each.contract.id == one.id]
    notes: list[Text] = []
    own: list[Price] = []
    fen = one.price
    if fen is None and mine and all(each.price is not None for each in mine):
        fen = sum(each.price or 0 for each in mine)
    if fen is None:
        notes.append(Text("合同没有登记价格,续约没有成本", "the contract has no price recorded"))
    else:
        contents = {name.casefold(): None for each in mine for name in each.contents}
        own = [Price(one.entity, one.label, True, "", contents, fen, None, one.number)]
        units = {each.service for each in listed if not each.is_package}
        blind = [service_name(name) for name in contents if name not in units]
        if blind:
            zh, en = "、".join(x.zh for x in blind), ", ".join(x.en for x in blind)
            notes.append(
                Text(
                    f"价格表里没有{zh}的单价,合同里的这些服务无法估值",
                    f"no price of {en}: that part of the contract cannot be valued",
                )
            )
        if not mine:
            notes.append(
                Text(
                    "合同没有登记服务包,不知道它覆盖什么",
                    "the contract has no package recorded: what it covers is not known",
                )
            )
    sheet = decide(demand, [*listed, *own])
    choices = [Choice(_way(option, own), option) for option in sheet.options]
    order = tuple(WAYS)
    choices.sort(key=lambda each: order.index(each.way))
    return Comparison(one, tuple(choices), sheet, tuple(notes))  # fmt: skip


def _way(option: Option, own: Sequence[Price]) -> str:
    if option.price is None:
        return "drop"
    return "renew" if option.price in own else "change"
