"""How the window folds: the rail to icons, the detail over the list, as width and text size ask."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from firstline.widgets import theme
from firstline.widgets.queue.page import QueuePage
from firstline.widgets.shell.rail import Rail

RAIL_FOLDS = 1100
DETAIL_COVERS = 1000
DETAIL_LEAST, DETAIL_FIRST, DETAIL_MOST = 330, 380, 480


class Fitting(QObject):
    """Knows whether list and detail stand side by side or one covers the other."""

    fitted = Signal()

    def __init__(self, rail: Rail, page: QueuePage, detail: QWidget, split: QSplitter) -> None:
        super().__init__(split)
        self._rail = rail
        self._page = page
        self._detail = detail
        self._split = split
        self.narrow = False
        self.covered = False
        self._placed = False

    def fit(self, width: int) -> None:
        """Arrange everything for a window of `width` pixels at the text size in use."""
        room = width * 100 // theme.percent()
        folded = room < RAIL_FOLDS
        self._rail.fold(folded)
        self._page.fold(folded)
        self.narrow = room < DETAIL_COVERS
        self._detail.setMinimumWidth(0 if self.narrow else theme.px(DETAIL_LEAST))
        most = 16_777_215 if self.narrow else theme.px(DETAIL_MOST)
        self._detail.setMaximumWidth(most)
        self.cover(self.covered and self.narrow)
        if not self._placed and not self.narrow:
            self._placed = True
            side = theme.px(DETAIL_FIRST if room >= 1300 else DETAIL_LEAST)
            self._split.setSizes([max(300, self._split.width() - side), side])

    def cover(self, covered: bool) -> None:  # noqa: FBT001
        """Let the detail take the list's place, or give it back."""
        self.covered = covered
        self._page.setVisible(not self.narrow or not covered)
        self._detail.setVisible(not self.narrow or covered)
        self.fitted.emit()

    def placed(self) -> None:
        """Note that the splitter stands where the user left it."""
        self._placed = True
