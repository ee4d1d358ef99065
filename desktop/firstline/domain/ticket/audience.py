"""Who looks at a ticket: we see all of it, requester and vendor what is theirs (S19)."""

from collections.abc import Mapping

from firstline.domain.contact.log import LIST
from firstline.domain.handoff.release import released
from firstline.domain.major.major import Entry
from firstline.domain.major.rule import is_entry
from firstline.domain.ticket.exchange_words import PARTNER, is_exchange
from firstline.domain.ticket.ticket import Event, EventKind, Leg, Ticket
from firstline.domain.values import replace
from firstline.domain.words import Text

_K = EventKind
OURS, REQUESTER, VENDOR = "it", "requester", "vendor"
NAMES: Mapping[str, Text] = {
    OURS: Text("我们自己(全部)", "Our own (everything)"),
    REQUESTER: Text("报告人能看的", "What the requester may see"),
    VENDOR: Text("厂商能看的", "What the vendor may see"),
}
HIDDEN = "hidden"  # in the data of an event: what of it is not shown
_COURSE = frozenset({
    _K.REPORTED, _K.HANDED_OFF, _K.PAUSED, _K.RESUMED, _K.RESOLVED, _K.REOPENED, _K.CANCELLED,
    _K.MERGED, _K.DUPLICATE, _K.TRIAGED, _K.STARTED, _K.CLOSED,
})  # fmt: skip
"""What happened to the ticket itself: no secret to anybody."""
_WORDS = frozenset({_K.RESPONDED, _K.MESSAGE, _K.ACKNOWLEDGED})


def sees(event: Event, audience: str) -> bool:
    """Whether an event is meant for this audience; what a later version wrote is ours alone.

    Internal notes, changed fields, other systems' verdicts and files are nobody's but ours.
    """
    if audience == OURS:
        return True
    theirs = event.leg is Leg.VENDOR
    if event.kind in _COURSE:
        return audience == VENDOR or not theirs
    if event.kind in _WORDS:
        return theirs is (audience == VENDOR)
    if event.kind is _K.PRIORITY:
        return audience == VENDOR or not theirs
    if is_exchange(event):
        return audience == VENDOR and event.data.get("audience") == PARTNER
    if event.kind is _K.ENTRY and audience == VENDOR:
        return released(event) is not None or (event.data.get("list") == LIST and theirs)
    return is_entry(event) and event.data.get("entry") == Entry.UPDATE and audience == REQUESTER


def _shown(event: Event, audience: str) -> Event:
    """Return the event without our proofs, and for the vendor without our internal words."""
    text = event.text
    inside = event.leg is not Leg.VENDOR and event.kind in _COURSE
    if audience == VENDOR and inside and event.kind is not _K.REPORTED:
        text = ""
    if audience == VENDOR:
        return replace(event, text=text)
    # The vendor's number and the proof are our affair; that there is one is not denied.
    data = {HIDDEN: "proof"} if event.kind is _K.HANDED_OFF else event.data
    return replace(event, text=text, proof="", data=data)


def seen_by(ticket: Ticket, audience: str) -> Ticket:
    """Return the ticket as this audience may see it; its clocks are reckoned from the whole log."""
    if audience == OURS:
        return ticket
    kept = tuple(_shown(one, audience) for one in ticket.events if sees(one, audience))
    mine = replace(ticket, events=kept, attachments=(), conflicts=())
    return mine if audience == VENDOR else replace(mine, case_no="", vendor_priority=None)


def legs_of(audience: str) -> frozenset[Leg]:
    """Return the legs whose clocks this audience sees."""
    known = {REQUESTER: frozenset({Leg.INTERNAL}), VENDOR: frozenset({Leg.VENDOR})}
    return known.get(audience, frozenset(Leg))
