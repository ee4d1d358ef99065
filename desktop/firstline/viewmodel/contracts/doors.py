"""What the roof hands to the page of contracts: rules, the catalogue, letters, calendars."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from firstline.domain.contracts.lifecycle_rule import Rule
from firstline.domain.services.catalogue import Catalogue

if TYPE_CHECKING:
    from firstline.domain.contracts.application import Facts
    from firstline.domain.contracts.reminders import Deadline
    from firstline.domain.edits.entity import Entity
    from firstline.domain.services.request import ServiceRequest
    from firstline.domain.words import Language, Text

Letter = Callable[["Entity", "Facts", datetime, "Language", bool], str]
"""Makes the page of an application, with rules of its own for paper, or without for a window."""
ServiceLetter = Callable[["ServiceRequest", "Sequence[Text]", datetime, "Language", bool], str]
"""Makes the page of a request from the catalogue with what it lacks, as `Letter` does."""
Fingerprint = Callable[[Path], tuple[str, str]]
"""Returns a file's name and its SHA-256. Raises BadInput for one that cannot be read."""
Calendar = Callable[["Sequence[Deadline]", datetime, "Language"], str]
"""Makes the calendar of deadlines."""


@dataclass(frozen=True, slots=True)
class ContractDoors:
    """The rules in use, and what makes papers of records."""

    rules: tuple[Rule, ...]
    letter: Letter
    calendar: Calendar
    catalogue: Catalogue
    service_letter: ServiceLetter
    fingerprint: Fingerprint
