"""What the roof hands to the page of contracts: rules of lifecycles, letters, calendars."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from firstline.domain.contracts.lifecycle_rule import Rule

if TYPE_CHECKING:
    from firstline.domain.contracts.application import Facts
    from firstline.domain.contracts.reminders import Deadline
    from firstline.domain.entity import Entity
    from firstline.domain.words import Language

Letter = Callable[["Entity", "Facts", datetime, "Language", bool], str]
"""Makes the page of an application, with rules of its own for paper, or without for a window."""
Calendar = Callable[["Sequence[Deadline]", datetime, "Language"], str]
"""Makes the calendar of deadlines."""


@dataclass(frozen=True, slots=True)
class ContractDoors:
    """The rules in use, and what makes papers of records."""

    rules: tuple[Rule, ...]
    letter: Letter
    calendar: Calendar
