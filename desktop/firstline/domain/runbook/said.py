"""One entry of a runbook's log, as it is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Said:
    """One entry: `at` is when it was done, `by` whose word it is, `actor` who typed it."""

    id: str
    what: str
    at: datetime
    by: str
    actor: str
    text: str
    data: Mapping[str, str]

    def get(self, name: str) -> str:
        """Return a part of the entry, "" for none."""
        return self.data.get(name, "")

    @property
    def seen(self) -> frozenset[str]:
        """The ids of the entries that its maker had seen, as far as they matter to it."""
        return frozenset(self.get("seen").split())
