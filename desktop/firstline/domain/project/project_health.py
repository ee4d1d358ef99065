"""Project health: rules with a value, a threshold and a reason each; no light by feeling (S30)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal

from firstline.domain.health.columns import Read
from firstline.domain.project import (
    benefit,
    change_request,
    deliverable,
    requirement,
    vendor_person,
)
from firstline.domain.words import Text

VERDICTS: Mapping[str, Text] = {
    "red": Text("红", "red"),
    "ok": Text("正常", "in order"),
    "unknown": Text("没有数据", "no data"),
}
LEAST_INDEX = Decimal("0.90")
"""The least CPI and SPI: our own choice, shown with every flag."""


@dataclass(frozen=True, slots=True)
class Health:
    """One rule applied: `value` "" where nothing says it; then its verdict is unknown, never ok."""

    rule: str
    name: Text
    verdict: str
    value: str
    threshold: str
    why: Text


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the rules look at: the records, the instant and zone, and the project, "" for all."""

    read: Read
    now: datetime
    zone: tzinfo
    project: str = ""


def health(read: Read, now: datetime, zone: tzinfo, project: str = "") -> tuple[Health, ...]:
    """Return every rule applied to a project, or to all, in the order in which they are read."""
    given = Inputs(read, now.astimezone(zone), zone, project)
    return tuple(rule(given) for rule in RULES)


def _index(rule: str, name: Text, value: Decimal | None, words: Text, lacks: Text) -> Health:
    least = f"≥ {LEAST_INDEX}"
    if value is None:
        return Health(rule, name, "unknown", "", least, lacks)
    verdict = "ok" if value >= LEAST_INDEX else "red"
    return Health(rule, name, verdict, f"{value}", least, words)


def _money(value: Decimal) -> str:
    return f"{value:,.0f}"


def _cost(given: Inputs) -> Health:
    found = deliverable.earned(given.read("deliverable"), given.now.date(), given.project)
    ev, ac = _money(found.earned), _money(found.actual)
    return _index(
        "cost_index", Text("成本绩效 CPI", "Cost index CPI"), found.cost_index,
        Text(f"CPI = 挣值 EV {ev} ÷ 实际成本 AC {ac} 元;低于 {LEAST_INDEX} 为红。"
             f"{_left_zh(found)}",
             f"CPI = earned value {ev} ÷ actual cost {ac} yuan; red under {LEAST_INDEX}."
             f"{_left_en(found)}"),
        Text("没有已发生的成本,不下结论。", "Nothing was spent yet: no verdict."),
    )  # fmt: skip


def _schedule(given: Inputs) -> Health:
    found = deliverable.earned(given.read("deliverable"), given.now.date(), given.project)
    ev, pv = _money(found.earned), _money(found.planned)
    return _index(
        "schedule_index", Text("进度绩效 SPI", "Schedule index SPI"), found.schedule_index,
        Text(f"SPI = 挣值 EV {ev} ÷ 计划值 PV {pv} 元;低于 {LEAST_INDEX} 为红。"
             f"{_left_zh(found)}",
             f"SPI = earned value {ev} ÷ planned value {pv} yuan; red under {LEAST_INDEX}."
             f"{_left_en(found)}"),
        Text("还没有到期的计划,不下结论。", "Nothing was planned until today: no verdict."),
    )  # fmt: skip


def _left_zh(found: deliverable.Earned) -> str:
    return f"{found.left_out} 项没有预算或日期,未计入。" if found.left_out else ""


def _left_en(found: deliverable.Earned) -> str:
    return f" {found.left_out} without budget or dates are left out." if found.left_out else ""


def _benefits(given: Inputs) -> Health:
    today = given.now.date()
    due = [
        one for one, _ in benefit.benefits(given.read("benefit"), today, given.project)
        if benefit.is_due(one, today)
    ]  # fmt: skip
    reached = [benefit.realised(one) for one in due]
    known = [one for one in reached if one is not None]
    unproven = len(reached) - len(known)
    least = f"≥ {benefit.LEAST_PERCENT} %"
    name = Text("收益达成", "Benefits realised")
    low = min(known, default=None)
    if low is not None and low < benefit.LEAST_PERCENT:
        words = Text(
            f"{len(due)} 项到期收益中最低达成 {low}%;低于 {benefit.LEAST_PERCENT}% 为红。",
            f"The lowest of {len(due)} benefits that are due reached {low} % of its plan; red "
            f"under {benefit.LEAST_PERCENT} %.",
        )
        return Health("benefits", name, "red", f"{low} %", least, words)
    if low is None or unproven:
        words = Text(
            f"{len(due)} 项到期收益中 {unproven} 项没有实际值:未证明,不算达成。",
            f"{unproven} of {len(due)} benefits that are due have no actual value: unproven.",
        )
        return Health("benefits", name, "unknown", "", least, words)
    words = Text(f"{len(due)} 项到期收益都达成 {low}% 以上。",
                 f"All {len(due)} benefits that are due reached {low} % or more.")  # fmt: skip
    return Health("benefits", name, "ok", f"{low} %", least, words)


def _none_may(rule: str, name: Text, found: list[str], zh: str, en: str) -> Health:
    """Return a rule under which nothing may be found; what was found is named."""
    said = f" ({', '.join(found[:5])})" if found else ""
    words = Text(
        f"{zh}:{len(found)}{said};多于 0 为红。", f"{en}: {len(found)}{said}; red above 0."
    )
    return Health(rule, name, "red" if found else "ok", str(len(found)), "0", words)


def _handover(given: Inputs) -> Health:
    found = vendor_person.people(
        given.read("vendor_person"), given.read("handover"), given.now.date(), given.project
    )
    names = [
        str(one.entity.fields.get("name")) for one in found
        if any(flag.code == "no_handover" for flag in one.flags)
    ]  # fmt: skip
    return _none_may(
        "handover", Text("顾问交接", "Hand-over of consultants"), names,
        "接替时没有交接记录的厂商人员", "Took over without a hand-over record",
    )  # fmt: skip


def _changes(given: Inputs) -> Health:
    reviews = given.read("prototype_review")
    today = given.now.date()
    found = change_request.changes(given.read("change_request"), reviews, today, given.project)
    names = [
        str(one.fields.get("title")) for one, _ in found if change_request.is_overdue(one, today)
    ]  # fmt: skip
    return _none_may(
        "overdue_changes", Text("逾期变更", "Overdue changes"), names,
        "过了最晚决定日的变更申请", "Change requests past the day to decide",
    )  # fmt: skip


def _creep(given: Inputs) -> Health:
    found = requirement.requirements(
        given.read("requirement"), given.read("prototype_review"), given.read("change_request"),
        given.zone, given.project,
    )  # fmt: skip
    names = [
        str(one.fields.get("title")) for one, flags in found
        if any(flag.code == "after_freeze" for flag in flags)
    ]  # fmt: skip
    return _none_may(
        "scope_creep", Text("冻结后的范围", "Scope after the freeze"), names,
        "冻结后改动而没有批准变更的需求", "Requirements changed after the freeze unapproved",
    )  # fmt: skip


RULES: tuple[Callable[[Inputs], Health], ...] = (
    _cost, _schedule, _benefits, _handover, _changes, _creep,
)  # fmt: skip
READS = ("deliverable", "benefit", "vendor_person", "handover", "change_request", "requirement",
         "prototype_review")  # fmt: skip
"""The kinds that the rules read."""
