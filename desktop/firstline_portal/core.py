"""The portal without a network: what the server answers, as plain calls over one database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from firstline.domain.instants import UTC, iso
from firstline.portal.native_wire import PROTOCOL, Range, WireHello, WireOp
from firstline_portal import clocks, devices, keys, people, pulls
from firstline_portal.database import Database
from firstline_portal.pages import Line, Sheet
from firstline_portal.people import Person
from firstline_portal.pushes import Done, head_of, push
from firstline_portal.rights import Role
from firstline_portal.upgrade import prepare

__all__ = ["Core", "Limits"]

_BELIEVED = frozenset({Role.SUPERUSER, Role.IT_LEAD, Role.APPROVER})


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may hold, in bytes and pieces; `plant_bytes` is for all files of a plant."""

    ops: int = 200
    ops_bytes: int = 1024 * 1024
    page: int = pulls.MOST_RECORDS
    wait_s: int = 50
    waiters: int = 2_000
    chunk_bytes: int = 8 * 1024 * 1024
    file_bytes: int = 512 * 1024 * 1024
    plant_bytes: int = 50 * 1024 * 1024 * 1024
    pack_bytes: int = 256 * 1024 * 1024
    requests_per_s: float = 50.0
    burst: int = 400


class Core:
    """One portal over one database; every call may raise Refusal, and none keeps anything.

    `Core("sqlite://")` is one in memory, for simulations. Values come as pages whose documents
    are JSON text; `values()` on each answer gives the shapes of `native_wire`.
    """

    def __init__(
        self, database: Database, limits: Limits | None = None, files: Path | None = None
    ) -> None:
        self.database = database
        self.limits = limits or Limits()
        self.files = files

    def prepare(self, now: datetime) -> None:
        """Make or upgrade the tables; to be called once before anything else."""
        prepare(self.database, now)

    def person(self, token: str, now: datetime) -> Person:
        """Return whose token this is."""
        with self.database.read() as connection:
            return people.person_of(connection, token, now)

    def hello(self, person: Person, now: datetime, device: str = "", head: int = 0) -> WireHello:
        """Return who the portal is, and what it has of the device.

        `head` is the highest n that the device knows to be answered for good; one that is beyond
        ours says that a backup was restored here, and a new epoch begins. A device that was not
        told of the present epoch yet knows only what was before it, and begins none. Nobody signs
        this word, so that of a vendor or an auditor does not count.
        """
        with self.database.read() as connection:
            values = clocks.settings(connection)
            row = devices.find(connection, device) if device else None
            mine = row is not None and row.person == person.name
            ours = head_of(connection, device) if mine or head else 0
        told = str(row.epoch) if row is not None and mine else ""
        news = told != values["epoch"] if told else clocks.expects_more(values, now)
        if head > ours and not news and person.role in _BELIEVED:
            old = values["epoch"]
            values["epoch"] = self.database.write(
                lambda one: clocks.new_epoch(one, old, now, restored=True)
            )
        if mine and told != values["epoch"]:
            self.database.write(lambda one: devices.told(one, device, values["epoch"]))
        sign_key, seal_key = keys.public_of(values)
        return WireHello(
            server_id=values["server_id"], epoch=values["epoch"],
            protocol=Range(min=PROTOCOL, max=PROTOCOL), server_time=iso(now.astimezone(UTC)),
            limits=self._limits(), scope_hash=person.scope, device_head=ours if mine else 0,
            device_revoked=mine and row is not None and row.revoked_at is not None,
            user=person.name, roles=(str(person.role),), plants=person.plants,
            server_key=sign_key, seal_key=seal_key,
        )  # fmt: skip

    def _limits(self) -> Mapping[str, int]:
        names = ("ops", "ops_bytes", "page", "wait_s", "chunk_bytes", "file_bytes", "pack_bytes")
        return {name: getattr(self.limits, name) for name in names}

    def changes(self, person: Person, after: str, limit: int, now: datetime) -> Sheet:
        """Return what changed since the cursor `after`."""
        return pulls.changes(self.database, person, after, limit, now)[0]

    def snapshot(self, person: Person, at: str | None, limit: int, now: datetime) -> Sheet:
        """Return the next page of a first pull; `at` None begins one."""
        return pulls.snapshot(self.database, person, at, limit, now)

    def fetch(self, person: Person, want: Sequence[tuple[str, str]]) -> list[Line]:
        """Return the newest versions of some records."""
        return pulls.fetch(self.database, person, want)

    def push(
        self, person: Person, device: str, ops: Sequence[WireOp], now: datetime, *,
        complete: bool = True,
    ) -> Done:  # fmt: skip
        """Apply a device's edits in their order."""
        return push(self.database, person, device, ops, now, complete=complete)
