"""Are we entitled to a service: covered because …, or not covered because …, from the ledgers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING

from firstline.domain.ledger.amount import amount_words, is_money, parse_amount
from firstline.domain.ledger.book import Ledger, Sort
from firstline.domain.ledger.sums import Standing, standing
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.contracts.package import Package

SERVICES: Mapping[str, Text] = {
    "remote": Text("远程支持", "remote support"),
    "onsite": Text("现场支持", "on-site support"),
    "training": Text("培训", "training"),
    "upgrade": Text("版本升级", "version upgrade"),
    "consulting": Text("咨询", "consulting"),
    "audit": Text("安全审计", "security audit"),
    "health_check": Text("系统健康检查", "system health check"),
    "process": Text("流程优化", "process optimisation"),
    "report": Text("报表与模板", "reports and templates"),
    "tuning": Text("性能优化", "performance tuning"),
    "ai": Text("AI 集成", "AI integration"),
}
"""Services with names of their own; a contract may name others, which are covered by their word."""


class Code(StrEnum):
    """Why a ledger covers a service, or does not."""

    COVERED = "covered"
    PACKAGE = "package_in_force"
    NOT_YET = "contract_not_begun"
    OVER = "contract_over"
    OTHER_PRODUCT = "other_product"
    NOTHING_GRANTED = "nothing_granted"
    EXPIRED = "all_expired"
    USED_UP = "used_up"
    TOO_LITTLE = "too_little_left"
    NO_LEDGER = "no_ledger"


@dataclass(frozen=True, slots=True)
class Ground:
    """What one ledger, or one package of a contract, says about a service; None for neither."""

    code: Code
    words: Text
    standing: Standing | None = None
    package: "Package | None" = None

    @property
    def covers(self) -> bool:
        """Whether it covers the service."""
        return self.code in (Code.COVERED, Code.PACKAGE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted: a service, for a product at a site ("" for any), when, and how much of it.

    The amount is in the unit of whichever ledger is looked at; "" asks for one whole unit.
    """

    service: str
    at: datetime
    product: str = ""
    amount: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Covered or not, by which ledger or package, and what each for the service says (N10)."""

    wanted: Wanted
    day: date
    grounds: tuple[Ground, ...]

    @property
    def covered(self) -> bool:
        """Whether any ledger covers it."""
        return any(one.covers for one in self.grounds)

    @property
    def by(self) -> Ground | None:
        """The ledger to use: the one whose entitlement ends first, then by name."""
        return next((one for one in self.grounds if one.covers), None)


def service_name(service: str) -> Text:
    """Return a service's name; one that only the contract names is its own name."""
    return SERVICES.get(service, Text(service, service))


def check(
    found: Iterable[Ledger], wanted: Wanted, zone: tzinfo, packages: Iterable["Package"] = ()
) -> Verdict:
    """Return whether the service is covered at `wanted.at`, in the days of `zone` (S23, S24).

    A contract covers from the first instant of its first day to the last of its last day.
    Raises BadInput for an amount that is none in the unit of a ledger for the service.
    """
    day = wanted.at.astimezone(zone).date()
    service = wanted.service.casefold()
    asked = [
        standing(one, day, zone) for one in found
        if service in (name.casefold() for name in one.covers)
    ]  # fmt: skip
    by_contract = [
        _by_package(one, wanted, day) for one in packages
        if service in (name.casefold() for name in one.contents)
    ]  # fmt: skip
    grounds = sorted((*(_ground(one, wanted) for one in asked), *by_contract), key=_order)
    if not grounds:
        said = service_name(wanted.service)
        none = Text(f"没有台账包括“{said.zh}”,也没有服务包。",
                    f"No ledger and no package covers {said.en}.")  # fmt: skip
        grounds = [Ground(Code.NO_LEDGER, none)]
    return Verdict(wanted, day, tuple(grounds))


def _order(one: Ground) -> tuple[bool, date, str]:
    held = one.standing
    if one.package is not None:
        return not one.covers, one.package.span.last or date.max, one.package.name
    if held is None:
        return True, date.max, ""
    return not one.covers, _ends(held), held.ledger.name


def _ends(held: Standing) -> date:
    """Return the day after which what would be used now is gone."""
    open_ = [lot.entry.expires or date.max for lot in held.lots if lot.left and lot.holds(held.day)]
    return min((*open_, held.ledger.valid_until or date.max))


def _by_package(one: "Package", wanted: Wanted, day: date) -> Ground:
    """Return what a package of a contract says: covered from its first to its last day (S24)."""
    code = f" [{one.code}]" if one.code else ""
    number = one.contract.label if one.contract else one.number
    span, name = one.span, f"“{one.name}”{code}"
    if not one.reach.takes(wanted.product, wanted.site):
        given = f"{wanted.product} {wanted.site}".strip() or "?"
        said = Text(f"只适用于 {one.reach.said.zh},不适用于 {given}",
                    f"is for {one.reach.said.en} only, not for {given}")  # fmt: skip
        why = Code.OTHER_PRODUCT
    elif span.first and day < span.first:
        said = Text(f"要到 {span.first} 才生效", f"begins on {span.first} only")
        why = Code.NOT_YET
    elif span.last and day > span.last:
        said, why = Text(f"已于 {span.last} 到期", f"ended on {span.last}"), Code.OVER
    else:
        until = (f",到 {span.last}", f" until {span.last}") if span.last else ("", "")
        said = Text(f"是有效的服务包{until[0]}", f"is a package in force{until[1]}")
        why = Code.PACKAGE
    strategic = one.contract is not None and one.contract.sort == "strategic"
    more = [number] if number else []
    zh, en = ([*more, *(["战略合作伙伴"] if strategic else [])],
              [*more, *(["strategic partner"] if strategic else [])])  # fmt: skip
    if why is Code.PACKAGE and one.effect.zh:
        zh, en = [*zh, one.effect.zh], [*en, one.effect.en]
    tail = (f"({';'.join(zh)})", f" ({'; '.join(en)})") if zh else ("", "")
    words = Text(f"{name}{said.zh}{tail[0]}。", f"{name} {said.en}{tail[1]}.")
    return Ground(why, words, package=one)


def _ground(held: Standing, wanted: Wanted) -> Ground:
    ledger, day = held.ledger, held.day
    name = Text(f"“{ledger.name}”", f"“{ledger.name}”")
    products = [one.casefold() for one in ledger.products]
    if products and wanted.product.casefold() not in products:
        given = wanted.product or "?"
        return _said(held, Code.OTHER_PRODUCT, name,
                     f"只适用于 {'、'.join(ledger.products)},不适用于 {given}",
                     f"is for {', '.join(ledger.products)} only, not for {given}")  # fmt: skip
    if ledger.valid_from and day < ledger.valid_from:
        return _said(held, Code.NOT_YET, name, f"要到 {ledger.valid_from} 才生效",
                     f"begins on {ledger.valid_from} only")  # fmt: skip
    if ledger.valid_until and day > ledger.valid_until:
        return _said(held, Code.OVER, name, f"已于 {ledger.valid_until} 到期",
                     f"ended on {ledger.valid_until}")  # fmt: skip
    if ledger.sort is Sort.PACKAGE and not held.lots:
        until = ledger.valid_until
        return _said(held, Code.PACKAGE, name,
                     f"是有效的服务包{f',到 {until}' if until else ''}",
                     f"is a package in force{f' until {until}' if until else ''}")  # fmt: skip
    return _by_amount(held, wanted, name)


def _by_amount(held: Standing, wanted: Wanted, name: Text) -> Ground:
    unit = held.ledger.unit
    steps = parse_amount(wanted.amount, unit) if wanted.amount else one_unit(unit)
    left, need = amount_words(held.available, unit), amount_words(steps, unit)
    if not any(lot.granted for lot in held.lots):
        return _said(held, Code.NOTHING_GRANTED, name, "还没有登记授予的数量,请按合同填写",
                     "has no grant yet; enter it from the contract")  # fmt: skip
    if held.available >= steps:
        return _said(held, Code.COVERED, name, f"还剩 {left.zh},这次需要 {need.zh}",
                     f"has {left.en} left, and {need.en} is needed")  # fmt: skip
    if held.available:
        return _said(held, Code.TOO_LITTLE, name, f"只剩 {left.zh},这次需要 {need.zh}",
                     f"has only {left.en} left, and {need.en} is needed")  # fmt: skip
    lapsed: Sequence[date] = [lot.entry.expires for lot in held.lots
                              if lot.expired and lot.entry.expires]  # fmt: skip
    if lapsed and not any(lot.holds(held.day) for lot in held.lots):
        return _said(held, Code.EXPIRED, name, f"已于 {max(lapsed)} 过期",
                     f"expired on {max(lapsed)}")  # fmt: skip
    over = amount_words(held.balance, unit) if held.balance < 0 else None
    return _said(held, Code.USED_UP, name, f"已用完{f',余额 {over.zh}' if over else ''}",
                 f"is used up{f', balance {over.en}' if over else ''}")  # fmt: skip


def one_unit(unit: str) -> int:
    """Return one whole unit in steps; of money the smallest amount, as a price is not known."""
    return 1 if is_money(unit) else parse_amount("1", unit)


def _said(held: Standing, code: Code, name: Text, zh: str, en: str) -> Ground:
    contract = held.ledger.contract
    more_zh, more_en = (f"({contract})", f" ({contract})") if contract else ("", "")
    return Ground(code, Text(f"{name.zh}{zh}{more_zh}。", f"{name.en} {en}{more_en}."), held)
