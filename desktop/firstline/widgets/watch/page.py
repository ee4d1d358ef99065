"""The page of watching: alerts, the rules behind them, and how long first replies took."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QTabBar, QWidget

from firstline.domain.overrides import override
from firstline.domain.watch.look import Verdict
from firstline.domain.watch.round import Looked
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.directory.register_doors import RegisterDoors
from firstline.viewmodel.directory.watching import RepliesModel, WatchModel
from firstline.viewmodel.later import Later
from firstline.widgets import icons, layouts, theme
from firstline.widgets.entry import enter_at
from firstline.widgets.plain_label import PlainLabel
from firstline.widgets.purpose import WATCH, Purpose
from firstline.widgets.watch.alert_part import AlertPart
from firstline.widgets.watch.replies_part import RepliesPart
from firstline.widgets.watch.rule_part import RulePart

TITLE = Text("监视与响应", "Watching and replies")
ALERTS, RULES = Text("告警", "Alerts"), Text("规则", "Rules")
REPLIES = Text("首次回复", "First replies")
LEAVES = (ALERTS, RULES, REPLIES)
LOOK = Text("现在看一遍", "Look now")
LOOKING = Text("正在看…", "Looking…")


class WatchPage(QWidget):
    """Three leaves under one head."""

    def __init__(self, desktop: Desktop, later: Later, doors: RegisterDoors) -> None:
        super().__init__()
        self._speech = desktop.speech
        self.model = WatchModel(desktop, doors, self)
        self.replies_model = RepliesModel(desktop, later, self)
        self._title, self._said = PlainLabel(), PlainLabel()
        self._title.setProperty("look", "title")
        self._said.setProperty("look", "muted")
        self.leaves = QTabBar()
        self.leaves.setDrawBase(False)
        self.leaves.setExpanding(False)
        for _ in LEAVES:
            self.leaves.addTab("")
        self.look = QPushButton()
        self.look.setProperty("look", "primary")
        self.alerts = AlertPart(desktop, self.model)
        self.rules = RulePart(desktop, self.model)
        self.replies = RepliesPart(desktop, self.replies_model)
        self._stack = QStackedWidget()
        for part in (self.alerts, self.rules, self.replies):
            self._stack.addWidget(layouts.topped(part))
        head = layouts.title_line(self._title, self.leaves)
        head.addWidget(self._said, 1)
        head.addWidget(self.look)
        self.purpose = Purpose(self._speech, WATCH)
        layouts.headed(self, head, self._stack, self.purpose)
        enter_at(self, self.alerts)
        self.leaves.currentChanged.connect(self._on_leaf)
        self.look.clicked.connect(self.model.look_here)
        self.alerts.rules_wanted.connect(lambda: self.show_leaf(RULES))
        self.model.loaded.connect(self._on_loaded)
        self.model.looked.connect(self._on_looked)
        self._speech.switched.connect(self.retranslate)
        self.retranslate()

    def show_leaf(self, words: Text) -> None:
        """Show one of LEAVES, with the keyboard in it."""
        at = LEAVES.index(words)
        self.leaves.setCurrentIndex(at)
        (self.alerts, self.rules, self.replies)[at].setFocus()

    def _on_leaf(self, at: int) -> None:
        self._stack.setCurrentIndex(at)
        self.look.setVisible(LEAVES[at] is not REPLIES)
        self._said.clear()
        if LEAVES[at] is REPLIES:
            self.replies_model.refresh()

    def _on_loaded(self) -> None:
        many = self.model.standing
        words = Text(f"告警 {many}", f"Alerts {many}") if many else ALERTS
        self.leaves.setTabText(0, self._speech(words))
        self.look.setEnabled(not self.model.looking)
        self.look.setText(f" {self._speech(LOOKING if self.model.looking else LOOK)}")

    def _on_looked(self, seen: Sequence[Looked]) -> None:
        bad = sum(one.look.verdict is Verdict.BAD for one in seen)
        unread = sum(one.look.verdict is Verdict.UNREAD for one in seen)
        many = len(seen)
        words = Text(f"看了 {many} 条:{bad} 条不正常,{unread} 条读不到",
                     f"Looked at {many}: {bad} not right, {unread} could not be read")  # fmt: skip
        self._said.setText(self._speech(words))

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say = self._speech
        self._title.setText(say(TITLE))
        for at, words in enumerate(LEAVES):
            self.leaves.setTabText(at, say(words))
        self.leaves.setAccessibleName(say(Text("告警、规则或首次回复", "Alerts, rules or replies")))
        self.look.setIcon(icons.icon("refresh-cw", "on_accent"))
        self.look.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.look.setAccessibleName(say(LOOK))
        self._said.clear()
        for part in (self.alerts, self.rules, self.replies):
            part.retranslate()
        self._on_loaded()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # Esc goes back: the window knows where

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.model.awake = True
        self.model.refresh()
        if LEAVES[self.leaves.currentIndex()] is REPLIES:
            self.replies_model.refresh()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.model.awake = False
