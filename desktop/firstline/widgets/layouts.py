"""Small acts on layouts."""

from PySide6.QtWidgets import QLayout, QWidget


def empty(layout: QLayout, *, keep: QWidget | None = None) -> None:
    """Take everything out of `layout`; its widgets are deleted, `keep` apart."""
    while (item := layout.takeAt(0)) is not None:
        held = item.widget()
        if held is not None and held is not keep:
            held.hide()
            held.deleteLater()
