"""How far we are with each portal: its cursor, who we are to it, and how the last round went."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from firstline.domain.edits.exchange import Hello
from firstline.domain.ids import derived_id
from firstline.store.settings import get_setting


@dataclass(frozen=True, slots=True)
class Position:
    """Where the exchange with one portal stands; instants are epoch seconds.

    `pulled_at` is when everything had been fetched last, `tried_at` the last round, `problem` its
    sentence, "" for none. `done` of `total` records are there of a first pull under way.
    """

    portal: str
    cursor: str | None
    server_id: str
    epoch: str
    scope: str
    device: str
    pulled_at: int | None = None
    tried_at: int | None = None
    first_done: bool = False
    done: int | None = None
    total: int | None = None
    problem: str = ""
    head: int = 0  # the highest place of `device` that the portal ever said it has


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a portal's hello changed for us.

    `epoch_changed`: it went back in time; settled edits wait again. `cloned`: this profile was
    copied or restored; it has a new device id. `server_changed`: another portal answers under
    this name; nothing was changed.
    """

    epoch_changed: bool = False
    cloned: bool = False
    server_changed: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """What `arrive` keeps beside a position.

    `generation` counts the first pulls; `dropping` are the tickets that the pull under way has
    taken away so far. `unsure` says that some copies are perhaps not there any more: a first pull
    does not tell of what changes while it runs, so that only it and the first pull of changes
    after it together have seen all there is.
    """

    generation: int = 1
    dropping: int = 0
    first_done: bool = False
    unsure: bool = True

    @property
    def seen(self) -> int:
        """The mark of a copy that a page of this generation brought."""
        return 2 * self.generation

    @property
    def answered(self) -> int:
        """The mark of a copy that an answer brought before the first pull was done."""
        return 2 * self.generation - 1

    def is_here(self, mark: int) -> bool:
        """Whether a copy with this mark was brought in this generation."""
        return mark in (self.seen, self.answered)


_COLUMNS = (
    "portal", "cursor", "server_id", "epoch", "scope", "device", "pulled_at", "tried_at",
    "first_done", "done", "total", "problem", "head",
)  # fmt: skip


def position(raw: sqlite3.Connection, portal: str) -> Position:
    """Return the position with `portal`; a fresh one, always with the same device id, if none."""
    sql = f"SELECT {', '.join(_COLUMNS)} FROM position WHERE portal=?"
    found = raw.execute(sql, (portal,)).fetchone()
    if found is None:
        device = derived_id("device", str(get_setting(raw, "device", "")), portal)
        return Position(portal, None, "", "", "", device)
    values = dict(zip(_COLUMNS, found, strict=True))
    return Position(**{**values, "first_done": bool(values["first_done"])})


def place(raw: sqlite3.Connection, portal: str) -> Place:
    """Return what is kept beside the position."""
    sql = "SELECT generation, dropping, first_done, unsure FROM position WHERE portal=?"
    found = raw.execute(sql, (portal,)).fetchone()
    return Place(found[0], found[1], bool(found[2]), bool(found[3])) if found else Place()


def note(raw: sqlite3.Connection, portal: str, values: Mapping[str, Any]) -> None:
    """Write some columns of the position, making its row where there is none."""
    device = position(raw, portal).device
    raw.execute("INSERT OR IGNORE INTO position(portal, device) VALUES(?,?)", (portal, device))
    names = ", ".join(f"{name}=?" for name in values)
    raw.execute(f"UPDATE position SET {names} WHERE portal=?", (*values.values(), portal))


def reach(raw: sqlite3.Connection, portal: str, n: int) -> None:
    """Note that the portal says it has this device's edits up to this place."""
    raw.execute("UPDATE position SET head=max(head, ?) WHERE portal=?", (n, portal))


def is_known(raw: sqlite3.Connection, portal: str, hello: Hello) -> bool:
    """Whether the hello says nothing that the position does not, so that nothing is to be kept."""
    known = position(raw, portal)
    said = (hello.server_id, hello.epoch, hello.scope, hello.device_head)
    return known.server_id != "" and said == (known.server_id, known.epoch, known.scope, known.head)


def greet(
    raw: sqlite3.Connection, portal: str, hello: Hello, *, accept: bool = False
) -> tuple[Greeting, frozenset[str]]:
    """Take in who the portal is; return what that changed and which records wait again.

    With `accept` another portal under this name takes the place of the one we knew.
    """
    known = position(raw, portal)
    stranger = known.server_id not in ("", hello.server_id)
    if stranger and not accept:
        return Greeting(server_changed=True), frozenset()
    behind = hello.device_head < known.head  # it had more of us once: a backup was restored
    turned = stranger or behind or known.epoch not in ("", hello.epoch)
    highest = max(known.head, _highest_sent(raw))
    cloned = hello.device_head > highest
    device = str(uuid4()) if cloned else known.device
    values = {
        "server_id": hello.server_id, "epoch": hello.epoch, "scope": hello.scope, "device": device,
        "head": 0 if cloned else hello.device_head,
    }  # fmt: skip
    note(raw, portal, values)
    if cloned:  # what waits here may have been sent by the profile that this is a copy of
        sql = "UPDATE edit SET tries=1 WHERE tries=0 AND state IN ('waiting','held')"
        raw.execute(sql)
    again: frozenset[str] = frozenset()
    if turned:
        pull_anew(raw, portal)
        again = offer_again(raw, portal)
    return Greeting(turned, cloned, stranger), again


def _highest_sent(raw: sqlite3.Connection) -> int:
    """Return the highest place of an edit that may have left this profile, 0 for none.

    What only waits here says nothing: a profile that was put back gives its places out again.
    """
    sql = "SELECT coalesce(max(n), 0) FROM edit WHERE tries>0 OR state IN ('settled','refused')"
    found: int = raw.execute(sql).fetchone()[0]
    return found


def pull_anew(raw: sqlite3.Connection, portal: str) -> None:
    """Begin a new first pull: copies stay; what it and the changes since do not tell of goes."""
    values = {
        "cursor": None, "first_done": 0, "done": None, "total": None, "dropping": 0, "unsure": 1,
    }  # fmt: skip
    note(raw, portal, values)
    raw.execute("UPDATE position SET generation=generation+1 WHERE portal=?", (portal,))


def offer_again(raw: sqlite3.Connection, portal: str) -> frozenset[str]:
    """Let edits that `portal` settled or holds, and their files, wait again; return their tickets.

    Their ids make that harmless for a portal that has them still. All that were ever settled go:
    house law 3 asks for 400 days, and what a clock said then or says now decides nothing (T9).
    """
    where = "portal=? AND (state='settled' OR (state='held' AND code<>''))"
    values = (portal,)
    raw.execute(
        "DELETE FROM file_at WHERE portal=? AND sha256 IN (SELECT sha256 FROM edit_file)", values
    )
    sql = f"SELECT DISTINCT entity FROM edit WHERE kind='ticket' AND {where}"
    touched = frozenset(row[0] for row in raw.execute(sql, values))
    raw.execute(f"UPDATE edit SET state='waiting', code='', not_before=0 WHERE {where}", values)
    return touched
