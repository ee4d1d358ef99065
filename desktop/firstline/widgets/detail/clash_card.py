"""A clash side by side: field, mine and theirs, and one click that ends it without a dialog."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.edits.conflicts import Take
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel import times
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.detail.clashes import TAKES, Clash, settle
from firstline.viewmodel.detail.line_diff import compare
from firstline.widgets import icons, theme
from firstline.widgets.detail.clash_lines import ClashLines
from firstline.widgets.detail.flow import Flow
from firstline.widgets.detail.label import ElidedLabel

MINE = Text("我的", "Mine")
THEIRS = Text("对方的(当前值)", "Theirs (stands now)")
LEGEND = Text("− 对方的(当前值)   + 我的", "− theirs (stands now)   + mine")
KEYS: dict[Qt.Key, Take] = {
    Qt.Key.Key_1: "mine",
    Qt.Key.Key_2: "theirs",
    Qt.Key.Key_3: "both",
}


class ClashCard(QFrame):
    """Shows one clash. While it has the focus, 1 keeps mine, 2 takes theirs, 3 keeps both."""

    def __init__(self, desktop: Desktop, clash: Clash, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._speech = desktop.speech
        self.clash = clash
        self.setObjectName("clash")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._icon = QLabel()
        self._name = QLabel()
        self._name.setProperty("look", "heading")
        self._since = ElidedLabel()
        self._since.setProperty("look", "small")
        self._since.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._legend = QLabel()
        self._legend.setProperty("look", "small")
        self._legend.setVisible(clash.long)
        self.lines = ClashLines(self._speech) if clash.long else None
        self._values = () if clash.long else (_Value(), _Value())
        self.buttons: dict[Take, QPushButton] = {}
        self._lay()
        self.retranslate()

    def _lay(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self._icon)
        head.addWidget(self._name)
        head.addWidget(self._since, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._legend)
        if self.lines is not None:
            self.lines.show_lines(compare(*self.clash.raw))
            column.addWidget(self.lines)
        else:
            pair = QGridLayout()
            pair.setSpacing(8)
            for at, one in enumerate(self._values):
                pair.addWidget(one, 0, at)
                pair.setColumnStretch(at, 1)
            column.addLayout(pair)
        acts = QWidget()
        flow = Flow(acts)
        for take in TAKES:
            if take != "both" or self.clash.both:
                flow.addWidget(self._button(take))
        column.addWidget(acts)

    def _button(self, take: Take) -> QPushButton:
        made = QPushButton()
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        made.clicked.connect(partial(self.take, take))
        self.buttons[take] = made
        return made

    def take(self, take: Take) -> None:
        """End the clash with this value."""
        if take in self.buttons:
            settle(self._desktop, self.clash, take)

    def retranslate(self) -> None:
        """Say everything in the language and the colours in use."""
        say, clash = self._speech, self.clash
        self._icon.setPixmap(icons.pixmap("triangle-alert", theme.px(15), "P2"))
        self._name.setText(say(clash.field))
        age = times.age(clash.at, self._desktop.ticking.now())
        by = Text(f"{clash.by} · {age.zh}", f"{clash.by} · {age.en}") if clash.by else age
        self._since.setText(say(by))
        self._legend.setText(say(LEGEND))
        for one, name, text in zip(self._values, (MINE, THEIRS), (clash.mine, clash.theirs),
                                   strict=False):  # fmt: skip
            one.show_value(say(name), say(text))
        for at, (take, button) in enumerate(self.buttons.items(), 1):
            button.setText(say(TAKES[take]))
            button.setToolTip(f"{say(TAKES[take])} ({at})")
            button.setAccessibleName(f"{say(clash.field)}: {say(TAKES[take])}")
        if self.lines is not None:
            self.lines.retranslate()
            self.lines.setAccessibleName(f"{say(clash.field)}: {say(LEGEND)}")
        said = Text(
            f"冲突:{clash.field.zh},我的 {clash.mine.zh},对方 {clash.theirs.zh}",
            f"Conflict: {clash.field.en}, mine {clash.mine.en}, theirs {clash.theirs.en}",
        )
        self.setAccessibleName(say(said)[:400])

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        take = KEYS.get(Qt.Key(event.key()))
        if take in self.buttons and not event.modifiers():
            self.take(take)
            return
        super().keyPressEvent(event)


class _Value(QFrame):
    """One value under its side's name."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("tinted")
        self._name = QLabel()
        self._name.setProperty("look", "small")
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 10, 8)
        column.setSpacing(2)
        column.addWidget(self._name)
        column.addWidget(self._words)
        column.addStretch(1)

    def show_value(self, name: str, words: str) -> None:
        """Show the value."""
        self._name.setText(name)
        self._words.setText(words)
