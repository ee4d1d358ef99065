"""What the page of contracts asks of the machine: rules of lifecycles, letters and calendars."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from firstline.domain.contracts.application import Facts
from firstline.domain.contracts.reminders import Deadline
from firstline.domain.entity import Entity
from firstline.domain.words import Language, Text
from firstline.intake.lifecycle_files import FOLDER, load_rules
from firstline.system.resources import resource_path
from firstline.viewmodel.contracts.doors import ContractDoors


def contract_doors(folder: Path) -> tuple[ContractDoors, tuple[Text, ...]]:
    """Return the doors of the profile in `folder`, and a note for each pack that was refused."""
    rules, notes = load_rules((resource_path("packs", FOLDER), folder / "packs" / FOLDER))
    return ContractDoors(tuple(rules), _letter, _calendar), notes


def _letter(
    entity: Entity, facts: Facts, now: datetime, language: Language, style: bool  # noqa: FBT001
) -> str:  # fmt: skip
    from firstline.report.application_page import application_page  # noqa: PLC0415 - when wanted

    return application_page(entity, facts, now, language, style=style)


def _calendar(found: Sequence[Deadline], now: datetime, language: Language) -> str:
    from firstline.report.contract_calendar import deadline_calendar  # noqa: PLC0415 - when wanted

    return deadline_calendar(found, now, language)
