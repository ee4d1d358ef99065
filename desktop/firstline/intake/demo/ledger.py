"""The demo company's ledgers and its one paid request, the same edits every time."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.ids import derived_id
from firstline.domain.ledger.acts import Booking, book, describe, dispute
from firstline.domain.ledger.book import What, ledger_from
from firstline.domain.ledger.gate import Answers, conclude
from firstline.domain.ledger.of_booking import attended, reserve, stayed_away
from firstline.domain.ledger.paid_acts import Asked, ask
from firstline.domain.training.acts import booking_id
from firstline.domain.training.person import Person
from firstline.domain.training.places import AWAY, CAME, place_of
from firstline.domain.words import Language
from firstline.intake.demo.values import span

PACK = "demo_ledger"
ZONE = "Asia/Shanghai"
Row = Mapping[str, Any]


def books(
    text: str, now: datetime, user: str, language: Language, people: Iterable[Person] = ()
) -> tuple[Edit, ...]:
    """Return the edits that lay the ledgers of the pack as of `now`, with places of `people`."""
    return tuple(_Books(tomllib.loads(text), now, user, language, people).edits())


class _Books:
    def __init__(
        self, raw: Row, now: datetime, user: str, language: Language, people: Iterable[Person]
    ) -> None:  # fmt: skip
        self._raw = raw
        self._people = {one.number: one for one in people}
        self._language: Language = language
        self._now = now.astimezone(ZoneInfo(ZONE))
        self._user = user
        self._tongue = "zh" if language == "zh_CN" else "en"

    def edits(self) -> Iterator[Edit]:
        """Yield the edits of each ledger in their order, then the request."""
        for row in self._raw["ledger"]:
            yield from self._ledger(row)
        one = self._raw["request"]
        asked = Asked(one["service"], self._said(one, "purpose"), one["fen"], product="U8")
        tried = Answers(attempts=2, minutes=one["minutes"], result=self._said(one, "result"))
        yield ask(asked, conclude(tried, None), self._stamp("request", 0, self._ago(one)))

    def _ledger(self, row: Row) -> Iterator[Edit]:
        name = self._said(row, "name")
        about = {
            "unit": row["unit"], "sort": row["sort"], "covers": row.get("covers", ""),
            "products": row.get("products", ""), "contract": self._said(row, "contract"),
            "note": self._said(row, "note"), "conditions": self._said(row, "conditions"),
            "value": row.get("value", ""), "absence": row.get("absence", ""),
            "notice": row.get("notice", ""), "late": row.get("late", ""),
            "valid_from": self._day(row, "from"),
            "valid_until": self._day(row, "until"),
        }  # fmt: skip
        given = {field: value for field, value in about.items() if value}
        made = describe(None, name, given, self._stamp(row["id"], -1, self._ago(row)))
        entity = rebase_entity(None, (made,))
        yield made
        for at, entry in enumerate(row.get("entry", ())):
            if entity is None:
                return
            edit = self._entry(entity, entry, self._stamp(row["id"], at, self._ago(entry)))
            entity = rebase_entity(entity, (edit,))
            yield edit
        for at, one in enumerate(row.get("place", ())):
            for edit in self._place(entity, one, f"{row['id']}-place-{at}"):
                entity = rebase_entity(entity, (edit,))
                yield edit

    def _place(self, entity: Entity | None, row: Row, what: str) -> Iterator[Edit]:
        """Yield what a place in a course did to its ledger: reserved, then used or forfeited."""
        who, on = self._people.get(row["number"]), (self._now + timedelta(days=row["days"])).date()
        if who is None or entity is None:
            return
        place = place_of(who, row["course"], on, booking_id(who, row["course"], on))
        ledger, zone = ledger_from(entity), self._now.tzinfo or UTC
        made = reserve([ledger], ledger, place, "1", self._stamp(what, 0, self._ago(row)), zone)
        if made is None:
            return
        yield made
        if "came" not in row:
            return
        after = rebase_entity(entity, (made,))
        end = datetime.combine(on, time(17), zone)
        settle = attended if row["came"] else stayed_away
        why = (CAME if row["came"] else AWAY).in_(self._language)
        told = [ledger_from(after)] if after else []
        yield from settle(told, place, why, lambda: self._stamp(what, 1, end), zone)

    def _entry(self, entity: Entity, row: Row, stamp: Stamp) -> Edit:
        ledger = ledger_from(entity)
        if row["what"] == What.DISPUTE:
            return dispute(ledger, ledger.entries[-1], self._said(row, "text"), stamp)
        days = row.get("expires_in")
        expires = (self._now + timedelta(days=days)).date() if days is not None else None
        one = Booking(What(row["what"]), row["amount"], expires=expires,
                      text=self._said(row, "text"))  # fmt: skip
        return book(ledger, ledger.name, "", one, stamp)

    def _day(self, row: Row, name: str) -> str:
        days = row.get(name)
        return "" if days is None else (self._now + timedelta(days=days)).date().isoformat()

    def _ago(self, row: Row) -> datetime:
        return self._now - span(row["ago"])

    def _said(self, row: Row, name: str) -> str:
        return str(row.get(f"{name}_{self._tongue}", ""))

    def _stamp(self, what: str, at: int, when: datetime) -> Stamp:
        return Stamp(derived_id("demo", PACK, what, str(at)), when, self._user)
