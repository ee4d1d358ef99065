"""What the commands of acceptance tests share: finding a case and a run, and telling of them."""

from typing import Any

from firstline.cli.health.register_words import find
from firstline.cli.session import Session
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import Refused
from firstline.domain.health.sheet import text_of
from firstline.domain.runbook.runbook import SEVERITIES
from firstline.domain.uat.case import SHEET, said_in
from firstline.domain.uat.run import KIND, MARKS, RESULTS, VERDICTS, Noted, Run, runs_from
from firstline.domain.words import Text


def case_of(session: Session, key: str) -> Entity:
    """Return the case of this code or id. Raises Refused where there is none, or several."""
    return find(session, SHEET, key)


def runs(session: Session) -> tuple[Run, ...]:
    """Return every run that can be read, the oldest first."""
    return runs_from(session.store.records(KIND))


def run_of(session: Session, key: str) -> Run:
    """Return the run of this number or id. Raises Refused where there is none, or several."""
    wanted = key.strip().casefold()
    found = [one for one in runs(session) if wanted in (one.id, one.number.casefold())]
    if len(found) == 1:
        return found[0]
    raise Refused(
        Text(f"“{key[:60]}”对应 {len(found)} 次执行。", f"“{key[:60]}” fits {len(found)} runs."),
        next_step=Text("用 uat run list 查看编号。", "See the numbers with uat run list."),
    )


def again(session: Session, key: str) -> Run:
    """Return the run as it stands now."""
    return run_of(session, key)


def run_json(session: Session, one: Run) -> dict[str, Any]:
    """Return a run as JSON: what was done, expected and seen, step by step."""
    said = one.said(session.language)
    return {
        "id": one.id, "number": one.number, "case": text_of(one.entity, "code"),
        "case_id": one.case, "title": said_in(one.entity, "title", session.language),
        "process": said_in(one.entity, "process", session.language),
        "project": text_of(one.entity, "project"), "tester": one.tester,
        "environment": text_of(one.entity, "environment"),
        "started": one.started.isoformat(),
        "finished": one.finished.isoformat() if one.finished else None,
        "verdict": str(one.verdict), "retests": one.retests or None,
        "steps": [
            {"step": step.number, "do": words.do, "expected": words.expected,
             "result": str(step.result) if step.result else None,
             "actual": step.noted.actual if step.noted else "",
             "by": step.noted.by if step.noted else None,
             "contested": step.contested,
             "results": [_noted(session, noted) for noted in (*step.past, *step.heads)]}
            for step, words in zip(one.steps, said, strict=True)
        ],
        "defects": [
            {"step": found.step, "ticket": found.ticket, "severity": found.severity,
             "by": found.by, "at": found.at.isoformat()}
            for found in one.defects
        ],
    }  # fmt: skip


def _noted(session: Session, one: Noted) -> dict[str, Any]:
    return {
        "at": one.at.isoformat(), "by": one.by, "result": str(one.result), "actual": one.actual,
        "sha256": one.sha256 or None, "file": one.file or None,
        "here": bool(one.sha256) and session.store.file_path(one.sha256) is not None,
    }  # fmt: skip


def run_sheet(session: Session, one: Run) -> str:
    """Return a run as lines for a person."""
    say = session.language
    code, title = text_of(one.entity, "code"), said_in(one.entity, "title", say)
    lines = [f"{one.number}  {code} {title} — {VERDICTS[one.verdict].in_(say)} ({one.tester})"]
    for step, words in zip(one.steps, one.said(say), strict=True):
        mark = MARKS[step.result] if step.result else "·"
        lines.append(f"  {mark} {step.number}. {words.do} → {words.expected}")
        for noted in step.heads:
            name = RESULTS[noted.result].in_(say)
            tail = "  ".join(part for part in (noted.actual, noted.file) if part)
            lines.append(f"      {name} ({noted.by}) {tail}".rstrip())
    grave = {str(key): name.in_(say) for key, name in SEVERITIES.items()}
    lines += [
        f"  ⚑ {found.step}: {_number(session, found.ticket)} "
        f"({grave.get(found.severity, found.severity)})"
        for found in one.defects
    ]
    return "\n".join(lines)


def _number(session: Session, ticket: str) -> str:
    """Return the number by which people know a ticket, its id where it has not come yet."""
    try:
        found = session.store.find(ticket)
    except Refused:
        return ticket
    return found.number or ticket if found else ticket


def answer(session: Session, run: Run) -> None:
    """Print the run as it stands now."""
    one = again(session, run.id)
    session.answer(run_json(session, one), lambda: run_sheet(session, one))
