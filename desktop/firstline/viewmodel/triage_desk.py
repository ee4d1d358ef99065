"""What the triage sheet asks of the desk: modifiers of the day and the due times to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from firstline.domain import sla
from firstline.domain.instants import from_epoch
from firstline.domain.modifiers import modifiers_at
from firstline.domain.ticket import Event, EventKind, Leg, Priority, Ticket, TicketType
from firstline.domain.timer import Metric, Timer
from firstline.domain.values import replace
from firstline.domain.words import Text
from firstline.viewmodel import phrases, times
from firstline.viewmodel.triage import TriageForm

if TYPE_CHECKING:
    from firstline.domain.desk import Desk
    from firstline.domain.entity import Entity


@dataclass(frozen=True, slots=True)
class DueLine:
    """One clock to come: whose, of what, and when it would be due."""

    leg: Leg
    name: Text
    when: Text


def active_modifiers(desk: "Desk", form: TriageForm, now: datetime) -> tuple[str, ...]:
    """Return the business moments that hold today for the form's module."""
    calendar = desk.calendar
    if calendar is None or not form.module:
        return ()
    day = now.astimezone(calendar.zone).date()
    return modifiers_at(desk.matrix, calendar, day, form.module)


def possible(form: TriageForm, priority: Priority, reported_at: datetime, now: datetime) -> Ticket:
    """Return the ticket that the form would make, handed off to the vendor right now."""
    reported = Event("r", EventKind.REPORTED, reported_at, priority=priority)
    sent = Event("h", EventKind.HANDED_OFF, now, received_at=now, proof="-")
    return Ticket(
        "", "", form.title, reported_at, now, type=TicketType(form.type), priority=priority,
        site=form.site, product=form.product, module=form.module, events=(reported, sent),
    )  # fmt: skip


NOT_LIVE = Text(
    "系统还没有上线:登记为项目缺陷,不按运行的服务级别计时。",
    "The system is not live yet: a defect of the project, without the targets of operation.",
)


def project_tags(form: TriageForm, phases: Sequence["Entity"]) -> tuple[str, ...]:
    """Return the tags that the form's ticket gets where its system is not live yet."""
    if not phases:
        return ()
    from firstline.domain.project.ticket_phase import tags_for  # noqa: PLC0415 - with projects only

    return tags_for(form.product, form.site, phases)


def due_lines(  # noqa: PLR0917 - one call, in this order
    desk: "Desk",
    form: TriageForm,
    priority: Priority,
    reported_at: datetime,
    now: datetime,
    zone: tzinfo,
    tags: tuple[str, ...] = (),
) -> tuple[DueLine, ...]:
    """Return the due times of both legs, the vendor's as if it had the ticket now."""
    ticket = replace(possible(form, priority, reported_at, now), tags=tags)
    agreements = [one for one, _ in desk.agreements_for(ticket)]
    found: Sequence[Timer] = sla.timers(
        ticket.events, agreements, desk.calendars, priority=priority
    )
    wanted = (Metric.FIRST_RESPONSE, Metric.RESOLUTION)
    return tuple(_line(one, now, zone) for one in found if one.metric in wanted)


def _line(timer: Timer, now: datetime, zone: tzinfo) -> DueLine:
    name = phrases.METRICS[timer.metric]
    if timer.due is None:
        return DueLine(timer.leg, name, Text("无时限", "no target"))
    due = from_epoch(timer.due, zone)
    when = times.brief(due, now, zone)
    mark = "≈ " if timer.provisional else ""
    return DueLine(timer.leg, name, Text(f"{mark}{when.zh}", f"{mark}{when.en}"))
