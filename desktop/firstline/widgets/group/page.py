"""The page of the working group: meetings, actions, decisions and the charter, a leaf each."""

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.group.action import Standing
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.group.fields import Act
from firstline.viewmodel.group.forms import PROBLEM
from firstline.viewmodel.group.group import GroupModel, GroupPress
from firstline.viewmodel.later import Later
from firstline.widgets import icons, layouts, theme
from firstline.widgets.combo import Combo
from firstline.widgets.empty import Empty
from firstline.widgets.entry import enter_at
from firstline.widgets.group.actions import ActionsLeaf
from firstline.widgets.group.clash import clash_lines, end_clash
from firstline.widgets.group.decisions import DecisionsLeaf
from firstline.widgets.group.form import GroupForm
from firstline.widgets.group.leaf import ActsPane, Extra
from firstline.widgets.group.meetings import MeetingsLeaf
from firstline.widgets.plain_label import PlainLabel
from firstline.widgets.purpose import GROUP, Purpose
from firstline.widgets.settings.rows import fill

TITLE = Text("工作组", "Working group")
MEETINGS, ACTIONS, DECISIONS, CHARTER = range(4)
LEAVES = (Text("会议", "Meetings"), Text("行动项", "Actions"), Text("决定", "Decisions"),
          Text("章程", "Charter"))  # fmt: skip
NEW = Text("新建工作组", "New group")
EMPTY = Text(
    "还没有联合工作组:建立后自带 RACI 与例会节奏,议程由未了事项生成。",
    "No working group yet: a new one brings RACI and meetings; agendas are made from open data.",
)
CALENDAR = Text("日历 .ics…", "Calendar .ics…")


class GroupPage(QWidget):
    """Reads while it is on screen; links lead to tickets, problems, actions and decisions."""

    ACTIONS, DECISIONS = ACTIONS, DECISIONS

    def __init__(self, desktop: Desktop, later: Later, press: GroupPress) -> None:
        super().__init__()
        self._desktop = desktop
        self._speech = desktop.speech
        self.model = GroupModel(desktop, later, press, self)
        self._title, self.late = PlainLabel(), PlainLabel()
        self.leaves = QTabBar()
        self.groups = Combo()
        self.new = QPushButton()
        self.form = GroupForm(self.model)
        self.meetings = MeetingsLeaf(self.model)
        self.tasks = ActionsLeaf(self.model)
        self.decisions = DecisionsLeaf(self.model)
        self.charter = self._charter_pane()
        self.empty = Empty(self._speech)
        self._stack, self._body = QStackedWidget(), QStackedWidget()
        self._wanted = ("", "")
        self._lay()
        self._connect()
        self.retranslate()

    def _charter_pane(self) -> ActsPane:
        extras = (Extra(CALENDAR, "calendar", self._save_calendar),
                  Extra(Text("存为文件…", "Save as…"), "download", self._save_charter))  # fmt: skip
        acts = (Act.TEXTS, Act.MEMBER, Act.RACI, Act.LEVEL, Act.SERIES, Act.REMOVE,
                Act.CLOSE)  # fmt: skip
        return ActsPane(self.model, acts, lambda _act: "", extras)

    def _lay(self) -> None:
        self._title.setProperty("look", "title")
        self.late.setProperty("look", "late")
        self.leaves.setDrawBase(False)
        self.leaves.setExpanding(False)
        for _ in LEAVES:
            self.leaves.addTab("")
        parts = (self._title, self.leaves, self.late, None, self.groups, self.new)
        head = layouts.title_line(*parts, inside=True)
        top = QVBoxLayout()
        top.setContentsMargins(20, 12, 20, 8)
        top.setSpacing(6)
        top.addLayout(head)
        self.purpose = Purpose(self._speech, GROUP)
        top.addWidget(self.purpose)
        top.addWidget(self.form)
        for leaf in (self.meetings, self.tasks, self.decisions, self.charter):
            self._stack.addWidget(leaf)
        self._body.addWidget(layouts.topped(self._stack))
        self._body.addWidget(self.empty)
        layouts.headed(self, top, self._body)
        enter_at(self, self.leaves)

    def _connect(self) -> None:
        self.leaves.currentChanged.connect(self._on_leaf)
        self.groups.activated.connect(lambda at: self.model.choose(self.groups.itemData(at)))
        self.new.clicked.connect(self._new)
        self.empty.wanted.connect(self._new)
        self.model.changed.connect(self._fill)
        self._speech.switched.connect(self.retranslate)
        panes = (self.meetings.pane, self.tasks.pane, self.decisions.pane, self.charter)
        for pane in panes:
            pane.text.wanted.connect(self._on_link)
            pane.text.settled.connect(lambda take, path: end_clash(self._desktop, take, path))

    def show_leaf(self, leaf: int) -> None:
        """Show one of MEETINGS, ACTIONS, DECISIONS and CHARTER."""
        self.leaves.setCurrentIndex(leaf)

    def show_record(self, kind: str, key: str) -> None:
        """Show an action or a decision; where it is not read yet, once it is."""
        self.show_leaf(ACTIONS if kind == "action" else DECISIONS)
        self._wanted = (kind, key)
        if self.model.seen is not None:
            self._go()

    def _go(self) -> None:
        (kind, key), self._wanted = self._wanted, ("", "")
        if kind:
            (self.tasks if kind == "action" else self.decisions).hold(key)

    def improve(self, problem: str) -> None:
        """Open the form of an action against the cause of a problem record (S88)."""
        self.show_leaf(ACTIONS)
        self.tasks.pane.form.begin(Act.ASSIGN, f"{PROBLEM}{problem}")

    def _on_leaf(self, at: int) -> None:
        self._stack.setCurrentIndex(at)
        known = self.model.seen is None or bool(self.model.seen.charters)
        self._body.setCurrentIndex(0 if known or at in (ACTIONS, DECISIONS) else 1)

    def _on_link(self, kind: str, key: str) -> None:
        if kind in ("action", "decision"):
            self.show_record(kind, key)
        else:
            self._desktop.wanted.emit(kind, key)

    def _new(self) -> None:
        self.form.begin(Act.GROUP, "new")

    def _fill(self) -> None:
        known = self.model.seen.charters if self.model.seen else ()
        self._on_leaf(self.leaves.currentIndex())
        self.groups.setVisible(len(known) > 1)
        charter = self.model.charter
        fill(self.groups, [(one.id, one.name) for one in known], charter.id if charter else "")
        for leaf in (self.meetings, self.tasks, self.decisions):
            leaf.fill()
        clashes = clash_lines(self._desktop, "group", charter.id if charter else "")
        page = self.model.page("charter", style=False)
        self.charter.text.show_page(page.replace("<body>", f"<body>{clashes}", 1))
        self._count()
        self._go()

    def _count(self) -> None:
        today = self.model.now.date()
        many = sum(one.standing(today) is Standing.OVERDUE for one in self.model.actions)
        self.late.setVisible(bool(many))
        said = Text(f"▲ {many} 个行动项逾期", f"▲ {many} action{'s' * (many != 1)} overdue")
        self.late.setText(self._speech(said) if many else "")

    def _save_calendar(self) -> None:
        self._save("calendar", "working-group.ics", "iCalendar (*.ics)")

    def _save_charter(self) -> None:
        self._save("charter", "charter.pdf", "PDF (*.pdf);;HTML (*.html)")

    def _save(self, kind: str, name: str, kinds: str) -> None:
        say = self._speech
        path, _ = QFileDialog.getSaveFileName(
            self, say(Text("存为文件", "Save as")), str(Path.home() / name), kinds
        )
        if path:
            from firstline.widgets.group.files import write_page  # noqa: PLC0415 - seldom used

            write_page(self.model, Path(path), kind, "calendar")

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say = self._speech
        self._title.setText(say(TITLE))
        for at, words in enumerate(LEAVES):
            self.leaves.setTabText(at, say(words))
        self.leaves.setAccessibleName(say(TITLE))
        self.groups.setAccessibleName(say(Text("哪个工作组", "Which group")))
        self.new.setText(f" {say(NEW)}")
        self.new.setAccessibleName(say(NEW))
        self.new.setIcon(icons.icon("plus"))
        self.new.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.empty.tell("users", EMPTY, NEW)
        self.form.retranslate()
        self.meetings.retranslate()
        self.tasks.retranslate()
        self.decisions.retranslate()
        self.charter.retranslate()
        self.charter.text.setAccessibleName(say(LEAVES[CHARTER]))
        if self.model.seen is not None:
            self._fill()

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
