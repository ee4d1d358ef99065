"""Reads a roster from a file: CSV with Chinese or English headings, an XLSX sheet, or TOML."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from firstline.domain.errors import BadInput
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text
from firstline.intake.reading.delimited import open_delimited
from firstline.intake.reading.faults import bad_file, unreadable
from firstline.intake.reading.rows import Broken, Row
from firstline.intake.reading.workbook import open_workbook

_MOST_BYTES = 4 * 1024 * 1024
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    # i18n: typed, not shown
    "name": ("name", "姓名", "名字"),
    # i18n: typed, not shown
    "skills": ("skills", "skill", "技能"),
    # i18n: typed, not shown
    "sites": ("sites", "site", "站点"),
    # i18n: typed, not shown
    "shifts": ("shifts", "shift", "班次"),
    # i18n: typed, not shown
    "days": ("days", "工作日"),
    # i18n: typed, not shown
    "hours": ("hours", "值守时间"),
    # i18n: typed, not shown
    "rota_from": ("rota_from", "轮班起始"),
    # i18n: typed, not shown
    "leave": ("leave", "休假"),
    # i18n: typed, not shown
    "capacity": ("capacity", "上限"),
    # i18n: typed, not shown
    "owner_of": ("owner_of", "owner", "队列负责"),
}
_FIELD_OF = {one: name for name, words in _HEADINGS.items() for one in words}


class Entry(NamedTuple):
    """One person of the file: its row, and the values or why it cannot be read."""

    row: int
    values: Mapping[str, Value]
    reason: Text | None = None


def read_roster(path: Path) -> list[Entry]:
    """Return the people in the file, in its order; unknown columns are passed over.

    Raises BadInput for a file that cannot be read or has no column of names.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise bad_file(path, "文件太大(超过 4 MB)。", "the file is too large (over 4 MB).")
        if path.suffix.lower() == ".toml":
            return list(_from_toml(path))
        return list(_from_table(path))
    except OSError as error:
        raise unreadable(path, error) from error


def _from_table(path: Path) -> Iterator[Entry]:
    opens = open_workbook if path.suffix.lower() == ".xlsx" else open_delimited
    table = opens(path)
    fields = [_FIELD_OF.get(one.strip().casefold(), "") for one in table.headings]
    if "name" not in fields:
        raise _no_names(path)
    for line in table.rows():
        if isinstance(line, Broken):
            yield Entry(line.number, {}, line.reason)
        else:
            yield Entry(line.number, _values(fields, line))


def _values(fields: list[str], line: Row) -> dict[str, Value]:
    cells = zip(fields, line.cells, strict=False)
    return {name: _plain(cell) for name, cell in cells if name and cell is not None}


def _plain(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _from_toml(path: Path) -> Iterator[Entry]:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise bad_file(path, f"不是有效的 TOML({error})。", f"is no TOML ({error}).") from error
    people = raw.get("person", [])
    if not isinstance(people, list) or not people:
        raise _no_names(path)
    for number, one in enumerate(people, 1):
        if not isinstance(one, dict):
            yield Entry(number, {}, Text("不是一个人的条目。", "This is no entry of a person."))
            continue
        values = {str(key): _listed(value) for key, value in one.items()}
        yield Entry(number, values)


def _listed(value: object) -> Value:
    if isinstance(value, list):
        return tuple(str(one) for one in value)
    return value if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _no_names(path: Path) -> BadInput:
    return bad_file(
        path, "没有“姓名/name”这一栏。", "there is no column “name”.",
        Text("表头:姓名,技能,站点,班次,值守时间,休假,上限。",
             "Headings: name, skills, sites, shifts, hours, leave, capacity."),
    )  # fmt: skip
