"""The training matrix as a workbook: people × courses, what is to be done, knowledge transfer."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from firstline.domain.training.action_list import DO, ToDo
from firstline.domain.training.book import Row
from firstline.domain.training.curriculum import Courses
from firstline.domain.training.need import LEVELS, STRENGTHS
from firstline.domain.training.standing import GLYPHS, STATES, State, why
from firstline.domain.training.transfer import Capability
from firstline.domain.training.transfer import why as who_can
from firstline.domain.words import Language, Text
from firstline.report.patient import Patient
from firstline.report.tables import inert
from firstline.report.whole_file import in_one_piece

_PERSON = (Text("工号", "No."), Text("姓名", "Name"), Text("站点", "Site"), Text("班组", "Team"),
           Text("班次", "Shift"))  # fmt: skip
_DUE = (Text("期限", "Due"), Text("站点", "Site"), Text("班组", "Team"), Text("姓名", "Name"),
        Text("课程", "Course"), Text("状态", "State"), Text("做什么", "To be done"),
        Text("原因", "Why"))  # fmt: skip
_ITEMS = (Text("站点", "Site"), Text("模块", "Module"), Text("能做什么", "What"),
          Text("主责", "Primary"), Text("备份", "Backup"), Text("结论", "Standing"))  # fmt: skip
_FILLS: Mapping[State, str] = {
    State.MISSING: "#F4F4F5", State.BOOKED: "#DBEAFE", State.DONE: "#DCFCE7",
    State.DUE_SOON: "#FEF9C3", State.OVERDUE: "#FFEDD5", State.EXPIRED: "#FEE2E2",
    State.WAIVED: "#F4F4F5",
}  # fmt: skip
_LONGEST = 32_000
_HEAD_POINTS = 64  # four lines: the code, and its title in a narrow column
_A3 = 8  # ECMA-376 part 1, 18.3.1.63, paperSize


def write_matrix(
    path: Path, rows: Sequence[Row], courses: Courses, language: Language, today: date, *,
    actions: Sequence[ToDo] = (), items: Sequence[Capability] = (),
) -> int:  # fmt: skip
    """Write the workbook in one piece and return how many people it holds.

    Each cell says its state by glyph, word and colour, and its day; the sheet of actions says why.
    Raises Refused where it cannot be written.
    """

    def write(part: Path) -> int:
        from xlsxwriter import Workbook  # noqa: PLC0415 - most runs write no workbook

        with Patient(part) as file:
            book = Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False,
                                   "strings_to_numbers": False})  # fmt: skip
            try:
                _matrix(book, rows, courses, language)
                _table(book, Text("行动清单", "Actions"), _DUE, _due(actions, today, language),
                       language)  # fmt: skip
                _table(book, Text("知识转移", "Knowledge transfer"), _ITEMS,
                       _items(items, language), language)  # fmt: skip
            finally:
                book.close()
        return len(rows)

    return in_one_piece(path, write)


def _matrix(book: Any, rows: Sequence[Row], courses: Courses, language: Language) -> None:
    sheet = book.add_worksheet(Text("矩阵", "Matrix").in_(language))
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    fills = {state: book.add_format({"bg_color": color}) for state, color in _FILLS.items()}
    codes = sorted({code for row in rows for code in row.cells})
    for at, name in enumerate(_PERSON):
        sheet.write_string(0, at, name.in_(language), head)
    first = len(_PERSON)
    sheet.set_column(0, first - 1, 11)
    sheet.set_column(first, first + max(0, len(codes) - 1), 25)
    for at, code in enumerate(codes, first):
        course = courses.get(code)
        said = code
        if course is not None:
            said += f"\n{course.title.in_(language)} ({LEVELS[course.level].in_(language)})"
        sheet.write_string(0, at, inert(said), head)
    sheet.freeze_panes(1, 2)
    _for_paper(sheet)
    for line, row in enumerate(rows, 1):
        one = row.person
        for at, text in enumerate((one.number, one.name, one.site, one.team, one.shift)):
            sheet.write_string(line, at, inert(text))
        for at, code in enumerate(codes, first):
            cell = row.cells.get(code)
            if cell is not None:
                parts = [GLYPHS[cell.state], STATES[cell.state].in_(language)]
                parts += [str(cell.due)] if cell.due else []
                parts += (
                    [] if cell.need.must else [f"({STRENGTHS[cell.need.strength].in_(language)})"]
                )
                sheet.write_string(line, at, inert(" ".join(parts)), fills[cell.state])
    sheet.autofilter(0, 0, max(1, len(rows)), first + max(0, len(codes) - 1))


def _for_paper(sheet: Any) -> None:
    """Let the titles of the courses be read, and each printed page say who and which course."""
    sheet.set_row(0, _HEAD_POINTS)
    sheet.set_landscape()
    sheet.set_paper(_A3)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0, 1)


def _table(
    book: Any, name: Text, heads: Sequence[Text], rows: Iterable[Sequence[str]], language: Language
) -> None:
    sheet = book.add_worksheet(name.in_(language))
    bold = book.add_format({"bold": True, "bottom": 1})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(heads) - 2, 14)
    sheet.set_column(len(heads) - 1, len(heads) - 1, 60)
    for at, head in enumerate(heads):
        sheet.write_string(0, at, head.in_(language), bold)
    for line, row in enumerate(rows, 1):
        for at, text in enumerate(row):
            sheet.write_string(line, at, inert(text)[:_LONGEST])


def _due(actions: Sequence[ToDo], today: date, language: Language) -> Iterable[Sequence[str]]:
    for one in actions:
        person, cell = one.person, one.cell
        yield (
            one.due.isoformat(), person.site, person.team, person.label, cell.need.course,
            STATES[cell.state].in_(language), DO[cell.state].in_(language),
            why(cell, today).in_(language),
        )  # fmt: skip


def _items(items: Sequence[Capability], language: Language) -> Iterable[Sequence[str]]:
    for one in items:
        yield (one.site, one.module, one.name, one.primary, one.backup,
               who_can(one).in_(language))  # fmt: skip
