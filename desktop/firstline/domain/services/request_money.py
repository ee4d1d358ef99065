"""What a request does to ledgers: its budget line (S63), and the quota that covers it (S22)."""

from collections.abc import Callable
from datetime import date

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import rebase_entity
from firstline.domain.edits.tied import tied
from firstline.domain.health.sheet import Flag, text_of
from firstline.domain.ledger.amount import is_money, parse_amount, said_amount
from firstline.domain.ledger.book import Ledger
from firstline.domain.ledger.of_session import mark_of, reserve_for, settle_for
from firstline.domain.ledger.paid_acts import in_budget
from firstline.domain.ledger.settling import Share, booked, owed, settle
from firstline.domain.services.form import (
    COVERS,
    Cover,
    Covering,
    Means,
    budget_of,
    covering,
    missing,
)
from firstline.domain.services.request import UNDECIDED, ServiceRequest, State, request_from
from firstline.domain.words import Text

_GONE = frozenset({State.REJECTED, State.WITHDRAWN})
Next = Callable[[], Stamp]


def follows(
    before: ServiceRequest, after: ServiceRequest, means: Means, stamp: Next
) -> list[Edit]:  # fmt: skip
    """Return the bookings that follow from one act on a request.

    Approved, the quote is committed; accepted, the cost takes the place of the commitment; rejected
    or withdrawn, all of it is released. A quota is reserved, used and released alike.
    """
    _, ledger = budget_of(text_of(after.entity, "budget"), means)
    found: list[Edit] = []
    was = bool(before.approval) and before.paid.actual is None
    if ledger is not None:
        two = (stamp(), stamp())
        if after.state in _GONE and was:
            found += in_budget(ledger, before.paid, two, gone=True)
        elif after.approval is not None and _moved(before, after):
            found += in_budget(ledger, after.paid, two)
    return found + _quota(before, after, means, stamp)


def with_money(one: ServiceRequest, edit: Edit, means: Means, stamp: Next) -> tuple[Edit, ...]:
    """Return an act on a request with the bookings that follow, to be performed in one step."""
    made = rebase_entity(one.entity, [edit])
    if made is None:
        return (edit,)
    return (edit, *tied(edit, follows(one, request_from(made), means, stamp)))


def _moved(before: ServiceRequest, after: ServiceRequest) -> bool:
    mine, theirs = (
        (one.approval.id if one.approval else "", one.paid.actual) for one in (before, after)
    )
    return mine != theirs


def _quota(before: ServiceRequest, after: ServiceRequest, means: Means, stamp: Next) -> list[Edit]:
    """Return the booking of a quota: what the approval that counts says of it."""
    held = after.approval or before.approval
    key = held.data.get("quota", "") if held else ""
    ledger = next((one for one in means.books if one.id == key), None) if key else None
    if ledger is None or held is None:
        return []
    day = means.now.astimezone(means.zone).date()
    if after.approval is not None and before.approval is None:
        return [reserve_for(ledger, after.id, after.number, day, stamp(), held.data["amount"])]
    over = after.state is State.ACCEPTED and before.state is not State.ACCEPTED
    gone = after.state in _GONE and before.approval is not None
    if not over and not gone:
        return []
    edit = settle_for((ledger,), after.id, after.number, day, stamp(), used=over)
    return [edit] if edit else []


def payer(one: ServiceRequest, means: Means) -> Covering:
    """Return who pays: what the approval said, before it what the entitlement check says now."""
    held = one.approval
    covers = {str(each): each for each in Cover}
    if held is None or held.data.get("cover", "") not in covers:
        found = covering(one.entity, one.item, means)
        if found.cover is Cover.CHARGEABLE or not _priced(one):
            return found
        said = Text(f"厂商报了价。{found.why.zh}", f"The vendor quoted a price. {found.why.en}")
        return Covering(Cover.CHARGEABLE, said)
    cover, key = covers[held.data["cover"]], held.data.get("quota", "")
    ledger = next((each for each in means.books if each.id == key), None)
    said = COVERS[cover]
    name = (f",用“{ledger.name}”", f", from “{ledger.name}”") if ledger else ("", "")
    return Covering(cover, Text(f"批准时定为{said.zh}{name[0]}。",
                                f"Approved as {said.en}{name[1]}."), ledger)  # fmt: skip


def lacks(one: ServiceRequest, means: Means) -> tuple[Text, ...]:
    """Return what the form lacks, nothing once it is decided."""
    if one.state not in UNDECIDED:
        return ()
    return missing(one.entity, one.item, means, priced=_priced(one))


def _priced(one: ServiceRequest) -> bool:
    return one.quote is not None and one.quote.fen > 0


def wants(one: ServiceRequest, means: Means) -> list[tuple[Ledger, Share]]:
    """Return each ledger that a request touches, with what it should hold and have used there."""
    _, ledger = budget_of(text_of(one.entity, "budget"), means)
    found = [(ledger, owed(one.paid))] if ledger else []
    keys = {each.data.get("quota", ""): each for each in one.entries("approve")}
    for quota in means.books:
        if quota.id not in keys:
            continue
        counts = one.approval is not None and one.approval.data.get("quota") == quota.id
        steps = parse_amount(keys[quota.id].data.get("amount") or "1", quota.unit)
        live = counts and one.state not in _GONE
        used = live and one.state is State.ACCEPTED
        found.append((quota, Share(steps if live and not used else 0, steps if used else 0)))
    return found


def _differs(one: ServiceRequest, means: Means, day: date) -> list[tuple[Ledger, Share, Share]]:
    found = []
    for ledger, want in wants(one, means):
        have = booked(ledger, one.number, day, means.zone)
        if have != want and (have.used <= want.used or have.held != want.held):
            found.append((ledger, want, have))
    return found


def repairs(one: ServiceRequest, means: Means, stamp: Next) -> list[Edit]:
    """Return the bookings that put the ledgers right after two desks had acted at once."""
    day = means.now.astimezone(means.zone).date()
    found: list[Edit] = []
    for ledger, want, _have in _differs(one, means, day):
        mark = f"paid:{one.id}" if is_money(ledger.unit) else mark_of(one.id)
        found += settle(ledger, one.paid, want, mark, (day, means.zone), stamp)
    return found


def money_flags(one: ServiceRequest, means: Means) -> tuple[Flag, ...]:
    """Return where a ledger does not say what the request says, with both figures."""
    day = means.now.astimezone(means.zone).date()
    found = []
    name, due = text_of(one.entity, "budget"), owed(one.paid)
    if (due.held or due.used) and budget_of(name, means)[1] is None:
        none = Text("费用没有记入任何预算", "the cost is in no budget line")
        found.append(Flag("no_budget", none))
    for ledger, want, have in _differs(one, means, day):
        should, does = (said_amount(each.held, ledger.unit) for each in (want, have))
        found.append(Flag("ledger_differs", Text(
            f"台账“{ledger.name}”里的承诺是 {does},应为 {should}:请理顺台账",
            f"the ledger “{ledger.name}” holds {does} for it, {should} is due: put it right",
        )))  # fmt: skip
    return tuple(found)
