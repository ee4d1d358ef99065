"""Takes another desk's thread of a ticket in: events unite by id, fields move where one side moved.

What each side moved is known from the last bundle that both logs name: a field whose hash there is
still the sender's has not moved there, and one whose hash is still ours has not moved here.
"""

import json
from collections.abc import Mapping

from firstline.domain.edits.conflicts import MARK
from firstline.domain.edits.edit import Change, Edit, Stamp, words_of
from firstline.domain.errors import Refused
from firstline.domain.ticket.exchange_words import BUNDLE, LIST, PARTNER, TOLD, What
from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.statuses import CHART, legal_moves
from firstline.domain.ticket.thread import SHORTENED, Thread, bundles, mark_of, plain
from firstline.domain.ticket.ticket import Event, EventKind, Status, Ticket
from firstline.domain.values import replace
from firstline.domain.words import Text

ACT = "import"  # a portal of ours lets the history that an import tells keep its names
ABSENT = (None, "")  # what a change has seen that is to become a conflict
WHOLE = "~whole"  # the end of an event's id that gives the words of one that came shortened


def taken(here: Ticket | None, thread: Thread, stamp: Stamp, key: str) -> tuple[Edit, ...]:
    """Return the edits that take `thread` in, none where all of it is here already.

    A ticket that is not here is made with the same id and a number of this desk. One that is here
    gets the events that it lacks; a field that moved there alone moves, one that moved on both
    sides stands and keeps the other value as a conflict (house law 5). `key` is the fingerprint of
    the key that signed. The same bundle again, or our own come back, changes nothing.
    """
    if here is not None and _all_here(here, thread):
        return ()
    noted = _noted(thread, stamp, key)
    if here is None:
        changes = tuple(
            Change(one, plain(thread.ticket, one)) for one in thread.told
            if plain(thread.ticket, one) is not None
        )  # fmt: skip
        return (_edit(stamp, thread, changes, (*thread.ticket.events, noted)),)
    _check_same(here, thread)
    changes = _changes(here, thread)
    settled = _settled(here, thread, stamp)
    events = (*_fresh(here, thread), noted, *settled)
    steps = _steps(here, changes)
    if len(steps) < 2:
        return (_edit(stamp, thread, changes, events),)
    rest = tuple(one for one in changes if one.field != "status")
    return (_edit(stamp, thread, rest, events), *_moves(here, thread, steps, stamp))


def count_fresh(here: Ticket | None, thread: Thread) -> int:
    """Return how many events of the thread this desk has not got."""
    return len(thread.ticket.events if here is None else _fresh(here, thread))


def _all_here(here: Ticket, thread: Thread) -> bool:
    return thread.bundle in bundles(here.events) and not _fresh(here, thread)


def _edit(
    stamp: Stamp, thread: Thread, changes: tuple[Change, ...], events: tuple[Event, ...]
) -> Edit:
    return Edit(stamp.id, thread.ticket.id, ACT, stamp.at, stamp.actor, "ticket", changes, events)


def _noted(thread: Thread, stamp: Stamp, key: str) -> Event:
    data = {"list": LIST, "what": What.TAKEN, BUNDLE: thread.bundle, "audience": thread.audience,
            "maker": thread.maker, "number": thread.ticket.number, "key": key}  # fmt: skip
    return Event(f"{stamp.id}.0", EventKind.ENTRY, stamp.at, actor=stamp.actor, data=data)


def _check_same(here: Ticket, thread: Thread) -> None:
    """Refuse a ticket of the same id that shares nothing with ours: ids are never given twice."""
    ours, theirs = ({one.id for one in each.events} for each in (here, thread.ticket))
    if ours.isdisjoint(theirs):
        raise Refused(
            Text("这张工单的编号在本机属于另一张工单。",
                 "The id of this ticket belongs to another ticket here."),
            Text("什么都没有改。", "Nothing was changed."),
            Text("请让对方核对这个包。", "Ask who made it to check this bundle."),
        )  # fmt: skip


def _fresh(here: Ticket, thread: Thread) -> tuple[Event, ...]:
    """Return the events that are not here; the whole words of one that came shortened are new."""
    known = {one.id: one for one in here.events}
    found = []
    for one in thread.ticket.events:
        held = known.get(one.id)
        if held is None:
            origin = known.get(one.id.removesuffix(WHOLE)) if one.id.endswith(WHOLE) else None
            if origin is None or SHORTENED in origin.data:
                found.append(one)
        elif SHORTENED in held.data and SHORTENED not in one.data:
            whole = _whole(one)
            if whole.id not in known:
                found.append(whole)
    return tuple(found)


def _whole(event: Event) -> Event:
    """Return the event that gives the full words; it moves no clock, since the first one did."""
    kind = event.kind if event.kind in (EventKind.NOTE, EventKind.MESSAGE) else EventKind.NOTE
    return replace(
        event, id=f"{event.id}{WHOLE}", kind=kind, priority=None, reason="", proof="",
        data={"corrects": event.id},
    )  # fmt: skip


def _changes(here: Ticket, thread: Thread) -> tuple[Change, ...]:
    if thread.bundle in bundles(here.events):
        return ()  # it was overtaken by a later one, which told of more
    found = (_change(here, thread, one) for one in thread.told)
    return tuple(one for one in found if one is not None)


def _change(here: Ticket, thread: Thread, name: str) -> Change | None:
    ours, theirs = plain(here, name), plain(thread.ticket, name)
    if ours == theirs:
        return None
    base = _base(here, thread, name)
    if base is None:  # nobody knows who moved it; a partner was never told it
        strangers = thread.audience != PARTNER and not _common(here, thread)
        return Change(name, theirs, _another(here, name)) if strangers else None
    told, kept = base
    if mark_of(thread.ticket, name) == told:
        return None
    if name == "tags":
        gone = () if mark_of(here, name) != kept else here.tags
        united = tuple(sorted({*here.tags} - {*gone} | {*thread.ticket.tags}))
        return Change(name, united, here.tags)
    unmoved = mark_of(here, name) == kept
    return Change(name, theirs, getattr(here, name) if unmoved else _another(here, name))


def _base(here: Ticket, thread: Thread, name: str) -> tuple[str, str] | None:
    """Return the field's hash in the last bundle that both logs name, as they and as we have it."""
    for other, held in reversed(_common(here, thread)):
        told, kept = (_told(one).get(name, "") for one in (other, held))
        if told and kept:
            return told, kept
    return None


def _common(here: Ticket, thread: Thread) -> list[tuple[Event, Event]]:
    """Return what both logs note as sent, in the order in which it came to be known here."""
    theirs = bundles(thread.ticket.events, What.SENT)
    return [
        (theirs[bundle], held) for bundle, held in bundles(here.events, What.SENT).items()
        if bundle in theirs and bundle != thread.bundle
    ]  # fmt: skip


def _told(event: Event) -> Mapping[str, str]:
    try:
        raw = json.loads(event.data.get(TOLD, "{}"))
    except ValueError:
        return {}
    return raw if isinstance(raw, dict) else {}


def _another(here: Ticket, name: str) -> Value:
    """Return a value that the field has not here, so that the change becomes a conflict."""
    return next(one for one in ABSENT if one != getattr(here, name))


def _settled(here: Ticket, thread: Thread, stamp: Stamp) -> tuple[Event, ...]:
    """Return the events that end conflicts whose field the other side now holds as we do."""
    done = [
        one for one in here.conflicts
        if one.field in thread.told and plain(here, one.field) == plain(thread.ticket, one.field)
    ]  # fmt: skip
    return tuple(
        Event(f"{stamp.id}.{at}", EventKind.CHANGED, stamp.at, actor=stamp.actor,
              data={MARK: one.edit, "field": one.field, "take": "theirs"})
        for at, one in enumerate(done, start=1)
    )  # fmt: skip


def _steps(here: Ticket, changes: tuple[Change, ...]) -> tuple[Status, ...]:
    """Return the way along the state chart to the new status, for a portal that heeds the chart.

    One step or none needs no way; a major incident ends after its entries have come.
    """
    move = next((one for one in changes if one.field == "status"), None)
    if move is None or move.seen != here.status:
        return ()
    to = Status(str(move.to))
    if to in legal_moves(here):
        return (to,)
    ways: dict[Status, tuple[Status, ...]] = {here.status: ()}
    queue = [here.status]
    for at in queue:
        for then in CHART[at].next:
            if then not in ways and (then == to or CHART[then].next):
                ways[then] = (*ways[at], then)
                queue.append(then)
    return ways.get(to, ())


def _moves(
    here: Ticket, thread: Thread, steps: tuple[Status, ...], stamp: Stamp
) -> tuple[Edit, ...]:
    made, before = [], here.status
    for at, to in enumerate(steps, start=1):
        one = replace(stamp, id=f"{stamp.id}-{at}")
        data = {"field": "status", "old": words_of(before), "new": words_of(to)}
        told = Event(f"{one.id}.0", EventKind.CHANGED, stamp.at, actor=stamp.actor, data=data)
        made.append(_edit(one, thread, (Change("status", to, before),), (told,)))
        before = to
    return tuple(made)
