"""A table for the keyboard: one row is current, several may be marked, and both survive changes."""

from PySide6.QtCore import QEvent, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from firstline.domain.overrides import override
from firstline.viewmodel.queue.queue import Column, QueueModel
from firstline.widgets import theme

_FLAG = QItemSelectionModel.SelectionFlag


class MarkingTable(QTableView):
    """Moves, marks, and keeps selection and scroll position when rows come, go or move."""

    chosen = Signal(int)  # how many tickets are marked, 0 for the plain current row

    def __init__(self, model: QueueModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._queue = model
        self._marking = False
        self._anchor: tuple[int, int] | None = None
        self._kept: tuple[str, list[str]] = ("", [])
        # Asked for a viewport of Qt's own making, PySide would first load every kind of widget.
        self._face = QWidget(self)
        self.setViewport(self._face)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        # An input method would swallow the single-letter keys.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def adopt(self) -> None:
        """Take the model; the subclass calls this when it is ready to be told what is current."""
        model = self._queue
        self.setModel(model)
        model.about_to_change.connect(self._remember)
        model.settled.connect(self._restore)
        model.modelAboutToBeReset.connect(self._keep_chosen)
        model.modelReset.connect(self._back_to_chosen)
        self.selectionModel().selectionChanged.connect(lambda *_two: self.tell_chosen())

    def current_id(self) -> str:
        """Return the id of the current ticket, "" for none."""
        row = self._queue.row(self.currentIndex().row())
        return row.id if row else ""

    def chosen_ids(self) -> list[str]:
        """Return the ids of the selected tickets, or of the current one."""
        rows = sorted(one.row() for one in self.selectionModel().selectedRows())
        return self._queue.tickets(rows) or [one for one in (self.current_id(),) if one]

    def step(self, by: int) -> None:
        """Move the current row by `by`; while tickets are being marked the marks stay."""
        if self._queue.rowCount():
            to = min(max(0, self.currentIndex().row() + by), self._queue.rowCount() - 1)
            self.go(to)

    def go(self, position: int) -> None:
        """Make the row at `position` current."""
        index = self._queue.index(position, Column.TITLE)
        how = _FLAG.NoUpdate if self._marking else _FLAG.ClearAndSelect | _FLAG.Rows
        self.selectionModel().setCurrentIndex(index, how)
        self.scrollTo(index)

    def go_to(self, ticket_id: str) -> bool:
        """Make the ticket current; False when this view does not list it."""
        position = self._queue.position_of(ticket_id)
        if position >= 0:
            self.clear_marks()
            self.go(position)
        return position >= 0

    def mark(self) -> None:
        """Select the current row, or take it out of the selection, and keep the others."""
        index = self.currentIndex()
        if not index.isValid():
            return
        if self._marking or len(self.selectionModel().selectedRows()) != 1:
            self.selectionModel().select(index, _FLAG.Toggle | _FLAG.Rows)
        self._marking = True
        self.tell_chosen()
        self.viewport().update()

    @property
    def is_marking(self) -> bool:
        """Whether several tickets are selected or are being marked."""
        return self._marking or len(self.selectionModel().selectedRows()) > 1

    def clear_marks(self) -> None:
        """Select the current ticket alone."""
        self._marking = False
        index = self.currentIndex()
        if index.isValid():
            self.selectionModel().select(index, _FLAG.ClearAndSelect | _FLAG.Rows)
        self.tell_chosen()

    def tell_chosen(self) -> None:
        """Tell how many tickets are marked."""
        self.chosen.emit(len(self.selectionModel().selectedRows()) if self.is_marking else 0)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier,
        )  # fmt: skip
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._marking and plain:
            self.step(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif plain and event.text().isprintable() and event.text():
            event.ignore()  # no type-ahead: letters are commands
        else:
            super().keyPressEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._marking = False
        super().mousePressEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def _remember(self) -> None:
        first = self.rowAt(0)
        key = self._queue.key(first) if self.verticalScrollBar().value() else None
        self._anchor = None if key is None else (key, self.rowViewportPosition(first))

    def _restore(self) -> None:
        if self._anchor is None:
            return
        key, offset = self._anchor
        position = self._queue.position(key)
        if position >= 0:
            self.verticalScrollBar().setValue(position * theme.row_height() - offset)

    def _keep_chosen(self) -> None:
        self._kept = self.current_id(), self.chosen_ids() if self.is_marking else []

    def _back_to_chosen(self) -> None:
        current, marked = self._kept
        position = self._queue.position_of(current) if current else -1
        if position < 0:
            self._marking = False
            self.tell_chosen()
            return
        self.go(position)
        for one in marked:
            at = self._queue.position_of(one)
            if at >= 0:
                index = self._queue.index(at, 0)
                self.selectionModel().select(index, _FLAG.Select | _FLAG.Rows)
