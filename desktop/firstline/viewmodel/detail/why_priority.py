"""Why a ticket has its priority: answers, matrix cell, modifiers, type rule, override and log."""

from datetime import tzinfo
from typing import TYPE_CHECKING

from firstline.domain.ticket.ticket import Event, EventKind, Leg, Ticket
from firstline.domain.ticket.triage import assess
from firstline.domain.words import Text
from firstline.viewmodel import phrases
from firstline.viewmodel.detail.why import Fact, WhySheet, priority_log

if TYPE_CHECKING:
    from firstline.domain.desk import Desk

STEP = Text("第 {n} 步", "Step {n}")


def priority_sheet(ticket: Ticket, desk: "Desk", zone: tzinfo) -> WhySheet:
    """Return why `ticket` has the priority that it has."""
    matrix = desk.matrix
    known = {one.id for one in matrix.modifiers}
    found = assess(
        matrix,
        impact=ticket.impact,
        urgency=ticket.urgency,
        type=ticket.type,
        modifiers=[one for one in ticket.modifiers if one in known],
    )
    facts = [Fact(STEP.fill(n=at), step) for at, step in enumerate(found.steps, 1)]
    last = _last(ticket)
    now = phrases.PRIORITIES[ticket.priority]
    told = _told(ticket)
    if not told:
        untold = Text("尚未按五问分级,以下按默认值计算", "Not triaged yet; reckoned from defaults")
        facts.insert(0, Fact(Text("说明", "Note"), untold))
    if found.priority is not ticket.priority:
        facts.append(Fact(Text("另行改定", "Set otherwise"), _override(last, now)))
    facts.append(Fact(Text("结果", "Result"), now))
    explained = _explanation(ticket)
    steps = ("\n".join(one.zh for one in found.steps), "\n".join(one.en for one in found.steps))
    if explained and explained not in steps:
        facts.append(Fact(Text("分级时的说明", "As explained then"), Text(explained, explained)))
    return WhySheet(
        Text(f"优先级 {now.zh}", f"Priority {now.en}"),
        _banners(ticket),
        tuple(facts),
        log=tuple(priority_log(ticket, zone)),
    )


def _banners(ticket: Ticket) -> tuple[Text, ...]:
    theirs = ticket.vendor_priority
    if theirs is None or theirs is ticket.priority:
        return ()
    name = phrases.PRIORITIES[theirs]
    return (Text(f"定级争议:厂商定为 {name.zh}", f"Priority dispute: the vendor says {name.en}"),)


def _told(ticket: Ticket) -> bool:
    return bool(_explanation(ticket)) or any(
        event.kind is EventKind.TRIAGED for event in ticket.events
    )


def _last(ticket: Ticket) -> Event | None:
    ours = [one for one in ticket.events if one.priority and one.leg is not Leg.VENDOR]
    return ours[-1] if ours else None


def _override(last: Event | None, now: Text) -> Text:
    if last is None or not (last.reason or last.actor):
        return Text(f"{now.zh},没有写原因", f"{now.en}, no reason given")
    why = phrases.reason(last.reason) if last.reason else Text("没有写原因", "no reason given")
    who = f" ({last.actor})" if last.actor else ""
    return Text(f"{now.zh}:{why.zh}{who}", f"{now.en}: {why.en}{who}")


def _explanation(ticket: Ticket) -> str:
    reported = next((one for one in ticket.events if one.kind is EventKind.REPORTED), None)
    return reported.text if reported else ""
