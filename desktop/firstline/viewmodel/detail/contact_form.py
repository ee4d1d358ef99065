"""The form of a contact: what was typed becomes a contact to log, or a sentence of what lacks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from firstline.domain.contact.acts import NewContact
from firstline.domain.contact.log import (
    CHANNELS,
    WAYS,
    Channel,
    ContactEvent,
    Direction,
    contacts_of,
    guessed_words,
)
from firstline.domain.ticket.ticket import Attachment, Leg, Ticket
from firstline.domain.words import Text
from firstline.viewmodel import times

WAY_ORDER = tuple(WAYS)
REPLIES = {
    Leg.VENDOR: Text("这是厂商的实质答复,计入厂商时钟",
                     "The vendor's human answer: let its clock count it"),
    Leg.INTERNAL: Text("这是我方的实质答复,计入内部时钟",
                       "Our human answer: let the internal clock count it"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form; `when` as a person typed it, "" for now."""

    channel: Channel
    party: Leg
    direction: Direction
    when: str = ""
    person: str = ""
    ref: str = ""
    summary: str = ""
    next_step: str = ""
    is_reply: bool = False
    corrects: str = ""


def contact(
    typed: Typed, now: datetime, zone: tzinfo, files: Sequence[Attachment] = ()
) -> NewContact:
    """Return the contact that was typed. Raises BadInput for a time that cannot be read."""
    return NewContact(
        typed.channel, typed.direction, typed.party,
        times.read(typed.when, now, zone).astimezone(zone), typed.summary, typed.person, typed.ref,
        typed.next_step, tuple(files), typed.is_reply, corrects=typed.corrects,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One contact as a card: its head, its words, and what is to be known of it."""

    id: str
    head: Text
    said: str
    below: Text
    faded: bool
    event: ContactEvent


def lines(ticket: Ticket, now: datetime, zone: tzinfo) -> tuple[ContactLine, ...]:
    """Return the contacts of a ticket, the newest first."""
    names = {one.sha256: one.name for one in ticket.attachments}
    return tuple(_line(one, names, now, zone) for one in reversed(contacts_of(ticket)))


def _line(one: ContactEvent, names: dict[str, str], now: datetime, zone: tzinfo) -> ContactLine:
    when = times.brief(one.at, now, zone)
    mark = "≈" if one.guessed else ""
    told = [Text(f"{mark}{when.zh}", f"{mark}{when.en}"), one.called, one.way]
    if one.person:
        told.append(Text(one.person, one.person))
    below = []
    if one.next_step:
        below.append(Text(f"下一步:{one.next_step}", f"Next: {one.next_step}"))
    if one.ref:
        below.append(Text(f"号 {one.ref}", f"no. {one.ref}"))
    if one.clock:
        below.append(Text("● 登记为响应", "● counted as the reply"))
    if one.guessed:
        how = guessed_words(one.guessed)
        below.append(Text(f"时间有推测:{how.zh}", f"time partly guessed: {how.en}"))
    if one.corrects:
        below.append(Text("更正先前一条", "corrects an earlier one"))
    if one.corrected_by:
        below.append(Text("已被更正", "corrected later"))
    below += [Text(f"附件 {names.get(sha, '?')}", f"file {names.get(sha, '?')}")
              for sha in one.files]  # fmt: skip
    return ContactLine(
        one.id, _joined(told), one.summary, _joined(below), bool(one.corrected_by), one
    )


def _joined(parts: Sequence[Text]) -> Text:
    return Text(" · ".join(one.zh for one in parts), " · ".join(one.en for one in parts))


def channels() -> tuple[tuple[str, Text], ...]:
    """Return the channels that can be chosen."""
    return tuple((str(key), words) for key, words in CHANNELS.items())
