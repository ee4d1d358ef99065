"""A request from the catalogue: quoted, approved, delivered, accepted; all of it from its entries.

Its record only grows, and its money is that of a paid request: one rule for both. What two desks
did at once stands, both of it, and is flagged.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from firstline.domain.errors import Refused
from firstline.domain.health.sheet import standing, text_of
from firstline.domain.ledger.paid import (
    APPROVE,
    BOOK,
    ESTIMATE,
    REJECT,
    PaidRequest,
    approver_of,
    paid_from,
)
from firstline.domain.services.catalogue import Criterion, Item
from firstline.domain.services.form import thawed
from firstline.domain.ticket.ticket import Event, EventKind
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity

SEND, DELIVER, CHECK, WAIVE, ACCEPT = "send", "deliver", "check", "waive", "accept"


class State(StrEnum):
    """How far a request is."""

    ASKED = "asked"
    SENT = "sent"
    QUOTED = "quoted"
    APPROVED = "approved"
    DELIVERED = "delivered"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


STATES: Mapping[State, Text] = {
    State.ASKED: Text("填写中", "being filled in"),
    State.SENT: Text("待报价", "awaits a quote"),
    State.QUOTED: Text("待批准", "awaits approval"),
    State.APPROVED: Text("待交付", "awaits delivery"),
    State.DELIVERED: Text("待验收", "awaits acceptance"),
    State.ACCEPTED: Text("已验收", "accepted"),
    State.REJECTED: Text("未批准", "rejected"),
    State.WITHDRAWN: Text("已撤回", "withdrawn"),
}
ENDED = frozenset({State.ACCEPTED, State.REJECTED, State.WITHDRAWN})
UNDECIDED = frozenset({State.ASKED, State.SENT, State.QUOTED})


class Result(StrEnum):
    """How one acceptance criterion stands."""

    OPEN = "open"
    PASSED = "passed"
    FAILED = "failed"
    WAIVED = "waived"


RESULTS: Mapping[Result, Text] = {
    Result.OPEN: Text("未检查", "not checked"),
    Result.PASSED: Text("通过", "met"),
    Result.FAILED: Text("不通过", "not met"),
    Result.WAIVED: Text("豁免", "waived"),
}


@dataclass(frozen=True, slots=True)
class Quote:
    """One quote in fen; `valid` its last day, None without one, `sha256` that of its file."""

    event: Event
    fen: int
    valid: date | None
    ref: str
    file: str
    sha256: str

    @property
    def id(self) -> str:
        """The id of its entry."""
        return self.event.id

    def expired(self, day: date) -> bool:
        """Whether it is over on `day`; its last day is in it."""
        return self.valid is not None and day > self.valid


@dataclass(frozen=True, slots=True)
class Checked:
    """One criterion with how it stands; `last` is the entry that says so, None for none."""

    criterion: Criterion
    result: Result
    last: Event | None = None

    @property
    def done(self) -> bool:
        """Whether it holds up no acceptance."""
        return self.result in (Result.PASSED, Result.WAIVED)

    @property
    def by(self) -> str:
        """Who checked or waived it, "" for nobody."""
        return approver_of(self.last) if self.last else ""


@dataclass(frozen=True, slots=True)
class ServiceRequest:
    """One request as it stands. `due` is the day by which it is to be delivered, after approval.

    `agreed` is a day that the vendor agreed to, and `lead_due` what the lead time gives.
    """

    entity: "Entity"
    paid: PaidRequest
    item: Item
    state: State
    quotes: tuple[Quote, ...]
    late: tuple[Event, ...]
    approval: Event | None
    lead_due: date | None
    agreed: date | None
    delivery: Event | None
    delivered: date | None
    criteria: tuple[Checked, ...]
    acceptance: Event | None

    @property
    def id(self) -> str:
        """The id of its record."""
        return self.paid.id

    @property
    def number(self) -> str:
        """What people call it by."""
        return self.paid.number

    @property
    def title(self) -> Text:
        """What it is called: its own title, in both languages where that is the entry's."""
        own = text_of(self.entity, "title")
        return self.item.title if not own or own in self.item.title else Text(own, own)

    @property
    def quote(self) -> Quote | None:
        """The latest quote."""
        return self.quotes[-1] if self.quotes else None

    @property
    def due(self) -> date | None:
        """The day by which it is to be delivered: the one agreed, else that of the lead time."""
        return self.agreed or self.lead_due

    @property
    def open_criteria(self) -> tuple[Checked, ...]:
        """The criteria that hold up the acceptance."""
        return tuple(one for one in self.criteria if not one.done)

    @property
    def approvers(self) -> tuple[str, ...]:
        """Everybody who approved it, each once."""
        return tuple(dict.fromkeys(approver_of(one) for one in self.entries(APPROVE)))

    def entries(self, *what: str) -> list[Event]:
        """Return the entries of these kinds, the oldest first."""
        return [one for one in entries_of(self.entity) if one.data.get("what") in what]


def entries_of(entity: "Entity") -> list[Event]:
    """Return every entry of a record in the order (instant, id), the same on every desk."""
    found = [one for one in entity.events if one.kind is EventKind.ENTRY]
    return sorted(found, key=lambda one: (one.at, one.id))


def request_from(entity: "Entity") -> ServiceRequest:
    """Return the request in a record. An approval after its quote had expired does not count."""
    entries, item = entries_of(entity), thawed(entity)
    quotes = tuple(_quote(one) for one in entries if one.data.get("what") == ESTIMATE)
    until = {one.id: one for one in quotes}
    late = tuple(one for one in entries if one.data.get("what") == APPROVE and _late(one, until))
    kept = tuple(one for one in entity.events if one not in late)
    paid = paid_from(replace(entity, events=kept))
    approval = _approval(paid)
    delivery = _last(entries, DELIVER)
    criteria = tuple(_checked(one, entries) for one in item.criteria)
    accepted = _last(entries, ACCEPT)
    ordered = _last(entries, BOOK)
    return ServiceRequest(
        entity, paid, item, _state(paid, entries, criteria), quotes, late, approval,
        _day(approval, "due"), _day(ordered, "when") if approval else None, delivery,
        _day(delivery, "on"), criteria, accepted,
    )  # fmt: skip


def _quote(event: Event) -> Quote:
    data = event.data
    fen = data.get("fen", "")
    return Quote(event, int(fen) if fen.isascii() and fen.isdigit() else 0, _day(event, "valid"),
                 data.get("ref", ""), data.get("file", ""), data.get("sha256", ""))  # fmt: skip


def _late(approval: Event, quotes: Mapping[str, Quote]) -> bool:
    quote, day = quotes.get(approval.data.get("quote", "")), _day(approval, "on")
    return quote is not None and day is not None and quote.expired(day)


def _approval(paid: PaidRequest) -> Event | None:
    """Return the entry of the approval that counts."""
    if not paid.approver:
        return None
    fen = str(paid.approved)
    found = [one for one in paid.entries if one.data.get("what") == APPROVE
             and approver_of(one) == paid.approver and one.data.get("fen", "0") == fen]  # fmt: skip
    return found[-1] if found else None


def _state(paid: PaidRequest, entries: Sequence[Event], criteria: Sequence[Checked]) -> State:
    told = {one.data.get("what") for one in entries}
    gone = [one for one in entries if one.data.get("what") == REJECT]
    if ACCEPT in told and all(one.done for one in criteria):
        return State.ACCEPTED
    if any(one.data.get("withdrawn") for one in gone):
        return State.WITHDRAWN
    if paid.approver:
        return State.DELIVERED if DELIVER in told else State.APPROVED
    if gone:
        return State.REJECTED
    if ESTIMATE in told:
        return State.QUOTED
    return State.SENT if SEND in told else State.ASKED


def _checked(one: Criterion, entries: Sequence[Event]) -> Checked:
    """Return how a criterion stands: a failure stands until somebody who knew of it says other."""
    told = [each for each in entries if each.data.get("what") in (CHECK, WAIVE)]
    mine = [each for each in told if each.data.get("criterion") == one.id]
    fails = [each for each in mine if each.data.get("result") == "fail"]
    known = {key for each in mine for key in each.data.get("over", "").split()}
    open_ = [each for each in fails if each.id not in known]
    others = [each for each in mine if each not in fails]
    if open_:
        return Checked(one, Result.FAILED, open_[-1])
    if not others:
        return Checked(one, Result.OPEN)
    last = others[-1]
    waived = last.data.get("what") == WAIVE
    return Checked(one, Result.WAIVED if waived else Result.PASSED, last)


def _last(entries: Sequence[Event], what: str) -> Event | None:
    found = [one for one in entries if one.data.get("what") == what]
    return found[-1] if found else None


def _day(event: Event | None, name: str) -> date | None:
    try:
        return date.fromisoformat(event.data.get(name, "")[:10]) if event else None
    except ValueError:
        return None


def requests(records: Iterable["Entity"]) -> list[ServiceRequest]:
    """Return the requests, those that await somebody first, then the newest."""
    found = sorted(map(request_from, standing(records)), key=lambda one: one.id, reverse=True)
    return sorted(found, key=lambda one: one.state in ENDED)


def find(found: Sequence[ServiceRequest], key: str) -> ServiceRequest:
    """Return the request with this number or id. Raises Refused where there is none."""
    plain = key.strip().casefold()
    for one in found:
        if plain in (one.number.casefold(), one.id):
            return one
    raise Refused(
        Text(f"没有“{key[:40]}”这张增值服务申请。", f"There is no service request “{key[:40]}”."),
        next_step=Text("用 firstline service-request list 查看。",
                       "See firstline service-request list."),
    )  # fmt: skip
