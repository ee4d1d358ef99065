"""The mapping of fields: source to target, its transform, and whether a test value comes out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from firstline.domain.edits.entity import Entity
from firstline.domain.health.columns import PROJECT_NAME, Column, Shape, Sheet
from firstline.domain.health.sheet import Flag, of_project, text_of
from firstline.domain.interfaces.secrets import refuse_secrets
from firstline.domain.interfaces.transform import (
    NotApplicable,
    apply,
    computable,
    refuse_half_steps,
)
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

STATES: Mapping[str, Text] = {
    "passed": Text("通过", "passed"), "failed": Text("不符", "failed"),
    "unchecked": Text("未检查", "unchecked"),
}  # fmt: skip
MARKS: Mapping[str, str] = {"passed": "✓", "failed": "✗", "unchecked": "?"}


def _rule(values: Mapping[str, Value]) -> None:
    refuse_secrets(values, {one.id: one.name for one in SHEET.columns})
    refuse_half_steps(str(values.get("transform") or ""))


SHEET = Sheet(
    "field_mapping", "mappings", "FM", Text("字段映射", "Field mapping"),
    (
        Column("source", Text("来源字段", "Source field"), must=True),
        Column("target", Text("目标字段", "Target field"), must=True),
        Column("transform", Text("转换", "Transform")),
        Column("default", Text("默认值", "Default")),
        Column("owner", Text("负责人", "Owner")),
        Column("test_value", Text("测试值", "Test value")),
        Column("expected", Text("应得", "Expected")),
        Column("actual", Text("实得", "Delivered")),
        Column("case", Text("诊断项", "Case")),
        Column("note", Text("备注", "Note"), Shape.LINES),
        Column("project", PROJECT_NAME),
    ),
    key=("project", "case", "source", "target"), rule=_rule,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether a row's test value came out as expected, what came out, and how that is known."""

    state: str
    got: str
    why: Text


def checked(entity: Entity) -> Checked:
    """Return whether a mapping holds (requirements S35).

    What the interface truly delivered counts before what the transform says. Without an expected
    value, or with a transform in plain words and nothing delivered, it is unchecked.
    """
    expected, actual = text_of(entity, "expected"), text_of(entity, "actual")
    if not expected:
        return Checked("unchecked", actual, Text("没有写应得的值", "no expected value is given"))
    if actual:
        return _told(actual, expected, Text("接口实际送来", "what the interface delivered"))
    transform = text_of(entity, "transform")
    if not computable(transform):
        return Checked("unchecked", "", Text("转换是用文字写的,还没有写实得的值",
                       "the transform is in plain words, nothing was delivered"))  # fmt: skip
    try:
        got = apply(transform, text_of(entity, "test_value"), text_of(entity, "default"))
    except NotApplicable as found:
        return Checked("failed", "", found.why)
    return _told(got, expected, Text("按转换规则推算", "reckoned by the transform"))


def _told(got: str, expected: str, how: Text) -> Checked:
    same = got == expected
    zh, en = ("=", "=") if same else ("≠", "≠")
    return Checked("passed" if same else "failed", got, Text(
        f"“{got}”{zh}“{expected}”({how.zh})", f"{got!r} {en} {expected!r} ({how.en})",
    ))  # fmt: skip


def flags(entity: Entity) -> tuple[Flag, ...]:
    """Return what is to be looked at: a row that failed, one unchecked, one without an owner."""
    found, held = [], checked(entity)
    if held.state != "passed":
        words = STATES[held.state]
        why = Text(f"{words.zh}:{held.why.zh}", f"{words.en}: {held.why.en}")
        found.append(Flag(held.state, why))
    if not text_of(entity, "owner"):
        found.append(Flag("no_owner", Text("没有负责人", "nobody owns it")))
    return tuple(found)


def mappings(
    records: Iterable[Entity], project: str = "", case: str = ""
) -> list[tuple[Entity, Checked]]:
    """Return the rows of a project, or of one case, those that failed first."""
    wanted = case.casefold()
    held = [
        one for one in of_project(records, project)
        if not wanted or text_of(one, "case").casefold() == wanted
    ]  # fmt: skip
    rank = ("failed", "unchecked", "passed")
    found = [(one, checked(one)) for one in held]
    return sorted(found, key=lambda pair: (rank.index(pair[1].state), text_of(pair[0], "source")))


def counted(rows: Sequence[tuple[Entity, Checked]]) -> dict[str, int]:
    """Return how many rows stand in each state."""
    return {state: sum(one.state == state for _, one in rows) for state in STATES}


def of_case(case: Entity, records: Iterable[Entity]) -> list[tuple[Entity, Checked]]:
    """Return the rows of one diagnosis: those that name it, in its project or in none."""
    return mappings(records, text_of(case, "project"), text_of(case, "name"))


def case_flags(rows: Sequence[tuple[Entity, Checked]]) -> tuple[Flag, ...]:
    """Return what the mapping of a diagnosis still lacks, () where every row passed."""
    count = counted(rows)
    bad, open_ = count["failed"], count["unchecked"]
    if not bad and not open_:
        return ()
    return (Flag("mapping", Text(
        f"字段映射 {len(rows)} 条:{bad} 条不符,{open_} 条未检查",
        f"{len(rows)} mapped fields: {bad} failed, {open_} unchecked",
    )),)  # fmt: skip
