"""What the tests of vouchers share: a desk with people, a course and a ledger, which may meet."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Self
from zoneinfo import ZoneInfo

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.ids import derived_id
from firstline.domain.ledger import acts
from firstline.domain.ledger.acts import Booking
from firstline.domain.ledger.book import KIND as LEDGER
from firstline.domain.ledger.book import Ledger, What, ledger_id, ledgers
from firstline.domain.ledger.of_booking import Held, of_booking
from firstline.domain.ledger.sums import Standing, standing
from firstline.domain.training import person as people
from firstline.domain.training.acts import booking_id
from firstline.domain.training.book import Book, book_of
from firstline.domain.training.curriculum import Course
from firstline.domain.training.person import Person, record_id
from firstline.domain.training.places import (
    Tie,
    Tools,
    Wanted,
    booked,
    called_off,
    cancelled,
    marked,
    settled,
    ties,
)
from firstline.domain.training.session import Session, session_from
from firstline.domain.training.session import record_id as session_id
from firstline.domain.training.training import KIND
from firstline.domain.words import Text

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
TODAY, DAY = date(2026, 11, 24), date(2026, 12, 2)
ZONE = ZoneInfo("Asia/Shanghai")
VOUCHERS = "培训券"
COURSE = Course("WHS-101", Text("出入库", "Receipts"), "warehouse", 1, form="onsite")
COURSES = {COURSE.code: COURSE}


@dataclass(slots=True)
class Bureau:
    """One desk: the edits that it knows, and a clock of its own."""

    name: str
    edits: list[Edit] = field(default_factory=list)
    now: datetime = NOW
    numbers: Iterator[int] = field(default_factory=count)

    # --- reading ---

    def records(self) -> dict[str, Entity]:
        """Return the records as they stand, edits in the one order that a portal gives them."""
        found: dict[str, Entity] = {}
        for one in sorted(self.edits, key=lambda one: (one.act != "open", one.made_at, one.id)):
            shown = rebase_entity(found.get(one.entity), (one,))
            if shown is not None:
                found[one.entity] = shown
        return found

    def of(self, kind: str) -> list[Entity]:
        """Return the records of a kind."""
        return [one for one in self.records().values() if one.kind == kind]

    def ledgers(self) -> list[Ledger]:
        """Return the ledgers."""
        return ledgers(self.of(LEDGER))

    def stands(self, day: date = TODAY) -> Standing:
        """Return how the ledger of vouchers stands."""
        return standing(self.ledgers()[0], day, ZONE)

    def book_now(self) -> Book:
        """Return the training book."""
        return book_of(COURSES, self.of(KIND), TODAY)

    def person(self, number: str) -> Person:
        """Return the person with this number."""
        return next(one for one in self.book_now().people if one.id == record_id(number))

    def held(self, number: str, on: date = DAY) -> list[Held]:
        """Return what the place of a person holds."""
        key = booking_id(self.person(number), COURSE.code, on)
        return of_booking(self.ledgers(), key, ZONE)

    def tie(self, number: str, on: date = DAY) -> Tie:
        """Return the tie of a person's place."""
        key = booking_id(self.person(number), COURSE.code, on)
        return ties(self.of(KIND), self.ledgers(), ZONE)[key]

    def conflicts(self) -> list[object]:
        """Return every clash of a field."""
        return [clash for one in self.records().values() for clash in one.conflicts]

    def reasons(self, number: str, on: date = DAY) -> set[str]:
        """Return every reason for which a place was cancelled."""
        held = self.records()[booking_id(self.person(number), COURSE.code, on)]
        return {one.reason for one in held.events if one.reason}

    def tools(self) -> Tools:
        """Return what the acts work with."""
        return Tools(self.records().get, self.ledgers(), ZONE, self.stamp, "zh_CN")

    def stamp(self) -> Stamp:
        """Return the next stamp."""
        self.now += timedelta(seconds=1)
        return Stamp(derived_id(self.name, str(next(self.numbers))), self.now, self.name)

    # --- acting ---

    def do(self, *edits: Edit) -> tuple[Edit, ...]:
        """Perform what changes something, and return it."""
        found = tuple(one for one in edits
                      if one.changes or one.events or one.add_tags or one.remove_tags)  # fmt: skip
        self.edits += found
        return found

    def hired(self, number: str, name: str) -> Self:
        """Take somebody on."""
        values = {"number": number, "name": name, "site": "一厂", "since": "2026-01-05"}
        made = people.change(None, values, ("warehouse",), self.stamp())
        assert made is not None
        self.do(made)
        return self

    def described(self, unit: str = "day", **about: str) -> Self:
        """Describe the ledger; a new one is opened."""
        held = self.records().get(ledger_id(VOUCHERS))
        given = about if held else {"unit": unit, "sort": "voucher", **about}
        self.do(acts.describe(held, VOUCHERS, given, self.stamp()))
        return self

    def granted(
        self, amount: str, *, unit: str = "day", expires: date | None = None, **about: str
    ) -> Self:
        """Grant vouchers, and say what they are."""
        if about or not self.ledgers():
            self.described(unit, **{name: said for name, said in about.items() if said})
        one = Booking(What.GRANT, amount, expires=expires)
        self.do(acts.book(self.ledgers()[0], VOUCHERS, "", one, self.stamp()))
        return self

    def book(self, number: str, on: date = DAY, amount: str = "1") -> tuple[Edit, ...]:
        """Book a place with a voucher."""
        wanted = Wanted("培训室", self.ledgers()[0], amount)
        who = self.person(number)
        return self.do(*booked(self.tools(), who, COURSE, on, self.book_now(), wanted))

    def cancel(self, number: str, why: str, on: date = DAY) -> tuple[Edit, ...]:
        """Cancel a booking."""
        who = self.person(number)
        held = self.records()[booking_id(who, COURSE.code, on)]
        return self.do(*cancelled(self.tools(), held, who, why))

    def spot(self, on: date = DAY) -> Session:
        """Return the session of that day."""
        key = session_id(COURSE.code, on)
        held = self.records().get(key)
        found = session_from(held) if held else None
        return found or Session(key, COURSE.code, on)

    def attend(
        self, number: str, *, came: bool, on: date = DAY, at: date | None = None,
        settles: bool = False,
    ) -> tuple[Edit, ...]:  # fmt: skip
        """Say that somebody came or stayed away, on the day or on `at`; or settle alone."""
        when = datetime.combine(at or on, NOW.timetz())
        self.now = max(self.now, when)
        who, spot = self.person(number), self.spot(on)
        if settles:
            return self.do(*settled(self.tools(), who, spot.course, on, came=came))
        return self.do(*marked(self.tools(), spot, who, came=came))

    def call_off(self, why: str, on: date = DAY) -> tuple[Edit, ...]:
        """Cancel a session."""
        return self.do(*called_off(self.tools(), self.spot(on), COURSE, self.book_now(), why))

    # --- meeting ---

    def copy(self, name: str) -> "Bureau":
        """Return another desk that knows what this one knows."""
        return replace(self, name=name, edits=[*self.edits], numbers=count())

    def take(self, other: "Bureau") -> None:
        """Take over what the other knows and this one does not."""
        have = {one.id for one in self.edits}
        self.edits += [one for one in other.edits if one.id not in have]

    def meet(self, other: "Bureau") -> None:
        """Bring both to the same edits."""
        self.take(other)
        other.take(self)
