"""In which phase the system is that a ticket or a project is about, for what is offered (S2)."""

from collections.abc import Collection, Iterable, Sequence

from firstline.domain.edits.entity import Entity
from firstline.domain.health.sheet import standing, text_of
from firstline.domain.project.phase import PHASES
from firstline.domain.project.ticket_phase import phase_for
from firstline.domain.sla.agreement import BEFORE_LIVE, RUN
from firstline.domain.words import Text


def here(records: Collection[Entity], product: str = "", site: str = "") -> frozenset[str]:
    """Return the phase of the system that is concerned; where it is unknown, every phase there is.

    A system that nobody recorded runs.
    """
    if product.strip():
        return frozenset({phase_for(product, site, records) or RUN})
    return frozenset({RUN, *(text_of(one, "phase") for one in standing(records))})


def in_project(records: Iterable[Entity], project: str) -> frozenset[str]:
    """Return the phases in which the systems of the project of this name are, none without one."""
    wanted = " ".join(project.casefold().split())
    return frozenset(
        text_of(one, "phase") for one in standing(records)
        if wanted and " ".join(text_of(one, "project").casefold().split()) == wanted
    ) - {""}  # fmt: skip


def words(meant: Sequence[str]) -> Text:
    """Return the names of phases as a person reads them, an empty text for every phase."""
    if RUN in meant and not any(one in BEFORE_LIVE for one in meant):
        return Text("上线以后", "once live")
    names = [PHASES[one] for one in meant if one in PHASES]
    return Text("、".join(one.zh for one in names), ", ".join(one.en for one in names))
