"""Both legs as lanes: countdowns, bars, due times, why, and what the vendor did."""

from datetime import tzinfo

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFontMetrics, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.overrides import override
from firstline.domain.sla.countdown import Urgency
from firstline.domain.sla.timer import Timer
from firstline.domain.ticket.ticket import Leg, Ticket
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.detail import legs
from firstline.viewmodel.detail.legs import ClockLine, Lane
from firstline.viewmodel.plain import tip
from firstline.viewmodel.speech import Speech
from firstline.widgets import icons, theme
from firstline.widgets.detail.label import ElidedLabel
from firstline.widgets.detail.legs_form import VendorActs
from firstline.widgets.queue import cells

WHY = Text("为什么?", "Why?")
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class ClockRow(QAbstractButton):
    """One clock: metric, countdown, due time, bar; pressed, it tells why."""

    def __init__(self, speech: Speech, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._speech = speech
        self._line: ClockLine | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_line(self, lane: Lane, line: ClockLine) -> None:
        """Show `line` of `lane`."""
        self._line = line
        name = self._speech(legs.said(lane, line))
        why = self._speech(WHY)
        self.setAccessibleName(f"{name} · {why}")
        self.setToolTip(tip(f"{name}\n{why}"))
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(240), theme.px(36))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(90), theme.px(36))

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        line = self._line
        if line is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.token("hover"))
            painter.drawRoundedRect(self.rect(), 4, 4)
        inner = self.rect().adjusted(theme.px(4), theme.px(3), -theme.px(4), 0)
        text = QRect(inner.left(), inner.top(), inner.width(), theme.px(22))
        self._paint_words(painter, text, line)
        bar = QRect(inner.left(), text.bottom() + theme.px(3), inner.width(), 3)
        if line.shown.urgency is not Urgency.NONE:
            cells.paint_bar(painter, bar, line.shown)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.token("accent"), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)

    def _paint_words(self, painter: QPainter, rect: QRect, line: ClockLine) -> None:
        speech = self._speech
        when, metric, why = speech(line.when), speech(line.metric), speech(WHY)
        bold = theme.font(14, bold=line.shown.urgency in (Urgency.SOON, Urgency.OVER))
        glyph = theme.px(18) if line.shown.urgency not in (Urgency.OK, Urgency.NONE) else 0
        count = QFontMetrics(bold).horizontalAdvance(speech(line.shown.words)) + glyph
        painter.setFont(theme.font(12))
        measure = painter.fontMetrics().horizontalAdvance
        gap = theme.px(8)
        start = measure(metric) + gap
        right = rect.width() - measure(why) - gap
        painter.setPen(theme.token("accent"))
        if start + count + gap <= right:  # where it is narrow, the due time goes first
            painter.drawText(rect, _RIGHT, why)
        else:
            side = theme.px(16)
            place = QRect(rect.right() - side, rect.center().y() - side // 2, side, side)
            icons.paint(painter, place, "circle-help", theme.token("accent"))
            right = rect.width() - side - gap // 2
        painter.setPen(theme.token("muted"))
        painter.drawText(rect, _LEFT, metric)
        if start + count + gap + measure(when) <= right:
            painter.drawText(QRect(rect.left(), rect.top(), right, rect.height()), _RIGHT, when)
        color = cells.color_of(line.shown.urgency)
        side = theme.px(14)
        mark = QRect(rect.left() + start, rect.center().y() - side // 2, side, side)
        cells.paint_glyph(painter, mark, line.shown.urgency, color)
        painter.setFont(bold)
        painter.setPen(color)
        painter.drawText(rect.adjusted(start + glyph, 0, 0, 0), _LEFT, speech(line.shown.words))


class LaneView(QFrame):
    """One leg: a header with its mark, its clocks, and for the vendor what can be recorded."""

    asked = Signal(object)  # Timer: somebody wants to know why

    def __init__(self, desktop: Desktop, leg: Leg, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._desktop = desktop
        self._speech = desktop.speech
        self._leg = leg
        self._lane: Lane | None = None
        self.mark = QLabel(self)
        self.name = _label(self, "heading")
        self.beside = ElidedLabel(self)
        self.beside.setProperty("look", "small")
        self.beside.setAlignment(_RIGHT)
        self.remark = _label(self, "heading")
        self.remark.setWordWrap(True)
        self.rows: list[ClockRow] = []
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.mark)
        head.addWidget(self.name)
        head.addWidget(self.beside, 1)
        self._clocks = QVBoxLayout()
        self._clocks.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.remark)
        column.addLayout(self._clocks)
        self.acts = VendorActs(desktop, self) if leg is Leg.VENDOR else None
        if self.acts is not None:
            column.addWidget(self.acts)

    def show_lane(self, lane: Lane, ticket: Ticket) -> None:
        """Show `lane` of `ticket`."""
        self._lane = lane
        speech = self._speech
        self.mark.setPixmap(_leg_mark(lane.leg, speech))
        self.name.setText(speech(lane.name))
        beside = speech(lane.beside)
        aside = not lane.clocks and lane.remark is not legs.NOT_RECEIVED
        if aside:  # nothing runs and nothing is wrong: one line is enough
            beside = speech(lane.remark)
        if lane.unverified:
            mark = speech(legs.UNVERIFIED)
            beside = f"{mark} · {beside}" if beside else mark
        self.beside.setText(beside)
        self.remark.setText(f"⚠ {speech(lane.remark)}")
        self.remark.setVisible(bool(lane.remark.zh) and not aside)
        self._show_clocks(lane)
        if self.acts is not None:
            self.acts.show_acts(lane.acts, ticket)

    def _show_clocks(self, lane: Lane) -> None:
        while len(self.rows) > len(lane.clocks):
            gone = self.rows.pop()
            self._clocks.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        while len(self.rows) < len(lane.clocks):
            self._add_row(len(self.rows))
        for row, line in zip(self.rows, lane.clocks, strict=True):
            row.show_line(lane, line)

    def _add_row(self, at: int) -> None:
        row = ClockRow(self._speech, self)
        row.clicked.connect(lambda: self._ask(at))
        self.rows.append(row)
        self._clocks.addWidget(row)

    def _ask(self, at: int) -> None:
        if self._lane is not None:
            self.asked.emit(self._lane.clocks[at].timer)


class LegsView(QWidget):
    """The two lanes of one ticket, ticking together."""

    asked = Signal(object)  # Timer: somebody wants to know why
    unfolded = Signal(QWidget)  # a form that must come into view
    package_wanted = Signal(str)  # the page of the hand-off package

    def __init__(self, desktop: Desktop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._ticket: Ticket | None = None
        self._timers: tuple[Timer, ...] = ()
        self._faces: tuple[object, ...] = ()
        self.internal = LaneView(desktop, Leg.INTERNAL, self)
        self.vendor = LaneView(desktop, Leg.VENDOR, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for view in (self.internal, self.vendor):
            view.asked.connect(self.asked)
            column.addWidget(view)
        if self.vendor.acts is not None:
            self.vendor.acts.unfolded.connect(self.unfolded)
            self.vendor.acts.package_wanted.connect(self.package_wanted)
        desktop.speech.switched.connect(self._show_anew)

    def show_ticket(self, ticket: Ticket) -> None:
        """Show the clocks of `ticket`, as the store has them now."""
        self._ticket = ticket
        self._timers = self._desktop.store.timers(ticket.id)
        self._show_anew()

    def _show_anew(self) -> None:
        self._faces = ()
        self.tick()

    def tick(self) -> bool:
        """Show what the clocks say now, where it is another thing; return whether one is fine."""
        ticket, desktop = self._ticket, self._desktop
        if ticket is None:
            return False
        zone: tzinfo = desktop.zone
        found = legs.lanes(ticket, self._timers, desktop.desk, desktop.ticking.now(), zone)
        faces = tuple(legs.face(one) for one in found)
        if faces != self._faces:
            self._faces = faces
            self.internal.show_lane(found[0], ticket)
            self.vendor.show_lane(found[1], ticket)
        return legs.ticks_finely(found)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._ticket is not None:
            self._show_anew()


def _label(parent: QWidget, look: str) -> QLabel:
    made = QLabel(parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if look:
        made.setProperty("look", look)
    return made


def _leg_mark(leg: Leg, speech: Speech) -> QPixmap:
    side = theme.px(16)
    ratio = 2.0
    made = QPixmap(QSize(side, side) * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    cells.paint_leg(painter, QRect(0, 0, side, side), leg, speech.language)
    painter.end()
    return made
