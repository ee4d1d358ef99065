"""The matrix as a table: people down, courses across, each cell one glyph with its reason."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from firstline.domain.overrides import override
from firstline.domain.training.curriculum import Course
from firstline.domain.training.need import FORM_WORDS, LEVELS, STRENGTHS, Need
from firstline.domain.training.person import Person
from firstline.domain.training.standing import GLYPHS, STATES, Cell, why
from firstline.domain.words import Text, several
from firstline.viewmodel.plain import as_told
from firstline.viewmodel.training.model import TrainingModel

GAPS_ROLE = Qt.ItemDataRole.UserRole + 1
TEAM_ROLE = Qt.ItemDataRole.UserRole + 2
_ROOT = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex
UNREAD = "…"
READING = Text("正在读取培训台账…", "Reading the training book …")
NOBODY = Text("没有符合的人。", "Nobody fits.")
_NOT_ASKED = Text("不要求", "not asked")


class MatrixModel(QAbstractTableModel):
    """Answers for the cells that are painted, and for no others."""

    def __init__(self, model: TrainingModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._speech = model.desktop.speech
        model.changed.connect(self._renew)
        model.weighed.connect(self._recount)

    def _renew(self) -> None:
        self.beginResetModel()
        self.endResetModel()

    def _recount(self) -> None:
        if self.rowCount():
            last = self.rowCount() - 1
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, last)

    def person(self, row: int) -> Person | None:
        """Return who stands in the row."""
        people = self._model.people
        return people[row] if 0 <= row < len(people) else None

    def code(self, column: int) -> str:
        """Return which course stands in the column, "" for none."""
        codes = self._model.codes
        return codes[column] if 0 <= column < len(codes) else ""

    def cells(self, row: int) -> Mapping[str, Cell | Need]:
        """Return how the person in a row stands, by course; what is asked while it is unread."""
        person = self.person(row)
        if person is None:
            return {}
        model = self._model
        return model.asked(person) if model.is_unread else model.row(person).cells

    def place(self, person: str, code: str) -> QModelIndex:
        """Return where this person's standing to the course is shown."""
        row = next((at for at, one in enumerate(self._model.people) if one.id == person), -1)
        column = list(self._model.codes).index(code) if code in self._model.codes else -1
        return self.index(row, column) if row >= 0 and column >= 0 else QModelIndex()

    @override
    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._model.people)

    @override
    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._model.codes)

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        person, code = self.person(index.row()), self.code(index.column())
        if person is None or not code:
            return None
        cell, unread = self._model.cell(person, code), self._model.is_unread
        if role == Qt.ItemDataRole.DisplayRole:
            return UNREAD if unread else GLYPHS[cell.state] if cell else ""
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return as_told(role, self.told(person, code, cell))
        return None

    def told(self, person: Person, code: str, cell: Cell | None) -> str:
        """Return a cell in words: who, which course, how it stands and why."""
        say, course = self._speech, self._model.course(code)
        head = f"{person.label} · {code} {say(course.title) if course else ''}".strip()
        if self._model.is_unread:
            return f"{head}: {say(READING)}"
        if cell is None:
            return f"{head}: {say(_NOT_ASKED)}"
        strength = say(STRENGTHS[cell.need.strength])
        reason = say(why(cell, self._model.today))
        return f"{head}: {say(STATES[cell.state])} ({strength}). {reason}"

    @override
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            return self._head(self.code(section), role)
        person = self.person(section)
        return None if person is None else self._name(person, role)

    def _head(self, code: str, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return code
        course = self._model.course(code)
        told = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
        return as_told(role, self.course_words(course)) if course and role in told else None

    def course_words(self, course: Course) -> str:
        """Return a course in one line."""
        say = self._speech
        hours = say(Text(f"{course.hours} 小时", f"{course.hours} h"))
        return (
            f"{course.code} {say(course.title)} · {say(LEVELS[course.level])} · "
            f"{say(FORM_WORDS[course.form])} · {hours}"
        )

    def _name(self, person: Person, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return person.label
        if role == TEAM_ROLE:
            return person.team
        gaps = self._model.weights.gaps.get(person.id)
        if role == GAPS_ROLE:
            return gaps
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            parts = (person.label, person.number, person.site, person.team, person.shift)
            lack = "" if gaps is None else self._speech(Text(f"缺口 {gaps}", several(gaps, "gap")))
            return as_told(role, " · ".join(one for one in (*parts, lack) if one))
        return None
