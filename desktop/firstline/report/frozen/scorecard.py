"""The scorecard of a migration: planned against actual, each figure with where it comes from."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from firstline.domain.edits.entity import Entity
from firstline.domain.health import burn_down, finding
from firstline.domain.health.sheet import standing, text_of
from firstline.domain.reconcile.record import KIND as KEPT
from firstline.domain.reconcile.record import Kept, kept_from
from firstline.domain.runbook.book import book_from
from firstline.domain.runbook.json import runbook_json
from firstline.domain.runbook.runbook import KIND
from firstline.domain.words import Language, Text
from firstline.report.frozen.go import SIGN
from firstline.report.frozen.go_tables import evidence_of
from firstline.report.frozen.scorecard_outcome import (
    adoption_rows,
    burn_down_rows,
    defect_days,
    defect_rows,
    difference_rows,
)
from firstline.report.frozen.scorecard_times import (
    accuracy_rows,
    cycle_rows,
    gate_rows,
    margin_rows,
    waiver_rows,
    wave_rows,
)
from firstline.report.frozen.shot import Shot
from firstline.report.frozen.table import Made, Table

SCORECARD = "scorecard"
Read = Callable[[str], Sequence[Entity]]
_TITLE = Text("迁移评分卡", "Migration scorecard")
_HEADS = ((Text("指标", "Measure"), 28), (Text("计划或目标", "Planned or wanted"), 20),
          (Text("实际", "Actual"), 22), (Text("来源", "Source"), 30))  # fmt: skip


def scorecard_shot(
    record: Entity, read: Read, now: datetime, zone: str, language: Language
) -> Shot:  # fmt: skip
    """Return the snapshot of a runbook with what other registers hold of its project.

    Those are the reconciliations that its evidence names or whose difference file it is, and the
    findings and error baselines whose project has its name. `read` returns the records of a kind.
    """
    name = text_of(record, "name").casefold()
    told = runbook_json(book_from(record), now)
    said = " ".join(
        f"{proof['name']} {proof['text']}" for item in told["items"] for proof in item["evidence"]
    )
    given = {proof["sha256"] for item in told["items"] for proof in item["evidence"]}
    kept = [raw for raw in read(KEPT) if (one := kept_from(raw)) and one.is_evidence(said, given)]
    held = {
        kind: tuple(
            one for one in standing(read(kind)) if text_of(one, "project").casefold() == name
        )
        for kind in (finding.SHEET.kind, burn_down.SHEET.kind)
    }
    records = {KIND: (record,), KEPT: tuple(kept), **held}
    return Shot(SCORECARD, records, now, zone, record.id, language=language)


def scorecard(shot: Shot) -> Made:
    """Return the scorecard. Raises BadInput for a runbook of a later version."""
    book, words = book_from(shot.record(KIND)), shot.words
    told = runbook_json(book, shot.now)
    kept = _kept(shot)
    defects = shot.records.get(finding.SHEET.kind, ())
    cases = shot.records.get(burn_down.SHEET.kind, ())
    tables = [
        _table("周期", "Cycle time", cycle_rows(book, told, words)),
        _table("每个关口", "Each gate", gate_rows(book, told, words)),
        _table("每个批次", "Each wave", wave_rows(told, words)),
        _table("差异", "Differences", difference_rows(kept, words)),
        _table("缺陷", "Defects", defect_rows(defects, told, shot.now, words)),
        defect_days(defects, told, words),
        _table("错误下降", "Error burn-down", burn_down_rows(cases, words)),
        _table("豁免", "Waivers", waiver_rows(told, words)),
        _table("演练准确度", "Accuracy of the rehearsals", accuracy_rows(told, words)),
        _table("回退余量", "Rollback margin", margin_rows(told, words)),
        _table("采用率", "Adoption", adoption_rows(words)),
    ]  # fmt: skip
    return Made(
        SCORECARD, shot.text(), _TITLE, book.name, [one for one in tables if one.rows], (SIGN,),
        shot.now, shot.language, {"runbook": book.number, "evidence": _evidence(told, kept)},
    )  # fmt: skip


def _table(zh: str, en: str, rows: list[list[str]]) -> Table:
    return Table(Text(zh, en), _HEADS, rows)


def _kept(shot: Shot) -> list[Kept]:
    found = (kept_from(one) for one in shot.records.get(KEPT, ()))
    return sorted((one for one in found if one), key=lambda one: one.number)


def _evidence(told: dict[str, Any], kept: Sequence[Kept]) -> list[dict[str, Any]]:
    results = [{"item": "", "name": one.number, "sha256": one.digest} for one in kept]
    return [*evidence_of(told), *results]
