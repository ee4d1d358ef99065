"""`firstline uat defects | rate`: what runs found, and the pass rate of each process."""

from typing import Any

from firstline.cli.grammar import command, option
from firstline.cli.health.register_words import flags_json, flags_words
from firstline.cli.session import Session
from firstline.cli.uat.desk import runs
from firstline.domain.errors import Refused
from firstline.domain.health.sheet import text_of
from firstline.domain.runbook.runbook import SEVERITIES
from firstline.domain.uat.standing import Process
from firstline.domain.words import Text

PROJECT = Text("只看这个项目", "Of this project only")
_RULE = Text(
    "通过率 = 通过的用例 ÷ 全部用例;未测、跳过和改动后未重测的都在分母里。",
    "Rate = cases that passed ÷ all cases; untested, skipped and changed ones stay in the "
    "denominator.",
)


@command("defects", Text("由测试产生的缺陷", "The defects that runs found"))
@option("--open", "open_", is_flag=True, words=Text("只看未解决的", "Open ones only"))
@option("--project", default="", words=PROJECT)
def defects_(session: Session, *, open_: bool, project: str) -> None:
    """List the defects: case, run, step, severity, and how their tickets stand."""
    from firstline.store.gates.uat_stops import open_ticket  # noqa: PLC0415 - this command alone

    is_open = open_ticket(session.store)
    told = []
    for run in runs(session):
        if project and text_of(run.entity, "project").casefold() != project.casefold():
            continue
        for one in run.defects:
            alive = is_open(one.ticket)
            if alive or not open_:
                told.append(
                    {"case": text_of(run.entity, "code"), "run": run.number, "step": one.step,
                     "severity": one.severity, "ticket": one.ticket,
                     **_ticket(session, one.ticket), "open": alive, "by": one.by}
                )  # fmt: skip
    session.answer({"defects": told, "total": len(told)}, lambda: _lines(session, told))


def _ticket(session: Session, key: str) -> dict[str, Any]:
    try:
        found = session.store.find(key)
    except Refused:
        found = None
    if found is None:
        return {"number": None, "title": None, "status": None}
    return {"number": found.number, "title": found.title, "status": str(found.status)}


def _lines(session: Session, told: list[dict[str, Any]]) -> Text | str:
    if not told:
        return Text("没有缺陷。", "There are no defects.")
    grave = {str(one): words.in_(session.language) for one, words in SEVERITIES.items()}
    return "\n".join(
        f"{'✗' if one['open'] else '✓'} {one['case']} {one['run']} #{one['step']} "
        f"{grave.get(one['severity'], '')}  {one['number'] or one['ticket']} {one['title'] or ''}"
        for one in told
    )


@command("rate", Text("每个流程的通过率", "The pass rate of each process"))
@option("--project", default="", words=PROJECT)
def rate_(session: Session, *, project: str) -> None:
    """Tell each process's pass rate with both numbers, and what stops its signature."""
    from firstline.store.gates.uat_stops import uat_processes  # noqa: PLC0415 - this command alone

    found = uat_processes(session.store, project)
    passed, total = sum(one.passed for one in found), sum(one.total for one in found)
    told = {
        "processes": [process_json(session, one) for one in found], "total": len(found),
        "passed": passed, "cases": total, "why": _RULE.in_(session.language),
    }  # fmt: skip
    session.answer(told, lambda: _rates(session, found))


def process_json(session: Session, one: Process) -> dict[str, Any]:
    """Return a process as JSON."""
    held, say = one.signature, session.language
    return {
        "process": one.name, "process_en": one.name_en or None, "project": one.project,
        "passed": one.passed, "total": one.total, "tested": one.tested, "percent": one.percent,
        "open_defects": len(one.open_defects), "signed": one.signed, "void": one.void,
        "role": text_of(one.held, "role") if one.held else None,
        "person": text_of(one.held, "person") if one.held else None,
        "signature": None if held is None else
        {"by": held.by, "role": held.role, "at": held.at.isoformat(), "note": held.note},
        "rate": one.rate.in_(say), "stops": flags_json(session, one.stops),
    }  # fmt: skip


def process_line(session: Session, one: Process) -> str:
    """Return a process as a line for a person."""
    say = session.language
    name = one.name if say == "zh_CN" else one.name_en or one.name
    state = (
        Text(f"✓ {one.signature.by} 已签字", f"✓ signed by {one.signature.by}")
        if one.signed and one.signature
        else Text("✗ 签字已失效", "✗ signature void") if one.void
        else Text("未签字", "not signed")
    )  # fmt: skip
    tail = flags_words(session, one.stops[:3])
    more = f" +{len(one.stops) - 3}" if len(one.stops) > 3 else ""
    return f"{name}  {one.rate.in_(say)}  {state.in_(say)}  {tail}{more}".rstrip()


def _rates(session: Session, found: tuple[Process, ...]) -> Text | str:
    if not found:
        return Text("还没有用例。", "There are no cases yet.")
    return "\n".join([*(process_line(session, one) for one in found), _RULE.in_(session.language)])
