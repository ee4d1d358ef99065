"""Which targets hold by contracts and supplements: contract > supplement > default (S60).

What overlaps with its like is never picked silently: neither applies, and the next level holds.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from enum import IntEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from firstline.domain.contracts.contract import Contract, contracts
from firstline.domain.contracts.supplement import supplements
from firstline.domain.contracts.targets import NAMES, Key, in_hours_of, read_targets, said_goal
from firstline.domain.contracts.values import Reach, Span
from firstline.domain.health.sheet import text_of
from firstline.domain.sla.agreement import Agreement, Goal, Versions
from firstline.domain.ticket.ticket import Leg
from firstline.domain.values import dataclass, replace
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity


class Rank(IntEnum):
    """The levels in their precedence."""

    CONTRACT = 0
    SUPPLEMENT = 1
    DEFAULT = 2


RANKS: Mapping[Rank, Text] = {
    Rank.CONTRACT: Text("合同", "contract"),
    Rank.SUPPLEMENT: Text("补充协议", "supplement"),
    Rank.DEFAULT: Text("默认服务级别", "default service levels"),
}
RULE = Text("合同 > 补充协议 > 默认服务级别", "contract > supplement > default service levels")


@dataclass(frozen=True, slots=True)
class Term:
    """The targets of one document, for whom and when they hold."""

    rank: Rank
    name: str
    reach: Reach
    span: Span
    goals: Mapping[Key, Goal]


@dataclass(frozen=True, slots=True)
class Held:
    """Which level a target comes from, under which name, and which others it put aside.

    `clash` names those of one level that both would set it: none of them applies.
    """

    key: Key
    goal: Goal
    rank: Rank
    name: str
    beaten: tuple[Term, ...] = ()
    clash: tuple[Term, ...] = ()

    @property
    def why(self) -> Text:
        """The target, its level, and the rule, in words."""
        priority, metric = self.key
        said, level, name = said_goal(self.goal), RANKS[self.rank], NAMES[metric]
        zh = f"{priority} {name.zh} {said.zh}:{level.zh} {self.name}"
        en = f"{priority} {name.en} {said.en}: {level.en} {self.name}"
        for one in self.beaten:
            other = said_goal(one.goals[self.key])
            zh += f";{RANKS[one.rank].zh} {one.name} 写 {other.zh},次序在后"
            en += f"; {RANKS[one.rank].en} {one.name} says {other.en} and comes after it"
        if self.clash:
            names = " / ".join(one.name for one in self.clash)
            zh += f";⚠ {names} 重叠,都不适用"
            en += f"; ⚠ {names} overlap, neither applies"
        return Text(zh, en)


def terms_of(deals: Iterable["Entity"], clauses: Iterable["Entity"]) -> tuple[Term, ...]:
    """Return the terms in the records of contracts and supplements, those without targets apart."""
    known = contracts(deals)
    found = [one for one in map(_of_contract, known) if one.goals]
    for one in supplements(clauses, known):
        both = {**one.goals, **{key: Goal() for key in one.twice}}
        found.append(Term(Rank.SUPPLEMENT, one.label.zh, one.reach, one.span, both))
    return tuple(found)


def _of_contract(one: Contract) -> Term:
    goals, twice = read_targets(text_of(one.entity, "targets"))
    both = {**goals, **{key: Goal() for key in twice}}
    return Term(Rank.CONTRACT, one.number, one.reach, one.span, both)


def mark_of(terms: Iterable[Term]) -> str:
    """Return a text that differs wherever a due time could."""
    return repr([
        (int(one.rank), one.name, one.reach.systems, one.reach.sites, str(one.span.first),
         str(one.span.last),
         sorted((str(priority), str(metric), goal.amount or 0, str(goal.unit))
                for (priority, metric), goal in one.goals.items()))
        for one in terms
    ])  # fmt: skip


def held_by(terms: Iterable[Term], base: Agreement) -> dict[Key, Held]:
    """Return what each target of these terms comes to over `base`; they hold on one day."""
    keys = {key for one in terms for key in one.goals}
    return {key: _settled(key, [one for one in terms if key in one.goals], base) for key in keys}


def _settled(key: Key, found: Sequence[Term], base: Agreement) -> Held:
    clash: list[Term] = []
    for rank in (Rank.CONTRACT, Rank.SUPPLEMENT):
        level = [one for one in found if one.rank is rank]
        if len(level) > 1 or (level and level[0].goals[key].amount is None):
            clash += level
            continue
        if level:
            goal = in_hours_of(level[0].goals[key], base)
            beaten = tuple(one for one in found if one.rank > rank and one.goals[key].amount)
            return Held(key, goal, rank, level[0].name, beaten, tuple(clash))
    default = base.goal(*key)
    return Held(key, default, Rank.DEFAULT, base.id, (), tuple(clash))


def explained(
    terms: Sequence[Term], base: Agreement, product: str, site: str, day: date
) -> list[Held]:
    """Return every target that holds for a product at a site on `day`, with its level (N10)."""
    mine = [one for one in terms if one.reach.takes(product, site) and one.span.holds(day)]
    over = held_by(mine, base)
    keys = sorted({*base.goals, *over}, key=lambda one: (one[0], one[1]))
    return [over.get(key) or Held(key, base.goal(*key), Rank.DEFAULT, base.id) for key in keys]


def base_of(found: Iterable[Agreement], product: str, site: str, day: date) -> Agreement | None:
    """Return the vendor's agreement for a product at a site on `day`, in rule order (R3, R16).

    Those that are meant for some modules, types or phases alone are passed over.
    """
    for one in found:
        scope = one.scope
        narrow = scope.modules or scope.types or scope.phases
        if one.leg is not Leg.VENDOR or narrow or not one.in_force(day):
            continue
        reach = Reach(scope.products, scope.sites)
        if reach.takes(product, site):
            return one
    return None


def overlaid(versions: Versions, terms: Sequence[Term], product: str, site: str) -> Versions:
    """Return the versions of an agreement with those that contracts and supplements make of them.

    Each stretch of days in which the same terms hold is a version of its own, before the base: a
    ticket keeps the version in force at its start (sla.md R16).
    """
    mine = [one for one in terms if one.reach.takes(product, site)]
    if not mine:
        return versions
    made = [
        version
        for span in _stretches(mine)
        for base in versions
        if (version := _version(base, [one for one in mine if one.span.meets(span)], span))
    ]
    return (*made, *versions)


def _stretches(terms: Sequence[Term]) -> list[Span]:
    day = timedelta(days=1)
    cuts = {one.span.first for one in terms if one.span.first}
    cuts |= {one.span.last + day for one in terms if one.span.last and one.span.last < date.max}
    edges = sorted(cuts)
    if not edges:
        return [Span()]
    inner = [Span(a, b - day) for a, b in pairwise(edges)]
    spans = [Span(None, edges[0] - day), *inner, Span(edges[-1], None)]
    return [span for span in spans if any(one.span.meets(span) for one in terms)]


def _version(base: Agreement, terms: Sequence[Term], span: Span) -> Agreement | None:
    own = Span(base.valid_from, base.valid_to)
    if not terms or not own.meets(span):
        return None
    firsts = [one for one in (own.first, span.first) if one]
    lasts = [one for one in (own.last, span.last) if one]
    held = held_by(terms, base)
    set_ = {key: one for key, one in held.items() if one.rank is not Rank.DEFAULT}
    if not set_:
        return None
    names = dict.fromkeys(f"{RANKS[one.rank].zh} {one.name}" for one in set_.values())
    names_en = dict.fromkeys(f"{RANKS[one.rank].en} {one.name}" for one in set_.values())
    told = Text(
        f"{base.source.zh or base.title.zh};按 {'、'.join(names)}(次序:{RULE.zh})",
        f"{base.source.en or base.title.en}; by {', '.join(names_en)} (order: {RULE.en})",
    )
    goals = {**base.goals, **{key: one.goal for key, one in set_.items()}}
    return replace(
        base, goals=goals, source=told, version="+".join((base.version or base.id, *_short(names))),
        valid_from=max(firsts) if firsts else None, valid_to=min(lasts) if lasts else None,
        verified=base.verified or set(base.goals) <= set(set_),
    )  # fmt: skip


def _short(names: Iterable[str]) -> list[str]:
    return [one.split("(", 1)[0].split(" ", 1)[-1] for one in names]
