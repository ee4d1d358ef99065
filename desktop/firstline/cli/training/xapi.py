"""`firstline training xapi import | export`: completions as statements of the Experience API."""

import json
from pathlib import Path

from firstline.cli.given import readable_file
from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.session import Session
from firstline.cli.training.book import book_now, courses_of
from firstline.cli.training.imports import answer_taken, perform_taken
from firstline.cli.training.voucher import tools_of
from firstline.domain.training import taking_back, xapi
from firstline.domain.training.person import WITHDRAWN
from firstline.domain.training.settling import settling
from firstline.domain.training.taking_in import Intake, take_rows
from firstline.domain.training.training import KIND, certificates
from firstline.domain.words import Text
from firstline.intake.statement_file import read_statements

xapi_ = Group("xapi", words=Text("xAPI 语句:导入与导出", "xAPI statements, in and out"))


@command("import", Text("导入语句;同一 id 只算一次", "Take statements in; one id counts once"),
         parent=xapi_)  # fmt: skip
@argument("file", metavar="FILE")
@option("--dry-run", is_flag=True, words=Text("只看结果,不写入", "Show what would happen"))
def import_(session: Session, *, file: str, dry_run: bool) -> None:
    """Take statements in; those of unknown people are put aside, others of no use left out."""
    path = readable_file(file)
    held = {one.id: one for one in session.store.records(KIND)}
    known = xapi.known_ids(
        str(one.fields.get("proof") or "") for one in held.values() if not one.fields.get(WITHDRAWN)
    )
    lines = xapi.lines_of(read_statements(path), known, session.zone)
    batch = taking_back.batch_id(session.stamp().id)
    intake = Intake(courses_of(session), held.values(), session.stamp, with_people=False,
                    batch=batch, settle=settling(tools_of(session)))  # fmt: skip
    take_rows(intake, lines, with_people=False, with_courses=True)
    taken = intake.taken
    if taken.edits and not dry_run:
        perform_taken(session, taking_back.named_first(None, path.name, taken, session.stamp()))
    answer_taken(session, taken, dry_run=dry_run)


@command("export", Text("导出通过记录为语句", "Write what was passed as statements"), parent=xapi_)
@option("--out", required=True, metavar="FILE", words=Text("写到哪个文件", "The file to write"))
def export_(session: Session, *, out: str) -> None:
    """Write every completion that stands as a statement, each with an id of its own for ever."""
    from firstline.report.whole_file import in_one_piece  # noqa: PLC0415 - this command alone

    people = {one.label: one.number for one in book_now(session).people}
    found = certificates(session.store.records(KIND))
    made = xapi.statements_of(found, courses_of(session), people, session.zone)
    text = json.dumps(made, ensure_ascii=False, indent=1)

    def write(part: Path) -> int:
        part.write_text(text, "utf-8")
        return len(made)

    in_one_piece(Path(out), write)
    session.answer({"file": out, "statements": len(made)},
                   lambda: Text(f"已写出 {len(made)} 条语句:{out}",
                                f"{len(made)} statements are written: {out}"))  # fmt: skip
