"""A remote session in the ledger of its quota: reserved before it begins, settled when it ends."""

from collections.abc import Iterable
from datetime import date

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.errors import BadInput
from firstline.domain.ledger.acts import Booking, book
from firstline.domain.ledger.amount import is_money, plain_amount
from firstline.domain.ledger.book import Ledger, What
from firstline.domain.words import Text

_NOT_BEGUN = Text("没有登记会话。", "No session was recorded.")


def mark_of(session_id: str) -> str:
    """Return the mark of a session in a ledger: told on several desks, it counts once."""
    return f"session:{session_id}"


def reserve_for(
    ledger: Ledger, session_id: str, number: str, on: date, stamp: Stamp, amount: str = "1"
) -> Edit:  # fmt: skip
    """Return the edit that reserves for a session that is about to begin on the day `on`.

    Raises BadInput for a ledger of money.
    """
    if is_money(ledger.unit):
        raise BadInput(
            Text(f"“{ledger.name}”是金额台账,不是额度。",
                 f"“{ledger.name}” is a ledger of money, no quota."),
            _NOT_BEGUN,
        )  # fmt: skip
    told = _booking(What.RESERVE, amount, session_id, number, on)
    return book(ledger, ledger.name, "", told, stamp)


def settle_for(
    ledgers: Iterable[Ledger], session_id: str, number: str, on: date, stamp: Stamp, *, used: bool
) -> Edit | None:  # fmt: skip
    """Return the edit that consumes, or releases, what was reserved for a session.

    None where nothing was reserved. How much one session is stands in the reservation.
    """
    what = What.CONSUME if used else What.RELEASE
    for ledger in ledgers:
        for entry in ledger.entries:
            mine = entry.what is What.RESERVE and entry.once == mark_of(session_id)
            if mine and entry.steps:
                amount = plain_amount(entry.steps, ledger.unit)
                told = _booking(what, amount, session_id, number, on)
                return book(ledger, ledger.name, "", told, stamp)
    return None


def _booking(what: What, amount: str, session_id: str, number: str, on: date) -> Booking:
    return Booking(what, amount, on, ref=number, once=mark_of(session_id))
