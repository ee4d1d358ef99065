"""What the commands of remote sessions do with a quota: show it, reserve, consume or release."""

from datetime import date, datetime

from firstline.cli.ledger.desk import every, one_ledger, stands
from firstline.cli.ledger.shapes import remains
from firstline.cli.session import Session
from firstline.domain.edits.edit import Edit
from firstline.domain.edits.tied import tied
from firstline.domain.ledger.of_session import reserve_for, settle_for


def reserve(session: Session, quota: str, made: Edit, at: datetime) -> tuple[Edit, ...]:
    """Return the reservation for the session that `made` begins; say what remains before it."""
    if not quota:
        return ()
    ledger = one_ledger(session, quota)
    session.say(remains(stands(session, ledger)))
    number = next(str(one.to) for one in made.changes if one.field == "number")
    held = reserve_for(ledger, made.entity, number, _day(session, at), session.stamp())
    return tied(made, (held,))


def settle(
    session: Session, ended: Edit, number: str, at: datetime, *, used: bool
) -> tuple[Edit, ...]:  # fmt: skip
    """Return what ends the reservation of the session that `ended` ends, () without one."""
    found = settle_for(
        every(session), ended.entity, number, _day(session, at), session.stamp(), used=used
    )
    return tied(ended, (found,)) if found else ()


def _day(session: Session, at: datetime) -> date:
    return at.astimezone(session.zone).date()
