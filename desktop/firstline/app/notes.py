"""Tells in a banner what was left out, such as a pack that was refused."""

from collections.abc import Iterable

from firstline.domain.errors import StoreProblem
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop


class Note(StoreProblem):
    """A note shown as a banner."""

    def __init__(self, note: Text) -> None:
        super().__init__(note)


def tell(desktop: Desktop, notes: Iterable[Text]) -> None:
    """Show every note."""
    for note in notes:
        desktop.problem.emit(Note(note))
