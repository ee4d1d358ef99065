"""How far the staff is trained on a day: how many hold each course, lapsed or lack it (S69).

People are counted and not named: a review is about the work (S84).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from firstline.domain.training.book import Book, rows
from firstline.domain.training.curriculum import Courses
from firstline.domain.training.training import opens_steps
from firstline.domain.words import Text


@dataclass(frozen=True, slots=True)
class CourseCover:
    """One course on that day: of how many it is asked, who holds it, lapsed, or never passed."""

    course: str
    title: Text
    asked: int
    holds: int
    lapsed: int
    gaps: int


@dataclass(frozen=True, slots=True)
class Cover:
    """The whole of it on `on`; `people` are those who work here, `whole` those who lack nothing.

    `openers` are certificates that open steps of L1 or L2 and were valid on that day.
    """

    on: date
    people: int
    whole: int
    openers: int
    courses: tuple[CourseCover, ...]

    @property
    def cells(self) -> tuple[int, int, int, int]:
        """Asked, held, lapsed and never passed, over all people and courses."""
        several = self.courses
        return (sum(one.asked for one in several), sum(one.holds for one in several),
                sum(one.lapsed for one in several), sum(one.gaps for one in several))  # fmt: skip


def cover_of(book: Book, courses: Courses, on: date) -> Cover:
    """Return the coverage on the day `on`, of what roles ask; `book` is that of the same day."""
    counts: dict[str, list[int]] = {}
    people = whole = openers = 0
    for row in rows(book, on):
        people += 1
        asked = book.asked(row.person)
        cells = {code: one for code, one in row.cells.items() if code in asked}
        whole += all(one.holds for one in cells.values())
        for code, cell in cells.items():
            held = counts.setdefault(code, [0, 0, 0, 0])
            held[0] += 1
            lapsed = cell.facts.passed is not None  # in its grace, too: it ended
            held[1 if cell.holds else 2 if lapsed else 3] += 1
        openers += sum(one.until is None or one.until >= on for one in book.openers(row.person))
    for several in book.strangers.values():
        good = (one for one in several if opens_steps(one))
        openers += sum(one.until is None or one.until >= on for one in good)
    found = tuple(
        CourseCover(code, courses[code].title if code in courses else Text(code, code), *many)
        for code, many in sorted(counts.items())
    )
    return Cover(on, people, whole, openers, found)


def cover_json(one: Cover) -> dict[str, Any]:
    """Return it as JSON, as it is frozen."""
    return {
        "on": one.on.isoformat(), "people": one.people, "whole": one.whole,
        "openers": one.openers,
        "courses": [[each.course, each.title.zh, each.title.en, each.asked, each.holds,
                     each.lapsed, each.gaps] for each in one.courses],
    }  # fmt: skip


def cover_from(raw: Mapping[str, Any]) -> Cover:
    """Return what `cover_json` wrote. Raises what a wrong shape raises."""
    courses = tuple(
        CourseCover(str(code), Text(zh, en), int(asked), int(holds), int(lapsed), int(gaps))
        for code, zh, en, asked, holds, lapsed, gaps in raw["courses"]
    )
    return Cover(date.fromisoformat(raw["on"]), int(raw["people"]), int(raw["whole"]),
                 int(raw["openers"]), courses)  # fmt: skip
