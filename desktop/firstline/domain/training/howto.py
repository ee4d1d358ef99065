"""How-to questions and training: five alike from one team in thirty days propose a course (S28)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from math import exp, lgamma, log

from firstline.domain.knowledge.similar import alike
from firstline.domain.training.curriculum import Course, Courses
from firstline.domain.training.person import Person, plain_name
from firstline.domain.words import Text

COUNT = 5
WITHIN = timedelta(days=30)
LIKENESS = 0.3
"""Two questions without a module are of one kind when their titles share so much."""
EFFECT = timedelta(days=30)
TAG = "how-to"
"""A ticket of another type is counted, too, where somebody gave it this tag."""


ABOUT: Mapping[str, str] = {
    "GL": "总账凭证记账月结 voucher posting month-end", "AR": "应收往来核销 receivables",
    "AP": "应付往来核销 payables", "FA": "固定资产 fixed assets",
    "IA": "存货核算成本 costing", "ST": "库存出入库盘点 stock count", "PU": "采购到货 purchase",
    "SA": "销售订单发货开票 sales order", "MO": "生产工单领料报工 production order",
    "HR": "工资考勤 payroll", "SYS": "系统用户权限备份 users rights backup",
}  # fmt: skip
"""What the modules of an ERP are about: a code shares no word with the name of a course."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One how-to question: the ticket, who asked when, about what."""

    ticket: str
    number: str
    title: str
    at: datetime
    requester: str
    product: str = ""
    module: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A course for a team, and the questions that it would have answered.

    `course` is None where no course of the curriculum fits: then one is to be found or made.
    """

    team: str
    about: str
    asked: tuple[Asking, ...]
    course: Course | None
    why: Text


def team_of(asking: Asking, people: Iterable[Person]) -> str:
    """Return the team of who asked, else their site, "" where neither is known."""
    wanted = plain_name(asking.requester)
    for one in people:
        if wanted and wanted in (plain_name(one.name), plain_name(one.label)):
            return one.team or one.site
    return asking.site


def proposals(
    asked: Iterable[Asking], people: Sequence[Person], courses: Courses, now: datetime
) -> list[Proposal]:
    """Return the courses that questions of the last thirty days propose, most questions first."""
    recent = sorted((one for one in asked if now - WITHIN < one.at <= now), key=lambda one: one.at)
    groups: list[tuple[str, list[Asking]]] = []
    for one in recent:
        team = team_of(one, people)
        if not team:
            continue
        held = next((many for name, many in groups if name == team and _one_kind(many[0], one)),
                    None)  # fmt: skip
        if held is None:
            groups.append((team, [one]))
        else:
            held.append(one)
    found = [_proposal(team, many, people, courses) for team, many in groups if len(many) >= COUNT]
    return sorted(found, key=lambda one: (-len(one.asked), one.team, one.about))


def _one_kind(one: Asking, other: Asking) -> bool:
    if one.product and other.product and one.product.casefold() != other.product.casefold():
        return False
    if one.module or other.module:
        return one.module.casefold() == other.module.casefold()
    return alike(_pairs(one.title), _pairs(other.title)) >= LIKENESS


def _pairs(text: str) -> frozenset[str]:
    plain = "".join(text.casefold().split())
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1))


def _proposal(
    team: str, many: Sequence[Asking], people: Sequence[Person], courses: Courses
) -> Proposal:
    about = many[0].module or many[0].title
    course = _course(team, many, people, courses)
    head = Text(f"{team} 三十天内就“{about}”问了 {len(many)} 次怎么做",
                f"{team} asked {len(many)} times in thirty days how to do “{about}”")  # fmt: skip
    if course is None:
        return Proposal(team, about, tuple(many), None,
                        Text(f"{head.zh};课程表里没有合适的课。",
                             f"{head.en}; no course of the curriculum fits."))  # fmt: skip
    return Proposal(team, about, tuple(many), course,
                    Text(f"{head.zh};建议 {course.code} {course.title.zh}。",
                         f"{head.en}; {course.code} {course.title.en} is proposed."))  # fmt: skip


def _course(
    team: str, many: Sequence[Asking], people: Sequence[Person], courses: Courses
) -> Course | None:
    """Return the course whose name has most in common with what was asked.

    Of those alike, one for a role that somebody of the team holds comes first, then the lower.
    """
    about = ABOUT.get(many[0].module.upper(), "")
    words = _pairs(" ".join((many[0].module, about, *(one.title for one in many))))
    held = {role for one in people if (one.team or one.site) == team for role in one.roles}

    def worth(one: Course) -> int:
        said = _pairs(f"{one.title.zh} {one.title.en}")
        return len(said & words)

    fitting = [one for one in courses.values() if worth(one) >= 2]
    return max(
        fitting, key=lambda one: (one.role in held, worth(one), -one.level, one.code), default=None
    )


@dataclass(frozen=True, slots=True)
class Effect:
    """How-to questions in thirty days before a training and after it, with the ratio's interval.

    `low` and `high` bound after ÷ before at 95 %; None where one side has no case.
    """

    before: int
    after: int
    days: int
    low: float | None
    high: float | None

    @property
    def why(self) -> Text:
        """The counts with the verdict in words."""
        counts = Text(f"之前 {self.days} 天 {self.before} 次,之后 {self.days} 天 {self.after} 次",
                      f"{self.before} in {self.days} days before, {self.after} after")  # fmt: skip
        if self.low is None or self.high is None:
            return Text(f"{counts.zh};数太少,不下结论", f"{counts.en}; too few for a verdict")
        span = f"{self.low:.2f}–{self.high:.2f}"
        fell, rose = self.high < 1, self.low > 1
        said = Text("减少了", "fewer") if fell else Text("增多了", "more") if rose else Text(
            "分不清是不是偶然", "may be chance")  # fmt: skip
        return Text(f"{counts.zh};之后÷之前的 95% 区间 {span}:{said.zh}",
                    f"{counts.en}; 95 % interval of after ÷ before {span}: {said.en}")  # fmt: skip


def effect(asked: Iterable[Asking], on: date, today: date, zone: tzinfo) -> Effect:
    """Return how many questions came before and after the day of a training.

    Both spans are thirty days, or as many as have passed since: unequal spans compare nothing.
    """
    days = max(0, min(EFFECT.days, (today - on).days))
    span = timedelta(days=days)
    at = [one.at.astimezone(zone).date() for one in asked]
    before = sum(on - span <= day < on for day in at)
    after = sum(on < day <= on + span for day in at)
    return Effect(before, after, days, *ratio_interval(before, after))


def ratio_interval(before: int, after: int) -> tuple[float | None, float | None]:
    """Return the exact 95 % interval of the ratio of two Poisson counts over equal spans.

    Given their sum, `after` is binomial (Clopper and Pearson); the share s gives s / (1 - s).
    """
    if before == 0 or after == 0:
        return None, None
    whole = before + after
    low = _solve(lambda p: 1 - _at_most(after - 1, whole, p), 0.025)
    high = _solve(lambda p: 1 - _at_most(after, whole, p), 0.975)
    return low / (1 - low), high / (1 - high)


def _at_most(k: int, n: int, p: float) -> float:
    return sum(
        exp(lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1) + i * log(p) + (n - i) * log(1 - p))
        for i in range(k + 1)
    )


def _solve(rises: Callable[[float], float], wanted: float) -> float:
    low, high = 1e-9, 1 - 1e-9
    for _ in range(60):
        middle = (low + high) / 2
        if rises(middle) < wanted:
            low = middle
        else:
            high = middle
    return (low + high) / 2
