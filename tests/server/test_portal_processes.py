"""The portal as processes: a clean start and end, several at once, and kills in mid-write."""

import random
import sqlite3
import threading
import time
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
from portal_desk import Desk, new_desk, opening
from portal_served import Client
from served_process import Process, running

from firstline.domain.edits.edit import Edit
from firstline_portal.rights import Role

pytestmark = pytest.mark.skipif("sys.platform == 'win32'", reason="process groups")


def client_of(desk: Desk, url: str, name: str = "li") -> Client:
    session = requests.Session()
    session.trust_env = False
    return Client(url, desk.token(name, Role.SUPERUSER), session)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Return a desk whose database other processes serve."""
    one = new_desk(f"sqlite:///{tmp_path / 'portal.db'}")
    one.now = _real_now()
    return one


def _real_now() -> datetime:
    return datetime.now(UTC)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_it_ends_cleanly_while_somebody_waits(desk: Desk, workers: str) -> None:
    with running(str(desk.core.database.url), "--workers", workers) as portal:
        client = client_of(desk, portal.url)
        client.push(desk, opening())
        cursor = client.get("/snapshot").json()["cursor"]
        told: list[int] = []
        waiting = threading.Thread(
            target=lambda: told.append(client.get(f"/changes?after={cursor}&wait=50").status_code)
        )
        waiting.start()
        time.sleep(0.5)
        assert portal.end() == 0
        waiting.join(20)
        assert told == [200]
        assert portal.said() == ""


def test_two_processes_serve_one_database(desk: Desk) -> None:
    address = str(desk.core.database.url)
    with running(address, "--workers", "2") as one, running(address) as two:
        clients = [client_of(desk, portal.url, "li") for portal in (one, two)]
        cursor = clients[0].get("/snapshot").json()["cursor"]
        told: list[int] = []

        def wait() -> None:
            told.append(clients[1].get(f"/changes?after={cursor}&wait=30").json()["count"])

        waiting = threading.Thread(target=wait)
        waiting.start()
        time.sleep(0.3)
        clients[0].push(desk, *[opening(f"{n}") for n in range(5)])
        waiting.join(30)
        assert told[0] >= 1
        numbers = {one["doc"]["number"] for one in clients[1].get("/snapshot").json()["records"]}
        assert numbers == {f"F-{1001 + n}" for n in range(5)}


def test_it_ends_with_whoever_keeps_it(desk: Desk) -> None:
    with running(str(desk.core.database.url), "--until-eof") as portal:
        assert requests.get(f"{portal.url}/api/v1/sync/hello", timeout=10).status_code == 401
        assert portal.close_input() == 0


def test_a_port_that_is_taken(desk: Desk) -> None:
    with running(str(desk.core.database.url)) as portal, pytest.raises(AssertionError) as caught:
        Process(str(desk.core.database.url), port=portal.port)
    assert "监听" in str(caught.value)


def test_kills_lose_nothing_that_was_acknowledged(desk: Desk, tmp_path: Path) -> None:
    """Killed again and again in mid-write: what was answered is there, everything is there once."""
    address = str(desk.core.database.url)
    chance = random.Random(11)  # noqa: S311 - the same every time
    edits = [opening(f"{n}") for n in range(400)]
    acknowledged: set[str] = set()
    portal = Process(address, "--workers", "2")
    port, kills = portal.port, 0
    client = client_of(desk, portal.url)
    begun = threading.Event()

    def kill_some_time() -> None:
        begun.wait(30)
        time.sleep(chance.uniform(0.0, 0.25))
        portal.kill()

    while len(acknowledged) < len(edits):
        begun.clear()
        killer = threading.Thread(target=kill_some_time) if kills < 3 else None
        if killer is not None:
            killer.start()
        with suppress(requests.RequestException):
            _push_all(client, desk, edits, acknowledged, begun)
        if killer is not None:
            begun.set()
            killer.join()
            kills += 1
            portal = Process(address, "--workers", "2", port=port)
    told = client.get("/snapshot?limit=5000").json()["records"]
    assert sorted(one["id"] for one in told) == sorted(one.entity for one in edits)
    assert len({one["doc"]["number"] for one in told}) == len(edits)
    assert portal.end() == 0
    with closing(sqlite3.connect(tmp_path / "portal.db")) as raw:
        assert raw.execute("PRAGMA quick_check").fetchone() == ("ok",)
        places = [row[0] for row in raw.execute("SELECT seq FROM record ORDER BY seq")]
    assert places == list(range(1, len(edits) + 1))


def _push_all(
    client: Client, desk: Desk, edits: list[Edit], acknowledged: set[str], begun: threading.Event
) -> None:
    left = [one for one in edits if one.id not in acknowledged]
    begun.set()
    for start in range(0, len(left), 20):
        some = left[start : start + 20]
        told = client.push(desk, *some)
        acknowledged |= {one["id"] for one in told["results"] if one["outcome"] == "applied"}
