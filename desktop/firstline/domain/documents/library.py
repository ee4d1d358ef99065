"""All documents together: which version holds, which were superseded, and what stands for them."""

from collections.abc import Iterable, Iterator

from firstline.domain.documents.document import Document, State
from firstline.domain.knowledge.pack import version_key


class Library:
    """The documents as they stand; whether one holds follows from all of them.

    A newer version of a code supersedes the older ones, and a document supersedes those that it
    names. Nothing of that is stored, so that packs taken in on two desks, in any order, come to
    the same. Names that would go round in a circle are passed over.
    """

    def __init__(self, documents: Iterable[Document]) -> None:
        self._all = {one.record: one for one in documents}
        self._versions: dict[str, list[Document]] = {}
        for one in sorted(self._all.values(), key=_order, reverse=True):
            self._versions.setdefault(one.code.casefold(), []).append(one)
        self._next: dict[str, str] = {}  # by record: the record that stands for it
        self._link_versions()
        self._link_names()

    def __iter__(self) -> Iterator[Document]:
        """Yield every version, by code, the newest first."""
        for code in sorted(self._versions):
            yield from self._versions[code]

    def __len__(self) -> int:
        """How many versions there are in all."""
        return len(self._all)

    def current(self) -> list[Document]:
        """Return the documents to read, by code."""
        return [one for one in self if self.state(one) is State.CURRENT]

    def versions(self, code: str) -> list[Document]:
        """Return every version of a document, the newest first."""
        return list(self._versions.get(code.casefold(), ()))

    def state(self, one: Document) -> State:
        """Return whether a version is the one to read."""
        if one.withdrawn:
            return State.WITHDRAWN
        return State.SUPERSEDED if one.record in self._next else State.CURRENT

    def successor(self, one: Document) -> Document | None:
        """Return the document that holds in the place of this one, None where it holds itself."""
        record = one.record
        while record in self._next:
            record = self._next[record]
        return self._all[record] if record != one.record else None

    def find(self, key: str) -> Document | None:
        """Return the newest version of `CODE`, or the one `CODE:VERSION`; None for neither."""
        code, _, version = key.strip().casefold().partition(":")
        several = self._versions.get(code, [])
        if version:
            return next((one for one in several if one.version.casefold() == version), None)
        standing = [one for one in several if not one.withdrawn]
        return next(iter(standing or several), None)

    def target(self, key: str) -> Document | None:
        """Return what a link to `key` opens: for a code, whatever holds in its place now."""
        found = self.find(key)
        if found is None or ":" in key:
            return found
        return self.successor(found) or found

    def _link_versions(self) -> None:
        for several in self._versions.values():
            standing = [one for one in several if not one.withdrawn]
            for old in several:
                if standing and old is not standing[0]:
                    self._next[old.record] = standing[0].record

    def _link_names(self) -> None:
        for one in sorted(self._all.values(), key=_order, reverse=True):
            for key in () if one.withdrawn else one.supersedes:
                old = self.find(key)
                if old is None or old.code.casefold() == one.code.casefold():
                    continue
                head = self._versions[one.code.casefold()]
                newest = next(found for found in head if not found.withdrawn)
                if old.record not in self._next and not self._leads(newest.record, old.record):
                    self._next[old.record] = newest.record

    def _leads(self, record: str, to: str) -> bool:
        while record in self._next:
            record = self._next[record]
        return record == to


def _order(one: Document) -> tuple[object, ...]:
    return (version_key(one.version), one.record)
