"""Routing: whom a ticket goes to, by rules that say why, the same on every desk (requirements S18).

The order is module skill, product skill, site, level, load, name. Whoever is off shift, on leave or
full is no candidate; where nobody has the skill the owner of the queue takes it, on duty too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from firstline.domain.routing.roster import ANY, Person, Plan, Skill, absence
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text


class Rule(StrEnum):
    """Which rule decided, in the order in which they are asked."""

    MODULE = "module_skill"
    SITE = "site"
    LEVEL = "level"
    LOAD = "load"
    NAME = "name"
    ONLY = "only_one"
    OWNER = "queue_owner"
    NOBODY = "nobody"


RULE_NAMES: Mapping[Rule, Text] = {
    Rule.MODULE: Text("有该模块技能", "skill in the module"),
    Rule.SITE: Text("负责该站点", "serves the site"),
    Rule.LEVEL: Text("技能级别更高", "higher level"),
    Rule.LOAD: Text("手上的未结更少", "fewer open tickets"),
    Rule.NAME: Text("其余相同,按姓名顺序", "all else equal, by name"),
    Rule.ONLY: Text("在班的人里只有他有此技能", "the only one on duty with the skill"),
    Rule.OWNER: Text("没有在班的人有此技能,由队列负责人接",
                     "nobody on duty has the skill: the owner of the queue"),
    Rule.NOBODY: Text("没有合适的人在班", "nobody suitable is on duty"),
}  # fmt: skip
_KEYS = (Rule.MODULE, Rule.SITE, Rule.LEVEL, Rule.LOAD, Rule.NAME)


@dataclass(frozen=True, slots=True)
class Judged:
    """One person as the rules saw them; `why` says why not, or what speaks for the winner."""

    name: str
    why: Text
    load: int
    fits: bool


@dataclass(frozen=True, slots=True)
class Routing:
    """The outcome: `assignee` is "" where nobody is left; `others` follow in roster order."""

    assignee: str
    rule: Rule
    why: Text
    others: tuple[Judged, ...]


def route(
    ticket: Ticket, roster: Iterable[Person], loads: Mapping[str, int], now: datetime, plan: Plan
) -> Routing:
    """Return whom `ticket` goes to at `now`, with the rule that decided and why others lost.

    `loads` holds the open tickets by assignee; the ticket's own is not counted against whoever has
    it. The outcome follows from the arguments alone.
    """
    held = sorted(roster, key=lambda one: (one.name, one.id))
    counts = {one.id: _load(one, ticket, loads) for one in held}
    out = {one.id: _unfit(one, counts[one.id], now, plan) for one in held}
    able = [one for one in held if out[one.id] is None and _skill_for(one, ticket) is not None]
    if able:
        ranked = sorted(able, key=lambda one: _rank(one, ticket, counts[one.id]))
        winner = ranked[0]
        rule = _deciding(ranked, ticket, counts) if len(ranked) > 1 else Rule.ONLY
        why = _praise(winner, ticket)
    else:
        owners = [one for one in held if out[one.id] is None and _owns(one, ticket)]
        if not owners:
            every = tuple(_lost(one, None, ticket, counts, out) for one in held)
            return Routing("", Rule.NOBODY, RULE_NAMES[Rule.NOBODY], every)
        winner = min(owners, key=lambda one: (ANY in one.owner_of, counts[one.id], one.name))
        rule, why = Rule.OWNER, RULE_NAMES[Rule.OWNER]
    others = (_lost(one, winner, ticket, counts, out) for one in held if one is not winner)
    return Routing(winner.name, rule, why, tuple(others))


def _load(one: Person, ticket: Ticket, loads: Mapping[str, int]) -> int:
    own = ticket.is_open and ticket.assignee == one.name
    return max(0, loads.get(one.name, 0) - own)


def _unfit(one: Person, load: int, now: datetime, plan: Plan) -> Text | None:
    away = absence(one, now, plan)
    if away is not None:
        return away
    if one.capacity and load >= one.capacity:
        return Text(f"已满({load}/{one.capacity})", f"full ({load}/{one.capacity})")
    return None


def _same(one: str, other: str) -> bool:
    return bool(one) and one.casefold() == other.casefold()


def _skill_for(one: Person, ticket: Ticket) -> Skill | None:
    """Return the person's best skill for the ticket: in its module, else in its product."""
    fitting = [skill for skill in one.skills if _fits(skill, ticket)]
    return max(fitting, key=lambda skill: (bool(skill.module), skill.level), default=None)


def _fits(skill: Skill, ticket: Ticket) -> bool:
    product = skill.product == ANY or _same(skill.product, ticket.product)
    if skill.module:
        return _same(skill.module, ticket.module) and (product or not ticket.product)
    return product and skill.product != ANY


def _serves(one: Person, ticket: Ticket) -> bool:
    return not one.sites or any(_same(site, ticket.site) for site in one.sites)


def _owns(one: Person, ticket: Ticket) -> bool:
    return ANY in one.owner_of or any(_same(site, ticket.site) for site in one.owner_of)


def _rank(one: Person, ticket: Ticket, load: int) -> tuple[object, ...]:
    """Return what the rules compare, best first, in the order of `_KEYS`."""
    skill = _skill_for(one, ticket)
    module = skill is not None and bool(skill.module)
    level = skill.level if skill else 0
    return not module, not _serves(one, ticket), -level, load, (one.name, one.id)


def _deciding(ranked: Sequence[Person], ticket: Ticket, counts: Mapping[str, int]) -> Rule:
    first, second = (_rank(one, ticket, counts[one.id]) for one in ranked[:2])
    return next(rule for rule, a, b in zip(_KEYS, first, second, strict=True) if a != b)


def _praise(one: Person, ticket: Ticket) -> Text:
    skill = _skill_for(one, ticket)
    what = Text("", "") if skill is None else _skill_words(skill)
    return Text(f"{what.zh},在班", f"{what.en}, on duty")


def _skill_words(skill: Skill) -> Text:
    name = skill.module or skill.product
    gap = " " if name.isascii() else ""
    kind = Text("模块", "module") if skill.module else Text("产品", "product")
    zh, en = f"{name}{gap}{kind.zh}", f"the {kind.en} {name}"
    return Text(f"{zh}技能 {skill.level} 级", f"level {skill.level} in {en}")


def _lost(
    one: Person, winner: Person | None, ticket: Ticket, counts: Mapping[str, int],
    out: Mapping[str, Text | None],
) -> Judged:  # fmt: skip
    load, unfit = counts[one.id], out[one.id]
    if unfit is not None:
        return Judged(one.name, unfit, load, fits=False)
    if _skill_for(one, ticket) is None:
        return Judged(one.name, Text("没有这个模块或产品的技能", "no skill in module or product"),
                      load, fits=False)  # fmt: skip
    if winner is None:
        return Judged(one.name, RULE_NAMES[Rule.NOBODY], load, fits=False)
    mine, best = (_rank(x, ticket, counts[x.id]) for x in (one, winner))
    rule = next(rule for rule, a, b in zip(_KEYS, mine, best, strict=True) if a != b)
    return Judged(one.name, _less(rule, one, winner, ticket, counts), load, fits=True)


def _less(
    rule: Rule, one: Person, winner: Person, ticket: Ticket, counts: Mapping[str, int]
) -> Text:
    mine, best = _skill_for(one, ticket), _skill_for(winner, ticket)
    if rule is Rule.LEVEL and mine and best:
        return Text(
            f"级别 {mine.level} 低于 {best.level}", f"level {mine.level} below {best.level}"
        )
    if rule is Rule.LOAD:
        more, fewer = counts[one.id], counts[winner.id]
        return Text(f"未结 {more} 多于 {fewer}", f"{more} open, more than {fewer}")
    return {
        Rule.MODULE: Text("只有产品技能", "skill in the product alone"),
        Rule.SITE: Text("不负责该站点", "does not serve the site"),
    }.get(rule, Text("其余相同,姓名在后", "all else equal, later by name"))
