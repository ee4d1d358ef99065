"""A ticket of Request Tracker as a copy: what RT carries, under the id that the ticket has here."""

from collections.abc import Iterable

from firstline.domain.edits.codec import ticket_to_json
from firstline.domain.edits.exchange import Copy, CopyState
from firstline.domain.ids import derived_id
from firstline.domain.ticket.ticket import Attachment, Event, EventKind, Status, Ticket
from firstline.portal.rt.log import History, events_of
from firstline.portal.rt.texts import text_of
from firstline.portal.rt.wire import RtTicket, title_of
from firstline.portal.rt.words import is_cut, priority_of, same_as, status_of


def ticket_id(server: str, number: int) -> str:
    """Return our id of a ticket that does not bear our mark."""
    return derived_id("rt", server, "ticket", str(number))


def gone(entity: str, number: int, state: CopyState) -> Copy:
    """Return the copy of a ticket that was deleted or may not be seen any more."""
    return Copy("ticket", entity, state, remote=str(number))


def copy_of(history: History) -> Copy:
    """Return the copy of one ticket, its log as far as `history` has read it.

    Our own id of it is known from its first message; where that was not read the copy bears the
    derived id, and whoever has the ticket knows it by RT's.

    The text of the first message is the body of a ticket that was never seen here; RT cannot
    change it, so a body that we know stays ours. The same holds for the instant of creation.
    """
    raw = history.ticket
    link = history.link
    entity = link.ticket if link else ticket_id(history.server, raw.id)
    status = Status.DUPLICATE if is_merged(raw) else status_in(raw)
    opening = history.opening
    events = events_of(history)
    created = min((one.at for one in events), default=raw.created)
    ticket = Ticket(
        entity, str(raw.id), title_of(raw), min(created, raw.created), raw.updated,
        body=text_of(history.parts.get(opening.id, ())) if opening else "", status=status,
        priority=priority_of(raw.priority), requester=requester_of(raw),
        assignee=raw.owner.shown, events=events, attachments=files_in(events),
    )  # fmt: skip
    same = () if is_merged(raw) else same_as(raw.status)
    return Copy(
        "ticket", entity, doc=ticket_to_json(ticket), carried=carried(raw), remote=str(raw.id),
        version=str(max((one.id for one in history.rows), default="")),
        same={"status": same} if same else {},
    )  # fmt: skip


def files_in(events: Iterable[Event]) -> tuple[Attachment, ...]:
    """Return the files that the events tell of."""
    told = (one.data for one in events if one.kind is EventKind.ATTACHED)
    return tuple(
        Attachment(
            one.get("sha256", ""), one.get("name", ""), int(one.get("size") or 0),
            one.get("media", ""),
        )
        for one in told
    )  # fmt: skip


def carried(raw: RtTicket) -> tuple[str, ...]:
    """Return the fields that RT's copy decides.

    Not the title where RT may have cut it, and not the requester where RT has none: a name that
    RT does not know stays with us.
    """
    fields = ["number", "status", "priority", "assignee"]
    if not is_cut(raw.subject):
        fields.append("title")
    if raw.requesters:
        fields.append("requester")
    return tuple(fields)


def is_merged(raw: RtTicket) -> bool:
    """Whether the ticket was merged into another one."""
    return raw.effective != raw.id


def status_in(raw: RtTicket) -> Status:
    """Return the status that RT's word usually means here."""
    return status_of(raw.status, ended=raw.resolved is not None)


def requester_of(raw: RtTicket) -> str:
    """Return the name of the first requester, "" where RT has none."""
    return next((one.shown or one.mail for one in raw.requesters), "")
