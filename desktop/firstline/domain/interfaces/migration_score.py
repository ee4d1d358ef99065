"""How risky a migration is: points from what the registers and the runbook hold, explained."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health.columns import Column, Read, Shape, Sheet
from firstline.domain.health.sheet import of_project, standing, text_of, whole_of
from firstline.domain.interfaces import mapping
from firstline.domain.interfaces.score_rule import TOP, Factor, Rule
from firstline.domain.runbook.book import Book, book_from
from firstline.domain.runbook.item import steps_of
from firstline.domain.runbook.proof import insurance
from firstline.domain.runbook.runs import rehearsals
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

WANTED_REHEARSALS = 2
KINDS = ("quality", "scope", "interface_contract", "field_mapping", "runbook")
"""The kinds of records that a score reads."""
LEVELS: Mapping[str, Text] = {
    "low": Text("低", "low"), "medium": Text("中", "medium"), "high": Text("高", "high"),
}  # fmt: skip
MARKS: Mapping[str, str] = {"low": "○", "medium": "◆", "high": "▲"}
SHEET = Sheet(
    "migration_score", "scores", "MR", Text("迁移风险评分", "Migration risk score"),
    (
        Column("project", Text("项目", "Project"), must=True),
        Column("assessed_on", Text("评分日期", "Assessed on"), Shape.DAY, must=True),
        Column("owner", Text("负责人", "Owner")),
        Column("note", Text("备注", "Note"), Shape.LINES),
        Column("score", Text("分数", "Score"), Shape.WHOLE, high=100, found=True),
        Column("level", Text("等级", "Level"), Shape.CHOICE, LEVELS, found=True),
        Column("rule", Text("规则版本", "Version of the rule"), found=True),
        Column("inputs", Text("依据", "Inputs"), Shape.LINES, found=True),
    ),
    key=("project", "assessed_on"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One factor of a score: its value (None: nobody knows), rung, points, and where it is from."""

    id: str
    title: Text
    value: Decimal | None
    rung: int
    points: Fraction
    weight: int
    source: Text

    @property
    def why(self) -> Text:
        """How the points follow (N10)."""
        said = "?" if self.value is None else f"{self.value.normalize():f}"
        got = f"{float(self.points):.1f}"
        return Text(
            f"{self.title.zh} {said} → {got}/{self.weight} 分({self.source.zh})",
            f"{self.title.en} {said} → {got}/{self.weight} points ({self.source.en})",
        )


@dataclass(frozen=True, slots=True)
class Score:
    """A score of 0 to 100, rounded up so that no risk is understated, and its parts."""

    total: int
    level: str
    rule: str
    parts: tuple[Part, ...]


def assess(read: Read, project: str, now: datetime, rule: Rule) -> Score:
    """Return the score of a project at `now` (requirements S27).

    Raises BadInput without a project: a score of everything would be one of nothing.
    """
    if not project.strip():
        raise BadInput(Text("要写明项目。", "Name the project."))
    parts = tuple(_part(one, read, project, now) for one in rule.factors)
    exact = sum((one.points for one in parts), Fraction(0))
    total = -(-exact.numerator // exact.denominator)
    level = "high" if total >= rule.high else "medium" if total >= rule.medium else "low"
    return Score(total, level, f"{rule.id} {rule.version}", parts)


def _part(factor: Factor, read: Read, project: str, now: datetime) -> Part:
    value, source = _VALUES[factor.id](read, project, now) if factor.id in _VALUES else (
        None, Text("本版本不认识这个因素", "this version does not know it")
    )  # fmt: skip
    rung = factor.rung(value)
    points = Fraction(factor.weight * rung, TOP)
    return Part(factor.id, factor.title, value, rung, points, factor.weight, source)


Found = tuple[Decimal | None, Text]


def _own(read: Read, kind: str, project: str) -> list[Entity]:
    """Return the records that name the project: those of none say nothing about it."""
    return [one for one in of_project(read(kind), project) if text_of(one, "project")]


def _quality(read: Read, project: str, _now: datetime) -> Found:
    runs = _own(read, "quality", project)
    rows, bad = (sum(whole_of(one, name) or 0 for one in runs) for name in ("rows", "defects"))
    if not rows:
        return None, Text("没有检查过数据质量", "no data-quality run is recorded")
    return (Decimal(bad * 1000) / rows).quantize(Decimal("0.01")), Text(
        f"{len(runs)} 次检查,{rows} 行 {bad} 处缺陷",
        f"{len(runs)} runs, {bad} defects in {rows} rows",
    )  # fmt: skip


def _volume(read: Read, project: str, _now: datetime) -> Found:
    moved = [one for one in _own(read, "scope", project) if text_of(one, "decision") == "migrate"]
    bare = sum(whole_of(one, "volume") is None for one in moved)
    if not moved or bare:
        return None, Text(f"{len(moved)} 个迁移对象,{bare} 个没有数量",
                          f"{len(moved)} objects to migrate, {bare} without a volume")  # fmt: skip
    return Decimal(sum(whole_of(one, "volume") or 0 for one in moved)), Text(
        f"{len(moved)} 个迁移对象", f"{len(moved)} objects to migrate"
    )


def _interfaces(read: Read, project: str, _now: datetime) -> Found:
    found = _own(read, "interface_contract", project)
    if not found:
        return None, Text("没有登记接口", "no interface is recorded")
    return Decimal(len(found)), Text("接口登记", "register of interfaces")


def _mapping(read: Read, project: str, _now: datetime) -> Found:
    rows = [(one, mapping.checked(one)) for one in _own(read, "field_mapping", project)]
    if not rows:
        return None, Text("没有字段映射", "no field is mapped")
    count = mapping.counted(rows)
    open_ = count["failed"] + count["unchecked"]
    return (Decimal(open_ * 100) / len(rows)).quantize(Decimal("0.1")), Text(
        f"{len(rows)} 条中 {open_} 条", f"{open_} of {len(rows)}"
    )


def _book(read: Read, project: str) -> Book | None:
    wanted = project.casefold()
    held = [one for one in standing(read("runbook")) if text_of(one, "name").casefold() == wanted]
    try:
        return book_from(held[-1]) if held else None
    except BadInput:
        return None


_NO_BOOK = Text("没有同名的操作手册", "no runbook has this name")


def _rehearsal(read: Read, project: str, _now: datetime) -> Found:
    book = _book(read, project)
    if book is None:
        return None, _NO_BOOK
    done = len(rehearsals(book, steps_of(book)))
    return Decimal(max(0, WANTED_REHEARSALS - done)), Text(
        f"完整演练 {done} 次,要 {WANTED_REHEARSALS} 次",
        f"{done} complete rehearsals of {WANTED_REHEARSALS}",
    )


def _backup(read: Read, project: str, now: datetime) -> Found:
    book = _book(read, project)
    if book is None:
        return None, _NO_BOOK
    gaps = insurance(book, now).reasons
    said = Text(";".join(one.zh for _, one in gaps) or "已有保障",
                "; ".join(one.en for _, one in gaps) or "insured")  # fmt: skip
    return Decimal(len(gaps)), said


_VALUES = {
    "quality": _quality, "volume": _volume, "interfaces": _interfaces, "mapping": _mapping,
    "rehearsal": _rehearsal, "backup": _backup,
}  # fmt: skip


def values_of(found: Score, project: str, today: str) -> dict[str, Value]:
    """Return what is recorded of a score: its inputs, the version of its rule, and every reason."""
    lines = [
        "\t".join((one.id, "?" if one.value is None else str(one.value), str(one.rung),
                   f"{float(one.points):.1f}", str(one.weight), one.why.zh, one.why.en))
        for one in found.parts
    ]  # fmt: skip
    return {"project": project, "assessed_on": today, "score": found.total, "level": found.level,
            "rule": found.rule, "inputs": "\n".join(lines)}  # fmt: skip


def reasons(entity: Entity) -> Sequence[Text]:
    """Return the reasons of a recorded score, one a factor."""
    found = []
    for line in text_of(entity, "inputs").splitlines():
        parts = line.split("\t")
        if len(parts) == 7:
            found.append(Text(parts[5], parts[6]))
    return found
