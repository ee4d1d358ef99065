"""`firstline measure baseline | count | burndown | case`: what is left of a frozen baseline."""

from typing import Any

import click

from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.health.register import add_commands
from firstline.cli.health.register_words import Register, Row, find, flags_json, flags_words
from firstline.cli.session import Session
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import Refused
from firstline.domain.health import burn_down as burn
from firstline.domain.health.burn_down import BurnDown, Count
from firstline.domain.health.measurement import one_place
from firstline.domain.health.sheet import number_of, of_project, text_of
from firstline.domain.interfaces import mapping
from firstline.domain.words import Text

measure_ = Group("measure", words=Text("前后对比与错误下降", "Before and after; error burn-down"))
case_ = Group("case", words=Text("错误基线登记", "The cases with their baselines"))


def _cases(session: Session, project: str) -> list[Row]:
    held = of_project(session.store.records(burn.SHEET.kind), project)
    return [_case(session, one) for one in held]


def _case(session: Session, entity: Entity) -> Row:
    found = burn.burn_down(entity)
    done = found.reduction
    shown = "" if done is None else f"{one_place(done)} %"
    cells = (_counted(found.baseline, found.before), _counted(found.latest, found.left), shown,
             text_of(entity, "due"), text_of(entity, "name"))  # fmt: skip
    rows = mapping.of_case(entity, session.store.records(mapping.SHEET.kind))
    flags = (*burn.flags(found, session.now().date()), *mapping.case_flags(rows))
    return Row(entity, flags, {**_burned(session, found), "mapping": mapping.counted(rows)}, cells)


def _counted(count: Count | None, errors: int) -> str:
    rate = burn.per_thousand(count, errors)
    return f"{errors} ({rate}‰)" if rate else str(errors)


CASES = Register(
    burn.SHEET, _cases,
    (Text("基线", "Baseline"), Text("剩余", "Left"), Text("下降", "Reduction"),
     Text("期限", "Due"), Text("诊断项", "Case")),
)  # fmt: skip
add_commands(case_, CASES, adds=False)
measure_.add_command(case_)


def _burned(session: Session, found: BurnDown) -> dict[str, Any]:
    done = found.reduction
    return {
        "before": found.before, "left": found.left, "fresh": found.fresh,
        "missing": list(found.missing),
        "reduction_percent": None if done is None else one_place(done), "met": found.met,
        "counts": [_count(one) for one in found.counts], "why": found.why.in_(session.language),
    }  # fmt: skip


def _count(one: Count) -> dict[str, Any]:
    rate = burn.per_thousand(one, sum(one.errors.values()))
    return {
        "at": one.at.isoformat(), "errors": dict(one.errors), "messages": one.messages,
        "per_1000_messages": rate or None,
    }  # fmt: skip


_COUNT = Text("某类错误的数量,可多次", "How many of one type; may stand again")
_MESSAGES = Text("这段时间的消息总数", "Messages in that time")


@command("baseline", Text("冻结错误基线", "Freeze an error baseline"), parent=measure_)
@argument("name", metavar="NAME")
@option("--count", "counts", multiple=True, metavar="TYPE=N", words=_COUNT)
@option("--messages", type=click.IntRange(0), default=0, words=_MESSAGES)
@option("--target", default="90", words=Text("目标降幅 %", "Reduction wanted, %"))
@option("--due", default="", words=Text("期限,默认两周", "Time box ends; two weeks if left out"))
@option("--peak-on", default="", words=Text("旺季开始", "Peak season begins"))
@option("--owner", default="", words=Text("负责人", "Owner"))
@option("--project", default="", words=Text("项目", "Project"))
def baseline_(
    session: Session, *, name: str, counts: tuple[str, ...], messages: int, target: str,
    **values: str,
) -> None:  # fmt: skip
    """Freeze a baseline; it cannot be changed, later counts are measured against it."""
    errors = burn.parse_counts(counts)
    given = {"name": name, "target_percent": target, **values}
    edit = burn.freeze(given, errors, messages, session.stamp(), session.zone)
    if session.store.record(burn.SHEET.kind, edit.entity) is not None:
        raise Refused(
            Text(f"“{name}”的基线已经冻结。", f"The baseline of {name!r} is frozen already."),
            next_step=Text("用 measure count 登记新的统计。", "Record counts with measure count."),
        )
    session.store.perform(edit, now=session.now())
    _answer_case(session, edit.entity)


@command("count", Text("登记一次统计", "Record a later count"), parent=measure_)
@argument("key", metavar="ID")
@option("--count", "counts", multiple=True, metavar="TYPE=N", words=_COUNT)
@option("--messages", type=click.IntRange(0), default=0, words=_MESSAGES)
@option("--at", "at_", default=None, words=Text("时间,默认现在", "When; now if left out"))
def count_(
    session: Session, *, key: str, counts: tuple[str, ...], messages: int, at_: str | None
) -> None:  # fmt: skip
    """Record how many errors of each type there are now."""
    entity = find(session, burn.SHEET, key)
    at = session.instant(at_) or session.now()
    edit = burn.add_count(entity, burn.parse_counts(counts), messages, session.stamp(), at)
    session.store.perform(edit, now=session.now())
    _answer_case(session, entity.id)


@command("burndown", Text("基线还剩多少", "What is left of a baseline"), parent=measure_)
@argument("key", metavar="ID")
def burndown_(session: Session, *, key: str) -> None:
    """Show the burn-down of one case; exit 1 where there can be no verdict."""
    entity = find(session, burn.SHEET, key)
    _answer_case(session, entity.id)
    if burn.burn_down(entity).reduction is None:
        click.get_current_context().exit(1)


def _figures(row: Row) -> Text:
    """Return the baseline and what is left, each with its rate in 1,000 messages beside it."""
    before, left = row.cells[0], row.cells[1]
    return Text(f"基线 {before},剩余 {left}", f"baseline {before}, left {left}")


def _answer_case(session: Session, entity_id: str) -> None:
    row = _case(session, find(session, burn.SHEET, entity_id))
    more = row.more or {}
    told = {
        "id": row.entity.id, "number": number_of(burn.SHEET, row.entity),
        "name": text_of(row.entity, "name"), "due": text_of(row.entity, "due") or None,
        "peak_on": text_of(row.entity, "peak_on") or None, **more,
        "flags": flags_json(session, row.flags),
    }  # fmt: skip

    def words() -> str:
        lines = [f"{told['number']}  {told['name']}", f"  {more['why']}"]
        if more["reduction_percent"] is not None:
            mark = "✓" if more["met"] else "✗"
            lines.append(f"  {mark} −{more['reduction_percent']} %")
        lines.append(f"  {_figures(row).in_(session.language)}")
        lines += [f"  {flags_words(session, (one,))}" for one in row.flags]
        return "\n".join(lines)

    session.answer(told, words)
