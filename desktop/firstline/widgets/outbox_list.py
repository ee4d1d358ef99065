"""The list of the outbox: two lines an act, with how it stands at the right; keyboard first."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.outbox import OutboxModel, OutboxRow, Role
from firstline.viewmodel.speech import Speech
from firstline.widgets import cells, icons, theme

Index = QModelIndex | QPersistentModelIndex
MARKS = {
    "held": ("triangle-alert", "P2"),
    "refused": ("circle-x", "P1"),
    "chosen": ("check", "ok"),
    "waiting": ("arrow-up", "accent"),
}
PAD = 12
KEYS = {
    Qt.Key.Key_Return: "open", Qt.Key.Key_Enter: "open", Qt.Key.Key_R: "retry",
    Qt.Key.Key_Delete: "withdraw", Qt.Key.Key_D: "withdraw", Qt.Key.Key_1: "mine",
    Qt.Key.Key_2: "theirs", Qt.Key.Key_3: "both",
}  # fmt: skip


class OutboxDelegate(QStyledItemDelegate):
    """Paints one act: mark, what, how it stands; under it ticket, who and when."""

    def __init__(self, model: OutboxModel, speech: Speech) -> None:
        super().__init__()
        self._model = model
        self._speech = speech

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.px(120), theme.px(52))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: OutboxRow | None = index.data(Role.ROW)
        if row is None:
            return
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(rect, theme.token("selection"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.token("hover"))
        if chosen and option.state & QStyle.StateFlag.State_HasFocus:
            bar = QRect(rect.left(), rect.top(), 3, rect.height())
            painter.fillRect(bar, theme.token("accent"))
        line = QRect(rect.left(), rect.bottom(), rect.width(), 1)
        painter.fillRect(line, theme.token("border"))
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
        _write(painter, right, stands, small, quiet)
        upper.setRight(right.left() - theme.px(10))
        font = cells.text_fonts(theme.percent())[not plain]
        _write(painter, upper, say(row.what), font, "text")
        _write(painter, lower, say(self._model.under(row)), small, "muted")


def _write(painter: QPainter, room: QRect, words: str, font: QFont, shade: str) -> None:
    painter.setFont(font)
    painter.setPen(theme.token(shade))
    short = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, short)


class OutboxList(QListView):
    """Shows the outbox model; keys act on the current row, letters included."""

    looked_at = Signal(object)  # OutboxRow or None
    wanted = Signal(str)  # open, retry, withdraw, copy, mine, theirs, both

    def __init__(self, desktop: Desktop, model: OutboxModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._speech = desktop.speech
        self._kept: tuple[str, int] = ("", 0)
        self._delegate = OutboxDelegate(model, desktop.speech)
        self.setObjectName("outbox")
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setItemDelegate(self._delegate)
        self.setModel(model)
        model.about_to_change.connect(self._keep)
        model.settled.connect(self._back)
        self.selectionModel().currentChanged.connect(lambda *_two: self._tell())
        self.doubleClicked.connect(lambda _index: self.wanted.emit("open"))
        self.retranslate()

    def row(self) -> OutboxRow | None:
        """Return the current row."""
        return self._model.row(self.currentIndex().row())

    def go(self, position: int) -> None:
        """Make the row at `position` current."""
        if self._model.rowCount():
            at = min(max(0, position), self._model.rowCount() - 1)
            self.setCurrentIndex(self._model.index(at))

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
            self.go(self.currentIndex().row() + (1 if event.key() == Qt.Key.Key_J else -1))
        elif plain and event.text().isprintable() and event.text():
            event.ignore()  # no type-ahead: letters are commands
        else:
            super().keyPressEvent(event)

    def _tell(self) -> None:
        self.looked_at.emit(self.row())

    def _keep(self) -> None:
        row = self.row()
        self._kept = (row.id if row else "", max(0, self.currentIndex().row()))

    def _back(self) -> None:
        held, at = self._kept
        position = self._model.position(held) if held else -1
        self.go(position if position >= 0 else at)
        self._tell()
