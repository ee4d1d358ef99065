"""A bar of buttons that wraps, each with an icon, words and perhaps a key."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QWidget

from firstline.domain.words import Text
from firstline.viewmodel.speech import Speech
from firstline.widgets import icons, theme
from firstline.widgets.detail.flow import Flow


class Deed:
    """One button: what it is called, its icon, what it does; `key` works in the whole leaf."""

    def __init__(self, words: Text, icon: str, act: Callable[[], None], key: str = "") -> None:
        self.words, self.icon, self.act, self.key = words, icon, act, key
        self.button = QPushButton()
        self.button.clicked.connect(act)

    def hear(self, leaf: QWidget) -> None:
        """Let the key do the same while the leaf has the focus."""
        if self.key:
            again = QShortcut(QKeySequence(self.key), leaf)
            again.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            again.activated.connect(self._act)

    def _act(self) -> None:
        if self.button.isVisible() and self.button.isEnabled():
            self.act()


class Bar(QWidget):
    """Holds the deeds in their order."""

    def __init__(self, speech: Speech, deeds: Iterable[Deed]) -> None:
        super().__init__()
        self._speech = speech
        self.deeds = tuple(deeds)
        flow = Flow(self)
        flow.setContentsMargins(4, 4, 4, 4)  # the ring of what has the keyboard
        for one in self.deeds:
            flow.addWidget(one.button)

    def hear(self, leaf: QWidget) -> None:
        """Let the keys work while the leaf has the focus."""
        for one in self.deeds:
            one.hear(leaf)

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        small = QSize(theme.px(16), theme.px(16))
        for one in self.deeds:
            said = self._speech(one.words)
            one.button.setText(f" {said}")
            one.button.setAccessibleName(said)
            one.button.setToolTip(f"{said} ({one.key})" if one.key else said)
            one.button.setIcon(icons.icon(one.icon))
            one.button.setIconSize(small)
