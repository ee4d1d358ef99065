"""People and their roles: one record an employee number, so that two lists of staff meet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from firstline.domain.edits.edit import Change, Edit, Stamp, words_of
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.ids import derived_id
from firstline.domain.ticket.fields import Value, clean
from firstline.domain.ticket.ticket import Event, EventKind
from firstline.domain.training.role_words import role_key
from firstline.domain.training.training import KIND
from firstline.domain.words import Text

WHAT = "person"
TEXTS = ("number", "name", "team", "site", "shift")
DAYS = ("since", "left")
FIELDS = (*TEXTS, *DAYS)
NAMES: Mapping[str, Text] = {
    "number": Text("工号", "Employee no."), "name": Text("姓名", "Name"),
    "team": Text("班组", "Team"), "site": Text("站点", "Site"), "shift": Text("班次", "Shift"),
    "since": Text("入职日期", "Since"), "left": Text("离职日期", "Left"),
    "roles": Text("角色", "Roles"),
}  # fmt: skip
WITHDRAWN = "withdrawn"
BATCH = "batch:"
"""The tag that says which import brought a record; as a tag, those of two PCs both stand."""
_ROLE, WAS = "role:", "was:"


@dataclass(frozen=True, slots=True)
class Person:
    """One person; `roles` says since which day each holds, `left` is the first day they are gone.

    `label` is what certificates call them: the name, with the number where others share it.
    """

    id: str
    number: str
    name: str
    team: str = ""
    site: str = ""
    shift: str = ""
    since: date | None = None
    left: date | None = None
    roles: Mapping[str, date | None] = field(default_factory=dict)
    label: str = ""
    former: tuple[str, ...] = ()
    """Employee numbers they had before, plain: what was recorded under those is theirs."""

    def is_here(self, today: date) -> bool:
        """Whether they still work here on the day `today`."""
        return self.left is None or today < self.left

    def began(self, role: str) -> date | None:
        """Return the day from which the role asks something of them, None for unknown."""
        return self.roles.get(role) or self.since


def record_id(number: str) -> str:
    """Return the id of a person's record: the same on every desk."""
    return derived_id(KIND, WHAT, plain_number(number))


def plain_number(number: str) -> str:
    """Return an employee number as it is compared: case and spaces aside."""
    return "".join(number.split()).casefold()


def plain_name(name: str) -> str:
    """Return a name as it is compared: case and spaces aside."""
    return " ".join(name.split()).casefold()


def role_tag(role: str, since: date | None = None) -> str:
    """Return the tag that gives a role; tags merge, so that roles given on two PCs both stand."""
    plain = role_key(clean(role, 60, "role").replace("@", ""))
    return f"{_ROLE}{plain}@{since.isoformat()}" if since else f"{_ROLE}{plain}"


def roles_of(tags: Iterable[str]) -> dict[str, date | None]:
    """Return the roles in a record's tags; of two days of one role the earlier counts."""
    found: dict[str, date | None] = {}
    for tag in sorted(one for one in tags if one.startswith(_ROLE)):
        words, _, when = tag.removeprefix(_ROLE).partition("@")
        role = role_key(words)
        day = day_of(when)
        held = found.get(role)
        found[role] = min(held, day) if held and day else day or held
    return found


def day_of(value: Value) -> date | None:
    """Return a stored day, None for none or what is none."""
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def person_from(entity: Entity) -> Person | None:
    """Return the person that a record holds, None for another record or one that was withdrawn."""
    held = entity.fields
    number = str(held.get("number") or "")
    if held.get("what") != WHAT or held.get(WITHDRAWN) or not number:
        return None
    name = str(held.get("name") or number)
    return Person(
        entity.id, number, name, str(held.get("team") or ""), str(held.get("site") or ""),
        str(held.get("shift") or ""), day_of(held.get("since")), day_of(held.get("left")),
        roles_of(entity.tags), name,
        tuple(one.removeprefix(WAS) for one in entity.tags if one.startswith(WAS)),
    )  # fmt: skip


def people(records: Iterable[Entity]) -> list[Person]:
    """Return the people by site, team and name; those who share a name bear their number."""
    found = [one for one in map(person_from, records) if one is not None]
    shared: dict[str, int] = {}
    for one in found:
        key = plain_name(one.name)
        shared[key] = shared.get(key, 0) + 1
    named = [
        replace(one, label=f"{one.name} ({one.number})") if shared[plain_name(one.name)] > 1
        else one
        for one in found
    ]  # fmt: skip
    return sorted(named, key=lambda one: (one.site, one.team, one.name, one.number))


def checked(values: Mapping[str, str]) -> dict[str, Value]:
    """Return the fields as they are stored, empty ones left out. Raises BadInput naming the field.

    A person needs an employee number: names are shared, and change.
    """
    kept: dict[str, Value] = {}
    for name in TEXTS:
        text = " ".join(clean(values.get(name, ""), 120, name).split())
        if text:
            kept[name] = text
    for name in DAYS:
        text = values.get(name, "").strip()
        if text and day_of(text) is None:
            said = NAMES[name]
            raise BadInput(
                Text(f"{said.zh}“{text[:30]}”不是日期。", f"{said.en}: “{text[:30]}” is no date.")
            )
        if text:
            kept[name] = text
    if not kept.get("number"):
        raise BadInput(Text("要有工号。", "An employee number is needed."))
    return kept


def change(
    held: Entity | None, values: Mapping[str, str], roles: Iterable[str], stamp: Stamp,
    batch: str = "",
) -> Edit | None:  # fmt: skip
    """Return the edit that takes a person in or changes what differs; None where nothing does.

    What is empty in `values` stays as it is. A newcomer without a day began on the day of the
    stamp; so does a role that is new to somebody known. Each change is told in the record's log
    with its `batch`, so that an import can be taken back. Raises BadInput.
    """
    kept, today = checked(values), stamp.at.date()
    if held is None:
        kept = {"what": WHAT, "name": kept["number"], "since": today.isoformat(), **kept}
        given = (role_tag(one) for one in roles if one.strip())
        tags = tuple(dict.fromkeys((*given, *batch_tags(batch))))
        line = _line(stamp, 0, {"what": "recorded", "batch": batch})
        changes = tuple(Change(name, value) for name, value in kept.items())
        return Edit(stamp.id, record_id(str(kept["number"])), "open", stamp.at, stamp.actor, KIND,
                    changes, (line,), tags)  # fmt: skip
    kept.pop("number")
    if held.fields.get(WITHDRAWN):
        kept[WITHDRAWN] = None
    changes = tuple(
        Change(name, value, held.fields.get(name)) for name, value in kept.items()
        if value != held.fields.get(name)
    )  # fmt: skip
    extra = batch_tags(batch) if held.fields.get(WITHDRAWN) else ()
    has = roles_of(held.tags)
    fresh = (role_tag(one, today) for one in roles if one.strip())
    tags = tuple(dict.fromkeys(one for one in fresh if not has.keys() & roles_of((one,)).keys()))
    if not changes and not tags:
        return None
    edit = _changed(held, changes, tags, stamp, batch)
    return replace(edit, add_tags=(*tags, *extra))


def batch_tags(batch: str) -> tuple[str, ...]:
    """Return the tag of an import, none for ""."""
    return (f"{BATCH}{batch}",) if batch else ()


def _changed(
    held: Entity, changes: tuple[Change, ...], tags: tuple[str, ...], stamp: Stamp, batch: str
) -> Edit:
    told = [
        {"field": one.field, "old": words_of(one.seen), "new": words_of(one.to), "batch": batch}
        for one in changes
    ] + [{"field": "tags", "old": "", "new": one, "batch": batch} for one in tags]
    lines = tuple(
        Event(f"{stamp.id}.{at}", EventKind.CHANGED, stamp.at, actor=stamp.actor, data=data)
        for at, data in enumerate(told)
    )
    return Edit(stamp.id, held.id, "set", stamp.at, stamp.actor, KIND, changes, lines, tags)


def _line(stamp: Stamp, at: int, data: Mapping[str, str]) -> Event:
    return Event(f"{stamp.id}.{at}", EventKind.ENTRY, stamp.at, actor=stamp.actor, data=data)
