"""What stands over the pages while it matters: cut off, a first pull, a question of the brake."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.words import Text
from firstline.viewmodel.speech import Speech
from firstline.viewmodel.sync import words as sync_words
from firstline.viewmodel.sync.sync import SyncModel
from firstline.widgets import icons, theme

RETRY = Text("重试", "Try again")
KEEP = Text("先不要,保留现状", "Not now, keep them")
AGREE = Text("是的,照门户的来", "Yes, follow the portal")
KEPT = Text(
    "先停在这里:什么都没有删,您的更改都在。确认门户没有出错之后再继续。",
    "It stopped here: nothing was dropped, and your own changes are safe. Go on once you are sure "
    "that the portal is right.",
)


class SyncBanner(QFrame):
    """Holds three strips, of which none stands there on a quiet day; none of them blocks."""

    wanted = Signal(str)  # settings

    def __init__(self, speech: Speech, model: SyncModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._speech = speech
        self._model = model
        self._put_off = False
        self.cut_off = _Strip()
        self.question = _Strip(tall=True)
        self.pull = _Pull()
        self._act = self.cut_off.button()
        self._act.clicked.connect(self._on_act)
        self._keep, self._agree = self.question.button(), self.question.button()
        self._keep.clicked.connect(self._on_keep)
        self._agree.clicked.connect(model.agree)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.question, self.cut_off, self.pull):
            column.addWidget(part)
        model.changed.connect(self.retranslate)
        speech.switched.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Show what matters now, in the language and the colours in use."""
        say, state = self._speech, self._model.state
        notice = self._model.notice()
        if notice is not None:
            self.cut_off.tell(notice.icon, say(notice.words))
        self._act.setText(say(notice.act_name if notice else RETRY))
        self._act.setAccessibleName(self._act.text())
        asked = sync_words.question(state)
        if asked is None:
            self._put_off = False
        else:
            self.question.tell("shield-alert", say(asked), say(KEPT))
        for button, name in ((self._keep, KEEP), (self._agree, AGREE)):
            button.setText(say(name))
            button.setAccessibleName(say(name))
        pulled = sync_words.first_pull(state)
        if pulled is not None:
            self.pull.tell(say(pulled), state.done, state.total)
        self.cut_off.setVisible(notice is not None)
        self.question.setVisible(asked is not None and not self._put_off)
        self.pull.setVisible(pulled is not None)
        self.setVisible(notice is not None or asked is not None or pulled is not None)

    def _on_act(self) -> None:
        notice = self._model.notice()
        if notice is None:
            return
        if notice.act == sync_words.RETRY:
            self._model.nudge()
        else:
            self.wanted.emit(notice.act)

    def _on_keep(self) -> None:
        self._put_off = True
        self.retranslate()


class _Strip(QFrame):
    """An icon, a sentence, and buttons at the right; tall, with a second line under it."""

    def __init__(self, *, tall: bool = False) -> None:
        super().__init__()
        self.setObjectName("banner")
        self._icon = QLabel()
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self._more = QLabel()
        self._more.setTextFormat(Qt.TextFormat.PlainText)
        self._more.setWordWrap(True)
        self._more.setProperty("look", "warn")
        told = QVBoxLayout()
        told.setSpacing(2)
        told.addWidget(self.words)
        told.addWidget(self._more)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(14, 6, 10, 6)
        self._row.setSpacing(10)
        self._row.addWidget(self._icon)
        self._row.addLayout(told, 1)
        self._more.setHidden(not tall)  # it has a parent by now

    def button(self) -> QPushButton:
        """Add a button at the right."""
        made = QPushButton()
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        self._row.addWidget(made)
        return made

    def tell(self, icon: str, words: str, more: str = "") -> None:
        """Say it."""
        self._icon.setPixmap(icons.pixmap(icon, theme.px(18), "warn_fg"))
        self.words.setText(words)
        self._more.setText(more)


class _Pull(QFrame):
    """How far a first pull has come: a line of words over a thin bar."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pull")
        self._icon = QLabel()
        self.words = QLabel()
        self.words.setProperty("look", "muted")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setObjectName("thin")
        row = QHBoxLayout()
        row.setContentsMargins(14, 5, 14, 5)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self.words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.bar)

    def tell(self, words: str, done: int | None, total: int | None) -> None:
        """Say how far it has come; without a total the bar only says that it goes on."""
        self._icon.setPixmap(icons.pixmap("refresh-cw", theme.px(14), "accent"))
        self.words.setText(words)
        self.bar.setFixedHeight(theme.px(3))
        if total:
            self.bar.setRange(0, total)
            self.bar.setValue(min(done or 0, total))
        else:
            self.bar.setRange(0, 0)
        self.bar.setAccessibleName(words)
