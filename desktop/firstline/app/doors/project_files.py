"""What the page of projects asks of files and of the local network."""

from collections.abc import Sequence
from datetime import tzinfo
from pathlib import Path

from firstline.domain.edits.entity import Entity
from firstline.domain.health.columns import Sheet
from firstline.domain.interfaces.contract import Probe
from firstline.domain.interfaces.network import Sample
from firstline.domain.interfaces.statement import Statement
from firstline.domain.ticket.ticket import Ticket
from firstline.viewmodel.project.files import ProjectFiles, Row


def project_files() -> ProjectFiles:
    """Return the doors; what reads files or opens a connection is loaded when it is wanted."""

    def records(path: Path, sheet: Sheet) -> Sequence[Row]:
        from firstline.intake.health.files import read_records  # noqa: PLC0415

        return tuple((one.number, one.values, one.reason) for one in read_records(path, sheet))

    def slow(path: Path) -> tuple[str, Sequence[Statement], str]:
        from firstline.intake.health.extract import fingerprint  # noqa: PLC0415
        from firstline.intake.health.slow_sql import read_slow  # noqa: PLC0415

        return (*read_slow(path), fingerprint(path))

    def samples(path: Path, zone: tzinfo) -> tuple[Sequence[Sample], str]:
        from firstline.intake.health.extract import fingerprint  # noqa: PLC0415
        from firstline.intake.health.network_samples import read_samples  # noqa: PLC0415

        return read_samples(path, zone), fingerprint(path)

    def probe(endpoint: str) -> Probe:
        from firstline.intake.health.probe import probe as ask  # noqa: PLC0415

        return ask(endpoint)

    def person(
        path: Path, names: Sequence[str], tickets: Sequence[Ticket], held: Sequence[Entity],
        made_at: str,
    ) -> None:  # fmt: skip
        from firstline.report.person_file import write_person  # noqa: PLC0415

        write_person(path, names, tickets, held, made_at)

    return ProjectFiles(records, slow, samples, probe, person)
