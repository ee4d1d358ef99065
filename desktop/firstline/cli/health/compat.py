"""`firstline compat list | add | set | import | matrix`: what runs with what, by whose word."""

import click

from firstline.cli.grammar import Group, command, option
from firstline.cli.health.register import PROJECT, add_commands
from firstline.cli.health.register_words import Register, Row
from firstline.cli.session import Session
from firstline.domain.edits.entity import Entity
from firstline.domain.health import compat
from firstline.domain.health.compat import MARKS, PARTS, SHEET, VERDICTS, Cell, Matrix
from firstline.domain.health.sheet import Flag, of_project, text_of
from firstline.domain.words import Text

compat_ = Group("compat", words=Text("兼容性矩阵", "The compatibility matrix"))


def rows_of(session: Session, project: str) -> list[Row]:
    """Return the cells that somebody recorded, those that stop a gate first."""
    say = session.language
    held = of_project(session.store.records(SHEET.kind), project)
    rows = [
        Row(one, flags_of(one), None, (
            text_of(one, "product"), PARTS.get(text_of(one, "part"), PARTS["other"]).in_(say),
            text_of(one, "version"),
            VERDICTS.get(text_of(one, "verdict"), VERDICTS["unknown"]).in_(say),
            text_of(one, "source"),
        ))
        for one in held
    ]  # fmt: skip
    return sorted(rows, key=lambda one: (not one.flags, one.cells))


def flags_of(one: Entity) -> tuple[Flag, ...]:
    """Return what stands against a gate at a recorded cell."""
    names = (text_of(one, "product"), text_of(one, "part"), text_of(one, "version"))
    verdict = text_of(one, "verdict")
    flag = Cell(*names, verdict if verdict in VERDICTS else "unknown", one).flag
    return (flag,) if flag else ()


REGISTER = Register(
    SHEET, rows_of,
    (Text("产品", "Product"), Text("部件", "Part"), Text("版本", "Version"),
     Text("结论", "Verdict"), Text("来源", "Source")),
)  # fmt: skip
add_commands(compat_, REGISTER)


@command("matrix", Text("整个矩阵;有未知格则退出码 1", "The matrix; exit 1 with open cells"),
         parent=compat_)  # fmt: skip
@option("--project", default="", words=PROJECT)
def matrix_(session: Session, *, project: str) -> None:
    """Show every crossing, those that nobody recorded included."""
    found = compat.matrix(session.store.records(SHEET.kind), project)
    say = session.language
    cells = [
        {"product": one.product, "part": one.part, "version": one.version,
         "verdict": one.verdict, "recorded": one.entity is not None,
         "why": one.flag.why.in_(say) if one.flag else ""}
        for one in found.cells.values()
    ]  # fmt: skip
    session.answer(
        {"cells": cells, "total": len(cells), "open": len(found.open), "why": found.why.in_(say)},
        lambda: _drawn(session, found),
    )
    if found.open:
        click.get_current_context().exit(1)


def _drawn(session: Session, found: Matrix) -> Text | str:
    if not found.rows:
        return Text("矩阵是空的。", "The matrix is empty.")
    from firstline.cli.table import screen_width, table  # noqa: PLC0415 - for a person alone

    say = session.language
    rows = [
        [f"{PARTS.get(part, PARTS['other']).in_(say)} {version}",
         *(MARKS[found.cells[product, part, version].verdict] for product in found.products)]
        for part, version in found.rows
    ]  # fmt: skip
    drawn = table(["", *found.products], rows, stretch=0, columns=screen_width())
    marks = "  ".join(f"{mark} {VERDICTS[key].in_(say)}" for key, mark in MARKS.items())
    return f"{drawn}\n{marks}\n{found.why.in_(say)}"
