"""An import as a whole: kept so that it can be named, and taken back."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from firstline.domain.edits.edit import Change, Edit, Stamp
from firstline.domain.edits.entity import Entity, setting
from firstline.domain.errors import Refused
from firstline.domain.ids import derived_id
from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.ticket import Event, EventKind
from firstline.domain.training.person import BATCH, WITHDRAWN, batch_tags
from firstline.domain.training.taking_in import Taken
from firstline.domain.training.training import KIND
from firstline.domain.words import Text

WHAT = "import"


def batch_id(digest: str) -> str:
    """Return the id of the import of a file with this content: the same on two PCs."""
    return derived_id(KIND, WHAT, digest)


def keep(held: Entity | None, file: str, taken: Taken, stamp: Stamp) -> Edit:
    """Return the edit that keeps an import; one that was taken back before stands again."""
    data = {
        "what": "imported", "file": file[:200], "created": str(taken.created),
        "updated": str(taken.updated), "quarantined": str(len(taken.quarantined)),
    }  # fmt: skip
    line = Event(f"{stamp.id}.0", EventKind.ENTRY, stamp.at, actor=stamp.actor, data=data)
    if held is not None:
        return replace(setting(held, {"undone": None}, stamp), events=(line,))
    changes = (Change("what", WHAT), Change("file", file[:200]))
    return Edit(stamp.id, taken.batch, "open", stamp.at, stamp.actor, KIND, changes, (line,))


def named_first(held: Entity | None, file: str, taken: Taken, stamp: Stamp) -> list[Edit]:
    """Return what an import does, itself first: cut off in the middle, it can be taken back."""
    return [keep(held, file, taken, stamp), *taken.edits]


def imports(records: Iterable[Entity]) -> list[Entity]:
    """Return the imports, the newest first."""
    found = [one for one in records if one.fields.get("what") == WHAT and one.events]
    return sorted(found, key=lambda one: (one.events[-1].at, one.id), reverse=True)


def undo(
    batch: Entity, records: Iterable[Entity], stamp: Callable[[], Stamp]
) -> tuple[list[Edit], int]:
    """Return the edits that take an import back, and how many of its values stay.

    What it alone brought is withdrawn; what it changed gets its old value. What somebody has
    changed since stays. Raises Refused where it was taken back before.
    """
    if batch.fields.get("undone"):
        raise Refused(Text("这次导入早已撤回。", "This import was taken back before."))
    edits, kept, (tag,) = [], 0, batch_tags(batch.id)
    for one in records:
        if tag not in one.tags:
            edit, stays = _back(one, batch.id, stamp)
            edits += [edit] if edit else []
            kept += stays
            continue
        others = any(other.startswith(BATCH) and other != tag for other in one.tags)
        stays = others or _changed_since(one, batch.id)
        kept += stays
        values: dict[str, Value] = {} if stays else {WITHDRAWN: "yes"}
        edits.append(replace(setting(one, values, stamp()), remove_tags=(tag,)))
    made = stamp()
    return [*edits, setting(batch, {"undone": "yes"}, made)], kept


def _changed_since(one: Entity, batch: str) -> bool:
    """Whether anybody else has changed the record by a later import or by hand."""
    changed = (event for event in one.events if event.kind is EventKind.CHANGED)
    return any(event.data.get("batch") != batch and "undo" not in event.data for event in changed)


def _back(one: Entity, batch: str, stamp: Callable[[], Stamp]) -> tuple[Edit | None, int]:
    """Return the edit that gives a record its old values back, and how many have moved on."""
    values: dict[str, Value] = {}
    tags, moved = [], set()
    for event in one.events:
        name, new = event.data.get("field", ""), event.data.get("new", "")
        if event.data.get("batch") != batch or not name:
            continue
        if name == "tags":
            tags += [new] if new in one.tags else []
        elif str(one.fields.get(name) or "") == new:
            values[name] = event.data.get("old") or None
        else:
            moved.add(name)
    if not values and not tags:
        return None, len(moved)
    made = stamp()
    lines = tuple(
        Event(f"{made.id}.{at}", EventKind.CHANGED, made.at, actor=made.actor,
              data={"undo": batch, "field": name, "old": str(one.fields.get(name) or ""),
                    "new": str(value or "")})
        for at, (name, value) in enumerate(values.items())
    )  # fmt: skip
    edit = setting(one, values, made)
    return replace(edit, events=lines, remove_tags=tuple(tags)), len(moved - values.keys())
