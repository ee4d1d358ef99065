"""`firstline diagnosis …` and `pain-point …`: what a diagnosis found and what became of it (S5)."""

from pathlib import Path

import click

from firstline.cli.given import keep_files
from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.health.register import add_commands
from firstline.cli.health.register_words import Register, Row, answer, find
from firstline.cli.session import Session
from firstline.domain.errors import Refused
from firstline.domain.health import sheet as sheets
from firstline.domain.health.sheet import text_of
from firstline.domain.ledger.book import KIND as LEDGER
from firstline.domain.project import diagnosis
from firstline.domain.project.diagnosis import OUTCOMES, POINT, SEVERITIES, SHEET, STATES
from firstline.domain.words import Text

diagnosis_ = Group("diagnosis", words=Text("流程诊断与所用权益", "Process diagnoses"))
pain_point_ = Group("pain-point", words=Text("痛点及处理结果", "Pain points, their outcome"))


def rows_of(session: Session, project: str) -> list[Row]:
    """Return the diagnoses with what they found."""
    store, say = session.store, session.language
    points, ledgers = store.records(POINT.kind), store.records(LEDGER)
    rows = []
    for one in sheets.of_project(store.records(SHEET.kind), project):
        mine = diagnosis.points_of(one, points)
        open_ = sum(text_of(point, "outcome") == "open" for point in mine)
        entry = diagnosis.consumed(one, ledgers)
        more = {"pain_points": len(mine), "open": open_, "ledger_entry": entry or None}
        cells = (
            STATES.get(text_of(one, "state"), STATES["planned"]).in_(say),
            text_of(one, "held_on"), f"{len(mine) - open_}/{len(mine)}", text_of(one, "title"),
        )  # fmt: skip
        rows.append(Row(one, diagnosis.flags(one, points, ledgers), more, cells))
    return rows


REGISTER = Register(
    SHEET, rows_of,
    (Text("状态", "State"), Text("日期", "Held on"), Text("已处理", "Ended"),
     Text("诊断", "Diagnosis")),
)  # fmt: skip
add_commands(diagnosis_, REGISTER)


@command("consume", Text("在台账上消耗所用的权益", "Book the entitlement that was used"),
         parent=diagnosis_)  # fmt: skip
@argument("key", metavar="ID")
@option("--amount", default="1", words=Text("数量", "How much"))
def consume_(session: Session, *, key: str, amount: str) -> None:
    """Book what was used on the ledger of the diagnosis's entitlement, named by the diagnosis."""
    entity = find(session, SHEET, key)
    ledgers = session.store.records(LEDGER)
    edit = diagnosis.consume(entity, ledgers, amount, session.stamp())
    session.store.perform(edit, now=session.now())
    answer(session, REGISTER, entity.id)


@command("report", Text("附上厂商的报告,或用 --out 取出", "Attach the report, or --out it"),
         parent=diagnosis_)  # fmt: skip
@argument("key", metavar="ID")
@argument("file", metavar="FILE", required=False, type=click.Path(path_type=Path))
@option("--out", type=click.Path(path_type=Path), words=Text("写到这里", "Where to write it"))
def report_(session: Session, *, key: str, file: Path | None, out: Path | None) -> None:
    """Attach the vendor's report by its content, or write it to a file."""
    entity = find(session, SHEET, key)
    if file is not None:
        (kept,) = keep_files(session.store, (file,))
        edit = sheets.attach(SHEET, entity, "report", kept, session.stamp(), session.zone)
        session.store.perform(edit, now=session.now())
        answer(session, REGISTER, entity.id)
        return
    held = session.store.file_path(text_of(entity, "report_sha256"))
    if held is None or out is None:
        raise Refused(
            Text("没有附上报告,或它还没有传到这台机器。",
                 "No report is attached, or it has not come to this machine yet."),
            next_step=Text("用 diagnosis report ID FILE 附上。",
                           "Attach it: diagnosis report ID FILE."),
        )  # fmt: skip
    out.write_bytes(held.read_bytes())
    told = {"id": entity.id, "file": str(out), "sha256": text_of(entity, "report_sha256")}
    session.answer(told, lambda: Text(f"已写到 {out}。", f"Written to {out}."))


def point_rows(session: Session, project: str) -> list[Row]:
    """Return the pain points, those without an outcome first."""
    say = session.language
    found = diagnosis.points(session.store.records, session.now().date(), project)
    return [
        Row(one, flags, None, (
            SEVERITIES.get(text_of(one, "severity"), SEVERITIES["medium"]).in_(say),
            OUTCOMES.get(text_of(one, "outcome"), OUTCOMES["open"]).in_(say),
            text_of(one, "link"), text_of(one, "title"),
        ))
        for one, flags in found
    ]  # fmt: skip


POINTS = Register(
    POINT, point_rows,
    (Text("严重程度", "Severity"), Text("结果", "Outcome"), Text("编号", "Link"),
     Text("痛点", "Pain point")),
)  # fmt: skip
add_commands(pain_point_, POINTS)
