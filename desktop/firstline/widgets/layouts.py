"""Small acts on layouts."""

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from firstline.widgets import theme

LINE_PX = 32  # of a page's title and its buttons


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


def title_line(*parts: QWidget | None, inside: bool = False) -> QHBoxLayout:
    """Return the line of a page's title, as high on every page; None pushes the rest to the right.

    One that stands `inside` another layout has no margins of its own.
    """
    line = QHBoxLayout()
    line.setContentsMargins(*((0, 0, 0, 0) if inside else (20, 12, 20, 6)))
    line.setSpacing(12)
    line.addStrut(theme.px(LINE_PX))
    for one in parts:
        if one is None:
            line.addStretch(1)
        else:
            line.addWidget(one)
    return line


def headed(page: QWidget, head: QLayout, body: QWidget, purpose: QWidget | None = None) -> None:
    """Lay `page` out as a head and, under it, a body that takes the rest, edge to edge.

    `purpose` says under the title what the page is for.
    """
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addLayout(head)
    if purpose is not None:
        purpose.setContentsMargins(20, 0, 20, 8)
        column.addWidget(purpose)
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
