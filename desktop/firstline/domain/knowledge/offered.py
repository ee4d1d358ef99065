"""What is offered first: templates say which phases they are for, and none is hidden (S2)."""

from collections.abc import Callable, Collection, Iterable, Sequence
from enum import IntEnum
from typing import TypeVar

from firstline.domain.sla.agreement import ALL_PHASE_TAGS, RUN
from firstline.domain.ticket.ticket import Ticket

One = TypeVar("One")


class Fit(IntEnum):
    """How well a template fits the phase; the smaller comes first."""

    FITS, ANY, OTHER = 0, 1, 2


def fit(meant: Sequence[str], phases: Collection[str]) -> Fit:
    """Return whether what is meant for these phases fits where one of `phases` holds."""
    if not meant:
        return Fit.ANY
    return Fit.FITS if any(one in phases for one in meant) else Fit.OTHER


def ordered(
    offered: Iterable[One], meant: Callable[[One], Sequence[str]], phases: Collection[str]
) -> list[One]:
    """Return all that is offered: what fits the phase, what is for every one, then the rest."""
    return sorted(offered, key=lambda one: fit(meant(one), phases))


def told(ticket: Ticket) -> frozenset[str]:
    """Return the phase that a ticket says its system was in."""
    marks = [one for one in ticket.tags if one in ALL_PHASE_TAGS]
    return frozenset({one.partition(":")[2] for one in marks} or {RUN})
