"""A day's load in a minute: many desks on one portal of two processes over PostgreSQL, on loopback.

    python build_scripts/load_test.py [--clients 200] [--seconds 60] [--think 1.0] [--plants 20]

Every client does what a desk does: a first pull, then rounds of a push (in half of them: one to
three edits, a third of them new tickets) and a pull, with a pause of `think` seconds on average
between two rounds. Prints one JSON document: throughput, latencies, errors, the processor time of
both sides a request, and whether everything that was answered is there once.
"""

import argparse
import http.client
import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from firstline.domain.edits.codec import edit_to_json, ticket_from_json
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.edits import open_ticket, reply, set_field
from firstline.domain.ids import derived_id
from firstline_portal import schema
from firstline_portal.core import Core
from firstline_portal.database import Database
from firstline_portal.people import add_person
from firstline_portal.rights import Role
from portals import postgres

ROOT = Path(__file__).resolve().parent.parent
_WORDS = (
    "库存账不平",
    "月末结账报错",
    "扫码报工没有完工数",
    "Voucher cannot be posted",
    "登录超时",
)
_SERVERS = 2
_DRIVERS = 2  # processes that hold the clients' threads
_PATIENCE_S = 30.0


@dataclass(frozen=True)
class Load:
    """How many clients, for how long, and how busy each is."""

    clients: int
    seconds: float
    think_s: float
    plants: int
    seed: int


@dataclass
class Measured:
    """What one driver saw: latencies in milliseconds by what was asked, errors, and counts."""

    spent_ms: dict[str, list[float]] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    edits: int = 0
    pulled: int = 0
    received: int = 0  # bytes


class Client:
    """One desk: a connection that stays open, a cursor, and the tickets it knows."""

    def __init__(self, load: Load, number: int, url: str, token: str, told: Measured) -> None:
        host, _, port = url.removeprefix("http://").partition(":")
        self._line = http.client.HTTPConnection(host, int(port), timeout=_PATIENCE_S)
        self._headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "gzip"}
        self._told = told
        self._chance = random.Random(f"{load.seed}.{number}")  # noqa: S311 - the same load each time
        self._name = f"load-{number}"
        self._n = 0
        self._cursor = ""
        self._etag = ""
        self._docs: dict[str, dict[str, Any]] = {}

    def live(self, load: Load, end: float) -> None:
        """Work until the monotonic instant `end`."""
        time.sleep(self._chance.uniform(0, load.think_s))
        try:
            self._first_pull()
            while time.monotonic() < end:
                if self._chance.random() < 0.5:
                    self._push()
                self._pull()
                time.sleep(self._chance.expovariate(1 / load.think_s) if load.think_s else 0)
        except (OSError, http.client.HTTPException) as error:
            self._told.errors[type(error).__name__] += 1
        finally:
            self._line.close()

    def _first_pull(self) -> None:
        path, more = "/api/v1/snapshot?limit=200", True
        while more:
            page = self._ask("snapshot", "GET", path)
            self._learn(page["records"])
            self._cursor, more = page["cursor"], page["more"] and len(self._docs) < 200
            path = f"/api/v1/snapshot?limit=200&page={self._cursor}"
        if self._cursor.startswith("s."):
            while page["more"]:
                page = self._ask(
                    "snapshot", "GET", f"/api/v1/snapshot?limit=5000&page={page['cursor']}"
                )
            self._cursor = page["cursor"]

    def _pull(self) -> None:
        page = self._ask("changes", "GET", f"/api/v1/changes?limit=500&after={self._cursor}")
        if page:
            self._learn(page["records"])
            self._cursor = page["cursor"]

    def _push(self) -> None:
        edits = [self._edit() for _ in range(self._chance.randint(1, 3))]
        ops = []
        for edit in edits:
            self._n += 1
            ops.append({"n": self._n, "edit": edit_to_json(edit)})
        body = json.dumps({"device": self._name, "ops": ops}, ensure_ascii=False).encode()
        told = self._ask("ops", "POST", "/api/v1/ops", body)
        if told:
            self._learn(told["records"])
            self._told.edits += sum(
                one["outcome"] in ("applied", "merged", "conflict") for one in told["results"]
            )

    def _edit(self) -> Edit:
        stamp = Stamp(derived_id(self._name, str(self._n), str(self._chance.random())), _now())
        if not self._docs or self._chance.random() < 0.33:
            title = f"{self._chance.choice(_WORDS)} {self._chance.randrange(10_000)}"
            body = "".join(self._chance.choice(_WORDS) for _ in range(20))
            return open_ticket(
                stamp, derived_id(stamp.id, "ticket"), {"title": title, "body": body}
            )
        ticket = ticket_from_json(self._docs[self._chance.choice(sorted(self._docs))])
        if self._chance.random() < 0.6:
            return reply(ticket, f"在查 {self._chance.random()}", stamp)
        return set_field(ticket, "site", f"{self._chance.randrange(20)} 号线", stamp)

    def _learn(self, records: Sequence[dict[str, Any]]) -> None:
        self._told.pulled += len(records)
        for one in records:
            if one.get("doc") and (one["id"] in self._docs or len(self._docs) < 50):
                self._docs[one["id"]] = one["doc"]

    def _ask(self, name: str, method: str, path: str, body: bytes | None = None) -> Any:
        headers = dict(self._headers)
        if body is not None:
            headers["Content-Type"] = "application/json"
        if name == "changes" and self._etag:
            headers["If-None-Match"] = self._etag
        began = time.perf_counter()
        self._line.request(method, path, body, headers)
        answer = self._line.getresponse()
        raw = answer.read()
        self._told.spent_ms.setdefault(name, []).append((time.perf_counter() - began) * 1000)
        self._told.received += len(raw)
        if name == "changes":
            self._etag = answer.headers.get("ETag", "")
        if answer.status == 304:
            return None
        if answer.status != 200:
            self._told.errors[str(answer.status)] += 1
            return None
        return json.loads(_unpacked(raw, answer))


def _unpacked(raw: bytes, answer: http.client.HTTPResponse) -> bytes:
    import gzip  # noqa: PLC0415 - beside its one use

    return gzip.decompress(raw) if answer.headers.get("Content-Encoding") == "gzip" else raw


def _now() -> datetime:
    return datetime.now(UTC)


def drive(load: Load, urls: list[str], tokens: dict[int, str], out: Any) -> None:
    """Run some of the clients, a thread each, and put what they saw on `out`."""
    told = [Measured() for _ in tokens]
    end = time.monotonic() + load.seconds
    threads = [
        threading.Thread(
            target=Client(load, number, urls[number % len(urls)], token, told[place]).live,
            args=(load, end),
        )
        for place, (number, token) in enumerate(tokens.items())
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    out.put(told)


@contextmanager
def server(database: str) -> Iterator[tuple[str, int]]:
    """Serve the database with one process; yield its address and process id."""
    command = [sys.executable, "-m", "firstline_portal", "serve", "--database", database,
               "--port", "0", "--rate", "0"]  # fmt: skip
    env = {**os.environ, "PYTHONPATH": str(ROOT / "desktop")}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env)
    try:
        url = process.stdout.readline().strip() if process.stdout else ""
        if not url:
            sys.exit("The portal did not start.")
        yield url, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        if process.stdout:
            process.stdout.close()


def run(load: Load, database: str) -> dict[str, Any]:
    """Run the load and return what was measured."""
    with closing(Database(database)) as opened:
        core = Core(opened)
        core.prepare(_now())
        tokens = {
            number: opened.write(
                lambda one, number=number: add_person(  # type: ignore[misc]
                    one, f"desk {number}", Role.SUPERUSER,
                    (f"plant {number % load.plants}",), _now(),
                )
            )
            for number in range(load.clients)
        }  # fmt: skip
        with ExitStack() as stack:
            servers = [stack.enter_context(server(database)) for _ in range(_SERVERS)]
            before = _cpu_s([pid for _, pid in servers]), _postgres_cpu_s()
            began = time.monotonic()
            told = _driven(load, [url for url, _ in servers], tokens)
            spent_s = time.monotonic() - began
            after = _cpu_s([pid for _, pid in servers]), _postgres_cpu_s()
        with opened.read() as connection:
            op = schema.applied_op
            kept = connection.execute(
                select(func.count()).select_from(op).where(op.c.status != "rejected")
            ).scalar_one()
    return _summary(load, told, spent_s, kept, after[0] - before[0], after[1] - before[1])


def _driven(load: Load, urls: list[str], tokens: dict[int, str]) -> list[Measured]:
    spawn = multiprocessing.get_context("spawn")
    out = spawn.Queue()
    drivers = []
    for place in range(_DRIVERS):
        mine = {number: token for number, token in tokens.items() if number % _DRIVERS == place}
        # An odd and an even client of each driver ask different servers.
        turned = urls[place:] + urls[:place]
        drivers.append(spawn.Process(target=drive, args=(load, turned, mine, out)))
    for one in drivers:
        one.start()
    told = [one for _ in drivers for one in out.get(timeout=load.seconds + 120)]
    for one in drivers:
        one.join()
    return told


def _summary(
    load: Load, told: list[Measured], spent_s: float, kept: int, server_s: float, postgres_s: float
) -> dict[str, Any]:
    spent: dict[str, list[float]] = {}
    errors: Counter[str] = Counter()
    for one in told:
        errors.update(one.errors)
        for name, several in one.spent_ms.items():
            spent.setdefault(name, []).extend(several)
    every = sorted(ms for several in spent.values() for ms in several)
    edits = sum(one.edits for one in told)
    return {
        "clients": load.clients, "server_processes": _SERVERS, "plants": load.plants,
        "seconds": round(spent_s, 1), "requests": len(every),
        "requests_per_s": round(len(every) / spent_s, 1), "edits_per_s": round(edits / spent_s, 1),
        "records_pulled_per_s": round(sum(one.pulled for one in told) / spent_s),
        "p50_ms": _share(every, 0.5), "p95_ms": _share(every, 0.95), "p99_ms": _share(every, 0.99),
        "by_call": {
            name: {"n": len(several), "p50_ms": _share(sorted(several), 0.5),
                   "p95_ms": _share(sorted(several), 0.95)}
            for name, several in sorted(spent.items())
        },
        "errors": dict(errors), "edits_answered": edits, "edits_kept": kept,
        "lost_or_doubled": abs(kept - edits) if not errors else None,
        "server_cpu_ms_per_request": round(1000 * server_s / max(1, len(every)), 2),
        "postgres_cpu_ms_per_request": round(1000 * postgres_s / max(1, len(every)), 2),
        "cores": os.cpu_count(), "load_average": round(os.getloadavg()[0], 1),
        "seed": load.seed, "think_s": load.think_s,
    }  # fmt: skip


def _share(several: Sequence[float], share: float) -> float:
    return round(several[min(len(several) - 1, int(len(several) * share))], 1) if several else 0.0


def _cpu_s(pids: Sequence[int]) -> float:
    """Return the processor time that these processes have used, where the system tells it."""
    used = 0.0
    for pid in pids:
        stat = Path(f"/proc/{pid}/stat")
        if stat.exists():
            parts = stat.read_text("ascii").rpartition(")")[2].split()
            used += (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")
    return used


def _postgres_cpu_s() -> float:
    """Return the processor time of all processes named postgres, ended children included."""
    used = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text("utf-8", "replace")
        except OSError:
            continue
        if "(postgres)" in text:
            parts = text.rpartition(")")[2].split()
            used += sum(int(one) for one in parts[11:15]) / os.sysconf("SC_CLK_TCK")
    return used


def main() -> int:
    """Run the load; 1 when a request failed or an edit was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=1.0)
    parser.add_argument("--plants", type=int, default=20)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--database", default="", help="an empty one; by default a throw-away one")
    words = parser.parse_args()
    load = Load(words.clients, words.seconds, words.think, words.plants, words.seed)
    if words.database:
        told = run(load, words.database)
    else:
        os.environ.setdefault("POSTGRES_FSYNC", "on")
        with tempfile.TemporaryDirectory(prefix="firstline-load-") as folder:
            Path(folder).chmod(0o755)
            cluster = Path(folder) / "cluster"
            try:
                told = run(load, postgres.start(cluster, postgres.free_port()))
            finally:
                postgres.stop(cluster)
    print(json.dumps(told, ensure_ascii=False))
    return int(bool(told["errors"] or told["lost_or_doubled"]))


if __name__ == "__main__":
    sys.exit(main())
