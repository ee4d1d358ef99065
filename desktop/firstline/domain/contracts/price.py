"""The site's own price list: services and packages, each price with its day and its source."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from firstline.domain.contracts.values import listed
from firstline.domain.errors import BadInput
from firstline.domain.health.columns import Column, Shape, Sheet
from firstline.domain.health.sheet import Flag, day_of, standing, text_of, whole_of
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity

KIND = "price"
WHATS: Mapping[str, Text] = {
    "service": Text("单次服务", "one service"),
    "package": Text("服务包(每年)", "package, a year"),
}
STALE_DAYS = 365


def _rule(values: Mapping[str, Value]) -> None:
    what = values.get("what")
    if what == "service" and not values.get("service"):
        raise BadInput(
            Text("单次服务要写明是哪项服务,如 onsite。", "Name the service, such as onsite.")
        )
    if what == "package":
        covers(str(values.get("contents") or ""))
        if not values.get("contents"):
            raise BadInput(
                Text("服务包要写明包括什么,如 onsite 或 onsite=4。",
                     "Say what the package contains, such as onsite or onsite=4.")
            )  # fmt: skip


SHEET = Sheet(
    KIND, "prices", "PR", Text("价格", "Price"),
    (
        Column("title", Text("名称", "Name"), must=True),
        Column("what", Text("是什么", "What it is"), Shape.CHOICE, WHATS, must=True,
               first="service"),
        Column("service", Text("服务", "Service")),
        Column("contents", Text("包括(可写 onsite=4)", "Contents (onsite=4 for a limit)")),
        Column("price", Text("未税价格(元)", "Net price (CNY)"), Shape.MONEY, must=True),
        Column("tax", Text("税率 %", "Tax %"), Shape.PERCENT),
        Column("as_of", Text("价格日期", "As of"), Shape.DAY, must=True),
        Column("source", Text("来源", "Source"), must=True),
        Column("note", Text("备注", "Note"), Shape.LINES),
    ),
    key=("title",),
    rule=_rule,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Price:
    """One price in fen; of a package the services with the most of each, None for no limit."""

    entity: "Entity"
    name: str
    is_package: bool
    service: str
    contents: Mapping[str, int | None]
    fen: int
    as_of: date | None
    source: str
    tax: int | None = None

    @property
    def gross(self) -> int | None:
        """The price with tax in fen, rounded to the nearest, halves up; None unknown (A12)."""
        return None if self.tax is None else self.fen + (self.fen * self.tax + 5_000) // 10_000


def covers(text: str) -> dict[str, int | None]:
    """Return the services of a list such as `remote, onsite=4`. Raises BadInput for no number."""
    found: dict[str, int | None] = {}
    for one in listed(text):
        name, mark, most = one.partition("=")
        if mark and not (most.strip().isascii() and most.strip().isdigit()):
            raise BadInput(
                Text(f"“{one[:40]}”不是 服务=次数。", f"“{one[:40]}” is not SERVICE=NUMBER.")
            )
        found[name.strip().casefold()] = int(most) if mark else None
    return found


def price_of(entity: "Entity") -> Price:
    """Return the price in a record; contents that cannot be read cover nothing."""
    try:
        contents = covers(text_of(entity, "contents"))
    except BadInput:
        contents = {}
    return Price(
        entity, text_of(entity, "title"), text_of(entity, "what") == "package",
        text_of(entity, "service").casefold(), contents, whole_of(entity, "price") or 0,
        day_of(entity, "as_of"), text_of(entity, "source"), whole_of(entity, "tax"),
    )  # fmt: skip


def prices(records: Iterable["Entity"]) -> list[Price]:
    """Return the prices that stand, services first, by name."""
    found = (price_of(one) for one in standing(records))
    return sorted(found, key=lambda one: (one.is_package, one.name))


def flags(one: Price, today: date) -> tuple[Flag, ...]:
    """Return that a price is older than a year."""
    if one.as_of and (today - one.as_of).days > STALE_DAYS:
        old = Text(f"价格是 {one.as_of} 的,已超过一年",
                   f"the price is of {one.as_of}, more than a year old")  # fmt: skip
        return (Flag("stale", old),)
    return ()
