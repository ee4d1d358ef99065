"""A completion from a list uses the place that was booked for it, as one recorded by hand does."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity
from firstline.domain.ledger.acts import correct
from firstline.domain.ledger.amount import plain_amount
from firstline.domain.ledger.book import Entry, Ledger, What
from firstline.domain.ledger.lines import last_told, root_of
from firstline.domain.ledger.of_booking import Fate, booking_of, of_booking
from firstline.domain.training.acts import booking_ids
from firstline.domain.training.person import WITHDRAWN, Person, day_of, plain_number
from firstline.domain.training.places import Tools, settled
from firstline.domain.training.session import record_id, session_from
from firstline.domain.words import Text

COMPLETION, WAS = "completion", "was"
"""What an entry says besides: the completion that it came with, and what counted before it."""
UNDONE = Text("导入已撤回", "the import was taken back")
Settle = Callable[[Person, str, date, str, bool], Iterable[Edit]]


def settling(tools: Tools) -> Settle:
    """Return what yields, for a person, course, day and completion, the edits in the ledger.

    One that is new settles as by hand. One that was on record settles what nobody has said
    anything of since the booking, so that the same list twice, or after a correction, adds nothing.
    """
    done: set[tuple[str, str, date]] = set()

    def settle(
        person: Person, course: str, on: date, completion: str, fresh: bool  # noqa: FBT001
    ) -> Iterator[Edit]:  # fmt: skip
        key = (person.id, course, on)
        if not tools.ledgers or key in done:
            return
        done.add(key)
        if fresh or _is_open(tools, person, course, on):
            for edit in settled(tools, person, course, on, came=True):
                yield _named(tools.ledgers, edit, completion)

    return settle


def _is_open(tools: Tools, person: Person, course: str, on: date) -> bool:
    held = [one for booking in booking_ids(person, course, on)
            for one in of_booking(tools.ledgers, booking, tools.zone)]  # fmt: skip
    return all(one.fate is Fate.RESERVED for one in held)


def _named(ledgers: Iterable[Ledger], edit: Edit, completion: str) -> Edit:
    """Return the edit with what is needed to take it back with its completion."""
    ledger = next(one for one in ledgers if one.id == edit.entity)
    lines = []
    for event in edit.events:
        said = _said(ledger, event.data.get("names", ""))
        was = plain_amount(said, ledger.unit) if said else "0"
        data = {**event.data, COMPLETION: completion, WAS: was}
        lines.append(replace(event, data=data))
    return replace(edit, events=tuple(lines))


def _said(ledger: Ledger, corrected: str) -> int:
    """Return how many steps an entry that is to be corrected counts before it is."""
    by_id = {one.id: one for one in ledger.entries}
    root = _root(by_id.get(corrected), by_id)
    said = last_told(ledger.entries, root.what, root.once) if root else None
    return said[1] if said else 0


def _root(one: Entry | None, by_id: dict[str, Entry]) -> Entry | None:
    return root_of(one, by_id) if one is not None and one.what is What.CORRECT else one


def taken_back(
    tools: Tools, edits: Iterable[Edit], stamp: Callable[[], Stamp]
) -> tuple[list[Edit], int]:
    """Return what gives the ledgers back what came with the completions that `edits` withdraw.

    The second is how much stays: what somebody has corrected since, and what a session says was
    attended.
    """
    gone = {one.entity for one in edits
            if any(each.field == WITHDRAWN and each.to for each in one.changes)}  # fmt: skip
    found, stays = [], 0
    for ledger in tools.ledgers if gone else ():
        for what, once in _told_with(ledger, gone):
            said = last_told(ledger.entries, what, once)
            data = said[0].data or {} if said else {}
            if said is None or data.get(COMPLETION) not in gone or _attended(tools, once):
                stays += 1
                continue
            why = UNDONE.in_(tools.language)
            found.append(correct(ledger, said[0], data.get(WAS, "0"), why, stamp()))
    return found, stays


def _told_with(ledger: Ledger, gone: Collection[str]) -> Iterable[tuple[What, str]]:
    """Return what was told, under which mark, with completions that are gone; each once."""
    by_id = {one.id: one for one in ledger.entries}
    with_them = [one for one in ledger.entries if (one.data or {}).get(COMPLETION) in gone]
    roots = [root for one in with_them if (root := _root(one, by_id)) is not None]
    return dict.fromkeys((root.what, root.once) for root in roots)


def _attended(tools: Tools, mark: str) -> bool:
    """Whether a session says that the holder of a place came: then it is used all the same."""
    held: Entity | None = tools.record(booking_of(mark))
    on = day_of(held.fields.get("on")) if held else None
    spot = (
        tools.record(record_id(str(held.fields.get("course") or ""), on)) if held and on else None
    )
    seen = session_from(spot) if spot else None
    number = plain_number(str(held.fields.get("number") or "")) if held else ""
    return seen is not None and number in seen.came
