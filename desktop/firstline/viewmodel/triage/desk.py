"""What the triage sheet asks of the desk: modifiers of the day and the due times to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from firstline.domain.instants import from_epoch
from firstline.domain.sla import sla
from firstline.domain.sla.agreement import PHASE_TAGS
from firstline.domain.sla.modifiers import modifiers_at
from firstline.domain.sla.timer import Metric, Timer
from firstline.domain.ticket.ticket import Event, EventKind, Leg, Priority, Ticket, TicketType
from firstline.domain.values import replace
from firstline.domain.words import Text
from firstline.viewmodel import phrases, times
from firstline.viewmodel.triage.triage import TriageForm, mildest

if TYPE_CHECKING:
    from firstline.domain.desk import Desk
    from firstline.store.store import Store
    from firstline.viewmodel.desk import Desktop


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
    return modifiers_at(desk.matrix, calendar, day, form.module, desk.moments)


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


def outlook(
    desktop: "Desktop",
    form: TriageForm,
    priority: Priority,
    ticket: Ticket | None,
    reported_at: datetime,
    now: datetime,
) -> tuple[Text, tuple[DueLine, ...]]:
    """Return the remark beside the preview and the due times of both legs.

    The vendor's are as if it had the ticket now. A new ticket has the targets of its system's
    phase, one that is judged again its own.
    """
    at = reported_at if form.reported.strip() else None
    tags = ticket.tags if ticket else _project_tags(form, desktop.store, at)
    judged = replace(possible(form, priority, reported_at, now), tags=tags)
    agreements = [one for one, _ in desktop.desk.agreements_for(judged)]
    found: Sequence[Timer] = sla.timers(
        judged.events, agreements, desktop.desk.calendars, priority=priority
    )
    wanted = (Metric.FIRST_RESPONSE, Metric.RESOLUTION)
    due = tuple(_line(one, now, desktop.zone) for one in found if one.metric in wanted)
    before = any(one in PHASE_TAGS for one in tags)
    return (NOT_LIVE if before and ticket is None else mildest(form)), due


def _project_tags(form: TriageForm, store: "Store", at: datetime | None) -> tuple[str, ...]:
    phases = store.records("phase")
    if not phases:
        return ()
    from firstline.domain.project.ticket_phase import tags_for  # noqa: PLC0415 - with projects only

    return tags_for(form.product, form.site, phases, at)


def _line(timer: Timer, now: datetime, zone: tzinfo) -> DueLine:
    name = phrases.METRICS[timer.metric]
    if timer.due is None:
        return DueLine(timer.leg, name, Text("无时限", "no target"))
    due = from_epoch(timer.due, zone)
    when = times.brief(due, now, zone)
    mark = "≈ " if timer.provisional else ""
    return DueLine(timer.leg, name, Text(f"{mark}{when.zh}", f"{mark}{when.en}"))
