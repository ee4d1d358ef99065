"""The picture of contracts: bars over months, notice deadlines, reminders, and a line for today."""

from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget

from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.contracts.timeline import KIND_ICONS, Bar, Timeline
from firstline.viewmodel.speech import Speech
from firstline.widgets import theme

_LABEL, _ROW, _HEAD, _BAR, _THIN = 250, 34, 34, 14, 9
SPANS = (180, 365, 730, 1460, 2920)  # days on screen, from near to far
TODAY = Text("今天", "today")
NAME = Text("合同时间轴", "Timeline of contracts")
ROW = Text("第 {at} 行,共 {many} 行:{said}", "row {at} of {many}: {said}")
NOTICE = Text("通知截止", "notice until")


class Chart(QWidget):
    """Paints the rows; ↑ ↓ choose one, ← → move in time, + and - zoom, Home shows today."""

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self._line = Timeline((), date(2026, 1, 1))
        self._at = 0
        self._zoom = 2
        self._first = date(2026, 1, 1)
        self._touched = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_line(self, line: Timeline) -> None:
        """Show these rows; the chosen one stays chosen."""
        held = self.current()
        self._line = line
        known = [one.key for one in line.bars]
        self._at = known.index(held) if held in known else 0
        if not self._touched:
            self._center()
        self.setMinimumHeight(theme.px(_HEAD + _ROW * len(line.bars) + 10))
        self._tell()
        self.update()

    def current(self) -> str:
        """Return the key of the chosen row, "" for none."""
        bars = self._line.bars
        return bars[self._at].key if 0 <= self._at < len(bars) else ""

    def choose(self, key: str) -> None:
        """Choose the row with this key."""
        known = [one.key for one in self._line.bars]
        if key in known:
            self._go(known.index(key))

    @property
    def days(self) -> int:
        """How many days are on screen."""
        return SPANS[self._zoom]

    def zoom(self, by: int) -> None:
        """Show more days (`by` > 0) or fewer, about today."""
        self._zoom = min(max(self._zoom + by, 0), len(SPANS) - 1)
        self._center()
        self.update()

    def pan(self, by: int) -> None:
        """Move in time by a quarter of what is on screen."""
        self._touched = True
        self._first += timedelta(days=by * self.days // 4)
        self.update()

    def home(self) -> None:
        """Show today again."""
        self._touched = False
        self._center()
        self.update()

    def _center(self) -> None:
        self._first = self._line.today - timedelta(days=self.days // 3)

    def _go(self, at: int) -> None:
        if self._line.bars:
            self._at = min(max(at, 0), len(self._line.bars) - 1)
            self._tell()
            self.update()
            self.chosen.emit(self.current())

    def _tell(self) -> None:
        say, bars = self._speech, self._line.bars
        said = say(NAME)
        if bars:
            one = bars[self._at]
            words = f"{say(one.name)}, {say(one.span.said)}"
            if one.notice:
                words += f", {say(NOTICE)} {one.notice}"
            said += f": {say(ROW.fill(at=self._at + 1, many=len(bars), said=words))}"
        self.setAccessibleName(said)
        self.setToolTip("")

    # --- painting ---

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(720), theme.px(_HEAD + _ROW * len(self._line.bars) + 10))

    def _label(self) -> int:
        return min(theme.px(_LABEL), self.width() // 3)

    def _x(self, day: date) -> float:
        left = self._label()
        room = self.width() - left - theme.px(16)
        return left + (day - self._first).days / self.days * room

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.token("surface"))
        for at in range(len(self._line.bars)):
            self._ground(painter, at)
        self._axis(painter)
        painter.save()
        painter.setClipRect(QRect(self._label(), 0, self.width(), self.height()))
        for at, bar in enumerate(self._line.bars):
            self._bar(painter, bar, self._top(at))
        self._today(painter)
        painter.restore()
        for at, bar in enumerate(self._line.bars):
            self._words(painter, bar, self._top(at))

    def _top(self, at: int) -> int:
        return theme.px(_HEAD) + at * theme.px(_ROW)

    def _ground(self, painter: QPainter, at: int) -> None:
        area = QRect(0, self._top(at), self.width(), theme.px(_ROW))
        if at == self._at:
            painter.fillRect(area, theme.token("selection"))
            if self.hasFocus():
                painter.setPen(QPen(theme.token("accent"), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(area.adjusted(1, 1, -2, -1))

    def _axis(self, painter: QPainter) -> None:
        painter.setFont(theme.font(12))
        step = 1 if self.days <= 200 else 3 if self.days <= 1500 else 12
        day = date(self._first.year, (self._first.month - 1) // step * step + 1, 1)
        end = self._first + timedelta(days=self.days)
        while day <= end:
            x = self._x(day)
            if x >= self._label():
                near = -theme.px(70) < x - self._x(self._line.today) < theme.px(26)
                painter.setPen(QPen(theme.token("border"), 1))
                painter.drawLine(QPointF(x, theme.px(_HEAD) - 4), QPointF(x, self.height()))
                painter.setPen(theme.token("muted"))
                place = QRectF(x + 3, 0, theme.px(80), theme.px(_HEAD) - 4)
                said = f"{day:%Y}" if step == 12 else f"{day:%Y-%m}"
                if not near:  # today is written there
                    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, said)
            month = day.month - 1 + step
            day = date(day.year + month // 12, month % 12 + 1, 1)

    def _today(self, painter: QPainter) -> None:
        x = self._x(self._line.today)
        painter.setPen(QPen(theme.token("P1"), 2))
        painter.drawLine(QPointF(x, theme.px(_HEAD) - 8), QPointF(x, self.height()))
        painter.setFont(theme.font(12, bold=True))
        said = self._speech(TODAY)
        wide = painter.fontMetrics().horizontalAdvance(said) + theme.px(8)
        place = QRectF(x - wide / 2, 0, wide, theme.px(17))
        painter.fillRect(place, theme.token("surface"))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, said)

    def _bar(self, painter: QPainter, bar: Bar, top: int) -> None:
        middle = top + theme.px(_ROW) / 2
        left = self._x(bar.span.first) if bar.span.first else float(self._label())
        right = self._x(bar.span.last + timedelta(days=1)) if bar.span.last else float(self.width())
        thick = theme.px(_THIN if bar.inside else _BAR)
        area = QRectF(left, middle - thick / 2, max(4.0, right - left), thick)
        shade = theme.token(bar.shade)
        style = Qt.PenStyle.DashLine if bar.stops else Qt.PenStyle.SolidLine
        painter.setPen(QPen(shade, 2, style))
        over = bar.span.last is not None and bar.span.last < self._line.today
        hollow = over or bar.stops
        painter.setBrush(theme.token("surface2") if hollow else shade)
        painter.drawRoundedRect(area, 3, 3)
        for day in bar.reminders:
            if bar.span.first and day < bar.span.first:
                continue  # it was not there yet
            _reminder(painter, self._x(day), area.top())
        if bar.notice:
            _diamond(painter, self._x(bar.notice), middle)
        self._end(painter, bar, area)

    def _end(self, painter: QPainter, bar: Bar, area: QRectF) -> None:
        if bar.span.last is None:
            return
        painter.setFont(theme.font(12))
        said = bar.span.last.isoformat()
        wide = painter.fontMetrics().horizontalAdvance(said) + 4
        place = QRectF(area.right() + theme.px(6), area.center().y() - theme.px(9), wide,
                       theme.px(18))  # fmt: skip
        if place.left() > self._label() and place.right() < self.width():
            painter.setPen(theme.token("text"))
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, said)

    def _words(self, painter: QPainter, bar: Bar, top: int) -> None:
        indent = theme.px(34 if bar.inside else 16)
        room = QRect(indent, top, self._label() - indent - theme.px(10), theme.px(_ROW))
        painter.setFont(theme.font(13, bold=not bar.inside))
        painter.setPen(theme.token("P1" if bar.stops else "text"))
        glyph = "✗" if bar.stops else KIND_ICONS[bar.kind]
        said = painter.fontMetrics().elidedText(
            f"{glyph} {self._speech(bar.name)}", Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, said)

    # --- acting ---

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_J):
            self._go(self._at + 1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_K):
            self._go(self._at - 1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.pan(-1 if key == Qt.Key.Key_Left else 1)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.zoom(1 if key == Qt.Key.Key_Minus else -1)
        elif key == Qt.Key.Key_Home:
            self.home()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current():
            self.opened.emit(self.current())
        else:
            event.ignore()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = (round(event.position().y()) - theme.px(_HEAD)) // theme.px(_ROW)
        if 0 <= at < len(self._line.bars):
            self._go(at)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)
        if self.current():
            self.opened.emit(self.current())

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        self.show_line(self._line)


def _reminder(painter: QPainter, x: float, top: float) -> None:
    half = theme.px(4)
    painter.setPen(QPen(theme.token("text"), 1))
    painter.setBrush(theme.token("surface"))
    painter.drawPolygon(QPolygonF([
        QPointF(x - half, top - 2 * half + 1), QPointF(x + half, top - 2 * half + 1),
        QPointF(x, top - 1),
    ]))  # fmt: skip


def _diamond(painter: QPainter, x: float, middle: float) -> None:
    half = theme.px(8)
    painter.setPen(QPen(theme.token("surface"), 2))
    painter.setBrush(theme.token("P2"))
    painter.drawPolygon(QPolygonF([
        QPointF(x, middle - half), QPointF(x + half, middle), QPointF(x, middle + half),
        QPointF(x - half, middle),
    ]))  # fmt: skip
