"""What the page of health and risk asks of files: extracts, scanners' reports, lists of defects."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from firstline.domain.health.data_quality import Report
from firstline.viewmodel.health.files import HealthFiles, Row
from firstline.viewmodel.speech import Speech


def health_files(speech: Speech) -> HealthFiles:
    """Return the doors; what reads files is loaded when a file is first chosen."""

    def headings(path: Path) -> Sequence[str]:
        from firstline.intake.health.files import open_table  # noqa: PLC0415

        return open_table(path).headings

    def examine(path: Path, columns: Mapping[str, str], against: Path | None) -> tuple[Report, str]:
        from firstline.intake.health.extract import Asked, examine_file  # noqa: PLC0415

        asked = Asked(
            key=columns.get("key", ""), near=columns.get("near", ""),
            required=columns.get("required", ""), code=columns.get("code", ""),
            name=columns.get("name", ""), orphans=columns.get("orphans", ""), against=against,
            parent=columns.get("parent", ""),
        )  # fmt: skip
        return examine_file(path, asked)

    def write(path: Path, found: Report) -> None:
        from firstline.report.defects import write_defects  # noqa: PLC0415

        write_defects(path, found, speech.language)

    def scan(path: Path) -> tuple[Sequence[Row], str]:
        from firstline.intake.health.extract import fingerprint  # noqa: PLC0415
        from firstline.intake.health.scanner import read_scan  # noqa: PLC0415

        return tuple((one.number, one.values, one.reason) for one in read_scan(path)), fingerprint(
            path
        )

    def build(path: Path) -> tuple[str, str]:
        from firstline.intake.health.installation import read_installation  # noqa: PLC0415

        found = read_installation(path)
        return found.version, found.patch

    return HealthFiles(headings, examine, write, scan, build)
