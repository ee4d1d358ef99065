"""The core of the real server in the simulation: no network, SQLite in memory, backups by dump."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.codec import edit_to_json
from firstline.domain.edits.edit import Edit
from firstline.domain.edits.exchange import Hello, Op, Page, Pushed
from firstline.domain.edits.kinds import KINDS
from firstline.domain.ids import derived_id
from firstline.domain.ticket.ticket import Attachment
from firstline.portal.base import (
    Broken,
    Busy,
    Capabilities,
    CursorLost,
    Delta,
    Forbidden,
    Lost,
    Moved,
    Portal,
    PortalProblem,
)
from firstline.portal.native_packs import Enrolled
from firstline.portal.native_pages import read_page, read_pushed
from firstline.portal.native_wire import WireDevice, WireOp, is_first
from firstline.portal.native_wire_packs import from_base64, to_base64
from firstline_portal import devices, files, packs, people, records, schema
from firstline_portal.clocks import MAIN
from firstline_portal.core import Core
from firstline_portal.database import Database
from firstline_portal.people import Person
from firstline_portal.problems import Refusal
from firstline_portal.rights import Role
from simulation.desk import ADMIN, Json, Key

USERS = ("p0", "p1", "p2", "p3", "p4")
_CHUNK = 64 * 1024


def _raw(core: Core) -> sqlite3.Connection:
    raw = core.database.engine.raw_connection().driver_connection
    if not isinstance(raw, sqlite3.Connection):
        raise TypeError("the simulation's server stands on SQLite")
    return raw


def _core(folder: Path, dump: sqlite3.Connection | None = None) -> Core:
    core = Core(Database("sqlite://"), files=folder)
    if dump is not None:
        dump.backup(_raw(core))
    return core


def without(user: str) -> str:
    """Return the name of the plant that everybody sees but `user`."""
    return f"not {user}"


def template(folder: Path, now: datetime) -> sqlite3.Connection:
    """Return the dump of a server that knows everybody and holds nothing."""
    core = _core(folder)
    core.prepare(now)
    for user in (*USERS, ADMIN):
        plants = [MAIN, *(without(one) for one in USERS if one != user)]
        core.database.write(
            lambda one, user=user, plants=plants: people.add_person(  # type: ignore[misc]
                one, user, Role.SUPERUSER, plants, now
            )
        )
    return _dumped(core)


def _dumped(core: Core) -> sqlite3.Connection:
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    _raw(core).backup(copy)
    return copy


@dataclass(slots=True)
class CoreServer:
    """The real server's core, and its dumps; files lie in `folder`."""

    folder: Path
    dump: sqlite3.Connection
    now: Callable[[], datetime]
    core: Core = field(init=False)
    backups: list[sqlite3.Connection] = field(default_factory=list)
    people: dict[str, Person] = field(default_factory=dict)
    acts: int = 0

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.core = _core(self.folder, self.dump)

    def portal(self, user: str) -> Portal:
        """Return this user's way in."""
        return CorePortal(self.core, self._person(user), self.now())

    def enrol(self, user: str, device: str, public: bytes) -> Enrolled:
        """Make the public key of a user's device known."""
        person, asked = self._person(user), WireDevice(device=device, public_key=to_base64(public))
        self.core.database.write(lambda one: devices.enrol(one, person, asked, self.now()))
        told = self.core.hello(person, self.now())
        return Enrolled(
            device, user, told.server_id, from_base64(told.server_key), from_base64(told.seal_key)
        )

    def hand_in(self, pack: Path, answer: Path) -> str:
        """Take a pack and write its answer; a server put back may not know its device."""
        with suppress(Refusal):
            done = packs.take(self.core, pack, self.now())
            answer.write_bytes(done.pack)
            return done.device
        return ""

    def keep(self) -> None:
        """Make a backup."""
        self.backups.append(_dumped(self.core))

    def go_back(self) -> bool:
        """Start the server on its latest backup."""
        if not self.backups:
            return False
        self.core.database.close()
        self.core = _core(self.folder, self.backups[-1])
        return True

    def hide(self, user: str, key: Key, *, hidden: bool) -> None:
        """Move a record to the plant that everybody sees but this user, or back."""
        plant = without(user) if hidden else MAIN
        self.core.database.write(lambda one: records.move(one, *key, plant, self.now()))

    def delete(self, key: Key) -> None:
        """Delete a record."""
        self.acts += 1
        kind, record_id = key
        made = derived_id("admin", str(self.acts), str(self.now()))
        edit = Edit(made, record_id, "delete", self.now(), ADMIN, kind)
        op = WireOp(n=self.acts, edit=edit_to_json(edit))
        self.core.push(self._person(ADMIN), "admin", [op], self.now())

    def forget(self) -> None:
        """Forget nothing: this server keeps its tombstones."""

    def give_up(self) -> None:
        """Expect no more records to come back: that takes thirty days, which have passed."""

    def docs(self) -> Mapping[Key, Json]:
        """Return every record that stands."""
        table = schema.record
        with self.core.database.read() as one:
            rows = one.execute(
                select(table.c.kind, table.c.id, table.c.doc).where(table.c.gone == 0)
            )
            return {(row.kind, row.id): json.loads(row.doc) for row in rows}

    def outcomes(self) -> Mapping[str, Outcome]:
        """Return what became of each edit."""
        table = schema.applied_op
        with self.core.database.read() as one:
            rows = one.execute(select(table.c.op_id, table.c.status))
            return {row.op_id: Outcome(row.status) for row in rows}

    def sees(self, user: str, key: Key) -> bool:
        """Whether a user may see a record."""
        table = schema.record
        with self.core.database.read() as one:
            plant = one.execute(
                select(table.c.plant).where(table.c.kind == key[0], table.c.id == key[1])
            ).scalar()
        return plant != without(user)

    def has_file(self, sha256: str) -> bool:
        """Whether the bytes are there."""
        with suppress(Refusal):
            return files.find(self.core, self._person(ADMIN), sha256).exists()
        return False

    def close(self) -> None:
        """Close the database."""
        self.core.database.close()
        for one in self.backups:
            one.close()

    def _person(self, name: str) -> Person:
        if name not in self.people:  # nobody's rights change here: records move instead
            with self.core.database.read() as one:
                found = people.person_named(one, name)
            if found is None:
                raise LookupError(name)
            self.people[name] = found
        return self.people[name]


class CorePortal:
    """One person's way to the core, by the same pages and answers that travel on the wire."""

    def __init__(self, core: Core, person: Person, now: datetime) -> None:
        self.can = Capabilities(Delta.FEED, frozenset(KINDS), keeps_conflicts=True, idempotent=True)
        self._core, self._person, self._now = core, person, now

    def hello(self, device: str, head: int = 0) -> Hello:
        """Say who the portal is."""
        told = self._asked(lambda: self._core.hello(self._person, self._now, device, head))
        return Hello(
            told.server_id, told.epoch, told.scope_hash, told.device_head, 0.0, told.user,
            told.roles, limits=told.limits,
        )  # fmt: skip

    def pull(self, cursor: str | None, *, limit: int, wait_s: float = 0.0) -> Page:  # noqa: ARG002
        """Return the next page."""
        first = is_first(cursor)

        def act() -> bytes:
            if first:
                sheet = self._core.snapshot(self._person, cursor, limit, self._now)
            else:
                sheet = self._core.changes(self._person, cursor or "", limit, self._now)
            return sheet.as_lines()

        return read_page(self._asked(act), "core", first=first)

    def push(self, ops: Sequence[Op], device: str) -> Pushed:
        """Send edits."""
        told = [WireOp(n=one.n, edit=edit_to_json(one.edit)) for one in ops]
        done = self._asked(lambda: self._core.push(self._person, device, told, self._now).as_json())
        return read_pushed(json.loads(done), ops, "core")

    def sweep(self) -> Iterator[str]:
        """Yield nothing: the feed tells deletions."""
        return iter(())

    def upload(self, file: Attachment, path: Path, moved: Moved) -> None:
        """Send a file from where an earlier try stopped."""
        now, core, person = self._now, self._core, self._person
        at = self._asked(lambda: files.begin(core, person, file.sha256, file.size, "", now))
        data = path.read_bytes()
        while at.offset < at.size:
            chunk = data[at.offset : at.offset + _CHUNK]
            at = self._asked(
                lambda at=at, chunk=chunk: files.append(  # type: ignore[misc]
                    core, person, at.place, at.offset, chunk, now
                )
            )
            moved(len(chunk))

    def download(self, sha256: str, remote: str, part: Path, moved: Moved) -> None:  # noqa: ARG002
        """Fetch a file."""
        found = self._asked(lambda: files.find(self._core, self._person, sha256))
        moved(part.write_bytes(found.read_bytes()))

    def stop(self) -> None:
        """Nothing is ever held open."""

    def _asked(self, act: Callable[[], Any]) -> Any:
        try:
            return act()
        except Refusal as refusal:
            raise _told(refusal) from refusal


def _told(refusal: Refusal) -> PortalProblem:
    """Return the refusal as the native client tells it."""
    if refusal.status == 410:
        return CursorLost(Lost(refusal.name))
    kinds: Mapping[int, type[PortalProblem]] = {403: Forbidden, 503: Busy}
    return kinds.get(refusal.status, Broken)(refusal.sentence, retry_after_s=refusal.retry_after_s)
