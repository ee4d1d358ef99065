"""A bundle of one ticket's thread: as it was written, and as it is looked at beforehand (S86)."""

from dataclasses import dataclass

from firstline.domain.edits.edit import Edit
from firstline.domain.handoff.redaction import Removed


@dataclass(frozen=True, slots=True)
class Made:
    """A bundle that was written; `edit` notes it in our log: the caller performs it."""

    path: str
    sha256: str
    key: str
    events: int
    files: int
    left_behind: int  # files that are not on this device, or too many for one bundle
    removed: tuple[Removed, ...]
    edit: Edit


@dataclass(frozen=True, slots=True)
class Look:
    """What a bundle brings, before anything of it is taken."""

    maker: str
    made_at: str
    key: str
    trusted: bool
    audience: str
    title: str
    number: str  # theirs
    here: str  # the number that the ticket has here, "" where it is new
    events: int
    fresh: int
    files: int
    edits: tuple[Edit, ...]
    conflicts: tuple[str, ...]  # moved on both sides: ours stand, theirs are kept beside them
