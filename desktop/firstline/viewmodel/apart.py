"""Work apart from the window that may meet a problem: told in its place, and then nothing more."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from firstline.domain.errors import Problem
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.later import Later

if TYPE_CHECKING:
    from firstline.store.store import Store


def apart(
    desktop: Desktop, later: Later, work: Callable[[], object], then: Callable[[Any], None]
) -> None:
    """Do `work` apart, then `then` with what it made here; a Problem it raises is told instead."""

    def guarded(_store: "Store") -> object:
        try:
            return work()
        except Problem as problem:
            return problem

    def done(made: object) -> None:
        if isinstance(made, Problem):
            desktop.problem.emit(made)
        else:
            then(made)

    later(guarded, done)
