"""`firstline backup-plan list | add | set | import`: 3-2-1, the last backup, the last restore."""

from firstline.cli.grammar import Group
from firstline.cli.health.register import add_commands
from firstline.cli.health.register_words import Register, Row
from firstline.cli.session import Session
from firstline.domain.health.sheet import text_of
from firstline.domain.project import backup_plan
from firstline.domain.project.backup_plan import SHEET
from firstline.domain.words import Text

backup_plan_ = Group("backup-plan", words=Text("备份计划与凭证", "Backup plans with their proof"))


def rows_of(session: Session, project: str) -> list[Row]:
    """Return the plans, those that hold a gate first."""
    found = backup_plan.plans(session.store.records(SHEET.kind), session.now().date(), project)
    say = session.language
    rows = []
    for one, flags in found:
        held = "".join("✓" if holds else "✗" for _, holds, _ in backup_plan.digits(one))
        told = {
            "digits": {digit: holds for digit, holds, _ in backup_plan.digits(one)},
            "why": backup_plan.why(one).in_(say),
        }
        cells = (held, text_of(one, "last_at")[:16].replace("T", " "),
                 text_of(one, "restored_on"), text_of(one, "name"))  # fmt: skip
        rows.append(Row(one, flags, told, cells))
    return rows


REGISTER = Register(
    SHEET, rows_of,
    (Text("3-2-1", "3-2-1"), Text("最近备份", "Last backup"), Text("最近恢复", "Last restore"),
     Text("备份什么", "What")),
)  # fmt: skip
add_commands(backup_plan_, REGISTER)
