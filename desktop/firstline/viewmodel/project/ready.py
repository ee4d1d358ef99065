"""Registers of what a change rests on: backup plans with their proof, and rollback plans."""

from datetime import tzinfo

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity
from firstline.domain.health.sheet import number_of, text_of
from firstline.domain.project import backup_plan, rollback_plan
from firstline.domain.words import Text, several
from firstline.viewmodel.health.acts import Act
from firstline.viewmodel.health.board import Board, Frame, Line, marks, plain
from firstline.viewmodel.health.frames import LOOK
from firstline.viewmodel.project.entry import Entry, Held

BACKUPS = Frame(
    "backup_plan", Text("备份计划", "Backup plans"), "hard-drive",
    (Text("备份什么", "What"), Text("3-2-1", "3-2-1"), Text("最近备份", "Last backup"),
     Text("最近恢复", "Last restore"), LOOK),
    (170, 90, 130, 110, 240), 4,
    Text("还没有备份计划:写明份数、介质、异地,最近一次备份和恢复演练。",
         "No backup plan yet: copies, media, off site, the last backup and the last restore."),
    backup_plan.SHEET,
    spare=(2, 3),
)  # fmt: skip
ROLLBACKS = Frame(
    "rollback_plan", Text("回退方案", "Rollback plans"), "undo-2",
    (Text("名称", "Name"), Text("触发有数字", "Numbered"), Text("谁决定", "Decides"),
     Text("不可回退点", "No return"), LOOK),
    (160, 100, 100, 140, 240), 4,
    Text("还没有回退方案:触发条件和数字、谁决定、回退后怎样补录。",
         "No rollback plan yet: triggers with numbers, who decides, what is entered again."),
    rollback_plan.SHEET,
    spare=(3, 2),
)  # fmt: skip


def _marked(thirds: tuple[tuple[str, bool, Text], ...]) -> str:
    return "".join("✓" if holds else "✗" for _, holds, _ in thirds)


def backups(held: Held) -> Board:
    """Return the backup plans; the words of a line are the digits of 3-2-1."""
    found = backup_plan.plans(held.of("backup_plan"), held.now.date(), held.project)
    lines = []
    for one, flags in found:
        title, thirds = text_of(one, "name"), backup_plan.digits(one)
        whole = all(holds for _, holds, _ in thirds)
        came = text_of(one, "restore_result")
        cells = (
            plain(title, bold=True),
            plain(_marked(thirds), "ok" if whole else "P1"),
            plain(text_of(one, "last_at")[:16].replace("T", " ") or "—", "muted"),
            plain(text_of(one, "restored_on") or "—", "P1" if came == "failed" else "muted"),
            marks(flags),
        )  # fmt: skip
        lines.append(Line(one.id, number_of(backup_plan.SHEET, one), Text(title, title), cells,
                          flags, backup_plan.why(one), one))  # fmt: skip
    open_ones = sum(bool(backup_plan.against(one, held.now.date())) for one, _ in found)
    days = backup_plan.RESTORE_DAYS
    verdict = Text(
        f"{len(found)} 份计划,{open_ones} 份还不能作为切换、升级的依据:3-2-1 逐项,"
        f"{days} 天内恢复成功过。",
        f"{several(len(found), 'plan')}, {open_ones} hold a cutover or an upgrade: each digit of "
        f"3-2-1, and a restore within {days} days.",
    )
    return Board(BACKUPS, tuple(lines), verdict)


def rollbacks(held: Held) -> Board:
    """Return the rollback plans; the words of a line are its triggers."""
    found = rollback_plan.plans(held.of("rollback_plan"), held.project)
    lines = []
    for one, flags in found:
        title, each = text_of(one, "name"), rollback_plan.triggers_of(text_of(one, "triggers"))
        done = sum(trigger.counted for trigger in each)
        whole = bool(each) and done == len(each)
        cells = (
            plain(title, bold=True), plain(f"{done}/{len(each)}", "ok" if whole else "P1"),
            plain(text_of(one, "owner") or "—", "muted"),
            plain(text_of(one, "no_return") or "—", "muted"), marks(flags),
        )  # fmt: skip
        lines.append(Line(one.id, number_of(rollback_plan.SHEET, one), Text(title, title), cells,
                          flags, rollback_plan.why(one), one))  # fmt: skip
    bad = sum(bool(flags) for _, flags in found)
    verdict = Text(
        f"{len(found)} 份方案,{bad} 份没写全:触发条件没有数字、没人决定或没有补录办法,都不能切换。",
        f"{several(len(found), 'plan')}, {bad} not complete: a trigger without a number, "
        "nobody to decide, or no way to enter data again holds the cutover.",
    )
    return Board(ROLLBACKS, tuple(lines), verdict)


def _usual(entity: Entity, _note: str, stamp: Stamp, zone: tzinfo) -> Edit | None:
    return rollback_plan.take_usual(entity, stamp, zone)


_USUAL = (
    Act(Text("填入常用触发条件", "Write in the usual triggers"), _usual,
        Text("已填入,请写上数字", "Written in; now the numbers"),
        lambda one: not text_of(one, "triggers")),
)  # fmt: skip


READY: tuple[Entry, ...] = (Entry(BACKUPS, backups), Entry(ROLLBACKS, rollbacks, acts=_USUAL))
