"""What the library's page is handed from outside: packs and files read, a viewer for a copy."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from firstline.domain.documents.document import Document
from firstline.domain.documents.pack import DocumentPack


class ReadPack(Protocol):
    """A pack whose every file is what its manifest says."""

    @property
    def pack(self) -> DocumentPack:
        """What it says of its documents."""

    def content(self, one: Document) -> bytes:
        """Return a file's bytes. Raises BadInput where they changed meanwhile."""


@dataclass(frozen=True, slots=True)
class DocumentDoors:
    """Reads packs and files, and hands a copy to the system's viewer; each may raise."""

    read_pack: Callable[[Path], ReadPack]
    read_file: Callable[[Path, Document], tuple[Document, bytes]]
    view: Callable[[Path], None]
