"""Pseudonymising a person: the record of names, and the edits that take them out of fields."""

import re
from collections.abc import Callable, Iterable, Sequence

from firstline.domain.edits.edit import Change, Edit, Stamp
from firstline.domain.edits.entity import Entity, opening, setting
from firstline.domain.errors import BadInput, Refused
from firstline.domain.health.sheet import entry
from firstline.domain.ids import derived_id
from firstline.domain.privacy.mask import ERASURE, Mask, mask_from
from firstline.domain.ticket.fields import clean
from firstline.domain.ticket.ticket import TEXT_FIELDS, Ticket
from firstline.domain.values import replace
from firstline.domain.words import Text

_LATIN = re.compile(r"[\x00-\x7f]*")
Stamps = Callable[[], Stamp]


def names_of(words: Iterable[str]) -> tuple[str, ...]:
    """Return the names of one person, each once.

    Raises BadInput for none, and for one that would hit other words: under two characters, or
    three of Latin letters.
    """
    found = dict.fromkeys(" ".join(clean(one, 80, "name").split()) for one in words if one.strip())
    for one in found:
        if len(one) < (3 if _LATIN.fullmatch(one) else 2):
            raise BadInput(
                Text(
                    f"“{one}”太短,会误伤别的文字。",
                    f"{one!r} is too short and would hit other words.",
                ),
            )
    if not found:
        raise BadInput(Text("要写明姓名。", "Give a name."))
    return tuple(found)


def alias_of(names: Sequence[str]) -> str:
    """Return the alias of a person; two desks that pseudonymise the same names choose the same."""
    key = derived_id(ERASURE, *sorted(one.casefold() for one in names))
    return f"P-{key.replace('-', '')[-6:].upper()}"


def erasure(
    names: Sequence[str], by: tuple[str, str], reason: str, stamp: Stamp
) -> tuple[Edit, Mask]:
    """Return the edit that records names and their alias, and the mask that follows from it.

    `by` is who asks for it and who approves: two people. Raises Refused where they are one.
    """
    asked, approved = (" ".join(one.split()) for one in by)
    if not approved or asked.casefold() == approved.casefold():
        raise Refused(
            Text("去标识化要另一个人批准。", "Another person must approve a pseudonym."),
            Text("什么都没有改。", "Nothing was changed."),
        )
    alias = alias_of(names)
    key = derived_id(ERASURE, *sorted(one.casefold() for one in names))
    fields = {"names": "\n".join(names), "alias": alias, "approved_by": approved, "reason": reason}
    edit = opening(ERASURE, key, fields, stamp.id, stamp.at, stamp.actor)
    told = entry(stamp, 0, {"what": "opened", "zh": "登记", "en": "recorded"})
    mask = mask_from([Entity(ERASURE, key, fields)])
    if mask is None:
        raise BadInput(Text("要写明姓名。", "Give a name."))
    return replace(edit, events=(told,)), mask


def must_not_be_held(stops: Iterable[Text]) -> None:
    """Raise Refused where a legal hold, an open claim or a dispute covers what names the person."""
    words = tuple(stops)
    if words:
        raise Refused(
            Text(f"不能去标识化:{words[0].zh}。", f"No pseudonym now: {words[0].en}."),
            Text("什么都没有改。", "Nothing was changed."),
            Text("先由第二个人解除保全,或等申请了结。",
                 "Have a second person lift the hold first, or wait for the claim's end."),
        )  # fmt: skip


def field_edits(
    mask: Mask, tickets: Iterable[Ticket], records: Iterable[Entity], stamps: Stamps
) -> list[Edit]:
    """Return the edits that put the alias into fields, so that portals have it there, too.

    Entries of a log only append: they keep the name, and the mask hides it.
    """
    edits = []
    for ticket in tickets:
        changes = tuple(
            Change(name, mask.text(held), held) for name in TEXT_FIELDS
            if mask.text(held := getattr(ticket, name)) != held
        )  # fmt: skip
        if changes:
            stamp = stamps()
            edits.append(Edit(stamp.id, ticket.id, "set", stamp.at, stamp.actor, changes=changes))
    for one in records:
        fields = {
            name: masked for name, held in one.fields.items()
            if one.kind != ERASURE and (masked := mask.value(held)) != held
        }  # fmt: skip
        if fields:
            edits.append(setting(one, fields, stamps()))
    return edits
