"""`firstline quality FILE`: duplicates, near duplicates, blanks, orphans and collisions."""

from pathlib import Path
from typing import Any

import click

from firstline.cli.grammar import argument, command, option
from firstline.cli.health.register_words import Register, Row, shown, table_of
from firstline.cli.session import Session
from firstline.domain.health import quality_run
from firstline.domain.health.data_quality import EXPLAINED, RULES, Report
from firstline.domain.health.quality_run import SHEET
from firstline.domain.health.sheet import of_project, text_of
from firstline.domain.words import Text

MOST_SHOWN = 1_000  # the whole list goes into the report file
_COLS = Text("列,逗号分隔", "Columns, with commas")


def rows_of(session: Session, project: str) -> list[Row]:
    """Return what the last run of each extract found."""
    held = of_project(session.store.records(SHEET.kind), project)
    return [
        Row(one, quality_run.flags(one), None,
            (text_of(one, "rows"), text_of(one, "defects"), text_of(one, "looked_on"),
             text_of(one, "name")))
        for one in held
    ]  # fmt: skip


REGISTER = Register(
    SHEET, rows_of,
    (Text("行数", "Rows"), Text("缺陷", "Defects"), Text("日期", "Looked on"),
     Text("数据", "Extract")),
)  # fmt: skip


@command("quality", Text("检查数据质量;没有文件则列出登记的检查", "Data quality of an extract"))
@argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@option("--key", default="", words=Text(f"不得重复的{_COLS.zh}", "Columns that may not repeat"))
@option("--near", default="", words=Text(f"找近似重复的{_COLS.zh}", "Columns for near duplicates"))
@option("--required", default="", words=Text(f"必填{_COLS.zh}", "Columns that may not be blank"))
@option("--code", default="", words=Text("编码列(与 --name 同用)", "Column of codes, with --name"))
@option("--name", default="", words=Text("名称列", "Column of names"))
@option("--orphans", default="", words=Text("要在对照文件里有的列", "Columns to be found there"))
@option("--against", default=None, type=click.Path(path_type=Path),
        words=Text("对照文件", "The second file"))  # fmt: skip
@option(
    "--parent", default="", words=Text("对照文件的列,默认同名", "Its columns, if named otherwise")
)
@option("--out", default=None, type=click.Path(path_type=Path),
        words=Text("缺陷报告文件(.csv 或 .xlsx)", "Report file (.csv or .xlsx)"))  # fmt: skip
@option("--record", default="", words=Text("登记为这份数据的检查", "Record it for this extract"))
@option("--project", default="", words=Text("项目", "Project"))
def quality_(
    session: Session, *, file: Path | None, out: Path | None, record: str, project: str,
    **columns: Any,
) -> None:  # fmt: skip
    """Look at an extract; exit 1 where anything was found, and no verdict on a broken file."""
    if file is None:
        rows = rows_of(session, project)
        runs = [shown(session, SHEET, one) for one in rows]
        session.answer({"runs": runs, "total": len(runs)},
                       lambda: table_of(session, REGISTER, rows))  # fmt: skip
        return
    from firstline.intake.health.extract import Asked, examine_file  # noqa: PLC0415 - this command alone

    found, sha256 = examine_file(file, Asked(**columns))
    if out is not None:
        from firstline.report.defects import write_defects  # noqa: PLC0415 - this command alone

        write_defects(out, found, session.language)
    if record:
        _record(session, (file, sha256), found, record, project)
    session.answer(
        {**_json(session, found), "file": str(file), "sha256": sha256,
         "report": str(out) if out else None, "recorded": record or None},
        lambda: _told(session, found, out),
    )  # fmt: skip
    if not found.clean:
        click.get_current_context().exit(1)


def _record(
    session: Session, looked: tuple[Path, str], found: Report, name: str, project: str
) -> None:
    file = (looked[0].name, looked[1])
    values = quality_run.run_values(name, project, file, found, session.now().date())
    held = session.store.record(SHEET.kind, quality_run.key_of(name, project))
    edit = quality_run.record(held, values, session.stamp(), session.zone)
    if edit is not None:
        session.store.perform(edit, now=session.now())


def _json(session: Session, found: Report) -> dict[str, Any]:
    say = session.language
    return {
        "rows": found.rows,
        "verdict": "clean" if found.clean else "defects",
        "rules": [
            {"rule": rule, "count": n, "why": EXPLAINED[rule].in_(say)}
            for rule, n in found.counts.items()
        ],
        "defects": [
            {"rule": one.rule, "row": one.row, "column": one.column, "value": one.value,
             "others": list(one.others)}
            for one in found.defects[:MOST_SHOWN]
        ],
        "total": len(found.defects),
    }  # fmt: skip


def _told(session: Session, found: Report, out: Path | None) -> str:
    say = session.language
    lines = [Text(f"{found.rows} 行。", f"{found.rows} rows.").in_(say)]
    for rule, n in found.counts.items():
        lines.append(f"{'✗' if n else '✓'} {RULES[rule].in_(say)}: {n}  {EXPLAINED[rule].in_(say)}")
    lines += [
        f"  {one.row}: {RULES[one.rule].in_(say)} [{one.column}] {one.value}"
        + (f" ← {', '.join(map(str, one.others))}" if one.others else "")
        for one in found.defects[:50]
    ]
    if out is not None:
        lines.append(Text(f"已写出 {out}。", f"{out} is written.").in_(say))
    return "\n".join(lines)
