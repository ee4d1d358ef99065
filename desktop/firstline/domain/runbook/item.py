"""How one item of a runbook stands: evidence makes it done, a tick alone is a claim."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from firstline.domain.digests import digest
from firstline.domain.instants import UTC
from firstline.domain.runbook.book import Book, person
from firstline.domain.runbook.runbook import CLOSED, Item, ItemState, Severity
from firstline.domain.runbook.runs import runs
from firstline.domain.runbook.said import Said

START, CHECK, REOPEN, WAIVE, NOT_APPLICABLE = "start", "check", "reopen", "waive", "na"
PAIR = 2  # people that a waiver or a not-applicable of a blocker needs
_ANY = datetime(2000, 1, 1, tzinfo=UTC)  # what does not apply, does so on any day
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What proves an item: a file by its hash, or a text whose hash is kept beside it.

    `actor` is who typed it, `by` whose word it is; so in a waiver.
    """

    at: datetime
    by: str
    sha256: str
    name: str = ""
    text: str = ""
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Waiver:
    """Who lets an item pass open, why, and the last day on which that holds."""

    by: str
    reason: str
    until: date
    expired: bool
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """One item as it stands at an instant; `na` are those who say that it does not apply."""

    item: Item
    state: ItemState
    evidence: tuple[Evidence, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    na: tuple[str, ...] = ()
    claims: int = 0

    @property
    def closed(self) -> bool:
        """Whether the item holds nothing up."""
        return self.state in CLOSED

    @property
    def needed(self) -> int:
        """How many people a waiver needs, and a not-applicable."""
        return PAIR if self.item.severity is Severity.BLOCKER else 1


def reopenings(book: Book, item_ids: Sequence[str]) -> frozenset[str]:
    """Return the ids of the reopenings of these items."""
    return frozenset(
        one.id for name in item_ids for one in book.acts.get(name, ()) if one.get("act") == REOPEN
    )


def counted(book: Book, item_id: str) -> list[Said]:
    """Return the acts that count: those whose makers had seen every reopening of the item."""
    gone = reopenings(book, (item_id,))
    acts = book.acts.get(item_id, ())
    return [one for one in acts if one.get("act") != REOPEN and gone <= one.seen]


def standing(book: Book, item: Item, now: datetime, void: frozenset[str] | None = None) -> Standing:
    """Return how the item stands at `now`, whose offset says which day it is.

    The state is never stronger than the evidence: what two machines said is taken together, and a
    reopening takes away what was said without knowing of it. `void` are the runs whose evidence
    does not count, where they are known already.
    """
    acts = counted(book, item.id)
    gone = void_runs(book) if void is None else void
    checks = [one for one in acts if one.get("act") == CHECK and one.get("run") not in gone]
    evidence = tuple(proof for one in checks if (proof := _evidence(one)))
    waivers = tuple(
        let for one in acts if one.get("act") == WAIVE and (let := _waiver(one, now.date()))
    )
    na = _people(one.by for one in acts if one.get("act") == NOT_APPLICABLE)
    found = Standing(item, ItemState.OPEN, evidence, waivers, na, len(checks) - len(evidence))
    begun = any(one.get("act") == START for one in acts)
    return replace(found, state=_state(found, begun=begun))


def standings(book: Book, now: datetime) -> dict[str, Standing]:
    """Return how every item stands at `now`, by id, in the order of the template."""
    void = void_runs(book)
    return {one.id: standing(book, one, now, void) for one in book.template.items}


def void_runs(book: Book) -> frozenset[str]:
    """Return the ids of runs whose evidence does not count: rehearsed, rolled back, broken off."""
    return frozenset(one.id for one in runs(book) if one.void)


def steps_of(book: Book) -> list[str]:
    """Return the ids of the timed steps, without those that were agreed not to apply."""
    void = void_runs(book)
    found = (standing(book, one, _ANY, void) for one in book.template.timed)
    return [one.item.id for one in found if one.state is not ItemState.NA]


def _state(found: Standing, *, begun: bool) -> ItemState:
    valid = _people(one.by for one in found.waivers if not one.expired)
    if found.evidence:
        return ItemState.DONE
    if len(found.na) >= found.needed:
        return ItemState.NA
    if len(valid) >= found.needed:
        return ItemState.WAIVED
    if found.claims:
        return ItemState.CLAIMED
    return ItemState.IN_PROGRESS if begun or valid or found.na else ItemState.OPEN


def _people(names: Iterable[str]) -> tuple[str, ...]:
    """Return names, each person once."""
    found: dict[str, str] = {}
    for one in names:
        if person(one):
            found.setdefault(person(one), one)
    return tuple(found.values())


def _evidence(one: Said) -> Evidence | None:
    sha256 = one.get("sha256")
    if not _HASH.fullmatch(sha256):
        return None
    if not one.get("name") and digest(one.text.encode()).hex() != sha256:
        return None  # a text that is not the one whose hash was kept
    return Evidence(one.at, one.by, sha256, one.get("name"), one.text, one.actor)


def _waiver(one: Said, today: date) -> Waiver | None:
    try:
        until = date.fromisoformat(one.get("until"))
    except ValueError:
        return None
    if not person(one.by) or not one.text.strip():
        return None
    return Waiver(one.by, one.text, until, today > until, one.actor)
