"""Reads lists of people and of what they passed: CSV and workbooks, by headings or a mapping."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from functools import lru_cache
from pathlib import Path

from firstline.domain.errors import BadInput
from firstline.domain.training.taking_in import FIELDS, PEOPLE, Line
from firstline.domain.words import Text
from firstline.intake.health.files import said
from firstline.intake.lists import meanings, open_list
from firstline.intake.reading.faults import bad_file, unreadable
from firstline.intake.reading.rows import Broken, Cell, Row, Table
from firstline.intake.tickets.dates import BadDate, Column, Order, Reader
from firstline.intake.tickets.headings import folded
from firstline.intake.tickets.map_file import load_map
from firstline.intake.tickets.mapping import Map, guess
from firstline.intake.tickets.mapping import Mapping as Mapped

DAYS = ("since", "left", "on", "until")
NAMES: Mapping[str, Text] = {
    "number": Text("工号", "Employee no."), "name": Text("姓名", "Name"),
    "team": Text("班组", "Team"), "site": Text("站点", "Site"), "shift": Text("班次", "Shift"),
    "role": Text("角色", "Role"), "since": Text("入职日期", "Since"),
    "left": Text("离职日期", "Left"), "course": Text("课程", "Course"),
    "on": Text("通过日期", "Passed on"), "until": Text("有效到", "Valid until"),
    "score": Text("分数", "Score"), "proof": Text("凭据", "Proof"),
    "result": Text("结果", "Result"),
}  # fmt: skip
_ALIASES: Mapping[str, str] = {
    "number": "工号 员工编号 员工号 人员编号 职工号 编号 employee_no employee_number employee_id "
    "staff_no staff_id emp_id id no number",
    "name": "姓名 员工姓名 人员 学员 学员姓名 name employee employee_name full_name person learner",
    "team": "班组 部门 科室 组别 团队 team department dept group",
    "site": "站点 工厂 厂区 地点 公司 基地 site plant location factory",
    "shift": "班次 班别 shift",
    "role": "角色 岗位 岗位角色 职务 role roles position job post",
    "since": "入职日期 入职时间 上岗日期 到岗日期 since hired hired_on hire_date start_date start",
    "left": "离职日期 离职时间 离岗日期 left left_on end_date leave_date",
    "course": "课程 课程代码 课程编号 课程编码 course course_code course_id code",
    "on": "通过日期 完成日期 完成时间 考核日期 结业日期 培训日期 日期 on passed_on passed "
    "completed completed_on completion_date date",
    "until": "有效到 有效期至 到期日期 失效日期 until valid_until valid_to expires expiry_date",
    "score": "分数 成绩 得分 score points grade",
    "proof": "凭据 证书编号 证书号 证明 proof certificate certificate_no evidence",
    "result": "结果 是否通过 考核结果 result passed_yes_no outcome",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """A file that can be taken in: what its columns mean, for a person to look at, and its rows."""

    lines: tuple[Text, ...]
    rows: tuple[Line, ...]
    with_people: bool
    with_courses: bool
    headings: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    """Of each field the heading that it is read from."""


def read_training(path: Path, map_text: str | None, map_name: str, zone: tzinfo) -> Listed:
    """Return the rows of the file as texts by field; days are ISO 8601.

    `map_text` is a mapping file's text (mapping.Map; fields are taking_in.FIELDS). A day is read by
    the format that is given, or by one that its whole column leaves no doubt about. Raises BadInput
    for a file that is no table or tells neither a number nor a name.
    """
    given = load_map(map_text, map_name, FIELDS, DAYS) if map_text is not None else Map()
    try:
        table = open_list(path, given)
        mapped = guess(table.headings, given, field_of)
        if not {"number", "name"} & mapped.columns.keys():
            shown = "、".join(one for one in table.headings if one)[:200]
            raise bad_file(
                path, f"没有工号,也没有姓名这一列(列:{shown})。",
                f"there is no column of employee numbers or names ({shown}).",
                Text('请用 --map 指定映射文件,其中写 [columns] number = "列名"。',
                     'Name a mapping file with --map that says [columns] number = "heading".'),
            )  # fmt: skip
        readers = _readers(table, mapped, zone)
        rows = tuple(_line(one, mapped, readers) for one in table.rows())
    except OSError as error:
        raise unreadable(path, error) from error
    return Listed(
        tuple(_described(mapped)), rows,
        bool(mapped.columns.keys() & set(PEOPLE)), "course" in mapped.columns,
        tuple(table.headings), {name: table.headings[at] for name, at in mapped.columns.items()},
    )  # fmt: skip


@lru_cache(1)
def _known() -> dict[str, tuple[str, int]]:
    return meanings(_ALIASES)


def field_of(heading: str) -> tuple[str, int] | None:
    """Return the field that `heading` means and how plainly it says so, or None."""
    return _known().get(folded(heading))


def _readers(table: Table, mapped: Mapped, zone: tzinfo) -> dict[str, Reader]:
    """Return how each column of days is read. Raises BadInput where a whole column is in doubt."""
    given = mapped.given
    formats = {
        name: given.dates.get(name, given.date_format) for name in DAYS if name in mapped.columns
    }
    columns = {name: Column() for name, pattern in formats.items() if not pattern}
    for line in table.rows() if columns else ():
        if isinstance(line, Row):
            for name, column in columns.items():
                column.look(line.cells[mapped.columns[name]])
    decided = {one.order for one in columns.values()} - {Order.UNKNOWN}
    common = next(iter(decided)) if len(decided) == 1 else Order.UNKNOWN
    for name, column in columns.items():
        if column.in_doubt and common in (Order.UNKNOWN, Order.MIXED):
            raise _doubt(table.path, name, column.example)
    return {
        name: Reader(zone, pattern, common if name in columns else Order.UNKNOWN, table.epoch)
        for name, pattern in formats.items()
    }


def _doubt(path: Path, name: str, example: str) -> BadInput:
    said_ = NAMES[name]
    return bad_file(
        path, f"{said_.zh}“{example}”可能是日-月,也可能是月-日。",
        f"{said_.en}: “{example}” could be day-month or month-day.",
        Text('请在映射文件里写 date_format = "%d-%m-%Y" 之类。',
             'Say date_format = "%d-%m-%Y" or the like in a mapping file.'),
    )  # fmt: skip


def _line(line: Row | Broken, mapped: Mapped, readers: Mapping[str, Reader]) -> Line:
    if isinstance(line, Broken):
        return Line(line.number, {}, line.reason)
    values: dict[str, str] = {}
    for name, at in mapped.columns.items():
        cell = line.cells[at]
        try:
            values[name] = _day(readers[name].read, cell) if name in readers else said(cell).strip()
        except BadDate as problem:
            return Line(line.number, {}, problem.reason)
    return Line(line.number, {name: value.removeprefix("'") for name, value in values.items()})


def _day(read: Callable[[Cell], object], cell: Cell) -> str:
    value = read(cell)
    return "" if value is None else str(value)[:10]


def _described(mapped: Mapped) -> list[Text]:
    lines = []
    for name, at in sorted(mapped.columns.items(), key=lambda one: one[1]):
        how = Text("(猜测)", " (guessed)") if name in mapped.guessed else Text("", "")
        heading, word = mapped.headings[at], NAMES[name]
        lines.append(Text(f"“{heading}” → {word.zh}{how.zh}", f"“{heading}” → {word.en}{how.en}"))
    used = set(mapped.columns.values())
    lines += [
        Text(f"“{heading}” 不导入", f"“{heading}” is left out")
        for at, heading in enumerate(mapped.headings) if heading and at not in used
    ]  # fmt: skip
    return lines
