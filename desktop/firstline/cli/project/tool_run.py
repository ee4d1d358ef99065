"""`firstline toolrun list | add | files | compare`: runs of a migration tool that is not ours."""

from pathlib import Path
from typing import Any

from firstline.cli.given import keep_files, readable_file
from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.health.register import add_commands
from firstline.cli.health.register_words import Register, Row, answer, find
from firstline.cli.session import Session
from firstline.domain.errors import BadInput
from firstline.domain.health import sheet as sheets
from firstline.domain.health.sheet import number_of, text_of
from firstline.domain.project import tool_run
from firstline.domain.project.tool_run import RESULTS, SHEET, Compared
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Language, Text

toolrun_ = Group("toolrun", words=Text("迁移工具运行登记", "The register of tool runs"))


def rows_of(session: Session, project: str) -> list[Row]:
    """Return the runs, the newest first."""
    say = session.language
    return [
        Row(one, flags, {"minutes": tool_run.minutes(one)}, (
            text_of(one, "started")[:16], RESULTS[text_of(one, "result")].in_(say),
            str(tool_run.minutes(one) or ""), text_of(one, "errors"),
            f"{text_of(one, 'tool')} {text_of(one, 'version')} {text_of(one, 'name')}".strip(),
        ))
        for one, flags in tool_run.tool_runs(session.store.records(SHEET.kind), project)
    ]  # fmt: skip


REGISTER = Register(
    SHEET, rows_of,
    (Text("开始", "Started"), Text("结果", "Result"), Text("分钟", "Minutes"),
     Text("错误", "Errors"), Text("工具", "Tool")),
)  # fmt: skip
add_commands(toolrun_, REGISTER)


@command("files", Text("由文件登记输入的校验和,并保存日志", "The input's checksum, and the log"),
         parent=toolrun_)  # fmt: skip
@argument("key", metavar="ID")
@option("--input", "input_", metavar="FILE",
        words=Text("输入文件(只算校验和)", "The input, for its checksum alone"))  # fmt: skip
@option("--log", metavar="FILE", words=Text("日志文件(保存)", "The log, which is kept"))
def files_(session: Session, *, key: str, input_: str | None, log: str | None) -> None:
    """Reckon the checksums of input and log; the log is kept with the record, the input is not."""
    if input_ is None and log is None:
        raise BadInput(Text("要给出 --input 或 --log。", "Give --input or --log."))
    entity, edits = find(session, SHEET, key), []
    values: dict[str, Value] = {}
    if input_ is not None:
        from firstline.report.whole_file import hash_of  # noqa: PLC0415 - a file alone

        path = readable_file(input_)
        values |= {"input": path.name, "input_sha256": hash_of(path)}
    if log is not None:
        (file,) = keep_files(session.store, (Path(readable_file(log)),))
        values |= {"log": file.name, "log_sha256": file.sha256}
        edits.append(tool_run.keep_log(entity, file, session.stamp()))
    changed = sheets.change(SHEET, entity, values, session.stamp(), session.zone)
    edits += [changed] if changed else []
    session.store.perform(*edits, now=session.now())
    answer(session, REGISTER, entity.id)


@command("compare", Text("两次运行并排:用时、行数、错误", "Two runs side by side"), parent=toolrun_)
@argument("first", metavar="ID")
@argument("second", metavar="ID")
def compare_(session: Session, *, first: str, second: str) -> None:
    """Compare duration, counts and errors; say where the two did not do the same work."""
    found = tool_run.compare(*(find(session, SHEET, one) for one in (first, second)))
    session.answer(_json(session, found), lambda: _told(session, found))


def _json(session: Session, found: Compared) -> dict[str, Any]:
    say = session.language
    return {
        "left": number_of(SHEET, found.left), "right": number_of(SHEET, found.right),
        "comparable": found.comparable, "reasons": [one.in_(say) for one in found.reasons],
        "rows": [
            {"what": one.id, "left": one.left, "right": one.right, "difference": one.more,
             "same": one.same}
            for one in found.rows
        ],
    }  # fmt: skip


def _told(session: Session, found: Compared) -> str:
    from firstline.cli.table import screen_width, table  # noqa: PLC0415 - for a person alone

    say = session.language
    heads = ["", number_of(SHEET, found.left), number_of(SHEET, found.right), "±"]
    rows = [
        [one.name.in_(say), _said(one.id, one.left, say), _said(one.id, one.right, say),
         f"{one.more:+d}" if one.more else ("=" if one.same else "≠")]
        for one in found.rows
    ]  # fmt: skip
    lines = [table(heads, rows, stretch=0, columns=screen_width())]
    lines += [f"⚠ {one.in_(say)}" for one in found.reasons]
    return "\n".join(lines)


def _said(name: str, value: str, language: Language) -> str:
    """Return a value as a person reads it: a choice by its name."""
    column = next((one for one in SHEET.columns if one.id == name), None)
    known = column.choices.get(value) if column else None
    return known.in_(language) if known else value or "—"
