"""`firstline slowsql import | list | show | compare`: slow statements as evidence."""

from pathlib import Path
from typing import Any

import click

from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.health.register import add_commands, held_of
from firstline.cli.health.register_words import Register, Row, answer, find
from firstline.cli.session import Session
from firstline.domain.edits.entity import Entity
from firstline.domain.health import sheet as sheets
from firstline.domain.health.measurement import BOUND_PERCENT, PHASES, one_place
from firstline.domain.health.sheet import number_of, of_project, text_of
from firstline.domain.interfaces import slow_sql
from firstline.domain.interfaces.slow_sql import CHANGES, FORMATS, SHEET, Change
from firstline.domain.interfaces.statement import Statement
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

slowsql_ = Group("slowsql", words=Text("慢语句读数", "Readings of slow statements"))
SHOWN = 20


def rows_of(session: Session, project: str) -> list[Row]:
    """Return the readings by transaction, before ahead of after."""
    held = of_project(session.store.records(SHEET.kind), project)
    held.sort(key=lambda one: (text_of(one, "transaction"), text_of(one, "phase") != "before",
                               text_of(one, "measured_on")))  # fmt: skip
    return [_row(session, one) for one in held]


def _row(session: Session, one: Entity) -> Row:
    say, found = session.language, slow_sql.statements(one)
    total = text_of(one, "total_ms")
    cells = (
        PHASES.get(text_of(one, "phase"), PHASES["before"]).in_(say),
        text_of(one, "distinct"), text_of(one, "calls"), total,
        FORMATS.get(text_of(one, "format"), FORMATS["plain"]).in_(say),
        text_of(one, "transaction"),
    )  # fmt: skip
    top = [_json(each) for each in found[:SHOWN]]
    return Row(one, (), {"statements": top, "kept": len(found)}, cells)


def _json(one: Statement | None) -> dict[str, Any] | None:
    if one is None:
        return None
    p95 = None if one.p95_ms is None else str(one.p95_ms)
    return {"hash": one.mark, "calls": one.calls, "total_ms": str(one.total_ms),
            "mean_ms": str(one.mean_ms), "p95_ms": p95, "text": one.text}  # fmt: skip


REGISTER = Register(
    SHEET, rows_of,
    (Text("阶段", "Phase"), Text("种数", "Statements"), Text("次数", "Calls"),
     Text("总毫秒", "Total ms"), Text("格式", "Format"), Text("事务", "Transaction")),
)  # fmt: skip
add_commands(slowsql_, REGISTER, adds=False)


@command("import", Text("收入慢语句文件,去掉字面值", "Take slow statements in, without values"),
         parent=slowsql_)  # fmt: skip
@argument("file", metavar="FILE", type=click.Path(path_type=Path))
@option("--transaction", required=True, words=Text("事务", "Transaction"))
@option("--phase", type=click.Choice(tuple(PHASES)), default="before", words=Text("阶段", "Phase"))
@option("--measured-on", default="", words=Text("测量日期", "Measured on"))
@option("--window", default="", words=Text("时段", "Time window"))
@option("--environment", default="", words=Text("环境", "Environment"))
@option("--owner", default="", words=Text("负责人", "Owner"))
@option("--project", default="", words=Text("项目", "Project"))
def import_(session: Session, *, file: Path, **given: str) -> None:
    """Read a file of slow statements and keep the dearest as evidence of a measurement."""
    from firstline.intake.health.extract import fingerprint  # noqa: PLC0415 - this command alone
    from firstline.intake.health.slow_sql import read_slow  # noqa: PLC0415

    name, found = read_slow(file)
    values: dict[str, Value] = {key: value for key, value in given.items() if value}
    values |= slow_sql.values_of(found, name, (file.name, fingerprint(file)))
    held = held_of(session, SHEET, values)
    stamp, zone = session.stamp(), session.zone
    if held is None:
        session.store.perform(sheets.new_record(SHEET, values, stamp, zone), now=session.now())
    elif (edit := sheets.change(SHEET, held, values, stamp, zone)) is not None:
        session.store.perform(edit, now=session.now())
    kept = held_of(session, SHEET, values)
    answer(session, REGISTER, kept.id if kept else "")


@command("compare", Text("前后对比,按语句的标记", "Compare two readings by statement"),
         parent=slowsql_)  # fmt: skip
@argument("first", metavar="BEFORE")
@argument("second", metavar="AFTER")
@option("--bound", type=click.IntRange(0, 50), default=BOUND_PERCENT,
        words=Text("次数可差的百分比", "Percent by which calls may differ"))  # fmt: skip
def compare_(session: Session, *, first: str, second: str, bound: int) -> None:
    """Compare two readings; exit 1 where they may not be compared."""
    before, after = (find(session, SHEET, one) for one in (first, second))
    found = slow_sql.compare(before, after, bound)
    told = {
        "before": number_of(SHEET, before), "after": number_of(SHEET, after),
        "comparable": not found.reasons,
        "reasons": [one.in_(session.language) for one in found.reasons],
        "statements": [
            {"hash": one.mark, "text": one.text, "state": one.state,
             "cut_percent": None if one.cut is None else one_place(one.cut),
             "before": _json(one.before), "after": _json(one.after)}
            for one in found.changes
        ],
        "total": len(found.changes),
    }  # fmt: skip

    def words() -> str:
        say = session.language
        head = Text("不可比,没有结论:", "Not comparable, no verdict:").in_(say)
        lines = [head, *(f"  ✗ {one.in_(say)}" for one in found.reasons)] if found.reasons else []
        return "\n".join([*lines, *(_line(session, one) for one in found.changes[:SHOWN])])

    session.answer(told, words)
    if found.reasons:
        click.get_current_context().exit(1)


def _line(session: Session, one: Change) -> str:
    a, b = (str(side.mean_ms) if side else "—" for side in (one.before, one.after))
    cut = "" if one.cut is None else f"  {one_place(-one.cut)} %"
    said = CHANGES[one.state].in_(session.language)
    return f"{one.mark[:8]}  {a} → {b} ms{cut}  {said}  {one.text[:80]}"
