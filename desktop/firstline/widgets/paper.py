"""Paper: a page of HTML becomes a PDF file or goes to the printer, A4 or A6, by Qt's rich text."""

from pathlib import Path

from PySide6.QtCore import QMarginsF, QSizeF
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

    `size` is a4 or a6. Raises OSError where the file cannot be written.
    """
    device = QPdfWriter(str(path))
    device.setCreator("Firstline")
    device.setResolution(300)
    lay_out(device, size)
    page_of(html, size).print_(device)
    del device  # closes the file
    if not path.is_file() or not path.stat().st_size:
        raise OSError(str(path))


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
