"""What changed in Request Tracker: its transactions by their ids, which only grow.

The cursor holds the newest transaction that was read and the two dozen seen before it. A database
may let a lower number appear after a higher one, so that those are looked at again, and what was
not seen there is news. They also prove that RT is the one that it was: where the newest is missing
or stands at another instant, RT went back in time.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from firstline.portal.base import CursorLost, Lost
from firstline.portal.rt.calls import Calls
from firstline.portal.rt.wire import PAGE, Row

OVERLAP = 24
_REACH = 1000  # numbers to look back over, as long as fewer than OVERLAP were ever seen
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Place:
    """How far a first pull has come: the stage, the last id in it, and the counts."""

    stage: str = "open"
    last: int = 0
    done: int = 0
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far the feed was read: up to `at`, which happened at `stamp`.

    `seen` are the ids read lately, `at` the highest. Transactions up to `whole` came while a first
    pull ran: of their tickets the whole history is read. `first` is set while that pull runs.
    """

    scope: str
    at: int = 0
    stamp: str = ""
    seen: tuple[int, ...] = ()
    whole: int = 0
    first: Place | None = None

    def text(self) -> str:
        """Return the cursor as the store keeps it."""
        first = self.first
        place = [first.stage, first.last, first.done, first.total] if first else None
        steps = [self.at - one for one in self.seen]
        value = [_VERSION, self.scope, self.at, self.stamp, steps, self.whole, place]
        return json.dumps(value, separators=(",", ":"))


def read_cursor(text: str) -> Cursor:
    """Return the cursor that `Cursor.text` wrote. Raises CursorLost for anything else."""
    try:
        version, scope, at, stamp, steps, whole, place = json.loads(text)
        first = Place(str(place[0]), int(place[1]), int(place[2]), place[3]) if place else None
        seen = tuple(int(at) - int(one) for one in steps)
    except (TypeError, ValueError, IndexError) as error:
        raise CursorLost(Lost.EXPIRED) from error
    if version != _VERSION:
        raise CursorLost(Lost.EXPIRED)
    return Cursor(str(scope), int(at), str(stamp), seen, int(whole), first)


def begin(calls: Calls, scope: str) -> Cursor:
    """Return the place of the feed as it is now, for what follows a first pull."""
    newest = calls.newest(0, OVERLAP)
    if not newest:
        return Cursor(scope)
    seen = tuple(sorted(one for one, _ in newest))
    return Cursor(scope, newest[0][0], newest[0][1], seen)


@dataclass(frozen=True, slots=True)
class News:
    """The transactions that were not seen before, in order, and the cursor after them."""

    rows: tuple[Row, ...]
    cursor: Cursor
    more: bool = False


def news(calls: Calls, cursor: Cursor, limit: int) -> News:
    """Return what happened after `cursor`, up to about `limit` tickets; one call where nothing did.

    Raises CursorLost where RT went back in time.
    """
    few = len(cursor.seen) < OVERLAP
    least = min((*cursor.seen, *([max(cursor.at - _REACH, 0)] if few else [])))
    fresh = cursor.at == 0  # nothing was ever seen: most likely there is nothing
    newest = calls.newest(least, PAGE if fresh else OVERLAP, 1 if fresh else 5)
    _check(calls, cursor, dict(newest))
    known = frozenset(cursor.seen)
    if all(one in known for one, _ in newest):
        return News((), cursor)
    last = max(one for one, _ in newest)
    read = _walk(calls, least, last, known, limit)
    told = tuple(one for one in read if one.id not in known)
    return _after(cursor, read, told, last, dict(newest))


def _walk(calls: Calls, least: int, last: int, known: frozenset[int], limit: int) -> list[Row]:
    """Return rows from `least` on in order, until `last` or until `limit` tickets have news."""
    read: list[Row] = []
    tickets: set[int] = set()

    def enough(rows: Sequence[Row]) -> bool:
        tickets.update(one.ticket for one in rows if one.id not in known)
        return len(tickets) >= limit or any(one.id >= last for one in rows)

    for page in calls.rows(f"id >= {least}", enough, order="ASC"):
        read += page
    return sorted({one.id: one for one in read}.values(), key=lambda one: one.id)


def _after(
    cursor: Cursor, read: Sequence[Row], fresh: tuple[Row, ...], last: int, stamps: dict[int, str]
) -> News:
    if not read:
        return News((), cursor)
    at = max(read[-1].id, cursor.at)
    seen = tuple(sorted({*cursor.seen, *(one.id for one in read)}))[-OVERLAP:]
    row = read[-1]
    stamp = cursor.stamp if at == cursor.at else stamps.get(at) or _stamp(row)
    more = row.id < last and bool(fresh)
    return News(fresh, replace(cursor, at=at, stamp=stamp, seen=seen), more)


def _stamp(row: Row) -> str:
    return row.created.strftime("%Y-%m-%dT%H:%M:%SZ")


def _check(calls: Calls, cursor: Cursor, newest: dict[int, str]) -> None:
    """Raise CursorLost where the newest transaction that we know is no more what it was."""
    if cursor.at == 0:
        return
    stands = newest.get(cursor.at)
    if stands is not None:
        if stands != cursor.stamp:
            raise CursorLost(Lost.EPOCH)
        return
    full = len(newest) >= OVERLAP
    if full and min(newest) > cursor.at:
        return  # so much is new that the page does not reach back
    if not calls.row_is_there(cursor.at):  # else it only may not be seen any more
        raise CursorLost(Lost.EPOCH)
