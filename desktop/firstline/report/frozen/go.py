"""The go/no-go report of a runbook from its frozen snapshot."""

from collections.abc import Sequence
from datetime import datetime

from firstline.domain.edits.entity import Entity
from firstline.domain.runbook.book import book_from
from firstline.domain.runbook.json import runbook_json
from firstline.domain.runbook.runbook import KIND, Stop
from firstline.domain.words import Language, Text
from firstline.report.frozen.calendar import runbook_calendar
from firstline.report.frozen.go_tables import evidence_of, tables
from firstline.report.frozen.shot import Shot
from firstline.report.frozen.table import Made

GO = "go"
_TITLE = Text("放行报告", "Go/no-go report")
SIGN = Text(
    "业务负责人 ____________  项目经理 ____________  日期 ____________",
    "Business owner ____________  Project manager ____________  Date ____________",
)


def go_shot(
    record: Entity, stops: Sequence[Stop], now: datetime, zone: str, language: Language
) -> Shot:  # fmt: skip
    """Return the snapshot of a runbook as it stands, with what other registers hold against it."""
    return Shot(
        GO, {KIND: (record,)}, now, zone, record.id, stops=tuple(stops), language=language
    )  # fmt: skip


def go_report(shot: Shot) -> Made:
    """Return the go/no-go report. Raises BadInput for a runbook of a later version."""
    told = runbook_json(book_from(shot.record(KIND)), shot.now, shot.stops)
    return Made(
        GO, shot.text(), _TITLE, told["name"], tables(told, shot.language, shot.zone), (SIGN,),
        shot.now, shot.language, {"runbook": told["number"], "evidence": evidence_of(told)},
        lambda: runbook_calendar(told, shot),
    )  # fmt: skip
