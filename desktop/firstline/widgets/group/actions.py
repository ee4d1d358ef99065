"""The actions of a working group: overdue ones first, each by glyph, colour and words."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QHBoxLayout, QWidget

from firstline.domain.group.action import (
    ENDED,
    IMPROVEMENTS,
    KIND,
    ORIGINS,
    STANDINGS,
    UNPROVEN,
    Action,
    Standing,
    State,
)
from firstline.domain.words import Text
from firstline.viewmodel.group.fields import Act
from firstline.viewmodel.group.group import GroupModel
from firstline.widgets.combo import Combo
from firstline.widgets.group.clash import clash_lines
from firstline.widgets.group.register import Register
from firstline.widgets.plain_label import PlainLabel
from firstline.widgets.plain_table import Cell, PlainTable
from firstline.widgets.settings.rows import fill

MARKS: Mapping[Standing, tuple[str, str]] = {
    Standing.OVERDUE: ("▲", "P1"), Standing.SOON: ("◷", "P2"), Standing.OPEN: ("○", "text"),
    Standing.UNMEASURED: ("◎", "P2"), Standing.UNPROVEN: ("?", "P2"),
    Standing.MISSED: ("▼", "P1"), Standing.PROVEN: ("✓", "ok"), Standing.DROPPED: ("–", "muted"),
}  # fmt: skip
"""How an action stands: a glyph and a colour beside its words; closed alone is never green."""
HEADS = (Text("编号", "Id"), Text("状态", "State"), Text("哪天前", "By"), Text("谁", "Who"),
                Text("做什么", "What"))  # fmt: skip
SHOWN: Mapping[str, Text] = {
    "open": Text("未了的", "Still open"), "overdue": Text("逾期的", "Overdue"),
    "unproven": Text("结束而未证实的", "Closed, not proven"),
    "improvements": Text("改进(评审、复盘、检查)", "Improvements"), "all": Text("全部", "All"),
}  # fmt: skip


class ActionsLeaf(Register):
    """The actions: overdue ones first, each by glyph, colour and words."""

    def __init__(self, model: GroupModel) -> None:
        self.shown, self.unproven = Combo(), PlainLabel()
        self.unproven.setProperty("look", "warn")
        self.unproven.setWordWrap(True)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.shown)
        row.addWidget(self.unproven, 1)
        empty = Text("这里没有行动项。", "No actions here.")
        super().__init__(
            model, line, PlainTable(4, (92, 150, 100, 120, 200), (0, 3, 2), inner=True),
            (Act.FINISH, Act.POSTPONE, Act.HAND_ON, Act.OUTCOME, Act.MEASURE, Act.EFFECT,
             Act.REOPEN, Act.DROP, Act.ASSIGN),
            empty,
        )  # fmt: skip
        self.shown.activated.connect(lambda _at: self.fill())

    def hold(self, key: str) -> None:
        """Make an action current, whatever the filter is."""
        if all(one.id != key for one in self._rows()):
            self.shown.setCurrentIndex(self.shown.findData("all"))
            self.fill()
        self.table.go_to(key)

    def fill(self) -> None:
        """Show what was read."""
        today = self._model.now.date()
        rows = []
        for one in self._rows():
            standing = one.standing(today)
            glyph, shade = MARKS[standing]
            hot = standing in (Standing.OVERDUE, Standing.SOON)
            rows.append((one.id, (
                Cell(one.number, "muted"), Cell(f"{glyph} {self._speech(STANDINGS[standing])}",
                                                shade, hot),
                Cell(str(one.due or ""), shade, hot), Cell(one.owner), Cell(one.title),
            )))  # fmt: skip
        open_ = sum(one.standing(today) in UNPROVEN for one in self._model.actions)
        self.unproven.setText(self._speech(Text(f"? {open_} 个结束而未证实",
                                                f"? {open_} closed, not proven")))  # fmt: skip
        self.unproven.setVisible(bool(open_))
        self.show_rows(HEADS, rows)
        self.look()

    def _rows(self) -> list[Action]:
        today = self._model.now.date()
        fits: Mapping[str, Callable[[Action], bool]] = {
            "open": lambda one: one.standing(today) not in ENDED,
            "overdue": lambda one: one.standing(today) is Standing.OVERDUE,
            "unproven": lambda one: one.standing(today) in UNPROVEN,
            "improvements": lambda one: one.origin in IMPROVEMENTS,
            "all": lambda _one: True,
        }
        fit = fits[str(self.shown.currentData() or "open")]
        return [one for one in self._model.actions if fit(one)]

    def look(self) -> None:
        """Show the chosen action and what can be done to it."""
        one = next((held for held in self._model.actions if held.id == self.table.key()), None)
        if one is None:
            self.pane.offer((Act.ASSIGN,))
            self.pane.text.show_page("")
            return
        still = (Act.FINISH, Act.POSTPONE, Act.HAND_ON, Act.OUTCOME, Act.DROP)
        done = (Act.OUTCOME, Act.MEASURE, Act.EFFECT, Act.REOPEN)
        over = done if one.state is State.DONE else (Act.REOPEN,)
        acts = still if one.state is State.OPEN else over
        self.pane.offer((*acts, Act.ASSIGN))
        say = self._speech
        glyph, _ = MARKS[one.standing(self._model.now.date())]
        standing = say(STANDINGS[one.standing(self._model.now.date())])
        origin = say(ORIGINS.get(one.origin, Text(one.origin, one.origin)))
        head = " · ".join(
            (one.number, f"{glyph} {standing}", one.owner, str(one.due or "—"), origin)
        )
        lines = (
            (Text("结果", "Result"), one.result), (Text("证据", "Evidence"), one.evidence),
            (Text("怎么看效果", "Measured by"), self._measure(one)),
            (Text("效果", "Effect"), one.effect),
            (Text("成果", "Outcome"), self._proof(one)),
        )  # fmt: skip
        clashes = clash_lines(self._model.desktop, KIND, one.id)
        self.pane.text.show_page(clashes + self.page(head, one.title, lines, one.history))

    @staticmethod
    def _measure(one: Action) -> str:
        day = f" ({one.measure_on})" if one.measure_on else ""
        return f"{one.measure}{day}" if one.measure else ""

    def _proof(self, one: Action) -> str:
        stated = one.state is not State.OPEN or one.proved.outcomes
        return self._speech(one.proved.why) if stated else ""

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say = self._speech
        held = str(self.shown.currentData() or "open")
        fill(self.shown, [(key, say(words)) for key, words in SHOWN.items()], held)
        self.shown.setAccessibleName(say(Text("显示哪些行动项", "Which actions")))
        self.table.setAccessibleName(say(Text("行动项", "Actions")))
        self.pane.text.setAccessibleName(say(Text("行动项", "Action")))
        self.pane.retranslate()
        self.fill()
