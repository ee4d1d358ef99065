"""Small acts on layouts."""

from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget


def empty(layout: QLayout, *, keep: QWidget | None = None) -> None:
    """Take everything out of `layout`; its widgets are deleted, `keep` apart."""
    while (item := layout.takeAt(0)) is not None:
        held = item.widget()
        if held is not None and held is not keep:
            held.hide()
            held.deleteLater()


def pile(*widgets: QWidget) -> QWidget:
    """Return a widget that holds these one above another, at the top."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(10)
    for one in widgets:
        column.addWidget(one)
    column.addStretch(1)
    return made
