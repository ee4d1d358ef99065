"""Tickets and strategies that the tests of the domain share."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import strategies as st

from firstline.domain.edits import edits
from firstline.domain.edits.edits import Edit, Stamp
from firstline.domain.edits.rebase import rebase
from firstline.domain.ticket.ticket import (
    Attachment,
    Conflict,
    Event,
    EventKind,
    Leg,
    Priority,
    Status,
    Ticket,
    TicketType,
)

CHINA = timezone(timedelta(hours=8))
START = datetime(2026, 11, 23, 10, 0, tzinfo=CHINA)
FILE = Attachment("ab" * 32, "屏幕.png", 1234, "image/png")


def stamp(n: int, minutes: int = 0, actor: str = "王敏") -> Stamp:
    """Return the `n`-th stamp, `minutes` after the start."""
    return Stamp(f"e{n}", START + timedelta(minutes=minutes or n), actor)


def opened(**values: object) -> Ticket:
    """Return a ticket that was opened with these fields."""
    given = {"title": "月末结账报错", "site": "一厂", "module": "GL", **values}
    return show(None, edits.open_ticket(stamp(0), "t1", given))  # type: ignore[arg-type] # fields


def show(ticket: Ticket | None, *several: Edit) -> Ticket:
    """Return the ticket with the edits laid over it."""
    shown = rebase(ticket, several)
    assert shown is not None
    return shown


def at(status: Status) -> Ticket:
    """Return a ticket that reached `status` by legal moves."""
    way = {
        Status.NEW: (),
        Status.TRIAGED: (Status.TRIAGED,),
        Status.IN_PROGRESS: (Status.IN_PROGRESS,),
        Status.WAITING_REQUESTER: (Status.IN_PROGRESS, Status.WAITING_REQUESTER),
        Status.WITH_VENDOR: (Status.IN_PROGRESS, Status.WITH_VENDOR),
        Status.WAITING_CUSTOMER_INFO: (Status.WITH_VENDOR, Status.WAITING_CUSTOMER_INFO),
        Status.RESOLVED: (Status.IN_PROGRESS, Status.RESOLVED),
        Status.CLOSED: (Status.RESOLVED, Status.CLOSED),
        Status.CANCELLED: (Status.CANCELLED,),
        Status.DUPLICATE: (Status.DUPLICATE,),
    }[status]
    ticket = opened()
    for n, to in enumerate(way, 1):
        of = "T-9" if to is Status.DUPLICATE else ""
        ticket = show(ticket, edits.move(ticket, to, stamp(n), of=of))
    return ticket


words = st.text(max_size=20)
instants = st.datetimes(timezones=st.sampled_from([UTC, CHINA]))
maybe = st.none() | instants
data = st.dictionaries(words, words, max_size=2)
events = st.builds(
    Event, words, st.sampled_from(EventKind), instants, maybe, words,
    st.none() | st.sampled_from(Leg), words, words, words,
    st.none() | st.sampled_from(Priority), data,
)  # fmt: skip
several_words = st.lists(words, max_size=3).map(tuple)
files = st.builds(Attachment, words, words, st.integers(0, 10**12), words)
conflicts = st.builds(Conflict, words, words, words, words, instants)
tickets = st.builds(
    Ticket, words, words, words, instants, instants, words, st.sampled_from(TicketType),
    st.sampled_from(Status), st.sampled_from(Priority), st.none() | st.sampled_from(Priority),
    st.integers(1, 3), st.integers(1, 3), several_words, words, words, words, words, words, words,
    words, several_words, st.lists(events, max_size=3).map(tuple),
    st.lists(files, max_size=2).map(tuple), st.lists(conflicts, max_size=2).map(tuple), data,
)  # fmt: skip
values = st.none() | words | st.integers(0, 9) | several_words
changes = st.builds(edits.Change, words, values, values)
any_edits = st.builds(
    Edit, words, words, words, instants, words, words, st.lists(changes, max_size=3).map(tuple),
    st.lists(events, max_size=3).map(tuple), several_words, several_words,
)  # fmt: skip
