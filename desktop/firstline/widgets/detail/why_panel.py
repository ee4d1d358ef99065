"""The 为什么? panel: facts, segments and log of one due time or priority, to read and to copy."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.overrides import override
from firstline.domain.sla.calendar import COUNTED
from firstline.domain.sla.clock import PAUSED, RESOLVED_GAP
from firstline.domain.sla.timer import Timer
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text
from firstline.viewmodel import times
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.detail.why import Fact, Stretch, WhySheet, clock_sheet
from firstline.viewmodel.detail.why_priority import priority_sheet
from firstline.viewmodel.speech import Speech
from firstline.widgets import icons, theme

COPY = Text("复制为文字", "Copy as text")
SEGMENTS = Text("时间是这样数的", "How the time was counted")
AHEAD = Text("从现在到到期", "From now to the due time")
LOG = Text("优先级变更记录", "Changes of priority")
_COLORS = {COUNTED: "accent", PAUSED: "P2", RESOLVED_GAP: "ok"}
MOST_ROWS = 400  # of segments on screen; the copied text has all of them


class Stretches(QWidget):
    """The segments as rows with a colour strip; as high as they are many."""

    def __init__(self, speech: Speech, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._speech = speech
        self._rows: Sequence[Stretch] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_rows(self, rows: Sequence[Stretch]) -> None:
        """Show the segments; each row can be read aloud as one text of the whole."""
        self._rows = rows[:MOST_ROWS]
        speech = self._speech
        said = [
            f"{speech(one.span)} {speech(one.name)} {speech(times.length(one.seconds))}"
            for one in self._rows
        ]
        self.setAccessibleName("\n".join(said))
        self.updateGeometry()
        self.update()

    def _line_height(self) -> int:
        return QFontMetrics(theme.font(12)).height() + theme.px(5)

    def _row_height(self, width: int) -> int:
        lines = 2 if width < theme.px(360) else 1
        return self._line_height() * lines + theme.px(4)

    @override
    def heightForWidth(self, width: int) -> int:
        return len(self._rows) * self._row_height(width)

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(240), self.heightForWidth(self.width()))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.font(12))
        high = self._row_height(self.width())
        first = max(0, event.rect().top() // max(1, high))
        last = min(len(self._rows), event.rect().bottom() // max(1, high) + 1)
        for at in range(first, last):
            self._paint_row(painter, QRect(0, at * high, self.width(), high), self._rows[at])

    def _paint_row(self, painter: QPainter, rect: QRect, one: Stretch) -> None:
        speech = self._speech
        strip = QRect(rect.left(), rect.top() + 2, theme.px(4), rect.height() - 4)
        painter.fillRect(strip, theme.token(_COLORS.get(one.kind, "track")))
        inner = rect.adjusted(theme.px(12), 0, 0, -theme.px(4))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        name = speech(one.name)
        reason = speech(one.reason)
        kind = f"{name} · {reason}" if reason else name
        painter.setPen(theme.token("text" if one.counts else "muted"))
        length = speech(times.length(one.seconds))
        if self.width() < theme.px(360):
            half = inner.height() // 2
            top = QRect(inner.left(), inner.top(), inner.width(), half)
            painter.drawText(top, left, speech(one.span))
            painter.drawText(top, right, length)
            painter.drawText(top.translated(0, half), left, _elided(painter, kind, inner.width()))
            return
        span = QRect(inner.left(), inner.top(), theme.px(170), inner.height())
        painter.drawText(span, left, speech(one.span))
        painter.drawText(inner, right, length)
        room = inner.width() - span.width() - painter.fontMetrics().horizontalAdvance(length)
        middle = QRect(span.right(), inner.top(), room - theme.px(12), inner.height())
        painter.drawText(middle, left, _elided(painter, kind, middle.width()))


class WhyPanel(QWidget):
    """Shows one sheet; `copy` puts it on the clipboard as text."""

    titled = Signal(str)

    def __init__(self, desktop: Desktop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._speech = desktop.speech
        self._ask: Callable[[], WhySheet] | None = None
        self.sheet: WhySheet | None = None
        self.copy = QToolButton(self)
        self.copy.setProperty("look", "quiet")
        self.copy.setIcon(icons.icon("copy"))
        self.copy.clicked.connect(self.copy_text)
        self.area = QScrollArea(self)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.area)
        self.setFocusProxy(self.area)
        self._speech.switched.connect(self.retranslate)
        self.retranslate()

    def show_clock(self, ticket: Ticket, timer: Timer) -> None:
        """Show why the clock `timer` of `ticket` says what it says."""
        desktop = self._desktop
        self._ask = lambda: clock_sheet(
            ticket, timer, desktop.desk, desktop.ticking.now(), desktop.zone
        )
        self.retranslate()

    def show_priority(self, ticket: Ticket) -> None:
        """Show why `ticket` has its priority."""
        desktop = self._desktop
        self._ask = lambda: priority_sheet(ticket, desktop.desk, desktop.zone)
        self.retranslate()

    def copy_text(self) -> None:
        """Put the whole sheet on the clipboard as text."""
        if self.sheet is not None:
            QGuiApplication.clipboard().setText(self.sheet.copied(self._speech.language))

    def retranslate(self) -> None:
        """Say everything in the language in use, as it stands now."""
        self.copy.setAccessibleName(self._speech(COPY))
        self.copy.setToolTip(self._speech(COPY))
        self.area.setAccessibleName(self._speech(Text("为什么", "Why")))
        if self._ask is None:
            return
        self.sheet = self._ask()
        self.titled.emit(self._speech(self.sheet.title))
        page = self._page(self.sheet)
        self.area.setWidget(page)
        for one in (self.area.viewport(), page):
            one.setAutoFillBackground(False)

    def _page(self, sheet: WhySheet) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 4, 16, 16)
        column.setSpacing(10)
        for banner in sheet.banners:
            column.addWidget(self._banner(banner, page))
        column.addWidget(self._facts(sheet.facts, page))
        if sheet.stretches:
            column.addWidget(self._heading(SEGMENTS, page))
            rows = Stretches(self._speech, page)
            rows.show_rows(sheet.stretches)
            column.addWidget(rows)
        if sheet.sums:
            column.addWidget(self._facts(sheet.sums, page, framed=True))
        if sheet.ahead:
            column.addWidget(self._heading(AHEAD, page))
            rows = Stretches(self._speech, page)
            rows.show_rows(sheet.ahead)
            column.addWidget(rows)
        if sheet.log:
            column.addWidget(self._heading(LOG, page))
            column.addWidget(self._facts(sheet.log, page, stacked=True))
        column.addStretch(1)
        return page

    def _label(self, text: str, parent: QWidget, look: str = "") -> QLabel:
        made = QLabel(parent)
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.setText(text)
        made.setWordWrap(True)
        if look:
            made.setProperty("look", look)
        return made

    def _heading(self, text: Text, parent: QWidget) -> QLabel:
        return self._label(self._speech(text), parent, "heading")

    def _banner(self, text: Text, parent: QWidget) -> QFrame:
        frame = QFrame(parent)
        frame.setObjectName("banner")
        column = QVBoxLayout(frame)
        column.setContentsMargins(10, 6, 10, 6)
        column.addWidget(self._label(f"⚠ {self._speech(text)}", frame))
        return frame

    def _facts(
        self, facts: Sequence[Fact], parent: QWidget, *, framed: bool = False, stacked: bool = False
    ) -> QFrame:
        frame = QFrame(parent)
        frame.setObjectName("tinted" if framed else "plain")
        grid = QGridLayout(frame)
        edge = 10 if framed else 0
        grid.setContentsMargins(edge, edge - 2 if framed else 0, edge, edge - 2 if framed else 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for at, fact in enumerate(facts):
            label = self._label(self._speech(fact.label), frame, "muted")
            value = self._label(self._speech(fact.value), frame)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            if stacked:
                grid.addWidget(label, 2 * at, 0, 1, 2)
                grid.addWidget(value, 2 * at + 1, 0, 1, 2)
                continue
            label.setWordWrap(False)
            label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label, at, 0)
            grid.addWidget(value, at, 1)
        return frame


def _elided(painter: QPainter, text: str, width: int) -> str:
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)
