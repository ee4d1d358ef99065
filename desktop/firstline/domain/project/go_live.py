"""The go-live gate: what passes it is live, and its new tickets have the targets of operation."""

from collections.abc import Callable, Iterable, Sequence
from datetime import tzinfo

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity
from firstline.domain.health.sheet import standing, text_of
from firstline.domain.project import phase
from firstline.domain.runbook.gate import Verdict
from firstline.domain.sla.agreement import BEFORE_LIVE


def passed(found: Iterable[Verdict]) -> Verdict | None:
    """Return the go-live gate that lets pass, None where there is none or it does not."""
    return next((one for one in found if one.gate.go_live and one.go), None)


def waiting(phases: Iterable[Entity], project: str) -> list[Entity]:
    """Return the systems of a project that are in a phase before go-live."""
    wanted = " ".join(project.casefold().split())
    return [
        one for one in standing(phases)
        if wanted and " ".join(text_of(one, "project").casefold().split()) == wanted
        and text_of(one, "phase") in BEFORE_LIVE
    ]  # fmt: skip


def moves(
    phases: Iterable[Entity], project: str, found: Sequence[Verdict],
    stamps: Callable[[], Stamp], zone: tzinfo,
) -> list[Edit]:  # fmt: skip
    """Return the edits by which the project's systems go live, once its go-live gate lets pass.

    A system that is live already stays; one that went live does not go back with the gate.
    """
    gate = passed(found)
    if gate is None:
        return []
    made = []
    for one in waiting(phases, project):
        note = f"{gate.gate.id} {gate.gate.title.zh} / {gate.gate.title.en}"
        edit = phase.move(one, "go_live", {"note": note}, stamps(), zone)
        if edit is not None:
            made.append(edit)
    return made
