"""A small frameless window to find and choose one line: the palette and every chooser."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.shell.palette import Entry
from firstline.viewmodel.speech import Speech
from firstline.widgets import icons, theme
from firstline.widgets.plain_label import PlainLabel
from firstline.widgets.queue import cells

Find = Callable[[str], Sequence[Entry]]
Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


class EntryModel(QAbstractListModel):
    """The lines found."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: Sequence[Entry] = ()

    def put(self, entries: Sequence[Entry]) -> None:
        """Show `entries`."""
        self.beginResetModel()
        self._entries = entries
        self.endResetModel()

    def entry(self, position: int) -> Entry | None:
        """Return the line at `position`."""
        return self._entries[position] if 0 <= position < len(self._entries) else None

    @override
    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._entries)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.entry(index.row())
        if entry is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return " ".join(one for one in (entry.words, entry.aside, entry.keys) if one)
        return None


class EntryDelegate(QStyledItemDelegate):
    """Draws one line: icon, words, what stands beside them, keys at the right."""

    def __init__(self, model: EntryModel) -> None:
        super().__init__(model)
        self._model = model

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.px(200), theme.px(34))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = self._model.entry(index.row())
        if entry is None:
            return
        rect: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.token("selection"))
        left = rect.left() + theme.px(12)
        side = theme.px(16)
        if entry.icon:
            place = QRect(left, rect.center().y() - side // 2, side, side)
            icons.paint(painter, place, entry.icon, theme.token("muted"))
        elif entry.value in ("P1", "P2", "P3", "P4"):
            wide = QRect(left - theme.px(4), rect.top(), theme.px(44), rect.height())
            cells.paint_badge(painter, wide, entry.value)
            left += theme.px(24)
        room = rect.adjusted(left - rect.left() + side + theme.px(10), 0, -theme.px(12), 0)
        painter.setFont(cells.text_fonts(theme.face())[0])
        metrics = painter.fontMetrics()
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        side_words = entry.keys or entry.aside
        width = min(metrics.horizontalAdvance(side_words), room.width() // 2)
        painter.setPen(theme.token("muted"))
        short = metrics.elidedText(side_words, Qt.TextElideMode.ElideRight, width + 1)
        painter.drawText(room, right, short)
        painter.setPen(theme.token("text"))
        room.setRight(room.right() - width - theme.px(12))
        words = metrics.elidedText(entry.words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)


class Picker(QDialog):
    """Asks for one line; typing narrows the list, Return chooses, Esc leaves.

    A dialog, not a popup: on Windows an input method does not work in popups. It blocks nothing.
    """

    picked = Signal(object)  # Entry

    def __init__(self, speech: Speech, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self._speech = speech
        self._above = parent
        self._entered = False  # it has had the keyboard since it was asked
        self._find: Find = lambda _typed: ()
        self._model = EntryModel(self)
        self.field = QLineEdit()
        self.list = QListView()
        self._none = PlainLabel()
        self._build()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(40)
        self._soon.timeout.connect(self._search)
        self.field.textChanged.connect(lambda _text: self._soon.start())
        self.field.installEventFilter(self)
        self.list.clicked.connect(lambda _index: self._choose())

    def _build(self) -> None:
        frame = QFrame(self)
        frame.setObjectName("picker")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        column = QVBoxLayout(frame)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(8)
        self.field.setMinimumHeight(theme.px(34))
        self.field.setClearButtonEnabled(True)
        self.list.setModel(self._model)
        self.list.setItemDelegate(EntryDelegate(self._model))
        self.list.setFrameShape(QListView.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._none.setProperty("look", "muted")
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._none.setMinimumHeight(theme.px(60))
        column.addWidget(self.field)
        column.addWidget(self.list, 1)
        column.addWidget(self._none)

    def ask(self, prompt: Text, find: Find) -> None:
        """Open over the window with `prompt`, listing what `find` returns for the typed text."""
        self._find = find
        said = self._speech(prompt)
        self.setAccessibleName(said)
        self.setWindowTitle(said)
        self.field.setPlaceholderText(said)
        self.field.setAccessibleName(said)
        self.list.setAccessibleName(self._speech(Text("找到的条目", "What was found")))
        self._none.setText(
            self._speech(Text("没有找到。换个词试试。", "Nothing found. Try another word."))
        )
        self.field.clear()
        self._soon.stop()
        self._search()
        self._entered = False
        self._place()
        self.show()
        self.raise_()
        self.activateWindow()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place(self) -> None:
        above = self._above
        width = min(theme.px(560), above.width() - 40)
        corner = above.mapToGlobal(above.rect().topLeft())
        left = corner.x() + (above.width() - width) // 2
        self.setFixedWidth(width)
        self.move(left, corner.y() + theme.px(56))

    def _search(self) -> None:
        found = self._find(self.field.text())
        self._model.put(found)
        self._none.setVisible(not found)
        self._fit(len(found))
        self.list.setVisible(bool(found))
        if found:
            self.list.setCurrentIndex(self._model.index(0, 0))

    def _fit(self, lines: int) -> None:
        room = self._above.height() - theme.px(56) - 60
        wanted = theme.px(34) * max(2, lines) + self.field.height() + 34
        self.setFixedHeight(min(max(theme.px(120), wanted), theme.px(470), room))

    def _choose(self) -> None:
        if self._soon.isActive():
            self._soon.stop()
            self._search()
        entry = self._model.entry(self.list.currentIndex().row())
        if entry is not None:
            self.hide()
            self.picked.emit(entry)
            # Unless the answer is another question, the window takes the keyboard back.
            if not any(one.isVisible() for one in self._above.findChildren(QDialog)):
                self._above.activateWindow()

    def _step(self, by: int) -> None:
        count = self._model.rowCount()
        if count:
            at = (self.list.currentIndex().row() + by) % count
            self.list.setCurrentIndex(self._model.index(at, 0))

    @override
    def reject(self) -> None:
        super().reject()
        self._above.activateWindow()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8,
                     Qt.Key.Key_PageUp: -8}  # fmt: skip
            key = Qt.Key(event.key())
            if key in steps:
                self._step(steps[key])
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose()
                return True
        return super().eventFilter(watched, event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() != QEvent.Type.ActivationChange:
            return
        # Asked again at once, it is shown before it has the keyboard: then nobody left it yet.
        left, self._entered = self._entered and not self.isActiveWindow(), self.isActiveWindow()
        if left and self.isVisible():
            self.hide()
