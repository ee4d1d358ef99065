"""`firstline environment list | add | set | import`: copies, their age, and whether masked."""

from firstline.cli.grammar import Group
from firstline.cli.health.register import add_commands
from firstline.cli.health.register_words import Register, Row
from firstline.cli.session import Session
from firstline.domain.health import environment
from firstline.domain.health.environment import PURPOSES, SHEET
from firstline.domain.health.sheet import text_of
from firstline.domain.words import Text

environment_ = Group("environment", words=Text("环境登记", "The register of environments"))


def rows_of(session: Session, project: str) -> list[Row]:
    """Return the environments, those with flags first."""
    records, today = session.store.records(SHEET.kind), session.now().date()
    return [
        Row(one, flags, None, (
            PURPOSES.get(text_of(one, "purpose"), PURPOSES["test"]).in_(session.language),
            text_of(one, "data_on"), text_of(one, "masked"), text_of(one, "name"),
        ))
        for one, flags in environment.environments(records, today, project)
    ]  # fmt: skip


REGISTER = Register(
    SHEET, rows_of,
    (Text("用途", "Purpose"), Text("数据日期", "Data as of"), Text("脱敏", "Masked"),
     Text("名称", "Name")),
)  # fmt: skip
add_commands(environment_, REGISTER)
