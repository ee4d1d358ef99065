"""The trace of a project: requirement, process, UAT case, training, and its holes (S6)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC

from firstline.domain.edits.entity import Entity
from firstline.domain.health.columns import Read
from firstline.domain.health.sheet import number_of, of_project, standing, text_of
from firstline.domain.project import requirement
from firstline.domain.project.links import by_number, numbers, words
from firstline.domain.runbook.gate import Verdict
from firstline.domain.runbook.runbook import Vote
from firstline.domain.words import Text

CASE = "uat_case"
"""The kind of UAT cases: their column `requirements` names requirements by number."""


@dataclass(frozen=True, slots=True)
class Hole:
    """One place where the trace breaks; `kind` and `id` name the record it is about."""

    code: str
    why: Text
    kind: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Thread:
    """One requirement with what it leads to; `points` are the pain points that it came from."""

    entity: Entity
    cases: tuple[str, ...]
    training: tuple[str, ...]
    points: tuple[str, ...]
    holes: tuple[Hole, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """The threads of a project, and the holes that belong to none of them."""

    threads: tuple[Thread, ...]
    holes: tuple[Hole, ...]

    @property
    def all_holes(self) -> tuple[Hole, ...]:
        """Every hole."""
        return (*(hole for one in self.threads for hole in one.holes), *self.holes)

    @property
    def why(self) -> Text:
        """What it comes to, and by which rule."""
        many, holes = len(self.threads), len(self.all_holes)
        return Text(
            f"{many} 项需求,{holes} 处断开。每项需求要有流程和 UAT 用例;有阻断未结的关口不能放行。",
            f"{many} requirements, {holes} holes. Each needs a process and a UAT case; no gate is "
            "passed with an open blocker.",
        )


def title_of(entity: Entity) -> str:
    """Return what a case is called, whatever its first column is named."""
    found = (text_of(entity, name) for name in ("code", "title", "name"))
    return next((one for one in found if one), entity.id)


def _cases(records: Iterable[Entity]) -> Mapping[str, list[str]]:
    """Return the titles of the cases by the number of each requirement that they name."""
    found: dict[str, list[str]] = {}
    for one in standing(records):
        for number in numbers(text_of(one, "requirements")):
            found.setdefault(number, []).append(title_of(one))
    return found


def trace(
    read: Read, project: str = "", gates: Iterable[tuple[str, Sequence[Verdict]]] = ()
) -> Trace:
    """Return the trace of a project, or of all; `gates` are the verdicts of each runbook by name.

    A requirement that was dropped has no thread. A case that names a requirement that is on no
    list any more is a hole, too; what else a case names, such as a clause of a contract, is not.
    """
    held = read(requirement.SHEET.kind)
    cases = _cases(of_project(read(CASE), project))
    points = standing(read("pain_point"))
    threads = tuple(
        _thread(one, cases, points)
        for one, _ in requirement.requirements(held, (), (), UTC, project)
        if requirement.is_wanted(one)
    )
    known = by_number(requirement.SHEET, held)
    mark = requirement.SHEET.mark.casefold()
    gone = {number_of(requirement.SHEET, one).casefold() for one in held} - set(known)
    ours = gone | {one for one in cases if one.startswith(f"{mark}-")}
    dead = tuple(
        Hole("dead_link", Text(f"用例“{titles[0]}”指向的需求 {number.upper()} 不存在",
                               f"case {titles[0]} names {number.upper()}, which is no requirement"),
             CASE)
        for number, titles in sorted(cases.items())
        if number not in known and number in ours
    )  # fmt: skip
    return Trace(threads, (*dead, *(hole for name, found in gates for hole in _gates(name, found))))


def _thread(
    one: Entity, cases: Mapping[str, list[str]], points: Iterable[Entity]
) -> Thread:  # fmt: skip
    number = number_of(requirement.SHEET, one)
    names = {number.casefold(), one.id}
    mine = tuple(dict.fromkeys(title for name in sorted(names) for title in cases.get(name, ())))
    came = tuple(
        text_of(point, "title") for point in points
        if text_of(point, "outcome") == "requirement"
        and not names.isdisjoint(numbers(text_of(point, "link")))
    )  # fmt: skip
    holes = []
    if not mine:
        holes.append(Hole("no_case", Text(f"需求 {number} 没有 UAT 用例",
                                          f"requirement {number} has no UAT case"),
                          one.kind, one.id))  # fmt: skip
    if not text_of(one, "process"):
        holes.append(Hole("no_process", Text(f"需求 {number} 没有写明流程",
                                             f"requirement {number} names no process"),
                          one.kind, one.id))  # fmt: skip
    training = words(text_of(one, "training"))
    return Thread(one, mine, training, came, tuple(holes))


def _gates(name: str, found: Sequence[Verdict]) -> Iterable[Hole]:
    """Yield the gates that people let pass while something stops them.

    A gate counts as passed when every vote on it is go, or when every vote on a later one is.
    """
    voted = [bool(one.ballots) and all(ballot.vote is Vote.GO for ballot in one.ballots)
             for one in found]  # fmt: skip
    for at, one in enumerate(found):
        if one.reasons and any(voted[at:]):
            gate, first = one.gate.id, one.reasons[0].text
            many = len(one.reasons)
            yield Hole(
                "gate_blocked",
                Text(f"{name} 的关口 {gate} 已放行,还有 {many} 项阻断:{first.zh}",
                     f"gate {gate} of {name} was voted go with {many} open: {first.en}"),
                "runbook",
            )  # fmt: skip
