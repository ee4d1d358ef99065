"""The decisions of a working group, the newest first, found by any word of them."""

from PySide6.QtWidgets import QLineEdit

from firstline.domain.group.decision import FIELDS, KIND, STATES, Decision, State
from firstline.domain.words import Text
from firstline.viewmodel.group.fields import Act
from firstline.viewmodel.group.group import GroupModel
from firstline.widgets.group.clash import clash_lines
from firstline.widgets.group.register import Register
from firstline.widgets.plain_table import Cell, PlainTable

HEADS = (Text("编号", "Id"), Text("日期", "Date"), Text("状态", "State"),
                  Text("决定", "What"))  # fmt: skip


class DecisionsLeaf(Register):
    """The decisions, the newest first; the line above them finds by any word of them."""

    def __init__(self, model: GroupModel) -> None:
        self.search = QLineEdit()
        empty = Text("没有找到决定。", "No decision was found.")
        super().__init__(model, self.search, PlainTable(3, (92, 100, 130, 240), (0, 1), inner=True),
                         (Act.REVIEW, Act.WITHDRAW, Act.DECIDE), empty)  # fmt: skip
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _text: self.fill())

    def hold(self, key: str) -> None:
        """Make a decision current, whatever is looked for."""
        self.search.clear()
        self.table.go_to(key)

    def fill(self) -> None:
        """Show what was read, or what the search finds of it."""
        words = self.search.text().strip()
        found = self._model.decisions
        if words:
            hits = [one.id for one in self._model.desktop.store.search_decisions(words, 200)]
            found = [one for key in hits for one in found if one.id == key]
        today = self._model.now.date()
        rows = []
        for one in found:
            due = one.review_due(today)
            state = self._speech(Text("到期复查", "Review due") if due else STATES[one.state])
            mark = "▲" if due else "✓" if one.state is State.VALID else "✗"
            shade = "P2" if due else "text" if one.state is State.VALID else "muted"
            told = Cell(f"{mark} {state}", shade, due)
            day = Cell(str(one.on or ""))
            rows.append((one.id, (Cell(one.number, "muted"), day, told, Cell(one.title))))
        self.show_rows(HEADS, rows)
        self.look()

    def look(self) -> None:
        """Show the chosen decision and what can be done to it."""
        one = self._one()
        if one is None:
            self.pane.offer((Act.DECIDE,))
            self.pane.text.show_page("")
            return
        acts = (Act.REVIEW, Act.WITHDRAW) if one.state is State.VALID else ()
        self.pane.offer((*acts, Act.DECIDE))
        head = " · ".join((one.number, self._speech(STATES[one.state]), str(one.on or "")))
        lines = (
            (FIELDS["why"], one.why), (FIELDS["by"], one.by),
            (FIELDS["review_on"], str(one.review_on or "")),
        )  # fmt: skip
        clashes = clash_lines(self._model.desktop, KIND, one.id)
        self.pane.text.show_page(clashes + self.page(head, one.title, lines, one.history))

    def _one(self) -> Decision | None:
        key = self.table.key()
        return next((one for one in self._model.decisions if one.id == key), None)

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say = self._speech
        hint = Text("找决定:任何词,或 D- 编号", "Find a decision: any word, or its D- number")
        self.search.setPlaceholderText(say(hint))
        self.search.setAccessibleName(say(hint))
        self.table.setAccessibleName(say(Text("决定", "Decisions")))
        self.pane.text.setAccessibleName(say(Text("决定", "Decision")))
        self.pane.retranslate()
        self.fill()
