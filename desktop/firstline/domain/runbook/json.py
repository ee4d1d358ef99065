"""A runbook as one JSON document: what commands print, and what a report is made of."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from firstline.domain.runbook.book import Book
from firstline.domain.runbook.downtime import downtime
from firstline.domain.runbook.gate import Reason, Verdict, verdicts
from firstline.domain.runbook.item import Evidence, Standing, standings
from firstline.domain.runbook.lay import ADOPTED
from firstline.domain.runbook.live import Live, live
from firstline.domain.runbook.plan import Planned, Schedule, plan_of, schedule
from firstline.domain.runbook.proof import Drill, DrillKind, backups, drills, insurance
from firstline.domain.runbook.review import compared, last_run, overruns, review_notes, totals
from firstline.domain.runbook.runbook import Stop
from firstline.domain.runbook.runs import Run, runs
from firstline.domain.runbook.settings import INSTANTS, NUMBERS, SET, settings_of
from firstline.domain.runbook.wave import Criterion, against, waves
from firstline.domain.words import Text

Json = dict[str, Any]


def runbook_json(book: Book, now: datetime, stops: Iterable[Stop] = ()) -> Json:
    """Return everything about a runbook as it stands at `now`."""
    plan, held = plan_of(book), standings(book, now)
    return {
        **head_json(book, now, stops),
        "settings": _settings(book),
        "contested": list(book.contested),
        "items": [item_json(held[name], plan[name]) for name in held],
        "adopted": [
            {
                "version": one.get("version"),
                "by": one.by,
                "second": one.get("second"),
                "reason": one.text,
                "at": one.at.isoformat(),
                "typed_by": one.actor,
            }
            for one in book.of(ADOPTED)
        ],
        "plan": plan_json(schedule(plan, book.template.timed)),
        "runs": [run_json(book, one, now) for one in runs(book)],
        "insurance": insurance_json(book, now),
        "live": live_json(book, now),
        "downtime": downtime_json(book),
        "review": review_json(book, now),
        "waves": waves_json(book, now),
    }


def head_json(book: Book, now: datetime, stops: Iterable[Stop] = ()) -> Json:
    """Return what a list shows of a runbook: its name, its template, its gates and its phase."""
    found = live(book, now)
    return {
        "id": book.id, "number": book.number, "name": book.name, "variant": book.variant,
        "template": {"id": book.template.id, "version": book.template.version,
                     **_both("title", book.template.title)},
        "phase": str(found.phase),
        "gates": [verdict_json(one) for one in verdicts(book, now, stops)],
    }  # fmt: skip


def verdict_json(one: Verdict) -> Json:
    """Return one gate: its verdict, and every reason in both languages."""
    return {
        "id": one.gate.id, **_both("title", one.gate.title),
        "verdict": "go" if one.go else "no_go", "closed": one.closed, "total": one.total,
        "reasons": [_reason(reason) for reason in one.reasons],
        "notes": [_reason(reason) for reason in one.notes],
        "votes": [
            {"role": vote.role, "name": vote.name, "vote": str(vote.vote) if vote.vote else None,
             "stale": vote.stale}
            for vote in one.ballots
        ],
    }  # fmt: skip


def item_json(one: Standing, planned: Planned) -> Json:
    """Return one item with its state, what proves it and what is planned for it."""
    item = one.item
    return {
        "id": item.id, "gate": item.gate, "phase": item.phase, **_both("title", item.title),
        **_both("evidence_wanted", item.evidence), "severity": str(item.severity),
        "state": str(one.state), "owner_role": item.owner_role, "owner": planned.owner,
        "minutes": _rounded(planned.minutes), "minutes_from": planned.source,
        "after": list(planned.after), "wave": planned.wave, "ref": item.ref,
        "evidence": [_evidence(proof) for proof in one.evidence],
        "waivers": [
            {"by": let.by, "reason": let.reason, "until": let.until.isoformat(),
             "expired": let.expired, "typed_by": let.actor}
            for let in one.waivers
        ],
        "not_applicable": list(one.na),
    }  # fmt: skip


def plan_json(found: Schedule) -> Json:
    """Return the timeline: minutes from the begin, the slack, and the critical path."""
    return {
        "minutes": _rounded(found.minutes), "critical": list(found.critical),
        "unknown": list(found.unknown), "circle": list(found.circle),
        "bars": [
            {"item": bar.planned.item.id, "start": _rounded(bar.start), "end": _rounded(bar.end),
             "slack": _rounded(bar.slack), "critical": bar.critical}
            for bar in found.bars
        ],
    }  # fmt: skip


def run_json(book: Book, run: Run, now: datetime) -> Json:
    """Return one run with planned against actual for each step."""
    lines = compared(book, run, now)
    planned, actual = totals(lines)
    return {
        "id": run.id, "mode": str(run.mode), "number": run.number,
        "began": run.began.isoformat(), "ended": _iso(run.ended), "aborted": run.aborted,
        "minutes": _minutes(run.took),
        "rollback": None if run.rollback is None else
        {"by": run.rollback.by, "at": run.rollback.at.isoformat(), "reason": run.rollback.text},
        "point_of_no_return": None if run.ponr is None or run.asked is None else
        {"asked_by": run.asked.by, "confirmed_by": run.ponr.by, "at": run.ponr.at.isoformat(),
         "typed_by": [run.asked.actor, run.ponr.actor]},
        "planned_minutes": _rounded(planned), "actual_minutes": _rounded(actual),
        "steps": [
            {"item": one.item.id, "planned": _rounded(one.planned), "actual": _rounded(one.actual),
             "began": _iso(_step(run, one.item.id, 0)),
             "finished": _iso(_step(run, one.item.id, 1)),
             "over": one.over, "critical": one.critical}
            for one in lines
        ],
    }  # fmt: skip


def insurance_json(book: Book, now: datetime) -> Json:
    """Return the recorded backups and drills, and what they do not prove yet."""
    found = insurance(book, now)
    return {
        "insured": not found.reasons,
        "reasons": [_reason(Reason(code, text)) for code, text in found.reasons],
        "restore_until": _iso(found.until),
        "backups": [
            {"at": one.at.isoformat(), "by": one.by, "name": one.name, "sha256": one.sha256,
             "place": one.place}
            for one in backups(book)
        ],
        "drills": [_drill(one) for kind in DrillKind for one in drills(book, kind)],
    }  # fmt: skip


def downtime_json(book: Book) -> Json:
    """Return the downtime in minutes: window, rehearsal, what it leaves, and the live run."""
    found = downtime(book)
    return {
        "window_minutes": _minutes(found.window), "rehearsed_minutes": _minutes(found.rehearsed),
        "rehearsal": found.rehearsal.id if found.rehearsal else None,
        "reserve_minutes": _minutes(found.reserve), "actual_minutes": _minutes(found.actual),
    }  # fmt: skip


def live_json(book: Book, now: datetime) -> Json:
    """Return the cutover: its phase and the countdown to the latest safe rollback, seconds."""
    found: Live = live(book, now)
    return {
        "phase": str(found.phase), "run": found.run.id if found.run else None,
        "window_end": _iso(found.window_end), "rollback_minutes": _minutes(found.rollback),
        "rollback_measured_by": str(found.rollback_from) if found.rollback_from else None,
        "validation_minutes": _minutes(found.validation),
        "latest_rollback_at": _iso(found.latest_rollback_at),
        "left_seconds": None if found.left is None else int(found.left.total_seconds() // 1),
        "done": found.done, "steps": found.steps,
        "no_return_asked_by": found.run.asked.by if found.run and found.run.asked else None,
        "overruns": [one.item.id for one in overruns(book, now)],
    }  # fmt: skip


def review_json(book: Book, now: datetime) -> Json:
    """Return the post-implementation review of the run that ended last."""
    run = last_run(book)
    return {
        "run": run.id if run else None,
        "over": [one.item.id for one in compared(book, run, now) if one.over] if run else [],
        "notes": [
            {"section": one.get("section"), "text": one.text, "by": one.by,
             "at": one.at.isoformat(), "owner": one.get("owner"), "due": one.get("due")}
            for one in review_notes(book)
        ],
    }  # fmt: skip


def waves_json(book: Book, now: datetime) -> list[Json]:
    """Return the waves: progress, criteria with their evidence, and what was decided by whom."""
    held, found = standings(book, now), waves(book)
    told = []
    for one in found:
        closed, total = one.progress(held)
        decided = one.decided
        told.append({
            "wave": one.name, "scope": one.scope, "items": list(one.items), "closed": closed,
            "total": total,
            "entry": [_criterion(each) for each in one.entry],
            "exit": [_criterion(each) for each in one.exit],
            "decision": None if decided is None else
            {"decision": str(decided.decision), "by": decided.said.by, "why": decided.said.text,
             "at": decided.said.at.isoformat(), "contested": decided.contested},
            "against": [_both("text", why) for why in against(found, one.name)],
        })  # fmt: skip
    return told


def _criterion(one: Criterion) -> Json:
    proof = one.proof
    return {
        "label": one.label, "text": one.text, "met": one.met,
        "evidence": None if proof is None else
        {"text": proof.text, "name": proof.get("name"), "sha256": proof.get("sha256"),
         "by": proof.by, "at": proof.at.isoformat()},
    }  # fmt: skip


def _settings(book: Book) -> Json:
    found = settings_of(book)
    told: Json = {name: book.value(SET + name) or None for name in (*INSTANTS, *NUMBERS)}
    told |= {"restore_days": found.restore_days, "tolerance_percent": found.tolerance_percent}
    for name in ("validation_minutes", "rollback_budget_minutes"):
        told[name] = int(told[name]) if told[name] else None
    return {**told, "roles": dict(found.roles)}


def _reason(one: Reason) -> Json:
    return {"code": one.code, "item": one.item or None, "ref": one.ref or None,
            **_both("text", one.text)}  # fmt: skip


def _evidence(one: Evidence) -> Json:
    return {"at": one.at.isoformat(), "by": one.by, "sha256": one.sha256, "name": one.name,
            "text": one.text, "typed_by": one.actor}  # fmt: skip


def _drill(one: Drill) -> Json:
    return {
        "kind": str(one.kind), "at": one.at.isoformat(), "by": one.by,
        "minutes": _minutes(one.took), "passed": one.passed, "note": one.note,
        "sha256": one.sha256,
    }  # fmt: skip


def _both(name: str, text: Text) -> dict[str, str]:
    return {f"{name}_zh": text.zh, f"{name}_en": text.en or text.zh}


def _step(run: Run, item_id: str, which: int) -> datetime | None:
    held = run.steps.get(item_id)
    return None if held is None else (held.began, held.finished)[which]


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _minutes(took: timedelta | None) -> float | None:
    return None if took is None else _rounded(took / timedelta(minutes=1))


def _rounded(minutes: float | None) -> float | None:
    return None if minutes is None else round(minutes, 1)
