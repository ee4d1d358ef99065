"""The figures of an outcome: its own, and those of the measure that it names by a number."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from firstline.domain.edits.edit import words_of
from firstline.domain.edits.entity import Entity
from firstline.domain.health.columns import Read, Sheet
from firstline.domain.health.sheet import day_of, text_of
from firstline.domain.project import benefit, cycle
from firstline.domain.project.benefit import number
from firstline.domain.project.links import by_number
from firstline.domain.ticket.fields import Value
from firstline.domain.training import shares


@dataclass(frozen=True, slots=True)
class Figures:
    """What an outcome is judged by; None and "" for what nobody gave.

    `way` is "up" where the target is the least that is good, "down" where it is the most.
    """

    baseline: Decimal | None = None
    target: Decimal | None = None
    way: str = ""
    actual: Decimal | None = None
    as_of: date | None = None
    evidence: str = ""
    unit: str = ""
    clashes: tuple[str, ...] = ()


def way_of(baseline: Decimal | None, target: Decimal | None, said: str) -> str:
    """Return which side of the target is good, "" where nothing tells."""
    if baseline is not None and target is not None and baseline != target:
        return "up" if target > baseline else "down"
    return said if said in ("up", "down") else ""


def _of_benefit(entity: Entity) -> Figures:
    low, high, now = (number(text_of(entity, one)) for one in ("baseline", "target", "actual"))
    return Figures(low, high, "", now, day_of(entity, "as_of"), text_of(entity, "source"),
                   text_of(entity, "unit"))  # fmt: skip


def _of_cycle(entity: Entity) -> Figures:
    low, now = (number(text_of(entity, one)) for one in ("baseline", "actual"))
    return Figures(low, None, "down", now, day_of(entity, "as_of"), text_of(entity, "source"),
                   text_of(entity, "unit"))  # fmt: skip


def _of_share(entity: Entity) -> Figures:
    part, whole = (number(text_of(entity, one)) for one in ("part", "whole"))
    share = Fraction(part) / Fraction(whole) * 100 if part is not None and whole else None
    exact = None if share is None else Decimal(share.numerator) / Decimal(share.denominator)
    way = {"ge": "up", "le": "down"}.get(text_of(entity, "operator"), "")
    goal = number(text_of(entity, "target").rstrip("% "))
    return Figures(None, goal if way else None, way, exact, day_of(entity, "end"),
                   text_of(entity, "source"), "%")  # fmt: skip


_REGISTERS: Mapping[str, tuple[Sheet, Callable[[Entity], Figures]]] = {
    one.mark: (one, made)
    for one, made in (
        (benefit.SHEET, _of_benefit), (cycle.SHEET, _of_cycle), (shares.SHEET, _of_share),
    )
}  # fmt: skip
"""The registers of measures that an outcome may name, by the mark of their numbers."""
KINDS = tuple(sheet.kind for sheet, _ in _REGISTERS.values())


def measure_record(name: str, read: Read) -> tuple[Sheet, Entity] | None:
    """Return the record of a measure that is named by its number, None for any other name."""
    key = name.strip()
    found = _REGISTERS.get(key.partition("-")[0].upper())
    if found is None:
        return None
    held = by_number(found[0], read(found[0].kind)).get(key.casefold())
    return None if held is None else (found[0], held)


def figures_of(values: Mapping[str, Value], read: Read) -> Figures:
    """Return the figures of an outcome: what it says itself stands before what its measure says.

    An actual value comes whole, with its day and evidence, from one of the two.
    """
    said = {name: words_of(values.get(name)) for name in (
        "measure", "unit", "baseline", "target", "direction", "actual", "as_of", "evidence",
    )}  # fmt: skip
    found = measure_record(said["measure"], read)
    told = _REGISTERS[found[0].mark][1](found[1]) if found else Figures()
    clashes = tuple(one.field for one in found[1].conflicts) if found else ()
    low, high = number(said["baseline"]), number(said["target"])
    low, high = (told.baseline if low is None else low), (told.target if high is None else high)
    way = way_of(low, high, said["direction"] or told.way)
    figures = replace(told, baseline=low, target=high, way=way, unit=said["unit"] or told.unit,
                      clashes=clashes)  # fmt: skip
    if not said["actual"]:
        return figures
    try:
        day = date.fromisoformat(said["as_of"])
    except ValueError:
        day = None
    return replace(figures, actual=number(said["actual"]), as_of=day, evidence=said["evidence"],
                   clashes=())  # fmt: skip
