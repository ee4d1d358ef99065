"""`firstline uat run list | show | start | step | finish | retest | defect`: testing a case."""

from pathlib import Path

import click

from firstline.cli.given import is_file, keep_files
from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.session import Session
from firstline.cli.uat.desk import again, answer, case_of, run_json, run_of, runs
from firstline.domain.edits.edit import Edit
from firstline.domain.errors import BadInput
from firstline.domain.health.sheet import text_of
from firstline.domain.runbook.runbook import SEVERITIES
from firstline.domain.uat import acts
from firstline.domain.uat.run import VERDICTS, Result, Run
from firstline.domain.uat.standing import heads_of
from firstline.domain.words import Text

run_ = Group("run", words=Text("测试执行", "Test runs"))
_BY = Text("谁,默认本人", "Who; default you")
_AT = Text("何时,默认现在", "When; default now")
_GRAVE = click.Choice(tuple(str(one) for one in SEVERITIES))


@command("list", Text("列出执行", "List the runs"), parent=run_)
@option("--case", "case", default="", words=Text("只看这个用例", "Of this case only"))
@option("--project", default="", words=Text("只看这个项目", "Of this project only"))
def list_(session: Session, *, case: str, project: str) -> None:
    """List the runs, the newest first."""
    wanted = case_of(session, case).id if case else ""
    found = [
        one for one in reversed(runs(session))
        if (not wanted or one.case == wanted)
        and (not project or text_of(one.entity, "project").casefold() == project.casefold())
    ]  # fmt: skip
    told = [run_json(session, one) for one in found]
    session.answer({"runs": told, "total": len(told)}, lambda: _table(session, found))


def _table(session: Session, found: list[Run]) -> Text | str:
    if not found:
        return Text("还没有执行。", "There are no runs yet.")
    from firstline.cli.table import screen_width, table  # noqa: PLC0415 - for a person alone

    say = session.language
    heads = (Text("编号", "Number"), Text("结果", "Result"), Text("步", "Steps"),
             Text("测试人", "Tester"), Text("开始", "Started"), Text("用例", "Case"))  # fmt: skip
    cells = [
        [one.number, VERDICTS[one.verdict].in_(say),
         f"{len(one.steps) - len(one.open_steps)}/{len(one.steps)}", one.tester,
         f"{one.started.astimezone(session.zone):%Y-%m-%d %H:%M}", text_of(one.entity, "code")]
        for one in found
    ]  # fmt: skip
    return table([one.in_(say) for one in heads], cells, stretch=5, columns=screen_width())


@command("show", Text("一次执行,逐步", "One run, step by step"), parent=run_)
@argument("key", metavar="RUN")
def show_(session: Session, *, key: str) -> None:
    """Show what was done, expected and seen, with every result of every tester."""
    answer(session, run_of(session, key))


@command("start", Text("开始测试一个用例", "Begin to test a case"), parent=run_)
@argument("case", metavar="CASE")
@option("--tester", default="", words=Text("测试人,默认本人", "The tester; default you"))
@option("--environment", default="", words=Text("环境", "The environment"))
@option("--at", "at_", metavar="TIME", words=_AT)
def start_(session: Session, *, case: str, tester: str, environment: str, at_: str | None) -> None:
    """Begin a run; it keeps the steps of the case as they are now."""
    entity = case_of(session, case)
    heads = heads_of(one for one in runs(session) if one.case == entity.id)
    edit = acts.start(
        entity, heads, tester=tester, environment=environment, stamp=session.stamp(),
        at=session.instant(at_),
    )  # fmt: skip
    _perform(session, edit)
    answer(session, run_of(session, edit.entity))


@command("retest", Text("复测不通过的一次", "Test again what failed"), parent=run_)
@argument("key", metavar="RUN")
@option("--tester", default="", words=Text("测试人,默认本人", "The tester; default you"))
@option("--environment", default="", words=Text("环境,默认同上次", "Default: as before"))
def retest_(session: Session, *, key: str, tester: str, environment: str) -> None:
    """Begin a run in the place of one that failed, with the steps that the case has now."""
    before = run_of(session, key)
    entity = case_of(session, before.case)
    heads = heads_of(one for one in runs(session) if one.case == entity.id)
    place = environment or text_of(before.entity, "environment")
    edit = acts.start(
        entity, heads, tester=tester, environment=place, stamp=session.stamp(), retests=before
    )
    _perform(session, edit)
    answer(session, run_of(session, edit.entity))


@command("step", Text("记录一步的结果", "Record what came of a step"), parent=run_)
@argument("key", metavar="RUN")
@argument("number", metavar="STEP", type=int)
@argument("result", metavar="RESULT", type=click.Choice(tuple(str(one) for one in Result)))
@option("--actual", default="", words=Text("实际结果", "What was seen"))
@option("--screenshot", default="", metavar="FILE", words=Text("截图", "A screenshot"))
@option("--by", default="", words=_BY)
@option("--at", "at_", metavar="TIME", words=_AT)
def step_(
    session: Session, *, key: str, number: int, result: str, actual: str, screenshot: str,
    by: str, at_: str | None,
) -> None:  # fmt: skip
    """Record a step; recorded again, the last one stands and the first stays in the history."""
    run, file = run_of(session, key), None
    if screenshot:
        if not is_file(screenshot):
            raise BadInput(Text(f"没有文件 {screenshot[:80]}。",
                                f"There is no file {screenshot[:80]}."))  # fmt: skip
        (file,) = keep_files(session.store, (Path(screenshot),))
    edit = acts.record(
        run, number, Result(result), session.stamp(), actual=actual, by=by, file=file,
        at=session.instant(at_),
    )  # fmt: skip
    _perform(session, edit)
    answer(session, run)


@command("finish", Text("结束一次执行", "Finish a run"), parent=run_)
@argument("key", metavar="RUN")
@option("--by", default="", words=_BY)
@option("--at", "at_", metavar="TIME", words=_AT)
def finish_(session: Session, *, key: str, by: str, at_: str | None) -> None:
    """Finish a run; every step needs a result."""
    run = run_of(session, key)
    _perform(session, acts.finish(run, session.stamp(), by=by, at=session.instant(at_)))
    answer(session, run)
    if str(again(session, run.id).verdict) != "passed":
        click.get_current_context().exit(1)


@command("defect", Text("由不通过的一步建立工单", "Make a ticket of a step that failed"),
         parent=run_)  # fmt: skip
@argument("key", metavar="RUN")
@argument("number", metavar="STEP", type=int)
@option("--severity", type=_GRAVE, default=None,
        words=Text("严重级别,默认同用例", "Severity; default that of the case"))  # fmt: skip
@option("--ticket", default="", words=Text("关联已有工单", "Link a ticket that is there"))
def defect_(session: Session, *, key: str, number: int, severity: str | None, ticket: str) -> None:
    """Make a ticket of a failed step, or link one, and keep both linked."""
    run, grave = run_of(session, key), severity or ""
    if ticket:
        known = session.ticket(ticket).id
        _perform(session, acts.defect(run, number, known, session.stamp(), severity=grave))
    else:
        stamps = (session.stamp(), session.stamp())
        matrix = session.desk.matrix
        _perform(session, *acts.defect_ticket(run, number, stamps, session.language, matrix, grave))
    answer(session, run)


def _perform(session: Session, *edits: Edit) -> None:
    session.store.perform(*edits, now=session.now())
