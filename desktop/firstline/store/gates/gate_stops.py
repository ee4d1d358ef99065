"""What other registers hold against the gates of runbooks, gathered in one place."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from firstline.domain.runbook.runbook import Stop
from firstline.store.gates.coverage_stops import coverage_stops
from firstline.store.gates.health_stops import health_stops
from firstline.store.gates.project_stops import project_stops
from firstline.store.gates.reconcile_stops import reconcile_stops
from firstline.store.gates.uat_stops import uat_stops

if TYPE_CHECKING:
    from firstline.store.reading import Reading

Source = Callable[["Reading", datetime], Iterable[Stop]]

# A register that may hold a gate adds its function here; importing it must cost little.
SOURCES: tuple[Source, ...] = (
    health_stops, project_stops, reconcile_stops, uat_stops, coverage_stops,
)  # fmt: skip


def gate_stops(store: "Reading", now: datetime) -> tuple[Stop, ...]:
    """Return every stop that a register of this profile holds at `now`."""
    return tuple(one for source in SOURCES for one in source(store, now))
