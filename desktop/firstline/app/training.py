"""What the page of training asks of the roof: the courses of the packs in use."""

from functools import cache
from pathlib import Path

from firstline.app.notes import tell
from firstline.domain.curriculum import Courses
from firstline.system.resources import resource_path
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.training.doors import TrainingDoors


def training_doors(desktop: Desktop, own: Path) -> TrainingDoors:
    """Return the doors; `own` is the profile's folder, whose courses stand over the shipped."""

    @cache
    def courses() -> Courses:
        from firstline.intake.curriculum_files import FOLDER, load_courses  # noqa: PLC0415

        found, notes = load_courses((resource_path("packs", FOLDER), own / "packs" / FOLDER))
        tell(desktop, notes)
        return found

    return TrainingDoors(courses)
