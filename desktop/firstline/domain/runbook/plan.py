"""The plan of the timed steps: owners, durations, order and waves, and the critical path (S56)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from firstline.domain.errors import BadInput
from firstline.domain.natural import natural
from firstline.domain.runbook.book import Book
from firstline.domain.runbook.item import steps_of
from firstline.domain.runbook.pack import LONGEST_MIN, circle
from firstline.domain.runbook.runbook import Item
from firstline.domain.runbook.runs import rehearsals
from firstline.domain.runbook.settings import settings_of
from firstline.domain.words import Text

PLAN = "plan/"
KEYS = ("owner", "minutes", "after", "wave")


@dataclass(frozen=True, slots=True)
class Planned:
    """What is planned for one item; `minutes` None is not known. `source` says where from."""

    item: Item
    owner: str
    minutes: float | None
    after: tuple[str, ...]
    wave: str
    source: str = ""  # template, plan or the id of a rehearsal


@dataclass(frozen=True, slots=True)
class Bar:
    """One step of the timeline: minutes from the begin of the run, and how long it may slip."""

    planned: Planned
    start: float
    end: float
    slack: float

    @property
    def critical(self) -> bool:
        """Whether the whole run becomes later when this step does."""
        return self.slack < 0.5 and self.end > self.start


@dataclass(frozen=True, slots=True)
class Schedule:
    """The timeline of the timed steps; `circle` names items whose order leads back to them."""

    bars: tuple[Bar, ...] = ()
    minutes: float = 0.0
    unknown: tuple[str, ...] = ()
    circle: tuple[str, ...] = ()

    @property
    def critical(self) -> tuple[str, ...]:
        """The critical path: ids in the order of their begin."""
        found = sorted((one for one in self.bars if one.critical), key=lambda one: one.start)
        return tuple(one.planned.item.id for one in found)


def register(item_id: str, key: str) -> str:
    """Return the register of one planned value."""
    return f"{PLAN}{item_id}/{key}"


def plan_of(book: Book) -> dict[str, Planned]:
    """Return what is planned for every item, by id.

    A duration is the newest of what was planned by hand and what the last complete rehearsal took.
    """
    roles = settings_of(book).roles
    measured = _measured(book)
    return {one.id: _planned(book, one, roles, measured) for one in book.template.items}


def checked(book: Book, item: Item, key: str, value: str) -> str:
    """Return a planned value as it is stored.

    Raises BadInput for a wrong number, an item that is not there, and an order that leads back.
    """
    said = " ".join(value.split())[:400]
    if key == "minutes" and said and not (said.isdecimal() and 1 <= int(said) <= LONGEST_MIN):
        raise BadInput(
            Text("时长是不小于 1 的整数分钟。", "A duration is whole minutes, 1 or more.")
        )
    if key == "after":
        names = [one for one in said.replace(",", " ").replace("、", " ").split() if one != "-"]
        found = [book.template.item(one) for one in names]
        if None in found:
            missing = names[found.index(None)]
            raise BadInput(
                Text(f"没有“{missing[:40]}”这一项。", f"There is no item {missing[:40]!r}.")
            )
        ids = [one.id for one in found if one]
        after = {one.item.id: one.after for one in plan_of(book).values()} | {item.id: tuple(ids)}
        ring = circle(after)
        if ring:
            path = " → ".join(ring)
            raise BadInput(Text(f"先后顺序成环:{path}。", f"The order forms a circle: {path}."))
        return " ".join(ids) or "-"
    return said


def schedule(plan: Mapping[str, Planned], items: Sequence[Item]) -> Schedule:
    """Return the timeline of `items` as early as their order lets them begin.

    Steps whose duration is not known count as nothing and are named in `unknown`. An order that
    leads back (two machines may each have set half of it) has no timeline, only its circle.
    """
    ids = [one.id for one in items]
    after = {one: tuple(p for p in plan[one].after if p in ids) for one in ids}
    ring = circle(after)
    unknown = tuple(one for one in ids if plan[one].minutes is None)
    if ring:
        return Schedule(unknown=unknown, circle=ring)
    order = _in_order(ids, after)
    start: dict[str, float] = {}
    for one in order:
        start[one] = max((start[p] + _minutes(plan, p) for p in after[one]), default=0.0)
    end = {one: start[one] + _minutes(plan, one) for one in order}
    total = max(end.values(), default=0.0)
    late = dict.fromkeys(order, total)
    for one in reversed(order):
        for before in after[one]:
            late[before] = min(late[before], late[one] - _minutes(plan, one))
    bars = tuple(Bar(plan[one], start[one], end[one], late[one] - end[one]) for one in ids)
    return Schedule(bars, total, unknown)


def timeline(book: Book) -> Schedule:
    """Return the timeline of the runbook's timed steps."""
    return schedule(plan_of(book), book.template.timed)


def _minutes(plan: Mapping[str, Planned], item_id: str) -> float:
    return plan[item_id].minutes or 0.0


def _in_order(ids: Sequence[str], after: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the items so that each stands behind those that come first; there is no circle."""
    order: dict[str, None] = {}
    left = list(ids)
    while left:
        ready = [one for one in left if all(p in order for p in after[one])]
        order.update(dict.fromkeys(ready))
        left = [one for one in left if one not in order]
    return list(order)


def _planned(
    book: Book, item: Item, roles: Mapping[str, str], measured: Mapping[str, tuple[float, str, str]]
) -> Planned:
    minutes, source = _duration(book, item, measured.get(item.id))
    after = book.values(register(item.id, "after"))
    names = " ".join(after).split() if after else list(item.after)
    known = {one.id for one in book.template.items}
    waves = [one for one in book.values(register(item.id, "wave")) if one]
    return Planned(
        item, book.value(register(item.id, "owner")) or roles.get(item.owner_role, ""), minutes,
        tuple(dict.fromkeys(one for one in names if one in known)),
        max(waves, default=item.wave, key=natural), source,
    )  # fmt: skip


def _duration(
    book: Book, item: Item, measured: tuple[float, str, str] | None
) -> tuple[float | None, str]:
    heads = [
        one for one in book.heads.get(register(item.id, "minutes"), ())
        if one.get("value").isdecimal()
    ]  # fmt: skip
    by_hand = max((one.id for one in heads), default="")
    if measured is not None and measured[2] > by_hand:
        return measured[0], measured[1]
    if heads:
        return float(max(int(one.get("value")) for one in heads)), "plan"
    return (None, "") if item.minutes is None else (float(item.minutes), "template")


def _measured(book: Book) -> dict[str, tuple[float, str, str]]:
    """Return what each step took in the last complete rehearsal: minutes, its id, its end."""
    done = rehearsals(book, steps_of(book))
    if not done:
        return {}
    last = done[-1]
    return {
        name: (took / timedelta(minutes=1), last.id, last.ended_by)
        for name, step in last.steps.items()
        if (took := step.took) is not None
    }
