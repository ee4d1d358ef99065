"""Deliverables with their cost and progress, and the earned value of a project (S30)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal

from firstline.domain.edits.edit import words_of
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health.columns import PROJECT_NAME, Column, Shape, Sheet
from firstline.domain.health.sheet import Flag, day_of, of_project, text_of, whole_of
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

STATES: Mapping[str, Text] = {
    "planned": Text("计划", "planned"),
    "working": Text("进行中", "in work"),
    "delivered": Text("已交付", "delivered"),
    "accepted": Text("已验收", "accepted"),
}


def _rule(values: Mapping[str, Value]) -> None:
    starts, due = (words_of(values.get(name)) for name in ("starts_on", "due"))
    if starts and due and due < starts:
        raise BadInput(Text(f"交付日 {due} 早于开始日 {starts}。",
                            f"It is due on {due}, before it starts on {starts}."))  # fmt: skip
    state, percent = values.get("state"), values.get("percent")
    if state == "accepted" and not values.get("accepted_by"):
        raise BadInput(Text("要写明由谁验收。", "Who accepted it must be given."))
    if state in ("delivered", "accepted") and percent != 100:
        raise BadInput(
            Text("交付之后完成度是 100%。", "What is delivered is 100 % done."),
            next_step=Text("先把完成度改为 100。", "Set its progress to 100 first."),
        )


def _follow(
    kept: dict[str, Value], held: Mapping[str, Value], _today: date
) -> dict[str, Value]:  # fmt: skip
    if kept.get("state") in ("delivered", "accepted") and kept.get("percent") is None:
        return {**kept, "percent": 100}
    if not held:
        return {**kept, "percent": kept.get("percent") or 0}
    return kept


SHEET = Sheet(
    "deliverable", "deliverables", "DL", Text("交付物", "Deliverable"),
    (
        Column("title", Text("交付物", "Deliverable"), must=True),
        Column("gate", Text("关口", "Gate")),
        Column("owner", Text("负责人", "Owner")),
        Column("starts_on", Text("开始日", "Starts on"), Shape.DAY),
        Column("due", Text("交付日", "Due"), Shape.DAY),
        Column("percent", Text("完成度(%)", "Progress (%)"), Shape.WHOLE, high=100),
        Column("planned_yuan", Text("预算(元)", "Budget (yuan)"), Shape.WHOLE),
        Column("actual_yuan", Text("已发生(元)", "Spent (yuan)"), Shape.WHOLE),
        Column("state", Text("状态", "State"), Shape.CHOICE, STATES, must=True, first="planned"),
        Column("accepted_by", Text("验收人", "Accepted by")),
        Column("project", PROJECT_NAME),
    ),
    key=("project", "title"),
    rule=_rule,
    follow=_follow,
)  # fmt: skip


def flags(entity: Entity, today: date) -> tuple[Flag, ...]:
    """Return what is to be looked at: late, nobody owns it, or money beyond its budget."""
    found = []
    due = day_of(entity, "due")
    if due and due < today and text_of(entity, "state") in ("planned", "working"):
        late = (today - due).days
        found.append(Flag("late", Text(f"应在 {due} 交付,已迟 {late} 天",
                     f"was due on {due}, {late} day{'s' * (late != 1)} late")))  # fmt: skip
    planned, spent = whole_of(entity, "planned_yuan"), whole_of(entity, "actual_yuan")
    if planned is not None and spent is not None and spent > planned:
        found.append(Flag("over_budget", Text(f"已发生 {spent:,} 元 > 预算 {planned:,} 元",
                                              f"{spent:,} yuan spent of {planned:,}")))  # fmt: skip
    if not entity.fields.get("owner"):
        found.append(Flag("no_owner", Text("没有负责人", "nobody owns it")))
    return tuple(found)


def deliverables(
    records: Iterable[Entity], today: date, project: str = ""
) -> list[tuple[Entity, tuple[Flag, ...]]]:
    """Return the deliverables with their flags, by the day they are due."""
    found = [(one, flags(one, today)) for one in of_project(records, project)]
    return sorted(
        found, key=lambda pair: (text_of(pair[0], "due") or "9999", text_of(pair[0], "title"))
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Earned:
    """Earned value of a project, in exact yuan; None where nothing says it.

    PV is what was planned to be done by today, EV what is done, AC what it cost, BAC the budget.
    `left_out` are deliverables without budget or dates, which are in none of the sums.
    """

    planned: Decimal
    earned: Decimal
    actual: Decimal
    budget: Decimal
    counted: int
    left_out: int

    @property
    def cost_index(self) -> Decimal | None:
        """CPI = EV ÷ AC; None where nothing was spent."""
        return _ratio(self.earned, self.actual)

    @property
    def schedule_index(self) -> Decimal | None:
        """SPI = EV ÷ PV; None where nothing was planned yet."""
        return _ratio(self.earned, self.planned)


def _ratio(over: Decimal, under: Decimal) -> Decimal | None:
    """Return two places, cut off: what is shown as the least index has reached it."""
    if not under:
        return None
    return (over / under).quantize(Decimal("0.01"), rounding=ROUND_DOWN)


def earned(records: Iterable[Entity], today: date, project: str = "") -> Earned:
    """Return the earned value at the end of `today`.

    A deliverable is planned evenly over its days, both included: with start 1st and due 10th, half
    of its budget is planned at the end of the 5th.
    """
    sums = [Decimal(0)] * 4
    counted = left = 0
    for one in of_project(records, project):
        budget = whole_of(one, "planned_yuan")
        starts, due = day_of(one, "starts_on"), day_of(one, "due")
        if budget is None or starts is None or due is None:
            left += 1
            continue
        counted += 1
        share = _share(starts, due, today)
        done = Decimal(whole_of(one, "percent") or 0) / 100
        spent = Decimal(whole_of(one, "actual_yuan") or 0)
        for at, value in enumerate((budget * share, budget * done, spent, Decimal(budget))):
            sums[at] += value
    return Earned(sums[0], sums[1], sums[2], sums[3], counted, left)


def _share(starts: date, due: date, today: date) -> Decimal:
    whole = (due - starts).days + 1
    passed = (today - starts + timedelta(days=1)).days
    return Decimal(max(0, min(passed, whole))) / Decimal(max(whole, 1))
