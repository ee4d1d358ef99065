"""Reads one file that is to become a document: its hash, its size and its text."""

import hashlib
from dataclasses import replace
from pathlib import Path

from firstline.domain.documents.document import NOT_USED, Document
from firstline.domain.documents.formats import HEAD_BYTES, fault_in
from firstline.domain.errors import BadInput
from firstline.domain.words import Text
from firstline.intake.documents.pack_files import MOST_BYTES
from firstline.intake.documents.text import text_of


def read_file(path: Path, one: Document) -> tuple[Document, bytes]:
    """Return the document with hash, size, name and text of the file, and the file's bytes.

    Raises BadInput for what cannot be read, is over 100 MB or is no document.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        said = error.strerror or type(error).__name__
        raise BadInput(
            Text(f"{path.name} 读不出来({said})。", f"{path.name} cannot be read ({said})."),
            NOT_USED,
        ) from error
    if len(data) > MOST_BYTES:
        raise BadInput(
            Text(f"{path.name} 超过 100 MB。", f"{path.name} is larger than 100 MB."), NOT_USED
        )
    fault = fault_in(path.name, data[:HEAD_BYTES])
    if fault is not None:
        raise BadInput(fault, NOT_USED)
    found = replace(
        one, sha256=hashlib.sha256(data).hexdigest(), size=len(data), name=path.name,
        text=text_of(data, path.name),
    )  # fmt: skip
    return found, data
