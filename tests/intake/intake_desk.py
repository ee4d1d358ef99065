"""What the tests of intake share: a real store with the shipped packs, and short ways to import."""

import csv
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

from firstline.domain.desk import Desk, make_desk
from firstline.domain.ticket.ticket import Ticket
from firstline.intake.tickets.importer import ImportResult, prepare, run
from firstline.store.store import Store

ROOT = Path(__file__).resolve().parents[2]
LOG = ROOT / "tests" / "data" / "intake" / "servicenow_incident_log.csv"
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=timezone(timedelta(hours=8)))
HEAD = ("编号", "标题", "状态", "优先级", "创建时间", "恢复时间")


def shipped_desk() -> Desk:
    """Return the desk of the shipped agreements and calendar."""
    folder = ROOT / "resources" / "packs"
    names = (
        "ola_sample.toml",
        "sla_seed_2023.toml",
        "calendar_cn_2026.toml",
        "priority_matrix.toml",
    )
    desk, notes = make_desk([(name, (folder / name).read_text("utf-8")) for name in names])
    assert not notes
    return desk


def open_store(folder: Path) -> Store:
    """Open a store in `folder` with the shipped packs."""
    return Store.open(folder, shipped_desk(), now=NOW)


def bring_in(
    store: Store, path: Path, *, format: str | None = None, map_text: str | None = None,  # noqa: A002
    dry_run: bool = False, now: datetime = NOW,
    progress: Callable[[float, int], None] | None = None,
) -> ImportResult:  # fmt: skip
    """Import `path` as the terminal does."""
    plan = prepare(path, format=format, map_text=map_text, map_name="map.toml", zone=ZONE)
    with store.bulk():
        return run(
            plan, existing=store.find, known=store.known,
 perform=lambda *edits: store.perform(*edits, now=now),
            now=now, dry_run=dry_run, progress=progress,
        )  # fmt: skip


def write_csv(
    path: Path, rows: Iterable[Sequence[object]], *, head: Sequence[str] = HEAD,
    encoding: str = "utf-8", delimiter: str = ",",
) -> Path:  # fmt: skip
    """Write a table and return its path."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(head)
        writer.writerows(rows)
    return path


def counts(result: ImportResult) -> tuple[int, int, int, int, int]:
    """Return read, created, updated, unchanged and the number of refused rows."""
    return (
        result.read, result.created, result.updated, result.unchanged, len(result.refused),
    )  # fmt: skip


def reasons(result: ImportResult) -> dict[int, str]:
    """Return the refused rows with their reasons in English."""
    return {one.row: one.reason.en for one in result.refused}


def every_ticket(store: Store) -> list[Ticket]:
    """Return all tickets, by number."""
    rows = store.rows(store.queue(None, sort="number", now=NOW))
    return [store.ticket(row.id) for row in rows]
