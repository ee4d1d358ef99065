"""What somebody should learn next: the level they have, the next one, and what is lacking (S50)."""

from dataclasses import dataclass
from datetime import date

from firstline.domain.training.book import Book
from firstline.domain.training.curriculum import Course, Courses
from firstline.domain.training.need import LEVELS, chain_before
from firstline.domain.training.person import Person
from firstline.domain.training.standing import State
from firstline.domain.words import Text

_OPEN = frozenset({State.MISSING, State.OVERDUE, State.EXPIRED})
_ALL = max(LEVELS)


@dataclass(frozen=True, slots=True)
class Step:
    """One course to take; `lacking` are the courses before it that were not passed, first first."""

    course: Course
    must: bool
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """How far one person is in one role: `level` is held whole, 0 for none; `steps` come next."""

    role: str
    level: int
    steps: tuple[Step, ...]

    @property
    def said(self) -> Text:
        """The level that is held and the one that comes next, in words."""
        nothing = Text("还没有完成基础级", "the basic level is not held yet")
        has = LEVELS.get(self.level)
        done = Text(f"已完成{has.zh}级", f"the {has.en} level is held") if has else nothing
        if self.level == _ALL or not self.steps:
            return done
        after = LEVELS[max(1, min(self.level + 1, _ALL))]
        return Text(f"{done.zh};下一级:{after.zh}", f"{done.en}; next: {after.en}")


def paths(book: Book, courses: Courses, person: Person, today: date) -> list[Path]:
    """Return how far they are in each of their roles, and what comes next there.

    A step is the first open course of each chain: with its own prerequisites passed where there
    is one, else named with what lacks. What is booked or waived is no step.
    """
    return [_path(book, courses, person, role, today) for role in sorted(person.roles)]


def _path(book: Book, courses: Courses, person: Person, role: str, today: date) -> Path:
    asked = [one for one in book.needs.get(role, ()) if one.course in courses]
    cells = book.row(person, today).cells
    held = {code for code, one in cells.items() if one.holds or one.state is State.WAIVED}
    level = 0
    for step in LEVELS:
        here = [one.course for one in asked if courses[one.course].level == step]
        if not here or not held.issuperset(here):
            break
        level = step
    open_ = [one for one in asked if one.course in cells and cells[one.course].state in _OPEN]
    found = []
    for need in open_:
        course = courses[need.course]
        if course.level > level + 1:
            continue
        before = [one for one in chain_before(courses, need.course)
                  if not book.has_passed(person, one, today)]  # fmt: skip
        found.append(Step(course, need.must, tuple(reversed(before))))
    found.sort(key=lambda one: (bool(one.lacking), not one.must, one.course.level, one.course.code))
    return Path(role, level, tuple(found))


def said(step: Step) -> Text:
    """Return a step in one sentence."""
    code = step.course.code
    if step.lacking:
        lack = "、".join(step.lacking)
        return Text(f"{code} 还缺先修 {lack}",
                    f"{code} lacks {', '.join(step.lacking)}, which comes first")  # fmt: skip
    return Text(f"{code} 可以现在安排", f"{code} can be taken now")
