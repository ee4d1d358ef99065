"""The composer: reply or internal note, Ctrl+Enter sends, files by drop, paste or choice."""

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QHideEvent,
    QKeyEvent,
    QPalette,
    QResizeEvent,
    QTextCursor,
)
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.detail.composer import NOTE, REPLY, Composing
from firstline.viewmodel.later import Later
from firstline.widgets import icons, theme
from firstline.widgets.detail.attachments import local_files, png_of
from firstline.widgets.detail.label import grow_icons

REPLY_TAB = Text("回复", "Reply")
NOTE_TAB = Text("内部备注", "Internal note")
REPLY_HINT = Text("回复报告人… Ctrl+Enter 发送", "Reply to the requester… Ctrl+Enter sends")
NOTE_HINT = Text("只有我方看得到… Ctrl+Enter 保存", "Only we see this… Ctrl+Enter saves")
SEND = Text("回复", "Send")
KEEP = Text("记下", "Save note")
ATTACH = Text("添加附件:选择、拖入或粘贴截图", "Attach: choose, drop or paste a screenshot")
CANNED = Text("插入快捷回复", "Insert a canned reply")
KEEPING = Text("正在保存 {name}", "Storing {name}")
KEPT = Text("草稿随输随存", "Drafts are stored as you type")


class Writing(QPlainTextEdit):
    """A text field that grows with its text, sends by Ctrl+Enter and takes pictures and files."""

    sent = Signal()
    left = Signal()
    entered = Signal()
    took = Signal(object)  # QMimeData with files or a picture

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.sent.emit()
            return
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()  # the shell's Esc goes back to the list; the draft is kept
            self.left.emit()
            return
        super().keyPressEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    @override
    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasImage() or bool(local_files(source)) or source.hasText()

    @override
    def insertFromMimeData(self, source: QMimeData) -> None:
        if local_files(source) or (source.hasImage() and not source.hasText()):
            self.took.emit(source)
        elif source.hasText():
            self.insertPlainText(source.text())


class Composer(QFrame):
    """Writes on the ticket that is open; small while empty and idle, tinted for a note."""

    def __init__(
        self, desktop: Desktop, later: Later | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("composer")
        self._desktop = desktop
        self._speech = desktop.speech
        self.composing = Composing(desktop, later, self)
        self.text = Writing(self)
        self.reply_tab, self.note_tab = QToolButton(self), QToolButton(self)
        self.attach, self.phrases = QToolButton(self), QToolButton(self)
        self.send = QPushButton(self)
        self.kept = QLabel(self)
        self.progress = QProgressBar(self)
        self._build()
        self._connect()
        grow_icons(self)
        self.retranslate()
        self._shape()

    def _build(self) -> None:
        tabs = QButtonGroup(self)
        for tab in (self.reply_tab, self.note_tab):
            tab.setProperty("look", "quiet")
            tab.setCheckable(True)
            tab.setMinimumWidth(24)
            tab.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            tabs.addButton(tab)
        self.reply_tab.setIcon(icons.icon("reply"))
        self.note_tab.setIcon(icons.icon("sticky-note"))
        for tool, icon in ((self.phrases, "message-square"), (self.attach, "paperclip")):
            tool.setProperty("look", "quiet")
            tool.setIcon(icons.icon(icon))
        self.send.setProperty("look", "primary")
        self.kept.setTextFormat(Qt.TextFormat.PlainText)
        self.kept.setProperty("look", "small")
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(4)
        self.progress.hide()
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(self.reply_tab)
        top.addWidget(self.note_tab)
        top.addStretch(1)
        top.addWidget(self.phrases)
        top.addWidget(self.attach)
        self._foot = QWidget(self)
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.addWidget(self.kept, 1)
        foot.addWidget(self.send)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 8)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.text)
        column.addWidget(self.progress)
        column.addWidget(self._foot)

    def _connect(self) -> None:
        self.reply_tab.clicked.connect(lambda: self.composing.switch(REPLY))
        self.note_tab.clicked.connect(lambda: self.composing.switch(NOTE))
        self.attach.clicked.connect(self._choose)
        self.send.clicked.connect(self._send)
        self.text.sent.connect(self._send)
        self.text.left.connect(self._leave)
        self.text.entered.connect(self._shape)
        self.text.took.connect(self.take)
        self.text.textChanged.connect(self._typed)
        self.composing.moved.connect(self._show)
        self.composing.busy.connect(self._show_busy)
        self._speech.switched.connect(self.retranslate)

    def show_ticket(self, ticket_id: str) -> None:
        """Write on `ticket_id` from now on; "" closes."""
        self.composing.open(ticket_id)

    def write(self, kind: str) -> None:
        """Put the cursor into the reply or the note (R, I)."""
        self.composing.switch(kind)
        self.text.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def add(self, words: str) -> None:
        """Write a reply on, or begin one, with `words` at its end."""
        self.write(REPLY)
        held = self.text.toPlainText().rstrip()
        self.text.setPlainText(f"{held}\n\n{words}" if held else words)
        self.text.moveCursor(QTextCursor.MoveOperation.End)

    def insert(self, words: str) -> None:
        """Put words where the cursor stands; they may be changed before they are sent."""
        self.text.insertPlainText(words)

    def flush(self) -> None:
        """Store what is written at once."""
        self.composing.flush()

    def take(self, mime: QMimeData) -> None:
        """Attach what was dropped or pasted: files, else a picture."""
        files = local_files(mime)
        png = b"" if files else png_of(mime)
        if files:
            self.composing.add_files(files)
        elif png:
            self.composing.add_picture(png)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        speech = self._speech
        self.reply_tab.setText(speech(REPLY_TAB))
        self.note_tab.setText(speech(NOTE_TAB))
        self.reply_tab.setAccessibleName(speech(REPLY_TAB))
        self.note_tab.setAccessibleName(speech(NOTE_TAB))
        self.reply_tab.setToolTip(f"{speech(REPLY_TAB)} (R)")
        self.note_tab.setToolTip(f"{speech(NOTE_TAB)} (I)")
        self.attach.setAccessibleName(speech(ATTACH))
        self.attach.setToolTip(speech(ATTACH))
        self.phrases.setAccessibleName(speech(CANNED))
        self.phrases.setToolTip(f"{speech(CANNED)} (Ctrl+Shift+R)")
        self.kept.setText(speech(KEPT))
        note = self.composing.kind == NOTE
        self.send.setText(speech(KEEP if note else SEND))
        self._hint()
        self.text.setAccessibleName(speech(NOTE_TAB if note else REPLY_TAB))

    def _hint(self) -> None:
        """Say what to write, with the shortcut where there is room for it."""
        note = self.composing.kind == NOTE
        words = self._speech(NOTE_HINT if note else REPLY_HINT)
        if self.text.fontMetrics().horizontalAdvance(words) > self.text.width() - 16:
            words = words.partition("…")[0] + "…"
        self.text.setPlaceholderText(words)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._hint()
        self._fit_tabs()

    def _fit_tabs(self) -> None:
        """Show words on both tabs where they fit, else on the chosen one alone."""
        style = Qt.ToolButtonStyle
        for tab in (self.reply_tab, self.note_tab):
            tab.setToolButtonStyle(style.ToolButtonTextBesideIcon)
        needed = sum(one.sizeHint().width() for one in self._tools())
        if needed + 40 > self.width():
            idle = self.reply_tab if self.note_tab.isChecked() else self.note_tab
            idle.setToolButtonStyle(style.ToolButtonIconOnly)

    def _tools(self) -> tuple[QToolButton, ...]:
        return (self.reply_tab, self.note_tab, self.phrases, self.attach)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self.flush()
        super().hideEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        kinds = (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange)
        if event.type() in kinds:
            grow_icons(self)
            # Afterwards: a new style sheet first gives the text field its old palette back.
            QTimer.singleShot(0, self, self._shape)

    def _typed(self) -> None:
        self.composing.type(self.text.toPlainText())
        self._shape()

    def _leave(self) -> None:
        self.flush()
        self._shape()

    def _send(self) -> None:
        if self.composing.send():
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        note = self.composing.kind == NOTE
        self.reply_tab.setChecked(not note)
        self.note_tab.setChecked(note)
        self._fit_tabs()
        if self.text.toPlainText() != self.composing.text:
            self.text.blockSignals(True)
            self.text.setPlainText(self.composing.text)
            self.text.blockSignals(False)
        self.retranslate()
        self._shape()

    def _shape(self) -> None:
        """Grow with the text, tint a note, fold away what an empty field does not need."""
        line = QFontMetrics(theme.font()).lineSpacing()
        words = self.text.toPlainText()
        active = bool(words) or self.text.hasFocus()
        rows = min(7, max(2, words.count("\n") + 2)) if active else 1
        self.text.setFixedHeight(line * rows + theme.px(12))
        self._foot.setVisible(active)
        self.send.setEnabled(bool(words.strip()))
        palette = QPalette(theme.palette())
        tint = theme.token("note" if self.composing.kind == NOTE else "surface")
        palette.setColor(QPalette.ColorRole.Base, tint)
        if self.text.viewport().palette().color(QPalette.ColorRole.Base) != tint:
            self.text.setPalette(palette)
            self.text.viewport().setPalette(palette)  # with a style sheet it inherits none

    def _show_busy(self, name: str) -> None:
        self.progress.setVisible(bool(name))
        self.kept.setText(self._speech(KEEPING.fill(name=name) if name else KEPT))
        self._foot.setVisible(bool(name) or bool(self.text.toPlainText()))

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, self._speech(ATTACH))
        self.composing.add_files([Path(one) for one in chosen])
