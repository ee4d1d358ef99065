"""The contact log: every call, message and visit about a ticket, as entries of its one timeline."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from firstline.domain.ticket.ticket import Event, EventKind, Leg, Ticket
from firstline.domain.words import Text

LIST = "contact"  # the list that the entries stand in; a clock event names its entry by this key


class Channel(StrEnum):
    """The way a contact took (requirements S16)."""

    HOTLINE = "hotline"
    PHONE = "phone"
    PORTAL = "portal"
    REMOTE = "remote"
    WECHAT = "wechat"
    WECOM = "wecom"
    CHAT = "chat"
    MAIL = "mail"
    ON_SITE = "on_site"


class Direction(StrEnum):
    """Who began it, seen from this desk."""

    IN = "in"
    OUT = "out"


CHANNELS: Mapping[Channel, Text] = {
    Channel.HOTLINE: Text("热线", "Hotline"),
    Channel.PHONE: Text("电话", "Telephone"),
    Channel.PORTAL: Text("门户", "Portal"),
    Channel.REMOTE: Text("远程", "Remote session"),
    Channel.WECHAT: Text("微信", "WeChat"),
    Channel.WECOM: Text("企业微信", "WeCom"),
    Channel.CHAT: Text("其他聊天", "Other chat"),
    Channel.MAIL: Text("邮件", "Mail"),
    Channel.ON_SITE: Text("现场", "On-site"),
}
NO_CHANNEL = Text("未登记渠道", "Channel not logged")
WAYS: Mapping[tuple[Leg, Direction], Text] = {
    (Leg.VENDOR, Direction.IN): Text("厂商 → 我方", "vendor → us"),
    (Leg.VENDOR, Direction.OUT): Text("我方 → 厂商", "us → vendor"),
    (Leg.INTERNAL, Direction.IN): Text("内部 → 服务台", "our people → desk"),
    (Leg.INTERNAL, Direction.OUT): Text("服务台 → 内部", "desk → our people"),
}
LIVE = frozenset({Channel.HOTLINE, Channel.PHONE, Channel.REMOTE, Channel.ON_SITE})
"""Channels on which both sides speak at once; on the others an answer must come from its side."""


def channel_name(channel: str) -> Text:
    """Return a channel's name; "" was not logged, one of a later version stands as written."""
    if not channel:
        return NO_CHANNEL
    known = channel in set(Channel)
    return CHANNELS[Channel(channel)] if known else Text(channel, channel)


GUESSES: Mapping[str, Text] = {
    "zone": Text("没有写时区", "no zone was written"),
    "year": Text("没有写年份", "no year was written"),
    "day": Text("没有写日期", "no date was written"),
    "order": Text("月和日的先后", "which of two is the month"),
    "relative": Text("写的是“昨天”一类", "it said “yesterday” or the like"),
    "file": Text("取了文件的时间", "the file's own time was taken"),
}
"""What of a time was not written and had to be guessed (requirements N16)."""


@dataclass(frozen=True, slots=True)
class ContactEvent:
    """One contact: `channel` and `direction` as they were written, also by a later version.

    `party` is the other side; `files` are SHA-256; `clock` is the id of the reply that it was
    recorded as, "" for none; `guessed` holds keys of GUESSES, with commas; `corrected_by` is
    the contact that says it anew.
    """

    id: str
    at: datetime
    channel: str
    direction: str
    party: Leg
    person: str = ""
    ref: str = ""
    summary: str = ""
    next_step: str = ""
    files: tuple[str, ...] = ()
    by: str = ""
    clock: str = ""
    guessed: str = ""
    corrects: str = ""
    corrected_by: str = ""

    @property
    def called(self) -> Text:
        """The channel's name; one of a later version stands as it is written."""
        return channel_name(self.channel)

    @property
    def way(self) -> Text:
        """Who spoke to whom."""
        direction = Direction.OUT if self.direction == Direction.OUT else Direction.IN
        return WAYS[self.party, direction]


def is_contact(event: Event) -> bool:
    """Whether the event is an entry of the contact log."""
    return event.kind is EventKind.ENTRY and event.data.get("list") == LIST


def contacts_of(ticket: Ticket) -> tuple[ContactEvent, ...]:
    """Return the contacts of a ticket in the order in which they happened (requirements S16)."""
    clocks = {
        one.data[LIST]: one.id
        for one in ticket.events
        if one.kind is EventKind.RESPONDED and LIST in one.data
    }
    entries = [one for one in ticket.events if is_contact(one)]
    anew = {one.data["corrects"]: one.id for one in entries if one.data.get("corrects")}
    found = [_contact(one, clocks.get(one.id, ""), anew.get(one.id, "")) for one in entries]
    return tuple(sorted(found, key=lambda one: one.at))  # of one instant as they came


def contact_of(event: Event) -> ContactEvent:
    """Return the contact that an entry tells, by itself."""
    return _contact(event, "", "")


def _contact(event: Event, clock: str, corrected_by: str) -> ContactEvent:
    data = event.data
    return ContactEvent(
        event.id, event.at, data.get("channel", ""), data.get("direction", ""),
        Leg.VENDOR if data.get("party") == Leg.VENDOR else Leg.INTERNAL,
        data.get("person", ""), data.get("ref", ""), event.text, data.get("next", ""),
        tuple(data.get("files", "").split()), event.actor, clock, data.get("guessed", ""),
        data.get("corrects", ""), corrected_by,
    )  # fmt: skip


def usual_channel(ticket: Ticket, party: Leg, person: str = "") -> str:
    """Return the channel last used with this person, else with that side; "" for none yet."""
    found = [one for one in contacts_of(ticket) if one.party is party and one.channel]
    who = person.strip().casefold()
    same = [one for one in found if who and one.person.strip().casefold() == who]
    return (same or found)[-1].channel if found else ""


def refs_of(ticket: Ticket) -> frozenset[str]:
    """Return the call, mail and session ids that the log has, so that nothing is laid in twice."""
    return frozenset(one.data.get("ref", "") for one in ticket.events if is_contact(one)) - {""}


def guessed_words(keys: str) -> Text:
    """Return what was guessed, in words; a key of a later version stands as it is written."""
    found = [GUESSES.get(one, Text(one, one)) for one in keys.split(",") if one]
    return Text("、".join(one.zh for one in found), ", ".join(one.en for one in found))


def said_of_contact(event: Event) -> Text | None:
    """Return a contact as one line, its summary apart; None for any other event."""
    if not is_contact(event):
        return None
    one = contact_of(event)
    told = [one.called, one.way, Text(one.person, one.person)]
    if one.ref:
        told.append(Text(f"号 {one.ref}", f"no. {one.ref}"))
    if one.next_step:
        told.append(Text(f"下一步:{one.next_step}", f"next: {one.next_step}"))
    if one.guessed:
        how = guessed_words(one.guessed)
        told.append(Text(f"时间有推测:{how.zh}", f"time partly guessed: {how.en}"))
    if one.corrects:
        told.append(Text("更正先前一条", "corrects an earlier one"))
    said = [part for part in told if part.zh]
    return Text(" · ".join(part.zh for part in said), " · ".join(part.en for part in said))
