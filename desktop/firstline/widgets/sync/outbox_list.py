"""The list of the outbox: two lines an act, with how it stands at the right; keyboard first."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.keyed import Index
from firstline.viewmodel.speech import Speech
from firstline.viewmodel.sync.outbox import OutboxModel, OutboxRow, Role
from firstline.widgets import icons, theme
from firstline.widgets.line_list import PAD, LineDelegate, LineList, ground, write
from firstline.widgets.queue import cells

MARKS = {
    "held": ("triangle-alert", "P2"),
    "refused": ("circle-x", "P1"),
    "chosen": ("check", "ok"),
    "waiting": ("arrow-up", "accent"),
}
KEYS = {
    Qt.Key.Key_Return: "open", Qt.Key.Key_Enter: "open", Qt.Key.Key_R: "retry",
    Qt.Key.Key_Delete: "withdraw", Qt.Key.Key_D: "withdraw", Qt.Key.Key_1: "mine",
    Qt.Key.Key_2: "theirs", Qt.Key.Key_3: "both",
}  # fmt: skip


class OutboxDelegate(LineDelegate):
    """Paints one act: mark, what, how it stands; under it ticket, who and when."""

    def __init__(self, model: OutboxModel, speech: Speech) -> None:
        super().__init__()
        self._model = model
        self._speech = speech

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: OutboxRow | None = index.data(Role.ROW)
        if row is None:
            return
        rect: QRect = option.rect
        ground(painter, option)
        side = theme.px(16)
        icon, shade = MARKS[row.state]
        middle = rect.center().y()
        place = QRect(rect.left() + theme.px(PAD), middle - side // 2, side, side)
        icons.paint(painter, place, icon, theme.token(shade))
        room = rect.adjusted(theme.px(PAD + 16 + 10), theme.px(6), -theme.px(PAD), -theme.px(6))
        self._words(painter, room, row, shade)

    def _words(self, painter: QPainter, room: QRect, row: OutboxRow, shade: str) -> None:
        say = self._speech
        upper = QRect(room.left(), room.top(), room.width(), room.height() // 2)
        lower = QRect(room.left(), upper.bottom() + 1, room.width(), room.height() // 2)
        small = theme.font(12)
        stands = say(self._model.standing(row))
        many = min(QFontMetrics(small).horizontalAdvance(stands), upper.width() // 2)
        right = QRect(upper.right() - many, upper.top(), many + 1, upper.height())
        plain = row.state in ("waiting", "chosen")
        quiet = "muted" if plain else shade
        write(painter, right, stands, small, quiet)
        upper.setRight(right.left() - theme.px(10))
        font = cells.text_fonts(theme.face())[not plain]
        write(painter, upper, say(row.what), font, "text")
        write(painter, lower, say(self._model.under(row)), small, "muted")


class OutboxList(LineList):
    """Shows the outbox model; keys act on the current row, letters included."""

    wanted = Signal(str)  # open, retry, withdraw, copy, mine, theirs, both

    def __init__(self, desktop: Desktop, model: OutboxModel, parent: QWidget | None = None) -> None:
        super().__init__(model, OutboxDelegate(model, desktop.speech), parent)
        self._model = model
        self._speech = desktop.speech
        self._kept: tuple[str, int] = ("", 0)
        model.about_to_change.connect(self._keep)
        model.settled.connect(self._back)
        self.doubleClicked.connect(lambda _index: self.wanted.emit("open"))
        self.retranslate()

    def restyle(self) -> None:
        """Take the text size in use."""
        self.scheduleDelayedItemsLayout()

    def retranslate(self) -> None:
        """Say the name in the language in use."""
        self.setAccessibleName(self._speech(Text("待同步的更改", "Changes not sent yet")))
        self.viewport().update()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = KEYS.get(Qt.Key(event.key()))
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier,
        )  # fmt: skip
        if event.matches(QKeySequence.StandardKey.Copy):
            self.wanted.emit("copy")
        elif plain and act is not None:
            self.wanted.emit(act)
        elif plain and event.key() in (Qt.Key.Key_J, Qt.Key.Key_K):
            self.step(event.key())
        elif plain and event.text().isprintable() and event.text():
            event.ignore()  # no type-ahead: letters are commands
        else:
            super().keyPressEvent(event)

    def _keep(self) -> None:
        row: OutboxRow | None = self.row()
        self._kept = (row.id if row else "", max(0, self.currentIndex().row()))

    def _back(self) -> None:
        held, at = self._kept
        position = self._model.position(held) if held else -1
        self.go(position if position >= 0 else at)
        self.tell()
