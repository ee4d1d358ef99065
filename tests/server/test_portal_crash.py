"""PostgreSQL killed under a portal: the portal says so, lives on, and nothing answered is lost."""

import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from portal_desk import opening
from portal_served import problem, serving

from portals import postgres


@pytest.fixture
def cluster() -> Iterator[tuple[Path, int]]:
    """Return a folder and a port for a PostgreSQL of this test's own."""
    if postgres.programs() is None:
        pytest.skip("PostgreSQL is not installed (build_scripts/portals/postgres.py install)")
    with tempfile.TemporaryDirectory(prefix="firstline-postgres-") as folder:
        Path(folder).chmod(0o755)
        place = Path(folder) / "cluster"
        yield place, postgres.free_port()
        postgres.stop(place)


@pytest.mark.logs  # the portal tells of a database that went away
def test_the_portal_outlives_its_database(cluster: tuple[Path, int]) -> None:
    folder, port = cluster
    with serving(postgres.start(folder, port)) as served:
        client = served.client()
        edits = [opening(f"{n}") for n in range(300)]
        acknowledged: set[str] = set()
        refusals: list[str] = []
        begun = threading.Event()

        def crash() -> None:
            begun.wait(30)
            postgres.crash(folder)
            time.sleep(0.3)
            postgres.start(folder, port)

        killer = threading.Thread(target=crash)
        killer.start()
        while len(acknowledged) < len(edits):
            left = [one for one in edits if one.id not in acknowledged][:20]
            ops = [served.desk.op(one).model_dump(mode="json") for one in left]
            answer = client.call("POST", "/ops", json={"device": "d1", "ops": ops})
            if answer.status_code != 200:
                assert answer.status_code == 503
                refusals.append(problem(answer))
                time.sleep(0.05)
                continue
            told = answer.json()["results"]
            acknowledged |= {one["id"] for one in told if one["outcome"] == "applied"}
            begun.set()
        killer.join()
        assert set(refusals) <= {"busy"}
        while (answer := client.get("/snapshot?limit=5000")).status_code == 503:
            time.sleep(0.05)
        records = answer.json()["records"]
        assert sorted(one["id"] for one in records) == sorted(one.entity for one in edits)
        assert sorted(one["seq"] for one in records) == list(range(1, len(edits) + 1))
