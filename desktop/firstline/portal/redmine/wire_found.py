"""Which journals and files of an issue are the effect of one edit, and what follows from that."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from firstline.domain.edits.edit import Edit
from firstline.domain.edits.fold import REMOTE
from firstline.domain.ticket.ticket import Event, EventKind
from firstline.portal.redmine.wire_wish import Wish


@dataclass(slots=True)
class Found:
    """Which journals and files of an issue are the effect of one edit.

    `notes` maps the event's id to the journal's, `files` to the file's; `changed` are the journals
    that tell of its fields, with what each field was before.
    """

    notes: dict[str, int] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)
    drops: dict[str, int] = field(default_factory=dict)
    changed: dict[int, dict[str, str]] = field(default_factory=dict)
    clashed: set[str] = field(default_factory=set)  # fields that somebody changed under our hands

    @property
    def journals(self) -> frozenset[int]:
        """All of the journals."""
        return frozenset({*self.notes.values(), *self.drops.values(), *self.changed})

    @property
    def taken(self) -> frozenset[str]:
        """The fields that Redmine took from us."""
        return frozenset(name for told in self.changed.values() for name in told)

    def add(self, more: "Found") -> None:
        """Add what was found since."""
        self.notes |= more.notes
        self.files |= more.files
        self.drops |= more.drops
        self.changed |= more.changed


def without(wish: Wish, found: Found) -> Wish:
    """Return what is left to be done of the wish."""
    return Wish(
        wish.values,
        tuple(one for one in wish.notes if one.event not in found.notes),
        tuple(one for one in wish.files if one.id not in found.files),
        tuple(one for one in wish.drops if one[0].id not in found.drops),
    )


def as_taken(edit: Edit, found: Found) -> Edit:
    """Return the edit without the changes that Redmine took: whatever they are now is the truth."""
    done = found.taken - found.clashed
    return replace(edit, changes=tuple(one for one in edit.changes if one.field not in done))


def with_remotes(events: Iterable[Event], edit: Edit, found: Found) -> tuple[Event, ...]:
    """Return the log in which the edit's own events bear the portal's ids of them.

    A journal that no text of ours stands for is borne by the first event that tells of the change.
    """
    left = [one for one in found.changed if one not in found.notes.values()]
    told = []
    own = {one.id for one in edit.events}
    for event in events:
        remote = _remote_of(event.id, found)
        tells = event.id in own and event.kind not in (EventKind.ATTACHED, EventKind.DETACHED)
        if not remote and tells and REMOTE not in event.data and left:
            remote = f"journal:{left.pop(0)}"
        told.append(replace(event, data={**event.data, REMOTE: remote}) if remote else event)
    return tuple(told)


def _remote_of(event_id: str, found: Found) -> str:
    if event_id in found.files:
        return f"attachment:{found.files[event_id]}"
    journal = found.notes.get(event_id) or found.drops.get(event_id)
    return f"journal:{journal}" if journal else ""
