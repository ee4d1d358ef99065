"""The matrix on the glass: heads that stay, cells that are painted where they are seen."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView

from firstline.domain.overrides import override
from firstline.viewmodel.training.matrix import MatrixModel
from firstline.widgets import theme
from firstline.widgets.training.cells import SIDE
from firstline.widgets.training.glass import paint_cells
from firstline.widgets.training.heads import CourseHead, NameHead

_Index = QModelIndex | QPersistentModelIndex
_OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class MatrixView(QTableView):
    """Arrows move, Return opens the cell, P the person; the current cell outlives a new reading."""

    opened = Signal(str, str)  # the id of a person, the code of a course
    passed = Signal(str, str)  # the current cell is another now
    person_wanted = Signal(str)

    def __init__(self, matrix: MatrixModel) -> None:
        super().__init__()
        self.matrix = matrix
        self.courses, self.names = CourseHead(), NameHead()
        self.only = ""  # the state that a filter asks for
        self._held = ("", "")
        self.setObjectName("matrix")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setHorizontalHeader(self.courses)
        self.setVerticalHeader(self.names)
        self.setModel(matrix)
        self.setCornerButtonEnabled(False)
        matrix.modelAboutToBeReset.connect(self._hold)
        matrix.modelReset.connect(self._back)
        self.doubleClicked.connect(self._open)
        self.names.sectionClicked.connect(self._ask_for)
        self.retranslate()

    def key(self) -> tuple[str, str]:
        """Return the person's id and the course's code of the current cell, "" for none."""
        index = self.currentIndex()
        person = self.matrix.person(index.row())
        return (person.id, self.matrix.code(index.column())) if person else ("", "")

    def go_to(self, person: str, code: str) -> bool:
        """Make a cell current; False where it is not shown."""
        index = self.matrix.place(person, code)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)
        return index.isValid()

    def retranslate(self) -> None:
        """Take the size and the colours in use."""
        side = theme.px(SIDE)
        for head in (self.courses, self.names):
            head.setMinimumSectionSize(side)
            head.setDefaultSectionSize(side)
            head.updateGeometry()
        self.updateGeometries()
        self.viewport().update()

    def _hold(self) -> None:
        held = self.key()
        self._held = held if held[0] else self._held

    def _back(self) -> None:
        if not (self._held[0] and self.go_to(*self._held)) and self.matrix.rowCount():
            self.setCurrentIndex(self.matrix.index(0, 0))

    @override
    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        self.courses.mark(current.column())
        self.names.mark(current.row())
        self.passed.emit(*self.key())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        paint_cells(self, self.matrix, event.rect(), self.only)

    def _open(self) -> None:
        person, code = self.key()
        if person:
            self.opened.emit(person, code)

    def _ask_for(self, row: int) -> None:
        person = self.matrix.person(row)
        if person is not None:
            self.person_wanted.emit(person.id)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in _OPENING:
            self._open()
        elif event.key() == Qt.Key.Key_P and plain:
            self._ask_for(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)
