"""Contracts: with whom, for what, how long, until when notice can be given, at what price."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from firstline.domain.contracts.targets import HOW, parse_targets
from firstline.domain.contracts.values import (
    Reach,
    Span,
    check_days,
    check_hash,
    names_of,
    reach_of,
    span_of,
)
from firstline.domain.errors import BadInput
from firstline.domain.health.columns import YES_NO, Column, Shape, Sheet
from firstline.domain.health.sheet import Flag, day_of, number_of, standing, text_of, whole_of
from firstline.domain.ticket.fields import Value
from firstline.domain.values import dataclass
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity

KIND = "contract"
SORTS: Mapping[str, Text] = {
    "support": Text("支持服务", "support"),
    "strategic": Text("战略合作伙伴", "strategic partner"),
    "project": Text("实施项目", "project"),
    "training": Text("培训", "training"),
    "other": Text("其他", "other"),
}
PARTIES: Mapping[str, Text] = {
    "vendor": Text("厂商", "vendor"),
    "partner": Text("服务商(授权伙伴)", "authorised partner"),
}
CHOICES: Mapping[str, Text] = {
    "open": Text("未决定", "open"),
    "renew": Text("续约", "renew"),
    "change": Text("换包或改条款", "change"),
    "drop": Text("不续", "drop"),
}


RATERS: Mapping[str, Text] = {
    "unsaid": Text("合同没有写明", "not in the contract"),
    "customer": Text("我方(客户)", "the customer"),
    "vendor": Text("厂商", "the vendor"),
}
EXTENDED = "extended"
"""What the entry of an extension is called in a contract's log (S75)."""


class Stage(StrEnum):
    """Where a contract stands on a day."""

    AHEAD = "ahead"
    IN_FORCE = "in_force"
    NOTICE = "notice"
    ENDING = "ending"
    ENDED = "ended"


STAGES: Mapping[Stage, Text] = {
    Stage.AHEAD: Text("未生效", "not begun"),
    Stage.IN_FORCE: Text("有效", "in force"),
    Stage.NOTICE: Text("临近通知截止", "notice is due"),
    Stage.ENDING: Text("即将到期", "ends soon"),
    Stage.ENDED: Text("已到期", "ended"),
}
WARN_DAYS = (90, 60, 30)
"""How many days before the end, and before the notice deadline, somebody is reminded (S24, S70)."""


def _rule(values: Mapping[str, Value]) -> None:
    check_days(values, "start", "end")
    check_hash(values)
    notice, end = str(values.get("notice") or ""), str(values.get("end") or "")
    if notice and end and notice > end:
        raise BadInput(
            Text("通知截止日晚于合同截止日。", "The notice deadline is after the end."),
        )
    if values.get("targets"):
        parse_targets(str(values["targets"]))
    if values.get("choice") not in (None, "open") and not values.get("reason"):
        raise BadInput(
            Text("续约决定要写明理由。", "A renewal decision needs its reason."),
            next_step=Text("写明依据,例如比较表或会议决定。", "Name the comparison or decision."),
        )


SHEET = Sheet(
    KIND, "contracts", "CT", Text("合同", "Contract"),
    (
        Column("number", Text("合同编号", "Contract number"), must=True),
        Column("title", Text("名称", "Title")),
        Column("party", Text("对方", "Party"), must=True),
        Column("party_is", Text("对方是", "Party is"), Shape.CHOICE, PARTIES, first="vendor"),
        Column("sort", Text("种类", "Kind"), Shape.CHOICE, SORTS, first="support"),
        Column("start", Text("起始日", "First day"), Shape.DAY, must=True),
        Column("end", Text("截止日(含当天)", "Last day, included"), Shape.DAY, must=True),
        Column("notice", Text("通知截止日", "Notice deadline"), Shape.DAY),
        Column("renews", Text("自动续约", "Renews by itself"), Shape.CHOICE, YES_NO, first="no"),
        Column("price", Text("每年价格,未税(元)", "Yearly price, net (CNY)"), Shape.MONEY),
        Column("tax", Text("税率 %", "Tax %"), Shape.PERCENT),
        Column("systems", Text("系统", "Systems")),
        Column("sites", Text("站点", "Sites")),
        Column("contacts", Text("指定联系人", "Named contacts"), Shape.LINES),
        Column("targets", Text("合同写明的时限", "Targets in the contract"), Shape.LINES),
        Column("rated_by", Text("谁定级", "Who sets the priority"), Shape.CHOICE, RATERS,
               first="unsaid"),
        Column("claim_clause", Text("补偿条款", "Clause on remedies")),
        Column("claim_days", Text("超时后几天内可申请补偿", "Days to claim after a breach"),
               Shape.WHOLE, low=1, high=3_660),
        Column("remedy_days", Text("每次已证实超时延长几天", "Days of extension for a breach"),
               Shape.WHOLE, high=366),
        Column("remedy_most", Text("延长天数上限", "Most days of extension"), Shape.WHOLE,
               high=3_660),
        Column("choice", Text("续约决定", "Renewal decision"), Shape.CHOICE, CHOICES, first="open"),
        Column("reason", Text("决定的理由", "Reason of the decision")),
        Column("document", Text("合同文件", "Document")),
        Column("sha256", Text("文件 SHA-256", "SHA-256 of the file")),
        Column("note", Text("备注", "Note"), Shape.LINES),
    ),
    key=("number",),
    rule=_rule,
)  # fmt: skip
TARGETS_HINT = HOW


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract as its record tells it; `price` is net, in fen, `tax` in hundredths of a %."""

    entity: "Entity"
    id: str
    number: str
    title: str
    party: str
    sort: str
    span: Span
    notice: date | None
    renews: bool
    price: int | None
    tax: int | None
    reach: Reach
    contacts: tuple[str, ...]
    choice: str

    @property
    def label(self) -> str:
        """Its number with its title."""
        return f"{self.number} {self.title}".strip()

    @property
    def decided(self) -> bool:
        """Whether somebody decided to renew, change or drop it."""
        return self.choice in CHOICES and self.choice != "open"

    @property
    def gross(self) -> int | None:
        """The yearly price with tax in fen, rounded to the nearest, halves up; None unknown."""
        if self.price is None or self.tax is None:
            return None
        return self.price + (self.price * self.tax + 5_000) // 10_000


def contract_of(entity: "Entity") -> Contract:
    """Return the contract in a record."""
    return Contract(
        entity, entity.id, text_of(entity, "number"), text_of(entity, "title"),
        text_of(entity, "party"), text_of(entity, "sort") or "support",
        _extended(span_of(entity, "start", "end"), extensions(entity)), day_of(entity, "notice"),
        text_of(entity, "renews") == "yes", whole_of(entity, "price"), whole_of(entity, "tax"),
        reach_of(entity), names_of(entity, "contacts"), text_of(entity, "choice") or "open",
    )  # fmt: skip


def extensions(entity: "Entity") -> dict[str, int]:
    """Return the days that each settled claim extended a contract by, each claim once (S75)."""
    found: dict[str, int] = {}
    for one in entity.events:
        days = one.data.get("days", "")
        if one.data.get("what") == EXTENDED and days.isascii() and days.isdigit():
            found.setdefault(one.data.get("claim", ""), int(days))
    return found


def _extended(span: Span, days: Mapping[str, int]) -> Span:
    if not days or span.last is None:
        return span
    return Span(span.first, span.last + timedelta(days=min(sum(days.values()), 36_600)))


def contracts(records: Iterable["Entity"]) -> list[Contract]:
    """Return the contracts that stand, those that end first at the head."""
    found = (contract_of(one) for one in standing(records))
    return sorted(found, key=lambda one: (one.span.last or date.max, one.number))


def by_number(found: Sequence[Contract], number: str) -> Contract | None:
    """Return the contract of this number, None where there is none."""
    wanted = " ".join(number.split()).casefold()
    held = (one for one in found if wanted and one.number.casefold() == wanted)
    return next(held, None)


def stage_of(one: Contract, day: date) -> Stage:
    """Return where a contract stands on `day`."""
    first, last = one.span.first, one.span.last
    if first and day < first:
        return Stage.AHEAD
    if last and day > last:
        return Stage.ENDED
    if one.decided:
        return Stage.IN_FORCE
    if one.notice and 0 <= (one.notice - day).days <= WARN_DAYS[0]:
        return Stage.NOTICE
    if last and (last - day).days <= WARN_DAYS[0]:
        return Stage.ENDING
    return Stage.IN_FORCE


def flags(one: Contract, day: date) -> tuple[Flag, ...]:
    """Return what is to be looked at on `day`, each with its reason."""
    found: list[Flag] = []
    last, stage = one.span.last, stage_of(one, day)
    if stage is Stage.ENDED and not one.decided:
        more = Text(",合同写明自动续约,请登记新的截止日",
                    "; it renews by itself: record its new last day")  # fmt: skip
        zh, en = (more.zh, more.en) if one.renews else ("", "")
        found.append(Flag("ended", Text(f"已于 {last} 到期{zh}", f"ended on {last}{en}")))
    if stage is Stage.NOTICE:
        left = (one.notice - day).days if one.notice else 0
        found.append(
            Flag(
                "notice",
                Text(
                    f"通知截止 {one.notice},还有 {left} 天",
                    f"notice until {one.notice}, {left} days left",
                ),
            )
        )
    elif one.notice and one.notice < day and stage is not Stage.ENDED and not one.decided:
        found.append(
            Flag(
                "notice_over",
                Text(
                    f"通知截止日 {one.notice} 已过,没有决定",
                    f"notice was due on {one.notice}; none decided",
                ),
            )
        )
    if stage is Stage.ENDING and last:
        left = (last - day).days
        found.append(
            Flag("ending", Text(f"{last} 到期,还有 {left} 天", f"ends on {last}, {left} days left"))
        )
    days = sum(extensions(one.entity).values())
    if days:
        unit = "day" if days == 1 else "days"
        found.append(Flag("extended", Text(f"补偿延长 {days} 天,到 {last}",
                                           f"extended by {days} {unit} until {last}")))  # fmt: skip
    if not text_of(one.entity, "sha256"):
        found.append(Flag("no_document", Text("没有合同文件的哈希", "no document by hash")))
    return tuple(found)  # fmt: skip


def called(entity: "Entity") -> str:
    """Return what people call a contract: its own number."""
    return text_of(entity, "number") or number_of(SHEET, entity)
