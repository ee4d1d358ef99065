"""Where the detail pane says whose view its timeline is; empty until somebody asks."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from firstline.domain.ticket.ticket import Ticket
from firstline.viewmodel.speech import Speech

if TYPE_CHECKING:
    from firstline.widgets.detail.audience import AudienceBar


class AudiencePlace(QWidget):
    """Holds the bar that names the audience; it is made when it is first wanted."""

    chosen = Signal()

    def __init__(self, speech: Speech, parent: QWidget) -> None:
        super().__init__(parent)
        self._speech = speech
        self.bar: AudienceBar | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def ask(self, beside: QWidget) -> None:
        """Offer the audiences below a button."""
        from firstline.widgets.detail.audience import AudienceBar  # noqa: PLC0415 - seldom wanted

        if self.bar is None:
            self.bar = AudienceBar(self._speech, self)
            self.bar.chosen.connect(self._on_chosen)
            self._column.addWidget(self.bar)
        self.bar.ask(beside)

    def _on_chosen(self) -> None:
        self.chosen.emit()
        self._show()

    def view(self, ticket: Ticket) -> Ticket:
        """Return the ticket as it is to be shown."""
        found = self.bar.view(ticket) if self.bar is not None else ticket
        self._show()
        return found

    def _show(self) -> None:
        self.setVisible(self.bar is not None and not self.bar.isHidden())
