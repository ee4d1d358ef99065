"""The head of the detail pane: title with inline edit, meta line and three combos."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.overrides import override
from firstline.domain.ticket.ticket import Priority, Status, Ticket
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.detail import detail
from firstline.widgets import icons, theme
from firstline.widgets.detail.choice import Initials, NameEdit, QuietCombo
from firstline.widgets.detail.priority_reason import PriorityReason
from firstline.widgets.detail.suggest import AssigneeHint
from firstline.widgets.detail.title import Title
from firstline.widgets.queue import cells

PRIORITY = Text("优先级", "Priority")
STATUS = Text("状态", "Status")
ASSIGNEE = Text("受理人", "Assignee")
DUPLICATE_OF = Text("与哪一张重复?输入编号,Enter 确认", "Duplicate of which? Number, then Enter")


class DetailHead(QWidget):
    """Shows and changes title, priority, status and assignee; every change applies at once."""

    why_priority = Signal()

    def __init__(
        self, desktop: Desktop, initials: Initials | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._speech = desktop.speech
        self._ticket: Ticket | None = None
        self.title = Title(desktop.speech, self)
        self.title.settled.connect(lambda text: self._apply(detail.to_field("title", text)))
        self.meta = QLabel(self)
        self.meta.setTextFormat(Qt.TextFormat.PlainText)
        self.meta.setProperty("look", "muted")
        self.meta.setWordWrap(True)
        self.meta.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.priority = QuietCombo(self)
        self.priority.activated.connect(self._set_priority)
        self.status = QuietCombo(self)
        self.status.activated.connect(self._set_status)
        self.assignee = NameEdit(self._assignees, initials, self)
        self.assignee.addAction(
            icons.icon("user", "muted"), QLineEdit.ActionPosition.LeadingPosition
        )
        self.assignee.settled.connect(lambda name: self._apply(detail.to_field("assignee", name)))
        self.hint = AssigneeHint(desktop, self)
        self.hint.accepted.connect(lambda name: self._apply(detail.to_field("assignee", name)))
        self.reason = PriorityReason(desktop, self)
        self.duplicate = QLineEdit(self)
        self.duplicate.returnPressed.connect(self._mark_duplicate)
        self.duplicate.installEventFilter(self)
        self.duplicate.hide()
        self._build()
        self._speech.switched.connect(self.retranslate)
        self.retranslate()

    def _build(self) -> None:
        self._grid = QGridLayout()
        self._grid.setSpacing(8)
        column = self._frame = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 8)
        column.setSpacing(6)
        column.addWidget(self.title)
        column.addWidget(self.meta)
        column.addLayout(self._grid)
        column.addWidget(self.reason)
        column.addWidget(self.hint)
        column.addWidget(self.duplicate)
        self._columns = 0
        for one in (self.priority, self.status, self.assignee):
            one.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._arrange()

    def show_ticket(self, ticket: Ticket) -> None:
        """Show `ticket`; a title that is being edited is left alone."""
        if self._ticket is None or self._ticket.id != ticket.id:
            self.duplicate.hide()
        self._ticket = ticket
        self.title.show_title(ticket.title)
        self._fill()

    def edit_title(self) -> None:
        """Edit the title in place (F2)."""
        self.title.edit()

    def set_inset(self, *, inset: bool) -> None:
        """Keep a margin of one's own, or use that of the scrolled page."""
        side = 16 if inset else 0
        self._frame.setContentsMargins(side, 12 if inset else 4, side, 8)

    def tick(self) -> None:
        """Say the age anew."""
        if self._ticket is not None:
            self.meta.setText(self._speech(detail.meta(self._ticket, self._desktop.ticking.now())))

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.priority.setAccessibleName(self._speech(PRIORITY))
        self.status.setAccessibleName(self._speech(STATUS))
        self.assignee.setAccessibleName(self._speech(ASSIGNEE))
        self.assignee.setPlaceholderText(self._speech(detail.UNASSIGNED))
        self.duplicate.setPlaceholderText(self._speech(DUPLICATE_OF))
        self.duplicate.setAccessibleName(self._speech(DUPLICATE_OF))
        for one, text in (
            (self.priority, PRIORITY),
            (self.status, STATUS),
            (self.assignee, ASSIGNEE),
        ):
            one.setToolTip(self._speech(text))
        self._fill()

    def _fill(self) -> None:
        ticket = self._ticket
        if ticket is None:
            return
        self.tick()
        self.priority.clear()
        for level, text in detail.priorities():
            self.priority.addItem(QIcon(cells.badge(level)), self._speech(text)[3:], level.value)
        self.priority.setIconSize(cells.badge_size())
        self.priority.setCurrentIndex(self.priority.findData(ticket.priority.value))
        self.status.clear()
        for status, text in detail.statuses(ticket):
            self.status.addItem(self._speech(text), status.value)
        self.status.setCurrentIndex(0)
        self.status.setEnabled(self.status.count() > 1)
        self.assignee.show_value(ticket.assignee)
        self.hint.show_ticket(ticket)
        self.reason.show_ticket(ticket)

    def _assignees(self) -> list[str]:
        ticket = self._ticket
        known = self._desktop.store.choices("assignee")
        return detail.assignees(known, self._desktop.me, ticket) if ticket else []

    def _apply(self, maker: detail.Maker) -> None:
        if self._ticket is not None and not self._desktop.act(maker, self._ticket.id):
            self._fill()  # refused: show what stands

    def _set_priority(self, index: int) -> None:
        self._apply(detail.to_priority(Priority(self.priority.itemData(index))))

    def _set_status(self, index: int) -> None:
        to = Status(self.status.itemData(index))
        self.duplicate.setVisible(to is Status.DUPLICATE)
        if to is Status.DUPLICATE:
            self.duplicate.clear()
            self.duplicate.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._apply(detail.to_status(to))

    def _mark_duplicate(self) -> None:
        key = self.duplicate.text().strip()
        other = self._desktop.store.find(key) if key else None
        ticket = self._ticket
        if ticket is None or other is None or other.id == ticket.id:
            self.duplicate.selectAll()
            self.duplicate.setToolTip(self._speech(Text("没有这张工单", "There is no such ticket")))
            self.duplicate.setPlaceholderText(
                self._speech(Text("没有“{key}”,请再输入", "No “{key}”; type again").fill(key=key))
            )
            self.duplicate.clear()
            return
        self.duplicate.hide()
        self._apply(detail.to_status(Status.DUPLICATE, other.number or other.id))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.duplicate
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
        ):
            self.duplicate.hide()
            self._fill()
            return True
        return super().eventFilter(watched, event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Lay the combos out in as many columns as fit."""
        room = self.width() - 32
        columns = 3 if room >= theme.px(400) else 2 if room >= theme.px(240) else 1
        if columns == self._columns:
            return
        self._columns = columns
        widgets = (self.priority, self.status, self.assignee)
        for place, one in enumerate(widgets):
            last = place == 2 and columns == 2
            self._grid.addWidget(one, place // columns, place % columns, 1, 2 if last else 1)
        for column, share in enumerate((4, 5, 4)):
            self._grid.setColumnStretch(column, share if column < columns else 0)


def line(parent: QWidget) -> QFrame:
    """Return a thin rule."""
    rule = QFrame(parent)
    rule.setObjectName("line")
    return rule
