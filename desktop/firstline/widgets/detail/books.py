"""The books of a ticket over its detail pane: contacts, remote sessions; made when wanted."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from firstline.viewmodel.desk import Desktop
from firstline.widgets.books.contact_book import TITLE as CONTACTS
from firstline.widgets.books.contact_book import ContactBook
from firstline.widgets.books.remote_book import TITLE as SESSIONS
from firstline.widgets.books.remote_book import RemoteBook
from firstline.widgets.detail.inset import Inset

if TYPE_CHECKING:
    from firstline.viewmodel.directory.register_doors import RegisterDoors
    from firstline.widgets.detail.pane import DetailPane


class DetailBooks(QObject):
    """Each book is an inset of the pane; another ticket uncovers the pane."""

    def __init__(self, desktop: Desktop, doors: "RegisterDoors", pane: "DetailPane") -> None:
        super().__init__(pane)
        self._desktop, self._doors, self._pane = desktop, doors, pane
        desktop.speech.switched.connect(self._name)

    @cached_property
    def contacts(self) -> Inset:
        """The contact log."""
        book = ContactBook(self._desktop, self._doors)
        made = Inset(self._desktop.speech, self._pane, book)
        made.add_tool(book.print_)
        made.add_tool(book.save)
        return self._known(made)

    @cached_property
    def sessions(self) -> Inset:
        """The register of remote sessions."""
        book = RemoteBook(self._desktop, self._doors)
        return self._known(Inset(self._desktop.speech, self._pane, book))

    def open(self, name: str, ticket_id: str) -> None:
        """Show a ticket's contact log ("contact"), or its remote sessions ("sessions")."""
        self._enter(self.contacts if name == "contact" else self.sessions, ticket_id)

    def _enter(self, inset: Inset, ticket_id: str) -> None:
        book = inset.content
        if isinstance(book, ContactBook | RemoteBook):
            self._pane.insets.hide()
            self._name()
            book.show_ticket(ticket_id)
            inset.enter()

    def _known(self, inset: Inset) -> Inset:
        self._pane.insets.more.append(inset)
        return inset

    def _name(self) -> None:
        for name, words in (("contacts", CONTACTS), ("sessions", SESSIONS)):
            inset = self.__dict__.get(name)
            if inset is not None:
                inset.title.setText(self._desktop.speech(words))
