"""What the runbooks ask of the machine: their templates, and the report as a file."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from firstline.app.notes import tell
from firstline.domain.errors import Refused
from firstline.domain.runbook.runbook import KIND, Stop, Template
from firstline.domain.words import Text
from firstline.system.resources import resource_path
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.runbook.runbook import RunbookDoors

if TYPE_CHECKING:
    from collections.abc import Callable


def runbook_doors(desktop: Desktop, own: Path) -> RunbookDoors:
    """Return the doors; `own` is the profile's folder, whose templates stand over the shipped."""
    return RunbookDoors(_templates(desktop, own), _writer(desktop))


def _templates(desktop: Desktop, own: Path) -> "Callable[[], Mapping[str, Template]]":
    @cache
    def load() -> Mapping[str, Template]:
        from firstline.intake.packs.checklist_files import FOLDER, load_templates  # noqa: PLC0415

        found, notes = load_templates((resource_path("packs", FOLDER), own / "packs" / FOLDER))
        tell(desktop, notes)
        return found

    return load


def _writer(desktop: Desktop) -> "Callable[[Path, str, str, tuple[Stop, ...], datetime], None]":
    def write(
        path: Path, kind: str, runbook_id: str, stops: tuple[Stop, ...], now: datetime
    ) -> None:
        from firstline.report.frozen.go import go_shot  # noqa: PLC0415 - seldom written
        from firstline.report.frozen.reports import made_of  # noqa: PLC0415
        from firstline.report.frozen.scorecard import SCORECARD, scorecard_shot  # noqa: PLC0415
        from firstline.report.frozen.writing import write_report  # noqa: PLC0415
        from firstline.widgets.paper import write_pdf  # noqa: PLC0415

        record = desktop.store.record(KIND, runbook_id)
        if record is None:
            raise Refused(Text("这份操作手册不见了。", "The runbook is gone."))
        zone, language = desktop.settings.zone, desktop.speech.language
        if kind == SCORECARD:
            shot = scorecard_shot(record, desktop.store.records, now, zone, language)
        else:
            shot = go_shot(record, stops, now, zone, language)
        write_report(path, made_of(shot), write_pdf)

    return write
