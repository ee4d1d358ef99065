"""What the registers of health and risk hold against the gates of runbooks."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from firstline.domain.runbook.runbook import Stop

if TYPE_CHECKING:
    from firstline.store.reading import Reading

TOPICS = {
    "compat": "compatibility", "environment": "environment", "risk": "risk", "finding": "risk",
    "audit_log": "risk",
    "scope": "scope", "quality": "quality", "upgrade_goal": "path",
    "net_sample": "network", "extract_copy": "extract",
}  # fmt: skip
"""The topic of a gate that each kind of record speaks to; a grave finding is a risk."""


def health_stops(store: "Reading", now: datetime) -> Iterator[Stop]:
    """Yield what stops gates at `now`.

    A record with a project holds the runbooks of that name alone; one without holds every runbook.
    """
    from firstline.domain.health.sheet import of_project, text_of  # noqa: PLC0415 - at a gate alone
    from firstline.domain.health.stops import KINDS, stops  # noqa: PLC0415

    held = {kind: store.records(kind) for kind in (*KINDS, "upgrade_edge")}
    projects = {text_of(one, "project").casefold() for kind in KINDS for one in held[kind]}
    named: dict[str, list[str]] = {"": [""]}
    for record in store.records("runbook"):
        named.setdefault(text_of(record, "name").casefold(), []).append(record.id)
    told: set[tuple[str, str, str]] = set()
    for project in sorted(projects | {""}):
        here = {
            kind: [one for one in of_project(rows, project)
                   if project or not text_of(one, "project")]
            for kind, rows in held.items()
        }  # fmt: skip
        for one in stops(here.__getitem__, now, project):
            ref = f"{one.kind}:{one.id}" if one.id else one.kind
            if ("", ref, one.why.en) in told:
                continue
            for book in named.get(project, ()):
                told.add((book, ref, one.why.en))
                yield Stop(TOPICS[one.kind], one.why, book, ref=ref)
