"""The far ends of the contract suite: what each test is given, and how each of them is started.

An adapter plugs in here: a function that starts the real thing on loopback and yields a `Desk`,
and its name in `STARTS`.
"""

import contextlib
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from native_desk import Administrator, NativeServer, native_server, sqlite_url
from redmine_desk import PEOPLE, redmine_server

from firstline.domain.edits.edit import Edit, Stamp, change_of, edit_of
from firstline.domain.edits.edits import set_field
from firstline.domain.ticket.ticket import Ticket
from firstline.portal.base import Portal
from firstline.portal.memory import MemoryPortal
from firstline.portal.memory_desk import MemoryDesk
from portals import postgres

ME, OTHER, STRANGER = "me", "other", "stranger"


@dataclass(frozen=True)
class Desk:
    """One far end that runs, and the people who work at it.

    `open(user, url)` returns a portal for ME, OTHER or STRANGER (whose token is wrong); `url`
    leads there through a proxy, "" straight. `address` is where it listens, None without a wire.
    `people` are two names that `assignee` may hold. `delete` and `hide` do at the desk what an
    administrator does there, to the record with our id and the portal's own (`remote`).
    `begin` clears the way for the next test, where a first pull of all that the earlier ones left
    behind would take long.
    `refusable` makes an edit of a ticket that this desk must refuse.
    """

    name: str
    open: Callable[[str, str], Portal]
    address: tuple[str, int] | None = None
    path: str = ""
    people: tuple[str, str] = ("李工", "王工")
    delete: Callable[[str, str], None] | None = None
    hide: Callable[[str, str], None] | None = None
    begin: Callable[[], None] = lambda: None
    server: Any = None  # the far end itself, for tests of it alone
    refusable: Callable[[Ticket, Stamp], Edit] = lambda ticket, stamp: set_field(
        ticket, "assignee", "no-such-person", stamp
    )


def illegal_move(ticket: Ticket, stamp: Stamp) -> Edit:
    """Return a move that the state chart forbids: a new ticket that is closed at once."""
    return edit_of(stamp, ticket.id, "move", (change_of(ticket, "status", "closed"),), ())


Start = Callable[[Path], contextlib.AbstractContextManager[Desk]]
"""Starts a far end in an empty folder and stops it at the end; pytest.skip when it cannot."""


@contextlib.contextmanager
def memory(_: Path) -> Iterator[Desk]:
    """Run the far end without a wire."""
    desk = MemoryDesk()
    desk.signed_out.add(STRANGER)

    yield Desk(
        "memory",
        lambda user, _url: MemoryPortal(desk, user, waits=True),
        delete=lambda record, _remote: desk.delete("ticket", record),
        hide=lambda record, _remote: desk.hide(ME, "ticket", record),
        refusable=illegal_move,
    )


@contextlib.contextmanager
def native_sqlite(folder: Path) -> Iterator[Desk]:
    """Run the native portal on a SQLite file."""
    with native_server(sqlite_url(folder), folder / "files") as server:
        yield _native("native-sqlite", server)


@contextlib.contextmanager
def native_postgresql(_: Path) -> Iterator[Desk]:
    """Run the native portal on PostgreSQL, where that is installed."""
    if postgres.programs() is None:
        pytest.skip("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="firstline-postgres-"))
    place = folder / "cluster"
    folder.chmod(0o755)  # the server runs as another user
    try:
        with native_server(postgres.start(place, free_port()), folder / "files") as server:
            yield _native("native-postgresql", server)
    finally:
        postgres.stop(place)
        shutil.rmtree(folder)


@contextlib.contextmanager
def redmine(folder: Path) -> Iterator[Desk]:
    """Run Redmine 5, where that is installed; both devices are agents."""
    with redmine_server(folder, free_port()) as server:
        logins = {ME: "agent1", OTHER: "agent2"}
        projects = ["general"]
        yield Desk(
            "redmine",
            lambda user, url: server.portal(logins.get(user, user), url, projects[-1]),
            server.address,
            people=PEOPLE,
            delete=server.delete,
            hide=server.hide,
            begin=lambda: projects.append(server.new_project()),
            server=server,
        )


def _native(name: str, server: NativeServer) -> Desk:
    tokens = {one: server.person(one) for one in (ME, OTHER)} | {STRANGER: "no-token-of-ours"}
    administrator = Administrator(server)
    return Desk(
        name, lambda user, url: server.portal(tokens[user], url), server.address,
        delete=administrator.delete, hide=administrator.hide, refusable=illegal_move,
    )  # fmt: skip


def free_port() -> int:
    """Return a port that nobody uses at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        port: int = one.getsockname()[1]
    return port


@contextlib.contextmanager
def request_tracker(folder: Path) -> Iterator[Desk]:
    """Run Request Tracker 5, where that is installed."""
    from rt_desk import rt

    with rt(folder) as desk:
        yield desk


STARTS: Mapping[str, Start] = {
    "memory": memory,
    "native-sqlite": native_sqlite,
    "native-postgresql": native_postgresql,
    "rt": request_tracker,
    "redmine": redmine,
}


def wanted() -> tuple[str, ...]:
    """Return the far ends of this run: FIRSTLINE_PORTALS (names, or `all`), else all that start.

    Those named there must start; of the others, one that is not installed is passed over.
    """
    said = os.environ.get("FIRSTLINE_PORTALS", "").replace(",", " ").split()
    names = tuple(STARTS) if said in ([], ["all"]) else tuple(said)
    unknown = set(names) - set(STARTS)
    if unknown:
        raise ValueError(f"FIRSTLINE_PORTALS: no such portal: {', '.join(sorted(unknown))}")
    return names


def must_start(name: str) -> bool:
    """Whether this run was told to have this far end, so that a missing one is a failure."""
    said = os.environ.get("FIRSTLINE_PORTALS", "").replace(",", " ").split()
    return bool(said) and name in wanted()
