"""A portal that answers with anything at all: a sentence at most, nothing lost, and it heals."""

import http.client
import json
import math
import random
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from native_desk import NativeServer, native_server, sqlite_url
from scripted import Answerer, Asked, serving

from firstline.domain.edits.edits import Stamp, open_ticket
from firstline.domain.ids import derived_id
from firstline.domain.sla.timer import Timer
from firstline.domain.ticket.ticket import Ticket
from firstline.store.care import doctor
from firstline.store.store import Store
from firstline.sync.round import run_round

SEEDS = range(24)
DEEP, HUGE = "[" * 60_000 + "]" * 60_000, "9" * 6_000
VALUES: tuple[Any, ...] = (
    None, True, -1, 0, 2**63, -(2**63) - 1, 10**400, 1e308, math.nan, math.inf, "", "x" * 70_000,
    "\u202e\x00\x1b[31m", "\ud800", "../../../../etc/passwd", "C:\\Windows\\x", "CON",
    '<img src="file:///etc/passwd">', [], {}, [[[]]], {"a": {}}, "9999-12-31T23:59:59+14:00",
    "2026-13-45", "DEEP", "HUGE",
)  # fmt: skip


def mutated(value: Any, chance: random.Random, share: float) -> Any:
    """Return the value with a share of its parts missing, doubled or replaced."""
    if chance.random() < share:
        return chance.choice(VALUES)
    if isinstance(value, dict):
        kept = {name: one for name, one in value.items() if chance.random() > share / 3}
        more = {"later": chance.choice(VALUES)} if chance.random() < share else {}
        return {name: mutated(one, chance, share) for name, one in kept.items()} | more
    if isinstance(value, list):
        doubled = value[:1] if chance.random() < share else []
        return [*(mutated(one, chance, share) for one in value), *doubled]
    return value


def dumped(value: Any) -> bytes:
    text = json.dumps(value, separators=(",", ":"))
    return text.replace('"DEEP"', DEEP).replace('"HUGE"', HUGE).encode()


def spoiled(body: bytes, media: str, chance: random.Random) -> bytes:
    """Return an answer mutated; a page's closing line fits it, so that the page is read."""
    share = chance.choice((0.01, 0.05, 0.2, 0.5))
    if "ndjson" not in media:
        return dumped(mutated(json.loads(body), chance, share))
    *records, end = map(json.loads, body.splitlines())
    lines = b"".join(dumped(mutated(one, chance, share)) + b"\n" for one in records)
    end = mutated(end, chance, 0.3) if chance.random() < 0.3 else end
    if isinstance(end, dict):
        end |= {"sha256": sha256(lines).hexdigest(), "count": len(records)}
    return lines + dumped(end) + b"\n"


@dataclass(frozen=True, slots=True)
class NoClocks:
    """A desk without agreements."""

    fingerprint: str = "none"

    def timers(self, ticket: Ticket) -> tuple[Timer, ...]:  # noqa: ARG002 - as every desk
        return ()


class Liar:
    """Stands before the real portal; with a `chance`, what it hands on is not what was said."""

    def __init__(self, server: NativeServer) -> None:
        self._server = server
        self.chance: random.Random | None = None

    def answerer(self) -> Answerer:
        """Return what answers."""

        def one(asked: Asked, sock: Any) -> bool:
            with closing(http.client.HTTPConnection(*self._server.address, timeout=60)) as line:
                heads = {
                    name: value for name, value in asked.headers.items()
                    if name.lower() not in ("host", "connection", "content-length")
                }  # fmt: skip
                line.request(asked.method, asked.path, asked.body or None, heads)
                came = line.getresponse()
                body, media = came.read(), came.headers.get("Content-Type", "")
            plain = "Content-Encoding" not in came.headers
            if self.chance and plain and body and "json" in media and self.chance.random() < 0.7:
                body = spoiled(body, media, self.chance)
            dropped = ("content-length", "transfer-encoding", "connection")
            head = "".join(f"{name}: {value}\r\n" for name, value in came.headers.items()
                           if name.lower() not in dropped)  # fmt: skip
            first = f"HTTP/1.1 {came.status} Said\r\nContent-Length: {len(body)}\r\n{head}\r\n"
            sock.sendall(first.encode("latin-1") + body)
            return True

        return one


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def desk(folder: Path, me: str) -> Iterator[Store]:
    with Store.open(folder, NoClocks(), now=now(), me=me) as store:
        store.put("portals", [{"name": "main", "kind": "native", "url": ""}])
        yield store


def record(store: Store, me: str, n: int) -> str:
    stamp = Stamp(derived_id(me, str(n)), now(), me)
    store.perform(open_ticket(stamp, derived_id(me, "t", str(n)), {"title": f"{n} 号"}), now=now())
    return stamp.id


@pytest.mark.slow
def test_whatever_a_portal_answers_nothing_is_lost_and_it_heals(tmp_path: Path) -> None:
    with native_server(sqlite_url(tmp_path), tmp_path / "files") as server:
        others, mine = (server.person(name) for name in ("others", "mine"))
        with desk(tmp_path / "others", "others") as store:
            for n in range(12):
                record(store, "others", n)
            assert run_round(store, server.portal(others), "main", clock=now).problem is None
        liar = Liar(server)
        with serving(liar.answerer()) as front:
            for seed in SEEDS:
                liar.chance = None
                folder = tmp_path / f"profile-{seed}"
                with desk(folder, f"me-{seed}") as store:
                    _live(store, server.portal(mine, front.url), liar, seed)
                found = doctor.examine(folder, NoClocks(), me=f"me-{seed}").findings
                assert found == (), seed


def _live(store: Store, portal: Any, liar: Liar, seed: int) -> None:
    made = []
    for turn in range(3):
        made.append(record(store, f"me-{seed}", turn))
        run_round(store, portal, "main", clock=now)  # raises nothing: a problem is in its report
        liar.chance = random.Random(seed)  # noqa: S311 - the same every time
    liar.chance = None
    assert store.quick_check() == ()
    held = {row[0] for row in store.connection.raw.execute("SELECT id FROM edit")}
    assert held >= set(made), seed
    for _ in range(3):
        report = run_round(store, portal, "main", clock=now)
    assert report.problem is None, (seed, report.problem)
    portal.stop()
