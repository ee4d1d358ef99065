"""Lifecycles of installed versions: the stage by its day, and until when an upgrade is free (S80).

What nobody knows stays unknown: then the vendor is to be asked, and no date is made up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from firstline.domain.contracts.contract import Contract, by_number, contracts
from firstline.domain.contracts.lifecycle_rule import ASK, Rule, Spell, rule_for, spell_on, spells
from firstline.domain.contracts.reminders import Deadline, as_reminders
from firstline.domain.errors import BadInput
from firstline.domain.health.columns import YES_NO, Column, Shape, Sheet
from firstline.domain.health.sheet import Flag, day_of, standing, text_of
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity
    from firstline.domain.reminding.given import Given
    from firstline.domain.reminding.reminder import Reminder

KIND = "lifecycle"
SOON_DAYS = 90


def _rule(values: Mapping[str, Value]) -> None:
    if values.get("released_on") and not values.get("source"):
        raise BadInput(
            Text("发布日期要写明来源。", "A day of release needs its source."),
            next_step=Text("不知道就留空,请问厂商。", "Leave it empty and ask the vendor."),
        )


SHEET = Sheet(
    KIND, "lifecycles", "LC", Text("版本生命周期", "Lifecycle"),
    (
        Column("product", Text("产品", "Product"), must=True),
        Column("version", Text("版本", "Version"), must=True),
        Column("system", Text("系统", "System")),
        Column("released_on", Text("发布日期", "Released on"), Shape.DAY),
        Column("source", Text("来源", "Source")),
        Column("contract", Text("SPS 合同编号", "SPS contract")),
        Column("sps_until", Text("SPS 截止日(无合同时)", "SPS until (without a contract)"),
               Shape.DAY),
        Column("used", Text("免费升级已用", "Free upgrade used"), Shape.CHOICE, YES_NO, first="no"),
        Column("note", Text("备注", "Note"), Shape.LINES),
    ),
    key=("product", "version", "system"),
    rule=_rule,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Life:
    """One version as it stands on a day.

    `spell` None where the stage is not known, `last_free` None where that day is not known or an
    upgrade is no longer free; `why` says all of it with rule and source.
    """

    entity: "Entity"
    name: str
    released: date | None
    rule: Rule | None
    spells: tuple[Spell, ...]
    spell: Spell | None
    sps_until: date | None
    last_free: date | None
    used: bool
    why: Text


def life_of(entity: "Entity", rules: Sequence[Rule], deals: Sequence[Contract], day: date) -> Life:
    """Return how a version stands on `day`."""
    product, version = text_of(entity, "product"), text_of(entity, "version")
    name = " ".join((product, version, text_of(entity, "system"))).strip()
    released, rule = day_of(entity, "released_on"), rule_for(rules, product, day)
    contract = by_number(deals, text_of(entity, "contract"))
    sps = contract.span.last if contract else day_of(entity, "sps_until")
    used = text_of(entity, "used") == "yes"
    found = tuple(spells(rule, released)) if rule and released else ()
    spell, why = spell_on(found, day), _unknown(product, released, rule)
    last = None
    if rule and found:
        free = [one for one in found if one.stage.free_upgrade]
        ends = free[-1].last if free else None
        last = min(sps, ends) if sps and ends else None
        why = _said(rule, spell, ends, sps, last)
    return Life(entity, name, released, rule, found, spell, sps, last, used, why)


def _unknown(product: str, released: date | None, rule: Rule | None) -> Text:
    if rule is None:
        return Text(f"没有 {product} 的生命周期规则:{ASK.zh}",
                    f"there is no lifecycle rule of {product}: {ASK.en}")  # fmt: skip
    if released is None:
        return Text(f"不知道发布日期:{ASK.zh}", f"the day of release is not known: {ASK.en}")
    return Text("", "")


def _said(
    rule: Rule, spell: Spell | None, ends: date | None, sps: date | None, last: date | None
) -> Text:
    if spell is None:
        zh, en = "还没有发布", "not released yet"
    else:
        title, until = spell.stage.title, spell.last
        zh = f"{title.zh}阶段,{f'到 {until}' if until else '没有截止日'};{spell.stage.note.zh}"
        en = f"{title.en}, {f'until {until}' if until else 'without an end'}; {spell.stage.note.en}"
    if last:
        zh += f"。最晚 {last} 用掉免费升级(SPS 到 {sps},阶段到 {ends})"
        en += f". A free upgrade until {last} (SPS until {sps}, the stage until {ends})"
    elif ends:
        zh += f"。SPS 截止日未知,免费升级最晚不过 {ends}:{ASK.zh}"
        en += f". SPS ends on no known day; no free upgrade after {ends}: {ASK.en}"
    checked = ("已核实", "verified") if rule.verified else ("未核实", "unverified")
    return Text(
        f"{zh}。规则:{rule.title.zh}({rule.as_of},{checked[0]};{rule.source.zh})",
        f"{en}. Rule: {rule.title.en} ({rule.as_of}, {checked[1]}; {rule.source.en})",
    )


def lives(
    records: Iterable["Entity"], rules: Sequence[Rule], deals: Sequence[Contract], day: date
) -> list[Life]:
    """Return the versions that stand, those whose free upgrade ends first at the head."""
    found = (life_of(one, rules, deals, day) for one in standing(records))
    return sorted(found, key=lambda one: (one.last_free or date.max, one.name))


def flags(one: Life, day: date) -> tuple[Flag, ...]:
    """Return what is to be looked at on `day`."""
    if one.rule is None or one.released is None:
        return (Flag("unknown", one.why),)
    found = []
    if one.spell and not one.spell.stage.free_upgrade:
        title = one.spell.stage.title
        found.append(Flag(one.spell.stage.id, Text(f"已进入{title.zh}阶段", f"now {title.en}")))
    if not one.used and one.last_free:
        left = (one.last_free - day).days
        if left < 0:
            found.append(
                Flag(
                    "missed",
                    Text(
                        f"免费升级的机会已于 {one.last_free} 过去",
                        f"the free upgrade was until {one.last_free}",
                    ),
                )
            )
        elif left <= SOON_DAYS:
            found.append(
                Flag(
                    "soon",
                    Text(
                        f"免费升级还有 {left} 天({one.last_free})",
                        f"{left} days of free upgrade ({one.last_free})",
                    ),
                )
            )
    elif not one.used and one.last_free is None and one.sps_until is None:
        found.append(
            Flag(
                "no_sps", Text(f"SPS 截止日未知:{ASK.zh}", f"the end of SPS is not known: {ASK.en}")
            )
        )
    return tuple(found)  # fmt: skip


def upgrade_deadlines(found: Iterable[Life]) -> list[Deadline]:
    """Return the last days of free upgrades that nobody used yet."""
    step = Text("排进升级计划,或登记已用:合同与权益,版本生命周期。",
                "Plan the upgrade, or record that it was used: Contracts, Lifecycle.")  # fmt: skip
    return [
        Deadline(one.entity.id, KIND, "upgrade", one.last_free,
                 Text(f"{one.name} 免费升级", f"{one.name}: free upgrade"), step,
                 min((each.at.date() for each in one.entity.events), default=None))
        for one in found if one.last_free and not one.used
    ]  # fmt: skip


def upgrades(given: "Given") -> Iterable["Reminder"]:
    """Remind 90, 60 and 30 days before the last day of a free upgrade (S80)."""
    known = contracts(given.records("contract"))
    found = lives(given.records(KIND), given.rules, known, given.today)
    return as_reminders(upgrade_deadlines(found), given.today, given.zone)
