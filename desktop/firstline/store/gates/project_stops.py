"""What the registers of projects hold against the gates of runbooks."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from firstline.domain.runbook.runbook import Stop

if TYPE_CHECKING:
    from firstline.store.reading import Reading


def project_stops(store: "Reading", now: datetime) -> Iterator[Stop]:
    """Yield what stops gates at `now`, each with the gate that it holds.

    A record with a project holds the runbooks of that name alone; one without holds every runbook.
    """
    from firstline.domain.health.sheet import text_of  # noqa: PLC0415 - at a gate alone
    from firstline.domain.project.stops import stops  # noqa: PLC0415

    named: dict[str, list[str]] = {"": [""]}
    for record in store.records("runbook"):
        named.setdefault(text_of(record, "name").casefold(), []).append(record.id)
    for one in stops(store.records, now):
        for book in named.get(one.project.casefold(), ()):
            yield Stop("project", one.why, book, one.gate, ref=f"{one.kind}:{one.id}")
