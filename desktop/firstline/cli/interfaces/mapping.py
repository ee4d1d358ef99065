"""`firstline mapping list | add | set | show | import | check`: fields, transforms, test values."""

from typing import Any

import click

from firstline.cli.grammar import Group, command, option
from firstline.cli.health.register import add_commands
from firstline.cli.health.register_words import Register, Row
from firstline.cli.session import Session
from firstline.domain.edits.entity import Entity
from firstline.domain.health.sheet import number_of, text_of
from firstline.domain.interfaces import mapping
from firstline.domain.interfaces.mapping import MARKS, SHEET, STATES, Checked
from firstline.domain.words import Text

mapping_ = Group("mapping", words=Text("字段映射与检查", "The mapping of fields, and its check"))


def rows_of(session: Session, project: str) -> list[Row]:
    """Return the mapped fields, those that failed first."""
    records = session.store.records(SHEET.kind)
    return [_row(session, *one) for one in mapping.mappings(records, project)]


def _row(session: Session, one: Entity, found: Checked) -> Row:
    say = session.language
    cells = (text_of(one, "target"), text_of(one, "transform"),
             f"{MARKS[found.state]} {STATES[found.state].in_(say)}", text_of(one, "case"),
             text_of(one, "source"))  # fmt: skip
    more = {"state": found.state, "got": found.got or None, "why": found.why.in_(say)}
    return Row(one, mapping.flags(one), more, cells)


REGISTER = Register(
    SHEET, rows_of,
    (Text("目标", "Target"), Text("转换", "Transform"), Text("检查", "Check"),
     Text("诊断项", "Case"), Text("来源", "Source")),
)  # fmt: skip
add_commands(mapping_, REGISTER)


@command("check", Text("检查测试值是否得到应得的值", "Whether test values come out as expected"),
         parent=mapping_)  # fmt: skip
@option("--case", default="", words=Text("只看这个诊断项", "Of this case only"))
@option("--project", default="", words=Text("只看这个项目", "Of this project only"))
def check_(session: Session, *, case: str, project: str) -> None:
    """Check every row; exit 1 where one failed or could not be checked."""
    rows = mapping.mappings(session.store.records(SHEET.kind), project, case)
    say, count = session.language, mapping.counted(rows)
    told: list[dict[str, Any]] = [
        {"id": one.id, "number": number_of(SHEET, one), "source": text_of(one, "source"),
         "target": text_of(one, "target"), "state": found.state, "got": found.got or None,
         "why": found.why.in_(say)}
        for one, found in rows
    ]  # fmt: skip

    def words() -> str:
        lines = [
            f"{MARKS[one['state']]} {one['source']} → {one['target']}: {one['why']}" for one in told
        ]
        many = "  ".join(f"{STATES[state].in_(say)} {n}" for state, n in count.items())
        return "\n".join([*lines, many])

    session.answer({"mappings": told, "total": len(told), "counts": count}, words)
    if count["failed"] or count["unchecked"]:
        click.get_current_context().exit(1)
