"""Triage from the command line: the priority and why, with the business moments of the day."""

from datetime import datetime

from firstline.cli.session import Session
from firstline.domain.ticket.ticket import TicketType
from firstline.domain.ticket.triage import Assessment, assess, modifiers_at


def assess_at(  # noqa: PLR0917 - the grounds of one judgement
    session: Session,
    impact: int,
    urgency: int,
    kind: TicketType,
    module: str,
    at: datetime,
    modifiers: tuple[str, ...] | None = None,
) -> Assessment:
    """Return the assessment; without `modifiers`, those hold that fit the module on that day."""
    desk = session.desk
    calendar = desk.calendar
    if modifiers is None and calendar is not None and module:
        day = at.astimezone(calendar.zone).date()
        modifiers = modifiers_at(desk.matrix, calendar, day, module, desk.moments)
    return assess(desk.matrix, impact=impact, urgency=urgency, type=kind, modifiers=modifiers or ())
