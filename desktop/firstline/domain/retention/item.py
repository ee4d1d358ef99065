"""One thing that a rule lists: what it is, why it is listed, and what stops its destruction."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256

from firstline.domain.retention.category import Category
from firstline.domain.retention.rule import Rule
from firstline.domain.words import Text


class State(StrEnum):
    """What becomes of an item when the list is run."""

    DUE = "due"
    HELD = "held"  # by a hold, or as evidence of a claim that is open
    KEPT = "kept"  # needed elsewhere, or not at its portal yet
    BY_HAND = "by_hand"  # not on this device: somebody has to see to it


@dataclass(frozen=True, slots=True)
class Stop:
    """What stops a destruction: `by` names it for a machine, `held` tells a hold from a need."""

    by: str
    words: Text
    held: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is past its day.

    `key` is what is acted on: the SHA-256 of an attachment, a path, a draft's key, a person's
    record. `sha256` is that of its content, "" where it has none. `tickets` are the ids of those
    that name it, `numbers` what people call them, `sites` where they belong. `since` is the day
    of the event, `due` the day from which it may go. `gone_before` says that it was destroyed
    once and is here again.
    """

    category: Category
    key: str
    name: str
    sha256: str
    size: int
    since: date
    due: date
    tickets: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    stops: tuple[Stop, ...] = ()
    by_hand: bool = False
    gone_before: bool = False
    agreed: str = ""  # the authorisation or extract whose own day of destruction it is

    @property
    def state(self) -> State:
        """What becomes of it when the list is run."""
        if any(one.held for one in self.stops):
            return State.HELD
        if self.stops:
            return State.KEPT
        return State.BY_HAND if self.by_hand else State.DUE


@dataclass(frozen=True, slots=True)
class Listing:
    """A dry run: every item that is past its day, the rules it was made by, and its digest.

    A run passes the digest: it is another as soon as an item, a rule or a stop is another.
    """

    items: tuple[Item, ...]
    rules: tuple[Rule, ...]
    digest: str

    def of(self, state: State) -> tuple[Item, ...]:
        """Return the items in a state."""
        return tuple(one for one in self.items if one.state is state)

    @property
    def due(self) -> tuple[Item, ...]:
        """What a run of this list destroys, and nothing else."""
        return self.of(State.DUE)

    def rule(self, item: Item) -> Rule:
        """Return the rule by which an item is listed."""
        return next(one for one in self.rules if one.category is item.category)

    def why(self, item: Item) -> Text:
        """Return why an item is listed: the event, its day, the length and its source."""
        rule = self.rule(item)
        if item.agreed:
            return Text(f"{item.agreed} 约定 {item.due} 前销毁", f"{item.agreed}: by {item.due}")
        return Text(
            f"{item.since} 起 {rule.days} 天,{item.due} 到期({rule.source.zh})",
            f"{rule.days} days from {item.since}, due {item.due} ({rule.source.en})",
        )


def listing(items: Iterable[Item], rules: Sequence[Rule]) -> Listing:
    """Return a dry run in the one order that its digest needs."""
    order = {one: at for at, one in enumerate(Category)}
    found = sorted(items, key=lambda one: (order[one.category], one.since, one.name, one.key))
    return Listing(tuple(found), tuple(rules), _digest(found, rules))


def _digest(items: Sequence[Item], rules: Sequence[Rule]) -> str:
    told = {
        "items": [_told(one) for one in items],
        "rules": [[str(one.category), one.days, one.record] for one in rules],
    }
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return sha256(text.encode()).hexdigest()


def _told(one: Item) -> list[object]:
    return [
        str(one.category), one.key, one.sha256, one.size, one.since.isoformat(),
        one.due.isoformat(), sorted(one.tickets), str(one.state), [each.by for each in one.stops],
    ]  # fmt: skip
