"""The state chart: which moves are legal and what each appends to the log (sla.md, state chart)."""

from collections.abc import Mapping

from firstline.domain.errors import Refused
from firstline.domain.major.rule import NO_REVIEW, REVIEW_FIRST, lacks_review
from firstline.domain.ticket.ticket import EventKind, Leg, Status, Ticket
from firstline.domain.values import dataclass
from firstline.domain.words import Text


@dataclass(frozen=True, slots=True)
class Act:
    """One event that a move appends; `leg` None holds for both legs."""

    kind: EventKind
    leg: Leg | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One status: its names, its legal next statuses and the events that entering it appends."""

    name: Text
    next: tuple[Status, ...]
    enter: tuple[Act, ...] = ()
    holds: tuple[Act, ...] = ()  # pauses that last as long as the status, undone on leaving

    @property
    def pauses(self) -> Mapping[Leg, str]:
        """The legs that this status pauses, with the reason."""
        return {act.leg: act.reason for act in self.holds if act.leg}


_S = Status
_K = EventKind
_ENDS = (_S.RESOLVED, _S.CANCELLED, _S.DUPLICATE)

CHART: Mapping[Status, Row] = {
    _S.NEW: Row(
        Text("新建", "New"),
        (_S.TRIAGED, _S.IN_PROGRESS, _S.WAITING_REQUESTER, _S.WITH_VENDOR, *_ENDS),
        (Act(_K.REPORTED),),
    ),
    _S.TRIAGED: Row(
        Text("已分级", "Triaged"),
        (_S.IN_PROGRESS, _S.WAITING_REQUESTER, _S.WITH_VENDOR, *_ENDS),
        (Act(_K.TRIAGED), Act(_K.PRIORITY, reason="triaged")),
    ),
    _S.IN_PROGRESS: Row(
        Text("处理中", "In progress"),
        (_S.WAITING_REQUESTER, _S.WITH_VENDOR, *_ENDS),
        (Act(_K.STARTED),),
    ),
    _S.WAITING_REQUESTER: Row(
        Text("等待报告人", "Waiting for requester"),
        (_S.IN_PROGRESS, _S.WITH_VENDOR, *_ENDS),
        holds=(Act(_K.PAUSED, Leg.INTERNAL, "waiting_requester"),),
    ),
    _S.WITH_VENDOR: Row(
        Text("已交接厂商", "With vendor"),
        (_S.IN_PROGRESS, _S.WAITING_REQUESTER, _S.WAITING_CUSTOMER_INFO, *_ENDS),
        (Act(_K.HANDED_OFF),),
        (Act(_K.PAUSED, Leg.INTERNAL, "waiting_vendor"),),
    ),
    _S.WAITING_CUSTOMER_INFO: Row(
        Text("厂商等我方资料", "Vendor waits for us"),
        (_S.IN_PROGRESS, _S.WAITING_REQUESTER, _S.WITH_VENDOR, *_ENDS),
        holds=(Act(_K.PAUSED, Leg.VENDOR, "waiting_customer_info"),),
    ),
    _S.RESOLVED: Row(Text("已恢复", "Resolved"), (_S.CLOSED, _S.IN_PROGRESS), (Act(_K.RESOLVED),)),
    _S.CLOSED: Row(Text("已关闭", "Closed"), (_S.IN_PROGRESS,), (Act(_K.CLOSED),)),
    _S.CANCELLED: Row(Text("已取消", "Cancelled"), (), (Act(_K.CANCELLED),)),
    _S.DUPLICATE: Row(Text("重复", "Duplicate"), (), (Act(_K.DUPLICATE),)),
}

ENDED = frozenset({_S.RESOLVED, _S.CLOSED})
# The chart: in these the vendor's leg stays as it was.
_KEEPS_VENDOR = frozenset({_S.IN_PROGRESS, _S.WAITING_REQUESTER})


def legal_moves(ticket: Ticket) -> tuple[Status, ...]:
    """Return the statuses that `ticket` may move to now.

    A vendor that was given the ticket may ask us for something whoever works on it meanwhile.
    """
    known = CHART[ticket.status].next
    if ticket.status in _KEEPS_VENDOR and was_handed_off(ticket):
        return (*known, _S.WAITING_CUSTOMER_INFO)
    return known


def acts_of_move(ticket: Ticket, to: Status) -> tuple[Act, ...]:
    """Return what the move of `ticket` to the status `to` appends, in order.

    Raises Refused, naming the legal moves, when the chart does not allow it, and for the end of a
    major incident without its review.
    """
    if to not in legal_moves(ticket):
        raise _illegal(ticket, to)
    if lacks_review(ticket, to):
        raise Refused(NO_REVIEW, Text("什么都没有改。", "Nothing was changed."), REVIEW_FIRST)
    if ticket.status in ENDED and to is _S.IN_PROGRESS:
        late = _pauses(ticket)  # logged after the end: work goes on, so they end too
        ends = tuple(Act(_K.RESUMED, leg) for leg, reasons in late.items() for _ in reasons)
        return (Act(_K.REOPENED), *ends)
    row = CHART[to]
    again = to is _S.WITH_VENDOR and was_handed_off(ticket)
    enter = () if again else row.enter
    if to in _ENDS:  # the end of a ticket ends its pauses by itself
        return enter
    keeps_vendor = to in _KEEPS_VENDOR
    still = _pauses(ticket)
    resumes = tuple(
        Act(_K.RESUMED, leg)
        for leg, reasons in still.items()
        if leg not in row.pauses and not (keeps_vendor and leg is Leg.VENDOR)
        for _ in reasons
    )
    swaps = tuple(Act(_K.RESUMED, leg) for leg in row.pauses for _ in still.get(leg, ()))
    return enter + resumes + swaps + row.holds


def was_handed_off(ticket: Ticket) -> bool:
    """Whether the vendor was given this ticket at any time."""
    return any(event.kind is _K.HANDED_OFF for event in ticket.events)


def open_pauses(ticket: Ticket) -> dict[Leg, str]:
    """Return the legs that are paused after the last event, each with its newest reason."""
    return {leg: reasons[-1] for leg, reasons in _pauses(ticket).items()}


def _pauses(ticket: Ticket) -> dict[Leg, list[str]]:
    """Return the reasons of the open pauses of each leg, the oldest first.

    Pauses may overlap (sla.md R10): a resume ends the oldest, or the one whose reason it names.
    """
    paused: dict[Leg, list[str]] = {}
    for event in ticket.events:
        legs = (event.leg,) if event.leg else tuple(Leg)
        if event.kind is _K.PAUSED:
            for leg in legs:
                paused.setdefault(leg, []).append(event.reason)
        elif event.kind is _K.RESUMED:
            for leg in legs:
                _resume(paused, leg, event.reason)
        elif event.kind in (_K.RESOLVED, _K.CANCELLED, _K.DUPLICATE, _K.MERGED):
            paused.clear()
    return paused


def _resume(paused: dict[Leg, list[str]], leg: Leg, reason: str) -> None:
    reasons = paused.get(leg, [])
    if reasons:
        reasons.remove(reason if reason in reasons else reasons[0])
    if not reasons:
        paused.pop(leg, None)


def _illegal(ticket: Ticket, to: Status) -> Refused:
    here, names = ticket.status, legal_moves(ticket)
    zh = "、".join(CHART[status].name.zh for status in names) or "无"
    en = ", ".join(names) or "none"
    return Refused(
        Text(
            f"“{CHART[here].name.zh}”的工单不能改为“{CHART[to].name.zh}”。",
            f"A ticket that is {here} cannot become {to}.",
        ),
        next_step=Text(f"可以改为:{zh}。", f"Legal moves: {en}."),
    )
