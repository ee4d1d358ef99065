"""`firstline measure add | samples | compare`: before and after, with the burn-down beside."""

from pathlib import Path
from typing import Any

import click

from firstline.cli.grammar import argument, command, option
from firstline.cli.health.burn_down import measure_ as measure_  # noqa: PLC0414
from firstline.cli.health.register import add_commands
from firstline.cli.health.register_words import Register, Row, find
from firstline.cli.session import Session
from firstline.domain.edits.entity import Entity
from firstline.domain.health import measurement
from firstline.domain.health import sheet as sheets
from firstline.domain.health.measurement import (
    BOUND_PERCENT,
    PHASES,
    SHEET,
    Comparison,
    measurement_from,
    one_place,
    signed,
)
from firstline.domain.health.sheet import number_of, of_project, text_of
from firstline.domain.interfaces import slow_sql
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text


def rows_of(session: Session, project: str) -> list[Row]:
    """Return the measurements by transaction, before ahead of after."""
    held = of_project(session.store.records(SHEET.kind), project)
    rows = [_row(session, one) for one in held]
    return sorted(
        rows,
        key=lambda one: (
            text_of(one.entity, "transaction"), text_of(one.entity, "phase") != "before",
            text_of(one.entity, "measured_on"),
        ),
    )  # fmt: skip


def _row(session: Session, entity: Entity) -> Row:
    one = measurement_from(entity)
    p50, p95 = (str(one.at(p) if one.n else "") for p in (50, 95))
    more: dict[str, Any] = {"samples": one.n, "n": one.n, "p50": p50 or None, "p95": p95 or None}
    read = slow_sql.of_measurement(entity, session.store.records(slow_sql.SHEET.kind))
    more["slow_sql"] = [number_of(slow_sql.SHEET, each) for each in read]
    phase = PHASES.get(text_of(entity, "phase"), PHASES["before"]).in_(session.language)
    cells = (phase, str(one.n), p50, p95, text_of(entity, "window"), text_of(entity, "transaction"))
    return Row(entity, (), more, cells)


REGISTER = Register(
    SHEET, rows_of,
    (Text("阶段", "Phase"), Text("样本", "n"), Text("p50 毫秒", "p50 ms"),
     Text("p95 毫秒", "p95 ms"), Text("时段", "Window"), Text("事务", "Transaction")),
)  # fmt: skip
add_commands(measure_, REGISTER)


@command("samples", Text("从文件读入样本", "Take samples from a file"), parent=measure_)
@argument("key", metavar="ID")
@argument("file", metavar="FILE", type=click.Path(path_type=Path))
@option("--column", required=True, words=Text("毫秒所在的列", "The column of milliseconds"))
def samples_(session: Session, *, key: str, file: Path, column: str) -> None:
    """Take the samples of one column; they are kept with the file's fingerprint."""
    from firstline.intake.health.extract import fingerprint  # noqa: PLC0415 - this command alone
    from firstline.intake.health.files import read_samples  # noqa: PLC0415

    entity = find(session, SHEET, key)
    found = measurement.parse_samples(read_samples(file, column))
    values: dict[str, Value] = {
        "samples": ",".join(str(one) for one in found), "sha256": fingerprint(file),
        "source": f"{file.name} [{column}]",
    }  # fmt: skip
    edit = sheets.change(SHEET, entity, values, session.stamp(), session.zone)
    if edit is not None:
        session.store.perform(edit, now=session.now())
    row = _row(session, find(session, SHEET, entity.id))
    session.answer(
        {"id": entity.id, "number": number_of(SHEET, entity), **(row.more or {})},
        lambda: f"n={row.cells[1]}  p50={row.cells[2]} ms  p95={row.cells[3]} ms",
    )


@command("compare", Text("前后对比;工作量不同则没有结论", "Compare; unlike workloads: no verdict"),
         parent=measure_)  # fmt: skip
@argument("first", metavar="BEFORE")
@argument("second", metavar="AFTER")
@option("--bound", type=click.IntRange(0, 50), default=BOUND_PERCENT,
        words=Text("负载和数据量可差的百分比", "Percent by which loads may differ"))  # fmt: skip
def compare_(session: Session, *, first: str, second: str, bound: int) -> None:
    """Compare two measurements of one transaction; exit 1 where there can be no verdict."""
    before, after = (measurement_from(find(session, SHEET, one)) for one in (first, second))
    found = measurement.compare(before, after, bound)
    session.answer(_compared(session, found), lambda: _told(session, found))
    if not found.comparable:
        click.get_current_context().exit(1)


def _compared(session: Session, found: Comparison) -> dict[str, Any]:
    told: dict[str, Any] = {
        "comparable": found.comparable, "bound_percent": found.bound,
        "reasons": [one.in_(session.language) for one in found.reasons],
    }  # fmt: skip
    for name, one in (("before", found.before), ("after", found.after)):
        told[name] = {
            "number": number_of(SHEET, one.entity), "n": one.n,
            "p50": str(one.at(50)) if one.n else None, "p95": str(one.at(95)) if one.n else None,
            "per_minute": None if one.throughput is None else str(one.throughput),
        }  # fmt: skip
    told["cut_percent"] = {f"p{p}": one_place(cut) for p, cut in found.cuts.items()}
    told["better"] = {f"p{p}": said for p, said in found.better.items()}
    told["throughput_gain_percent"] = None if found.gain is None else one_place(found.gain)
    told["why"] = _RULE.in_(session.language)
    return told


_RULE = Text(
    "p50、p95 取最近秩;缩短 = 1 − 之后 ÷ 之前;95% 秩区间不重叠才算有差别。",
    "p50 and p95 by nearest rank; cut = 1 − after ÷ before; a difference counts only where the "
    "95% rank intervals do not overlap.",
)


def _told(session: Session, found: Comparison) -> str:
    say = session.language
    if not found.comparable:
        head = Text("不可比,没有结论:", "Not comparable, no verdict:").in_(say)
        return "\n".join([head, *(f"  ✗ {one.in_(say)}" for one in found.reasons)])
    words = {True: Text("变快", "faster"), False: Text("变慢", "slower"),
             None: Text("没有明显差别", "no clear difference")}  # fmt: skip
    lines = [
        f"p{p}: {found.before.at(p)} → {found.after.at(p)} ms  {signed(-cut)} %  "
        f"{words[found.better.get(p)].in_(say)}"
        for p, cut in found.cuts.items()
    ]
    if found.gain is not None:
        name = Text("吞吐量", "Throughput").in_(say)
        lines.append(f"{name}: {signed(found.gain)} %")
    return "\n".join([*lines, _RULE.in_(say)])
