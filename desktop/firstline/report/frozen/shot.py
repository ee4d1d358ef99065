"""The frozen snapshot of a report: the records it is made of, the words it was asked for, when."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from firstline.domain.edits.codec import canonical
from firstline.domain.edits.entity import Entity, entity_from_json, entity_to_json
from firstline.domain.errors import BadInput
from firstline.domain.runbook.runbook import Stop
from firstline.domain.words import Language, Text
from firstline.report.frozen.table import Words

FORMAT = "firstline.report-snapshot/1"


@dataclass(frozen=True, slots=True)
class Shot:
    """All that a report is made of; `now` is in the zone of its name.

    `subject` is the id of the record it is about, "" for none; `options` are what it was asked
    for, `texts` what was read beside the records, such as the pack of items.
    """

    report: str
    records: Mapping[str, Sequence[Entity]]
    now: datetime
    zone: str
    subject: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    stops: Sequence[Stop] = ()
    language: Language = "zh_CN"

    @property
    def words(self) -> Words:
        """How the report speaks."""
        return Words(self.language, ZoneInfo(self.zone))

    def record(self, kind: str) -> Entity:
        """Return the record that the report is about. Raises KeyError without one."""
        found = {one.id: one for one in self.records.get(kind, ())}
        return found[self.subject]

    def text(self) -> str:
        """Return the snapshot as the one text that its hash is taken of.

        The language is none of it: one snapshot gives both.
        """
        held = {
            kind: [entity_to_json(one) for one in sorted(rows, key=lambda one: one.id)]
            for kind, rows in self.records.items()
        }
        return canonical({
            "format": FORMAT, "report": self.report, "subject": self.subject, "records": held,
            "options": dict(self.options), "texts": dict(self.texts),
            "stops": [stop_json(one) for one in self.stops],
            "now": self.now.isoformat(), "zone": self.zone,
        })  # fmt: skip


def shot_from(raw: Mapping[str, Any], language: Language) -> Shot:
    """Return the snapshot that `Shot.text` wrote. Raises what a wrong shape raises."""
    zone = ZoneInfo(raw["zone"])
    records = {
        str(kind): tuple(entity_from_json(one) for one in rows)
        for kind, rows in raw["records"].items()
    }
    return Shot(
        str(raw["report"]), records, datetime.fromisoformat(raw["now"]).astimezone(zone),
        raw["zone"], str(raw["subject"]), dict(raw["options"]), dict(raw["texts"]),
        tuple(stop_from(one) for one in raw["stops"]), language,
    )  # fmt: skip


def stop_json(one: Stop) -> dict[str, Any]:
    """Return what another register held against a gate, as JSON."""
    return {
        "topic": one.topic, "zh": one.text.zh, "en": one.text.en, "runbook": one.runbook,
        "gate": one.gate, "blocker": one.blocker, "ref": one.ref,
    }  # fmt: skip


def stop_from(raw: Mapping[str, Any]) -> Stop:
    """Return the stop that `stop_json` wrote. Raises what a wrong shape raises."""
    return Stop(
        raw["topic"], Text(raw["zh"], raw["en"]), raw["runbook"], raw["gate"],
        blocker=bool(raw["blocker"]), ref=raw["ref"],
    )  # fmt: skip


def snapshot_json(path: Path) -> dict[str, Any]:
    """Return what a snapshot's file holds. Raises BadInput for one that is none."""
    try:
        raw = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise not_a_snapshot(path) from error
    if not isinstance(raw, dict):
        raise not_a_snapshot(path)
    return raw


def not_a_snapshot(path: Path) -> BadInput:
    """Return the error of a file that is no snapshot."""
    return BadInput(
        Text(f"{path} 不是报告的快照。", f"{path} is no snapshot of a report."),
        Text("什么都没有写。", "Nothing was written."),
    )
