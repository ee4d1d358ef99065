"""Paper: a page of HTML becomes a PDF file or goes to the printer, A4 or A6, by Qt's rich text."""

import errno
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMarginsF, QSaveFile, QSizeF
from PySide6.QtGui import (
    QFont,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPdfWriter,
    QTextDocument,
)

from firstline.widgets import theme

_SIZES = {"a4": QPageSize.PageSizeId.A4, "a6": QPageSize.PageSizeId.A6}
_MARGIN_MM = {"a4": 14.0, "a6": 6.0}
_POINTS = {"a4": 9.0, "a6": 7.5}


def write_pdf(html: str, path: Path, size: str) -> None:
    """Write the page `html` to `path` as a PDF with the machine's own fonts embedded.

    `size` is a4 or a6. Raises OSError where the file cannot be written; then what was there stays.
    """

    def print_(file: QSaveFile) -> None:
        device = QPdfWriter(file)
        device.setCreator("Firstline")
        device.setResolution(300)
        lay_out(device, size)
        page_of(html, size).print_(device)
        del device  # writes the end

    _in_one_piece(path, print_)


def write_text(text: str, path: Path) -> None:
    """Write `text` to `path` as UTF-8. Raises OSError as `write_pdf` does."""
    _in_one_piece(path, lambda file: file.write(text.encode("utf-8")))


def _in_one_piece(path: Path, write: Callable[[QSaveFile], object]) -> None:
    """Let `write` fill a file beside `path`, which takes its place when it is whole on the disk."""
    file = QSaveFile(str(path))
    if not file.open(QSaveFile.OpenModeFlag.WriteOnly):
        raise OSError(errno.EIO, file.errorString())
    write(file)
    empty = not file.size()
    if empty:
        file.cancelWriting()
    if not file.commit() or empty:  # a write that failed leaves what was there
        raise OSError(errno.EIO, file.errorString() or str(path))


def lay_out(device: QPagedPaintDevice, size: str) -> None:
    """Give `device` the paper `size` with its margins."""
    margin = _MARGIN_MM[size]
    device.setPageSize(QPageSize(_SIZES[size]))
    margins = QMarginsF(margin, margin, margin, margin)
    device.setPageMargins(margins, QPageLayout.Unit.Millimeter)


def page_of(html: str, size: str) -> QTextDocument:
    """Return the page as a document in print's colours, whatever theme the window wears."""
    made = QTextDocument()
    font = QFont()
    font.setFamilies(list(theme.FAMILIES))
    font.setPointSizeF(_POINTS[size])
    made.setDefaultFont(font)
    made.setDocumentMargin(0)
    made.setHtml(html)
    made.setPageSize(QSizeF())
    return made
