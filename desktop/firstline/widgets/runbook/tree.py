"""The board of a runbook: gates, their waves and items as a tree, each gate with its progress."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
)

from firstline.domain.overrides import override
from firstline.domain.runbook.item import Standing
from firstline.domain.runbook.runbook import ROLES, Severity
from firstline.domain.words import Text
from firstline.viewmodel.plain import tip
from firstline.viewmodel.runbook import words
from firstline.viewmodel.runbook.runbook import Shown
from firstline.viewmodel.runbook.words import Branch
from firstline.viewmodel.speech import Speech
from firstline.widgets import theme

HEADS = (
    Text("关口与检查项", "Gates and items"), Text("状态", "State"), Text("负责人", "Owner"),
)  # fmt: skip
_KEY, _SHARE = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_STEPS = {Qt.Key.Key_J: Qt.Key.Key_Down, Qt.Key.Key_K: Qt.Key.Key_Up}
_STATE_PX, _STATE_TIGHT_PX, _OWNER_PX = 168, 112, 108


class _Rows(QStyledItemDelegate):
    """Draws words that end in … and, under a gate, how much of it is closed."""

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        tall = index.data(_SHARE) is not None
        return QSize(theme.px(60), theme.px(40 if tall else 30))

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(option.rect, theme.token("selection"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, theme.token("hover"))
        painter.setFont(index.data(Qt.ItemDataRole.FontRole) or option.font)
        shade = index.data(Qt.ItemDataRole.ForegroundRole)
        painter.setPen(shade.color() if isinstance(shade, QBrush) else theme.token("text"))
        room = option.rect.adjusted(theme.px(6), 0, -theme.px(6), 0)
        said = painter.fontMetrics().elidedText(
            str(index.data() or ""), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, said)
        share = index.data(_SHARE)
        if share is not None and index.column() == 0:
            self._bar(painter, room, float(share))

    @staticmethod
    def _bar(painter: QPainter, room: QRect, share: float) -> None:
        high = theme.px(3)
        track = QRect(room.left(), room.bottom() - high - 1, room.width(), high)
        painter.fillRect(track, theme.token("track"))
        track.setWidth(round(track.width() * share))
        painter.fillRect(track, theme.token("ok"))


class RunbookTree(QTreeWidget):
    """Shows one runbook; the key of the current row is a gate's id or an item's."""

    looked_at = Signal(str)
    wanted = Signal()  # Return: go on to the panel

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self._book = ""
        self._state_px = _STATE_PX
        self._rows: dict[str, QTreeWidgetItem] = {}
        self.setObjectName("outbox")
        self.setColumnCount(3)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRootIsDecorated(True)
        self.setUniformRowHeights(False)
        self.setIndentation(theme.px(16))
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setItemDelegate(_Rows(self))
        self.currentItemChanged.connect(lambda *_two: self.looked_at.emit(self.key()))

    def key(self) -> str:
        """Return the key of the current row, "" for none."""
        item = self.currentItem()
        return str(item.data(0, _KEY)) if item is not None else ""

    def go_to(self, key: str) -> None:
        """Make a row current; its gate unfolds."""
        row = self._rows.get(key)
        if row is not None:
            self.setCurrentItem(row)
            self.scrollToItem(row)

    def fold(self, tight: bool) -> None:  # noqa: FBT001 - as a widget's own setters
        """Leave the owners out where there is little room."""
        self.setColumnHidden(2, tight)
        self._state_px = _STATE_TIGHT_PX if tight else _STATE_PX
        self._fit()

    def show_runbook(self, shown: Shown) -> None:
        """Show the runbook; what is unfolded and current stays while it is the same one."""
        same = self._book == shown.book.id
        open_ = {key for key, row in self._rows.items() if row.isExpanded()} if same else set()
        held = self.key() if same else ""
        top = self.verticalScrollBar().value() if same else 0
        self._book = shown.book.id
        self.blockSignals(True)
        self.clear()
        self._rows = {}
        self.setHeaderLabels([self._speech(one) for one in HEADS])
        branches = words.tree(shown)
        first = next((one.key for one in branches if not one.verdict.go), "")
        for branch in branches:
            row = self._branch(branch, shown)
            self.addTopLevelItem(row)
            self._unfold(row, open_ if same else {first})
        self._fit()
        self.blockSignals(False)
        self.go_to(held if held in self._rows else first or next(iter(self._rows), ""))
        self.verticalScrollBar().setValue(top)
        self.looked_at.emit(self.key())

    def _unfold(self, row: QTreeWidgetItem, keys: set[str]) -> None:
        row.setExpanded(str(row.data(0, _KEY)) in keys)
        for at in range(row.childCount()):
            child = row.child(at)
            if child is not None and child.childCount():
                child.setExpanded(True)

    def _branch(self, branch: Branch, shown: Shown) -> QTreeWidgetItem:
        say, gate = self._speech, branch.verdict.gate
        name = f"{gate.id}  {say(gate.title)}"
        if branch.wave:
            name = say(Text(f"批次 {branch.wave}", f"Wave {branch.wave}"))
        row = QTreeWidgetItem([
            f"{name}  {branch.closed}/{branch.total}",
            "" if branch.wave else say(words.verdict_words(branch.verdict)), "",
        ])  # fmt: skip
        row.setData(0, _KEY, branch.key)
        share = branch.closed / branch.total if branch.total else 1.0
        for column in range(3):
            row.setData(column, _SHARE, share)
        font = theme.font(14, bold=True)
        row.setFont(0, font)
        row.setForeground(1, theme.token("ok" if branch.verdict.go else "P1"))
        self._rows[branch.key] = row
        for one in branch.branches:
            row.addChild(self._branch(one, shown))
        for item in branch.items:
            row.addChild(self._item(item, shown))
        return row

    def _item(self, one: Standing, shown: Shown) -> QTreeWidgetItem:
        say, item = self._speech, one.item
        owner = shown.plan[item.id].owner or say(ROLES[item.owner_role])
        row = QTreeWidgetItem([f"{item.id}  {say(item.title)}", say(words.state_words(one)), owner])
        row.setData(0, _KEY, item.id)
        row.setToolTip(0, tip(say(item.title)))
        row.setForeground(1, theme.token(words.MARKS[one.state][1]))
        row.setForeground(2, theme.token("muted"))
        if item.severity is Severity.BLOCKER and not one.closed:
            row.setFont(0, theme.font(14, bold=True))
        self._rows[item.id] = row
        return row

    def _fit(self) -> None:
        head = self.header()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, most in ((1, self._state_px), (2, _OWNER_PX)):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            self.setColumnWidth(column, min(theme.px(most), self._widest(column)))

    def _widest(self, column: int) -> int:
        """Return how wide a column must be for the widest of its words, in pixels."""
        measure = QFontMetrics(theme.font(bold=True))
        said = [one.text(column) for one in self._rows.values()]
        header = self.headerItem()
        if header is not None:
            said.append(header.text(column))
        return max(map(measure.horizontalAdvance, said), default=0) + theme.px(24)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS and not event.modifiers():
            super().keyPressEvent(
                QKeyEvent(QKeyEvent.Type.KeyPress, _STEPS[key], event.modifiers())
            )
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.wanted.emit()
        elif key == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)
