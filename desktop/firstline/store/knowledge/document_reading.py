"""What screen, terminal and sync ask of the library of documents; nothing here writes."""

from typing import TYPE_CHECKING

from firstline.domain.ticket.ticket import Attachment
from firstline.store.exchange.reading import ExchangeReading

if TYPE_CHECKING:  # a start asks nothing of this
    from firstline.domain.documents.library import Library
    from firstline.store.evidence import Named
    from firstline.store.knowledge.documents import Shelf
    from firstline.store.search.search import Hit


class DocumentReading(ExchangeReading):
    """The questions about documents, answered from one thread's connection."""

    _evidence: "Named | None" = None
    _shelved: "Shelf | None" = None  # read anew after any commit, of another program too

    def library(self) -> "Library":
        """Return all documents as they stand."""
        return self._shelf().library

    def search_documents(
        self, text: str, limit: int = 20, *, every: bool = False, whole: bool = True
    ) -> "list[Hit]":
        """Return the documents that hold every word of `text`; with `every` older ones, too.

        Not `whole`, the texts of their files are left out.
        """
        from firstline.store.knowledge import documents  # noqa: PLC0415 - not for the first picture

        held, initials = self._shelf(), self._desk.initials
        return documents.search(held, text, limit, initials, every=every, whole=whole)

    def documents_missing(self) -> list[Attachment]:
        """Return the files of documents to read that are not on this machine, some at a time."""
        from firstline.store.knowledge import documents  # noqa: PLC0415 - see search_documents

        return documents.missing(self._shelf(), self.folder)

    def evidence_missing(self) -> list[Attachment]:
        """Return the files of EVIDENCE that are not here, some at a time."""
        from firstline.store import evidence  # noqa: PLC0415 - see search_documents

        with self.connection.read():
            self._evidence = evidence.fresh(self._evidence, self._desk)
            return evidence.missing(self._evidence, self.folder)

    def _shelf(self) -> "Shelf":
        from firstline.store.knowledge import documents  # noqa: PLC0415 - see search_documents

        with self.connection.read():
            self._shelved = documents.fresh(self._shelved, self._desk)
            return self._shelved
