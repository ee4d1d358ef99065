"""What stands against a gate from the registers of projects, each with its gate and record."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from firstline.domain.edits.entity import Entity
from firstline.domain.health.columns import Read, Sheet
from firstline.domain.health.sheet import Flag, number_of, text_of
from firstline.domain.project import backup_plan, change_request, diagnosis, rollback_plan
from firstline.domain.words import Text


@dataclass(frozen=True, slots=True)
class GateStop:
    """One reason against the gate of this id; `project` is "" for every project."""

    gate: str
    kind: str
    id: str
    why: Text
    project: str = ""


def of_flags(
    gate: str, sheet: Sheet, entity: Entity, flags: Iterable[Flag]
) -> Iterable[GateStop]:  # fmt: skip
    """Yield the flags of a record that stop gates, each named by the record."""
    name = f"{number_of(sheet, entity)} {text_of(entity, sheet.columns[0].id)}"
    for flag in flags:
        if flag.stops:
            words = Text(f"{name}:{flag.why.zh}。", f"{name}: {flag.why.en}.")
            yield GateStop(gate, entity.kind, entity.id, words, text_of(entity, "project"))


def _points(read: Read, now: datetime) -> Iterable[GateStop]:
    """Yield pain points without an outcome: they hold gate G2 (requirements S5)."""
    for one, flags in diagnosis.points(read, now.date()):
        yield from of_flags("G2", diagnosis.POINT, one, flags)


def _changes(read: Read, now: datetime) -> Iterable[GateStop]:
    """Yield changes after the freeze that do not say their impact: they hold gate G3 (S32)."""
    reviews = read("prototype_review")
    for one, flags in change_request.changes(read("change_request"), reviews, now.date()):
        yield from of_flags("G3", change_request.SHEET, one, flags)


READY = ("G3", "GU2")
"""The gates before a cutover and before an upgrade (templates E, F)."""


def _backups(read: Read, now: datetime) -> Iterable[GateStop]:
    """Yield what backup plans do not prove: they hold the gate before the change (S45)."""
    for one, _ in backup_plan.plans(read("backup_plan"), now.date()):
        for gate in READY:
            yield from of_flags(gate, backup_plan.SHEET, one, backup_plan.against(one, now.date()))


def _rollbacks(read: Read, now: datetime) -> Iterable[GateStop]:
    """Yield what rollback plans do not say: they hold the gate before the change (S46)."""
    del now
    for one, flags in rollback_plan.plans(read("rollback_plan")):
        for gate in READY:
            yield from of_flags(gate, rollback_plan.SHEET, one, flags)


Source = Callable[[Read, datetime], Iterable[GateStop]]
# A register that may hold a gate adds its function here.
SOURCES: tuple[Source, ...] = (_points, _changes, _backups, _rollbacks)


def stops(read: Read, now: datetime) -> tuple[GateStop, ...]:
    """Return everything that stops a gate of any project at `now`."""
    return tuple(one for source in SOURCES for one in source(read, now))
