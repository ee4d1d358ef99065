"""What testers do, as edits: begin a run, record a step, finish, make a defect, test again."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from firstline.domain.edits.edit import Change, Edit, Stamp
from firstline.domain.edits.edits import open_ticket
from firstline.domain.edits.entity import Entity
from firstline.domain.edits.tied import tied
from firstline.domain.errors import BadInput, Refused
from firstline.domain.health.sheet import entry, text_of
from firstline.domain.ids import new_id
from firstline.domain.runbook.runbook import SEVERITIES, Severity
from firstline.domain.sla.modifiers import Matrix
from firstline.domain.ticket.fields import Value, clean
from firstline.domain.ticket.ticket import Attachment, Event, EventKind
from firstline.domain.ticket.triage import assess
from firstline.domain.uat.run import DEFECT, FINISH, KIND, RESULTS, STEP, Outcome, Result, Run
from firstline.domain.uat.run import Verdict as Came
from firstline.domain.words import Language, Text

LONGEST = 4_000
_MAJOR = 2  # impact and urgency of what is bad and has a way round
COPIED = ("code", "title", "title_en", "process", "process_en", "role", "role_en", "severity",
          "steps", "steps_en", "requirements", "project")  # fmt: skip


def start(
    case: Entity, heads: Iterable[Run], *, tester: str, environment: str, stamp: Stamp,
    at: datetime | None = None, retests: Run | None = None,
) -> Edit:  # fmt: skip
    """Return the edit that begins a run; it keeps the case's steps as they are now.

    `heads` are the runs of the case that stand now: once this one is finished, it takes their
    place. `retests` must be finished and not have passed. Raises BadInput without a tester,
    Refused otherwise.
    """
    who = clean(tester or stamp.actor, 200, "tester", lines=False)
    if not who:
        raise BadInput(Text("要写明测试人。", "Name the tester."))
    if retests is not None and retests.verdict is Came.RUNNING:
        raise Refused(
            Text(f"{retests.number} 还没有结束,先结束才能复测。",
                 f"{retests.number} is not finished; finish it, then test again."),
            next_step=Text(f"用 uat run finish {retests.number} 结束。",
                           f"Finish it with uat run finish {retests.number}."),
        )  # fmt: skip
    if retests is not None and retests.verdict is Came.PASSED:
        raise Refused(
            Text(f"{retests.number} 没有不通过的结果,不用复测。",
                 f"{retests.number} did not fail: there is nothing to test again."),
            next_step=Text("用 uat run start 开始新的一次。", "Begin anew with uat run start."),
        )  # fmt: skip
    fields: dict[str, Value] = {
        "case": case.id, "tester": who, "environment": clean(environment, 200, "environment"),
        "started": (at or stamp.at).isoformat(),
        "after": " ".join(sorted(one.id for one in heads)),
        "retests": retests.id if retests else "",
        **{name: case.fields.get(name) for name in COPIED},
    }  # fmt: skip
    changes = tuple(Change(name, value) for name, value in fields.items() if value)
    told = entry(stamp, 0, {"what": "started", "by": who}, when=at)
    return Edit(stamp.id, stamp.id, "open", stamp.at, stamp.actor, KIND, changes, (told,))


def record(
    run: Run, number: int, result: Result, stamp: Stamp, *, actual: str = "", by: str = "",
    file: Attachment | None = None, at: datetime | None = None,
) -> Edit:  # fmt: skip
    """Return the edit that records what came of a step, with a screenshot if there is one.

    It takes the place of what was recorded of the step so far. Raises Refused for a run that is
    finished, BadInput for a step that is not there, and for anything but a pass without a word
    about what was seen.
    """
    _going(run)
    held = _step(run, number)
    said = clean(actual, LONGEST, "actual", lines=True)
    if result is not Result.PASSED and not said:
        word = RESULTS[result]
        raise BadInput(
            Text(f"“{word.zh}”要写明实际结果或原因。",
                 f"“{word.en}” needs what was seen, or why."),
        )  # fmt: skip
    data = {
        "what": STEP, "step": str(number), "result": str(result),
        "seen": " ".join(one.id for one in held.heads), "by": by or run.tester,
    }  # fmt: skip
    if file is not None:
        data |= {"sha256": file.sha256, "file": file.name}
    told = [_entry(stamp, 0, data, said, at)]
    if file is not None:
        data = {"sha256": file.sha256, "name": file.name, "size": str(file.size),
                "media": file.media}  # fmt: skip
        told.append(
            Event(f"{stamp.id}.1", EventKind.ATTACHED, stamp.at, None, stamp.actor, data=data)
        )
    return Edit(stamp.id, run.id, STEP, stamp.at, stamp.actor, KIND, (), tuple(told))


def finish(run: Run, stamp: Stamp, *, by: str = "", at: datetime | None = None) -> Edit:
    """Return the edit that finishes a run. Raises Refused while a step has no result."""
    _going(run)
    if run.open_steps:
        steps = ", ".join(map(str, run.open_steps[:20]))
        raise Refused(
            Text(f"还没有结果的步骤:{steps}。", f"Steps without a result: {steps}."),
            next_step=Text("逐步记录;没做的记为跳过并写原因。",
                           "Record each; what was not done is skipped, with the reason."),
        )  # fmt: skip
    told = _entry(stamp, 0, {"what": FINISH, "by": by or run.tester}, "", at)
    return Edit(stamp.id, run.id, FINISH, stamp.at, stamp.actor, KIND, (), (told,))


def defect(run: Run, number: int, ticket_id: str, stamp: Stamp, *, severity: str = "") -> Edit:
    """Return the edit that links the ticket of a defect to the step that it was seen in.

    Without a severity it is that of the case. Raises Refused for a step that did not fail.
    """
    held = _step(run, number)
    if held.result not in (Result.FAIL, Result.BLOCKED):
        raise Refused(
            Text(f"第 {number} 步没有不通过。", f"Step {number} did not fail."),
            next_step=Text("先把这一步记为不通过。", "Record the step as failed first."),
        )
    grave = severity or text_of(run.entity, "severity") or "major"
    if grave not in tuple(SEVERITIES):
        raise BadInput(Text("严重级别是 blocker、major 或 minor。",
                            "A severity is blocker, major or minor."))  # fmt: skip
    data = {"what": DEFECT, "step": str(number), "ticket": ticket_id, "severity": grave}
    told = _entry(stamp, 0, data, "", None)
    return Edit(stamp.id, run.id, DEFECT, stamp.at, stamp.actor, KIND, (), (told,))


def ticket_fields(
    run: Run, number: int, language: Language, severity: str = ""
) -> dict[str, Value]:
    """Return the fields of the ticket for a step that failed, for `edits.open_ticket`."""
    held, step = _step(run, number), run.said(language)[number - 1]
    noted, grave = held.noted, severity or text_of(run.entity, "severity") or "major"
    impact = {"blocker": 1, "major": _MAJOR}.get(grave, 3)
    code, tail = text_of(run.entity, "code"), f" #{number}"
    seen = noted.actual.splitlines()[0] if noted and noted.actual else step.do
    parts: Mapping[Text, str] = {
        Text("用例", "Case"): f"{code} {text_of(run.entity, 'title')} ({run.number})",
        Text("步骤", "Step"): f"{number}. {step.do}",
        Text("预期", "Expected"): step.expected,
        Text("实际", "Seen"): noted.actual if noted else "",
        Text("测试人", "Tester"): noted.by if noted else run.tester,
        Text("环境", "Environment"): text_of(run.entity, "environment"),
        Text("需求", "Requirements"): text_of(run.entity, "requirements"),
    }
    body = "\n".join(f"{name.in_(language)}: {said}" for name, said in parts.items() if said)
    return {
        "title": f"UAT {code}{tail} {seen}"[:200],
        "body": body, "type": "incident", "impact": impact, "urgency": impact,
        "requester": run.tester, "tags": ("phase:uat", "uat"),
    }  # fmt: skip


def defect_ticket(
    run: Run,
    number: int,
    stamps: tuple[Stamp, Stamp],
    language: Language,
    matrix: Matrix,
    severity: str = "",
) -> tuple[Edit, ...]:
    """Return the edits that open a ticket for a step that failed, and link both, as one act.

    Its priority is the matrix's answer for the severity of the case: a blocker is a process that
    stands still without a workaround. The log says why. Raises what `defect` raises.
    """
    stamp, second = stamps
    key = new_id(stamp.at)
    linked = defect(run, number, key, second, severity=severity)
    fields = ticket_fields(run, number, language, severity)
    level = int(str(fields["impact"]))
    found = assess(matrix, impact=level, urgency=level)
    grave = SEVERITIES[Severity(severity or text_of(run.entity, "severity") or "major")]
    code = text_of(run.entity, "code")
    because = Text(
        f"用例 {code} 的严重级别“{grave.zh}”:影响度 {level},紧急度 {level}",
        f"Case {code} is {grave.en}: impact {level}, urgency {level}",
    )
    why = "\n".join(step.in_(language) for step in (because, *found.steps))
    values: dict[str, Value] = {**fields, "priority": found.priority}
    opened = open_ticket(stamp, key, values, explanation=why)
    return opened, *tied(opened, (linked,))


def _entry(
    stamp: Stamp, at: int, data: Mapping[str, str], text: str, when: datetime | None
) -> Event:
    held = {name: clean(value, LONGEST, name) for name, value in data.items() if value}
    return entry(stamp, at, held, text, when)


def _step(run: Run, number: int) -> Outcome:
    found = run.step(number)
    if found is None:
        most = len(run.steps)
        raise BadInput(Text(f"只有第 1 到 {most} 步。", f"Its steps are 1 to {most}."))
    return found


def _going(run: Run) -> None:
    if run.finished is not None:
        raise Refused(
            Text(f"{run.number} 已经结束。", f"{run.number} is finished."),
            next_step=Text("用 uat run retest 复测。", "Test again with uat run retest."),
        )
