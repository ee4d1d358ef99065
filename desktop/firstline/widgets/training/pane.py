"""The right side of a leaf: a bar of deeds, the form beneath it, and what it is about."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from firstline.viewmodel.desk import Desktop
from firstline.widgets import layouts, theme
from firstline.widgets.training.bar import Bar
from firstline.widgets.wish_form import WishForm


class Pane(QFrame):
    """Once the form folds, the keyboard goes back to `home`."""

    def __init__(self, desktop: Desktop, bar: Bar, home: QWidget, body: QWidget) -> None:
        super().__init__()
        self.setObjectName("pane")
        self.bar = bar
        self.form = WishForm(desktop)
        top = QVBoxLayout()
        top.setContentsMargins(16, 10, 16, 8)
        top.setSpacing(8)
        top.addWidget(bar)
        top.addWidget(self.form)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(body, 1)
        self.form.folded.connect(lambda: home.setFocus(Qt.FocusReason.OtherFocusReason))

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        self.bar.retranslate()
        self.form.retranslate()


def two_panes(leaf: QWidget, left: QWidget, right: QWidget, sizes: tuple[int, int]) -> None:
    """Lay `leaf` out as two panes with a handle between them, of these widths at first."""
    inner = QWidget()
    column = QVBoxLayout(inner)
    column.setContentsMargins(12, 8, 0, 0)
    column.addWidget(left)
    split = layouts.beside(inner, right, sizes)
    split.setSizes([theme.px(one) for one in sizes])
    outer = QVBoxLayout(leaf)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.addWidget(split)
