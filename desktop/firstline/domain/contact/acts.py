"""Logging a contact: what it must say, and when it may count as the reply of a clock."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from firstline.domain.contact.log import (
    LIST,
    LIVE,
    Channel,
    Direction,
    guessed_words,
    refs_of,
)
from firstline.domain.edits.edit import Edit, Stamp, edit_of, event_of
from firstline.domain.errors import BadInput, Refused
from firstline.domain.ticket.ball import received
from firstline.domain.ticket.fields import clean
from firstline.domain.ticket.ticket import Attachment, Event, EventKind, Leg, Ticket
from firstline.domain.words import Text

_KEPT = Text("什么都没有改。", "Nothing was changed.")
_MAY_RUN_AHEAD = timedelta(seconds=60)  # sla.md R2: a skew of the device's clock


@dataclass(frozen=True, slots=True)
class NewContact:
    """A contact that is to be logged; `party` is the other side, `at` when it took place.

    `is_reply` says that it was the first human, substantive word of the obliged side, or a later
    one (sla.md R6); nobody but a person can know that. `guessed` holds keys of GUESSES.
    """

    channel: Channel
    direction: Direction
    party: Leg
    at: datetime
    summary: str
    person: str = ""
    ref: str = ""
    next_step: str = ""
    files: tuple[Attachment, ...] = ()
    is_reply: bool = False
    guessed: str = ""
    corrects: str = ""

    def with_files(self, files: tuple[Attachment, ...]) -> "NewContact":
        """Return the contact with these files, held already."""
        return replace(self, files=files)


def log_contacts(ticket: Ticket, contacts: Sequence[NewContact], stamp: Stamp) -> Edit:
    """Return the edit that appends `contacts`, each with its files and, if it is one, its reply.

    Raises BadInput for what is missing, and Refused for a reply that no clock can count.
    """
    events: list[Event] = []
    held = {one.sha256 for one in ticket.attachments}
    for one in contacts:
        _check(ticket, one, stamp)
        entry = _entry(one, stamp, len(events))
        events.append(entry)
        if one.is_reply:
            events.append(_reply(one, entry, stamp, len(events)))
        for file in one.files:
            if file.sha256 not in held:
                held.add(file.sha256)
                data = {"sha256": file.sha256, "name": file.name, "size": str(file.size),
                        "media": file.media}  # fmt: skip
                events.append(event_of(stamp, len(events), EventKind.ATTACHED, data=data))
    return edit_of(stamp, ticket.id, LIST, (), tuple(events))


def vendor_reply(ticket: Ticket, one: NewContact, stamp: Stamp, proof: str = "") -> Edit:
    """Return the edit that logs the vendor's reply, contact and clock in one (requirements S16).

    It is the lane's short form: who it was and what they said stand where they were written. A
    proof that was typed stands before the contact's own; without it and without a name the reply
    stays unproven (sla.md R2). Raises Refused for a reply from before the vendor had the ticket.
    """
    receipt = received(ticket)
    start = (receipt.received_at or receipt.at) if receipt else None
    if start and start.replace(second=0, microsecond=0) <= one.at < start:
        one = replace(one, at=start)  # the minute of the receipt, typed without its seconds
    _check_begun(ticket, one)
    entry = _entry(one, stamp, 0)
    reply = _reply(one, entry, stamp, 1)
    said = clean(proof, 500, "proof") or (reply.proof if one.person.strip() else "")
    return edit_of(stamp, ticket.id, LIST, (), (entry, replace(reply, proof=said)))


def fresh(ticket: Ticket, contacts: Sequence[NewContact]) -> list[NewContact]:
    """Return those whose call, mail or session id the ticket does not have yet."""
    known = set(refs_of(ticket))
    found = []
    for one in contacts:
        if not one.ref or one.ref not in known:
            known.add(one.ref)
            found.append(one)
    return found


def _entry(one: NewContact, stamp: Stamp, index: int) -> Event:
    told = {
        "list": LIST, "channel": str(one.channel), "direction": str(one.direction),
        "party": str(one.party), "person": clean(one.person, 200, "assignee"),
        "ref": clean(one.ref, 300, "ref"), "next": clean(one.next_step, 400, "next"),
        "files": " ".join(file.sha256 for file in one.files),
        "guessed": clean(one.guessed, 200, "guessed"), "corrects": one.corrects,
    }  # fmt: skip
    data = {name: value for name, value in told.items() if value}
    text = clean(one.summary, 20_000, "body", lines=True)
    return event_of(stamp, index, EventKind.ENTRY, at=one.at, leg=one.party, text=text, data=data)


def _reply(one: NewContact, entry: Event, stamp: Stamp, index: int) -> Event:
    """Return the clock event; the contact itself is its proof (sla.md R2)."""
    told = (str(one.channel), entry.data.get("ref", ""), entry.data.get("person", ""))
    return event_of(
        stamp, index, EventKind.RESPONDED, at=one.at,
        received_at=one.at if one.party is Leg.VENDOR else None, leg=one.party,
        proof=" · ".join(part for part in told if part), data={LIST: entry.id},
    )  # fmt: skip


def _check(ticket: Ticket, one: NewContact, stamp: Stamp) -> None:
    if not one.summary.strip():
        raise BadInput(Text("请写明谈了什么。", "Say what it was about."), _KEPT)
    if one.at > stamp.at + _MAY_RUN_AHEAD:
        raise BadInput(
            Text(f"{one.at.isoformat()} 还没有到。", f"{one.at.isoformat()} has not come yet."),
            _KEPT,
        )
    if one.corrects and one.corrects not in {event.id for event in ticket.events}:
        raise BadInput(
            Text("要更正的那条联系不在这张工单里。",
                 "The contact to be corrected is not in this ticket."),
            _KEPT,
        )  # fmt: skip
    if one.is_reply:
        _check_reply(ticket, one)


def _check_reply(ticket: Ticket, one: NewContact) -> None:
    if not one.person.strip():
        raise BadInput(
            Text("首次响应要是人的答复:请写明是谁。",
                 "A reply that counts is a person's: say whose."),
            _KEPT,
        )  # fmt: skip
    if one.guessed:
        how = guessed_words(one.guessed)
        raise Refused(
            Text(f"时间有推测({how.zh}),不能算作响应时刻。",
                 f"The time is partly guessed ({how.en}); no clock can count it."),
            _KEPT,
            Text("请写明确切时间再登记。", "Give the exact time and log it again."),
        )  # fmt: skip
    wanted = Direction.IN if one.party is Leg.VENDOR else Direction.OUT
    if one.channel not in LIVE and one.direction is not wanted:
        raise Refused(
            Text("这条是对方还没有答的一方发出的,不是他们的响应。",
                 "This was sent to the side that owes the answer; it is not their reply."),
            _KEPT,
            Text("等对方回话后再登记。", "Log their answer when it comes."),
        )  # fmt: skip
    _check_begun(ticket, one)


def _check_begun(ticket: Ticket, one: NewContact) -> None:
    """Raise Refused for a reply from before the clock of its leg began."""
    start = ticket.created_at
    if one.party is Leg.VENDOR:
        receipt = received(ticket)
        if receipt is None:
            raise Refused(
                Text("厂商尚未收到,厂商段还没有计时,不能登记为响应。",
                     "The vendor has not received it: no vendor clock runs that it could answer."),
                _KEPT,
                Text("先登记交接和收到时间,再登记这次联系。",
                     "Record the hand-off with its receipt first, then log this contact."),
            )  # fmt: skip
        start = receipt.received_at or receipt.at
    if one.at < start:
        raise Refused(
            Text(f"这次联系早于计时开始({start.isoformat()}),不能登记为响应。",
                 f"It took place before the clock began ({start.isoformat()}); it is no reply."),
            _KEPT,
        )  # fmt: skip
