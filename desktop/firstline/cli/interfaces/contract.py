"""`firstline interface list | add | set | show | probe`: what connects to what, and whether."""

from typing import Any

import click

from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.health.register import add_commands
from firstline.cli.health.register_words import Register, Row, find, told_instant
from firstline.cli.session import Session
from firstline.domain.edits.edit import Edit
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health.sheet import Flag, number_of, of_project, text_of
from firstline.domain.interfaces import contract
from firstline.domain.interfaces.contract import AUTHS, DIRECTIONS, MARKS, RESULTS, SHEET, Probed
from firstline.domain.words import Text

interface_ = Group("interface", words=Text("接口登记与探测", "The register of interfaces; probes"))


def rows_of(session: Session, project: str) -> list[Row]:
    """Return the interfaces, those with flags first."""
    records = session.store.records(SHEET.kind)
    return [_row(session, *one) for one in contract.contracts(records, session.now(), project)]


def _row(session: Session, one: Entity, flags: tuple[Flag, ...]) -> Row:
    say = session.language
    kept = contract.probes(one)
    last = kept[-1] if kept else None
    result = last.result if last else "not_tested"
    cells = (
        DIRECTIONS.get(text_of(one, "direction"), DIRECTIONS["out"]).in_(say),
        AUTHS.get(text_of(one, "auth"), AUTHS["unknown"]).in_(say),
        told_instant(session, SHEET.column("last_success"), text_of(one, "last_success")),
        f"{MARKS[result]} {RESULTS[result].in_(say)}",
        text_of(one, "name"),
    )  # fmt: skip
    more: dict[str, Any] = {
        "probe": _json(session, last) if last else {"result": "not_tested", "at": None},
        "probes": [_json(session, each) for each in kept],
    }
    if last:
        more["why"] = f"{RESULTS[result].in_(say)}: {last.said.in_(say)}"
    return Row(one, flags, more, cells)


def _json(session: Session, one: Probed) -> dict[str, Any]:
    return {"at": one.at.isoformat(), "by": one.by, "result": one.result,
            "said": one.said.in_(session.language)}  # fmt: skip


REGISTER = Register(
    SHEET, rows_of,
    (Text("方向", "Direction"), Text("认证", "Authentication"), Text("最近成功", "Last success"),
     Text("探测", "Probe"), Text("名称", "Name")),
)  # fmt: skip
add_commands(interface_, REGISTER)


@command("probe", Text("探测能否连上;不发送业务数据", "Whether it answers; sends no business data"),
         parent=interface_)  # fmt: skip
@argument("keys", metavar="[ID…]", nargs=-1)
@option("--project", default="", words=Text("探测这个项目的全部接口", "All of this project"))
@option("--timeout", type=click.FloatRange(0.1, 30), default=3.0, words=Text("秒", "Seconds"))
def probe_(session: Session, *, keys: tuple[str, ...], project: str, timeout: float) -> None:
    """Probe interfaces inside the local network and keep the results; exit 1 where one failed."""
    from firstline.intake.health.probe import probe  # noqa: PLC0415 - no command opens a socket but this

    records = session.store.records(SHEET.kind)
    asked = [find(session, SHEET, one) for one in keys] or of_project(records, project)
    if not keys and not project:
        raise BadInput(Text("请写出接口,或用 --project。", "Name interfaces, or give --project."))
    edits: list[Edit] = []
    told: list[dict[str, Any]] = []
    lines: list[str] = []
    for one in asked:
        found = probe(text_of(one, "endpoint"), timeout)
        edits.append(contract.probe_edit(one, found, session.stamp()))
        said, word = found.said.in_(session.language), RESULTS[found.result]
        told.append({"id": one.id, "number": number_of(SHEET, one), "name": text_of(one, "name"),
                     "result": found.result, "said": said})  # fmt: skip
        mark = MARKS[found.result]
        lines.append(f"{mark} {text_of(one, 'name')}: {word.in_(session.language)} ({said})")
    if edits:
        session.store.perform(*edits, now=session.now())
    session.answer({"probes": told, "total": len(told)}, lambda: "\n".join(lines))
    if any(one["result"] == "failed" for one in told):
        click.get_current_context().exit(1)
