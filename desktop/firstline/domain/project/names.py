"""Projects are names: what records have in their column `project`, and what runbooks are called."""

from collections.abc import Iterable, Mapping, Sequence

from firstline.domain.edits.entity import Entity
from firstline.domain.health.sheet import standing, text_of

RUNBOOK = "runbook"


def projects(held: Mapping[str, Sequence[Entity]]) -> tuple[str, ...]:
    """Return the names of all projects that these records by kind name, in order, each once.

    A runbook is a project of its own name. Names that differ in case alone are one project.
    """
    found: dict[str, str] = {}
    for kind, records in held.items():
        column = "name" if kind == RUNBOOK else "project"
        for one in standing(records):
            name = " ".join(text_of(one, column).split())
            if name:
                found.setdefault(name.casefold(), name)
    return tuple(sorted(found.values(), key=str.casefold))


def in_phase(phases: Iterable[Entity], phase: str) -> frozenset[str]:
    """Return the projects, in lower case, of which something is in a phase."""
    return frozenset(
        text_of(one, "project").casefold() for one in standing(phases)
        if text_of(one, "phase") == phase and text_of(one, "project")
    )  # fmt: skip
