"""Messages and files on their way to Request Tracker, each with its mark, each there once."""

from firstline.domain.ticket.ticket import CLOSED_STATUSES, Event
from firstline.portal.rt import writes
from firstline.portal.rt.acts import Said
from firstline.portal.rt.answers import Fault, NoFile
from firstline.portal.rt.copies import status_in
from firstline.portal.rt.fields import Hand
from firstline.portal.rt.lanes import Lane
from firstline.portal.rt.marks import mark_in
from firstline.portal.rt.texts import text_of
from firstline.portal.rt.wire import RtTicket
from firstline.portal.session import Reply


def say(hand: Hand, lane: Lane, said: Said, *, again: bool) -> str:
    """Send a message or a file, unless (`again`) it is there already; return why RT refused it.

    Returns "" when it is there. Raises Fault where that is not known, NoFile without its bytes.
    """
    if again and _is_there(hand, lane, said):
        return ""
    reply = _file(hand, lane, said) if said.how == "file" else _words(hand, lane, said)
    if reply.status >= 500:
        raise Fault(writes.words_of(reply))
    if reply.status >= 400:
        return writes.words_of(reply) or str(reply.status)
    lane.own[said.event.id] = said.event
    lane.fresh = False
    row = writes.row_made(reply)
    if said.how == "correspond" and row and not lane.spoke:
        lane.spoke = row
    return ""


def _words(hand: Hand, lane: Lane, said: Said) -> Reply:
    status = _kept(lane.raw) if said.how == "correspond" else ""
    session, text = hand.desk.calls.session, said.event.text
    return writes.say(session, lane.number, said.how, text, said.media, status)


def _kept(raw: RtTicket | None) -> str:
    """Return the status that a reply must not change: that of a ticket that has ended."""
    return raw.status if raw is not None and status_in(raw) in CLOSED_STATUSES else ""


def _file(hand: Hand, lane: Lane, said: Said) -> Reply:
    data = said.event.data
    path = hand.files.get(data.get("sha256", ""))
    if path is None:
        raise NoFile
    with path.open("rb") as source:
        file = (data.get("name") or path.name, source, said.media)
        return writes.attach(hand.desk.calls.session, lane.number, file)


def _is_there(hand: Hand, lane: Lane, said: Said) -> bool:
    """Whether an earlier try has arrived: by its mark, else by our very words without one."""
    event = said.event
    for parts in lane.parts.values():
        if any((mark := mark_in(one.headers)) and mark.event == event.id for one in parts):
            lane.own[event.id] = event
            return True
    return said.how != "file" and _without_mark(hand, lane, said.how, event)


def _without_mark(hand: Hand, lane: Lane, how: str, event: Event) -> bool:
    """Whether a message of ours holds these words and no mark: an RT that drops the mark."""
    for row in sorted(lane.rows.values(), key=lambda one: one.id):
        parts = lane.parts.get(row.id, ())
        ours = row.creator.name == hand.me.name and row.type.casefold() == how
        if not ours or row.id in lane.taken or any(mark_in(one.headers) for one in parts):
            continue
        if text_of(parts) == event.text.strip():
            lane.taken[row.id] = event
            return True
    return False
