"""The curriculum: courses by role and level, how long a certificate holds, what it opens."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from firstline.domain.errors import NOTHING, BadInput
from firstline.domain.knowledge.safety import Safety
from firstline.domain.packs.pack_fields import Fields
from firstline.domain.packs.toml_places import read_toml
from firstline.domain.training.role_words import role_key
from firstline.domain.words import Text

SCHEMA = "firstline.curriculum/1"
VALID_MONTHS = 24  # where a pack says nothing (templates.md H)
FORMS = ("online", "lab", "onsite")
_OPENS = ("", str(Safety.L1), str(Safety.L2))  # L0 is everybody's, L3 the vendor's


@dataclass(frozen=True, slots=True)
class Course:
    """One course; `level` is 1 to 3, `opens` the safety class its certificate opens, "" none."""

    code: str
    title: Text
    role: str
    level: int
    hours: int = 0
    form: str = "online"
    prerequisite: str = ""
    assessment: Text = NOTHING
    valid_months: int = VALID_MONTHS
    opens: str = ""


Courses = Mapping[str, Course]


def parse_curriculum(text: str, file: str) -> dict[str, Course]:
    """Return the courses in a TOML text, by code. Raises BadInput naming file, line and fault."""
    source = read_toml(text, file)
    top = Fields(source, (), source.data)
    top.schema(SCHEMA)
    months = top.whole("valid_months", VALID_MONTHS, 1, 600)
    found: dict[str, Course] = {}
    for row in top.tables("course"):
        one = _course(row, months)
        if one.code in found:
            raise row.fault("code", f"“{one.code}”写了两次。", f"{one.code!r} stands twice.")
        found[one.code] = one
        row.done()
    top.allow("id", "title_zh", "title_en", "version", "license")
    top.done()
    return found


def _course(row: Fields, months: int) -> Course:
    return Course(
        code=row.name("code"),
        title=Text(row.text("title_zh"), row.text("title_en")),
        role=role_key(row.text("role")),
        level=row.whole("level", 1, 1, 3),
        hours=row.whole("hours", 0, 0, 1000),
        form=row.choice("form", FORMS, "online"),
        prerequisite=row.text("prerequisite", ""),
        assessment=Text(row.text("assess_zh", ""), row.text("assess_en", "")),
        valid_months=row.whole("valid_months", months, 1, 600),
        opens=row.choice("opens", _OPENS, ""),
    )


def find_course(courses: Courses, code: str) -> Course:
    """Return the course of this code, whatever the case. Raises BadInput when there is none."""
    wanted = code.strip().casefold()
    for one in courses.values():
        if one.code.casefold() == wanted:
            return one
    raise BadInput(
        Text(f"没有“{code[:40]}”这门课程。", f"There is no course “{code[:40]}”."),
        Text("什么都没有记录。", "Nothing was recorded."),
        Text("用 firstline training courses 查看课程代码。",
             "See the codes: firstline training courses."),
    )  # fmt: skip


def opening(courses: Courses, safety: Safety) -> tuple[Course, ...]:
    """Return the courses whose certificate opens steps of the class; that of L2 opens L1, too."""
    return tuple(one for one in courses.values() if one.opens and one.opens >= str(safety))


def last_day(on: date, months: int) -> date:
    """Return the last day on which a certificate of `on` holds: the day before it is so old."""
    years, month = divmod(on.month - 1 + months, 12)
    year, month = on.year + years, month + 1
    first = date(year, month, 1)
    after = date(year + month // 12, month % 12 + 1, 1)
    longest = (after - first).days
    return date.fromordinal(first.toordinal() + min(on.day, longest) - 2)
