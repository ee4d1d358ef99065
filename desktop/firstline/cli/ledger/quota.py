"""What the commands of remote sessions do with a quota: show it, reserve, consume or release."""

from datetime import date, datetime

from firstline.cli.ledger.desk import every, one_ledger, stands
from firstline.cli.ledger.shapes import remains
from firstline.cli.session import Session
from firstline.domain.edits.edit import Edit
from firstline.domain.ledger.of_session import reserve_for, settle_for


def reserve(session: Session, quota: str, made: Edit, at: datetime) -> tuple[Edit, ...]:
    """Return the reservation for the session that `made` begins; say what remains before it."""
    if not quota:
        return ()
    ledger = one_ledger(session, quota)
    session.say(remains(stands(session, ledger)))
    number = next(str(one.to) for one in made.changes if one.field == "number")
    return (reserve_for(ledger, made.entity, number, _day(session, at), session.stamp()),)


def settle(
    session: Session, session_id: str, number: str, at: datetime, *, used: bool
) -> tuple[Edit, ...]:  # fmt: skip
    """Return what ends the reservation of a session, nothing where there is none."""
    found = settle_for(
        every(session), session_id, number, _day(session, at), session.stamp(), used=used
    )
    return (found,) if found else ()


def _day(session: Session, at: datetime) -> date:
    return at.astimezone(session.zone).date()
