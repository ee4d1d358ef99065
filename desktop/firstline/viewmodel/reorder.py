"""How one sorted list of row keys becomes another in the fewest visible steps."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_STEPS = 200  # with more, drawing the list afresh is cheaper and looks the same


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps from the old list to `keys`: rows to take out, rows to put in, then the order.

    `removed` are old positions, the last first; `inserted` are (position, key) after the removal,
    in rising order. `fresh` says that the list is better drawn anew.
    """

    keys: list[int]
    removed: tuple[int, ...] = ()
    inserted: tuple[tuple[int, int], ...] = ()
    reordered: bool = False
    fresh: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether the old list already is the new one."""
        return not (self.removed or self.inserted or self.reordered or self.fresh)


def plan(old: Sequence[int], new: list[int]) -> Plan:
    """Return the steps that lead from `old` to `new`; both hold no key twice."""
    old = list(old)
    if old == new:
        return Plan(new)
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])  # what lies between is all that differs
    was, now = old[head : len(old) - tail], new[head : len(new) - tail]
    before, after = set(was), set(now)
    gone, come = before - after, after - before
    if len(gone) + len(come) > MOST_STEPS or not old or not new:
        return Plan(new, fresh=True)
    removed = tuple(head + at for at in range(len(was) - 1, -1, -1) if was[at] in gone)
    inserted = tuple((head + at, key) for at, key in enumerate(now) if key in come)
    kept_old = [key for key in was if key not in gone]
    kept_new = [key for key in now if key not in come]
    return Plan(new, removed, inserted, kept_old != kept_new)


def _common(one: list[int], other: list[int]) -> int:
    """Return how many keys both lists begin with, by halving: whole slices compare fast."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
