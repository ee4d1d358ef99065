"""The courses: what each is, who must take it, and its material for use online and offline."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from firstline.domain.training.need import FORM_WORDS, LEVELS
from firstline.domain.words import Text
from firstline.viewmodel.training import course_acts
from firstline.viewmodel.training.awaited import empty_words, is_awaited
from firstline.viewmodel.training.course_words import course_page
from firstline.viewmodel.training.matrix import UNREAD
from firstline.viewmodel.training.model import TrainingModel
from firstline.widgets.entry import enter_at
from firstline.widgets.plain_table import Cell, PlainTable
from firstline.widgets.training.bar import Bar, Deed
from firstline.widgets.training.pane import Pane, two_panes
from firstline.widgets.training.seen import Seen
from firstline.widgets.training.text import TrainingText

TITLE = Text("课程与资料", "Courses and material")
_HEADS = (Text("代码", "Code"), Text("课程", "Course"), Text("级别", "Level"), Text("形式", "Form"),
          Text("资料", "Material"))  # fmt: skip
NOTHING = Text("没有在用的课程。", "No course is in use.")
ONLINE, OFFLINE = "◌", "●"


class CoursesLeaf(QWidget):
    """M adds material; links open the library's copy, or copy the address: nothing is followed."""

    def __init__(self, model: TrainingModel) -> None:
        super().__init__()
        self._model = model
        self._speech = model.desktop.speech
        self.table = PlainTable(1, (84, 200, 96, 68, 84), (3, 2), inner=True)
        self.text = TrainingText()
        self.add = Deed(course_acts.MATERIAL, "plus", self._add, "M")
        self.need = Deed(course_acts.NEED, "list-checks", self._need)
        self.pane = Pane(
            model.desktop, Bar(self._speech, (self.add, self.need)), self.table, self.text
        )
        two_panes(self, self.table, self.pane, (600, 610))
        enter_at(self, self.table)
        self.pane.bar.hear(self.table)
        self.table.chosen.connect(lambda _key: self.look())
        self.text.linked.connect(self._on_link)
        Seen(self, self.fill, model.changed)

    def fill(self) -> None:
        """Show the courses of the packs in use."""
        say, read, awaited = self._speech, self._model.read, is_awaited(self._model)
        rows = []
        for one in self._model.courses.values():
            several = read.materials.get(one.code, ()) if read else ()
            offline = sum(bool(each.document) for each in several)
            mark = f"{OFFLINE}{offline} " * bool(offline)
            mark += f"{ONLINE}{len(several) - offline}" * (len(several) > offline)
            rows.append((one.code, (
                Cell(one.code), Cell(say(one.title)), Cell(say(LEVELS[one.level]), "muted"),
                Cell(say(FORM_WORDS[one.form]), "muted"),
                Cell(UNREAD if awaited else mark or "—", "ok" if offline else "muted"),
            )))  # fmt: skip
        self.table.show_rows([say(one) for one in _HEADS], rows)
        self.table.tell_empty(empty_words(self._model, NOTHING))

    def look(self) -> None:
        """Show the current course."""
        course = self._model.course(self.table.key())
        self.text.show_page(course_page(self._model, course) if course else "")
        self.text.setAccessibleName(self.table.key() or self._speech(TITLE))
        for deed in (self.add, self.need):
            deed.button.setEnabled(course is not None)

    def _add(self) -> None:
        self.pane.form.open(course_acts.material_wish(self._model, self.table.key()))

    def _need(self) -> None:
        self.pane.form.open(course_acts.need_wish(self._model, self.table.key()))

    def _on_link(self, kind: str, key: str) -> None:
        code, read = self.table.key(), self._model.read
        several = read.materials.get(code, ()) if read else ()
        held = next((one for one in several if one.id == key), None)
        if kind == "document":
            self._model.desktop.wanted.emit("document", key)
        elif kind == "link" and held is not None:
            QGuiApplication.clipboard().setText(held.link)
            self._model.say(Text("链接已复制", "The link is copied"))
        elif kind == "change" and held is not None:
            self.pane.form.open(course_acts.material_wish(self._model, code, key))
        elif kind == "drop" and held is not None:
            course_acts.drop_material(self._model, key)

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        self.table.setAccessibleName(self._speech(TITLE))
        self.pane.retranslate()
        self.fill()
