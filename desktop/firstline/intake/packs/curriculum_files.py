"""Reads curriculum packs from folders: the shipped one first, a profile's own over it."""

from collections.abc import Iterable
from pathlib import Path

from firstline.domain.training.curriculum import Course, parse_curriculum
from firstline.domain.training.need import check_order
from firstline.domain.words import Text
from firstline.intake.packs.pack_folders import read_packs

FOLDER = "curriculum"


def load_courses(folders: Iterable[Path]) -> tuple[dict[str, Course], tuple[Text, ...]]:
    """Return the courses of the packs in `folders` by code, and a note for each that was refused.

    A course of a later folder stands in the place of one of the same code of an earlier one.
    """
    found: dict[str, Course] = {}

    def lay_over(text: str, name: str) -> None:
        read = parse_curriculum(text, name)
        check_order({**found, **read})
        found.update(read)

    _, notes = read_packs(folders, lay_over)
    return found, notes
