"""Control totals: rows, sums and blanks of each group, counted while an extract is read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from firstline.domain.errors import BadInput
from firstline.domain.reconcile.plan import NO_VERDICT
from firstline.domain.words import Text

MOST_GROUPS = 20_000


@dataclass(slots=True)
class Sums:
    """What one group of one file comes to; `sums` and `blanks` by measure."""

    shown: tuple[str, ...]
    sums: list[Decimal]
    blanks: list[int]
    rows: int = 0


@dataclass(slots=True)
class Tally:
    """The groups of one file, by what they are compared by; call `add` inside `exactly`."""

    measures: int
    groups: dict[str, Sums] = field(default_factory=dict)

    def add(
        self, groups: Sequence[str], shown: Callable[[int], tuple[str, ...]],
        amounts: Sequence[Sequence[Decimal | None]],
    ) -> None:  # fmt: skip
        """Count a page: each row's group, how it is written at a place, and the measures."""
        names = set(groups)
        for one in names - self.groups.keys():
            self._open(one, shown(groups.index(one)))
        if len(names) == 1:
            self._add_all(self.groups[groups[0]], len(groups), amounts)
            return
        for group in groups:
            self.groups[group].rows += 1
        for place, column in enumerate(amounts):
            for group, value in zip(groups, column, strict=True):
                held = self.groups[group]
                if value is None:
                    held.blanks[place] += 1
                else:
                    held.sums[place] += value

    def rows(self, group: str | None) -> int:
        """Return how many rows a group has, or all of them for None."""
        if group is None:
            return sum(one.rows for one in self.groups.values())
        return self.groups[group].rows if group in self.groups else 0

    def sum(self, place: int, group: str | None) -> Decimal:
        """Return the sum of a measure over a group, or over all for None."""
        if group is None:
            return sum((one.sums[place] for one in self.groups.values()), Decimal(0))
        return self.groups[group].sums[place] if group in self.groups else Decimal(0)

    def blanks(self, place: int) -> int:
        """Return how many cells of a measure are empty."""
        return sum(one.blanks[place] for one in self.groups.values())

    def _open(self, group: str, said: tuple[str, ...]) -> None:
        if len(self.groups) >= MOST_GROUPS:
            raise BadInput(
                Text(f"分组超过 {MOST_GROUPS} 个。", f"There are more than {MOST_GROUPS} groups."),
                NO_VERDICT,
                Text("请用较少取值的列分组,例如账套和会计期间。",
                     "Group by columns of few values, such as account set and period."),
            )  # fmt: skip
        zeros = [Decimal(0)] * self.measures
        self.groups[group] = Sums(said, zeros, [0] * self.measures)

    def _add_all(
        self, held: Sums, rows: int, amounts: Sequence[Sequence[Decimal | None]]
    ) -> None:  # fmt: skip
        held.rows += rows
        for place, column in enumerate(amounts):
            blanks = column.count(None)
            held.blanks[place] += blanks
            held.sums[place] += sum((one for one in column if one is not None), Decimal(0))
