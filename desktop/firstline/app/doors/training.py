"""What the page of training asks of the roof: courses, lists read from files, papers."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from firstline.app.notes import tell
from firstline.domain.training.curriculum import Course, Courses
from firstline.domain.training.person import Person
from firstline.domain.training.training import Certificate
from firstline.domain.words import Language
from firstline.system.resources import resource_path
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.training.doors import Listed, TrainingDoors, Whole

# ruff: noqa: PLC0415 - what reads and writes files is loaded when a file is first wanted


def training_doors(desktop: Desktop, own: Path) -> TrainingDoors:
    """Return the doors; `own` is the profile's folder, whose courses stand over the shipped."""

    @cache
    def courses() -> Courses:
        from firstline.intake.packs.curriculum_files import FOLDER, load_courses

        found, notes = load_courses((resource_path("packs", FOLDER), own / "packs" / FOLDER))
        tell(desktop, notes)
        return found

    return TrainingDoors(courses, Files(desktop.settings.zone))


class Files:
    """Reads and makes the files of training."""

    def __init__(self, zone: str) -> None:
        self._zone = zone

    def read(self, path: Path, columns: Mapping[str, str]) -> Listed:
        """Read a list of people or of what they passed."""
        from firstline.domain.digests import digest
        from firstline.intake.training_files import read_training

        lines = [f"{name} = {json.dumps(one, ensure_ascii=False)}" for name, one in columns.items()]
        text = "\n".join(("[columns]", *lines)) if lines else None
        found = read_training(path, text, path.name, ZoneInfo(self._zone))
        return Listed(
            found.headings, found.columns, found.rows, found.with_people, found.with_courses,
            digest(path.read_bytes()).hex(),
        )  # fmt: skip

    def statements(self, path: Path, known: Collection[str]) -> Listed:
        """Read xAPI statements as a list of completions."""
        from firstline.domain.digests import digest
        from firstline.domain.training.xapi import lines_of
        from firstline.intake.statement_file import read_statements

        rows = lines_of(read_statements(path), known, ZoneInfo(self._zone))
        named = digest(path.read_bytes()).hex()
        return Listed((), {}, tuple(rows), with_people=False, with_courses=True, digest=named)

    def write_statements(self, path: Path, made: Sequence[Mapping[str, object]]) -> None:
        """Write xAPI statements as JSON, the whole file or none of it."""
        from firstline.report.whole_file import in_one_piece

        text = json.dumps(made, ensure_ascii=False, indent=1)
        in_one_piece(path, lambda part: part.write_text(text, "utf-8"))

    def workbook(self, path: Path, whole: Whole, language: Language) -> None:
        """Write the matrix, the actions and the items."""
        from firstline.report.training_sheets import write_matrix

        write_matrix(path, whole.rows, whole.courses, language, whole.today,
                     actions=whole.actions, items=whole.items)  # fmt: skip

    def report(self, whole: Whole, language: Language) -> str:
        """Return how training stands as a page."""
        from firstline.report.training_page import Standing, report_page

        told = Standing(whole.rows, whole.actions, whole.items, whole.today, whole.empty)
        return report_page(told, language)

    def calendar(self, whole: Whole, now: datetime, language: Language) -> str:
        """Return what is booked and what ends as a calendar."""
        from firstline.report.training_calendar import training_calendar

        return training_calendar(whole.rows, whole.courses, now, language)

    def sign_off(
        self, course: Course, day: date | None, people: Sequence[Person], language: Language
    ) -> str:
        """Return the sheet that those who take part sign."""
        from firstline.report.training_page import sign_off_page

        return sign_off_page(course, day, people, language)

    def certificate(
        self, one: Certificate, course: Course | None, today: date, language: Language
    ) -> str:
        """Return a certificate as a page."""
        from firstline.report.training_page import certificate_page

        return certificate_page(one, course, today, language)
