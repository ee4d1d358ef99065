"""The action list, first of all: what needs doing, for whom, by when, and done in place."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from firstline.domain.errors import NOTHING
from firstline.domain.ledger.ending import Ending
from firstline.domain.overrides import override
from firstline.domain.training.action_list import ToDo
from firstline.domain.training.howto import Proposal
from firstline.domain.training.standing import GLYPHS, STATES
from firstline.domain.words import Text
from firstline.viewmodel.training import todo
from firstline.viewmodel.training.matrix import READING
from firstline.viewmodel.training.model import TrainingModel
from firstline.viewmodel.training.words import step
from firstline.widgets import layouts, theme
from firstline.widgets.combo import Combo
from firstline.widgets.empty import Empty
from firstline.widgets.entry import enter_at
from firstline.widgets.plain_label import PlainLabel
from firstline.widgets.plain_table import Cell, PlainTable
from firstline.widgets.settings.rows import fill
from firstline.widgets.training.cell_pane import CellPane
from firstline.widgets.training.cells import HOT, SHADES
from firstline.widgets.training.filters import FilterLine
from firstline.widgets.training.seen import Seen

HEADS = (Text("期限", "Due"), Text("", ""), Text("人员", "Person"), Text("班组", "Team"),
         Text("课程", "Course"), Text("状态", "State"), Text("下一步", "Next step"))  # fmt: skip
WIDTHS = (92, 104, 112, 96, 84, 92, 166)
QUIET = (1, 3)  # what the pane says as well, where large text needs the room
LARGE = 150
DONE = Text("这段时间没有要做的。", "Nothing is to be done in this time.")
CHECKING = Text("上次的内容,正在核对…", "As it stood last; being checked …")
VOUCHER, HEAD, COURSE = "voucher:", "head:", "course:"
SPLIT = "\n"
"""Between a person and a course in a line's key: who is on no list is known by a name."""
_OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ActionsLeaf(QWidget):
    """Overdue first; one is current, and at the right stands why and what to do."""

    person_wanted = Signal(str)

    def __init__(self, model: TrainingModel) -> None:
        super().__init__()
        self._model = model
        self._speech = model.desktop.speech
        self.within, self.order = Combo(), Combo()
        self.filters = FilterLine(model)
        self.table = PlainTable(3, WIDTHS, (6, 5), inner=True)
        self.pane = CellPane(model)
        self.count, self.more = PlainLabel(), PlainLabel()
        self.empty = Empty(self._speech)
        self._stack = QStackedWidget()
        self._lay()
        self.within.activated.connect(lambda _at: self.fill())
        self.order.activated.connect(lambda _at: self.fill())
        self.table.chosen.connect(self._look)
        self.table.installEventFilter(self)
        self.pane.closed.connect(lambda: self.table.setFocus(Qt.FocusReason.OtherFocusReason))
        Seen(self, self.fill, model.changed, model.weighed)

    def _lay(self) -> None:
        self.count.setProperty("look", "heading")
        self.more.setProperty("look", "small")
        first = QHBoxLayout()
        first.setSpacing(8)
        for one in (self.within, self.order):
            first.addWidget(one)
        self.count.setWordWrap(True)  # else large text would take the room of the pane
        first.addWidget(self.count, 1)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(12, 8, 0, 4)
        column.setSpacing(8)
        column.addLayout(first)
        column.addWidget(self.filters)
        column.addWidget(self._stack, 1)
        column.addWidget(self.more)
        split = layouts.beside(left, self.pane, (3, 2))
        split.setSizes([theme.px(780), theme.px(400)])
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(split)
        enter_at(self, self.table)
        self.pane.close_button.hide()

    def fill(self) -> None:
        """Show what fits; the chosen line stays chosen."""
        model = self._model
        found = todo.chosen(model, str(self.within.currentData() or "7"))
        rows: list[tuple[str, tuple[Cell, ...]]] = []
        for group in todo.grouped(found[: todo.SHOWN], str(self.order.currentData() or "due")):
            if group.head:
                rows.append((f"{HEAD}{group.head}", self._head(group)))
            rows += [(f"{one.person.id}{SPLIT}{one.cell.need.course}", self._line(one))
                     for one in group.several]  # fmt: skip
        if model.read is not None and model.is_weighed and not model.filters.words:
            late = sum(one.due < model.today for one in found[: todo.SHOWN])
            at = late if self.order.currentData() == "due" else 0
            rows[at:at] = [(f"{VOUCHER}{one.lot.entry.id}", self._voucher(one))
                           for one in model.read.vouchers]  # fmt: skip
            rows[:0] = [(f"{COURSE}{at}", self._proposal(one))
                        for at, one in enumerate(model.read.proposals)]  # fmt: skip
        self._stack.setCurrentIndex(0 if rows else 1)
        self.table.clearSpans()
        self.table.show_rows([self._speech(one) for one in HEADS], rows)
        for at, (key, _) in enumerate(rows):
            if key.startswith((HEAD, VOUCHER, COURSE)):
                self.table.setSpan(at, 2, 1, len(HEADS) - 2)
        self._count(found)

    def _count(self, found: list[ToDo]) -> None:
        say, read = self._speech, self._model.is_weighed
        self.empty.tell("circle-check", DONE if read else READING, NOTHING)
        checked = not (self._model.is_glimpse or self._model.weights.partial)
        said = todo.counted(found) if checked else CHECKING
        self.count.setText(say(said) if read else "")
        left = len(found) - todo.SHOWN
        self.more.setVisible(left > 0)
        self.more.setText(say(Text(f"还有 {left} 项:请用筛选缩小范围。",
                                   f"{left} more: narrow the filters down.")))  # fmt: skip

    def _line(self, one: ToDo) -> tuple[Cell, ...]:
        say, state = self._speech, one.cell.state
        shade, hot = SHADES[state], state in HOT
        return (
            Cell(str(one.due), shade, hot), Cell(say(todo.when(one, self._model)), shade, hot),
            Cell(one.person.label), Cell(one.person.team, "muted"), Cell(one.cell.need.course),
            Cell(f"{GLYPHS[state]} {say(STATES[state])}", shade, hot), Cell(say(step(one.cell))),
        )  # fmt: skip

    def _head(self, group: todo.Group) -> tuple[Cell, ...]:
        said = f"{group.head} — {self._speech(todo.counted(group.several))}"
        return (Cell(""), Cell(""), Cell(said, "muted", bold=True))

    def _voucher(self, one: Ending) -> tuple[Cell, ...]:
        days = (one.until - self._model.today).days
        when = self._speech(Text(f"还有 {days} 天", f"in {days}d"))
        return (Cell(str(one.until), "P2", bold=True), Cell(when, "P2"),
                Cell(self._speech(todo.voucher_words(one)), "P2", bold=True))  # fmt: skip

    def _proposal(self, one: Proposal) -> tuple[Cell, ...]:
        words = self._speech(todo.proposal_words(one))
        kind = self._speech(Text("建议开课", "propose"))
        return (Cell(kind, "accent", bold=True), Cell(""), Cell(words, "accent", bold=True))

    def _look(self, key: str) -> None:
        read = self._model.read
        if key.startswith(COURSE) and read is not None:
            one = read.proposals[int(key.removeprefix(COURSE))]
            self.pane.show_cell("", "")
            self.pane.text.show_page(todo.proposal_page(one, self._model))
            return
        if key.startswith(VOUCHER) and self._model.read is not None:
            held = key.removeprefix(VOUCHER)
            found = [one for one in self._model.read.vouchers if one.lot.entry.id == held]
            self.pane.show_cell("", "")
            if found:
                self.pane.text.show_page(todo.voucher_page(found[0], self._model))
            return
        person, _, code = ("", "", "") if key.startswith(HEAD) else key.partition(SPLIT)
        self.pane.show_cell(person, code)

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say = self._speech
        for combo, known, name in (
            (self.within, todo.WITHIN, Text("多少天之内", "Within how many days")),
            (self.order, todo.ORDERS, Text("怎么排", "Order")),
        ):
            held = combo.currentData() or next(iter(known))
            fill(combo, [(key, say(words)) for key, words in known.items()], held)
            combo.setAccessibleName(say(name))
        self.table.setAccessibleName(say(Text("行动清单", "Action list")))
        for column in QUIET:
            self.table.setColumnHidden(column, theme.percent() > LARGE)
        self.filters.retranslate()
        self.pane.retranslate()
        self.fill()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in _OPENING
        ):
            self.pane.focus_first()
            return True
        return super().eventFilter(watched, event)
