"""Fields on their way to Request Tracker: compared, sent with a precondition, and read again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from firstline.domain.edits.edit import Change, Edit
from firstline.domain.edits.exchange import CopyState
from firstline.portal.rt import writes
from firstline.portal.rt.acts import (
    FIELDS,
    Made,
    Result,
    Standing,
    event_for,
    made,
    row_field,
    sent,
    standing,
)
from firstline.portal.rt.answers import Fault, Vanished, unknown_person
from firstline.portal.rt.lanes import Lane
from firstline.portal.rt.pull import Desk
from firstline.portal.rt.wire import SYSTEM, Person, Row, RtTicket
from firstline.portal.rt.words import DELETED, cut, priority_of, same_title, word_of

_ROUNDS = 4  # so often a ticket may move under our hands before the edit waits for the next round


@dataclass(frozen=True, slots=True)
class Hand:
    """Who writes, and with what: RT, the user whose token it is, the queue for new tickets, files.

    `files` are where the files lie that `upload` was told of, by their SHA-256.
    """

    desk: Desk
    me: Person
    queue: str
    files: Mapping[str, Path]


@dataclass(frozen=True, slots=True)
class _Sent:
    """One change on the wire: RT's name and value, and for a person RT's number of them."""

    change: Change
    name: str
    value: object
    who: str = ""


def write(hand: Hand, lane: Lane, edit: Edit, *, again: bool) -> Result:
    """Send what RT carries of the edit's changes and return what became of each.

    `again` says that the edit was sent before: a value of ours that others have changed since is
    done, not a clash. Raises Fault where it cannot be known, Vanished where the ticket is gone.
    """
    changes = [one for one in edit.changes if one.field in FIELDS]
    for _ in range(_ROUNDS if changes else 0):
        if not lane.fresh or lane.raw is None or not lane.version:
            refresh(hand, lane)
        result = Result()
        sending = _sorted(hand, lane, edit, changes, result, again=again)
        if not sending:
            return result
        body = {one.name: one.value for one in sending}
        version, lane.fresh = lane.version, False
        reply = writes.change(hand.desk.calls.session, lane.number, body, version)
        if reply.status == 412:
            continue
        if reply.status >= 500:
            raise Fault(writes.words_of(reply))
        if reply.status >= 400:
            result.refused.append(writes.words_of(reply))
        else:
            _read_back(hand, lane, edit, sending, version, result, writes.words_of(reply))
        return result
    if changes:
        raise Fault("412")
    return Result()


def refresh(hand: Hand, lane: Lane) -> None:
    """Read the ticket as it is now, its version, and what RT did at messages of ours."""
    raw, version, status, _ = hand.desk.calls.ticket(lane.number)
    if raw is None:
        lane.state = CopyState.HIDDEN if status == 403 else CopyState.GONE
        raise Vanished
    if raw.status == DELETED:
        lane.state = CopyState.GONE
        raise Vanished
    asks = tuple(_named(hand, one) for one in raw.requesters)
    raw = replace(raw, requesters=asks)
    lane.raw = raw if raw.id == lane.number else replace(raw, id=lane.number, effective=raw.id)
    lane.version, lane.fresh = version, True
    if lane.into:
        raise Vanished
    if lane.spoke:
        read_rows(hand, lane, lane.spoke)
        lane.was |= {
            one.old for one in lane.rows.values()
            if one.type == "Status" and one.creator.name == SYSTEM and one.id > lane.spoke
        }  # fmt: skip


def _named(hand: Hand, one: Person) -> Person:
    """Return a requester with all names: a ticket asked for alone tells only the login."""
    return one if one.real or one.name.isdecimal() else hand.desk.people.at(one.name)


def read_rows(hand: Hand, lane: Lane, after: int) -> list[Row]:
    """Return the ticket's transactions after one of them, in order, and remember them."""

    def enough(rows: Sequence[Row]) -> bool:
        return any(one.id <= after or one.type == "Create" for one in rows)

    condition = f"ObjectId = {lane.number} AND id >= {after}"
    read = [one for page in hand.desk.calls.rows(condition, enough) for one in page]
    lane.rows |= {one.id: one for one in read}
    return sorted((one for one in read if one.id > after), key=lambda one: one.id)


def find_person(hand: Hand, name: str) -> tuple[Person | None, str]:
    """Return the user who is called so, or None and why there is no one such user.

    A login of digits alone cannot be used: RT takes it for a number of its own.
    """
    found = [one for one in hand.desk.people.called(name) if not one.name.isdecimal()]
    if len(found) != 1:
        return None, unknown_person(name, len(found))
    return hand.desk.people.at(found[0].name), ""


def _sorted(
    hand: Hand, lane: Lane, edit: Edit, changes: Sequence[Change], result: Result, *, again: bool
) -> list[_Sent]:
    """Return what is to be sent now; what needs no sending or must not be goes into `result`."""
    sending: list[_Sent] = []
    raw = lane.raw
    if raw is None:
        return sending
    for change in changes:
        stands = standing(change, raw, lane.was)
        if stands is Standing.EQUAL:
            result.done.append(change)
            result.merged = result.merged or not standing_as_seen(change, lane)
            lane.take(
                _earlier(hand, lane, change) if again else None, event_for(change.field, edit)
            )
        elif stands is Standing.MOVED:
            row = _earlier(hand, lane, change) if again else None
            (result.done if row else result.clashes).append(change)
            lane.take(row, event_for(change.field, edit))
        elif one := _to_send(hand, change, result, raw):
            sending.append(one)
    return sending


def standing_as_seen(change: Change, lane: Lane) -> bool:
    """Whether RT has the one word for what was seen and what is wanted: nobody else moved it."""
    raw = lane.raw
    return raw is not None and standing(replace(change, to=change.seen), raw) is Standing.EQUAL


def _to_send(hand: Hand, change: Change, result: Result, raw: RtTicket) -> _Sent | None:
    if change.field not in ("assignee", "requester"):
        name, value = sent(change)
        return _Sent(change, name, cut(value) if name == "Subject" else value)  # type: ignore[arg-type]
    text = str(change.to or "")
    if not text:
        return _Sent(change, *sent(change))
    person, why = find_person(hand, text)
    if person is not None:
        return _Sent(change, *sent(change, person), person.id)
    if change.field == "requester" and not raw.requesters:
        result.done.append(change)  # a name that RT does not know stays with us
    else:
        result.refused.append(why)
    return None


def _earlier(hand: Hand, lane: Lane, change: Change) -> Row | None:
    """Return the transaction in which an earlier try of ours wrote this value."""
    if change.field == "requester":
        return None
    person = None
    if change.field == "assignee" and change.to:
        person, _ = find_person(hand, str(change.to))
    name, value = sent(change, person)
    value = cut(str(value)) if name == "Subject" else value
    rows = sorted(lane.rows.values(), key=lambda one: one.id)
    rows = [one for one in rows if one.id not in lane.taken]
    return made(name, value, rows, hand.me, person.id if person else "").row


def _read_back(  # noqa: PLR0917 - one step of `write`
    hand: Hand, lane: Lane, edit: Edit, sending: Sequence[_Sent], version: int, result: Result,
    words: str,
) -> None:  # fmt: skip
    """Decide by RT's history, and where that is silent by its values, what became of each."""
    rows = read_rows(hand, lane, version)
    told = [(one, made(row_field(one.change.field), one.value, rows, hand.me, one.who))
            for one in sending]  # fmt: skip
    for one, became in told:
        if became.row is None:
            continue
        if became.slipped and not _as_seen(hand, one.change, became.slipped[-1]):
            _put_back(hand, lane, one.name, became.slipped[-1])
            result.clashes.append(one.change)
        else:
            result.done.append(one.change)
            lane.take(became.row, event_for(one.change.field, edit))
    silent = [(one, became) for one, became in told if became.row is None]
    if not silent:
        return
    refresh(hand, lane)
    for one, became in silent:
        _by_value(lane, one.change, became, result, words)


def _by_value(lane: Lane, change: Change, became: Made, result: Result, words: str) -> None:
    raw = lane.raw
    if raw is not None and standing(change, raw) is Standing.EQUAL:
        result.done.append(change)
        result.merged = result.merged or change.field != "requester"
    elif became.slipped:
        result.clashes.append(change)
    else:
        result.refused.append(words)


def _as_seen(hand: Hand, change: Change, row: Row) -> bool:
    """Whether what another person wrote in between means here what was seen."""
    seen = "" if change.seen is None else str(change.seen)
    match change.field:
        case "status":
            return bool(seen) and word_of(seen) == row.new
        case "priority":
            return row.new.isdecimal() and seen == priority_of(int(row.new))
        case "assignee":
            return hand.desk.people.at(row.new).is_called(seen)
        case _:
            return same_title(seen, row.new)


def _put_back(hand: Hand, lane: Lane, name: str, row: Row) -> None:
    """Write another person's value again that ours went over: it stands, and ours is the clash."""
    value = row.new
    if name == "Owner":
        value = hand.desk.people.at(row.new).name or "Nobody"
    reply = writes.change(hand.desk.calls.session, lane.number, {name: value}, 0)
    if reply.status >= 500:
        raise Fault(writes.words_of(reply))
