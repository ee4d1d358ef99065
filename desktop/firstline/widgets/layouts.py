"""Small acts on layouts."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QVBoxLayout, QWidget


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


def scrolled(inner: QWidget) -> QScrollArea:
    """Return a page that scrolls up and down only, without a frame or a colour of its own."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inner)
    for one in (area.viewport(), inner):
        one.setAutoFillBackground(False)
    return area
