"""What the training page asks of the roof: courses, files to read, papers to write."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from firstline.domain.training.action_list import ToDo
from firstline.domain.training.book import Row
from firstline.domain.training.curriculum import Course, Courses
from firstline.domain.training.person import Person
from firstline.domain.training.taking_in import Line
from firstline.domain.training.training import Certificate
from firstline.domain.training.transfer import Capability
from firstline.domain.words import Language


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of people or of what they passed: its headings, what each field is taken from, rows.

    `columns` says of each field the heading it is read from; `digest` names the file's content.
    """

    headings: tuple[str, ...]
    columns: Mapping[str, str]
    rows: tuple[Line, ...]
    with_people: bool
    with_courses: bool
    digest: str


@dataclass(frozen=True, slots=True)
class Whole:
    """What the report and the workbook tell, as of `today`."""

    rows: Sequence[Row]
    actions: Sequence[ToDo]
    items: Sequence[Capability]
    courses: Courses
    today: date
    empty: Sequence[tuple[str, str, str]] = ()


class TrainingFiles(Protocol):
    """Files read and papers made; each raises a Problem that names the file."""

    def read(self, path: Path, columns: Mapping[str, str]) -> Listed:
        """Read a list; `columns` says which headings to use where the guess is wrong."""

    def statements(self, path: Path, known: Collection[str]) -> Listed:
        """Read xAPI statements as a list of completions, without those whose id is `known`."""

    def write_statements(self, path: Path, made: Sequence[Mapping[str, object]]) -> None:
        """Write xAPI statements as JSON."""

    def workbook(self, path: Path, whole: Whole, language: Language) -> None:
        """Write the matrix, the actions and the items as a workbook."""

    def report(self, whole: Whole, language: Language) -> str:
        """Return the report as a page."""

    def calendar(self, whole: Whole, now: datetime, language: Language) -> str:
        """Return what is booked and what ends as an iCalendar file."""

    def sign_off(
        self, course: Course, day: date | None, people: Sequence[Person], language: Language
    ) -> str:
        """Return the sheet that those who take part sign."""

    def certificate(
        self, one: Certificate, course: Course | None, today: date, language: Language
    ) -> str:
        """Return a certificate as a page."""


@dataclass(frozen=True, slots=True)
class TrainingDoors:
    """What the page is handed; without `files` nothing is read or written."""

    courses: Callable[[], Courses]
    files: TrainingFiles | None = None
