"""What changed: told to listeners after each commit, and read from what other processes commit."""

import json
import sqlite3
from collections.abc import Callable

from firstline.domain.values import dataclass

_KEEP = 2000  # log lines kept; whoever is further behind reads everything anew


@dataclass(frozen=True, slots=True)
class Changed:
    """The facts of one commit: which tickets, which kinds; `everything` means read all anew."""

    tickets: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    everything: bool = False

    def __bool__(self) -> bool:
        """Whether anything changed at all."""
        return bool(self.tickets or self.kinds or self.everything)

    def __or__(self, other: "Changed") -> "Changed":
        """Return both as one."""
        return Changed(
            self.tickets | other.tickets,
            self.kinds | other.kinds,
            self.everything or other.everything,
        )


NOTHING = Changed()
Listener = Callable[[Changed], None]


class Watch:
    """Remembers what this connection has told and read of the log of changes."""

    def __init__(self, raw: sqlite3.Connection, writer: str) -> None:
        self._raw = raw
        self._writer = writer
        self._listeners: list[Listener] = []
        self._version = self._data_version()
        self._read_to = self._last()

    def note(self, changed: Changed) -> None:
        """Write `changed` to the log, inside the transaction that makes it true."""
        if not changed:
            return
        self._raw.execute(
            "INSERT INTO change_log(writer, tickets, kinds, everything) VALUES(?,?,?,?)",
            (self._writer, json.dumps(sorted(changed.tickets)), json.dumps(sorted(changed.kinds)),
             int(changed.everything)),
        )  # fmt: skip
        self._raw.execute("DELETE FROM change_log WHERE n <= ?", (self._last() - _KEEP,))

    def announce(self, changed: Changed) -> None:
        """Tell the listeners, after the commit."""
        if changed:
            for listener in tuple(self._listeners):
                listener(changed)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` after each commit of this store; return what ends that."""
        self._listeners.append(listener)

        def leave() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return leave

    def poll(self) -> Changed | None:
        """Return what other connections committed since the last poll, or None."""
        version = self._data_version()
        if version == self._version:
            return None
        self._version = version
        first = self._raw.execute("SELECT min(n) FROM change_log").fetchone()[0]
        sql = "SELECT n, writer, tickets, kinds, everything FROM change_log WHERE n > ? ORDER BY n"
        lines = self._raw.execute(sql, (self._read_to,)).fetchall()
        behind = bool(lines) and first is not None and first > self._read_to + 1
        changed = Changed(everything=behind)
        for n, writer, tickets, kinds, everything in lines:
            self._read_to = n
            if writer != self._writer:
                one = Changed(
                    frozenset(json.loads(tickets)), frozenset(json.loads(kinds)), bool(everything)
                )
                changed |= one
        return changed or None

    def _data_version(self) -> int:
        version: int = self._raw.execute("PRAGMA data_version").fetchone()[0]
        return version

    def _last(self) -> int:
        found = self._raw.execute("SELECT max(n) FROM change_log").fetchone()[0]
        return int(found or 0)
