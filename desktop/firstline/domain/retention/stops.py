"""What stops a destruction by itself: legal holds, claims that are open (S75), open disputes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from firstline.domain.edits.entity import Entity
from firstline.domain.health.sheet import number_of, standing, text_of
from firstline.domain.ledger.book import ledgers
from firstline.domain.ledger.lines import Mark, told
from firstline.domain.retention.category import Category
from firstline.domain.retention.hold import CLAIM, SITE, TICKET, Hold, holds
from firstline.domain.retention.item import Item, Stop
from firstline.domain.review import claim
from firstline.domain.words import Text

_ANYTHING = (Category.BACKUPS, Category.EXPORTS)
"""What may hold something of any ticket: any hold at all stops their destruction."""
Names = frozenset[str]
"""The names of one ticket, in lower case: a number that somebody used, and its id."""


@dataclass(frozen=True, slots=True)
class Stops:
    """The holds that hold; the tickets of each claim by its number; what is in dispute.

    What is `vague`, a hold's id or a claim's number, names nothing that is known here, such as a
    number that another desk gave: it holds everything rather than nothing.
    """

    holds: Sequence[Hold]
    claims: Mapping[str, Sequence[Names]]
    open_claims: frozenset[str]
    disputed: frozenset[str] = frozenset()
    vague: frozenset[str] = frozenset()

    @property
    def any(self) -> bool:
        """Whether anything is held."""
        return bool(self.holds or self.open_claims or self.disputed)

    def on(self, item: Item) -> Item:
        """Return the item with what stops its destruction."""
        found = [_stop(one) for one in self.holds if self._covers(one, item)]
        named = {one.casefold() for one in (*item.tickets, *item.numbers)}
        found += [
            Stop(f"claim:{number}", Text(f"补偿申请 {number} 未结,这是它的证据",
                                         f"evidence of the open claim {number}"), held=True)
            for number in sorted(self.open_claims) if self._claims(number, named)
        ]  # fmt: skip
        found += [
            Stop(f"dispute:{one}", Text(f"台账里 {one.upper()} 的一笔有争议,未了结",
                                        f"an entry about {one.upper()} is in dispute"), held=True)
            for one in sorted(named & self.disputed)
        ]  # fmt: skip
        return replace(item, stops=(*found, *item.stops)) if found else item

    def _covers(self, hold: Hold, item: Item) -> bool:
        if hold.scope not in (TICKET, SITE, CLAIM) or item.category in _ANYTHING:
            return True  # everything, and a reach that a later version knows
        if hold.entity.id in self.vague:
            return True
        named = {one.casefold() for one in (*item.tickets, *item.numbers)}
        if hold.scope == SITE:
            return bool(hold.names & {one.casefold() for one in item.sites})
        if hold.scope == CLAIM:
            return self._claims(hold.what.strip().upper(), named)
        return bool(hold.names & named)

    def _claims(self, number: str, named: set[str]) -> bool:
        """Whether a claim is about one of these tickets, or about one that is not known here."""
        if number in self.vague:
            return True
        return any(one & named for one in self.claims.get(number, ()))


def stops(
    hold_records: Iterable[Entity], claim_records: Iterable[Entity],
    ledger_records: Iterable[Entity] = (),
) -> Stops:  # fmt: skip
    """Return what stops destructions now."""
    known, still_open = {}, set()
    for one in claim.claims(standing(claim_records)):
        number = number_of(claim.SHEET, one.entity).upper()
        known[number] = tuple(_tickets(one.entity))
        if one.state in claim.OPEN:
            still_open.add(number)
    disputed = {
        line.entry.ref.casefold() for ledger in ledgers(ledger_records)
        for line in told(ledger.entries) if Mark.DISPUTED in line.marks and line.entry.ref
    }  # fmt: skip
    held = [one for one in holds(hold_records) if one.holds]
    return Stops(held, known, frozenset(still_open), frozenset(disputed))


def _tickets(entity: Entity) -> Iterable[Names]:
    """Yield the names of each ticket: lines are number, metric and, of later claims, its id."""
    for line in text_of(entity, "breaches").splitlines():
        if words := line.casefold().split():
            yield frozenset((words[0], *words[2:3]))


def _stop(hold: Hold) -> Stop:
    scope = hold.words
    said = Text(
        f"法律保全 {hold.number}({scope.zh}):{hold.reason}",
        f"legal hold {hold.number} ({scope.en}): {hold.reason}",
    )
    return Stop(f"hold:{hold.number}", said, held=True)
