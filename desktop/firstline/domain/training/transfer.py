"""Knowledge transfer: what must be possible at a site, who can do it, and who else can."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from firstline.domain.edits.edit import Change, Edit, Stamp
from firstline.domain.edits.entity import Entity, setting
from firstline.domain.errors import BadInput
from firstline.domain.ids import derived_id
from firstline.domain.ticket.fields import Value, clean
from firstline.domain.training.person import Person, plain_name, plain_number
from firstline.domain.training.training import KIND
from firstline.domain.words import Text

WHAT = "capability"
ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Capability:
    """Something somebody at the site must be able to do without the vendor.

    `able` are those of `primary` and `backup` who still work here.
    """

    id: str
    name: str
    site: str
    module: str
    primary: str
    backup: str
    critical: bool
    able: tuple[str, ...] = ()

    @property
    def is_single_point(self) -> bool:
        """Whether fewer than two people can do it (requirements S7)."""
        return len(self.able) < ENOUGH


def record_id(name: str, site: str) -> str:
    """Return the id of an item, the same on every desk."""
    return derived_id(KIND, WHAT, plain_name(name), plain_name(site))


def capabilities(
    records: Iterable[Entity], staff: Iterable[Person], today: date
) -> list[Capability]:
    """Return the items, single points of knowledge first; who has left can do nothing any more."""
    here = [one for one in staff if one.is_here(today)]
    gone = {key for one in staff if not one.is_here(today) for key in _keys(one)}
    gone -= {key for one in here for key in _keys(one)}
    ids = {key: (one.id, one.label) for one in here for key in _keys(one)}
    found = [one for one in (_from(each, gone, ids) for each in records) if one is not None]
    return sorted(found, key=lambda one: (not one.is_single_point, not one.critical, one.site,
                                          one.name))  # fmt: skip


def _keys(one: Person) -> tuple[str, str]:
    return plain_number(one.number), plain_name(one.label)


def _from(
    entity: Entity, gone: Container[str], ids: Mapping[str, tuple[str, str]]
) -> Capability | None:  # fmt: skip
    """Return the item of a record; who can do it is called what the list of staff calls them."""
    held = entity.fields
    name = str(held.get("name") or "")
    if held.get("what") != WHAT or held.get("withdrawn") or not name:
        return None
    both = str(held.get("primary") or ""), str(held.get("backup") or "")
    able: dict[str, str] = {}
    for one in both:
        plain, number = plain_name(one), plain_number(one)
        if one and plain not in gone and number not in gone:
            key, label = ids.get(number) or ids.get(plain) or (plain, one)
            able.setdefault(key, label)
    return Capability(entity.id, name, str(held.get("site") or ""), str(held.get("module") or ""),
                      *both, held.get("critical") == "yes", tuple(able.values()))  # fmt: skip


def lay(held: Entity | None, values: dict[str, str], stamp: Stamp) -> Edit:
    """Return the edit that makes an item or changes it. Raises BadInput without a name."""
    kept: dict[str, Value] = {
        name: " ".join(clean(values.get(name, ""), 200, name).split()) or None
        for name in ("name", "site", "module", "primary", "backup", "critical")
        if name in values
    }
    if not kept.get("name"):
        raise BadInput(Text("要写明能做什么。", "Say what is to be possible."))
    if held is not None:
        return setting(held, {**kept, "withdrawn": None}, stamp)
    key = record_id(str(kept["name"]), str(kept.get("site") or ""))
    changes = tuple(Change(name, value) for name, value in {"what": WHAT, **kept}.items() if value)
    return Edit(stamp.id, key, "open", stamp.at, stamp.actor, KIND, changes)


def why(one: Capability) -> Text:
    """Return how many can do it, and who, in one sentence."""
    who_zh, who_en = "、".join(one.able), ", ".join(one.able)
    if not one.able:
        return Text("单点知识:现在没有人会。", "Single point of knowledge: nobody here can do it.")
    if one.is_single_point:
        return Text(f"单点知识:只有 {who_zh} 会。",
                    f"Single point of knowledge: only {who_en} can do it.")  # fmt: skip
    return Text(f"{len(one.able)} 人会:{who_zh}。", f"{len(one.able)} can do it: {who_en}.")


def drop(held: Entity, stamp: Stamp) -> Edit:
    """Return the edit that takes an item out."""
    return setting(held, {"withdrawn": "yes"}, stamp)
