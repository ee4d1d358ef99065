"""Applications to the vendor: pre-assessment, support plan, vouchers; what lacks, what came."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from firstline.domain.contracts.reminders import Deadline, as_reminders
from firstline.domain.contracts.values import check_hash
from firstline.domain.errors import BadInput
from firstline.domain.health.columns import Column, Shape, Sheet
from firstline.domain.health.sheet import Flag, day_of, number_of, standing, text_of
from firstline.domain.ledger.book import Ledger, What, ledgers
from firstline.domain.ledger.sums import standing as stands
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity
    from firstline.domain.reminding.given import Given
    from firstline.domain.reminding.reminder import Reminder

KIND = "application"
SORTS: Mapping[str, Text] = {
    "preassess": Text("服务预评估申请", "Service pre-assessment"),
    "support_plan": Text("转型扶持计划申请", "Transformation support plan"),
    "voucher": Text("培训券申请", "Training vouchers"),
}
STATES: Mapping[str, Text] = {
    "draft": Text("起草", "draft"),
    "submitted": Text("已提交", "submitted"),
    "granted": Text("已批准", "granted"),
    "partly": Text("部分批准", "partly granted"),
    "rejected": Text("未批准", "rejected"),
    "withdrawn": Text("已撤回", "taken back"),
}
DECIDED = ("granted", "partly", "rejected")
DUE_DAYS = (30, 7, 0)


def _rule(values: Mapping[str, Value]) -> None:
    check_hash(values)
    state = values.get("state")
    if state in ("submitted", *DECIDED) and not values.get("submitted_on"):
        raise BadInput(Text("要写明哪天提交的。", "Say on which day it was submitted."))
    if state in DECIDED and not (values.get("decided_on") and values.get("result")):
        raise BadInput(
            Text("结果要写明日期和内容。", "A result needs its day and what was decided.")
        )


SHEET = Sheet(
    KIND, "applications", "AP", Text("申请", "Application"),
    (
        Column("title", Text("名称", "Title"), must=True),
        Column("sort", Text("种类", "Kind"), Shape.CHOICE, SORTS, must=True, first="preassess"),
        Column("party", Text("向谁申请", "Asked of")),
        Column("contract", Text("合同编号", "Contract number")),
        Column("clause", Text("条款引用", "Clause")),
        Column("company", Text("企业概况", "Company"), Shape.LINES),
        Column("size", Text("规模与行业", "Size and industry")),
        Column("goal", Text("目标与范围", "Goal and scope"), Shape.LINES),
        Column("pains", Text("痛点", "Pain points"), Shape.LINES),
        Column("asked", Text("申请什么", "Asked for"), Shape.LINES),
        Column("ledger", Text("记入哪本台账", "Into which ledger")),
        Column("amount", Text("申请数量", "Amount applied for")),
        Column("budget", Text("预算与自筹", "Budget and own share")),
        Column("evidence", Text("证据附件", "Evidence"), Shape.LINES),
        Column("promise", Text("承诺与回报", "What we promise"), Shape.LINES),
        Column("limits", Text("数据与限制", "Data and limits"), Shape.LINES),
        Column("contact", Text("负责人", "Contact")),
        Column("wish", Text("希望完成日", "Wanted by"), Shape.DAY),
        Column("state", Text("状态", "State"), Shape.CHOICE, STATES, first="draft"),
        Column("submitted_on", Text("提交日", "Submitted on"), Shape.DAY),
        Column("submitted_how", Text("提交方式", "How, number")),
        Column("due", Text("答复期限", "Answer due"), Shape.DAY),
        Column("decided_on", Text("结果日期", "Decided on"), Shape.DAY),
        Column("result", Text("结果", "Result"), Shape.LINES),
        Column("discount", Text("折扣 %", "Discount %"), Shape.PERCENT),
        Column("document", Text("厂商报告", "Vendor's report")),
        Column("sha256", Text("报告 SHA-256", "SHA-256 of the report")),
        Column("note", Text("备注", "Note"), Shape.LINES),
    ),
    rule=_rule,
)  # fmt: skip
NEEDED: Mapping[str, tuple[str, ...]] = {
    "preassess": ("party", "company", "goal", "pains", "limits", "contact", "wish", "clause"),
    "support_plan": ("party", "company", "size", "goal", "budget", "asked", "evidence", "promise",
                     "contact"),
    "voucher": ("party", "goal", "asked", "contact", "clause"),
}  # fmt: skip
"""What each application has to say (templates.md M.4 and M.5), beside what the registers give."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the registers say of the site: systems, tickets of twelve months, risks, root causes."""

    systems: tuple[str, ...] = ()
    tickets: Mapping[str, int] | None = None
    risks: tuple[Text, ...] = ()
    problems: tuple[str, ...] = ()


FACTS: Mapping[str, Text] = {
    "systems": Text("系统台账", "Register of systems"),
    "tickets": Text("12 个月工单统计", "Tickets of twelve months"),
    "risks": Text("风险清单前 5", "The five gravest risks"),
}
FACTS_OF: Mapping[str, tuple[str, ...]] = {
    "preassess": ("systems", "tickets", "risks"),
    "support_plan": ("systems", "tickets"),
    "voucher": ("systems",),
}


def sort_of(entity: "Entity") -> str:
    """Return which application it is."""
    found = text_of(entity, "sort")
    return found if found in SORTS else "preassess"


def pains_of(entity: "Entity", facts: Facts) -> tuple[str, ...]:
    """Return the pain points: those that were written, else the open root causes."""
    written = tuple(one.strip() for one in text_of(entity, "pains").splitlines() if one.strip())
    return written or facts.problems


def missing(entity: "Entity", facts: Facts) -> tuple[Text, ...]:
    """Return what the document still lacks, fields and registers, in their order."""
    sort = sort_of(entity)
    columns = {one.id: one.name for one in SHEET.columns}
    found = [
        columns[name] for name in NEEDED[sort]
        if not (pains_of(entity, facts) if name == "pains" else text_of(entity, name))
    ]  # fmt: skip
    found += [FACTS[name] for name in FACTS_OF[sort] if not getattr(facts, name)]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Granted:
    """One thing that an application brought: an entry of a ledger, with its last day."""

    ledger: Ledger
    steps: int
    expires: date | None
    entry: str


def granted(entity: "Entity", books: Iterable[Ledger]) -> list[Granted]:
    """Return what an application brought into the ledgers; what was told twice stands once."""
    found: dict[str, Granted] = {}
    for ledger in books:
        for one in ledger.entries:
            if one.what is What.GRANT and one.ref == entity.id:
                made = Granted(ledger, one.steps or 0, one.expires, one.id)
                found.setdefault(one.once or one.id, made)
    return list(found.values())


def findings_of(entity: "Entity", records: Iterable["Entity"]) -> list["Entity"]:
    """Return the findings of the vendor's report of an application."""
    mark = number_of(SHEET, entity)
    return [one for one in standing(records)
            if text_of(one, "source") == "diagnosis" and text_of(one, "mark") == mark]  # fmt: skip


def open_findings(found: Iterable["Entity"]) -> int:
    """Return how many findings nobody closed yet."""
    return sum(text_of(one, "state") not in ("fixed", "excepted") for one in found)


def flags(
    entity: "Entity", lacks: int, open_ones: int, brought: int, day: date
) -> tuple[Flag, ...]:
    """Return what is to be looked at: missing words, a late answer, findings, nothing granted."""
    state, due = text_of(entity, "state"), day_of(entity, "due")
    found = []
    if state == "draft" and lacks:
        found.append(Flag("missing", Text(f"还缺 {lacks} 项", f"{lacks} things are missing")))
    if state == "submitted" and due and due < day:
        found.append(Flag("overdue", Text(f"答复期限 {due} 已过", f"the answer was due on {due}")))
    if state == "submitted" and due is None:
        found.append(Flag("no_due", Text("没有答复期限", "no day for the answer")))
    if state in ("granted", "partly") and not brought:
        found.append(
            Flag(
                "no_grant", Text("批准的内容还没有记入台账", "what was granted is in no ledger yet")
            )
        )
    if open_ones:
        found.append(
            Flag(
                "findings",
                Text(
                    f"报告有 {open_ones} 个发现项未关闭",
                    f"{open_ones} findings of the report are open",
                ),
            )
        )
    return tuple(found)  # fmt: skip


def replies_due(given: "Given") -> Iterable["Reminder"]:
    """Remind of the day by which an application is to be answered (S62, S71)."""
    step = Text("催问厂商,登记结果。", "Ask the vendor, and record the result.")
    found = [
        Deadline(one.id, KIND, "due", due,
                 Text(f"{text_of(one, 'title')}:答复", f"{text_of(one, 'title')}: answer"), step,
                 days=DUE_DAYS)
        for one in standing(given.records(KIND))
        if text_of(one, "state") == "submitted" and (due := day_of(one, "due"))
    ]  # fmt: skip
    return as_reminders(found, given.today, given.zone)


def granted_ends(given: "Given") -> Iterable["Reminder"]:
    """Remind 90, 60 and 30 days before something that an application brought expires (S71)."""
    asked = {one.id for one in standing(given.records(KIND))}
    step = Text("用掉它,或与厂商商量延期。", "Use it, or ask the vendor for more time.")
    found = [
        Deadline(lot.entry.ref, KIND, lot.entry.id, lot.entry.expires,
                 Text(f"“{ledger.name}”(申请所得)过期", f"“{ledger.name}” (granted) expires"), step)
        for ledger in ledgers(given.records("ledger")) if asked
        for lot in stands(ledger, given.today, given.zone).lots
        if lot.entry.ref in asked and lot.left and lot.entry.expires
    ]  # fmt: skip
    return as_reminders(found, given.today, given.zone)
