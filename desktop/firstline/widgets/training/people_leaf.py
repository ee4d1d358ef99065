"""The people: a list with their gaps, and one person's sheet beside it, changed in place."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from firstline.domain.errors import Problem
from firstline.domain.words import Text
from firstline.viewmodel.training import people_acts
from firstline.viewmodel.training.matrix import NOBODY, READING, UNREAD
from firstline.viewmodel.training.model import TrainingModel
from firstline.viewmodel.training.person_words import person_page
from firstline.widgets import layouts, theme
from firstline.widgets.entry import enter_at
from firstline.widgets.plain_table import Cell, PlainTable
from firstline.widgets.training.bar import Bar, Deed
from firstline.widgets.training.filters import FilterLine
from firstline.widgets.training.seen import Seen
from firstline.widgets.training.text import TrainingText
from firstline.widgets.wish_form import WishForm

HEADS = (Text("姓名", "Name"), Text("工号", "No."), Text("站点", "Site"), Text("班组", "Team"),
         Text("缺口", "Gaps"))  # fmt: skip
WIDTHS = (110, 76, 56, 90, 56)
TITLE = Text("人员", "People")


class PeopleLeaf(QWidget):
    """One person is current; E changes the profile, N takes a newcomer in."""

    cell_wanted = Signal(str, str)

    def __init__(self, model: TrainingModel, certificate: Callable[[str], None]) -> None:
        super().__init__()
        self._model = model
        self._speech = model.desktop.speech
        self._certificate = certificate
        self.filters = FilterLine(model, ("role", "team", "site"))
        self.table = PlainTable(0, WIDTHS, (2, 1, 3), inner=True)
        self.text = TrainingText()
        self.form = WishForm(model.desktop)
        self.edit = Deed(people_acts.EDIT, "pencil-line", self._edit, "E")
        self.enter = Deed(people_acts.ENTER, "user-plus", self._enter, "N")
        self.bar = Bar(self._speech, (self.edit, self.enter))
        self._wanted = ""
        self._lay()
        self.table.chosen.connect(lambda _key: self.look())
        self.text.linked.connect(self._on_link)
        self.form.folded.connect(lambda: self.table.setFocus(Qt.FocusReason.OtherFocusReason))
        Seen(self, self.fill, model.changed, model.weighed)

    def _lay(self) -> None:
        left, pane = QWidget(), QFrame()
        pane.setObjectName("pane")
        column = QVBoxLayout(left)
        column.setContentsMargins(12, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.filters)
        column.addWidget(self.table, 1)
        top = QVBoxLayout()
        top.setContentsMargins(16, 10, 16, 8)
        top.setSpacing(8)
        top.addWidget(self.bar)
        top.addWidget(self.form)
        right = QVBoxLayout(pane)
        right.setContentsMargins(1, 0, 0, 0)
        right.setSpacing(0)
        right.addLayout(top)
        right.addWidget(self.text, 1)
        split = layouts.beside(left, pane, (1, 2))
        split.setSizes([theme.px(430), theme.px(780)])
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(split)
        enter_at(self, self.table)
        self.bar.hear(self.table)

    def show_person(self, key: str) -> None:
        """Make a person current, whatever the filters are."""
        if all(one.id != key for one in self._model.people):
            self._model.choose(role="", team="", site="", state="", words="")
        self.table.go_to(key)
        row = self.table.currentRow()
        if row >= 0:
            self.table.scrollTo(self.table.model().index(row, 0))

    def fill(self) -> None:
        """Show who fits; the current person stays."""
        gaps = self._model.weights.gaps
        rows = [
            (one.id, (Cell(one.label), Cell(one.number, "muted"), Cell(one.site, "muted"),
                      Cell(one.team, "muted"), _gap(gaps.get(one.id))))
            for one in self._model.people
        ]  # fmt: skip
        self.table.show_rows([self._speech(one) for one in HEADS], rows)
        unread = self._model.read is None
        self.table.tell_empty(self._speech(READING if unread else NOBODY))

    def look(self) -> None:
        """Show the current person's sheet."""
        who = self._model.person(self.table.key())
        self.edit.button.setEnabled(who is not None)
        self.text.show_page(person_page(self._model, who) if who else "")
        self.text.setAccessibleName(who.label if who else self._speech(TITLE))

    def _edit(self) -> None:
        if self.table.key():
            self.form.open(people_acts.edit_wish(self._model, self.table.key()))

    def _enter(self) -> None:
        self.form.open(people_acts.enter_wish(self._model))

    def _on_link(self, kind: str, key: str) -> None:
        if kind == "cell":
            self.cell_wanted.emit(self.table.key(), key)
        elif kind == "certificate":
            try:
                self._certificate(key)
            except Problem as problem:
                self._model.desktop.problem.emit(problem)

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        self.table.setAccessibleName(self._speech(TITLE))
        self.filters.retranslate()
        self.bar.retranslate()
        self.form.retranslate()
        self.fill()


def _gap(many: int | None) -> Cell:
    if many is None:
        return Cell(UNREAD, "muted")
    return Cell(f"▲{many}", "P1", bold=True) if many else Cell("—", "muted")
