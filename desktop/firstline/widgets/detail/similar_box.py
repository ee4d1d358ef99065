"""What has helped before, beside a case: possible duplicates, solved tickets, articles."""

from functools import partial

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.knowledge.recurrence import Proposal, why
from firstline.domain.knowledge.safety import NAMES, Safety
from firstline.domain.knowledge.similar import Asked
from firstline.domain.overrides import override
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.detail.similar import Line, SimilarModel
from firstline.viewmodel.plain import tip
from firstline.viewmodel.speech import Speech
from firstline.widgets import icons, layouts, theme
from firstline.widgets.knowledge import safety_chip
from firstline.widgets.line_list import write

HEADS = {
    "duplicate": Text("可能与已有工单重复", "May repeat an open ticket"),
    "ticket": Text("以前这样解决过", "Solved before"),
    "article": Text("知识文章", "Articles"),
}
ICONS = {"duplicate": ("triangle-alert", "P2"), "ticket": ("circle-check", "ok")}
SAME = Text("关为 {number} 的重复", "Close as duplicate of {number}")
GO_ON = Text("打开看看;不是同一件事就继续填。", "Open it; if it is another matter, go on.")
MAKE = Text("建立问题记录(根因)", "Make a problem record (root cause)")
JOIN = Text("加入问题记录 {number}", "Add to problem record {number}")
SEE = Text("查看问题记录", "See the problem record")
PART_OF = Text("属于问题记录 {number}:{title}", "Part of problem record {number}: {title}")
SPOKEN = {
    "duplicate": Text("可能重复", "possible duplicate"),
    "ticket": Text("已解决", "solved"),
    "article": Text("文章", "article"),
}


class SuggestionRow(QAbstractButton):
    """One suggestion on two lines, or on one where room is short; Space or a click opens it."""

    def __init__(self, speech: Speech, line: Line, *, slim: bool) -> None:
        super().__init__()
        self._speech = speech
        self.line = line
        self._slim = slim
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        under = speech(NAMES[self._safety]) if self._is_article else speech(line.under)
        self._under = under
        said = f"{speech(SPOKEN[line.kind])}: {speech(line.head)}. {under}"
        self.setAccessibleName(said)
        self.setToolTip(tip(f"{speech(line.head)}\n{under}"))

    @property
    def _is_article(self) -> bool:
        return self.line.kind == "article"

    @property
    def _safety(self) -> Safety:
        known = self.line.under.zh
        return Safety(known) if known in tuple(Safety) else Safety.L3

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(100), theme.px(28 if self._slim or self._is_article else 44))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.rect().adjusted(1, 1, -1, -1)
        if self.underMouse() or self.hasFocus():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.token("hover"))
            painter.drawRoundedRect(area, 4, 4)
        left = self._mark(painter, area)
        room = QRect(left, area.top(), area.right() - left - theme.px(4), area.height())
        upper = QRect(room)
        if not self._slim and not self._is_article:
            upper.setHeight(room.height() // 2)
            lower = QRect(room.left(), upper.bottom(), room.width(), room.height() // 2)
            write(painter, lower, self._under, theme.font(12), "muted")
        write(painter, upper, self._speech(self.line.head), theme.font(theme.BASE_PX), "text")

    def _mark(self, painter: QPainter, area: QRect) -> int:
        """Draw what it is; return where the words begin."""
        if self._is_article:
            chip = QRect(area.topLeft(), safety_chip.size())
            chip.moveTop(area.center().y() - chip.height() // 2)
            chip.moveLeft(area.left() + theme.px(2))
            safety_chip.paint(painter, chip, self._safety)
            return chip.right() + theme.px(8)
        icon, shade = ICONS[self.line.kind]
        side = theme.px(15)
        tall = theme.px(28) if not self._slim else area.height()
        place = QRect(area.left() + theme.px(4), area.top() + (tall - side) // 2, side, side)
        icons.paint(painter, place, icon, theme.token(shade))
        return place.right() + theme.px(8)


class SimilarBox(QFrame):
    """Follows what is asked; empty it takes no room. It never takes the focus by itself."""

    def __init__(
        self, desktop: Desktop, parent: QWidget | None = None, *, slim: bool = False
    ) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._speech = desktop.speech
        self._slim = slim
        self.model = SimilarModel(desktop, self)
        self.rows: list[SuggestionRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(1)
        self.model.changed.connect(self._fill)
        self._speech.switched.connect(self._fill)
        self.hide()

    def ask(self, asked: Asked) -> None:
        """Look for what is like `asked`."""
        self.model.ask(asked)

    def show_ticket(self, ticket: Ticket) -> None:
        """Look for what is like a ticket, as long as it is open."""
        asked = Asked(
            ticket.title, ticket.body, ticket.product, ticket.module, ticket.site, ticket.id
        )  # fmt: skip
        self.ask(asked if ticket.is_open else Asked("", ticket=ticket.id))

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.rows:
            self._fill()

    def _fill(self) -> None:
        layouts.empty(self._column)
        self.rows = []
        shown = self.model.shown
        self.setAccessibleName(self._speech(Text("类似的", "Similar")))
        if shown.duplicates:
            self._column.addWidget(self._warning(shown.duplicates))
        if shown.proposal is not None:
            self._column.addSpacing(4)
            self._column.addWidget(self._proposal(shown.proposal))
        for several in (shown.solved, shown.articles):
            if several:
                self._column.addSpacing(4)
                self._column.addWidget(self._head(several[0].kind))
                for line in several:
                    self._column.addWidget(self._row(line))
        self.setVisible(not shown.is_empty)

    def _warning(self, several: tuple[Line, ...]) -> QWidget:
        """Return the quiet card of possible duplicates."""
        card = QFrame()
        card.setObjectName("clash")
        column = QVBoxLayout(card)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(2)
        column.addWidget(self._head("duplicate"))
        for line in several:
            column.addWidget(self._row(line))
            if self.model.asked.ticket:
                column.addLayout(self._close_link(line))
        if not self.model.asked.ticket:
            hint = QLabel(self._speech(GO_ON))
            hint.setProperty("look", "small")
            hint.setWordWrap(True)
            column.addWidget(hint)
        return card

    def _proposal(self, proposal: Proposal) -> QWidget:
        """Return the card that proposes a problem record, or says which one it is."""
        card = QFrame()
        card.setObjectName("tinted")
        column = QVBoxLayout(card)
        column.setContentsMargins(10, 6, 10, 6)
        column.setSpacing(2)
        held = proposal.problem
        words = (
            PART_OF.fill(number=held.number, title=held.title)
            if proposal.member and held
            else why(proposal.many)
        )
        said = QLabel(self._speech(words))
        said.setTextFormat(Qt.TextFormat.PlainText)
        said.setWordWrap(True)
        column.addWidget(said)
        act = SEE if proposal.member else JOIN.fill(number=held.number) if held else MAKE
        link = QPushButton(self._speech(act))
        link.setProperty("look", "link")
        link.setCursor(Qt.CursorShape.PointingHandCursor)
        link.clicked.connect(self._take_up)
        row = QHBoxLayout()
        row.addWidget(link)
        row.addStretch(1)
        column.addLayout(row)
        return card

    def _take_up(self) -> None:
        proposal = self.model.shown.proposal
        if proposal is not None and proposal.member and proposal.problem is not None:
            self._desktop.wanted.emit("problem", proposal.problem.id)
        else:
            self.model.open_problem()

    def _close_link(self, line: Line) -> QHBoxLayout:
        link = QPushButton(self._speech(SAME.fill(number=line.number)))
        link.setProperty("look", "link")
        link.setCursor(Qt.CursorShape.PointingHandCursor)
        link.clicked.connect(partial(self.model.close_as_duplicate, line))
        row = QHBoxLayout()
        row.setContentsMargins(22, 0, 0, 0)
        row.addWidget(link)
        row.addStretch(1)
        return row

    def _head(self, kind: str) -> QLabel:
        made = QLabel(self._speech(HEADS[kind]))
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.setProperty("look", "small")
        return made

    def _row(self, line: Line) -> SuggestionRow:
        made = SuggestionRow(self._speech, line, slim=self._slim)
        kind, key = "article" if line.kind == "article" else "ticket", line.id
        if kind == "article" and self.model.asked.ticket:
            kind, key = "helping", f"{self.model.asked.ticket} {line.id}"
        made.clicked.connect(partial(self._desktop.wanted.emit, kind, key))
        self.rows.append(made)
        return made
