"""Reads test cases from CSV files and workbooks: one row a case, or one row a step."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from firstline.domain.uat.case import ARROW
from firstline.domain.words import Text
from firstline.intake.health.files import Entry, said
from firstline.intake.lists import meanings, open_list
from firstline.intake.reading.faults import bad_file, unreadable
from firstline.intake.reading.rows import Broken, Table
from firstline.intake.tickets.headings import folded
from firstline.intake.tickets.map_file import load_map
from firstline.intake.tickets.mapping import Map, guess
from firstline.intake.tickets.mapping import Mapping as Mapped

NAMES: Mapping[str, Text] = {
    "code": Text("编号", "Code"), "title": Text("用例", "Case"),
    "process": Text("流程", "Process"), "role": Text("角色", "Role"),
    "severity": Text("严重级别", "Severity"), "steps": Text("步骤", "Steps"),
    "expected": Text("预期结果", "Expected"), "requirements": Text("需求编号", "Requirements"),
    "project": Text("项目", "Project"),
}  # fmt: skip
_ALIASES: Mapping[str, str] = {
    "code": "编号 用例编号 用例编码 用例号 案例编号 code case_code case_id test_case_id id no",
    "title": "用例 用例名称 用例标题 标题 测试项 测试点 title case case_title name test_case "
    "summary",
    "process": "流程 业务流程 关键流程 模块 功能模块 process business_process module area",
    "role": "角色 岗位 测试角色 role tester_role",
    "severity": "严重级别 级别 重要性 优先级 severity weight priority",
    "steps": "步骤 测试步骤 操作步骤 操作 steps step test_steps action",
    "expected": "预期结果 预期 期望结果 expected expected_result expected_results",
    "requirements": "需求编号 需求 关联需求 requirements requirement req",
    "project": "项目 project",
}
_GRAVE: Mapping[str, str] = {
    "阻断": "blocker", "致命": "blocker", "高": "blocker", "critical": "blocker", "high": "blocker",
    "p1": "blocker", "严重": "major", "主要": "major", "中": "major", "medium": "major",
    "p2": "major", "一般": "minor", "次要": "minor", "低": "minor", "low": "minor", "p3": "minor",
    "p4": "minor",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """A file of cases: what its columns mean, for a person to look at, and its cases."""

    lines: tuple[Text, ...]
    rows: tuple[Entry, ...]


def read_cases(path: Path, map_text: str | None, map_name: str, project: str = "") -> Listed:
    """Return the cases of the file; cases of no project get `project`.

    `map_text` is a mapping file's text (mapping.Map; fields are NAMES). Rows of one code that
    follow one another, and rows without a code, are further steps of the case above. Raises
    BadInput for a file that is no table or has no columns of codes and steps.
    """
    given = Map() if map_text is None else load_map(map_text, map_name, tuple(NAMES), ())
    try:
        table = open_list(path, given)
        mapped = guess(table.headings, given, _field_of)
        lacking = [NAMES[one] for one in ("code", "steps") if one not in mapped.columns]
        if lacking:
            shown = "、".join(one for one in table.headings if one)[:200]
            raise bad_file(
                path, f"没有“{lacking[0].zh}”这一列(列:{shown})。",
                f"there is no column “{lacking[0].en}” ({shown}).",
                Text('请用 --map 指定映射文件,其中写 [columns] code = "列名"。',
                     'Name a mapping file with --map that says [columns] code = "heading".'),
            )  # fmt: skip
        rows = tuple(_cases(table, mapped, project))
    except OSError as error:
        raise unreadable(path, error) from error
    return Listed(tuple(_described(mapped)), rows)


@lru_cache(1)
def _known() -> dict[str, tuple[str, int]]:
    return meanings(_ALIASES)


def _field_of(heading: str) -> tuple[str, int] | None:
    return _known().get(folded(heading))


def _cases(table: Table, mapped: Mapped, project: str) -> Iterator[Entry]:
    """Yield cases, each with the number of its first row."""
    held: dict[str, str] = {}
    number = 0
    for line in table.rows():
        if isinstance(line, Broken):
            yield Entry(line.number, {}, line.reason)
            continue
        row = {
            name: said(line.cells[at]).strip().removeprefix("'")
            for name, at in mapped.columns.items()
        }
        if not any(row.values()):
            continue
        step = _step(row)
        if held and row["code"] in ("", held["code"]):
            held["steps"] = "\n".join(one for one in (held["steps"], step) if one)
            continue
        if held:
            yield Entry(number, held)
        held, number = _begun(row, step, project), line.number
    if held:
        yield Entry(number, held)


def _begun(row: Mapping[str, str], step: str, project: str) -> dict[str, str]:
    made = {name: value for name, value in row.items() if name != "expected" and value}
    grave = row.get("severity", "").casefold()
    if grave:
        made["severity"] = _GRAVE.get(grave, grave)
    return {**made, "code": row["code"], "steps": step, "project": made.get("project", project)}


def _step(row: Mapping[str, str]) -> str:
    """Return the steps of a row; several expected results go with as many steps, line by line."""
    steps, expected = row["steps"].splitlines(), row.get("expected", "").splitlines()
    if not expected:
        return row["steps"]
    if len(steps) == len(expected):
        return "\n".join(f"{do} {ARROW} {seen}" for do, seen in zip(steps, expected, strict=True))
    return f"{' / '.join(steps)} {ARROW} {' / '.join(expected)}"


def _described(mapped: Mapped) -> Iterator[Text]:
    for name, at in sorted(mapped.columns.items(), key=lambda one: one[1]):
        how = Text("(猜测)", " (guessed)") if name in mapped.guessed else Text("", "")
        heading, word = mapped.headings[at], NAMES[name]
        yield Text(f"“{heading}” → {word.zh}{how.zh}", f"“{heading}” → {word.en}{how.en}")
    used = set(mapped.columns.values())
    for at, heading in enumerate(mapped.headings):
        if heading and at not in used:
            yield Text(f"“{heading}” 不导入", f"“{heading}” is left out")
