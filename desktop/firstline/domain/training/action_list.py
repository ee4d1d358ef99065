"""What is to be done about training, the most urgent first: by person and team, with reminders."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from firstline.domain.training.book import Row
from firstline.domain.training.person import Person
from firstline.domain.training.standing import Cell, State, reminder
from firstline.domain.words import Text

DO: dict[State, Text] = {
    State.MISSING: Text("安排培训", "arrange it"),
    State.OVERDUE: Text("马上安排", "arrange it now"),
    State.EXPIRED: Text("复训后才能再算数", "renew it; it counts no more"),
    State.DUE_SOON: Text("安排复训(只考核)", "arrange the refresher"),
    State.BOOKED: Text("提醒到场", "remind them to come"),
}
_WEIGHT = {
    State.EXPIRED: 0, State.OVERDUE: 1, State.DUE_SOON: 2, State.MISSING: 3, State.BOOKED: 4,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ToDo:
    """One thing to do: for whom, about which course, by when.

    `reminder` is the one that has come: 90, 30 or 7 days before, 0 once it is late, None before.
    """

    person: Person
    cell: Cell
    due: date
    reminder: int | None


def to_do(rows: Iterable[Row], today: date, within: timedelta) -> list[ToDo]:
    """Return what is to be done within that span: what is late first, then by day, team, person.

    What is only advised is left out until it was passed once; then it is renewed like the rest.
    """
    last, found = today + within, []
    for row in rows:
        for cell in row.cells.values():
            if cell.state not in DO or cell.due is None or cell.due > last:
                continue
            found.append(ToDo(row.person, cell, cell.due, reminder(cell.due, today)))
    return sorted(found, key=_order)


def _order(one: ToDo) -> tuple[date, int, str, str, str]:
    return (one.due, _WEIGHT[one.cell.state], one.person.team, one.person.name,
            one.cell.need.course)  # fmt: skip


def by_team(several: Iterable[ToDo]) -> dict[tuple[str, str], list[ToDo]]:
    """Return the list by site and team, each in its order."""
    found: dict[tuple[str, str], list[ToDo]] = {}
    for one in several:
        found.setdefault((one.person.site, one.person.team), []).append(one)
    return dict(sorted(found.items()))
