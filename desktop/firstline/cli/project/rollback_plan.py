"""`firstline rollback-plan list | add | set | usual`: triggers with numbers, and who decides."""

from firstline.cli.grammar import Group, argument, command
from firstline.cli.health.register import add_commands
from firstline.cli.health.register_words import Register, Row, answer, find
from firstline.cli.session import Session
from firstline.domain.errors import Refused
from firstline.domain.health.sheet import text_of
from firstline.domain.project import rollback_plan
from firstline.domain.project.rollback_plan import SHEET, triggers_of
from firstline.domain.words import Text

rollback_plan_ = Group(
    "rollback-plan", words=Text("回退方案:触发、数字、谁定", "Rollback plans and their triggers")
)


def rows_of(session: Session, project: str) -> list[Row]:
    """Return the plans, those that hold a gate first."""
    rows = []
    for one, flags in rollback_plan.plans(session.store.records(SHEET.kind), project):
        found = triggers_of(text_of(one, "triggers"))
        told = {
            "trigger_list": [
                {"what": each.what, "limit": each.limit, "decides": each.decides,
                 "counted": each.counted}
                for each in found
            ],
            "why": rollback_plan.why(one).in_(session.language),
        }  # fmt: skip
        done = sum(each.counted for each in found)
        cells = (f"{done}/{len(found)}", text_of(one, "owner"), text_of(one, "name"))
        rows.append(Row(one, flags, told, cells))
    return rows


REGISTER = Register(
    SHEET, rows_of,
    (Text("触发有数字", "With numbers"), Text("谁决定", "Decides"), Text("名称", "Name")),
)  # fmt: skip
add_commands(rollback_plan_, REGISTER)


@command("usual", Text("填入常用触发条件,数字自己写", "Write in the usual triggers"),
         parent=rollback_plan_)  # fmt: skip
@argument("key", metavar="ID")
def usual_(session: Session, *, key: str) -> None:
    """Write the usual triggers into a plan that has none; every ? is to be a number."""
    entity = find(session, SHEET, key)
    edit = rollback_plan.take_usual(entity, session.stamp(), session.zone)
    if edit is None:
        raise Refused(
            Text("这份方案已有触发条件。", "This plan has triggers already."),
            next_step=Text("用 set 修改。", "Change them with set."),
        )
    session.store.perform(edit, now=session.now())
    answer(session, REGISTER, entity.id)
