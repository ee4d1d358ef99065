"""Where a ticket's clashes stand: one card under another, or nothing at all."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from firstline.domain.ticket.ticket import Ticket
from firstline.viewmodel.desk import Desktop
from firstline.widgets import layouts

if TYPE_CHECKING:
    from firstline.viewmodel.detail.clashes import Clash
    from firstline.widgets.detail.clash_card import ClashCard


class ClashPlace(QWidget):
    """Shows the clashes of one ticket, or of one edit of it; a card is made when it is needed."""

    def __init__(self, desktop: Desktop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._shown: tuple[Clash, ...] = ()
        self.cards: list[ClashCard] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        desktop.speech.switched.connect(self.retranslate)
        self.hide()

    def show_ticket(self, ticket: Ticket | None, edit: str = "") -> None:
        """Show the clashes of `ticket`, those of one edit alone where `edit` is given."""
        if ticket is None or not ticket.conflicts:
            if self._shown:
                self._show(())
            return
        from firstline.viewmodel.detail.clashes import clashes  # noqa: PLC0415 - most tickets have none

        self._show(tuple(one for one in clashes(ticket) if edit in ("", one.edit)))

    def retranslate(self) -> None:
        """Say everything in the language and the colours in use."""
        for card in self.cards:
            card.retranslate()

    def _show(self, shown: "tuple[Clash, ...]") -> None:
        if shown == self._shown:
            self.retranslate()
            return
        from firstline.widgets.detail.clash_card import ClashCard  # noqa: PLC0415 - see show_ticket

        had_focus = any(_has_focus(card) for card in self.cards)
        self._shown = shown
        layouts.empty(self._column)
        self.cards = [ClashCard(self._desktop, one, self) for one in shown]
        for card in self.cards:
            self._column.addWidget(card)
        self.setVisible(bool(shown))
        if had_focus and self.cards:
            self.cards[0].setFocus()


def _has_focus(card: QWidget) -> bool:
    return card.hasFocus() or any(one.hasFocus() for one in card.findChildren(QWidget))
