"""Reads curriculum packs from folders: the shipped one first, a profile's own over it."""

from collections.abc import Iterable
from pathlib import Path

from firstline.domain.curriculum import Course, parse_curriculum
from firstline.domain.errors import BadInput
from firstline.domain.learning.need import check_order
from firstline.domain.words import Text

FOLDER = "curriculum"


def load_courses(folders: Iterable[Path]) -> tuple[dict[str, Course], tuple[Text, ...]]:
    """Return the courses of the packs in `folders` by code, and a note for each that was refused.

    A course of a later folder stands in the place of one of the same code of an earlier one.
    """
    found: dict[str, Course] = {}
    notes = []
    for path in (one for folder in folders for one in sorted(folder.glob("*.toml"))):
        try:
            read = parse_curriculum(path.read_text("utf-8-sig"), path.name)
            check_order({**found, **read})
            found.update(read)
        except BadInput as problem:
            notes.append(problem.sentence)
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "UTF-8"
            notes.append(
                Text(f"包文件 {path} 读不出来({reason}),没有采用。",
                     f"The pack {path} cannot be read ({reason}); left out.")
            )  # fmt: skip
    return found, tuple(notes)
