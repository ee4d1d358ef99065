"""Which late clocks a claim can stand on, and why the others are left out (S75, A5, A17)."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

from firstline.domain.contracts.contract import Contract
from firstline.domain.edits.codec import canonical, event_to_json
from firstline.domain.health.sheet import text_of, whole_of
from firstline.domain.instants import epoch, from_epoch
from firstline.domain.review.judged import Judged, as_vendor, judged, judged_from, judged_json
from firstline.domain.sla.timer import State
from firstline.domain.ticket.ticket import EventKind, Leg
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.desk import Desk
    from firstline.domain.ticket.ticket import Ticket

UNPROVEN = Text("未证实:没有收到或答复的凭证", "unproven: no proof of receipt or reply")
PAUSED = Text("扣除约定的暂停后未超时", "in time once agreed pauses are left out")
DISPUTED = Text(
    "级别有争议:合同没有写明由我方定级,按厂商的级别未超时",
    "priority in dispute: the contract does not say that we set it, and by the vendor's it is met",
)
ELSEWHERE = Text(
    "不在这份合同的系统、站点或期限内", "outside the systems, sites or term of the contract"
)
OVERDUE = Text("已过合同约定的申请期限", "past the contract's deadline for claims")
NOT_CHOSEN = Text("没有选入这份申请", "not chosen for this claim")
CLAIMED = Text("已在另一份申请里", "in another claim already")


@dataclass(frozen=True, slots=True)
class Rule:
    """What a contract says of claims; None is what it does not say, and nothing is supposed (A17).

    `ours` is whether the customer sets the priority, `within` the days after a verdict in which it
    can be claimed, `each` the days of extension for one breach, `most` their limit.
    """

    clause: str = ""
    ours: bool = False
    within: int | None = None
    each: int | None = None
    most: int | None = None

    def days(self, breaches: int) -> int | None:
        """Return the days that so many breaches come to, None where the contract has no rule."""
        if self.each is None:
            return None
        days = self.each * breaches
        return days if self.most is None else min(days, self.most)

    def sums(self, breaches: int) -> Text:
        """Return how the days come about."""
        if self.each is None:
            return Text(
                "合同没有写明计算方法,由双方商定", "the contract has no formula: to be agreed"
            )
        days = self.each * breaches
        told = f"{breaches} × {self.each} = {days}"
        if self.most is not None and days > self.most:
            return Text(f"{told},上限 {self.most}", f"{told}, at most {self.most}")
        return Text(told, told)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A late clock; `out` says why it is left out, None for one that counts.

    `proof` is what proves the hand-off, `log` the SHA-256 of the ticket's whole log.
    """

    clock: Judged
    out: Text | None
    proof: str
    log: str

    @property
    def key(self) -> str:
        """What names it in a claim: the ticket's number and the metric; its id follows there."""
        return f"{self.clock.number} {self.clock.metric}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is weighed: a contract, the days claimed for, the day it is done on, other claims.

    `pack` is the days of extension that a pack of targets names, where the contract names none.
    """

    contract: Contract
    first: date
    last: date
    today: date
    zone: tzinfo
    claimed: Collection[str] = ()
    pack: int | None = None

    @property
    def rule(self) -> Rule:
        """What the contract says of claims."""
        return rule_of(self.contract, self.pack)


def rule_of(contract: Contract, pack: int | None) -> Rule:
    """Return what a contract says of claims; the days of a pack hold where it names none (A17)."""
    entity = contract.entity
    each = whole_of(entity, "remedy_days")
    return Rule(
        text_of(entity, "claim_clause"), text_of(entity, "rated_by") == "customer",
        whole_of(entity, "claim_days"), pack if each is None else each,
        whole_of(entity, "remedy_most"),
    )  # fmt: skip


def pack_days(desk: "Desk") -> int | None:
    """Return the days of extension of the packs in use, None where they differ or name none."""
    found = {one.remedy_days for one in desk.agreements if one.leg is Leg.VENDOR}
    return found.pop() if len(found) == 1 else None


def weighed(tickets: Iterable["Ticket"], desk: "Desk", asked: Asked, now: int) -> list[Weighed]:
    """Return every late clock of the days with whether it counts, those that count first.

    Also what was late before agreed pauses were left out, or would be if it could be proven: who
    reads the letter sees that nothing was hidden (sla.md R18).
    """
    rule, found = asked.rule, []
    for ticket in tickets:
        ours = [one for one in judged(ticket, desk, now) if _late(one) and _in_days(one, asked)]
        if not ours:
            continue
        theirs = {one.metric: one.state for one in judged(as_vendor(ticket), desk, now)}
        proof, log = _proof(ticket), log_hash(ticket)
        for one in ours:
            out = _out(one, theirs.get(one.metric, ""), rule, asked)
            found.append(Weighed(one, out, proof, log))
    return sorted(found, key=lambda one: (one.out is not None, one.clock.at or 0, one.key))


def chosen(found: Iterable[Weighed]) -> list[Weighed]:
    """Return those that count."""
    return [one for one in found if one.out is None]


def narrowed(found: Iterable[Weighed], keys: Collection[str]) -> list[Weighed]:
    """Return them with what counts and is not among `keys` left out, since nobody chose it."""
    return [
        replace(one, out=NOT_CHOSEN) if one.out is None and one.key not in keys else one
        for one in found
    ]


def log_hash(ticket: "Ticket") -> str:
    """Return the SHA-256 of a ticket's log, so that a later change of it shows."""
    text = canonical([event_to_json(one) for one in ticket.events])
    return hashlib.sha256(text.encode()).hexdigest()


def weighed_json(one: Weighed) -> dict[str, Any]:
    """Return it as JSON."""
    out = None if one.out is None else [one.out.zh, one.out.en]
    return {"clock": judged_json(one.clock), "out": out, "proof": one.proof, "log": one.log}


def weighed_from(raw: Mapping[str, Any]) -> Weighed:
    """Return what `weighed_json` wrote. Raises KeyError and TypeError for another shape."""
    out = None if raw["out"] is None else Text(*raw["out"])
    return Weighed(judged_from(raw["clock"]), out, raw["proof"], raw["log"])


def _late(one: Judged) -> bool:
    if one.state == State.UNPROVEN:
        return one.target_s is not None and one.counted_s > one.target_s
    return State.BREACHED in (one.state, one.gross)


def _in_days(one: Judged, asked: Asked) -> bool:
    return one.at is not None and asked.first <= _day(one, asked.zone) <= asked.last


def _day(one: Judged, zone: tzinfo) -> date:
    return from_epoch(one.at or 0, zone).date()


def _out(one: Judged, theirs: str, rule: Rule, asked: Asked) -> Text | None:
    """Return why a clock is left out, the gravest reason; None where it counts."""
    contract = asked.contract
    began = from_epoch(one.started, asked.zone).date()
    covered = contract.reach.takes(one.product, one.site) and contract.span.holds(began)
    over = rule.within is not None and asked.today > _day(one, asked.zone) + timedelta(rule.within)
    reasons: Sequence[tuple[bool, Text]] = (
        (one.state == State.UNPROVEN, UNPROVEN),
        (one.state != State.BREACHED, PAUSED),
        (not covered, ELSEWHERE),
        (one.disputed and not rule.ours and theirs != State.BREACHED, DISPUTED),
        (over, OVERDUE),
        (f"{one.number} {one.metric}" in asked.claimed, CLAIMED),
    )
    return next((reason for holds, reason in reasons if holds), None)


def _proof(ticket: "Ticket") -> str:
    """Return what proves that the vendor got the ticket, the first of it."""
    handed = [one for one in ticket.events if one.kind is EventKind.HANDED_OFF and one.proof]
    return min(handed, key=lambda one: epoch(one.received_at or one.at)).proof if handed else ""
