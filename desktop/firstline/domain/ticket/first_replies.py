"""How long people waited for a first human reply, by channel and leg (requirements S16)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from firstline.domain.contact.log import LIST, channel_name, contacts_of
from firstline.domain.sla.log import entries, read_log
from firstline.domain.ticket.ticket import CLOSED_STATUSES, EventKind, Leg, Status, Ticket
from firstline.domain.words import Text

FEW = 20  # below that many, the 95th percentile is no more than the slowest
_GONE = frozenset({Status.CANCELLED, Status.DUPLICATE})


@dataclass(frozen=True, slots=True)
class FirstReply:
    """The first human reply on one leg of one ticket; `channel` "" where nobody logged it.

    `waited` is by the clock on the wall, from when the leg began (sla.md R5).
    """

    ticket: str
    number: str
    leg: Leg
    channel: str
    called: Text
    waited: timedelta
    proven: bool


@dataclass(frozen=True, slots=True)
class ChannelWait:
    """One line of the report: the median, the 95th percentile (nearest rank) and the slowest.

    `unproven` counts those of `n` without a proof.
    """

    leg: Leg
    channel: str
    called: Text
    n: int
    median: timedelta
    p95: timedelta
    slowest: timedelta
    unproven: int


@dataclass(frozen=True, slots=True)
class Waits:
    """The report: its lines, the internal leg first, and how many legs wait or ended unanswered."""

    lines: tuple[ChannelWait, ...]
    replies: tuple[FirstReply, ...]
    waiting: int
    unanswered: int


def first_replies(tickets: Iterable[Ticket]) -> Waits:
    """Return how long the first human reply took. Cancelled and duplicate tickets are left out."""
    found: list[FirstReply] = []
    waiting = unanswered = 0
    for ticket in tickets:
        if ticket.status in _GONE:
            continue
        for leg in Leg:
            began, reply = _of_leg(ticket, leg)
            if reply is not None:
                found.append(reply)
            elif began:
                waiting += ticket.status not in CLOSED_STATUSES
                unanswered += ticket.status in CLOSED_STATUSES
    return Waits(tuple(_lines(found)), tuple(found), waiting, unanswered)


def together(pages: Iterable[Waits]) -> Waits:
    """Return several reports, each over other tickets, as one."""
    several = tuple(pages)
    found = tuple(reply for one in several for reply in one.replies)
    waiting, unanswered = (
        sum(one.waiting for one in several),
        sum(one.unanswered for one in several),
    )
    return Waits(tuple(_lines(found)), found, waiting, unanswered)


def _of_leg(ticket: Ticket, leg: Leg) -> tuple[bool, FirstReply | None]:
    log = entries(ticket.events, leg)
    facts = read_log(log, leg, frozenset(), 0)
    if facts.start is None:
        return False, None
    for at, _, event in log:
        if event.kind is not EventKind.RESPONDED or at < facts.start:
            continue
        known = {one.id: one for one in contacts_of(ticket)}
        contact = known.get(event.data.get(LIST, ""))
        channel = contact.channel if contact else event.data.get("channel", "")
        proven = leg is Leg.INTERNAL or bool(event.proof)
        return True, FirstReply(
            ticket.id, ticket.number, leg, channel, channel_name(channel),
            timedelta(seconds=at - facts.start), proven,
        )  # fmt: skip
    return True, None


def _lines(replies: Sequence[FirstReply]) -> Iterable[ChannelWait]:
    for leg in Leg:
        groups: dict[str, list[FirstReply]] = {}
        for one in replies:
            if one.leg is leg:
                groups.setdefault(one.channel, []).append(one)
        for channel, several in sorted(groups.items(), key=lambda pair: (not pair[0], pair[0])):
            waits = sorted(one.waited for one in several)
            yield ChannelWait(
                leg, channel, several[0].called, len(waits), median(waits), p95(waits), waits[-1],
                sum(not one.proven for one in several),
            )  # fmt: skip


def median(waits: Sequence[timedelta]) -> timedelta:
    """Return the middle of sorted waits, of an even number the mean of both, in whole seconds."""
    half = len(waits) // 2
    if len(waits) % 2:
        return waits[half]
    return timedelta(seconds=int((waits[half - 1] + waits[half]).total_seconds()) // 2)


def p95(waits: Sequence[timedelta]) -> timedelta:
    """Return the 95th percentile of sorted waits by nearest rank."""
    return waits[-(-95 * len(waits) // 100) - 1]
