"""`firstline risk list | add | review | close | starters | matrix | stops`: the register."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any

import click

from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.health.register import PROJECT, add_commands
from firstline.cli.health.register_words import Register, Row, answer, find
from firstline.cli.session import Session
from firstline.domain.edits.edit import Stamp
from firstline.domain.health import risk, risk_starters
from firstline.domain.health.risk import LEVELS, SHEET, STATES, Risk
from firstline.domain.health.sheet import number_of, text_of
from firstline.domain.health.stops import stops
from firstline.domain.words import Text
from firstline.system.resources import resource_path

risk_ = Group("risk", words=Text("风险清单", "The risk register"))


def rows_of(session: Session, project: str) -> list[Row]:
    """Return the risks, open ones first, the highest score first."""
    found = risk.risks(session.store.records(SHEET.kind), session.now(), project)
    return [_row(session, one) for one in found]


def _row(session: Session, one: Risk) -> Row:
    say = session.language
    more: dict[str, Any] = {
        "score": one.score, "level": str(one.level), "why": one.why.in_(say),
        "reviewed_at": one.reviewed_at.isoformat() if one.reviewed_at else None,
        "next_review": risk.next_review(one) or None,
        "stale": any(flag.code == "stale" for flag in one.flags),
    }  # fmt: skip
    cells = (
        f"{one.probability}×{one.impact}={one.score}", LEVELS[one.level].in_(say),
        STATES.get(text_of(one.entity, "state"), STATES["open"]).in_(say),
        risk.owner_of(one.entity).in_(say), risk.title_of(one.entity, say),
    )  # fmt: skip
    return Row(one.entity, one.flags, more, cells)


REGISTER = Register(
    SHEET, rows_of,
    (Text("分数", "Score"), Text("等级", "Level"), Text("状态", "State"),
     Text("负责人", "Owner"), Text("风险", "Risk")),
)  # fmt: skip
add_commands(risk_, REGISTER)


@command("starters", Text("收入起始风险清单", "Take in the starting list"), parent=risk_)
@option("--project", default="", words=Text("放进这个项目", "Into this project"))
def starters_(session: Session, *, project: str) -> None:
    """Take in the starters that are not there yet; again it changes nothing."""
    path = resource_path("packs", "health", "risk_starters.toml")
    starters = risk_starters.parse_starters(path.read_text("utf-8"), path.name)
    held = session.store.records(SHEET.kind)
    edits = risk_starters.take_in(starters, held, " ".join(project.split())[:400], _stamps(session))
    if edits:
        session.store.perform(*edits, now=session.now())
    many, same = len(edits), len(starters) - len(edits)
    session.answer(
        {"read": len(starters), "created": many, "unchanged": same},
        lambda: Text(f"收入 {many} 条,已有 {same} 条。", f"{many} taken in, {same} were there."),
    )


def _stamps(session: Session) -> Iterator[Stamp]:
    return (session.stamp() for _ in repeat(None))


@command("review", Text("登记一次评审", "Record a review"), parent=risk_)
@argument("key", metavar="ID")
@option("--note", default="", words=Text("评审意见", "What was found"))
@option("--probability", default=None, words=Text("可能性 1–5", "Probability 1–5"))
@option("--impact", default=None, words=Text("影响 1–5", "Impact 1–5"))
@option("--next", "next_on", default=None, words=Text("下次评审日期", "Day of the next review"))
def review_(
    session: Session, *, key: str, note: str, probability: str | None, impact: str | None,
    next_on: str | None,
) -> None:  # fmt: skip
    """Record a review, with what was judged anew; the stale mark goes."""
    entity = find(session, SHEET, key)
    given = {"probability": probability, "impact": impact, "review_on": next_on}
    values = {name: value for name, value in given.items() if value is not None}
    if next_on is None and entity.fields.get("review_on"):
        values["review_on"] = ""  # the day that was set is done with
    edit = risk.review(entity, note, values, session.stamp(), session.zone)
    session.store.perform(edit, now=session.now())
    answer(session, REGISTER, entity.id)


@command("close", Text("关闭风险,要有证据", "Close a risk, with evidence"), parent=risk_)
@argument("key", metavar="ID")
@option(
    "--evidence", required=True, words=Text("证据:文件、记录或工单号", "File, record or ticket")
)
def close_(session: Session, *, key: str, evidence: str) -> None:
    """Close a risk."""
    entity = find(session, SHEET, key)
    edit = risk.close(entity, evidence, session.stamp(), session.zone)
    if edit is not None:
        session.store.perform(edit, now=session.now())
    answer(session, REGISTER, entity.id)


@command("stops", Text("列出阻断关口的一切原因;有则退出码 1", "Everything that stops gates"),
         parent=risk_)  # fmt: skip
@option("--project", default="", words=PROJECT)
def stops_(session: Session, *, project: str) -> None:
    """List what all registers of health and risk hold against gates; exit 1 where anything is."""
    found = stops(session.store.records, session.now(), project)
    say = session.language
    told = [
        {"kind": one.kind, "id": one.id, "code": one.code, "why": one.why.in_(say),
         "project": one.project}
        for one in found
    ]  # fmt: skip
    none = Text("没有已知的阻断。", "Nothing known stops a gate.")
    session.answer(
        {"stops": told, "total": len(told)},
        lambda: "\n".join(f"✗ {one.why.in_(say)}" for one in found) or none,
    )
    if found:
        click.get_current_context().exit(1)


@command("matrix", Text("风险矩阵 5×5", "The 5×5 matrix"), parent=risk_)
@option("--project", default="", words=PROJECT)
def matrix_(session: Session, *, project: str) -> None:
    """Show which open risks stand in which cell."""
    found = risk.risks(session.store.records(SHEET.kind), session.now(), project)
    cells = risk.matrix(found)
    told = [
        {"probability": p, "impact": i, "score": p * i,
         "risks": [number_of(SHEET, one.entity) for one in held]}
        for (p, i), held in sorted(cells.items())
    ]  # fmt: skip
    session.answer({"cells": told, "total": sum(one.is_open for one in found)},
                   lambda: _drawn(session, cells))  # fmt: skip


def _drawn(session: Session, cells: Mapping[tuple[int, int], Sequence[Risk]]) -> str:
    from firstline.cli.table import screen_width, table  # noqa: PLC0415 - for a person alone

    rows = [
        [str(p), *(" ".join(number_of(SHEET, one.entity) for one in cells.get((p, i), ()))
                   for i in range(1, 6))]
        for p in range(5, 0, -1)
    ]  # fmt: skip
    head = Text("可能性\\影响", "P \\ I").in_(session.language)
    return table([head, *"12345"], rows, stretch=5, columns=screen_width())
