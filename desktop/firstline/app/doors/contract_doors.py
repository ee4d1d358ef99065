"""What the page of contracts asks of the machine: rules, the catalogue, letters, calendars."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from firstline.domain.contracts.application import Facts
from firstline.domain.contracts.reminders import Deadline
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.services.request import ServiceRequest
from firstline.domain.words import Language, Text
from firstline.intake.packs.catalogue_files import FOLDER as CATALOGUE
from firstline.intake.packs.catalogue_files import load_catalogue
from firstline.intake.packs.lifecycle_files import FOLDER, load_rules
from firstline.system.resources import resource_path
from firstline.system.seals import is_signed
from firstline.viewmodel.contracts.doors import ContractDoors


def contract_doors(folder: Path) -> tuple[ContractDoors, tuple[Text, ...]]:
    """Return the doors of the profile in `folder`, and a note for each pack that was refused."""
    rules, notes = load_rules(
        (resource_path("packs", FOLDER), folder / "packs" / FOLDER), is_signed
    )
    offered, more = load_catalogue(
        (resource_path("packs", CATALOGUE), folder / "packs" / CATALOGUE), is_signed
    )
    doors = ContractDoors(
        tuple(rules), _letter, _calendar, offered, _service_letter, _fingerprint
    )  # fmt: skip
    return doors, (*notes, *more)


def _letter(
    entity: Entity, facts: Facts, now: datetime, language: Language, style: bool  # noqa: FBT001
) -> str:  # fmt: skip
    from firstline.report.application_page import application_page  # noqa: PLC0415 - when wanted

    return application_page(entity, facts, now, language, style=style)


def _service_letter(
    one: ServiceRequest, lacks: Sequence[Text], now: datetime, language: Language,
    style: bool,  # noqa: FBT001
) -> str:  # fmt: skip
    from firstline.report.service_page import service_page  # noqa: PLC0415 - when wanted

    return service_page(one, lacks, now, language, style=style)


def _fingerprint(path: Path) -> tuple[str, str]:
    from hashlib import file_digest  # noqa: PLC0415 - for a file alone

    try:
        with path.open("rb") as stream:
            return path.name, file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        reason = error.strerror or str(error)
        raise BadInput(
            Text(f"打不开文件 {path.name[:200]}({reason})。",
                 f"The file {path.name[:200]} cannot be opened ({reason})."),
            Text("什么都没有改。", "Nothing was changed."),
        ) from error  # fmt: skip


def _calendar(found: Sequence[Deadline], now: datetime, language: Language) -> str:
    from firstline.report.contract_calendar import deadline_calendar  # noqa: PLC0415 - when wanted

    return deadline_calendar(found, now, language)
