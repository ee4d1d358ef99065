"""`firstline requirement list | add | … | trace`, and prototype reviews beside them (S6, S32)."""

from collections.abc import Mapping
from typing import Any

import click

from firstline.cli.grammar import Group, command, option
from firstline.cli.health.register import PROJECT, add_commands
from firstline.cli.health.register_words import Register, Row
from firstline.cli.session import Session
from firstline.domain.health.sheet import number_of, text_of
from firstline.domain.project import requirement, review
from firstline.domain.project.requirement import SHEET, STATES
from firstline.domain.project.trace import Thread, Trace, trace
from firstline.domain.words import Text

requirement_ = Group("requirement", words=Text("需求、验收标准与追溯", "Requirements, their trace"))
prototype_ = Group(
    "prototype", words=Text("原型评审与需求冻结", "Prototype reviews, the freeze")
)  # fmt: skip


def rows_of(session: Session, project: str) -> list[Row]:
    """Return the requirements by process."""
    store, say = session.store, session.language
    found = requirement.requirements(
        store.records(SHEET.kind), store.records("prototype_review"),
        store.records("change_request"), session.zone, project,
    )  # fmt: skip
    return [
        Row(one, flags, None, (
            text_of(one, "process"),
            STATES.get(text_of(one, "state"), STATES["draft"]).in_(say),
            text_of(one, "owner"), text_of(one, "title"),
        ))
        for one, flags in found
    ]  # fmt: skip


REGISTER = Register(
    SHEET, rows_of,
    (Text("流程", "Process"), Text("状态", "State"), Text("负责人", "Owner"),
     Text("需求", "Requirement")),
)  # fmt: skip
add_commands(requirement_, REGISTER)


def review_rows(session: Session, project: str) -> list[Row]:
    """Return the prototype reviews, the newest first."""
    say, today = session.language, session.now().date()
    found = review.reviews(session.store.records("prototype_review"), today, project)
    return [
        Row(one, flags, None, (
            text_of(one, "held_on"),
            review.RESULTS.get(text_of(one, "result"), review.RESULTS["open"]).in_(say),
            text_of(one, "frozen_on"), text_of(one, "version"),
        ))
        for one, flags in found
    ]  # fmt: skip


REVIEWS = Register(
    review.SHEET, review_rows,
    (Text("评审日期", "Reviewed on"), Text("结论", "Result"), Text("冻结日", "Frozen on"),
     Text("版本", "Version")),
)  # fmt: skip
add_commands(prototype_, REVIEWS)


@command("trace", Text("追溯:需求、流程、用例、培训;有断开则退出码 1",
                       "Requirement, process, UAT case, training; exit 1 with holes"),
         parent=requirement_)  # fmt: skip
@option("--project", default="", words=PROJECT)
def trace_(session: Session, *, project: str) -> None:
    """Show the trace of a project and where it breaks."""
    from firstline.store.gates.project_gates import gates  # noqa: PLC0415 - this alone

    found = trace(session.store.records, project, gates(session.store, session.now(), project))
    say = session.language
    holes = [
        {"code": one.code, "why": one.why.in_(say), "kind": one.kind, "id": one.id or None}
        for one in found.all_holes
    ]
    told = {
        "requirements": [_shown(one) for one in found.threads], "total": len(found.threads),
        "holes": holes, "why": found.why.in_(say),
    }  # fmt: skip
    session.answer(told, lambda: _drawn(session, found))
    if holes:
        click.get_current_context().exit(1)


def _shown(one: Thread) -> Mapping[str, Any]:
    return {
        "number": number_of(SHEET, one.entity), "title": text_of(one.entity, "title"),
        "process": text_of(one.entity, "process"), "cases": list(one.cases),
        "training": list(one.training), "pain_points": list(one.points),
        "holes": [hole.code for hole in one.holes],
    }  # fmt: skip


def _drawn(session: Session, found: Trace) -> str:
    from firstline.cli.table import screen_width, table  # noqa: PLC0415 - for a person alone

    say = session.language
    heads = [
        one.in_(say) for one in (
            Text("编号", "Id"), Text("流程", "Process"), Text("UAT 用例", "UAT cases"),
            Text("培训", "Training"), Text("需求", "Requirement"),
        )
    ]  # fmt: skip
    rows = [
        [number_of(SHEET, one.entity), text_of(one.entity, "process") or "✗",
         ", ".join(one.cases) or "✗", ", ".join(one.training) or "—",
         text_of(one.entity, "title")]
        for one in found.threads
    ]  # fmt: skip
    drawn = table(heads, rows, stretch=4, columns=screen_width())
    lines = [f"✗ {one.why.in_(say)}" for one in found.all_holes]
    return "\n".join([drawn, *lines, found.why.in_(say)])
