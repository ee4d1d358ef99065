"""A runbook's log, read: what was said of items, settings, votes, proofs and runs, in one order.

Everything is an entry in a log that only grows. What follows from it does not depend on the order
in which two machines learned of the entries: a value names the entries that it takes the place of,
and an act on an item names the reopenings that it had seen.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from firstline.domain.edits.entity import Entity
from firstline.domain.runbook.added import with_added
from firstline.domain.runbook.pack import thawed
from firstline.domain.runbook.runbook import Template
from firstline.domain.runbook.said import Said
from firstline.domain.ticket.ticket import EventKind

REGISTER, ITEM, BACKUP, DRILL, RUN, STEP, REVIEW = (
    "register", "item", "backup", "drill", "run", "step", "review",
)  # fmt: skip


@dataclass(frozen=True)
class Book:
    """One runbook as its log tells it; `said` is sorted by the time the entries were made."""

    id: str
    name: str
    variant: str
    template: Template
    said: Sequence[Said] = field(default_factory=tuple)

    @property
    def number(self) -> str:
        """What people call it by; it follows from the id, so that it is the same offline."""
        return f"RB-{self.id.replace('-', '')[-6:].upper()}"

    def of(self, what: str) -> list[Said]:
        """Return the entries of one kind, the oldest first."""
        return [one for one in self.said if one.what == what]

    @cached_property
    def acts(self) -> Mapping[str, Sequence[Said]]:
        """The acts on each item, by its id."""
        found: dict[str, list[Said]] = {}
        for one in self.of(ITEM):
            found.setdefault(one.get("item"), []).append(one)
        return found

    @cached_property
    def heads(self) -> Mapping[str, Sequence[Said]]:
        """The entries of each register that no later one took the place of; several clash."""
        found: dict[str, list[Said]] = {}
        for one in self.of(REGISTER):
            found.setdefault(one.get("register"), []).append(one)
        gone = {name: _replaced(entries) for name, entries in found.items()}
        return {
            name: tuple(one for one in entries if one.id not in gone[name])
            for name, entries in found.items()
        }

    def values(self, register: str) -> tuple[str, ...]:
        """Return what a register holds: one value, none, or those of machines that disagree."""
        heads = self.heads.get(register, ())
        return tuple(dict.fromkeys(one.get("value") for one in heads))

    def value(self, register: str) -> str:
        """Return what a register holds, the newest where machines disagree, "" for none."""
        found = self.values(register)
        return found[-1] if found else ""

    @property
    def contested(self) -> tuple[str, ...]:
        """The registers that two machines gave different values; a new value ends it."""
        return tuple(name for name in sorted(self.heads) if len(self.values(name)) > 1)


def book_from(entity: Entity) -> Book:
    """Return the runbook a record holds. Raises BadInput where its template cannot be read."""
    told = entity.fields
    said = sorted(_entries(entity), key=lambda one: one.id)
    return Book(
        entity.id, str(told.get("name") or ""), str(told.get("variant") or ""),
        with_added(thawed(str(told.get("template") or "")), said), tuple(said),
    )  # fmt: skip


def person(name: str) -> str:
    """Return a name as people are told apart by it."""
    return " ".join(name.split()).casefold()


def _entries(entity: Entity) -> Iterable[Said]:
    for one in entity.events:
        what = one.data.get("what", "")
        if one.kind is EventKind.ENTRY and what:
            by = one.data.get("by") or one.actor
            yield Said(one.id, what, one.at, by, one.actor, one.text, one.data)


def _replaced(entries: Iterable[Said]) -> frozenset[str]:
    return frozenset().union(*(one.seen for one in entries))
