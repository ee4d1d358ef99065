"""Reads the training book: completions into bytes as they come, everything else as records."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from firstline.domain.digests import quick
from firstline.domain.edits.entity import Entity
from firstline.domain.ticket.ticket import EventKind
from firstline.domain.training.book import BOOKING, WAIVER, Book, noted
from firstline.domain.training.called import called
from firstline.domain.training.curriculum import Courses
from firstline.domain.training.need import WHAT as NEED
from firstline.domain.training.need import needs
from firstline.domain.training.person import WHAT as PERSON
from firstline.domain.training.person import people
from firstline.domain.training.training import (
    COMPLETION,
    GRANTED,
    KIND,
    OPENS,
    certificate_from,
    may_be,
)
from firstline.domain.uncollected import uncollected
from firstline.store.shown.plain_record import Plain, plain_copy, plain_edit
from firstline.store.shown.record import composed
from firstline.store.training.facts import (
    Part,
    Passed,
    Raw,
    Rest,
    Shelf,
    Strangers,
    of_certificate,
    packed,
)

if TYPE_CHECKING:
    from firstline.domain.privacy.mask import Mask

_COPIES = "SELECT id, doc, state FROM base WHERE kind=? AND kind<>'ticket' AND doc<>'' ORDER BY id"
_EDITS = (
    "SELECT entity, id, doc, sha256 FROM edit WHERE kind=? AND kind<>'ticket'"
    " AND state IN ('waiting','held','refused') ORDER BY entity"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_USUAL = frozenset({
    "what", "person", "course", "level", "on", "until", "number", "opens", "score", "proof",
})  # fmt: skip
_LEVELS = frozenset({"1", "2", "3"})
_FACTS_BYTES = 16
_SLICE = 500  # odd records composed in one go


@dataclass(frozen=True, slots=True)
class Records:
    """All records of training: those that are no completion, and the completions as bytes."""

    others: Sequence[Entity]
    raws: Mapping[str, Raw]
    many: int
    """How many completions there are."""


def book_from(courses: Courses, read: Records, today: date) -> Book:
    """Return the book of all records as of the day `today`, as domain.training.book.book_of."""
    kinds: dict[str, list[Entity]] = {}
    for one in read.others:
        kinds.setdefault(str(one.fields.get("what") or ""), []).append(one)
    staff = people(kinds.get(PERSON, ()))
    bookings, waivers = noted(kinds.get(BOOKING, ()), kinds.get(WAIVER, ()), staff)
    shelf = Shelf(read.raws, staff, today)
    return Book(tuple(staff), needs(courses, kinds.get(NEED, ())), Part(shelf, 0), Part(shelf, 1),
                bookings, waivers, Strangers(shelf))  # fmt: skip


def is_whole(doc: str, sha256: bytes) -> bool:
    """Whether an edit's text is what was written."""
    whole: bool = _sha256(doc.encode()).digest() == sha256
    return whole


def read_records(raw: sqlite3.Connection, mask: "Mask | None" = None) -> Records:
    """Read every record of training as it is shown; names that are hidden as aliases."""
    with uncollected():
        taken = _Taken(mask)
        odd: set[str] = set()
        for key, copies, edits in _together(raw):
            if not taken.take(key, copies, edits):
                odd.add(key)
                if len(odd) >= _SLICE:
                    taken.slowly(composed(raw, KIND, odd, mask))
                    odd.clear()
        taken.slowly(composed(raw, KIND, odd, mask))
        return taken.all()


_Row = Sequence[Any]


def _together(raw: sqlite3.Connection) -> Iterator[tuple[str, list[_Row], list[_Row]]]:
    """Yield each record's id with its copies and its edits; both come in the order of the ids."""
    copies, edits = iter(raw.execute(_COPIES, (KIND,))), iter(raw.execute(_EDITS, (KIND,)))
    copy, edit = next(copies, None), next(edits, None)
    while copy is not None or edit is not None:
        key = min(one[0] for one in (copy, edit) if one is not None)
        mine: list[_Row] = []
        while copy is not None and copy[0] == key:
            mine.append(copy)
            copy = next(copies, None)
        acts: list[_Row] = []
        while edit is not None and edit[0] == key:
            acts.append(edit)
            edit = next(edits, None)
        yield key, mine, acts


class _Taken:
    """What was read so far."""

    def __init__(self, mask: "Mask | None") -> None:
        self._mask = mask
        self._others: list[Entity] = []
        self._passed: dict[str, list[Passed]] = {}
        self._many = 0

    def take(self, key: str, copies: list[_Row], edits: list[_Row]) -> bool:
        """Take in a record; False where it must be composed."""
        if len(copies) + len(edits) != 1:
            return False
        if copies:
            _, doc, state = copies[0]
            held = plain_copy(doc) if state == "put" else None
            if state != "put":
                return True
        else:
            _, edit_id, doc, sha256 = edits[0]
            held = plain_edit(doc, edit_id, key) if is_whole(doc, sha256) else None
        if held is None:
            return False
        if self._mask is None and held.fields.get("what") == COMPLETION:
            quick = _passed(held)
            if quick is not None:
                self._keep(quick)
                return True
        shown = held.entity()
        self._take(self._mask.entity(shown) if self._mask else shown)
        return True

    def slowly(self, several: dict[str, Entity]) -> None:
        """Take in records that were composed."""
        for one in several.values():
            self._take(one)

    def all(self) -> Records:
        """Return everything."""
        self._others.sort(key=attrgetter("id"))
        raws: dict[str, Raw] = {}
        passed = self._passed
        while passed:  # what was packed goes at once: the window's thread does not wait for all
            key, several = passed.popitem()
            raws[key] = packed(several)
        return Records(self._others, raws, self._many)

    def _take(self, one: Entity) -> None:
        if one.fields.get("what") != COMPLETION:
            self._others.append(one)
            return
        made = certificate_from(one)
        if made is not None and made.revoked_at is None:
            self._keep(of_certificate(made))

    def _keep(self, one: Passed) -> None:
        self._many += 1
        self._passed.setdefault(_key(one.number or "", one.person or ""), []).append(one)


_key = lru_cache(maxsize=50_000)(called)
_may_be = lru_cache(maxsize=50_000)(may_be)
_sha256 = quick()


@lru_cache(maxsize=50_000)
def _ordinal(said: str) -> int:
    """Return a day as a number. Raises ValueError for what is none."""
    return date.fromisoformat(said).toordinal()


def _passed(held: Plain) -> Passed | None:
    """Return a completion that is as nearly all are, None where certificate_from must look.

    That is texts alone, no scope, and one line in its log: somebody else granted what it
    says. There are hundreds of thousands, so that nothing here is done twice.
    """
    fields: dict[str, Any] = held.fields  # each is looked at below
    events = held.events
    if len(events) != 1 or not fields.keys() <= _USUAL:
        return None
    line, said = events[0], fields.get
    person, course = said("person", ""), said("course", "")
    level, on = said("level", ""), said("on", "")
    until, number, opens = said("until", ""), said("number", ""), said("opens", "")
    score, proof, told = said("score", ""), said("proof", ""), line.data
    for one in (person, course, level, on, until, number, opens, score, proof):
        if type(one) is not str:
            return None
    if not person or level not in _LEVELS or line.kind is not EventKind.ENTRY or told is None:
        return None
    facts = f"{person}\x1e{course}\x1e{level}\x1e{opens}\x1e{on}\x1e{until}\x1e\x1e\x1e"
    if number:
        facts += f"\x1e{number}"
    print_ = _sha256(facts.encode()).digest()[:_FACTS_BYTES]  # as domain.training.facts_of
    granted = told.get("what") == GRANTED and told.get("facts") == print_.hex()
    if not granted or not line.actor.strip() or _may_be(line.actor, person):
        return None
    try:
        start, end = _ordinal(on), _ordinal(until) if until else 0
    except ValueError:
        return None
    at = (line.at - _EPOCH) // _MICROSECOND
    rest = None
    if opens or score or proof:
        opens = opens if opens in OPENS else ""
        rest = Rest(line.actor, opens, score, proof, granted_facts=told["facts"],
                    facts=told["facts"])  # fmt: skip
    return Passed(
        held.id, person, number, course, int(level), start, end, line.actor, at, print_, rest
    )
