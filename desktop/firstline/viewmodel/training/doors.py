"""What the training page asks of the roof: the courses of the packs in use."""

from collections.abc import Callable
from dataclasses import dataclass

from firstline.domain.curriculum import Courses


@dataclass(frozen=True, slots=True)
class TrainingDoors:
    """What the page is handed."""

    courses: Callable[[], Courses]
