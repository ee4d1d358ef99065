"""Pseudonyms: whatever is shown bears an alias in the place of a name; the log stays as it is."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from firstline.domain.edits.edit import Change, Edit
from firstline.domain.edits.entity import Entity
from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.ticket import TEXT_FIELDS, Attachment, Conflict, Event, Ticket
from firstline.domain.training.training import COMPLETION, KIND, VOUCHED, facts_of
from firstline.domain.values import replace

ERASURE = "erasure"
"""The kind of record that holds names and their alias; it is never masked itself."""
_PLAIN = frozenset({"status", "priority", "vendor_priority", "type", "leg", "number"})


@dataclass(frozen=True, slots=True)
class Mask:
    """Names, folded, with the alias of each, and the pattern that finds any of them.

    `hidden` are the names behind each alias as they were written.
    """

    aliases: Mapping[str, str]
    pattern: re.Pattern[str]
    hidden: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def text(self, text: str) -> str:
        """Return a text with the aliases in the place of the names."""
        return self.pattern.sub(self._alias, text)

    def _alias(self, found: re.Match[str]) -> str:
        return self.aliases[found.group().casefold()]

    def may_hit(self, doc: str) -> bool:
        """Whether a stored document may hold a name; one with escapes always may."""
        return "\\u" in doc or self.pattern.search(doc) is not None

    def value(self, value: Value) -> Value:
        """Return a field's value with the aliases."""
        if isinstance(value, str):
            return self.text(value)
        return tuple(map(self.text, value)) if isinstance(value, tuple) else value

    def event(self, event: Event) -> Event:
        """Return an entry with the aliases; the very same one where it names nobody."""
        said = (event.actor, event.text, event.reason, event.proof, *event.data.values())
        if not any(self.pattern.search(one) for one in said):
            return event
        return replace(
            event, actor=self.text(event.actor), text=self.text(event.text),
            reason=self.text(event.reason), proof=self.text(event.proof),
            data={name: self.text(value) for name, value in event.data.items()},
        )  # fmt: skip

    def _conflict(self, one: Conflict) -> Conflict:
        return replace(one, mine=self.text(one.mine), theirs=self.text(one.theirs))

    def _attachment(self, one: Attachment) -> Attachment:
        return replace(one, name=self.text(one.name))

    def ticket(self, ticket: Ticket) -> Ticket:
        """Return a ticket as it may be shown."""
        texts: dict[str, Any] = {name: self.text(getattr(ticket, name)) for name in TEXT_FIELDS}
        return replace(
            ticket, **texts,
            tags=tuple(map(self.text, ticket.tags)),
            events=tuple(map(self.event, ticket.events)),
            attachments=tuple(map(self._attachment, ticket.attachments)),
            conflicts=tuple(map(self._conflict, ticket.conflicts)),
        )  # fmt: skip

    def edit(self, edit: Edit) -> Edit:
        """Return an edit as it is laid: both values of a change, so that they meet what is shown.

        The very same one where it names nobody.
        """
        changes = tuple(map(self._change, edit.changes))
        events = tuple(map(self.event, edit.events))
        tags = tuple(map(self.text, edit.add_tags)), tuple(map(self.text, edit.remove_tags))
        actor = self.text(edit.actor)
        same = (edit.changes, edit.actor, edit.add_tags, edit.remove_tags)
        alike = all(a is b for a, b in zip(events, edit.events, strict=True))
        if alike and (changes, actor, *tags) == same:
            return edit
        return replace(
            edit, changes=changes, events=events, actor=actor, add_tags=tags[0],
            remove_tags=tags[1],
        )  # fmt: skip

    def _change(self, one: Change) -> Change:
        if one.field in _PLAIN:
            return one
        return Change(one.field, self.value(one.to), self.value(one.seen))

    def entity(self, entity: Entity) -> Entity:
        """Return a record of another kind as it may be shown; a record of names stays."""
        if entity.kind == ERASURE:
            return entity
        shown = replace(
            entity, fields={name: self.value(value) for name, value in entity.fields.items()},
            tags=tuple(map(self.text, entity.tags)),
            events=tuple(map(self.event, entity.events)),
            conflicts=tuple(map(self._conflict, entity.conflicts)),
        )  # fmt: skip
        return self.vouched(shown)

    def vouched(self, shown: Entity) -> Entity:
        """Return a record as shown, with what a grant of it may have vouched for before the alias.

        A grant keeps the fingerprint of what was certified; under an alias the same facts have
        another one, and a certificate would look as if it had been changed. Only the person's name
        is put back for that, so that any other change still shows.
        """
        if shown.kind != KIND or shown.fields.get("what") != COMPLETION:
            return shown
        person = str(shown.fields.get("person") or "")
        prints = tuple(
            facts_of({**shown.fields, "person": person.replace(alias, name)})
            for alias, names in self.hidden.items() if alias in person for name in names
        )  # fmt: skip
        return replace(shown, extra={**shown.extra, VOUCHED: prints}) if prints else shown


def mask_from(records: Iterable[Entity]) -> Mask | None:
    """Return the mask of these records of names, None where none of them holds."""
    aliases: dict[str, str] = {}
    hidden: dict[str, tuple[str, ...]] = {}
    for one in records:
        names, alias = one.fields.get("names"), one.fields.get("alias")
        if one.kind != ERASURE or not isinstance(alias, str):
            continue
        for name in str(names or "").splitlines():
            if name.strip():
                aliases[name.strip().casefold()] = alias
                hidden[alias] = (*hidden.get(alias, ()), name.strip())
    if not aliases:
        return None
    longest = sorted(aliases, key=len, reverse=True)
    return Mask(aliases, re.compile("|".join(map(_whole, longest)), re.IGNORECASE), hidden)


def _whole(name: str) -> str:
    """Return the pattern of a name; one in Latin letters is never a part of a longer word."""
    plain = re.escape(name)
    return rf"(?<![0-9A-Za-z]){plain}(?![0-9A-Za-z])" if name.isascii() else plain
