"""What travels between a store and a portal: copies one way, edits and their answers the other."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.edit import Edit
from firstline.domain.errors import NOTHING
from firstline.domain.overrides import override
from firstline.domain.words import Text


class CopyState(StrEnum):
    """What a copy says of its record (sync.md 2.3)."""

    PUT = "put"  # this is how it stands now
    GONE = "gone"  # it was deleted: a tombstone
    HIDDEN = "hidden"  # you may no longer see it: drop the copy, keep your own edits


class Document(Mapping[str, Any]):
    """A document as it came: its own JSON text, read when somebody asks for a value.

    The text may go on with other keys of the record around it, which are passed over.
    Whatever asks raises ValueError where the text is no JSON, TypeError where it is no object.
    """

    __slots__ = ("_read", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._read: dict[str, Any] | None = None

    def _all(self) -> dict[str, Any]:
        if self._read is None:
            self._read = {**json.loads(f'{{"doc":{self.text}}}')["doc"]}
        return self._read

    @override
    def __getitem__(self, name: str) -> Any:
        return self._all()[name]

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    @override
    def __len__(self) -> int:
        return len(self._all())


@dataclass(frozen=True, slots=True)
class Copy:
    """The portal's copy of one record.

    `doc` is what `domain.codec` writes (a ticket) or `domain.entity` (another kind), from our own
    portal a Document. A portal that is not our own carries only some fields: `carried` names them,
    and `doc` holds those alone, its log and its files; the rest of what we know of the record stays
    as it is (`domain.fold`).
    `same` holds, for a carried field whose words there are coarser than ours, all of our words
    that are the portal's one word: where we know one of them, it stays.
    `remote` is the portal's own id of it, `version` what a conditional write must quote.
    """

    kind: str
    id: str
    state: CopyState = CopyState.PUT
    rev: int = 0
    seq: int = 0
    doc: Mapping[str, Any] | None = None
    carried: tuple[str, ...] | None = None
    remote: str = ""
    version: str = ""
    same: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a pull: applied with its cursor in one transaction, or not at all.

    `more` says that another page waits now. `total` and `done` count records of a first pull, for
    a progress bar; None elsewhere. `first` marks the pages of a first pull (or a resync).
    `digested` is what the store has made of it already, where it was asked to (`Foresighted`).
    """

    copies: tuple[Copy, ...]
    cursor: str
    more: bool
    first: bool = False
    total: int | None = None
    done: int | None = None
    digested: object = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Op:
    """An edit on its way out: `n` is its place in this device's order.

    `remote` and `version` are the portal's words for the record, "" for one it has not got yet.
    `known` is the copy's document as the edit was laid over it, for portals that must compare.
    """

    edit: Edit
    n: int
    remote: str = ""
    version: str = ""
    known: Mapping[str, Any] | None = None
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one edit; a reason and its code where it was not applied."""

    edit_id: str
    outcome: Outcome
    code: str = ""
    reason: Text = NOTHING
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Pushed:
    """The answers to a push, and the copies that contain what was applied (house law 3)."""

    answers: tuple[Answer, ...]
    copies: tuple[Copy, ...]
    retry_after_s: float | None = None
    device_head: int = 0  # the highest place that the portal has of this device, 0 for unknown


@dataclass(frozen=True, slots=True)
class Hello:
    """Who the portal is and what it allows.

    `epoch` changes when the portal went back in time; `device_head` is the highest place that it
    has of this device. `skew_s` is its clock minus ours, in seconds, None where it tells no time.
    """

    server_id: str
    epoch: str = ""
    scope: str = ""
    device_head: int = 0
    skew_s: float | None = None
    user: str = ""
    roles: tuple[str, ...] = ()
    too_old: bool = False  # this program speaks a protocol that the portal no longer does
    limits: Mapping[str, int] = field(default_factory=dict)
