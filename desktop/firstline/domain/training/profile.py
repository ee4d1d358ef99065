"""One person's profile changed by hand: every field, the roles, and the employee number itself."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from firstline.domain.edits.edit import Change, Edit, Stamp, words_of
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import Refused
from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.ticket import Event, EventKind
from firstline.domain.training.person import (
    WAS,
    Person,
    change,
    checked,
    plain_number,
    role_tag,
    roles_of,
)
from firstline.domain.words import Text

_UNCHANGED = Text("什么都没有改。", "Nothing was changed.")


def revise(
    held: Entity, values: Mapping[str, str], roles: Iterable[str] | None, stamp: Stamp,
    staff: Iterable[Person],
) -> Edit | None:  # fmt: skip
    """Return the edit by which the record says just this; None where it says so already.

    Only the fields in `values` change, and an empty one is emptied; `roles` None leaves the roles,
    those that stay keep their day. A new employee number keeps what was recorded under the old
    one. Raises BadInput for what is no day or no number, Refused for somebody else's number.
    """
    now = {name: str(value) for name, value in held.fields.items() if value}
    kept = checked({**now, **values})
    number = str(kept["number"])
    _check_number(held, number, staff)
    changes = tuple(
        Change(name, kept.get(name), held.fields.get(name)) for name in values
        if (kept.get(name) or None) != (held.fields.get(name) or None)
    )  # fmt: skip
    added, removed = _moved_roles(held, roles, stamp.at.date())
    before = plain_number(str(held.fields.get("number") or ""))
    if plain_number(number) != before:
        added = (*added, f"{WAS}{before}")
    if not changes and not added and not removed:
        return None
    return _edit(held, changes, added, removed, stamp)


def enter(values: Mapping[str, str], roles: Iterable[str], stamp: Stamp, held: Entity | None,
          staff: Iterable[Person]) -> Edit | None:  # fmt: skip
    """Return the edit that takes one newcomer in. Raises as `revise`."""
    number = str(checked(values)["number"])
    if any(plain_number(number) in (plain_number(one.number), *one.former) for one in staff):
        raise _taken(number)
    return change(held, values, roles, stamp)


def _check_number(held: Entity, number: str, staff: Iterable[Person]) -> None:
    plain = plain_number(number)
    for one in staff:
        if one.id != held.id and plain in (plain_number(one.number), *one.former):
            raise _taken(number)


def _taken(number: str) -> Refused:
    return Refused(
        Text(f"工号 {number[:40]} 已是别人的。", f"The number {number[:40]} is somebody else's."),
        _UNCHANGED,
    )


def _moved_roles(
    held: Entity, roles: Iterable[str] | None, today: date
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if roles is None:
        return (), ()
    has = roles_of(held.tags)
    wanted = {next(iter(roles_of((role_tag(one),)))): one for one in roles if one.strip()}
    added = tuple(role_tag(one, today) for key, one in wanted.items() if key not in has)
    removed = tuple(tag for tag in held.tags if roles_of((tag,)).keys() - wanted.keys())
    return added, removed


def _edit(
    held: Entity, changes: tuple[Change, ...], added: tuple[str, ...], removed: tuple[str, ...],
    stamp: Stamp,
) -> Edit:  # fmt: skip
    told: list[dict[str, str]] = [
        {"field": one.field, "old": _words(one.seen), "new": _words(one.to)} for one in changes
    ]
    told += [{"field": "tags", "old": "", "new": one} for one in added]
    told += [{"field": "tags", "old": one, "new": ""} for one in removed]
    lines = tuple(
        Event(f"{stamp.id}.{at}", EventKind.CHANGED, stamp.at, actor=stamp.actor, data=data)
        for at, data in enumerate(told)
    )
    edit = Edit(stamp.id, held.id, "set", stamp.at, stamp.actor, held.kind, changes, lines, added)
    return replace(edit, remove_tags=removed)


def _words(value: Value) -> str:
    return words_of(value)
