"""Paper: a page of HTML becomes a PDF file or goes to the printer, A4 or A6, by Qt's rich text."""

import errno
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QHashSeed, QMarginsF, QRectF, QSaveFile, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextDocument,
)

from firstline.widgets import theme

REPORT = "report"  # A4 of many pages: each with its number and how many there are
_SIZES = {
    "a4": QPageSize.PageSizeId.A4, "a6": QPageSize.PageSizeId.A6, REPORT: QPageSize.PageSizeId.A4,
}  # fmt: skip
_MARGIN_MM = {"a4": 14.0, "a6": 6.0, REPORT: 14.0}
_POINTS = {"a4": 9.0, "a6": 7.5, REPORT: 9.0}
_FOOT_MM = 9.0
_MM_IN_INCH = 25.4


def write_pdf(html: str, path: Path, size: str) -> None:
    """Write the page `html` to `path` as a PDF with the machine's own fonts embedded.

    `size` is a4, a6, or report, an A4 of numbered pages. Raises OSError where the file cannot be
    written; then what was there stays. The same page gives the same fonts in the same order: Qt
    keeps the fonts of a file in tables that it sorts by chance, unless it is told a seed.
    """

    def print_(file: QSaveFile) -> None:
        device = QPdfWriter(file)
        device.setCreator("Firstline")
        device.setResolution(300)
        lay_out(device, size)
        if size == REPORT:
            _print_numbered(page_of(html, size), device)
        else:
            page_of(html, size).print_(device)
        del device  # writes the end

    QHashSeed.setDeterministicGlobalSeed()
    try:
        _in_one_piece(path, print_)
    finally:
        QHashSeed.resetRandomGlobalSeed()


def _print_numbered(made: QTextDocument, device: QPdfWriter) -> None:
    """Draw the pages, each with the title and `page / pages` below it."""
    area = device.pageLayout().paintRectPixels(device.resolution())
    foot = _FOOT_MM / _MM_IN_INCH * device.resolution()
    width, height = float(area.width()), area.height() - foot
    made.documentLayout().setPaintDevice(device)
    made.setPageSize(QSizeF(width, height))
    pages = made.pageCount()
    title = made.metaInformation(QTextDocument.MetaInformation.DocumentTitle)
    painter = QPainter(device)
    font = QFont(made.defaultFont())
    font.setPointSizeF(7.5)
    for page in range(pages):
        if page:
            device.newPage()
        painter.save()
        painter.translate(0, -page * height)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, Qt.GlobalColor.black)
        context.clip = QRectF(0, page * height, width, height)
        painter.setClipRect(context.clip)
        made.documentLayout().draw(painter, context)
        painter.restore()
        painter.setFont(font)
        below = QRectF(0, height, width, foot)
        number = f"{page + 1} / {pages}"
        bottom = Qt.AlignmentFlag.AlignBottom
        painter.drawText(below, bottom | Qt.AlignmentFlag.AlignRight, number)
        room = painter.fontMetrics().horizontalAdvance(f"{number}    ")
        short = painter.fontMetrics().elidedText(
            title, Qt.TextElideMode.ElideRight, int(width - room)
        )
        painter.drawText(below, bottom | Qt.AlignmentFlag.AlignLeft, short)
    painter.end()


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
