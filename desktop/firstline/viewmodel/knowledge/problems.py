"""Problem records as the window shows them: the list, and each with its tickets by number."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from firstline.domain.ids import new_id
from firstline.domain.knowledge.recurrence import (
    KIND,
    STAGES,
    Recurrence,
    Stage,
    open_problem,
    recurrence_from,
)
from firstline.domain.ticket.statuses import CHART
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.store.store import Store
    from firstline.viewmodel.desk import Desktop

MADE = Text("已建立问题记录", "Problem record made")


@dataclass(frozen=True, slots=True)
class ProblemTicket:
    """One ticket of a problem: its id, and what a person reads."""

    id: str
    words: Text


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """One problem record with its tickets, in the order in which they were added."""

    problem: Recurrence
    tickets: tuple[ProblemTicket, ...] = ()

    @property
    def cells(self) -> tuple[Text, ...]:
        """Number, title, stage, product and how many tickets."""
        one, many = self.problem, str(len(self.problem.tickets))
        return (
            Text(one.number, one.number), Text(one.title, one.title), STAGES[one.stage],
            Text(one.product, one.product), Text(many, many),
        )  # fmt: skip


def problems(store: "Store") -> list[ProblemRow]:
    """Return the problem records, those that are not removed first, the newest before older."""
    found = [recurrence_from(one) for one in store.records(KIND)]
    found.sort(key=lambda one: one.id, reverse=True)
    found.sort(key=lambda one: one.stage is Stage.SOLVED)
    return [ProblemRow(one, tuple(_ticket(store, held) for held in one.tickets)) for one in found]


def make(desktop: "Desktop", ticket_ids: Sequence[str]) -> str:
    """Make a problem record of these tickets; return its id, "" where nothing was made."""
    tickets = [found for one in ticket_ids if (found := desktop.store.find(one))]
    if not tickets:
        return ""
    stamp, first = desktop.stamp(), tickets[0]
    edit = open_problem(
        stamp, new_id(stamp.at), first.title, (one.id for one in tickets),
        product=first.product, module=first.module,
    )  # fmt: skip
    return edit.entity if desktop.perform(edit, text=MADE) else ""


def _ticket(store: "Store", ticket_id: str) -> ProblemTicket:
    row = store.row(ticket_id)
    if row is None:
        gone = Text("(不在这台电脑上)", "(not on this PC)")
        return ProblemTicket(ticket_id, gone)
    name, head = CHART[row.status].name, f"{row.number} {row.title}"
    return ProblemTicket(ticket_id, Text(f"{head} · {name.zh}", f"{head} · {name.en}"))
