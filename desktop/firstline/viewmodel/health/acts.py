"""Acts that a record has beside its fields, such as a review: for which records, and their edit."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity
from firstline.domain.health.columns import Read
from firstline.domain.ticket.ticket import Attachment
from firstline.domain.words import Text

Make = Callable[[Entity, str, Stamp, tzinfo], Edit | None]
"""Makes the edit from the record, what was typed beside it, who and when, and the zone."""
MakeBeside = Callable[[Entity, str, Stamp, tzinfo, Read], Edit | None]
"""As `Make`, looking at other records, too; the edit may be one of another record."""


MakeFiled = Callable[[Entity, str, Attachment, Stamp], Edit]
"""Makes the edit from the record, what was typed, and the file that was chosen."""


def _always(_entity: Entity) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Act:
    """One act: what its button says, its edit, and what is told when it is done.

    `offered` says for which records there is a button; `note` is what the line of text beside the
    buttons asks for, None where the act takes none. `beside` makes the edit in the place of `make`
    where other records matter, `filed` with a file that the button asks for.
    """

    name: Text
    make: Make
    done: Text
    offered: Callable[[Entity], bool] = _always
    note: Text | None = None
    beside: MakeBeside | None = None
    filed: MakeFiled | None = None
