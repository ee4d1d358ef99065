"""B5 while a first pull is written: an act until its row shows it, beside the same pull alone."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

from bench_portal import Served, our_portal
from bench_window import SEEN, house_on, set_and_wait, wait_for
from figures import line, spread
from firstline.app.house import House
from firstline.domain.portal_entry import PortalEntry
from firstline.domain.sync_state import SyncKind, SyncState
from firstline.domain.ticket.ticket import Priority
from firstline.portal.base import Portal
from firstline.portal.open import open_portal
from firstline.store.store import Store
from firstline.sync.loop import Postman
from firstline.system.pinyin import initials
from synthetic import desk_for

BUDGET = "p95 ≤ 33 ms, p99 ≤ 100 ms"
BETWEEN_ACTS_MS = 60
SETTLED_MS = 4_000
PLAIN = 100
NAME = "bench"


@contextmanager
def pulling(house: House, served: Served) -> Iterator[Event]:
    """Let a postman pull into the window's profile; give what is set when all has come."""
    done = Event()
    store = house.desktop.store

    def told(state: SyncState) -> None:
        house._bridge.post(house.desktop.look_around)  # noqa: SLF001 - as the window's own does
        if state.kind is not SyncKind.SYNCING:
            done.set()

    def opened() -> Portal:
        return open_portal(PortalEntry(NAME, "native", served.url), served.token)

    postman = Postman(
        lambda: store.sibling(datetime.now(UTC)), {NAME: opened},
        clock=lambda: datetime.now(UTC), tell=told,
    )  # fmt: skip
    postman.start()
    try:
        yield done
    finally:
        postman.stop()


def profile(folder: Path, served: Served) -> None:
    """Make an empty profile that knows the portal."""
    folder.mkdir(parents=True)
    with Store.open(folder, desk_for(folder), now=datetime.now(UTC), initials=initials) as store:
        store.put("portals", [{"name": NAME, "kind": "native", "url": served.url}])
    initials("库")


@contextmanager
def at_home(folder: Path) -> Iterator[House]:
    """Give the window on a profile, its own postman sent home."""
    with house_on(folder, rows=0) as house:
        house.stay_home()
        yield house


def act_while(house: House, done: Event) -> tuple[list[float], float]:
    """Act on the rows at the top while the pull goes on; return the samples and its seconds."""
    model, began = house.shell.page.model, time.perf_counter()
    wait_for(lambda: model.rowCount() > 2 * SEEN or done.is_set())
    samples = acts(house, lambda _n: not done.is_set())
    return samples, time.perf_counter() - began


def acts(house: House, goes_on: Callable[[int], bool]) -> list[float]:
    """Act now and then while `goes_on` says so of the number of acts; return the milliseconds."""
    model, samples, n = house.shell.page.model, list[float](), 0
    while goes_on(n):
        ticket_id = model.tickets([n % SEEN])
        to = Priority.P2 if n % 2 else Priority.P3
        n += 1
        if ticket_id:
            at = time.perf_counter()
            set_and_wait(house, ticket_id[0], to)
            house.shell.page.list.viewport().repaint()
            samples.append((time.perf_counter() - at) * 1000)
        wait_for(lambda: False, BETWEEN_ACTS_MS)
    return samples


def idle_while(done: Event) -> float:
    """Return how many seconds the pull takes while nobody acts."""
    began = time.perf_counter()
    wait_for(done.is_set, 600_000)
    return time.perf_counter() - began


def main() -> int:
    """Measure two pulls of the same tickets, one of them while somebody acts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=1)
    chosen = parser.parse_args()
    samples: list[float] = []
    plain: list[float] = []
    busy_s, idle_s = [], []
    with tempfile.TemporaryDirectory(prefix="firstline-bench-pull-") as place:
        folder = Path(place)
        print("filling the portal …", file=sys.stderr, flush=True)
        with our_portal(folder / "portal", chosen.tickets) as served:
            for nth in range(chosen.rounds):
                profile(folder / f"idle-{nth}", served)
                with at_home(folder / f"idle-{nth}") as house, pulling(house, served) as done:
                    idle_s.append(idle_while(done))
                profile(folder / f"busy-{nth}", served)
                with at_home(folder / f"busy-{nth}") as house, pulling(house, served) as done:
                    found, took = act_while(house, done)
                    wait_for(lambda: False, SETTLED_MS)  # the index and the clocks follow
                    plain += acts(house, lambda n: n < PLAIN)
                samples += found
                busy_s.append(took)
    print(line(
        "B5", f"act to repaint while a first pull of {chosen.tickets:,} tickets is written", BUDGET,
        **spread(samples, "ms"), baseline_no_pull=spread(plain, "ms"),
        pull_s=round(sum(busy_s) / len(busy_s), 1),
        pull_alone_s=round(sum(idle_s) / len(idle_s), 1),
    ))  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
