"""News from others: a P1 or P2 that came, a reply that came; told once, never one's own act."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from firstline.domain.alarm.alarm import GROUP_FROM
from firstline.domain.instants import epoch
from firstline.domain.plain import plain_text
from firstline.domain.ticket.ticket import Event, EventKind, Leg, Priority, Ticket
from firstline.domain.words import Text

OLDEST = timedelta(days=14)
"""What happened longer ago is history that arrives, such as an import of somebody else's."""
_WORTH = (Priority.P1, Priority.P2)
_REPLIES = (EventKind.RESPONDED, EventKind.MESSAGE)
_MOST_CHARACTERS = 160


class Newness(StrEnum):
    """What is new of a ticket."""

    TICKET = "ticket"
    REPLY = "reply"


@dataclass(frozen=True, slots=True)
class News:
    """One thing that others did; `who` did it, `text` is what they wrote, `at` the epoch second."""

    ticket: str
    number: str
    title: str
    priority: Priority
    assignee: str
    newness: Newness
    at: int
    who: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Bulletin:
    """One piece of news, or several told together; `missed` came while nobody looked."""

    news: tuple[News, ...]
    missed: bool = False

    @property
    def is_urgent(self) -> bool:
        """Whether a P1 that came is among them."""
        return any(
            one.priority is Priority.P1 and one.newness is Newness.TICKET for one in self.news
        )


def others(ticket: Ticket, me: str) -> list[Event]:
    """Return the events of the ticket that somebody else made, in their order."""
    return [one for one in ticket.events if one.actor not in ("", me)]


def news_in(ticket: Ticket, events: Sequence[Event], own: Container[str], now: datetime,
            since: datetime) -> News | None:  # fmt: skip
    """Return what is worth telling of these events that nobody looked at, None for nothing.

    `own` are the ids of events that were made on this device, such as an import's. What happened
    before `since` or long ago is left out. Of a ticket that came, and replies to it, the ticket is
    told; of several replies the last.
    """
    earliest = max(since, now - OLDEST)
    fresh = [one for one in events if one.id not in own and one.at >= earliest]
    came = [one for one in fresh if one.kind is EventKind.REPORTED]
    if came and ticket.priority in _WORTH:
        return _news(ticket, came[-1], Newness.TICKET, ticket.requester or came[-1].actor)
    replies = [one for one in fresh if one.kind in _REPLIES]
    return _news(ticket, replies[-1], Newness.REPLY, replies[-1].actor) if replies else None


def _news(ticket: Ticket, event: Event, newness: Newness, who: str) -> News:
    said = event.text if newness is Newness.REPLY else ticket.body
    words = " ".join(plain_text(said[: 8 * _MOST_CHARACTERS]).split())[:_MOST_CHARACTERS]
    if event.leg is Leg.VENDOR and not who:
        who = str(event.leg)
    return News(ticket.id, ticket.number, ticket.title, ticket.priority, ticket.assignee, newness,
                epoch(event.at), who, words)  # fmt: skip


def concerns(news: News, me: str, *, mine_only: bool) -> bool:
    """Whether this device's person is told: with `mine_only` theirs, nobody's, and every P1."""
    if not mine_only or not me:
        return True
    return news.assignee in ("", me) or news.priority is Priority.P1


def bulletins(news: Iterable[News], *, missed: bool) -> tuple[Bulletin, ...]:
    """Return how it is told: each apart, or from four on, and what was missed, together (ux.md)."""
    order = sorted(news, key=lambda one: (one.newness is Newness.REPLY, one.priority, -one.at))
    if not order:
        return ()
    if len(order) >= GROUP_FROM or (missed and len(order) > 1):
        return (Bulletin(tuple(order), missed),)
    return tuple(Bulletin((one,), missed) for one in order)


def title(bulletin: Bulletin) -> Text:
    """Return the first line of a notification."""
    first = bulletin.news[0]
    if len(bulletin.news) > 1:
        came = sum(one.newness is Newness.TICKET for one in bulletin.news)
        said = len(bulletin.news) - came
        zh = [f"{came} 张新的紧急工单"] * bool(came) + [f"{said} 条新回复"] * bool(said)
        en = [f"{came} new P1/P2 ticket{'s' * (came != 1)}"] * bool(came)
        en += [f"{said} new repl{'ies' if said != 1 else 'y'}"] * bool(said)
        away = Text("不在时:", "While you were away: ") if bulletin.missed else Text("", "")
        return Text(away.zh + ",".join(zh), away.en + ", ".join(en))
    if first.newness is Newness.TICKET:
        return Text(f"新的 {first.priority} 工单 {first.number}",
                    f"New {first.priority} ticket {first.number}")  # fmt: skip
    return Text(f"{first.number} {first.who} 回复了", f"{first.number}: {first.who} replied")


def line(news: News) -> Text:
    """Return one of several as one line."""
    if news.newness is Newness.TICKET:
        return Text(f"{news.priority} {news.number} 新 · {news.title}",
                    f"{news.priority} {news.number} new · {news.title}")  # fmt: skip
    return Text(f"{news.priority} {news.number} {news.who} 回复 · {news.title}",
                f"{news.priority} {news.number} {news.who} replied · {news.title}")  # fmt: skip
