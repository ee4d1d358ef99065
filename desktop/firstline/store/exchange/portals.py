"""Which portals a profile has, and where a record that no portal has got yet belongs."""

import sqlite3
from collections.abc import Mapping

from firstline.domain.values import dataclass
from firstline.store.settings import get_setting

SETTING = "portals"
NATIVE = "native"


@dataclass(frozen=True, slots=True)
class Homes:
    """The portals by name, each with its kind, in the order of the settings."""

    kinds: Mapping[str, str]

    @property
    def tickets(self) -> str:
        """Where a new ticket goes: to the first portal; "" where there is none."""
        return next(iter(self.kinds), "")

    @property
    def others(self) -> str:
        """Where a new record of another kind goes: to the first portal of our own."""
        return next((name for name, kind in self.kinds.items() if kind == NATIVE), "")


def homes(raw: sqlite3.Connection) -> Homes:
    """Return the portals that are set up."""
    listed = get_setting(raw, SETTING, [])
    return Homes(
        {
            str(one["name"]): str(one.get("kind", NATIVE))
            for one in listed
            if isinstance(one, dict) and one.get("name")
        }
    )


def mark_waiting(raw: sqlite3.Connection) -> None:
    """Let the rows show what waits, after portals were set up or removed: alone nothing does."""
    some = int(bool(homes(raw).kinds))
    raw.execute("UPDATE ticket SET waiting=? WHERE sync='waiting' AND waiting<>?", (some, some))
