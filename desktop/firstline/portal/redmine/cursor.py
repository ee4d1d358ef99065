"""Where a pull of a Redmine stands, as the text that the store keeps."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from firstline.portal.base import CursorLost, Lost

_VERSION = 1
OVERLAP_S = 120  # writes that commit late, and servers of one Redmine whose clocks differ
AHEAD_S = 86_400  # how far back from now, where stamps were met that lie in the future
SURE_S = 2  # stamps are shown to the second: only when it is over can nothing be added to it


class Phase(StrEnum):
    """What a pull is at: lists first, so that the queue is there, then histories, then changes."""

    OPEN = "open"
    CLOSED = "closed"
    LOG = "log"
    DELTA = "delta"


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place of a pull.

    `below` is the last issue of a list (they come by falling id, so that nothing shifts while
    others write). `newest` is the latest stamp that was met and `at` where an unfinished run
    through the changes goes on; inside one crowded second it goes on after the issue `after`.
    `seen` holds the stamps of issues that were read lately, `unsure` those that were read before
    their second was over. Before `floor` nothing can come any more, nor is it remembered what was
    seen there. `todo` are the next issues whose history is read.
    """

    phase: Phase = Phase.OPEN
    below: int = 0
    newest: str = ""
    floor: str = ""
    at: str = ""
    after: int = 0
    seen: Mapping[str, str] = field(default_factory=dict)
    unsure: tuple[str, ...] = ()
    log: Phase = Phase.OPEN
    todo: tuple[int, ...] = ()
    total: int = 0
    done: int = 0

    def text(self) -> str:
        """Return the cursor as the store keeps it."""
        return json.dumps({"v": _VERSION, **asdict(self)}, separators=(",", ":"))

    def noted(self, number: int, stamp: str, *, sure: bool) -> "Cursor":
        """Return the cursor after the issue was read as of `stamp`."""
        name = str(number)
        unsure = tuple(one for one in self.unsure if one != name)
        return replace(
            self, seen={**self.seen, name: stamp}, unsure=unsure if sure else (*unsure, name),
            newest=max(self.newest, stamp),
        )  # fmt: skip

    def begun(self, at: str, again: frozenset[str]) -> "Cursor":
        """Return the cursor at the start of a run through the changes, from the stamp `at` on.

        Of what was seen there, only `again` is read once more.
        """
        seen = {
            name: stamp for name, stamp in self.seen.items()
            if stamp >= at and name not in again
        }  # fmt: skip
        kept = tuple(name for name in self.unsure if name in seen)
        return replace(self, at=at, after=0, seen=seen, unsure=kept)

    def settled(self) -> "Cursor":
        """Return the cursor when nothing can come any more before the newest stamp."""
        return replace(self, floor=self.newest)


def read_cursor(text: str) -> Cursor:
    """Return the cursor that `Cursor.text` wrote. Raises CursorLost for anything else."""
    try:
        raw = json.loads(text)
        if raw.pop("v") != _VERSION:
            raise CursorLost(Lost.EXPIRED)
        cursor = Cursor(**raw)
        return replace(
            cursor, phase=Phase(cursor.phase), log=Phase(cursor.log), todo=tuple(cursor.todo),
            unsure=tuple(cursor.unsure),
        )  # fmt: skip
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise CursorLost(Lost.EXPIRED) from error


def earlier(stamp: str, seconds: int) -> str:
    """Return the stamp that many seconds earlier; later for a number below zero."""
    moved = datetime.fromisoformat(stamp) - timedelta(seconds=seconds)
    return moved.strftime("%Y-%m-%dT%H:%M:%SZ")
