"""Asking for something that costs, approving it, booking it, and telling what it cost, as edits."""

from collections.abc import Mapping
from dataclasses import dataclass

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import opening
from firstline.domain.errors import BadInput, Refused
from firstline.domain.ledger.acts import Booking, book
from firstline.domain.ledger.amount import plain_amount
from firstline.domain.ledger.book import Ledger, What
from firstline.domain.ledger.gate import Conclusion
from firstline.domain.ledger.paid import (
    ACTUAL,
    APPROVE,
    BOOK,
    ESTIMATE,
    KIND,
    REJECT,
    PaidRequest,
    State,
    askers_of,
    person,
)
from firstline.domain.ticket.fields import Value, clean
from firstline.domain.ticket.ticket import Event, EventKind
from firstline.domain.values import replace
from firstline.domain.words import Text

_KEPT = Text("什么都没有改。", "Nothing was changed.")
ONSITE = "onsite"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: a service, why, and the estimate in fen; `budget` is a ledger's id.

    An empty `requester` is the one who acts.
    """

    service: str
    purpose: str
    estimate: int
    ticket: str = ""
    product: str = ""
    budget: str = ""
    entitled: str = ""
    requester: str = ""


def number_of(stamp: Stamp) -> str:
    """Return the number of a request, such as PR-20261128-7F3ABC; no two desks give one twice."""
    return f"PR-{stamp.at:%Y%m%d}-{stamp.id.replace('-', '')[-6:].upper()}"


def ask(one: Asked, gate: Conclusion | None, stamp: Stamp) -> Edit:
    """Return the edit that records a request, with the remote-first gate's reason.

    Raises Refused for on-site help that the gate does not let pass, BadInput without a purpose
    or a name of who asks.
    """
    if one.service == ONSITE and (gate is None or not gate.onsite):
        said = (
            gate.words
            if gate
            else Text("没有经过远程优先门", "the remote-first gate is not passed")
        )
        raise Refused(
            Text(f"还不能申请现场:{said.zh}。", f"No on-site request yet: {said.en}."), _KEPT
        )
    purpose = clean(one.purpose, 2_000, "purpose", lines=True)
    if not purpose or not one.service.strip():
        raise BadInput(Text("请写明要做什么、为什么。", "Say what for."), _KEPT)
    requester = clean(one.requester, 200, "requester") or stamp.actor
    if not requester:
        raise BadInput(
            Text("请写明谁申请(--requester,或在设置里填姓名)。",
                 "Say who asks (--requester, or your name in the settings)."), _KEPT,
        )  # fmt: skip
    fields: dict[str, Value] = {
        "number": number_of(stamp), "service": clean(one.service, 80, "service"),
        "purpose": purpose, "ticket": one.ticket, "product": clean(one.product, 200, "product"),
        "budget": one.budget, "gate": str(gate.reason) if gate else "",
        "entitled": clean(one.entitled, 2_000, "entitled"), "requester": requester,
    }  # fmt: skip
    made = opening(KIND, stamp.id, fields, stamp.id, stamp.at, stamp.actor)
    return replace(made, events=(_event(stamp, ESTIMATE, {"fen": str(one.estimate)}),))


def approve(
    one: PaidRequest, stamp: Stamp, *, by: str = "", proof: str = ""
) -> Edit:  # fmt: skip
    """Return the edit that approves the estimate as it is now, by the one who acts or by `by`.

    Raises Refused for the requester's own approval, whoever records it (N9), and for one that is
    done; BadInput where the word of another comes without proof.
    """
    _check_open(one)
    who = by.strip() or stamp.actor
    if not who:
        raise BadInput(
            Text("请写明谁批准(--by,或在设置里填姓名)。",
                 "Say who approves (--by, or your name in the settings)."), _KEPT,
        )  # fmt: skip
    if person(who) in askers_of(one):
        raise Refused(
            Text("批准人不能是申请人自己。", "The approver cannot be the one who asks."), _KEPT,
            Text("请由别人批准;电话批准用 --by 和 --proof。",
                 "Let somebody else approve; by phone with --by and --proof."),
        )  # fmt: skip
    if person(who) != person(stamp.actor) and not proof.strip():
        raise BadInput(Text("代记别人的批准要写凭据。", "Another's approval needs a proof."), _KEPT)
    over = " ".join(each.id for each in one.entries if each.data.get("what") == REJECT)
    return appended(one, APPROVE, stamp, {
        "fen": str(one.estimate), "by": clean(by, 200, "by"), "over": over,
    }, proof)  # fmt: skip


def reject(one: PaidRequest, why: str, stamp: Stamp) -> Edit:
    """Return the edit that rejects it; whoever asked may take it back so, too. Raises Refused."""
    _check_open(one)
    if not why.strip():
        raise BadInput(Text("请写明理由。", "Say why."), _KEPT)
    return appended(one, REJECT, stamp, {}, why)


def estimate(one: PaidRequest, fen: int, why: str, stamp: Stamp) -> Edit:
    """Return the edit that estimates anew; an approval for less does not hold for more."""
    _check_open(one)
    return appended(one, ESTIMATE, stamp, {"fen": str(fen)}, why)


def booked(one: PaidRequest, when: str, stamp: Stamp) -> Edit:
    """Return the edit that books it. Raises Refused where no approval stands (S23)."""
    if one.state not in (State.APPROVED, State.BOOKED):
        raise Refused(
            Text(f"{one.number} 没有批准,不能约定。", f"{one.number} has no approval: not booked."),
            _KEPT, Text("请先由他人批准。", "Have it approved by somebody else first."),
        )  # fmt: skip
    return appended(one, BOOK, stamp, {"when": when}, "")


def actual(one: PaidRequest, fen: int, told: Mapping[str, str], stamp: Stamp) -> Edit:
    """Return the edit that tells what it cost in all, with hours, travel, acceptance, invoice.

    What happened is told even where no approval stands; that is flagged.
    """
    last = [each.id for each in one.entries if each.data.get("what") == ACTUAL]
    held = {name: clean(value, 400, name) for name, value in told.items()}
    names = last[-1] if last else ""
    return appended(one, ACTUAL, stamp, {"fen": str(fen), "names": names, **held}, "")


def in_budget(
    ledger: Ledger, one: PaidRequest, stamps: tuple[Stamp, Stamp], *, gone: bool = False
) -> tuple[Edit, ...]:
    """Return the bookings in the budget's ledger that follow from how the request stands.

    Approved, the estimate is reserved; once done, the cost is consumed, and what was reserved and
    not needed is released; `gone`, rejected after that, all of it is: `one` is then the request
    before the rejection. Two desks that book the same count once.
    """
    turn = sum(each.data.get("what") == REJECT for each in one.entries)
    if not one.estimate and not one.actual:
        return ()  # it costs nothing

    def entry(what: What, fen: int, stamp: Stamp) -> Edit:
        once = f"paid:{one.id}" if what is What.CONSUME else f"paid:{one.id}:{turn}"
        plain = plain_amount(fen, ledger.unit)
        told = Booking(what, plain, ref=one.number, text=one.purpose[:200], once=once)
        return book(ledger, ledger.name, "", told, stamp)

    if one.actual is None:
        what = What.RELEASE if gone else What.RESERVE
        return (entry(what, one.estimate, stamps[0]),)
    rest = one.approved - one.actual
    found = [entry(What.CONSUME, one.actual, stamps[0])] if one.actual else []
    if rest > 0:
        found.append(entry(What.RELEASE, rest, stamps[1]))
    elif rest < 0:  # so that it does not use up what is reserved for others
        found.append(entry(What.RESERVE, one.actual, stamps[1]))
    return tuple(found)


def _check_open(one: PaidRequest) -> None:
    if one.state is State.DONE:
        raise Refused(Text(f"{one.number} 已完成。", f"{one.number} is done."), _KEPT)


def _event(stamp: Stamp, what: str, data: Mapping[str, str], text: str = "") -> Event:
    held = {"what": what, **{name: value for name, value in data.items() if value}}
    said = clean(text, 2_000, "text", lines=True)
    return Event(
        f"{stamp.id}.0", EventKind.ENTRY, stamp.at, actor=stamp.actor, text=said, data=held
    )


def appended(
    one: PaidRequest, what: str, stamp: Stamp, data: Mapping[str, str], text: str
) -> Edit:  # fmt: skip
    """Return the edit that appends one entry to a request."""
    event = _event(stamp, what, data, text)
    return Edit(stamp.id, one.id, "entry", stamp.at, stamp.actor, one.kind, (), (event,))
