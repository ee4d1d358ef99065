"""`firstline deliverable …` and `benefit …`: cost, progress, and what a project brings (S30)."""

from firstline.cli.grammar import Group
from firstline.cli.health.register import add_commands
from firstline.cli.health.register_words import Register, Row
from firstline.cli.session import Session
from firstline.domain.health.sheet import text_of
from firstline.domain.project import benefit, deliverable
from firstline.domain.project.deliverable import SHEET, STATES
from firstline.domain.words import Text

deliverable_ = Group(
    "deliverable", words=Text("交付物:预算、进度、验收", "Deliverables, cost and progress")
)  # fmt: skip
benefit_ = Group("benefit", words=Text("项目收益:计划与实际", "Benefits: plan and actual"))


def rows_of(session: Session, project: str) -> list[Row]:
    """Return the deliverables by the day they are due."""
    records, today = session.store.records(SHEET.kind), session.now().date()
    return [
        Row(one, flags, None, (
            STATES.get(text_of(one, "state"), STATES["planned"]).in_(session.language),
            text_of(one, "due"), text_of(one, "percent"), text_of(one, "planned_yuan"),
            text_of(one, "actual_yuan"), text_of(one, "title"),
        ))
        for one, flags in deliverable.deliverables(records, today, project)
    ]  # fmt: skip


REGISTER = Register(
    SHEET, rows_of,
    (Text("状态", "State"), Text("交付日", "Due"), Text("%", "%"), Text("预算", "Budget"),
     Text("已发生", "Spent"), Text("交付物", "Deliverable")),
)  # fmt: skip
add_commands(deliverable_, REGISTER)


def benefit_rows(session: Session, project: str) -> list[Row]:
    """Return the benefits by the day they are due."""
    records, today = session.store.records(benefit.SHEET.kind), session.now().date()
    rows = []
    for one, flags in benefit.benefits(records, today, project):
        percent = benefit.realised(one)
        cells = (text_of(one, "due"), text_of(one, "target"), text_of(one, "actual"),
                 "" if percent is None else f"{percent}%", text_of(one, "title"))  # fmt: skip
        realised = None if percent is None else float(percent)
        rows.append(Row(one, flags, {"realised_percent": realised}, cells))
    return rows


BENEFITS = Register(
    benefit.SHEET, benefit_rows,
    (Text("达成日", "Due"), Text("目标", "Target"), Text("实际", "Actual"),
     Text("达成", "Realised"), Text("收益", "Benefit")),
)  # fmt: skip
add_commands(benefit_, BENEFITS)
