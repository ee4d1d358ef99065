"""What the tests of the service catalogue share: an entry, a request, people, and their means."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count

from ledger_makers import NOW, ZONE, Desk

from firstline.domain.contracts.budget import KIND as PLAN
from firstline.domain.contracts.budget import SHEET as BUDGET
from firstline.domain.contracts.budget import budgets
from firstline.domain.edits.edit import Edit
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.health.sheet import new_record
from firstline.domain.ledger.acts import Booking, book, describe
from firstline.domain.ledger.book import KIND as LEDGER
from firstline.domain.ledger.book import What, ledgers
from firstline.domain.services import delivery_acts, request_acts
from firstline.domain.services.catalogue import Catalogue, Item
from firstline.domain.services.catalogue_pack import parse_catalogue
from firstline.domain.services.form import KIND, Means, answer_name, covering, missing
from firstline.domain.services.request import ServiceRequest, request_from
from firstline.domain.services.request_acts import Ground, Quoted
from firstline.domain.services.request_money import follows
from firstline.system.resources import read_text

PACK = "value_added_2026.toml"
TODAY = NOW.astimezone(ZONE).date()
MONEY = "增值服务预算"
_PEOPLE = count(0, 100)
FORM = {"purpose": "发票识别", "vendor": "滨海服务中心", "budget": "总部上云"}


def person(name: str) -> Desk:
    """Return somebody at a desk, later than everybody before."""
    first = next(_PEOPLE)
    return Desk(name, NOW + timedelta(seconds=first // 10), count(first))


def catalogue() -> Catalogue:
    """Return the shipped catalogue."""
    return parse_catalogue(read_text("packs", "catalogue", PACK), PACK)


def shipped(code: str) -> Item:
    """Return a shipped entry."""
    return next(one for one in catalogue().shipped if one.code == code)


def answers(item: Item) -> dict[str, str]:
    """Return an answer to every question of an entry."""
    return {answer_name(one): "no" if one.yes_no else "说明" for one in item.questions}


@dataclass
class World:
    """Records as one desk sees them, by kind and id; what it performs is composed at once."""

    records: dict[tuple[str, str], Entity] = field(default_factory=dict)
    now: datetime = NOW

    def do(self, *edits: Edit) -> str:
        """Lay the edits; return the id of the first one's record."""
        for edit in edits:
            key = (edit.kind, edit.entity)
            made = rebase_entity(self.records.get(key), [edit])
            assert made is not None
            self.records[key] = made
        return edits[0].entity

    def of(self, kind: str) -> list[Entity]:
        """Return the records of a kind."""
        return [one for (held, _), one in self.records.items() if held == kind]

    @property
    def means(self) -> Means:
        """What requests may be paid from."""
        books = ledgers(self.of(LEDGER))
        return Means(books, (), budgets(self.of(PLAN), books, TODAY, ZONE), self.now, ZONE)

    def request(self, key: str) -> ServiceRequest:
        """Return a request as it stands."""
        return request_from(self.records[KIND, key])

    def budget(self) -> tuple[int | None, int | None, int | None]:
        """Return committed, spent and remaining of the one reserve, in fen."""
        (one,) = self.means.budgets
        return one.committed, one.spent, one.remaining

    def act(self, edit: Edit, desk: Desk) -> ServiceRequest:
        """Perform an act on a request with the bookings that follow; return the request."""
        before = self.request(edit.entity)
        made = rebase_entity(before.entity, [edit])
        assert made is not None
        self.do(edit, *follows(before, request_from(made), self.means, desk.stamp))
        return self.request(edit.entity)

    # --- acts in short ---

    def ask(self, desk: Desk, code: str = "ai-integration", **values: str) -> str:
        """Ask for an entry with every question answered; return the request's id."""
        item = shipped(code)
        given = {**FORM, **answers(item), **values}
        return self.do(request_acts.ask(item, given, desk.stamp(), ZONE, "zh_CN"))

    def lacks(self, key: str) -> list[str]:
        """Return what the form lacks, in Chinese."""
        one = self.request(key)
        return [each.zh for each in missing(one.entity, one.item, self.means)]

    def quote(self, key: str, desk: Desk, fen: int, days: int = 30) -> ServiceRequest:
        """Record a quote that is valid for so many days."""
        one = self.request(key)
        lacks = missing(one.entity, one.item, self.means)
        told = Quoted(fen, TODAY + timedelta(days=days), "BJ-7", "quote.pdf", "a" * 64)
        return self.act(request_acts.quote(one, told, lacks, desk.stamp(), TODAY), desk)

    def ground(self, key: str, day: date = TODAY, due: date | None = None) -> Ground:
        """Return what an approval stands on."""
        one = self.request(key)
        cover = covering(one.entity, one.item, self.means)
        return Ground(cover, missing(one.entity, one.item, self.means), day, due)

    def approve(self, key: str, desk: Desk, due: date | None = None) -> ServiceRequest:
        """Approve it."""
        ground = self.ground(key, due=due)
        return self.act(request_acts.approve(self.request(key), ground, desk.stamp()), desk)

    def deliver(self, key: str, desk: Desk, on: date = TODAY) -> ServiceRequest:
        """Record a delivery."""
        return self.act(delivery_acts.deliver(self.request(key), on, "报告", desk.stamp()), desk)

    def check(self, key: str, desk: Desk, which: str, *, passed: bool = True) -> ServiceRequest:
        """Check one criterion."""
        one = self.request(key)
        return self.act(
            delivery_acts.check(one, which, "样本 200 张", desk.stamp(), passed=passed), desk
        )


def world() -> World:
    """Return a desk with a reserve of 240,000 yuan and its ledger."""
    made, desk = World(), person("财务")
    made.do(describe(None, MONEY, {"unit": "CNY", "sort": "budget"}, desk.stamp()))
    ledger = ledgers(made.of(LEDGER))[0]
    made.do(book(ledger, MONEY, "", Booking(What.GRANT, "240000"), desk.stamp()))
    values = {"title": "总部上云", "base": "2000000", "percent": "12", "ledger": MONEY}
    made.do(new_record(BUDGET, values, desk.stamp(), ZONE))
    return made
