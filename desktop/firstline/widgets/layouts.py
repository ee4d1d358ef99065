"""Small acts on layouts."""

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QSplitter, QVBoxLayout, QWidget


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
    area, ground = QScrollArea(), QWidget()
    area.setViewport(ground)  # as MarkingTable does
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inner)
    for one in (ground, inner):
        one.setAutoFillBackground(False)
    return area


def headed(page: QWidget, head: QLayout, body: QWidget) -> None:
    """Lay `page` out as a head and, under it, a body that takes the rest, edge to edge."""
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addLayout(head)
    column.addWidget(body, 1)


def topped(inner: QWidget) -> QFrame:
    """Return `inner` under the line that parts it from the head of its page."""
    framed = QFrame()
    framed.setObjectName("topped")
    column = QVBoxLayout(framed)
    column.setContentsMargins(0, 1, 0, 0)
    column.addWidget(inner)
    return framed


def beside(left: QWidget, right: QWidget, shares: tuple[int, int]) -> QSplitter:
    """Return two panes with a thin handle between them; `shares` says who takes what is over."""
    split = QSplitter(Qt.Orientation.Horizontal)
    split.setChildrenCollapsible(False)
    split.setHandleWidth(1)
    for at, (pane, share) in enumerate(zip((left, right), shares, strict=True)):
        split.addWidget(pane)
        split.setStretchFactor(at, share)
    return split


def chain(*widgets: QWidget) -> None:
    """Let Tab go through these in this order; fields that are made anew would else come last."""
    for one, after in pairwise(widgets):
        QWidget.setTabOrder(one, after)
