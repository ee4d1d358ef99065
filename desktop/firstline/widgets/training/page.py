"""The page of training: what is to be done first, then the matrix and the people."""

from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.later import Later
from firstline.viewmodel.training.doors import TrainingDoors
from firstline.viewmodel.training.model import TrainingModel
from firstline.widgets import layouts, theme
from firstline.widgets.entry import enter_at
from firstline.widgets.plain_label import PlainLabel
from firstline.widgets.purpose import TRAINING, Purpose
from firstline.widgets.training.actions_leaf import ActionsLeaf

if TYPE_CHECKING:
    from firstline.widgets.superusers.part import SuperusersPart
    from firstline.widgets.training.courses_leaf import CoursesLeaf
    from firstline.widgets.training.files_leaf import FilesLeaf
    from firstline.widgets.training.items_leaf import ItemsLeaf
    from firstline.widgets.training.matrix_leaf import MatrixLeaf
    from firstline.widgets.training.people_leaf import PeopleLeaf
    from firstline.widgets.training.sessions_leaf import SessionsLeaf

# ruff: noqa: PLC0415 - each leaf is loaded when somebody first goes there

_Leaf = TypeVar("_Leaf", bound=QWidget)
TITLE = Text("培训", "Training")
ACTIONS, MATRIX, PEOPLE, SESSIONS, COURSES, ITEMS, COVERAGE, FILES = range(8)
LEAVES = (
    Text("要做的", "To do"), Text("矩阵", "Matrix"), Text("人员", "People"),
    Text("场次", "Sessions"), Text("课程", "Courses"), Text("知识转移", "Transfer"),
    Text("覆盖", "Coverage"), Text("导入导出", "Import, export"),
)  # fmt: skip
LARGE = 150  # percent: the leaves need the room
_NAMES = ("todo", "matrix", "people", "sessions", "courses", "items", "coverage", "files")


class TrainingPage(QWidget):
    """Reads while it is on screen."""

    def __init__(self, desktop: Desktop, later: Later, doors: TrainingDoors) -> None:
        super().__init__()
        self._desktop = desktop
        self._later = later
        self._speech = desktop.speech
        self.model = TrainingModel(desktop, later, doors, self)
        self._title, self.late = PlainLabel(), PlainLabel()
        self.leaves = QTabBar()
        self._stack = QStackedWidget()
        self._lay()
        self.leaves.currentChanged.connect(self._on_leaf)
        self.model.weighed.connect(self._count)
        self._speech.switched.connect(self.retranslate)
        self.retranslate()
        self._on_leaf(ACTIONS)

    def _lay(self) -> None:
        self._title.setProperty("look", "title")
        self.late.setProperty("look", "late")
        self.leaves.setDrawBase(False)
        self.leaves.setExpanding(False)
        head = layouts.title_line(self._title)
        head.addWidget(self.leaves, 1)
        head.addWidget(self.late)
        for _ in LEAVES:
            self.leaves.addTab("")
        self.purpose = Purpose(self._speech, TRAINING)
        layouts.headed(self, head, layouts.topped(self._stack), self.purpose)
        enter_at(self, self.leaves)

    @cached_property
    def todo(self) -> ActionsLeaf:
        """What is to be done."""
        made = ActionsLeaf(self.model)
        made.pane.person_wanted.connect(self.show_person)
        return self._kept(made)

    @cached_property
    def matrix(self) -> "MatrixLeaf":
        """People × courses."""
        from firstline.widgets.training.matrix_leaf import MatrixLeaf

        made = MatrixLeaf(self.model)
        made.pane.person_wanted.connect(self.show_person)
        made.view.person_wanted.connect(self.show_person)
        return self._kept(made)

    @cached_property
    def people(self) -> "PeopleLeaf":
        """The people, and one person's sheet."""
        from firstline.widgets.training.people_leaf import PeopleLeaf
        from firstline.widgets.training.saving import save_certificate

        made = PeopleLeaf(self.model, partial(save_certificate, self, self.model))
        made.cell_wanted.connect(self.show_cell)
        return self._kept(made)

    @cached_property
    def sessions(self) -> "SessionsLeaf":
        """Sessions, with attendance and assessment."""
        from firstline.widgets.training.sessions_leaf import SessionsLeaf

        return self._kept(SessionsLeaf(self.model))

    @cached_property
    def courses(self) -> "CoursesLeaf":
        """Courses and their material."""
        from firstline.widgets.training.courses_leaf import CoursesLeaf

        return self._kept(CoursesLeaf(self.model))

    @cached_property
    def items(self) -> "ItemsLeaf":
        """Knowledge transfer."""
        from firstline.widgets.training.items_leaf import ItemsLeaf

        return self._kept(ItemsLeaf(self.model))

    @cached_property
    def coverage(self) -> "SuperusersPart":
        """Where a certified super-user is there."""
        from firstline.widgets.superusers.part import SuperusersPart

        return self._kept(SuperusersPart(self._desktop, self._later))

    @cached_property
    def files(self) -> "FilesLeaf":
        """Lists taken in, and papers."""
        from firstline.viewmodel.training.importing import Importing
        from firstline.widgets.training.files_leaf import FilesLeaf

        return self._kept(FilesLeaf(self.model, Importing(self.model, self._later)))

    def _kept(self, made: _Leaf) -> _Leaf:
        self._stack.addWidget(made)
        _retranslate(made)
        return made

    def make_ready(self) -> None:
        """Make the matrix and read its kept copy, so that the page opens at once."""
        if not self.isVisible():
            _ = self.matrix
            self.model.prepare()

    def show_leaf(self, leaf: int) -> None:
        """Show one of ACTIONS to FILES."""
        self.leaves.setCurrentIndex(leaf)

    def _on_leaf(self, at: int) -> None:
        self._stack.setCurrentWidget(getattr(self, _NAMES[at]))

    def show_person(self, key: str) -> None:
        """Show one person's sheet."""
        self.show_leaf(PEOPLE)
        self.people.show_person(key)
        self.people.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_cell(self, person: str, code: str) -> None:
        """Show one cell of the matrix in full."""
        self.show_leaf(MATRIX)
        if not self.matrix.view.go_to(person, code):
            self.model.choose(role="", team="", site="", state="", words="")
            self.matrix.view.go_to(person, code)
        self.matrix.open(person, code)

    def _count(self) -> None:
        today = self.model.today
        weights = self.model.weights
        many = 0 if weights.partial else sum(one.due < today for one in weights.actions)
        self.late.setVisible(bool(many) and theme.percent() <= LARGE)
        said = Text(f"▲ {many} 项逾期或过期", f"▲ {many} overdue or expired")
        self.late.setText(self._speech(said) if many else "")

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say = self._speech
        self._title.setText(say(TITLE))
        for at, words in enumerate(LEAVES):
            self.leaves.setTabText(at, say(words))
        self.leaves.setAccessibleName(say(TITLE))
        for at in range(self._stack.count()):
            _retranslate(self._stack.widget(at))
        self._count()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # Esc goes back: the window knows where

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.model.wake()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.model.rest()


def _retranslate(leaf: QWidget | None) -> None:
    again = getattr(leaf, "retranslate", None)
    if again is not None:
        again()
