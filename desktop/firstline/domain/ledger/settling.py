"""What a request should hold and have used in a ledger, against what is booked: put right by hand.

Two desks that act offline may leave a commitment that nothing needs any more, such as one that was
approved here and withdrawn there. Nothing is taken back silently: it shows, and is booked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, tzinfo

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.ids import derived_id
from firstline.domain.ledger.acts import Booking, book
from firstline.domain.ledger.amount import plain_amount
from firstline.domain.ledger.book import Ledger, What
from firstline.domain.ledger.paid import PaidRequest
from firstline.domain.ledger.sums import standing


@dataclass(frozen=True, slots=True)
class Share:
    """What one request holds reserved in a ledger and has used, in the ledger's steps."""

    held: int = 0
    used: int = 0


def owed(one: PaidRequest) -> Share:
    """Return what a request should hold and have used of its budget, in fen."""
    if one.actual is not None:
        return Share(0, one.actual)
    return Share(one.estimate if one.approver else 0)


def booked(ledger: Ledger, number: str, day: date, zone: tzinfo) -> Share:
    """Return what is booked under a request's number; what was told twice counts once."""
    mine = [one for one in standing(ledger, day, zone).lines if one.entry.ref == number]

    def total(what: What) -> int:
        return sum(one.counts for one in mine if one.entry.what is what)

    used = total(What.CONSUME)
    return Share(total(What.RESERVE) - total(What.RELEASE) - used, used)


def settle(
    ledger: Ledger, one: PaidRequest, want: Share, mark: str, on: tuple[date, tzinfo],
    stamp: Callable[[], Stamp],
) -> list[Edit]:  # fmt: skip
    """Return the bookings that bring a ledger from what is booked to what the request wants.

    `mark` is what the request's consumption bears, `on` the day and the zone of the site. Two desks
    that know the same settle the same, once; what was used is never given back.
    """
    day, zone = on
    have = booked(ledger, one.number, day, zone)
    used = max(want.used, have.used)
    gap = want.held - (have.held - (used - have.used))
    known = sorted((*(each.id for each in one.entries),
                    *(each.id for each in ledger.entries if each.ref == one.number)))  # fmt: skip
    once = f"paid:{one.id}:settle:{derived_id(*known)[:8]}"

    def entry(what: What, steps: int, once: str) -> Edit:
        told = Booking(what, plain_amount(steps, ledger.unit), on=day, ref=one.number,
                       text=one.purpose[:200], once=once)  # fmt: skip
        return book(ledger, ledger.name, "", told, stamp())

    found = [entry(What.CONSUME, used, mark)] if used > have.used else []
    if gap:
        found.append(entry(What.RESERVE if gap > 0 else What.RELEASE, abs(gap), once))
    return found
