"""A paid request: estimate, approval by somebody else, what it truly cost (S23, four eyes N9).

Its record only grows; how it stands follows from its entries, the same in any order of arrival.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from firstline.domain.errors import Refused
from firstline.domain.ticket.ticket import Event, EventKind
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity

KIND = "paid_request"
ESTIMATE, APPROVE, REJECT, BOOK, ACTUAL = "estimate", "approve", "reject", "book", "actual"
OPENED = "opened"  # who wrote it down; a paid request begins with its estimate instead


class State(StrEnum):
    """How far a request is; *booked* is never reached without an approval."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    BOOKED = "booked"
    DONE = "done"


STATES: Mapping[State, Text] = {
    State.REQUESTED: Text("待批准", "awaits approval"),
    State.APPROVED: Text("已批准", "approved"),
    State.REJECTED: Text("未批准", "rejected"),
    State.BOOKED: Text("已约定", "booked"),
    State.DONE: Text("已完成", "done"),
}


class Flag(StrEnum):
    """What a person must look at."""

    OWN_APPROVAL = "own_approval"
    TOO_LITTLE_APPROVED = "approved_for_less"
    NO_APPROVAL = "booked_without_approval"
    SPENT_UNAPPROVED = "spent_without_approval"
    OVER = "over_estimate"
    ACTUAL_TWICE = "actual_told_twice"
    BY_WORD = "approved_by_word"


FLAGS: Mapping[Flag, Text] = {
    Flag.OWN_APPROVAL: Text("申请人自己的批准不算", "the requester's own approval does not count"),
    Flag.TOO_LITTLE_APPROVED: Text("批准的金额低于现在的估价", "approved for less than estimated"),
    Flag.NO_APPROVAL: Text("没有批准就约定,不算数", "booked without approval: it does not count"),
    Flag.SPENT_UNAPPROVED: Text("没有批准就发生了费用", "spent without approval"),
    Flag.OVER: Text("超出估价", "cost more than estimated"),
    Flag.ACTUAL_TWICE: Text("两处登记了实际费用,以较晚的为准", "cost told twice, the later counts"),
    Flag.BY_WORD: Text("口头批准,由他人代记", "approved by word, recorded by another"),
}


@dataclass(frozen=True, slots=True)
class PaidRequest:
    """One request as it stands; money in fen. `actual` None until it was told.

    `approver` is "" unless an approval counts. `gate` is the remote-first gate's reason, "" where
    none applies; `entitled` what the entitlement check said.
    """

    id: str
    number: str
    service: str
    purpose: str
    ticket: str
    product: str
    budget: str
    gate: str
    entitled: str
    requester: str
    estimate: int
    state: State
    approver: str = ""
    approved: int = 0
    actual: int | None = None
    flags: tuple[Flag, ...] = ()
    entries: tuple[Event, ...] = ()
    kind: str = KIND

    @property
    def variance(self) -> int | None:
        """What it cost beyond the estimate in fen, negative for less; None until it is told."""
        return None if self.actual is None else self.actual - self.estimate

    def percent(self) -> str:
        """Return the variance in per cent of the estimate, to two places, "" until it is told."""
        if self.variance is None or not self.estimate:
            return ""
        hundredths, rest = divmod(abs(self.variance) * 10_000, self.estimate)
        hundredths += rest * 2 >= self.estimate
        sign = "-" if self.variance < 0 and hundredths else ""
        return f"{sign}{hundredths // 100}.{hundredths % 100:02}"


def person(name: str) -> str:
    """Return a name as people are told apart by it."""
    return " ".join(name.split()).casefold()


def approver_of(event: Event) -> str:
    """Return who decided: the one who is named, else the one who recorded it."""
    return event.data.get("by", "") or event.actor


def paid_from(entity: "Entity") -> PaidRequest:
    """Return the request in a record.

    An approval counts unless it is of the one who asked or estimated, or for less than the
    estimate; a rejection stands until an approval that knew of it. A record of another kind, such
    as a request from the service catalogue, may cost nothing.
    """
    held = {name: str(value or "") for name, value in entity.fields.items()}
    entries = [one for one in entity.events if one.kind is EventKind.ENTRY]
    entries.sort(key=lambda one: (one.at, one.id))
    by = {what: [one for one in entries if one.data.get("what") == what]
          for what in (ESTIMATE, APPROVE, REJECT, BOOK, ACTUAL)}  # fmt: skip
    least = 1 if entity.kind == KIND else 0
    estimate = max(_fen(by[ESTIMATE][-1]), least) if by[ESTIMATE] else least
    askers = _askers(held.get("requester", ""), entries)
    own = [one for one in by[APPROVE] if person(approver_of(one)) in askers]
    others = [one for one in by[APPROVE] if one not in own and approver_of(one)]
    enough = [one for one in others if _fen(one) >= estimate]
    known = {each for one in enough for each in one.data.get("over", "").split()}
    rejected = any(one.id not in known for one in by[REJECT])
    approval = enough[-1] if enough and not rejected else None
    actual = _fen(by[ACTUAL][-1]) if by[ACTUAL] else None
    return PaidRequest(
        entity.id, held.get("number", ""), held.get("service", ""), held.get("purpose", ""),
        held.get("ticket", ""), held.get("product", ""), held.get("budget", ""),
        held.get("gate", ""), held.get("entitled", ""), held.get("requester", ""), estimate,
        _state(by, approval, rejected=rejected), approver_of(approval) if approval else "",
        _fen(approval) if approval else 0, actual,
        tuple(_flags(by, approval, own, others, estimate)), tuple(entries), entity.kind,
    )  # fmt: skip


def _askers(requester: str, entries: Iterable[Event]) -> set[str]:
    asked = (one.actor for one in entries if one.data.get("what") in (OPENED, ESTIMATE))
    return {person(requester), *map(person, asked)}


def askers_of(one: PaidRequest) -> set[str]:
    """Return who may not approve it, as `person` tells people apart: who asked or estimated."""
    return _askers(one.requester, one.entries)


def _state(
    by: Mapping[str, Sequence[Event]], approval: Event | None, *, rejected: bool
) -> State:  # fmt: skip
    if by[ACTUAL]:
        return State.DONE
    if approval is None:
        return State.REJECTED if rejected else State.REQUESTED
    return State.BOOKED if by[BOOK] else State.APPROVED


def _flags(
    by: Mapping[str, Sequence[Event]], approval: Event | None, own: Sequence[Event],
    others: Sequence[Event], estimate: int,
) -> Iterable[Flag]:  # fmt: skip
    if approval is None:
        if own:
            yield Flag.OWN_APPROVAL
        if others and all(_fen(one) < estimate for one in others):
            yield Flag.TOO_LITTLE_APPROVED
        if by[BOOK]:
            yield Flag.NO_APPROVAL
        if by[ACTUAL]:
            yield Flag.SPENT_UNAPPROVED
    elif person(approver_of(approval)) != person(approval.actor):
        yield Flag.BY_WORD
    if by[ACTUAL] and _fen(by[ACTUAL][-1]) > estimate:
        yield Flag.OVER
    named = {one.data.get("names", "") for one in by[ACTUAL]}
    if len([one for one in by[ACTUAL] if one.id not in named]) > 1:
        yield Flag.ACTUAL_TWICE


def _fen(event: Event) -> int:
    told = event.data.get("fen", "")
    return int(told) if told.isascii() and told.isdigit() else 0


def paid_requests(records: Iterable["Entity"]) -> list[PaidRequest]:
    """Return the requests, those that await somebody first, then the newest."""
    found = sorted(map(paid_from, records), key=lambda one: one.id, reverse=True)
    return sorted(found, key=lambda one: one.state in (State.DONE, State.REJECTED))


def find(found: Sequence[PaidRequest], key: str) -> PaidRequest:
    """Return the request with this number or id. Raises Refused when there is none."""
    plain = key.strip().casefold()
    for one in found:
        if plain in (one.number.casefold(), one.id):
            return one
    raise Refused(
        Text(f"没有“{key[:40]}”这张付费申请。", f"There is no paid request “{key[:40]}”."),
        next_step=Text("用 firstline paid list 查看。", "See firstline paid list."),
    )
