"""What the leaves of the group's page share: a bar of acts, the form beneath it, and the keys."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from firstline.domain.words import Text
from firstline.viewmodel.group.fields import NAMES, Act
from firstline.viewmodel.group.group import GroupModel
from firstline.widgets import icons, theme
from firstline.widgets.detail.flow import Flow
from firstline.widgets.group.form import GroupForm
from firstline.widgets.group.text import GroupText

ICONS = {
    Act.TOPIC: "plus", Act.ATTEND: "users", Act.MINUTES: "pencil-line", Act.DECIDE: "circle-check",
    Act.ASSIGN: "list-checks", Act.MOVE: "calendar", Act.CANCEL: "circle-x", Act.CALL: "plus",
    Act.FINISH: "circle-check", Act.POSTPONE: "calendar", Act.HAND_ON: "user-plus",
    Act.DROP: "circle-x", Act.REOPEN: "undo-2", Act.EFFECT: "sticky-note",
    Act.OUTCOME: "target", Act.MEASURE: "gauge", Act.REVIEW: "circle-check",
    Act.WITHDRAW: "circle-x", Act.TEXTS: "pencil-line", Act.MEMBER: "user-plus",
    Act.RACI: "list-checks", Act.LEVEL: "arrow-up", Act.SERIES: "repeat", Act.REMOVE: "x",
    Act.CLOSE: "archive",
}  # fmt: skip


class Extra:
    """A button beside the acts that needs no form; `key` works while the leaf has the focus."""

    def __init__(self, words: Text, icon: str, act: Callable[[], None], key: str = "") -> None:
        self.words, self.icon, self.act, self.key = words, icon, act, key
        self.button = QPushButton()
        self.button.clicked.connect(act)

    def hear(self, leaf: QWidget) -> None:
        """Let the key do the same."""
        if self.key:
            again = QShortcut(QKeySequence(self.key), leaf)
            again.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            again.activated.connect(self.act)


class ActsPane(QFrame):
    """The right side of a leaf: acts on the chosen record, their form, and its page."""

    def __init__(
        self, model: GroupModel, acts: Iterable[Act], ref: Callable[[Act], str],
        extras: Iterable[Extra] = (),
    ) -> None:  # fmt: skip
        super().__init__()
        self.setObjectName("pane")
        self._model = model
        self._speech = model.desktop.speech
        self._ref = ref
        self.buttons = {act: QPushButton() for act in acts}
        self.extras = tuple(extras)
        self.form = GroupForm(model)
        self.text = GroupText()
        self._bar = QWidget()
        self._lay()
        for act, button in self.buttons.items():
            button.clicked.connect(lambda _on=False, what=act: self.open(what))
        self.form.folded.connect(self._back)

    def _lay(self) -> None:
        flow = Flow(self._bar)
        for button in (*self.buttons.values(), *(one.button for one in self.extras)):
            flow.addWidget(button)
        top = QVBoxLayout()
        top.setContentsMargins(16, 10, 16, 8)
        top.setSpacing(8)
        top.addWidget(self._bar)
        top.addWidget(self.form)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.text, 1)

    def open(self, act: Act) -> None:
        """Open the form of `act`."""
        self.form.begin(act, self._ref(act))

    def offer(self, acts: Iterable[Act]) -> None:
        """Show the buttons of these acts alone; a form of another folds."""
        offered = set(acts)
        for act, button in self.buttons.items():
            button.setVisible(act in offered)
        if self.form.isVisible() and self.form.act not in offered:
            self.form.fold()

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say = self._speech
        small = QSize(theme.px(16), theme.px(16))
        for act, button in self.buttons.items():
            _dress(button, say(NAMES[act]), ICONS.get(act, "plus"), small)
        for one in self.extras:
            _dress(one.button, say(one.words), one.icon, small)
            tip = f"{say(one.words)} ({one.key})" if one.key else say(one.words)
            one.button.setToolTip(tip)
        self.form.retranslate()
        if not self.text.accessibleName():  # before anything was read
            self.text.setAccessibleName(say(Text("选中的一条", "The chosen one")))

    def _back(self) -> None:
        button = self.buttons.get(self.form.act)
        if button is not None and button.isVisible():
            button.setFocus(Qt.FocusReason.OtherFocusReason)


def _dress(button: QPushButton, words: str, icon: str, size: QSize) -> None:
    button.setText(f" {words}")
    button.setAccessibleName(words)
    button.setIcon(icons.icon(icon))
    button.setIconSize(size)
