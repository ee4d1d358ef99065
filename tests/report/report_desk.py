"""What the tests of reports share: the demo company in a store, which shows every state."""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

from firstline.domain.desk import Desk, make_desk
from firstline.domain.sla.timer import Timer
from firstline.domain.ticket.ticket import Ticket
from firstline.intake.demo.demo import PACKS, demo_company
from firstline.store.store import Store

ROOT = Path(__file__).resolve().parents[2]
ZONE = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZONE)


def shipped_desk() -> Desk:
    """Return the desk of the shipped agreements and calendar."""
    folder = ROOT / "resources" / "packs"
    names = ("ola_sample", "sla_seed_2023", "calendar_cn_2026", "priority_matrix")
    desk, notes = make_desk(
        [(f"{one}.toml", (folder / f"{one}.toml").read_text("utf-8")) for one in names]
    )
    assert not notes
    return desk


def open_store(folder: Path) -> Store:
    """Open a store in `folder` with the shipped packs."""
    return Store.open(folder, shipped_desk(), now=NOW)


def fill_demo(store: Store) -> None:
    """Perform the demo company's edits."""
    folder = ROOT / "resources" / "packs"
    texts = {name: (folder / f"{name}.toml").read_text("utf-8") for name in PACKS}
    store.perform(*demo_company(texts, shipped_desk().matrix, NOW).edits, now=NOW)


def every(store: Store) -> list[Ticket]:
    """Return all tickets, by number."""
    rows = store.rows(store.queue(None, sort="number", now=NOW))
    return [store.ticket(row.id) for row in rows]


def with_clocks(store: Store) -> Iterator[tuple[Ticket, tuple[Timer, ...]]]:
    """Yield all tickets with their clocks, by number."""
    for ticket in every(store):
        yield ticket, store.timers(ticket.id)
