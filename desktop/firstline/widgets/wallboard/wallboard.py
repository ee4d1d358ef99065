"""The wall display: full screen, five tiles and six rows, left by holding Esc for a second."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.later import Later
from firstline.viewmodel.wallboard import words as wallboard_words
from firstline.viewmodel.wallboard.wallboard import WallboardModel
from firstline.widgets import theme
from firstline.widgets.wallboard.awake import Awake
from firstline.widgets.wallboard.paint import WallPainter, paint_frame, stage

HOLD_MS = 1000
REPEAT_MS = 20  # X11 may tell a held key as a release and a press of the same instant


class Wallboard(QWidget):
    """One window that only shows; everything in it is drawn anew each second."""

    left = Signal()

    def __init__(self, desktop: Desktop, later: Later) -> None:
        super().__init__()
        self._desktop = desktop
        self._awake = Awake()
        self._pressed_at: int | None = None
        self._let_go = (0, -HOLD_MS)  # when the last hold began and ended
        self._drawn_page: tuple[int, object] | None = None
        self.model = WallboardModel(desktop, later, self)
        self.model.changed.connect(self._show_anew)
        self.setObjectName("wallboard")
        self.setMinimumSize(640, 360)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.BlankCursor)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if event.spontaneous() or self._awake.held:
            return
        self.setWindowTitle(self._desktop.speech(Text("一线大屏", "Firstline wallboard")))
        self._awake.begin()
        self.model.start()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self.model.stop()
        self._awake.end()
        super().closeEvent(event)
        self.left.emit()

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.token("bg"))
        place = stage(self.width(), self.height()).translated(*self.model.shift)
        say, zone = self._desktop.speech, self._desktop.zone
        WallPainter(painter, place, say, zone).draw(self.model, self._title())
        line = self.model.cutover()
        turned = line is not None and line.hot == "P1"
        paint_frame(painter, self.rect(), self.model.freshness, turned=turned)
        painter.end()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            self.model.hint()
            return
        at = event.timestamp()
        if self._pressed_at is None:
            began, ended = self._let_go
            self._pressed_at = began if at - ended <= REPEAT_MS else at
            self.model.hint()
        if at - self._pressed_at >= HOLD_MS:
            self.close()

    @override
    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape or event.isAutoRepeat():
            return
        began, self._pressed_at = self._pressed_at, None
        if began is None:
            return
        self._let_go = (began, event.timestamp())
        if event.timestamp() - began >= HOLD_MS and self.isVisible():
            self.close()

    def _title(self) -> Text:
        site = self._desktop.settings.site
        if not site:
            return Text("一线服务台", "Firstline service desk")
        return Text(f"{site} · 服务台", f"{site} · service desk")

    def _show_anew(self) -> None:
        seen = (self.model.page, self.model.seen and self.model.seen.board)
        if seen != self._drawn_page:  # not each second: nobody would hear the end of it
            self._drawn_page = seen
            said = wallboard_words.spoken(self.model, self._desktop.zone)
            self.setAccessibleName(self._desktop.speech(said))
        self.update()
