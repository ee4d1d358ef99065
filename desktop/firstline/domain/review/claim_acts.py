"""The acts on claims: drafted from what can be proven, and a settled one extends its contract."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import TYPE_CHECKING

from firstline.domain.contracts.contract import EXTENDED, Contract, extensions
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.errors import Refused
from firstline.domain.health import sheet as sheets
from firstline.domain.health.sheet import number_of
from firstline.domain.review.claim import SHEET, Claim, claims
from firstline.domain.review.weighed import Asked, Weighed, chosen
from firstline.domain.words import Language, Text

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity

_NOTHING = Text("没有登记,也没有改动。", "Nothing was recorded or changed.")


def taken(records: Iterable["Entity"], but: str = "") -> frozenset[str]:
    """Return what other claims are made for; `but` is the id of one that does not count."""
    found = [one.breaches for one in claims(records) if one.counts and one.entity.id != but]
    return frozenset().union(*found)


def draft(
    asked: Asked, found: Sequence[Weighed], stamp: Stamp, zone: tzinfo, language: Language
) -> Edit:
    """Return the edit that drafts the claim of these clocks. Raises Refused where none counts."""
    good, rule = chosen(found), asked.rule
    if not good:
        raise Refused(
            Text(f"期间内没有可以申请补偿的超时({len(found)} 项都被排除)。",
                 f"No breach of these days can be claimed ({len(found)} left out)."),
            _NOTHING,
            Text("用 report claim 看每一项为什么被排除。", "See why with report claim."),
        )  # fmt: skip
    title = Text(f"{asked.contract.number} {asked.first}–{asked.last} 超时补偿",
                 f"{asked.contract.number} {asked.first}–{asked.last} missed promises")  # fmt: skip
    return sheets.new_record(SHEET, {
        "title": title.in_(language), "contract": asked.contract.number, "clause": rule.clause,
        "first": asked.first.isoformat(), "last": asked.last.isoformat(),
        "breaches": "\n".join(f"{one.key} {one.clock.ticket}" for one in good),
        "days": rule.days(len(good)),
    }, stamp, zone)  # fmt: skip


def extend(claim: Claim, contract: Contract, stamp: Stamp) -> Edit:
    """Return the edit that extends a contract by what was settled: one entry, once a claim.

    Two desks that both enter it extend once. Raises Refused for a claim that is not settled, that
    granted no days, or that was entered before.
    """
    number = number_of(SHEET, claim.entity)
    if claim.state != "settled" or not claim.granted:
        raise Refused(
            Text(f"{number} 还没有谈定延长天数。", f"{number} is not settled with days."),
            _NOTHING,
            Text(f"先登记:claim set {number} state=settled granted_days=…。",
                 f"First: claim set {number} state=settled granted_days=…"),
        )  # fmt: skip
    if claim.entity.id in extensions(contract.entity):
        raise Refused(
            Text(f"{number} 已经延长过 {contract.number}。",
                 f"{number} has extended {contract.number} already."),
            _NOTHING,
        )  # fmt: skip
    many = claim.granted
    data = {"what": EXTENDED, "claim": claim.entity.id, "days": str(many),
            "zh": f"补偿申请 {number} 谈定,延长 {many} 天",
            "en": f"extended by {many} days as settled in {number}"}  # fmt: skip
    event = sheets.entry(stamp, 0, data)
    edit = sheets.put_back(contract.entity, stamp)
    return replace(edit, act="extend", changes=(), events=(event,))
