"""Which package pays: twelve months of demand times the site's own prices, with break-evens (S59).

Money is whole fen and every quotient a fraction, so nothing is rounded before it is shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from firstline.domain.contracts.demand import Demand
from firstline.domain.contracts.price import Price
from firstline.domain.ledger.amount import CNY, plain_amount
from firstline.domain.ledger.entitlement import service_name
from firstline.domain.words import Text

SEED_HINT = Text(
    "提示(示例资料,未核实,不参与计算):金牌服务每年 50,000–100,000 元。",
    "Hint (sample, unverified, not reckoned with): a gold service costs 50,000–100,000 CNY a year.",
)
PLACES = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """One service of an option: how often it was needed, what is covered, and what the rest costs.

    `unit` is the price of one in fen, None where the list has none; `even` how often it must be
    needed for the package to pay, None where that has no answer.
    """

    service: str
    needed: int
    covered: int
    unit: int | None
    even: Fraction | None = None

    @property
    def paid(self) -> int:
        """How many are paid one by one."""
        return self.needed - self.covered

    @property
    def cost(self) -> int | None:
        """What those cost in fen, None where the price is not known."""
        if not self.paid:
            return 0
        return None if self.unit is None else self.paid * self.unit


@dataclass(frozen=True, slots=True)
class Option:
    """One way to buy: a package with what it leaves to be paid, or everything one by one.

    `tickets` is how many tickets of the twelve months it would have covered.
    """

    name: Text
    price: Price | None
    pieces: tuple[Piece, ...]
    tickets: int = 0

    @property
    def fixed(self) -> int:
        """The yearly price in fen, 0 without a package."""
        return self.price.fen if self.price else 0

    @property
    def cost(self) -> int | None:
        """The whole cost of the twelve months in fen, None where a price is not known."""
        parts = [one.cost for one in self.pieces]
        return None if None in parts else self.fixed + sum(one or 0 for one in parts)

    @property
    def lacks(self) -> tuple[str, ...]:
        """The services whose price is not known."""
        return tuple(one.service for one in self.pieces if one.cost is None)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The decision sheet: the options, the cheapest if one can be named, and why or why not."""

    demand: Demand
    options: tuple[Option, ...]
    best: Option | None
    why: tuple[Text, ...]


def decide(demand: Demand, listed: Sequence[Price]) -> Sheet:
    """Return the sheet: nothing is recommended without demand, prices, or a single cheapest."""
    units = {one.service: one.fen for one in listed if not one.is_package}
    packages = [one for one in listed if one.is_package]
    options = (_option(None, demand, units), *(_option(one, demand, units) for one in packages))
    why = _reasons(demand, options, packages)
    best = None
    if not why:
        cheapest = min(one.cost or 0 for one in options)
        found = [one for one in options if one.cost == cheapest]
        if len(found) == 1:
            best = found[0]
            why = [_because(best, options)]
        else:
            names = Text(" / ".join(one.name.zh for one in found),
                         " / ".join(one.name.en for one in found))  # fmt: skip
            why = [Text(f"同价:{names.zh},不推荐哪一个", f"same cost: {names.en}; none is advised")]
    if demand.caution:
        why.append(demand.caution)
    return Sheet(demand, options, best, tuple(why))


def _option(price: Price | None, demand: Demand, units: Mapping[str, int]) -> Option:
    contents = price.contents if price else {}
    services = dict.fromkeys((*demand.services, *contents))
    covered = {
        name: min(demand.count(name), _most(contents, name, demand.count(name)))
        for name in services
    }
    pieces = tuple(
        Piece(name, demand.count(name), covered[name], units.get(name),
              _even(price, name, covered, units))
        for name in services
    )  # fmt: skip
    plain = Text("不买服务包,用一次付一次", "no package, each paid by itself")
    name = Text(price.name, price.name) if price else plain
    return Option(name, price, pieces, _tickets(demand, covered))


def _most(contents: Mapping[str, int | None], name: str, needed: int) -> int:
    if name not in contents:
        return 0
    most = contents[name]
    return needed if most is None else most


def _even(
    price: Price | None, name: str, covered: Mapping[str, int], units: Mapping[str, int]
) -> Fraction | None:
    """Return how often a service must be needed for the package to cost as much as paying for it.

    What the package saves of other services at today's demand is taken off its price first.
    """
    if price is None or name not in price.contents or not units.get(name):
        return None
    others = sum(
        many * units.get(each, 0) for each, many in covered.items()
        if each != name and each in price.contents
    )  # fmt: skip
    even = Fraction(max(price.fen - others, 0), units[name])
    most = price.contents[name]
    return None if most is not None and even > most else even


def _tickets(demand: Demand, covered: Mapping[str, int]) -> int:
    """Return how many tickets stand behind the uses that are covered, the earliest uses first."""
    left = dict(covered)
    found = set()
    for one in demand.uses:
        if left.get(one.service, 0) > 0:
            left[one.service] -= 1
            found |= {one.ticket} if one.ticket else set()
    return len(found)


def _reasons(demand: Demand, options: Sequence[Option], packages: Sequence[Price]) -> list[Text]:
    """Return why nothing can be recommended, nothing where it can."""
    found = []
    if not demand.known:
        found.append(
            Text(
                "近 12 个月没有登记任何服务用量,没有数据就不推荐",
                "no use of a service is recorded in twelve months: no data, no advice",
            )
        )
    if not packages:
        found.append(Text("价格表里没有服务包", "the price list has no package"))
    lacks = dict.fromkeys(name for one in options for name in one.lacks)
    for name in lacks:
        said = service_name(name)
        found.append(Text(f"价格表里没有“{said.zh}”的单价", f"the price list has no {said.en}"))
    return found  # fmt: skip


def _because(best: Option, options: Sequence[Option]) -> Text:
    others = sorted(one.cost or 0 for one in options if one is not best)
    mine = best.cost or 0
    save = f"{money(others[0] - mine)}" if others else "0"
    zh = f"按登记的用量,“{best.name.zh}”最便宜:{money(mine)} 元,比次优省 {save} 元"
    en = f"by the recorded use, “{best.name.en}” is cheapest: {money(mine)} CNY, {save} CNY less"
    for option in options:
        for one in option.pieces:
            if one.even is None:
                continue
            name, even = service_name(one.service), said_fraction(one.even)
            zh += f";“{option.name.zh}”{name.zh}到 {even} 次才打平,现在 {one.needed} 次"
            en += f"; “{option.name.en}” breaks even at {even} of {name.en}, now {one.needed}"
    return Text(zh, en)


def money(fen: int) -> str:
    """Return fen as yuan with two places."""
    return plain_amount(fen, CNY)


def said_fraction(value: Fraction) -> str:
    """Return an exact decimal where there is one of few places, else two places rounded up, ≈."""
    for places in range(7):
        scaled = value * 10**places
        if scaled.denominator == 1:
            whole, part = divmod(scaled.numerator, 10**places)
            return f"{whole}.{part:0{places}}" if places else f"{whole}"
    up = -((-value * 10**PLACES) // 1)
    whole, part = divmod(int(up), 10**PLACES)
    return f"≈{whole}.{part:02}"
