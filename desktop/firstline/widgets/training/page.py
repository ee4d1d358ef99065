"""The page of training: what is to be done first, then the matrix and the people."""

from functools import partial

from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.queue import Later
from firstline.viewmodel.training.doors import TrainingDoors
from firstline.viewmodel.training.importing import Importing
from firstline.viewmodel.training.model import TrainingModel
from firstline.widgets import layouts
from firstline.widgets.training.actions_leaf import ActionsLeaf
from firstline.widgets.training.courses_leaf import CoursesLeaf
from firstline.widgets.training.files_leaf import FilesLeaf
from firstline.widgets.training.items_leaf import ItemsLeaf
from firstline.widgets.training.matrix_leaf import MatrixLeaf
from firstline.widgets.training.people_leaf import PeopleLeaf
from firstline.widgets.training.saving import save_certificate
from firstline.widgets.training.sessions_leaf import SessionsLeaf

TITLE = Text("培训", "Training")
ACTIONS, MATRIX, PEOPLE, SESSIONS, COURSES, ITEMS, FILES = range(7)
LEAVES = (Text("要做的", "To do"), Text("矩阵", "Matrix"), Text("人员", "People"),
          Text("场次", "Sessions"), Text("课程", "Courses"), Text("知识转移", "Transfer"),
          Text("导入导出", "Import, export"))  # fmt: skip


class TrainingPage(QWidget):
    """Reads while it is on screen."""

    def __init__(self, desktop: Desktop, later: Later, doors: TrainingDoors) -> None:
        super().__init__()
        self._speech = desktop.speech
        self.model = TrainingModel(desktop, later, doors, self)
        self._title, self.late = QLabel(), QLabel()
        self.leaves = QTabBar()
        self.todo = ActionsLeaf(self.model)
        self.matrix = MatrixLeaf(self.model)
        self.people = PeopleLeaf(self.model, partial(save_certificate, self, self.model))
        self.sessions = SessionsLeaf(self.model)
        self.courses = CoursesLeaf(self.model)
        self.items = ItemsLeaf(self.model)
        self.files = FilesLeaf(self.model, Importing(self.model, later))
        self._leaves = (self.todo, self.matrix, self.people, self.sessions, self.courses,
                        self.items, self.files)  # fmt: skip
        self._stack = QStackedWidget()
        self._lay()
        self.leaves.currentChanged.connect(self._stack.setCurrentIndex)
        self.model.weighed.connect(self._count)
        for pane in (self.todo.pane, self.matrix.pane):
            pane.person_wanted.connect(self.show_person)
        self.matrix.view.person_wanted.connect(self.show_person)
        self.people.cell_wanted.connect(self.show_cell)
        self._speech.switched.connect(self.retranslate)
        self.retranslate()

    def _lay(self) -> None:
        self._title.setProperty("look", "title")
        self.late.setProperty("look", "late")
        self.leaves.setDrawBase(False)
        self.leaves.setExpanding(False)
        head = QHBoxLayout()
        head.setContentsMargins(20, 14, 20, 8)
        head.setSpacing(12)
        for part in (self._title, self.leaves, self.late):
            head.addWidget(part)
        head.addStretch(1)
        for _ in LEAVES:
            self.leaves.addTab("")
        for leaf in self._leaves:
            self._stack.addWidget(leaf)
        top = QVBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.addLayout(head)
        layouts.headed(self, top, layouts.topped(self._stack))
        self.setFocusProxy(self.leaves)

    def show_leaf(self, leaf: int) -> None:
        """Show one of ACTIONS to FILES."""
        self.leaves.setCurrentIndex(leaf)

    def show_person(self, key: str) -> None:
        """Show one person's sheet."""
        self.show_leaf(PEOPLE)
        self.people.show_person(key)

    def show_cell(self, person: str, code: str) -> None:
        """Show one cell of the matrix in full."""
        self.show_leaf(MATRIX)
        if not self.matrix.view.go_to(person, code):
            self.model.choose(role="", team="", site="", state="", words="")
            self.matrix.view.go_to(person, code)
        self.matrix.open(person, code)

    def _count(self) -> None:
        today = self.model.today
        many = sum(one.due < today for one in self.model.weights.actions)
        self.late.setVisible(bool(many))
        said = Text(f"▲ {many} 项逾期或过期", f"▲ {many} overdue or expired")
        self.late.setText(self._speech(said) if many else "")

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say = self._speech
        self._title.setText(say(TITLE))
        for at, words in enumerate(LEAVES):
            self.leaves.setTabText(at, say(words))
        self.leaves.setAccessibleName(say(TITLE))
        for leaf in self._leaves:
            leaf.retranslate()
        self._count()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # Esc goes back: the window knows where

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.model.awake = True
        self.model.refresh()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.model.awake = False
