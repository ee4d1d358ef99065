"""The printer: asked for by the system's own dialog, with the paper chosen beforehand."""

from collections.abc import Callable

from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from firstline.widgets.paper import lay_out, page_of


def ask_printer(
    html: str, size: str, parent: QWidget, may: Callable[[], bool] = lambda: True
) -> QPrintDialog:
    """Let a person choose a printer, then print the page on the paper `size`, a4 or a6.

    The window stays alive meanwhile; `may` is asked at the moment when the page would leave.
    """
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    lay_out(printer, size)
    dialog = QPrintDialog(printer, parent)

    def print_(code: int) -> None:
        if code == QDialog.DialogCode.Accepted and may():
            page_of(html, size).print_(printer)

    dialog.finished.connect(print_)
    QDialog.open(dialog)
    return dialog
