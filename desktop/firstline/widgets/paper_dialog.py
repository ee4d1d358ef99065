"""The printer: asked for by the system's own dialog, with the paper chosen beforehand."""

from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from firstline.widgets.paper import lay_out, page_of


def ask_printer(html: str, size: str, parent: QWidget) -> QPrintDialog:
    """Let a person choose a printer, then print the page on the paper `size`, a4 or a6."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    lay_out(printer, size)
    dialog = QPrintDialog(printer, parent)
    dialog.finished.connect(lambda code: _print(code, html, size, printer))
    QDialog.open(dialog)
    return dialog


def _print(code: int, html: str, size: str, printer: QPrinter) -> None:
    if code == QDialog.DialogCode.Accepted:
        page_of(html, size).print_(printer)
