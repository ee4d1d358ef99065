"""The far ends of the sync benchmarks: our portal, filled, and PouchDB's, both on loopback."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from firstline.domain.edits.codec import Json, ticket_to_json
from firstline.domain.edits.rebase import rebase
from firstline.domain.ids import derived_id
from firstline.domain.ticket.ticket import Ticket
from firstline.portal.native_wire import shard_of
from firstline_portal import clocks, schema
from firstline_portal.acts import stored_text
from firstline_portal.database import Database
from firstline_portal.people import add_person
from firstline_portal.rights import Role
from synthetic import edits_of

HERE = Path(__file__).resolve().parent
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
PACKAGES = ("pouchdb@9", "pouchdb-server@4")
_SLICE = 2000
_PLANT = "main"
_INSTALL_S, _START_S = 900, 60


def documents(count: int) -> Iterator[tuple[str, Json]]:
    """Yield id and document of `count` synthetic tickets, about a kilobyte and a half each."""
    ticket: Ticket | None = None
    for edit in edits_of(count, NOW):
        if edit.act == "open" and ticket is not None:
            yield ticket.id, ticket_to_json(ticket)
            ticket = None
        ticket = rebase(ticket, (edit,))
    if ticket is not None:
        yield ticket.id, ticket_to_json(ticket)


# --- ours ---


@dataclass(frozen=True)
class Served:
    """A portal that runs, and a token to it."""

    url: str
    token: str


@contextlib.contextmanager
def our_portal(folder: Path, count: int) -> Iterator[Served]:
    """Run the native portal on a SQLite file that holds `count` tickets."""
    folder.mkdir(parents=True)
    address = f"sqlite:///{folder / 'portal.db'}"
    command = [sys.executable, "-m", "firstline_portal"]
    env = {**os.environ, "PYTHONPATH": str(HERE.parent / "desktop")}
    made = subprocess.run(
        [*command, "plant", "add", "spare", "--database", address], env=env, check=True,
        capture_output=True,
    )  # fmt: skip
    del made
    token = _filled(address, count)
    process = subprocess.Popen(
        [*command, "serve", "--database", address, "--port", "0", "--rate", "0", "--until-eof"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env,
    )  # fmt: skip
    try:
        yield Served(_first_line(process.stdout), token)
    finally:
        process.communicate(timeout=60)


def _first_line(pipe: IO[str] | None) -> str:
    line = pipe.readline().strip() if pipe else ""
    if not line.startswith("http"):
        raise SystemExit("the portal does not start")
    return line


def _filled(address: str, count: int) -> str:
    """Write the tickets into the portal's tables as `count` acts would have left them."""
    database = Database(address)
    token = database.write(
        lambda one: add_person(one, "bench", Role.SUPERUSER, [_PLANT], datetime.now(UTC))
    )
    rows: list[dict[str, object]] = []
    seq = 0
    for seq, (own, doc) in enumerate(documents(count), start=1):
        rows.append(_row(seq, own, doc))
        if len(rows) >= _SLICE:
            _insert(database, rows)
    _insert(database, rows)
    last = _op_of(seq)
    database.write(lambda one: one.execute(
        schema.clock.update().where(schema.clock.c.plant == _PLANT)
        .values(seq=seq, tag=clocks.tag_of(last))
    ))  # fmt: skip
    database.write(lambda one: one.execute(schema.applied_op.insert().values(
        op_id=last, device="", n=0, author="", plant=_PLANT, kind="ticket", entity="",
        status="applied", content="", result="{}", seq=seq, at="",
    )))  # fmt: skip
    database.close()
    return token


def _op_of(seq: int) -> str:
    return derived_id("bench", str(seq))


def _row(seq: int, own: str, doc: Json) -> dict[str, object]:
    opened = doc["status"] not in {"resolved", "closed", "cancelled", "duplicate"}
    return {
        "kind": "ticket", "id": own, "plant": _PLANT, "rev": 1, "seq": seq,
        "tag": clocks.tag_of(_op_of(seq)), "open": int(opened), "gone": 0, "handed": 0,
        "number": doc["number"], "shard": shard_of("ticket", own), "doc": stored_text(doc),
    }  # fmt: skip


def _insert(database: Database, rows: list[dict[str, object]]) -> None:
    if rows:
        database.write(lambda one: one.execute(schema.record.insert(), rows))
        rows.clear()


# --- PouchDB's ---


def pouch_folder(given: str) -> Path | None:
    """Return a folder in which PouchDB is installed, made at need; None where npm is absent."""
    folder = Path(given)
    if (folder / "node_modules" / "pouchdb-server").is_dir():
        return folder
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text('{"name":"bench","private":true}', "utf-8")
    print(f"installing {' and '.join(PACKAGES)}", file=sys.stderr, flush=True)
    done = subprocess.run(
        [npm, "install", "--no-audit", "--no-fund", *PACKAGES], cwd=folder, check=False,
        capture_output=True, text=True, timeout=_INSTALL_S,
    )  # fmt: skip
    if done.returncode:
        print(f"PouchDB could not be installed: {done.stderr[-300:]}", file=sys.stderr)
        return None
    return folder


@contextlib.contextmanager
def pouch_server(pouch: Path, folder: Path) -> Iterator[str]:
    """Run pouchdb-server on its LevelDB in `folder`; yield its address."""
    folder.mkdir(parents=True)
    with socket.create_server(("127.0.0.1", 0)) as one:
        port = one.getsockname()[1]
    program = pouch / "node_modules" / "pouchdb-server" / "bin" / "pouchdb-server"
    process = subprocess.Popen(
        ["node", str(program), "--host", "127.0.0.1", "--port", str(port), "--dir", "data",
         "--no-color", "--log-level", "error"],
        cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        _answers(url)
        yield url
    finally:
        process.terminate()
        process.wait()


def _answers(url: str) -> None:
    until = time.monotonic() + _START_S
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - loopback
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise SystemExit("pouchdb-server does not start")


def pouch_run(pouch: Path, act: str, **words: object) -> dict[str, float]:
    """Run one act of bench_pouch.js and return what it measured."""
    env = {**os.environ, "NODE_PATH": str(pouch / "node_modules")}
    command = ["node", str(HERE / "bench_pouch.js"), act, json.dumps(words)]
    done = subprocess.run(command, env=env, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"PouchDB failed: {done.stderr[-500:]}")
    told: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return told


def write_documents(path: Path, count: int) -> None:
    """Write the same tickets as JSON lines, with the key that PouchDB wants."""
    with path.open("w", encoding="utf-8") as file:
        for own, doc in documents(count):
            file.write(json.dumps({**doc, "_id": own}, ensure_ascii=False) + "\n")


# --- the wire ---


class Counted:
    """Counts the bytes that pass between a client and a server, both ways, and the requests."""

    def __init__(self, target: tuple[str, int]) -> None:
        self.up = self.down = 0
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._target)
                for one, other, name in ((client, server, "up"), (server, client, "down")):
                    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    threading.Thread(
                        target=self._pass, args=(one, other, name), daemon=True
                    ).start()

    def _pass(self, source: socket.socket, sink: socket.socket, name: str) -> None:
        with contextlib.suppress(OSError):
            while block := source.recv(65536):
                setattr(self, name, getattr(self, name) + len(block))
                sink.sendall(block)
        for one in (source, sink):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


def median_of(times: Iterable[float]) -> float:
    """Return the median."""
    ordered = sorted(times)
    return ordered[len(ordered) // 2]


def later(n: int) -> datetime:
    """Return an instant after NOW."""
    return NOW + timedelta(minutes=n)
