"""The record of a destruction: what, with which hash, when, by whom and by which rule; shared.

One record a content, whoever destroys it: two desks that do so apart append to the same one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity, opening
from firstline.domain.health.sheet import entry, text_of
from firstline.domain.ids import derived_id
from firstline.domain.retention.category import NAMES, Category
from firstline.domain.retention.item import Item, Listing
from firstline.domain.values import replace
from firstline.domain.words import Text

KIND = "destruction"
DESTROYED = "destroyed"
FAILED = "not_destroyed"
_BY_CONTENT = (Category.ATTACHMENTS, Category.LOGS)


@dataclass(frozen=True, slots=True)
class Destroyed:
    """One destruction as an entry tells it."""

    at: datetime
    by: str
    category: str
    name: str
    sha256: str
    size: int
    rule: str
    why: Text
    listing: str
    tickets: tuple[str, ...]
    numbers: tuple[str, ...]

    def words(self, zone: tzinfo) -> Text:
        """Return what stands in the place of the content."""
        rule = NAMES.get(self.category, Text(self.category, self.category))
        days = self.rule.partition("/")[2]
        day = f"{self.at.astimezone(zone):%Y-%m-%d}"
        tail_zh, tail_en = (f" {days} 天", f", {days} days") if days else ("", "")
        return Text(
            f"已于 {day} 按规则“{rule.zh}{tail_zh}”销毁({self.by or '—'})。",
            f"Destroyed on {day} by rule “{rule.en}{tail_en}” ({self.by or '—'}).",
        )


def record_of(item: Item) -> str:
    """Return the id of the record of an item's destruction."""
    if item.category in _BY_CONTENT:
        return record_of_content(item.sha256)
    return derived_id(KIND, str(item.category), item.key, item.sha256)


def record_of_content(sha256: str) -> str:
    """Return the id of the record that tells of an attachment's content."""
    return derived_id(KIND, "content", sha256)


def record(item: Item, listing: Listing, held: Entity | None, stamp: Stamp) -> Edit:
    """Return the edit that records the destruction of an item by a run of `listing`."""
    why = listing.why(item)
    data = {
        "what": DESTROYED, "by": stamp.actor, "category": str(item.category), "name": item.name,
        "sha256": item.sha256, "size": str(item.size), "since": item.since.isoformat(),
        "due": item.due.isoformat(), "rule": listing.rule(item).called, "listing": listing.digest,
        "tickets": "\n".join(item.tickets), "numbers": "\n".join(item.numbers),
        "zh": why.zh, "en": why.en,
    }  # fmt: skip
    return _told(record_of(item), held, data, stamp, item)


def failed(item: Item, reason: str, held: Entity | None, stamp: Stamp) -> Edit:
    """Return the edit that says that what was to be destroyed could not be, and is still here."""
    data = {"what": FAILED, "name": item.name, "sha256": item.sha256,
            "zh": f"没有销毁:{reason}", "en": f"not destroyed: {reason}"}  # fmt: skip
    return _told(record_of(item), held, data, stamp, item)


def _told(
    key: str, held: Entity | None, data: dict[str, str], stamp: Stamp, item: Item
) -> Edit:  # fmt: skip
    told = (entry(stamp, 0, data),)
    if held is not None:
        return Edit(stamp.id, key, "again", stamp.at, stamp.actor, KIND, (), told)
    fields = {"category": str(item.category), "sha256": item.sha256}
    edit = opening(KIND, key, fields, stamp.id, stamp.at, stamp.actor)
    return replace(edit, events=told)


def destroyed(entity: Entity) -> list[Destroyed]:
    """Return the destructions that a record tells of, the oldest first."""
    found = []
    for one in entity.events:
        said = one.data
        if said.get("what") == DESTROYED:
            found.append(Destroyed(
                one.at, said.get("by") or one.actor,
                said.get("category") or text_of(entity, "category"),
                said.get("name", ""), said.get("sha256", ""), int(said.get("size") or 0),
                said.get("rule", ""), Text(said.get("zh", ""), said.get("en", "")),
                said.get("listing", ""), _lines(said.get("tickets", "")),
                _lines(said.get("numbers", "")),
            ))  # fmt: skip
    return sorted(found, key=lambda one: one.at)


def covering(entity: Entity, ticket_id: str) -> Destroyed | None:
    """Return the last destruction that a ticket was named in, None for none."""
    found = [one for one in destroyed(entity) if ticket_id in one.tickets]
    return found[-1] if found else None


def tickets_of(entity: Entity) -> frozenset[str]:
    """Return every ticket that a destruction named."""
    return frozenset(one for each in destroyed(entity) for one in each.tickets)


def every(records: Iterable[Entity]) -> list[Destroyed]:
    """Return every destruction, the newest first."""
    found = (one for entity in records for one in destroyed(entity))
    return sorted(found, key=lambda one: (one.at, one.name), reverse=True)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(one for one in text.split("\n") if one)
