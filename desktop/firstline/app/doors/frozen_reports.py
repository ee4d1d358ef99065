"""The reports of comparisons, health and outcomes as files, written for the window's pages."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from firstline.domain.errors import Refused
from firstline.domain.words import Language, Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.reports import Reports

if TYPE_CHECKING:
    from firstline.report.frozen.shot import Shot

DAYS = timedelta(days=30)
"""The span whose availability a health report shows, as `audit report` without a month."""

# ruff: noqa: PLC0415 - seldom written


def frozen_reports(desktop: Desktop) -> Reports:
    """Return the doors; what draws a report is loaded when one is first asked for."""

    def verification(path: Path, kept_id: str) -> None:
        from firstline.domain.reconcile.record import KIND
        from firstline.report.frozen.verification import verification_shot

        record = desktop.store.record(KIND, kept_id)
        if record is None:
            raise Refused(Text("这次对账不见了。", "The comparison is gone."))
        _write(path, verification_shot(record, _now(desktop), *_tongue(desktop)))

    def health(path: Path, system: str) -> None:
        from firstline.domain.health.check_items import parse_items
        from firstline.domain.health.outage import TARGET
        from firstline.report.frozen.health import health_shot
        from firstline.system.resources import read_text

        text = read_text("packs", "checklists", "audit_health.toml")
        items = parse_items(text, "audit_health.toml")
        now = _now(desktop)
        options = {
            "system": system, "target": TARGET, "from": (now - DAYS).isoformat(),
            "to": now.isoformat(), "project": "",
        }  # fmt: skip
        _write(path, health_shot(items, desktop.store.records, options, now, *_tongue(desktop),
                                 calendars=desktop.desk.calendars))  # fmt: skip

    def outcomes(path: Path, project: str) -> None:
        from firstline.report.frozen.outcomes import outcome_shot

        now = _now(desktop)
        options = {"quarter": f"{now.year}Q{(now.month + 2) // 3}", "project": project}
        _write(path, outcome_shot(desktop.store.records, options, now, *_tongue(desktop)))

    def claim(path: Path, claim_id: str) -> None:
        from firstline.app.doors.claim_letter import claim_shot_of

        _write(path, claim_shot_of(desktop, claim_id, _now(desktop), *_tongue(desktop)))

    return Reports(verification, health, outcomes, claim)


def _now(desktop: Desktop) -> datetime:
    return desktop.ticking.now().astimezone(desktop.zone)


def _tongue(desktop: Desktop) -> tuple[str, Language]:
    return desktop.settings.zone, desktop.speech.language


def _write(path: Path, shot: "Shot") -> None:
    from firstline.report.frozen.reports import made_of
    from firstline.report.frozen.writing import write_report
    from firstline.widgets.paper import write_pdf

    write_report(path, made_of(shot), write_pdf)
