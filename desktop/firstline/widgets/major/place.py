"""Where a ticket's major incident stands in the detail pane: its panel, or nothing at all."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from firstline.domain.major.rule import standing
from firstline.domain.ticket.ticket import Ticket
from firstline.viewmodel.desk import Desktop

if TYPE_CHECKING:
    from firstline.widgets.major.panel import MajorPanel


class MajorPlace(QWidget):
    """Makes the panel for the first such ticket; most people never see one."""

    def __init__(self, desktop: Desktop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self.panel: MajorPanel | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        desktop.ticking.ticked.connect(self._tick)
        self.hide()

    def show_ticket(self, ticket: Ticket) -> None:
        """Show the major incident of `ticket`, if it is one."""
        is_major = bool(standing(ticket.events))
        if is_major:
            self._made().show_ticket(ticket)
        elif self.panel is not None:
            self.panel.leave()
        self.setVisible(is_major)

    def _tick(self) -> None:
        if self.panel is not None and self.isVisible():
            self.panel.tick()

    def _made(self) -> "MajorPanel":
        if self.panel is None:
            from firstline.widgets.major.panel import MajorPanel  # noqa: PLC0415 - see the class

            self.panel = MajorPanel(self._desktop, self)
            self.panel.unfolded.connect(self._bring_into_view)
            self._column.addWidget(self.panel)
        return self.panel

    def _bring_into_view(self, widget: QWidget) -> None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if isinstance(above, QScrollArea):
            area = above
            QTimer.singleShot(0, widget, lambda: area.ensureWidgetVisible(widget, 0, 12))
