"""The hand-off to the vendor as a page of four steps: fields, files, redacted result, hand over."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QToolButton,
    QVBoxLayout,
)

from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.detail.attachments import row
from firstline.viewmodel.handoff.doors import HandoffDoors
from firstline.viewmodel.handoff.page import HandoffModel
from firstline.widgets import icons
from firstline.widgets.detail.attachments import FileView
from firstline.widgets.detail.inset import Inset
from firstline.widgets.detail.label import ElidedLabel, grow_icons
from firstline.widgets.handoff.codes import CodesView
from firstline.widgets.handoff.fields import HandoffFieldsStep
from firstline.widgets.handoff.files import SEEN, HandoffFilesStep
from firstline.widgets.handoff.over import HandoffOverStep
from firstline.widgets.handoff.result import HandoffResultStep
from firstline.widgets.plain_label import PlainLabel

HEADING = Text("交给厂商 {number}", "Hand over {number}")
STEPS = (
    Text("1 字段", "1 Fields"), Text("2 日志和附件", "2 Logs and files"),
    Text("3 脱敏结果", "3 Redacted result"), Text("4 交出", "4 Hand over"),
)  # fmt: skip
NEXT = Text("下一步", "Next")
KEYS = Text("Alt+1…4 换步 · Ctrl+Enter 下一步 · Esc 返回并保留草稿",
            "Alt+1…4: step · Ctrl+Enter: next · Esc: back, draft kept")  # fmt: skip
MISSING = Text("还没写:{names}", "Not written yet: {names}")
ALL_THERE = Text("必填字段都有了。", "All fields that are needed are there.")
WORKING = Text("正在读取和脱敏…", "Reading and redacting…")
CODES = Text("二维码", "QR codes")
RESULT = 2


class HandoffPage(QFrame):
    """Hosts the steps; nothing is modal, and Esc goes back with the draft kept."""

    closed = Signal()

    def __init__(self, desktop: Desktop, doors: HandoffDoors) -> None:
        super().__init__()
        self.setObjectName("sheet")
        self._desktop = desktop
        self._speech = desktop.speech
        self.model = HandoffModel(desktop, doors, self)
        self.back = QToolButton()
        self.back.setProperty("look", "quiet")
        self.back.setIcon(icons.icon("arrow-left"))
        self.heading, self.subject, self.keys = PlainLabel(), ElidedLabel(), ElidedLabel()
        self.foot = ElidedLabel()
        self.steps = QTabBar()
        self.next = QPushButton()
        self.fields = HandoffFieldsStep(self._speech, self.model)
        self.files = HandoffFilesStep(desktop, self.model)
        self.result = HandoffResultStep(desktop, self.model)
        self.over = HandoffOverStep(desktop, self.model)
        self._stack = QStackedWidget()
        self._lay()
        self._view = FileView(desktop, self)
        self._inset = Inset(self._speech, self, self._view)
        self.confirm = QPushButton()
        self.confirm.setProperty("look", "primary")
        self._inset.add_tool(self.confirm)
        self.codes = CodesView(self._speech, doors.code)
        self._codes_inset = Inset(self._speech, self, self.codes)
        self._looked_at = ""
        self._connect()
        grow_icons(self)
        self.retranslate()

    def _lay(self) -> None:
        self.heading.setProperty("look", "title")
        self.subject.setProperty("look", "muted")
        self.keys.setProperty("look", "small")
        self.keys.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.foot.setProperty("look", "small")
        self.next.setProperty("look", "primary")
        self.steps.setDrawBase(False)
        self.steps.setExpanding(False)
        self.steps.setUsesScrollButtons(False)
        for step in STEPS:
            self.steps.addTab(self._speech(step))
        for part in (self.fields, self.files, self.result, self.over):
            self._stack.addWidget(part)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.back)
        top.addWidget(self.heading)
        top.addWidget(self.subject, 1)
        bar = QHBoxLayout()
        bar.addWidget(self.steps)
        bar.addWidget(self.keys, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.foot, 1)
        foot.addWidget(self.next)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        column.addLayout(top)
        column.addLayout(bar)
        column.addWidget(self._stack, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.back.clicked.connect(self.leave)
        self.next.clicked.connect(self.go_on)
        self.steps.currentChanged.connect(self._on_step)
        self.files.look_wanted.connect(self._look)
        self.confirm.clicked.connect(self._on_confirm)
        self.over.codes_wanted.connect(self._show_codes)
        self.model.made.connect(self._on_made)
        self.model.busy.connect(self._on_busy)
        self.model.released.connect(lambda said: self.foot.setText(self._speech(said)))
        self._speech.switched.connect(self.retranslate)
        for editor in (self.fields.title, *self.fields.editors.values(), self.result.reviewer):
            editor.installEventFilter(self)
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for at in range(len(STEPS)):  # a shortcut: a field would write the digit of Alt+1
            key = QShortcut(QKeySequence(f"Alt+{at + 1}"), self, context=within)
            key.activated.connect(lambda at=at: self.steps.setCurrentIndex(at))

    @property
    def ticket_id(self) -> str:
        """The ticket that is handed over, "" before the first."""
        return self.model.ticket.id if self.model.ticket else ""

    def open(self, ticket_id: str) -> None:
        """Show the first step for a ticket; what was typed for it is there."""
        self._inset.hide()
        self._codes_inset.hide()
        self.model.open(ticket_id)
        self.over.form.hide()
        self.over.seal.close_form()
        self.steps.setCurrentIndex(0)
        self._on_step(0)
        self.retranslate()

    def leave(self) -> None:
        """Go back; what was typed is there the next time."""
        self.model.flush()
        self.closed.emit()

    def go_on(self) -> None:
        """Go to the next step."""
        self.steps.setCurrentIndex(min(self.steps.currentIndex() + 1, len(STEPS) - 1))

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        speech, ticket = self._speech, self.model.ticket
        self.heading.setText(speech(HEADING.fill(number=ticket.number if ticket else "")))
        self.subject.setText(ticket.title if ticket else "")
        self.keys.setText(speech(KEYS))
        self.next.setText(speech(NEXT))
        self.back.setAccessibleName(speech(Text("返回", "Back")))
        self.back.setToolTip(f"{speech(Text('返回', 'Back'))} (Esc)")
        self.steps.setAccessibleName(speech(Text("步骤", "Steps")))
        self.confirm.setText(speech(SEEN))
        self._codes_inset.title.setText(speech(CODES))
        for at, step in enumerate(STEPS):
            self.steps.setTabText(at, speech(step))
        self._say()

    def _on_step(self, at: int) -> None:
        self._stack.setCurrentIndex(at)
        self.next.setVisible(at < len(STEPS) - 1)
        if at >= RESULT:
            if self.model.package is None:
                self.result.wait()
            self.model.make()
        self._say()
        part = self._stack.currentWidget()
        if part is not None and self.isVisible():
            part.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_made(self) -> None:
        self.over.fill()
        self._say()

    def _on_busy(self, busy: bool) -> None:  # noqa: FBT001 - what the signal says
        if busy:
            self.foot.setText(self._speech(WORKING))
        else:
            self._say()

    def _say(self) -> None:
        """Say at the foot which fields the vendor will ask for."""
        if self.model.ticket is None:
            return
        names = [self._speech(one) for one in self.model.missing]
        comma = "、" if self._speech.language == "zh_CN" else ", "
        said = MISSING.fill(names=comma.join(names)) if names else ALL_THERE
        self.foot.setText(self._speech(said))

    def _look(self, sha256: str) -> None:
        ticket = self.model.ticket
        found = [one for one in (ticket.attachments if ticket else ()) if one.sha256 == sha256]
        if ticket is None or not found:
            return
        self._looked_at = sha256
        self._view.show_file(row(found[0]), ticket.id)
        self._inset.title.setText(found[0].name)
        self._inset.enter()
        self.confirm.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_confirm(self) -> None:
        self.model.confirm(self._looked_at, seen=True)
        self._inset.leave()

    def _show_codes(self) -> None:
        self.codes.show_parts(self.model.parts())
        self._codes_inset.enter()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._take_key(event):
            super().keyPressEvent(event)

    def _take_key(self, event: QKeyEvent) -> bool:
        key, held = event.key(), event.modifiers()
        if key == Qt.Key.Key_Escape:
            self.leave()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (
            held & Qt.KeyboardModifier.ControlModifier
        ):
            self.go_on()
        else:
            return False
        return True

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Ctrl+Enter and Esc work in the texts, too, and say what is missing."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._take_key(event)
        if event.type() == QEvent.Type.FocusOut:
            self._say()
        return super().eventFilter(watched, event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        looks = (QEvent.Type.PaletteChange, QEvent.Type.FontChange)
        if event.type() in looks and hasattr(self, "codes"):
            grow_icons(self)
            self.result.restyle()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.model.flush()
