"""A test case: a process, a role, and steps that each say what is done and what is expected."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from firstline.domain.digests import digest
from firstline.domain.edits.edit import words_of
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health.columns import PROJECT_NAME, Column, Shape, Sheet
from firstline.domain.health.sheet import text_of
from firstline.domain.runbook.runbook import SEVERITIES
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Language, Text

ARROW = "=>"
MOST_STEPS = 200
_SPLITS = tuple(re.compile(rf"\s*(?:{one})\s*") for one in ("=>|⇒", "->|→|\t"))
_NUMBER = re.compile(r"^\d{1,3}(?:[、))]\s*|\.\s+|\.(?=\D))")
TOLD = ("title", "process", "role", "steps")  # columns whose shipped texts stand in both languages


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what is done, and what has to be seen then."""

    do: str
    expected: str


def steps_of(text: str) -> tuple[Step, ...]:
    """Return the steps of a text with one step a line: what is done => what is expected."""
    found = []
    for line in text.splitlines():
        said = _NUMBER.sub("", line.strip())
        if said:
            found.append(_step(said))
    return tuple(found)


def _step(said: str) -> Step:
    for one in _SPLITS:
        parts = one.split(said, maxsplit=1)
        if len(parts) > 1:
            return Step(parts[0].strip(), parts[1].strip())
    return Step(said, "")


def steps_text(steps: Iterable[tuple[str, str]]) -> str:
    """Return steps as the text that `steps_of` reads."""
    return "\n".join(f"{do} {ARROW} {expected}" for do, expected in steps)


def rule(values: Mapping[str, Value]) -> None:
    """Raise BadInput for a step without an expected result, and for too many steps."""
    steps = steps_of(words_of(values.get("steps")))
    bare = [str(at) for at, one in enumerate(steps, 1) if not (one.do and one.expected)]
    if bare:
        at = ", ".join(bare[:5])
        raise BadInput(
            Text(f"第 {at} 步没有写预期结果。", f"Step {at} says no expected result."),
            next_step=Text("每步一行:操作 => 预期结果。",
                           "Write one step a line: what is done => what is expected."),
        )  # fmt: skip
    if len(steps) > MOST_STEPS:
        raise BadInput(Text(f"最多 {MOST_STEPS} 步。", f"At most {MOST_STEPS} steps."))


SHEET = Sheet(
    "uat_case", "cases", "UC", Text("测试用例", "Test case"),
    (
        Column("code", Text("编号", "Code"), must=True),
        Column("title", Text("用例", "Case"), must=True),
        Column("process", Text("流程", "Process"), must=True),
        Column("role", Text("角色", "Role")),
        Column("severity", Text("严重级别", "Severity"), Shape.CHOICE,
               {str(one): words for one, words in SEVERITIES.items()}, must=True, first="major"),
        Column("steps", Text("步骤(操作 => 预期)", "Steps (do => expected)"), Shape.LINES,
               must=True),
        Column("requirements", Text("需求编号", "Requirements")),
        Column("project", PROJECT_NAME),
    ),
    key=("project", "code"),
    rule=rule,
    told=TOLD,
    together=("steps",),  # what is tested is one list, whoever reads it
)  # fmt: skip


def said_in(entity: Entity, name: str, language: Language) -> str:
    """Return a column's text in a language; what people typed stands in both."""
    english = text_of(entity, f"{name}_en") if language != "zh_CN" else ""
    return english or text_of(entity, name)


def fingerprint(steps: str) -> str:
    """Return what tells one text of steps from another; spaces and numbering do not count."""
    told = "\n".join(f"{one.do}\x1f{one.expected}" for one in steps_of(steps))
    return digest(told.encode()).hex()[:16]


def numbers(entity: Entity) -> tuple[str, ...]:
    """Return the requirements that a case covers."""
    return tuple(one for one in re.split(r"[\s,,、;;]+", text_of(entity, "requirements")) if one)
