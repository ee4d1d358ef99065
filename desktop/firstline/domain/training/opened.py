"""Certificates that open steps and that no role asks for: they end like any other, and are told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from firstline.domain.edits.entity import Entity
from firstline.domain.training.called import called
from firstline.domain.training.need import NONE, Need
from firstline.domain.training.person import Person
from firstline.domain.training.standing import Cell, Facts, judge, longest
from firstline.domain.training.training import Certificate, certificate_from, counts, opens_steps


def cell_of(
    course: str, several: Iterable[Certificate], facts: Facts, today: date, window: timedelta
) -> Cell | None:
    """Return how somebody stands to a course that no role asks for; None where it opens nothing.

    The lock knows no grace, so that there is none here: the day after the last one it is expired.
    """
    openers = [one for one in several if opens_steps(one)]
    if not openers:
        return None
    need = Need("", course, NONE, grace_days=0)
    return judge(need, None, replace(facts, passed=longest(openers, need)), today, window)


def by_stranger(several: Iterable[Certificate]) -> dict[str, list[Certificate]]:
    """Return the granted completions that open steps, by what they call their person."""
    found: dict[str, list[Certificate]] = {}
    for one in several:
        if opens_steps(one) and counts(one):
            found.setdefault(called(one.number, one.person), []).append(one)
    return found


def of_strangers(
    records: Iterable[Entity], known: Iterable[str], today: date
) -> dict[str, list[Certificate]]:
    """Return what people on no list of staff hold that opens steps; `known` are on one."""
    staff = frozenset(known)
    made = filter(None, map(certificate_from, records))
    return by_stranger(
        one for one in made
        if called(one.number, one.person) not in staff and one.revoked_at is None
        and one.on <= today
    )  # fmt: skip


def stranger(key: str, several: Sequence[Certificate]) -> Person:
    """Return the person whom certificates call so, and of whom nothing else is known."""
    name = several[0].person
    return Person(key, "", name, label=name)


def cells_of(several: Iterable[Certificate], today: date, window: timedelta) -> Mapping[str, Cell]:
    """Return how a stranger stands to each course of theirs that opens steps."""
    courses: dict[str, list[Certificate]] = {}
    for one in several:
        courses.setdefault(one.course, []).append(one)
    made = {code: cell_of(code, held, Facts(), today, window) for code, held in courses.items()}
    return {code: cell for code, cell in made.items() if cell is not None}
