"""Process diagnoses: the processes looked at, the pain points, what became of each (S5)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from firstline.domain.edits.edit import Edit, Stamp, words_of
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput, Refused
from firstline.domain.health import risk
from firstline.domain.health.columns import PROJECT_NAME, Column, Read, Shape, Sheet
from firstline.domain.health.sheet import Flag, day_of, number_of, of_project, standing, text_of
from firstline.domain.ledger.acts import Booking, book
from firstline.domain.ledger.book import KIND as LEDGER
from firstline.domain.ledger.book import What, ledger_from, ledger_id
from firstline.domain.project import requirement
from firstline.domain.project.links import by_number, must_exist, numbers
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

STATES: Mapping[str, Text] = {
    "planned": Text("已计划", "planned"),
    "held": Text("已进行", "held"),
    "reported": Text("已出报告", "reported"),
}
SEVERITIES: Mapping[str, Text] = {
    "high": Text("高", "high"),
    "medium": Text("中", "medium"),
    "low": Text("低", "low"),
}
OUTCOMES: Mapping[str, Text] = {
    "open": Text("未处理", "open"),
    "requirement": Text("转为需求", "became a requirement"),
    "training": Text("转为培训", "became training"),
    "accepted": Text("接受风险", "accepted as a risk"),
    "rejected": Text("驳回", "rejected"),
}
SHEET = Sheet(
    "diagnosis", "diagnoses", "DG", Text("流程诊断", "Process diagnosis"),
    (
        Column("title", Text("诊断", "Diagnosis"), must=True),
        Column("processes", Text("流程清单(每行一个)", "Processes (one a line)"), Shape.LINES),
        Column("by", Text("由谁诊断", "Done by")),
        Column("held_on", Text("日期", "Held on"), Shape.DAY),
        Column("state", Text("状态", "State"), Shape.CHOICE, STATES, must=True, first="planned"),
        Column("entitlement", Text("权益台账", "Entitlement ledger")),
        Column("report", Text("厂商报告", "Report of the vendor")),
        Column("report_sha256", Text("报告的 SHA-256", "SHA-256 of the report"), found=True),
        Column("owner", Text("负责人", "Owner")),
        Column("project", PROJECT_NAME),
    ),
    key=("project", "title"),
)  # fmt: skip


def consumed(entity: Entity, ledgers: Sequence[Entity]) -> str:
    """Return the id of the ledger entry that this diagnosis consumed, "" where there is none.

    An entry belongs to it when it is on its ledger and names its number.
    """
    wanted, number = text_of(entity, "entitlement"), number_of(SHEET, entity).casefold()
    key = ledger_id(wanted) if wanted else ""
    for one in ledgers:
        if one.kind == LEDGER and one.id == key:
            for booked in ledger_from(one).entries:
                if booked.what is What.CONSUME and booked.ref.strip().casefold() == number:
                    return booked.id
    return ""


def consume(entity: Entity, ledgers: Sequence[Entity], amount: str, stamp: Stamp) -> Edit:
    """Return the edit that books what this diagnosis used on the ledger of its entitlement.

    Raises Refused where none is named or the ledger is not there, and where it is booked already.
    """
    name = text_of(entity, "entitlement")
    found = next((one for one in ledgers if name and one.id == ledger_id(name)), None)
    if found is None:
        raise Refused(
            Text(f"没有名为“{name[:40]}”的台账。", f"There is no ledger called {name[:40]!r}."),
            next_step=Text("先写明所用权益,并在台账里授予它。",
                           "Name the entitlement used, and grant it on a ledger first."),
        )  # fmt: skip
    if consumed(entity, ledgers):
        raise Refused(Text("已经消耗过了。", "It is booked already."))
    one = Booking(What.CONSUME, amount, ref=number_of(SHEET, entity))
    return book(ledger_from(found), name, "", one, stamp)


def flags(
    entity: Entity, points: Sequence[Entity], ledgers: Sequence[Entity]
) -> tuple[Flag, ...]:  # fmt: skip
    """Return what is to be looked at: held without findings, or an entitlement not accounted."""
    if text_of(entity, "state") == "planned":
        return ()
    found = []
    if not points_of(entity, points):
        found.append(
            Flag("no_points", Text("没有登记任何痛点", "no pain point is recorded"))
        )  # fmt: skip
    if not text_of(entity, "entitlement"):
        found.append(Flag("no_entitlement", Text("没有写明用了哪项权益",
                                                 "the entitlement used is not named")))  # fmt: skip
    elif not consumed(entity, ledgers):
        name, number = text_of(entity, "entitlement"), number_of(SHEET, entity)
        found.append(Flag("not_consumed", Text(
            f"台账“{name}”里没有注明 {number} 的消耗",
            f"the ledger {name} has no entry consumed for {number}",
        )))  # fmt: skip
    return tuple(found)


def points_of(entity: Entity, points: Iterable[Entity]) -> list[Entity]:
    """Return the pain points that name this diagnosis."""
    mine = {number_of(SHEET, entity).casefold(), entity.id}
    return [
        one for one in standing(points) if not mine.isdisjoint(numbers(text_of(one, "diagnosis")))
    ]  # fmt: skip


def _point_rule(values: Mapping[str, Value]) -> None:
    outcome = values.get("outcome")
    if outcome in ("requirement", "training", "accepted") and not values.get("link"):
        lacks = {
            "requirement": Text("要写明需求的编号。", "The requirement's number must be given."),
            "training": Text("要写明课程的编号。", "The course must be given."),
            "accepted": Text("要写明风险的编号。", "The risk's number must be given."),
        }
        raise BadInput(lacks[str(outcome)])
    if outcome == "rejected" and not values.get("reason"):
        raise BadInput(Text("驳回要写明理由。", "To reject it needs a reason."))


def _point_beside(values: Mapping[str, Value], read: Read) -> None:
    must_exist(SHEET, read("diagnosis"), words_of(values.get("diagnosis")))
    link = words_of(values.get("link"))
    if values.get("outcome") == "requirement":
        must_exist(requirement.SHEET, read("requirement"), link)
    if values.get("outcome") == "accepted":
        must_exist(risk.SHEET, read("risk"), link)


POINT = Sheet(
    "pain_point", "pain_points", "PP", Text("痛点", "Pain point"),
    (
        Column("title", Text("痛点", "Pain point"), must=True),
        Column("diagnosis", Text("来自诊断(编号)", "Diagnosis (number)"), must=True),
        Column("process", Text("业务流程", "Process")),
        Column("severity", Text("严重程度", "Severity"), Shape.CHOICE, SEVERITIES, must=True,
               first="medium"),
        Column("text", Text("现象与后果", "What happens"), Shape.LINES),
        Column("owner", Text("负责人", "Owner")),
        Column("due", Text("期限", "Due"), Shape.DAY),
        Column("outcome", Text("处理结果", "Outcome"), Shape.CHOICE, OUTCOMES, must=True,
               first="open"),
        Column("link", Text("需求/课程/风险编号", "Requirement, course or risk")),
        Column("reason", Text("理由", "Reason"), Shape.LINES),
        Column("project", PROJECT_NAME),
    ),
    key=("project", "title"),
    rule=_point_rule,
    beside=_point_beside,
)  # fmt: skip


def point_flags(entity: Entity, today: date, read: Read) -> tuple[Flag, ...]:
    """Return what is open: a pain point without an outcome stops gate G2 (requirements S5).

    One whose requirement or risk is gone has no outcome any more.
    """
    outcome, link = text_of(entity, "outcome"), text_of(entity, "link")
    sheet = {"requirement": requirement.SHEET, "accepted": risk.SHEET}.get(outcome)
    if sheet is not None and not (set(numbers(link)) & set(by_number(sheet, read(sheet.kind)))):
        return (Flag("lost", Text(f"{link} 已不在清单上", f"{link} is on no list any more"),
                     stops=True),)  # fmt: skip
    if outcome != "open":
        return ()
    found = [
        Flag("open", Text("还没有转为需求、培训、风险,也没有驳回",
                          "is no requirement, training or risk yet, and not rejected"),
             stops=True)
    ]  # fmt: skip
    due = day_of(entity, "due")
    if due and due < today:
        found.append(Flag("overdue", Text(f"{due} 已到期", f"was due on {due}")))
    if not entity.fields.get("owner"):
        found.append(Flag("no_owner", Text("没有负责人", "nobody owns it")))
    return tuple(found)


def points(
    read: Read, today: date, project: str = ""
) -> list[tuple[Entity, tuple[Flag, ...]]]:  # fmt: skip
    """Return the pain points with their flags: the open ones first, the gravest of them first."""
    order = {key: at for at, key in enumerate(SEVERITIES)}
    found = [
        (one, point_flags(one, today, read)) for one in of_project(read("pain_point"), project)
    ]
    return sorted(
        found,
        key=lambda pair: (
            not pair[1], order.get(text_of(pair[0], "severity"), 9), text_of(pair[0], "title"),
        ),
    )  # fmt: skip
