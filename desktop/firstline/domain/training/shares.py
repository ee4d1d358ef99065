"""Shares with what they rest on: adoption (S83), error rates (S53), exact, with an interval.

A rate is two whole numbers and never a percentage alone. Whether a limit counts as met when it is
reached exactly is data (A9): contracts say "le" and "ge", own goals may say "lt" and "gt".
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from math import sqrt

from firstline.domain.edits.edit import words_of
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health.columns import PROJECT_NAME, Column, Shape, Sheet
from firstline.domain.health.sheet import Flag, day_of, of_project, text_of, whole_of
from firstline.domain.routing.roster import Person as Worker
from firstline.domain.ticket.fields import Value
from firstline.domain.training.person import Person, plain_name
from firstline.domain.training.role_words import role_key
from firstline.domain.words import Text

LONG_DAYS = 15
"""Who is on leave for more days than these is no user of that day (A10)."""
SMALL = 100
"""Below so many cases a share is said to be of few: its interval is wide."""
Z = 1.959963984540054  # 95 % on both sides
KINDS: Mapping[str, Text] = {
    "users": Text("采用率:在用人数 ÷ 应用人数", "Adoption: active users ÷ users who should"),
    "transactions": Text("采用率:系统内单据 ÷ 全部单据", "Adoption: transactions inside ÷ all"),
    "steps": Text("采用率:系统内步骤 ÷ 全部步骤", "Adoption: process steps in the system ÷ all"),
    "errors": Text("差错率:差错 ÷ 总数", "Error rate: errors ÷ all"),
}  # fmt: skip
PHASES: Mapping[str, Text] = {
    "before": Text("培训前", "before training"), "after": Text("培训后", "after training"),
    "plain": Text("平时", "as it runs"),
}  # fmt: skip
OPERATORS: Mapping[str, Text] = {
    "le": Text("不高于(含)", "at most"), "lt": Text("低于(不含)", "below"),
    "ge": Text("不低于(含)", "at least"), "gt": Text("高于(不含)", "above"),
}  # fmt: skip
_SIGNS = {"le": "≤", "lt": "<", "ge": "≥", "gt": ">"}


def limit_of(said: str) -> Fraction:
    """Return a limit in percent as a share. Raises BadInput."""
    try:
        value = Fraction(said.strip().rstrip("%").strip())
    except (ValueError, ZeroDivisionError) as error:
        raise BadInput(
            Text(
                "目标要是百分数,例如 1 或 99.5。", "The target is a percentage, such as 1 or 99.5."
            ),
        ) from error
    if not 0 <= value <= 100:
        raise BadInput(Text("目标要在 0 到 100 之间。", "The target lies between 0 and 100."))
    return value / 100


def _rule(values: Mapping[str, Value]) -> None:
    part, whole = values.get("part"), values.get("whole")
    if isinstance(part, int) and isinstance(whole, int) and part > whole:
        raise BadInput(Text("分子大于分母。", "The part is more than the whole."))
    if values.get("target"):
        limit_of(words_of(values.get("target")))
    first, last = words_of(values.get("start")), words_of(values.get("end"))
    if first and last and last < first:
        raise BadInput(Text("期末早于期初。", "The period ends before it begins."))


SHEET = Sheet(
    "share", "shares", "SH", Text("采用率与差错率", "Adoption and error rate"),
    (
        Column("title", Text("指标", "Measure"), must=True),
        Column("sort", Text("算法", "Definition"), Shape.CHOICE, KINDS, must=True, first="users"),
        Column("rule", Text("口径:什么算、什么不算", "Counting rule"), must=True),
        Column("phase", Text("阶段", "Phase"), Shape.CHOICE, PHASES, must=True, first="plain"),
        Column("role", Text("角色", "Role")),
        Column("site", Text("站点", "Site")),
        Column("team", Text("班组", "Team")),
        Column("start", Text("期初", "From"), Shape.DAY, must=True),
        Column("end", Text("期末(含)", "To, that day included"), Shape.DAY, must=True),
        Column("part", Text("分子", "Part"), Shape.WHOLE, must=True),
        Column("whole", Text("分母", "Whole"), Shape.WHOLE, low=1, must=True),
        Column("target", Text("目标 %", "Target, %")),
        Column("operator", Text("目标怎么算达成", "Met when"), Shape.CHOICE, OPERATORS),
        Column("source", Text("来源", "Source"), must=True),
        Column("project", PROJECT_NAME),
    ),
    rule=_rule,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Share:
    """One measured share: `part` of `whole`, its 95 % interval (Wilson), and whether it is met.

    `met` is None without a target. `low` and `high` are shares between 0 and 1.
    """

    entity: Entity
    part: int
    whole: int
    met: bool | None
    why: Text
    flags: tuple[Flag, ...] = ()

    @property
    def value(self) -> Fraction:
        """The share itself, exact."""
        return Fraction(self.part, self.whole)

    @property
    def interval(self) -> tuple[float, float]:
        """The Wilson interval at 95 %."""
        return wilson(self.part, self.whole)


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Return the 95 % score interval of a share (Wilson 1927), within 0 and 1."""
    p, squared = part / whole, Z * Z
    middle = (p + squared / (2 * whole)) / (1 + squared / whole)
    wide = Z * sqrt(p * (1 - p) / whole + squared / (4 * whole * whole)) / (1 + squared / whole)
    return (0.0 if part == 0 else max(0.0, middle - wide),
            1.0 if part == whole else min(1.0, middle + wide))  # fmt: skip


def percent(value: Fraction | float, places: int = 2) -> str:
    """Return a share as a percentage with so many decimals, rounded half to even."""
    exact = Fraction(value) * 100
    step = Decimal(1).scaleb(-places)
    return str((Decimal(exact.numerator) / exact.denominator).quantize(step, ROUND_HALF_EVEN))


def is_met(value: Fraction, limit: Fraction, operator: str) -> bool:
    """Whether the share meets the limit; reaching it exactly counts for "le" and "ge" alone."""
    if operator in ("le", "lt"):
        return value < limit or (operator == "le" and value == limit)
    return value > limit or (operator == "ge" and value == limit)


def operator_of(entity: Entity) -> str:
    """Return how a target is met where nobody said it: a goal of our own (requirements A9).

    An error rate is to lie below it, an adoption to reach it (S83); a contract's figure says "le".
    """
    said = text_of(entity, "operator")
    if said in OPERATORS:
        return said
    return "lt" if text_of(entity, "sort") == "errors" else "ge"


def share_of(entity: Entity) -> Share | None:
    """Return the share that a record holds, None where its numbers make no share."""
    part, whole = whole_of(entity, "part"), whole_of(entity, "whole")
    if part is None or not whole or part > whole:
        return None
    value, said = Fraction(part, whole), text_of(entity, "target")
    low, high = wilson(part, whole)
    span = f"{percent(low)}–{percent(high)} %"
    head = f"{part}/{whole} = {percent(value)} %"
    met, tail = None, Text("没有目标", "no target")
    if said:
        operator = operator_of(entity)
        met = is_met(value, limit_of(said), operator)
        mark = f"{'✓' if met else '✗'} {_SIGNS[operator]} {said.strip().rstrip('%').strip()} %"
        tail = Text(mark, mark)
    few = whole < SMALL
    more = Text(f";样本少(n={whole})", f"; few cases (n={whole})") if few else Text("", "")
    why = Text(f"{head},95% 区间 {span},{tail.zh}{more.zh}",
               f"{head}, 95 % interval {span}, {tail.en}{more.en}")  # fmt: skip
    found = (Flag("missed", Text("未达目标", "target missed")),) if met is False else ()
    return Share(entity, part, whole, met, why, found)


def shares(records: Iterable[Entity], project: str = "") -> list[Share]:
    """Return the measured shares, the latest period first; what makes no share is left out."""
    found = [made for one in of_project(records, project) if (made := share_of(one)) is not None]
    return sorted(found, key=lambda one: (text_of(one.entity, "end"), one.entity.id), reverse=True)


@dataclass(frozen=True, slots=True)
class Change:
    """Before against after: the difference of two shares with its 95 % interval (Newcombe).

    `sure` where the interval leaves zero out.
    """

    before: Share
    after: Share
    low: float
    high: float

    @property
    def difference(self) -> Fraction:
        """After less before, as a share."""
        return self.after.value - self.before.value

    @property
    def sure(self) -> bool:
        """Whether chance alone would seldom do it."""
        return self.low > 0 or self.high < 0


def changes(several: Iterable[Share]) -> list[Change]:
    """Return what changed from before to after, of each measure with the same rule and place.

    Of several before the last counts, of several after the first that is no earlier.
    """
    groups: dict[tuple[str, ...], list[Share]] = {}
    for one in several:
        key = tuple(
            text_of(one.entity, name)
            for name in ("title", "sort", "rule", "role", "site", "team", "project")
        )
        groups.setdefault(key, []).append(one)
    found = []
    for held in groups.values():
        before = [one for one in held if text_of(one.entity, "phase") == "before"]
        after = [one for one in held if text_of(one.entity, "phase") == "after"]
        if not before or not after:
            continue
        last = max(before, key=lambda one: text_of(one.entity, "end"))
        later = [one for one in after
                 if text_of(one.entity, "start") >= text_of(last.entity, "start")]  # fmt: skip
        if later:
            found.append(_change(last, min(later, key=lambda one: text_of(one.entity, "start"))))
    return found


def _change(a: Share, b: Share) -> Change:
    (low_a, high_a), (low_b, high_b) = a.interval, b.interval
    p, q = float(a.value), float(b.value)
    down = sqrt((q - low_b) ** 2 + (high_a - p) ** 2)
    up = sqrt((high_b - q) ** 2 + (p - low_a) ** 2)
    return Change(a, b, q - p - down, q - p + up)


def told(one: Change) -> Text:
    """Return what changed as a line, with the interval of the difference in points."""
    title = text_of(one.before.entity, "title")
    both = f"{percent(one.before.value)} % → {percent(one.after.value)} %"
    low, high = percent(one.low), percent(one.high)
    sure = Text("不是偶然", "more than chance") if one.sure else Text("可能是偶然", "may be chance")
    by = percent(one.difference)
    return Text(f"{title}:{both},差 {by} 个百分点(95% 区间 {low} 至 {high}):{sure.zh}",
                f"{title}: {both}, {by} points ({low} to {high} at 95 %): {sure.en}")  # fmt: skip


def should_use(
    people: Iterable[Person], role: str, day: date, site: str = "", away: Collection[str] = ()
) -> list[Person]:  # fmt: skip
    """Return who holds a role on `day`: the denominator of adoption (A10); leavers are not in it.

    `away` are the names, plain, of those who are on a long leave that day (`long_away`).
    """
    wanted = role_key(role)
    return [
        one
        for one in people
        if wanted in one.roles
        and one.is_here(day)
        and ((began := one.began(wanted)) is None or began <= day)
        and (not site or one.site.casefold() == site.casefold())
        and plain_name(one.name) not in away
    ]


def long_away(roster: Iterable["Worker"], day: date) -> frozenset[str]:
    """Return the plain names of those whose leave of more than fifteen days holds `day` (A10)."""
    return frozenset(
        plain_name(one.name) for one in roster
        if any(first <= day <= last and (last - first).days + 1 > LONG_DAYS
               for first, last in one.leave)
    )  # fmt: skip


def period_of(entity: Entity) -> tuple[date | None, date | None]:
    """Return the first and last day that a share is of."""
    return day_of(entity, "start"), day_of(entity, "end")
