"""A register of a working group: a table with a filter, and one of its records in full."""

from collections.abc import Sequence
from html import escape

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from firstline.domain.errors import NOTHING
from firstline.domain.ticket.ticket import Event
from firstline.domain.words import Text
from firstline.viewmodel.group.fields import Act
from firstline.viewmodel.group.group import GroupModel
from firstline.viewmodel.group.words import HAPPENED
from firstline.widgets import layouts, theme
from firstline.widgets.empty import Empty
from firstline.widgets.entry import enter_at
from firstline.widgets.group.leaf import ActsPane
from firstline.widgets.plain_table import Cell, PlainTable

Line = tuple[Text, str]


class Register(QWidget):
    """A table with the filter above it, and beside it the chosen record with its acts."""

    def __init__(
        self,
        model: GroupModel,
        filters: QWidget,
        table: PlainTable,
        acts: Sequence[Act],
        empty: Text,
    ) -> None:
        super().__init__()
        self._model = model
        self._speech = model.desktop.speech
        self.table = table
        self.pane = ActsPane(model, acts, self._ref)
        self.empty = Empty(self._speech)
        self.empty.tell("circle-check", empty, NOTHING)
        self._stack = QStackedWidget()
        self._stack.addWidget(table)
        self._stack.addWidget(self.empty)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(12, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(filters)
        column.addWidget(self._stack, 1)
        split = layouts.beside(left, self.pane, (3, 2))
        split.setSizes([theme.px(700), theme.px(480)])
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(split)
        enter_at(self, table)
        table.chosen.connect(lambda _key: self.look())

    def _ref(self, act: Act) -> str:
        return "" if act in (Act.ASSIGN, Act.DECIDE) else self.table.key()

    def show_rows(
        self, heads: Sequence[Text], rows: Sequence[tuple[str, Sequence[Cell]]]
    ) -> None:  # fmt: skip
        """Show the rows; the chosen one stays chosen."""
        self._stack.setCurrentIndex(0 if rows else 1)
        self.table.show_rows([self._speech(one) for one in heads], rows)

    def look(self) -> None:
        """Show the chosen record and what can be done to it."""

    def page(self, number: str, title: str, lines: Sequence[Line], history: Sequence[Event]) -> str:
        """Return a record as a page: its lines, and what happened to it."""
        say, zone = self._speech, self._model.desktop.zone
        out = [f"<h1>{escape(title)}</h1><p class='q'>{escape(number)}</p>"]
        for name, value in lines:
            if value:
                words = "<br>".join(escape(part) for part in value.splitlines())
                out.append(f"<h2>{escape(say(name))}</h2><p>{words}</p>")
        if history:
            out.append(f"<h2>{escape(say(Text('经过', 'History')))}</h2>")
        for one in history:
            what = HAPPENED.get(one.data.get("what", ""), NOTHING)
            moved = f" {one.data['from']} → {one.data['to']}" if "from" in one.data else ""
            at = f"{one.at.astimezone(zone):%Y-%m-%d}"
            said = " · ".join(part for part in (at, one.actor, say(what) + moved, one.text) if part)
            out.append(f"<p class='q'>{escape(said)}</p>")
        return "".join(out)
