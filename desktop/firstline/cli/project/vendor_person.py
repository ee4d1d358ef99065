"""`firstline vendor-person …` and `handover …`: the vendor's people, hand-overs, effort (S31)."""

from datetime import date

from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.health.register import add_commands
from firstline.cli.health.register_words import Register, Row, answer, find
from firstline.cli.session import Session
from firstline.domain.health.columns import check
from firstline.domain.health.sheet import of_project, text_of
from firstline.domain.project import vendor_person
from firstline.domain.project.vendor_person import HANDOVER, ROLES, SHEET, Person
from firstline.domain.words import Text

vendor_person_ = Group("vendor-person", words=Text("厂商项目经理与顾问", "The vendor's people"))
handover_ = Group("handover", words=Text("厂商人员的交接记录", "Hand-over records"))


def rows_of(session: Session, project: str) -> list[Row]:
    """Return the vendor's people by role and first day."""
    store = session.store
    found = vendor_person.people(
        store.records(SHEET.kind), store.records(HANDOVER.kind), session.now().date(), project
    )
    return [Row(one.entity, one.flags, _more(one), _cells(session, one)) for one in found]


def _more(one: Person) -> dict[str, object]:
    log = [
        {"on": line.day, "minutes": line.minutes, "what": line.what, "by": line.by}
        for line in vendor_person.efforts(one.entity)
    ]
    before = text_of(one.before, "name") if one.before else None
    return {"took_over_from": before, "minutes": one.minutes, "effort": log}


def _cells(session: Session, one: Person) -> tuple[str, ...]:
    held = one.entity
    return (
        ROLES.get(text_of(held, "role"), ROLES["other"]).in_(session.language),
        text_of(held, "starts_on"), text_of(held, "ends_on"), f"{one.minutes / 60:.1f}",
        text_of(held, "name"),
    )  # fmt: skip


REGISTER = Register(
    SHEET, rows_of,
    (Text("角色", "Role"), Text("到任", "From"), Text("离开", "Until"), Text("工时", "Hours"),
     Text("姓名", "Name")),
)  # fmt: skip
add_commands(vendor_person_, REGISTER)


@command("effort", Text("登记工时", "Log effort"), parent=vendor_person_)
@argument("key", metavar="ID")
@option("--hours", required=True, words=Text("小时,例如 7.5", "Hours, such as 7.5"))
@option("--what", required=True, words=Text("做了什么", "What was done"))
@option("--on", "day", default="", words=Text("哪一天", "On which day"))
def effort_(session: Session, *, key: str, hours: str, what: str, day: str) -> None:
    """Log effort of a person; lines only append."""
    entity = find(session, SHEET, key)
    kept = check(HANDOVER, {"on": day}, session.zone) if day else {}
    on = date.fromisoformat(str(kept["on"])) if kept else None
    edit = vendor_person.log_effort(entity, hours, what, session.stamp(), session.zone, on)
    session.store.perform(edit, now=session.now())
    answer(session, REGISTER, entity.id)


def handover_rows(session: Session, project: str) -> list[Row]:
    """Return the hand-over records, the newest first."""
    found = of_project(session.store.records(HANDOVER.kind), project)
    found.sort(key=lambda one: text_of(one, "on"), reverse=True)
    return [
        Row(one, (), None, (text_of(one, "on"), text_of(one, "accepted_by"),
                            f"{text_of(one, 'from')} → {text_of(one, 'to')}"))
        for one in found
    ]  # fmt: skip


HANDOVERS = Register(
    HANDOVER, handover_rows,
    (Text("日期", "On"), Text("我方确认", "Accepted by"), Text("交接", "Hand-over")),
)  # fmt: skip
add_commands(handover_, HANDOVERS)
