"""One unsent act in full: why it stands still, the text that was typed, and what can be done."""

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.words import Text
from firstline.viewmodel import times
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.sync.outbox import OutboxModel, OutboxRow
from firstline.widgets import icons, theme
from firstline.widgets.detail.clash_place import ClashPlace
from firstline.widgets.detail.flow import Flow
from firstline.widgets.sync.outbox_list import MARKS

ACTS = (
    ("retry", "refresh-cw", Text("再送一次", "Send again"), "R"),
    ("withdraw", "undo-2", Text("撤回", "Withdraw"), "Delete"),
    ("open", "panel-right", Text("打开工单", "Open ticket"), "Enter"),
    ("copy", "copy", Text("复制文字", "Copy the text"), "Ctrl+C"),
)
WHY = Text("门户说", "The portal says")
TYPED = Text("您写的内容(都在)", "What you wrote (all kept)")
KEPT = Text(
    "撤回后文字还在历史里;“再送一次”会按现在看到的内容重新提交。",
    "After a withdrawal the text stays in the history; “Send again” offers it as of what is "
    "shown now.",
)


class OutboxPanel(QFrame):
    """Follows the current row of the outbox."""

    wanted = Signal(str)

    def __init__(self, desktop: Desktop, model: OutboxModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pane")
        self._desktop = desktop
        self._speech = desktop.speech
        self._model = model
        self._row: OutboxRow | None = None
        self._icon = QLabel()
        self._what = _words("heading")
        self._meta = _words("small")
        self._stands = _words("")
        self.clashes = ClashPlace(desktop)
        self._why = QFrame()
        self._why.setObjectName("noteCard")
        self._why_head = _words("small")
        self.reason = _words("")
        self._typed_head = _words("small")
        self.text = QPlainTextEdit()
        self._kept = _words("small")
        self.buttons: dict[str, QPushButton] = {}
        self._lay()
        self.retranslate()

    def _lay(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._what, 1)
        why = QVBoxLayout(self._why)
        why.setContentsMargins(12, 8, 12, 10)
        why.setSpacing(2)
        why.addWidget(self._why_head)
        why.addWidget(self.reason)
        acts = QWidget()
        flow = Flow(acts)
        for key, icon, _name, _key in ACTS:
            button = QPushButton()
            button.setIcon(icons.icon(icon))
            button.clicked.connect(partial(self.wanted.emit, key))
            self.buttons[key] = button
            flow.addWidget(button)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setMinimumHeight(theme.px(60))
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        column.addLayout(head)
        for part in (self._meta, self._stands, self.clashes, self._why, acts, self._typed_head):
            column.addWidget(part)
        column.addWidget(self.text, 100)
        column.addWidget(self._kept)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        for one in (scroll.viewport(), inner):
            one.setAutoFillBackground(False)
        self._inner = inner
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def show_row(self, row: OutboxRow | None) -> None:
        """Show the act, or nothing."""
        self._row = row
        ticket = None
        if row is not None and row.state == "held":
            ticket = self._desktop.store.find(row.ticket_id) if row.ticket_id else None
        self.clashes.show_ticket(ticket, row.id if row else "")
        self._inner.setVisible(row is not None)
        if row is not None and self.text.toPlainText() != row.text:
            self.text.setPlainText(row.text)
        self.retranslate()

    def copy(self) -> None:
        """Put the text, or where there is none what the act does, on the clipboard."""
        if self._row is not None:
            words = self._row.text or self._speech(self._row.what)
            QGuiApplication.clipboard().setText(words)

    def retranslate(self) -> None:
        """Say everything in the language and the colours in use."""
        say, row = self._speech, self._row
        for key, _icon, name, shortcut in ACTS:
            self.buttons[key].setText(f" {say(name)}")
            self.buttons[key].setIconSize(QSize(theme.px(16), theme.px(16)))
            self.buttons[key].setAccessibleName(say(name))
            self.buttons[key].setToolTip(f"{say(name)} ({shortcut})")
        self._typed_head.setText(say(TYPED))
        self._why_head.setText(say(WHY))
        self._kept.setText(say(KEPT))
        self.text.setAccessibleName(say(TYPED))
        if row is None:
            return
        icon, shade = MARKS[row.state]
        self._icon.setPixmap(icons.pixmap(icon, theme.px(18), shade))
        self._what.setText(say(row.what))
        at = times.stamp(row.at, self._desktop.zone)
        place = " ".join(one for one in (row.number, row.title) if one)
        self._meta.setText(" · ".join(one for one in (place, row.who, at) if one))
        self._stands.setText(say(self._model.standing(row)))
        self._stands.setVisible(row.state in ("waiting", "chosen"))
        self.reason.setText(say(row.reason) if row.reason.zh else row.code)
        refused = row.state == "refused"
        self._why.setVisible(refused)
        self._kept.setVisible(refused)
        self.buttons["retry"].setVisible(row.can_retry)
        self.buttons["withdraw"].setVisible(row.can_withdraw)
        self.buttons["open"].setVisible(bool(row.ticket_id))
        for part in (self._typed_head, self.text, self.buttons["copy"]):
            part.setVisible(bool(row.text))


def _words(look: str) -> QLabel:
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if look:
        made.setProperty("look", look)
    return made
