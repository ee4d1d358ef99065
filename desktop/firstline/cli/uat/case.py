"""`firstline uat case list | show | add | set | remove | import`: the cases of acceptance tests."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from firstline.cli.given import readable_file
from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.health.register import add_commands, imported
from firstline.cli.health.register_words import Register, Row, counted
from firstline.cli.session import Session
from firstline.domain.edits.edit import Edit
from firstline.domain.errors import BadInput
from firstline.domain.health.sheet import text_of
from firstline.domain.uat.case import SHEET, numbers, said_in, steps_of
from firstline.domain.uat.standing import STATES, Standing
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.uat.pack import CasePack
    from firstline.intake.health.files import Entry

case_ = Group("case", words=Text("测试用例", "Test cases"))


def rows_of(session: Session, project: str) -> list[Row]:
    """Return the cases by process and code, each with how it stands."""
    from firstline.store.gates.uat_stops import uat_standings  # noqa: PLC0415 - see grammar.Group

    return [_row(session, one) for one in uat_standings(session.store, project)]


def _row(session: Session, one: Standing) -> Row:
    say, case = session.language, one.case
    more: dict[str, Any] = {
        "state": str(one.state), "title_en": text_of(case, "title_en") or None,
        "requirement_list": list(numbers(case)),
        "step_list": [{"do": step.do, "expected": step.expected}
                      for step in steps_of(said_in(case, "steps", say))],
        "runs": [run.number for run in one.runs],
        "open_defects": [found.ticket for _, found in one.open_defects],
    }  # fmt: skip
    grave = SHEET.column("severity").choices.get(text_of(case, "severity"))
    return Row(case, (), more, (
        said_in(case, "process", say), STATES[one.state].in_(say),
        grave.in_(say) if grave else "", said_in(case, "role", say), said_in(case, "title", say),
    ))  # fmt: skip


REGISTER = Register(
    SHEET, rows_of,
    (Text("流程", "Process"), Text("状态", "State"), Text("级别", "Severity"),
     Text("角色", "Role"), Text("用例", "Case")),
)  # fmt: skip
add_commands(case_, REGISTER, imports=False)


@command("import", Text("导入用例(CSV、XLSX),先显示映射;或收入自带的用例包",
                        "Take cases in (CSV, XLSX), or a shipped pack"), parent=case_)  # fmt: skip
@argument("file", metavar="FILE_OR_PACK")
@option("--map", "map_file", metavar="MAP.toml", words=Text("映射文件", "A mapping file"))
@option("--project", default="", words=Text("项目", "Project"))
@option("--dry-run", is_flag=True, words=Text("只看结果,不写入", "Show what would happen"))
def import_(
    session: Session, *, file: str, map_file: str | None, project: str, dry_run: bool
) -> None:
    """Take cases in; the same file again changes nothing. A pack is named by its id: u8-cloud."""
    pack = _shipped().get(file)
    if pack is not None:
        _take_pack(session, pack, project, dry_run=dry_run)
        return
    from firstline.intake.uat_files import read_cases  # noqa: PLC0415 - this command alone

    text = readable_file(map_file).read_text("utf-8-sig") if map_file else None
    listed = read_cases(readable_file(file), text, map_file or "", project)
    for line in listed.lines:
        session.say(Text(f"  {line.zh}", f"  {line.en}"))
    edits: dict[str, Edit] = {}
    refused: list[dict[str, Any]] = []
    counts = dict.fromkeys(("read", "created", "updated", "unchanged"), 0)
    for row in listed.rows:
        counts["read"] += 1
        _take_row(session, row, edits, counts, refused)
    if edits and not dry_run:
        session.store.perform(*edits.values(), now=session.now())
    session.answer(
        {**counts, "refused": refused, "dry_run": dry_run}, lambda: _told(counts, refused, dry_run)
    )
    if refused:
        click.get_current_context().exit(1)


def _take_row(
    session: Session, row: "Entry", edits: dict[str, Edit], counts: dict[str, int],
    refused: list[dict[str, Any]],
) -> None:  # fmt: skip
    try:
        word, edit = imported(session, REGISTER, row, edits)
    except BadInput as problem:
        refused.append({"row": row.number, "reason": problem.sentence.in_(session.language)})
        return
    counts[word] += 1
    if edit is not None:
        edits[edit.entity] = edit


def _told(counts: dict[str, int], refused: list[dict[str, Any]], dry_run: bool) -> Text:  # noqa: FBT001
    words = counted(counts, refused)
    if dry_run:
        return Text(f"{words.zh}(试运行,没有写入)", f"{words.en} (a dry run, nothing was written)")
    return words


def _shipped() -> "dict[str, CasePack]":
    """Return the shipped packs of cases (packs/uat/*) by their ids."""
    from firstline.domain.uat.pack import parse_pack  # noqa: PLC0415 - this command alone
    from firstline.system.resources import read_text, resource_path  # noqa: PLC0415

    folder = Path(str(resource_path("packs", "uat")))
    found = (parse_pack(read_text("packs", "uat", one.name), one.stem)
             for one in sorted(folder.glob("*.toml")))  # fmt: skip
    return {one.id: one for one in found}


def _take_pack(session: Session, pack: "CasePack", project: str, *, dry_run: bool) -> None:
    from firstline.domain.uat.pack import take_in  # noqa: PLC0415 - see _shipped

    held = session.store.records(SHEET.kind)
    edits = take_in(pack, held, project, (session.stamp() for _ in pack.cases))
    if edits and not dry_run:
        session.store.perform(*edits, now=session.now())
    read, new = len(pack.cases), len(edits)
    counts = {"read": read, "created": new, "updated": 0, "unchanged": read - new}
    session.answer(
        {**counts, "refused": [], "dry_run": dry_run, "pack": pack.id, "version": pack.version},
        lambda: _told(counts, [], dry_run),
    )
