"""The templates of runbooks: which is offered first, and what a later version of one adds."""

from collections.abc import Sequence

from firstline.domain.knowledge.offered import ordered
from firstline.domain.project.offered import in_project
from firstline.domain.runbook.acts import Entry
from firstline.domain.runbook.adopt import Difference, difference
from firstline.domain.runbook.adopt import adopt as entry_of
from firstline.domain.runbook.book import Book
from firstline.domain.runbook.runbook import Template
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.runbook.runbook import RunbookModel


def offered(
    desktop: Desktop, model: RunbookModel, project: str
) -> tuple[list[Template], frozenset[str]]:
    """Return all templates, those for the phase of this project's systems first, and it (S2).

    Without a project, or with one of which nobody recorded a phase, the phases are none.
    """
    phases = in_project(desktop.store.records("phase"), project)
    return ordered(model.templates().values(), lambda one: one.phases, phases), phases


def newer(model: RunbookModel) -> Difference | None:
    """Return what a later version of its template adds to the chosen runbook, None for nothing.

    What can only stay out, since people have signed, is told as well.
    """
    shown = model.shown
    current = model.templates().get(shown.book.template.id) if shown else None
    if shown is None or current is None:
        return None
    found = difference(shown.book, current, model.now)
    return None if found.is_empty and not found.left else found


def adopt(model: RunbookModel, by: str, second: str, reason: str) -> bool:
    """Lay the later version of its template over the chosen runbook."""

    def make(book: Book) -> Sequence[Entry]:
        current = model.templates()[book.template.id]
        return [entry_of(book, current, model.now, by=by, second=second, reason=reason)]

    return model.do(make, Text("新版模板已补进去", "The newer template is laid in"))
