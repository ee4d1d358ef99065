"""The edits that move a ticket along its state chart: moves, hand-offs and logged events."""

from collections.abc import Mapping
from datetime import datetime

from firstline.domain.edits.edit import Change, Edit, Stamp, change_of, edit_of, event_of
from firstline.domain.errors import BadInput, Refused
from firstline.domain.ticket.fields import check
from firstline.domain.ticket.statuses import acts_of_move, open_pauses, was_handed_off
from firstline.domain.ticket.ticket import Event, EventKind, Leg, Status, Ticket
from firstline.domain.values import replace
from firstline.domain.words import Text


def move(  # noqa: PLR0913 - one act, all of its words
    ticket: Ticket,
    to: Status,
    stamp: Stamp,
    *,
    at: datetime | None = None,
    reason: str = "",
    text: str = "",
    of: str = "",
    received_at: datetime | None = None,
    proof: str = "",
) -> Edit:
    """Return the edit that moves `ticket` to the status `to` by the state chart.

    `at` is when it happened, by default now; `of` names the ticket this one duplicates;
    `received_at` and `proof` belong to a hand-off. Raises Refused for an illegal move.
    """
    if to is Status.DUPLICATE and not of:
        raise BadInput(
            Text("重复工单必须写明与哪一张重复。", "A duplicate must name the ticket it repeats."),
            next_step=Text("请加上 of=编号。", "Add of=ID."),
        )
    acts = acts_of_move(ticket, to)
    events = tuple(
        event_of(
            stamp, index, act.kind, at=at, leg=act.leg, text=text if index == 0 else "",
            reason=act.reason or ("" if act.kind is EventKind.RESUMED else reason),
            priority=ticket.priority if act.kind is EventKind.PRIORITY else None,
        )
        for index, act in enumerate(acts)
    )  # fmt: skip
    if of:
        events = tuple(replace(event, data={"of": of}) for event in events)
    if received_at or proof:
        events = tuple(
            replace(event, received_at=received_at, proof=proof)
            if event.kind is EventKind.HANDED_OFF
            else event
            for event in events
        )
    return edit_of(stamp, ticket.id, "move", (change_of(ticket, "status", to),), events)


def hand_off(
    ticket: Ticket,
    stamp: Stamp,
    *,
    at: datetime | None = None,
    received_at: datetime | None = None,
    case_no: str = "",
    proof: str = "",
) -> Edit:
    """Return the edit that records the hand-off to the vendor, or a receipt that came later.

    Without `received_at` or `proof` the vendor's clock does not start (sla.md R5).
    """
    changes: tuple[Change, ...] = ()
    if case_no:
        changes = (change_of(ticket, "case_no", check("case_no", case_no)),)
    data = {"case_no": case_no} if case_no else {}
    if ticket.status in (Status.WITH_VENDOR, Status.WAITING_CUSTOMER_INFO):
        event = event_of(
            stamp, 0, EventKind.HANDED_OFF, at=at or stamp.at, received_at=received_at,
            proof=proof, data=data,
        )  # fmt: skip
        return edit_of(stamp, ticket.id, "handoff", changes, (event,))
    edit = move(ticket, Status.WITH_VENDOR, stamp, at=at, received_at=received_at, proof=proof)
    events = edit.events
    if was_handed_off(ticket):  # handed off again: the receipt is still news
        event = event_of(
            stamp, len(events), EventKind.HANDED_OFF, at=at or stamp.at,
            received_at=received_at, proof=proof,
        )  # fmt: skip
        events = (*events, event)
    events = tuple(
        replace(event, data=data) if event.kind is EventKind.HANDED_OFF else event
        for event in events
    )
    return replace(edit, act="handoff", changes=edit.changes + changes, events=events)


_LOGGED_MOVES: Mapping[tuple[EventKind, Leg | None, str], Status] = {
    (EventKind.PAUSED, Leg.INTERNAL, "waiting_requester"): Status.WAITING_REQUESTER,
    (EventKind.PAUSED, Leg.VENDOR, "waiting_customer_info"): Status.WAITING_CUSTOMER_INFO,
    (EventKind.STARTED, None, ""): Status.IN_PROGRESS,
    (EventKind.TRIAGED, None, ""): Status.TRIAGED,
    (EventKind.RESOLVED, None, ""): Status.RESOLVED,
    (EventKind.REOPENED, None, ""): Status.IN_PROGRESS,
    (EventKind.CLOSED, None, ""): Status.CLOSED,
    (EventKind.CANCELLED, None, ""): Status.CANCELLED,
    (EventKind.DUPLICATE, None, ""): Status.DUPLICATE,
    (EventKind.MERGED, None, ""): Status.DUPLICATE,
}
_ENDINGS = frozenset({Status.RESOLVED, Status.CLOSED, Status.CANCELLED, Status.DUPLICATE})


def log(ticket: Ticket, event: Event, stamp: Stamp) -> Edit:
    """Return the edit that appends `event` (any kind of sla.md), moving the status with it.

    The event's own id is replaced. An ending said of the vendor's leg alone is only logged.
    Raises Refused when the move it implies is illegal or there is nothing to reopen, BadInput for
    a resume without a pause, a pause without a reason, or a priority event without a priority.
    """
    if event.kind is EventKind.HANDED_OFF:
        return hand_off(
            ticket, stamp, at=event.at, received_at=event.received_at, proof=event.proof,
            case_no=event.data.get("case_no", ""),
        )  # fmt: skip
    _check_logged(ticket, event)
    own = replace(event, id=f"{stamp.id}.0", actor=event.actor or stamp.actor)
    if event.kind is EventKind.PRIORITY:
        name = "vendor_priority" if event.leg is Leg.VENDOR else "priority"
        return edit_of(stamp, ticket.id, "log", (change_of(ticket, name, event.priority),), (own,))
    to = _status_after(ticket, event)
    if to is None or (to is ticket.status and to not in _ENDINGS):
        return edit_of(stamp, ticket.id, "log", (), (own,))
    if event.kind is EventKind.MERGED or (event.kind is EventKind.RESUMED and event.leg is None):
        acts_of_move(ticket, to)  # must be legal; the event itself says all that the move would
        return edit_of(stamp, ticket.id, "log", (change_of(ticket, "status", to),), (own,))
    edit = move(
        ticket, to, stamp, at=event.at, reason=event.reason, text=event.text,
        of=event.data.get("of", ""),
    )  # fmt: skip
    events = tuple(
        replace(made, received_at=own.received_at, proof=own.proof, actor=own.actor,
                data={**own.data, **made.data})
        if made.kind is event.kind
        else made
        for made in edit.events
    )  # fmt: skip
    return replace(edit, act="log", events=events)


def _check_logged(ticket: Ticket, event: Event) -> None:
    kind = event.kind
    if kind is EventKind.PRIORITY and event.priority is None:
        raise BadInput(Text("请写明优先级。", "Say which priority."))
    if kind is EventKind.PAUSED and not event.reason:
        raise BadInput(Text("暂停必须写明原因。", "A pause needs a reason."))
    if kind is EventKind.RESUMED:
        paused = open_pauses(ticket)
        if not (event.leg in paused if event.leg else paused):
            raise BadInput(Text("没有正在暂停的计时。", "No clock is paused; nothing to resume."))
    if kind is EventKind.REOPENED and ticket.is_open and event.leg is not Leg.VENDOR:
        raise Refused(Text("工单没有结束,不能重新打开。", "The ticket is open; nothing to reopen."))
    if kind is EventKind.STARTED and not ticket.is_open:
        raise Refused(Text("工单已结束,请先重新打开。", "The ticket has ended; reopen it first."))
    if kind is EventKind.REPORTED and any(one.kind is kind for one in ticket.events):
        raise Refused(Text("工单已有报告时间。", "The ticket was reported already."))


def _status_after(ticket: Ticket, event: Event) -> Status | None:
    """Return the status that `event` brings, or None when it only goes into the log."""
    kind, leg = event.kind, event.leg
    if kind is EventKind.PAUSED:
        return _LOGGED_MOVES.get((kind, leg, event.reason))
    if kind is EventKind.RESUMED:
        return _status_resumed(ticket, leg)
    if leg is Leg.VENDOR:
        return None
    return _LOGGED_MOVES.get((kind, None, ""))


def _status_resumed(ticket: Ticket, leg: Leg | None) -> Status | None:
    waiting = (Status.WAITING_REQUESTER, Status.WITH_VENDOR)
    if ticket.status is Status.WAITING_CUSTOMER_INFO:
        return {Leg.VENDOR: Status.WITH_VENDOR, None: Status.IN_PROGRESS}.get(leg)
    return Status.IN_PROGRESS if leg is not Leg.VENDOR and ticket.status in waiting else None
