"""Keeping and removing an own watch rule, as edits of its record."""

from typing import TYPE_CHECKING

from firstline.domain.edits.edit import Change, Edit, Stamp
from firstline.domain.edits.entity import opening
from firstline.domain.ticket.fields import Value
from firstline.domain.watch.rule import KEYS, KIND, OWN_KEYS, Rule, record_id

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity


def values_of(rule: Rule) -> dict[str, object]:
    """Return what a rule says, as `own_rule` takes it."""
    titles = {"title_zh": rule.title.zh, "title_en": rule.title.en,
              "advice_zh": rule.advice.zh, "advice_en": rule.advice.en}  # fmt: skip
    plain = {name: getattr(rule, name) for name in KEYS if name not in titles}
    own = {name: value for name in OWN_KEYS[rule.watch] if (value := getattr(rule, name))}
    return {**titles, **{name: value for name, value in plain.items() if value != ""}, **own}


def keep(rule: Rule, held: "Entity | None", stamp: Stamp) -> Edit:
    """Return the edit that keeps a rule: a new record, or `held` written anew field by field."""
    values: dict[str, Value] = {
        name: value if isinstance(value, tuple) else str(value)
        for name, value in values_of(rule).items()
    }
    if held is None:
        return opening(KIND, record_id(rule.id), values, stamp.id, stamp.at, stamp.actor)
    changes = tuple(
        Change(name, values.get(name), held.fields.get(name))
        for name in dict.fromkeys((*held.fields, *values))
        if (values.get(name) or None) != (held.fields.get(name) or None)
    )
    return Edit(stamp.id, held.id, "set", stamp.at, stamp.actor, KIND, changes)


def remove(rule: Rule, stamp: Stamp) -> Edit:
    """Return the edit that takes an own rule off; its record and history stay."""
    change = (Change("withdrawn", "yes"),)
    return Edit(stamp.id, record_id(rule.id), "set", stamp.at, stamp.actor, KIND, change)
