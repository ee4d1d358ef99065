"""The rail at the left: the sections there are, and under the queue its views with counts."""

from PySide6.QtCore import QPoint, QRect, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QScrollArea, QVBoxLayout, QWidget

from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.queue.views import BUILT_IN, View
from firstline.viewmodel.speech import Speech
from firstline.widgets import icons, layouts, theme
from firstline.widgets.plain_label import PlainLabel
from firstline.widgets.queue import cells

WIDE, NARROW, WIDE_ENGLISH = 150, 48, 160
HOT = {"risk": "P2", "overdue": "P1"}
SECTIONS: tuple[tuple[str, str, Text], ...] = (
    ("queue", "inbox", Text("工单队列", "Queue")),
    ("runbooks", "list-checks", Text("操作手册", "Runbooks")),
    ("projects", "folder-kanban", Text("项目", "Projects")),
    ("knowledge", "book-open", Text("知识库", "Knowledge")),
    ("health", "shield-alert", Text("健康与风险", "Health")),
    ("training", "graduation-cap", Text("培训", "Training")),
    ("contracts", "scroll-text", Text("合同与权益", "Contracts")),
    ("contacts", "phone", Text("联系人", "Contacts")),
    ("group", "users", Text("工作组", "Working group")),
    ("outbox", "refresh-cw", Text("同步", "Sync")),
    ("settings", "settings", Text("设置", "Settings")),
)
"""The sections in their order: id, icon, name; the queue stands above its views."""
TALL, LOW, LEAST_VIEWS = 38, 28, 130  # heights of a section with room and without, room for views


class RailItem(QAbstractButton):
    """One entry: icon, words, and a count at the right; folded, the icon alone."""

    def __init__(self, name: Text, icon: str, speech: Speech, *, section: bool = False) -> None:
        super().__init__()
        self.name = name
        self._icon = icon
        self._speech = speech
        self._section = section
        self._count: int | None = None
        self.folded = False
        self.setCheckable(True)
        self.toggled.connect(lambda _on: self.clicked.emit())  # a reader's act is no click
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.retranslate()

    def retranslate(self) -> None:
        """Say the name and the count in the language in use."""
        said = self._speech(self.name)
        count = "" if self._count is None else f" {self._count}"
        self.setText(said)
        self.setAccessibleName(said + count)
        self.setToolTip(said + count)
        self.update()

    def hold(self, *, here: bool) -> None:
        """Show whether one is there."""
        with QSignalBlocker(self):
            self.setChecked(here)

    @override
    def nextCheckState(self) -> None:
        """Leave the mark alone: who was led there sets it."""

    def count(self, number: int | None) -> None:
        """Show `number` at the right."""
        if number != self._count:
            self._count = number
            self.retranslate()

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(NARROW), theme.px(TALL if self._section else 32))

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.rect().adjusted(theme.px(6), 1, -theme.px(6), -1)
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.token("rail_on" if self.isChecked() else "hover"))
            painter.drawRoundedRect(area, 5, 5)
        if self.hasFocus():
            pen = painter.pen()
            pen.setStyle(Qt.PenStyle.SolidLine)
            pen.setColor(theme.token("accent"))
            pen.setWidth(2)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 5, 5)
        shade = "accent" if self.isChecked() else "text" if self._section else "muted"
        side = theme.px(18 if self._section else 16)
        left = (
            area.left() + (area.width() - side) // 2 if self.folded else area.left() + theme.px(8)
        )
        place = QRect(left, area.center().y() - side // 2, side, side)
        icons.paint(painter, place, self._icon, theme.token(shade))
        if not self.folded:
            self._words(painter, area, place.right() + theme.px(8))

    def _words(self, painter: QPainter, area: QRect, left: int) -> None:
        font = cells.text_fonts(theme.face())[self._section and self.isChecked()]
        room = QRect(QPoint(left, area.top()), QPoint(area.right() - theme.px(8), area.bottom()))
        painter.setFont(font)
        if self._count:
            figure = f"{self._count:,}" if self._count < 100_000 else f"{self._count // 1000}k"
            painter.setPen(theme.token("muted"))
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.setFont(theme.font(12))
            painter.drawText(room, right, figure)
            room.setRight(room.right() - painter.fontMetrics().horizontalAdvance(figure) - 4)
            painter.setFont(font)
        painter.setPen(theme.token("text"))
        words = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)


class Rail(QFrame):
    """Chooses section and view."""

    section = Signal(str)
    view = Signal(object)  # View
    forget_view = Signal(object)

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self.setObjectName("rail")
        self._folded = False
        self._views: list[tuple[View, RailItem]] = []
        self.sections = {key: self._section(name, icon, key) for key, icon, name in SECTIONS}
        self._own_head = PlainLabel()
        self._own_head.setProperty("look", "small")
        self._inner = QWidget()
        self._column = QVBoxLayout(self._inner)
        self._build()
        self.show_views([])
        speech.switched.connect(self.retranslate)
        self.retranslate()

    def _section(self, name: Text, icon: str, key: str) -> RailItem:
        item = RailItem(name, icon, self._speech, section=True)
        item.clicked.connect(lambda: self.section.emit(key))
        return item

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 8, 1, 8)
        outer.setSpacing(2)
        scroll, ground = QScrollArea(), QWidget()
        scroll.setViewport(ground)  # as MarkingTable does
        scroll.setWidget(self._inner)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        ground.setAutoFillBackground(False)
        self._inner.setAutoFillBackground(False)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(1)
        outer.addWidget(self.sections["queue"])
        outer.addWidget(scroll, 1)
        self._upper = scroll
        lower = QWidget()
        column = QVBoxLayout(lower)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for key, item in self.sections.items():
            if key != "queue":
                column.addWidget(item)
        self._lower = layouts.scrolled(lower)
        outer.addWidget(self._lower)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Let the sections stand closer, and at last scroll, where the window is low."""
        below = [one for key, one in self.sections.items() if key != "queue"]
        room = self.height() - theme.px(TALL) - 24
        step = (room - theme.px(LEAST_VIEWS)) // len(below)
        step = max(theme.px(LOW), min(theme.px(TALL) + 2, step))
        for one in below:
            one.setFixedHeight(step)
        full = step * len(below)
        few = self._folded and room - full < 2 * theme.px(LOW)  # the queue offers its views itself
        self._upper.setVisible(not few)
        self._lower.setFixedHeight(max(step, min(full, room - (0 if few else theme.px(LOW)))))

    def show_views(self, own: list[View]) -> None:
        """List the built-in views and the user's own."""
        layouts.empty(self._column, keep=self._own_head)
        self._views = []
        for one in (*BUILT_IN, *own):
            if one.own and not any(held.own for held, _ in self._views):
                self._column.addWidget(self._own_head)
            item = RailItem(one.name, one.icon, self._speech)
            item.folded = self._folded
            item.clicked.connect(lambda _on=False, view=one: self.view.emit(view))
            if one.own:
                item.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
                item.customContextMenuRequested.connect(
                    lambda _at, view=one: self.forget_view.emit(view)
                )
            self._views.append((one, item))
            self._column.addWidget(item)
        self._own_head.setParent(self._inner)
        self._own_head.setVisible(any(one.own for one in own) and not self._folded)
        self._column.addStretch(1)

    def show_counts(self, by_view: dict[str, int]) -> None:
        """Show how many tickets each view holds."""
        for view, item in self._views:
            item.count(by_view.get(view.id))

    def show_current(self, section: str, view_id: str) -> None:
        """Mark where we are."""
        for key, item in self.sections.items():
            item.hold(here=section == key and not (key == "queue" and view_id))
        for view, item in self._views:
            item.hold(here=section == "queue" and view.id == view_id)

    def fold(self, folded: bool) -> None:  # noqa: FBT001
        """Show icons alone, or icons and words."""
        self._folded = folded
        wide = WIDE if self._speech.language == "zh_CN" else WIDE_ENGLISH
        self.setFixedWidth(theme.px(NARROW if folded else wide))
        bar = Qt.ScrollBarPolicy  # beside icons alone a bar would push them out of their line
        for area in (self._upper, self._lower):
            area.setVerticalScrollBarPolicy(
                bar.ScrollBarAlwaysOff if folded else bar.ScrollBarAsNeeded
            )
        for item in self._items():
            item.folded = folded
            item.updateGeometry()
            item.update()
        own = any(view.own for view, _ in self._views)
        self._own_head.setVisible(own and not folded)
        self._fit()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.setAccessibleName(self._speech(Text("导航", "Navigation")))
        self._own_head.setText("  " + self._speech(Text("我的筛选", "My filters")))
        for item in self._items():
            item.retranslate()
        self.fold(self._folded)

    def _items(self) -> tuple[RailItem, ...]:
        return (*self.sections.values(), *(one for _, one in self._views))
