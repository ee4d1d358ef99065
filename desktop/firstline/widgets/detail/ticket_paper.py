"""Prints the current ticket for the shop floor: what it is, until when, what to do first."""

from typing import TYPE_CHECKING

from firstline.widgets.paper_dialog import ask_printer

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtPrintSupport import QPrintDialog

    from firstline.viewmodel.directory.register_doors import RegisterDoors
    from firstline.widgets.shell.shell import Shell


def print_current(
    shell: "Shell", doors: "Callable[[], RegisterDoors] | None"
) -> "QPrintDialog | None":
    """Ask for a printer and print the ticket that is current; None where there is none."""
    ticket = shell.page.list.current_id()
    if doors is None or not ticket:
        return None
    return ask_printer(doors().paper(ticket), "a4", shell)
