"""Knowledge transfer: what must be possible at a site, who can do it, and where only one can."""

from html import escape

from PySide6.QtWidgets import QWidget

from firstline.domain.training.transfer import Capability, why
from firstline.domain.words import Text
from firstline.viewmodel.training import people_acts
from firstline.viewmodel.training.awaited import empty_words
from firstline.viewmodel.training.model import TrainingModel
from firstline.viewmodel.training.words import table
from firstline.widgets.entry import enter_at
from firstline.widgets.plain_table import Cell, PlainTable
from firstline.widgets.training.bar import Bar, Deed
from firstline.widgets.training.pane import Pane, two_panes
from firstline.widgets.training.seen import Seen
from firstline.widgets.training.text import TrainingText

TITLE = Text("知识转移", "Knowledge transfer")
_HEADS = (Text("", ""), Text("能做什么", "What"), Text("站点", "Site"), Text("模块", "Module"),
          Text("主责", "Primary"), Text("备份", "Backup"))  # fmt: skip
NOTHING = Text("还没有要交接的知识;按 N 新建一项。", "Nothing to hand on yet; N makes an item.")


class ItemsLeaf(QWidget):
    """Single points of knowledge first; N makes an item, E changes it."""

    def __init__(self, model: TrainingModel) -> None:
        super().__init__()
        self._model = model
        self._speech = model.desktop.speech
        self.table = PlainTable(1, (100, 200, 60, 64, 100, 100), (3, 2), inner=True)
        self.text = TrainingText()
        self.edit = Deed(Text("修改", "Edit"), "pencil-line", self._edit, "E")
        self.drop = Deed(Text("去掉", "Take out"), "trash-2", self._drop)
        self.add = Deed(Text("新建一项", "New item"), "plus", self._add, "N")
        bar = Bar(self._speech, (self.edit, self.drop, self.add))
        self.pane = Pane(model.desktop, bar, self.table, self.text)
        two_panes(self, self.table, self.pane, (720, 490))
        enter_at(self, self.table)
        bar.hear(self.table)
        self.table.chosen.connect(lambda _key: self.look())
        Seen(self, self.fill, model.changed)

    @property
    def item(self) -> Capability | None:
        """The item that is current."""
        read, key = self._model.read, self.table.key()
        return next((one for one in (read.items if read else ()) if one.id == key), None)

    def fill(self) -> None:
        """Show the items."""
        read, say, rows = self._model.read, self._speech, []
        for one in read.items if read else ():
            alone = one.is_single_point
            words = say(Text("▲ 单点", "▲ single") if alone else Text("● 有备份", "● backed"))
            rows.append((one.id, (
                Cell(words, "P1" if alone else "ok", alone), Cell(one.name, bold=one.critical),
                Cell(one.site, "muted"), Cell(one.module, "muted"), Cell(one.primary),
                Cell(one.backup or "—", "text" if one.backup else "P1"),
            )))  # fmt: skip
        self.table.show_rows([say(one) for one in _HEADS], rows)
        self.table.tell_empty(empty_words(self._model, NOTHING))
        self.look()

    def look(self) -> None:
        """Show the current item in full."""
        one, say = self.item, self._speech
        for deed in (self.edit, self.drop):
            deed.button.setEnabled(one is not None)
        if one is None:
            self.text.show_page("")
            return
        critical = say(Text("是", "yes") if one.critical else Text("否", "no"))
        lines = [(say(Text("站点", "Site")), one.site), (say(Text("模块", "Module")), one.module),
                 (say(Text("主责", "Primary")), one.primary),
                 (say(Text("备份", "Backup")), one.backup),
                 (say(Text("关键", "Critical")), critical)]  # fmt: skip
        look = "l" if one.is_single_point else "n"
        self.text.show_page(f"<h1>{escape(one.name)}</h1><p class='{look}'>"
                            f"{escape(say(why(one)))}</p>{table(lines)}")  # fmt: skip
        self.text.setAccessibleName(one.name)

    def _edit(self) -> None:
        self.pane.form.open(people_acts.item_wish(self._model, self.table.key()))

    def _add(self) -> None:
        self.pane.form.open(people_acts.item_wish(self._model, ""))

    def _drop(self) -> None:
        people_acts.drop_item(self._model, self.table.key())

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        self.table.setAccessibleName(self._speech(TITLE))
        self.pane.retranslate()
        self.fill()
