"""The demo company's many: people put together from names, and what each of them has passed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from firstline.domain.training.curriculum import Course, Courses

Row = Mapping[str, Any]
_NEW, _LEAST = 9, 3  # every ninth began lately; whoever is longer there began so many months ago
_FRESH = 12  # days
_LATELY = 240
_BEHIND = (0, 1)  # of eight, whoever has passed one course or two


@dataclass(frozen=True, slots=True)
class One:
    """One of the many: a person as the pack's own rows tell one, in the language wanted."""

    number: str
    name: str
    team: str
    site: str
    shift: str
    role: str
    since: int
    """How many days ago they began."""
    passed: tuple[tuple[str, int], ...]
    """Courses, and how many days ago each was passed."""


def crowd(raw: Row, courses: Courses, tongue: str) -> Iterator[One]:
    """Yield the many of a pack's table `crowd`, the same every time; no two share a name."""
    at_tongue = 0 if tongue == "zh" else 1
    family = [one[at_tongue] for one in raw["family"]]
    given = [one[at_tongue] for one in raw["given"]]
    teams = [one for one in raw["team"] for _ in range(one["share"])]
    gap = "" if tongue == "zh" else " "
    for at in range(raw["people"]):
        team = teams[at * 7 % len(teams)]
        since = _FRESH if at % _NEW == 0 else (_LEAST + at * 5 % 58) * 30
        if at % 8 in _BEHIND:  # who lacks most courses began lately, as in life
            since = min(since, 35 + at * 7 % 90)
        own = [one for one in courses.values() if one.role == team["role"]]
        yield One(
            f"CC{raw['first_number'] + at}",
            f"{family[at % len(family)]}{gap}{given[at % len(given)]}",
            team["name"][tongue], raw["sites"][at % len(raw["sites"])],
            raw["shifts"][at // 2 % len(raw["shifts"])][tongue], team["role"], since,
            tuple(_passed(at, since, own)),
        )  # fmt: skip


def _passed(at: int, since: int, own: Sequence[Course]) -> Iterator[tuple[str, int]]:
    """Yield how far somebody came: the first courses in their order, each some weeks later."""
    many = 0 if since == _FRESH else (1, 2, 3, 3, 3, 4, 3, 5)[at % 8]
    first = min(since, 180 + at * 37 % 590)
    for place, one in enumerate(own[:many]):
        ago = first - place * 23
        missed = place == 1 and at % 11 == 3 and since < _LATELY
        if ago > 0 and not missed:
            yield one.code, ago
