"""The timeline of a ticket as entries: day marks, message cards, short lines and files."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, tzinfo
from enum import StrEnum

from firstline.domain.contact.log import LIST
from firstline.domain.ticket.ticket import Event, EventKind, Leg, Ticket
from firstline.domain.words import Text
from firstline.viewmodel import times
from firstline.viewmodel.detail import happenings
from firstline.viewmodel.plain import is_html, plain_text

FOLD_AFTER_CHARACTERS = 320
FOLD_AFTER_LINES = 6
SKEW_S = 60  # sla.md R2: a device that runs ahead by more is shown
NONE = Text("", "")
_K = EventKind
_CARDS = frozenset({_K.RESPONDED, _K.MESSAGE, _K.NOTE})


class Shape(StrEnum):
    """How an entry is drawn."""

    DAY = "day"
    CARD = "card"
    LINE = "line"
    FILE = "file"


class Tone(StrEnum):
    """Whose words a card holds: told by colour, icon and heading."""

    OURS = "ours"
    THEIRS = "theirs"
    NOTE = "note"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the timeline; `body` is plain text always, `rich` the HTML it came from or ""."""

    id: str
    shape: Shape
    at: datetime
    head: Text
    icon: str = ""
    actor: str = ""
    body: str = ""
    leg: Leg | None = None
    tone: Tone = Tone.QUIET
    clock: str = ""
    second: Text = NONE  # the other instant, where it differs
    skewed: bool = False
    rich: str = ""
    sha256: str = ""
    proof: str = ""

    @property
    def long(self) -> bool:
        """Whether the text is folded until somebody unfolds it."""
        many = self.body.count("\n") >= FOLD_AFTER_LINES
        return many or len(self.body) > FOLD_AFTER_CHARACTERS

    @property
    def folded(self) -> str:
        """Return the beginning of the text, as a folded card shows it."""
        if not self.long:
            return self.body
        lines = self.body.split("\n")[:FOLD_AFTER_LINES]
        return "\n".join(lines)[:FOLD_AFTER_CHARACTERS].rstrip() + " …"


def entries(ticket: Ticket, today: date, zone: tzinfo) -> tuple[Entry, ...]:
    """Return the whole log, newest first by instant, with a mark above each day.

    Events of one act stand in one line. Nothing of the log is left out (requirements S19).
    """
    rows = sorted(_rows(ticket, zone), key=lambda one: one.at)[::-1]
    return tuple(_with_days(_opened(ticket, rows), today, zone))


def _opened(ticket: Ticket, rows: list[Entry]) -> list[Entry]:
    """Give the report the ticket's own description as its card."""
    if not ticket.body:
        return rows
    for index, row in enumerate(rows):
        if row.icon == happenings.ICONS[_K.REPORTED]:
            card = replace(
                row, shape=Shape.CARD, body=plain_text(ticket.body), tone=Tone.THEIRS,
                actor=ticket.requester or row.actor,
                rich=ticket.body if is_html(ticket.body) else "",
            )  # fmt: skip
            return [*rows[:index], card, *rows[index + 1 :]]
    return rows


def _rows(ticket: Ticket, zone: tzinfo) -> Iterator[Entry]:
    held: Entry | None = None  # what more events of the same act may still join
    receipt = False
    for event in ticket.events:
        entry = _entry(event, zone, receipt=receipt)
        receipt = receipt or event.kind is _K.HANDED_OFF
        if held and _joins(held, entry):
            held = _joined(held, entry)
            continue
        if held:
            yield held
        held = entry
    if held:
        yield held


def _joins(first: Entry, second: Entry) -> bool:
    act = first.id.rpartition(".")[0]
    quiet = first.tone is second.tone is Tone.QUIET and Shape.FILE not in (
        first.shape,
        second.shape,
    )
    one = act != "" and act == second.id.rpartition(".")[0] and first.at == second.at
    return one and quiet and not (first.body and second.body)


def _joined(first: Entry, second: Entry) -> Entry:
    text = first if first.body else second
    head = Text(f"{first.head.zh} · {second.head.zh}", f"{first.head.en} · {second.head.en}")
    return replace(
        first, head=head, leg=first.leg or second.leg, shape=text.shape, body=text.body,
        rich=text.rich,
    )  # fmt: skip


def _entry(event: Event, zone: tzinfo, *, receipt: bool) -> Entry:
    at = event.at
    if event.kind is _K.HANDED_OFF and receipt:  # told later; it happened when it was received
        at = event.received_at or event.at
    skewed, second = _second(event, zone)
    text = plain_text(event.text)
    shape = _shape(event)
    vendor = event.leg is Leg.VENDOR
    if event.kind is _K.HANDED_OFF:
        vendor = True
    return Entry(
        id=event.id,
        shape=shape,
        at=at,
        head=happenings.head(event, receipt=receipt and event.kind is _K.HANDED_OFF),
        icon=happenings.icon(event, receipt=receipt),
        actor=event.actor,
        body=event.data.get("name", "") if shape is Shape.FILE else text,
        leg=Leg.VENDOR if vendor else event.leg,
        tone=_tone(event),
        clock=times.hour(at, zone),
        second=second,
        skewed=skewed,
        rich=event.text if is_html(event.text) else "",
        sha256=event.data.get("sha256", ""),
        proof=event.proof,
    )


def _shape(event: Event) -> Shape:
    if event.kind is _K.ATTACHED:
        return Shape.FILE
    if _counts_a_contact(event):
        return Shape.LINE
    if event.kind in _CARDS or (event.text and event.kind is not _K.CHANGED):
        return Shape.CARD
    return Shape.LINE


def _counts_a_contact(event: Event) -> bool:
    """Whether the event only says that the contact before it was the reply (sla.md R6)."""
    return event.kind is _K.RESPONDED and LIST in event.data and not event.text


def _tone(event: Event) -> Tone:
    if _counts_a_contact(event):
        return Tone.QUIET
    if event.kind is _K.NOTE:
        return Tone.NOTE
    if event.kind is _K.MESSAGE or (event.kind is _K.RESPONDED and event.leg is Leg.VENDOR):
        return Tone.THEIRS
    return Tone.OURS if event.kind is _K.RESPONDED else Tone.QUIET


def _second(event: Event, zone: tzinfo) -> tuple[bool, Text]:
    """Return whether the device's clock ran ahead, and the other instant in words (sla.md R2)."""
    got = event.received_at
    if got is None or times.apart(event.at, got).total_seconds() <= SKEW_S:
        return False, NONE
    clock = times.hour(got, zone)
    if event.at.astimezone(zone).date() != got.astimezone(zone).date():
        clock = times.stamp(got, zone)[5:16]
    if event.at > got:
        late = times.length(int((event.at - got).total_seconds()))
        return True, Text(
            f"收到 {clock},本机时钟快 {late.zh}", f"received {clock}, device clock {late.en} ahead"
        )
    return False, Text(f"对方 {clock} 收到", f"received {clock}")


def _with_days(rows: Iterable[Entry], today: date, zone: tzinfo) -> Iterator[Entry]:
    last: date | None = None
    for row in rows:
        one = row.at.astimezone(zone).date()
        if one != last:
            start = datetime.combine(one, time(), zone)  # the same, whatever comes to this day
            yield Entry(f"day:{one}", Shape.DAY, start, times.day(one, today))
            last = one
        yield row
