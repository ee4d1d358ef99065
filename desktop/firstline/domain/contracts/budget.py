"""Budget reserves: base, reserve, band of 10–15 %, commitments, actuals and what remains (S63)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import TYPE_CHECKING

from firstline.domain.contracts.decision import money
from firstline.domain.errors import BadInput
from firstline.domain.health.columns import Column, Shape, Sheet
from firstline.domain.health.sheet import Flag, standing, text_of, whole_of
from firstline.domain.ledger.amount import is_money
from firstline.domain.ledger.book import Ledger, plain_name
from firstline.domain.ledger.sums import standing as stands
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity

KIND = "budget_plan"
LOW, HIGH = 1_000, 1_500
"""The band in hundredths of a per cent, both ends in it (figure F31 of the requirements)."""
BASES: Mapping[str, Text] = {
    "project_without_licence": Text("批准的项目预算,不含许可",
                                    "approved project budget without licences"),
    "project_with_licence": Text("批准的项目预算,含许可", "approved project budget with licences"),
    "contract": Text("合同总额", "contract total"),
    "it_year": Text("年度 IT 预算", "yearly IT budget"),
}  # fmt: skip


def _rule(values: Mapping[str, Value]) -> None:
    if values.get("base") == 0:
        raise BadInput(
            Text("基数是 0:比例没有意义。", "The base is 0: a share of it says nothing."),
            next_step=Text("写明批准的预算额。", "Say what was approved."),
        )


SHEET = Sheet(
    KIND, "budgets", "BG", Text("预算预留", "Budget reserve"),
    (
        Column("title", Text("名称", "Name"), must=True),
        Column("base", Text("基数(元)", "Base (CNY)"), Shape.MONEY, must=True),
        Column("base_is", Text("基数口径", "What the base is"), Shape.CHOICE, BASES, must=True,
               first="project_without_licence"),
        Column("percent", Text("预留比例 %", "Reserve %"), Shape.PERCENT, must=True, first=1_000),
        Column("ledger", Text("预算台账", "Budget ledger")),
        Column("year", Text("年度", "Year")),
        Column("approved_by", Text("批准人", "Approved by")),
        Column("uses", Text("用途", "Uses"), Shape.LINES),
        Column("note", Text("备注", "Note"), Shape.LINES),
    ),
    key=("title",),
    rule=_rule,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Budget:
    """One reserve, all money in whole fen; `percent` in hundredths of a per cent.

    `committed` is what the ledger still holds reserved, `spent` what it consumed; None without a
    ledger of money by that name.
    """

    entity: "Entity"
    title: str
    base: int
    base_is: Text
    percent: int
    reserve: int
    low: int
    high: int
    ledger: str
    granted: int | None = None
    committed: int | None = None
    spent: int | None = None

    @property
    def remaining(self) -> int | None:
        """What is left of the reserve, negative where more was promised or spent."""
        if self.committed is None or self.spent is None:
            return None
        return self.reserve - self.committed - self.spent

    @property
    def in_band(self) -> bool:
        """Whether the share is from 10 to 15 %, both included."""
        return LOW <= self.percent <= HIGH

    @property
    def why(self) -> Text:
        """How the reserve comes about, with its base and its band."""
        share = f"{self.percent // 100}.{self.percent % 100:02}"
        band = f"{money(self.low)}–{money(self.high)}"
        return Text(
            f"{self.base_is.zh} {money(self.base)} 元 × {share}% = {money(self.reserve)} 元;"
            f"10–15% 为 {band} 元",
            f"{self.base_is.en} {money(self.base)} CNY × {share}% = {money(self.reserve)} CNY; "
            f"10–15% is {band} CNY",
        )


def part_of(base: int, hundredths: int) -> int:
    """Return a share of a base in fen, halves up to the next fen."""
    return (base * hundredths + 5_000) // 10_000


def budget_of(entity: "Entity", books: Sequence[Ledger], day: date, zone: tzinfo) -> Budget:
    """Return the reserve in a record with what its ledger says on `day`."""
    base, percent = whole_of(entity, "base") or 0, whole_of(entity, "percent") or 0
    name = text_of(entity, "ledger")
    held = next((one for one in books if name and one.name == plain_name(name)
                 and is_money(one.unit)), None)  # fmt: skip
    told = stands(held, day, zone) if held else None
    return Budget(
        entity, text_of(entity, "title"), base,
        BASES.get(text_of(entity, "base_is"), BASES["project_without_licence"]), percent,
        part_of(base, percent), part_of(base, LOW), part_of(base, HIGH), name,
        told.granted if told else None, told.reserved if told else None,
        told.consumed if told else None,
    )  # fmt: skip


def budgets(
    records: Iterable["Entity"], books: Sequence[Ledger], day: date, zone: tzinfo
) -> list[Budget]:
    """Return the reserves that stand, by name."""
    found = (budget_of(one, books, day, zone) for one in standing(records))
    return sorted(found, key=lambda one: one.title)


def flags(one: Budget) -> tuple[Flag, ...]:
    """Return what is to be looked at: out of the band, over, or not what the ledger was given."""
    share = f"{one.percent // 100}.{one.percent % 100:02}"
    found = []
    if one.percent < LOW:
        found.append(Flag("below_band", Text(f"{share}% 低于 10%", f"{share}% is below 10%")))
    if one.percent > HIGH:
        found.append(Flag("above_band", Text(f"{share}% 高于 15%", f"{share}% is above 15%")))
    if one.remaining is not None and one.remaining < 0:
        over = money(-one.remaining)
        found.append(Flag("over", Text(f"超出预留 {over} 元", f"over the reserve by {over} CNY")))
    if one.ledger and one.granted is None:
        found.append(
            Flag(
                "no_ledger",
                Text(f"没有金额台账“{one.ledger}”", f"there is no ledger of money “{one.ledger}”"),
            )
        )
    elif one.granted is not None and one.granted != one.reserve:
        given = money(one.granted)
        found.append(
            Flag(
                "other_grant",
                Text(
                    f"台账授予的是 {given} 元,不是预留的数",
                    f"the ledger was granted {given} CNY instead",
                ),
            )
        )
    return tuple(found)  # fmt: skip
