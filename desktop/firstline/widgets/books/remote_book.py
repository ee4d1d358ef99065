"""The remote sessions of one ticket: those that run with their time, what was done, the form."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from firstline.domain.authorisations.remote_session import KIND, RemoteSession
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.clock import SECOND
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.detail.remote_form import MODES, Mode, SessionCard, cards, head_of
from firstline.viewmodel.directory.register_doors import RegisterDoors
from firstline.widgets import icons, layouts
from firstline.widgets.books.remote_form import RemoteForm, modes
from firstline.widgets.detail.flow import Flow

TITLE = Text("远程会话", "Remote sessions")
NONE = Text("还没有远程会话。厂商每次远程都登记:谁、用什么工具、谁陪同、做了什么、改了什么。",
            "No remote session yet. Record each: who, by which tool, watched by whom, "
            "what was done and changed.")  # fmt: skip
WISH = "remote"


class RemoteBook(QWidget):
    """Follows one ticket; the time of what runs is shown to the second."""

    def __init__(self, desktop: Desktop, doors: RegisterDoors) -> None:
        super().__init__()
        self._desktop, self._speech = desktop, desktop.speech
        self._ticket_id = ""
        self._heads: list[tuple[QLabel, RemoteSession]] = []
        self.start = QPushButton()
        self.start.setProperty("look", "primary")
        self.start.clicked.connect(self.begin)
        self.form = RemoteForm(desktop, doors)
        self.form.closed.connect(lambda: self.start.setVisible(True))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(10)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 4, 16, 12)
        column.setSpacing(12)
        column.addWidget(self.start)
        column.addWidget(self.form)
        column.addLayout(self._lines)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(layouts.scrolled(inner))
        self.setFocusProxy(self.start)
        desktop.changed.connect(self._follow)
        desktop.ticking.ticked.connect(self._tick)
        self._speech.switched.connect(self.retranslate)
        self.retranslate()

    def show_ticket(self, ticket_id: str) -> None:
        """Show the sessions of this ticket."""
        if ticket_id != self._ticket_id:
            self.form.close_form()
        self._ticket_id = ticket_id
        self._show_lines()

    def begin(self) -> None:
        """Open the form in which a session begins."""
        if self._ticket_id:
            self.open(Mode.START, None)

    def open(self, mode: Mode, held: RemoteSession | None) -> None:
        """Open the form for what is to be done with a session."""
        self.form.open(mode, self._ticket_id, held)
        self.start.setVisible(False)

    def running(self) -> RemoteSession | None:
        """Return the session that runs, None for none."""
        return self._heads[0][1] if self._heads else None

    def _follow(self, changed: object) -> None:
        kinds = getattr(changed, "kinds", ())
        mine = {KIND, "authorisation"} & set(kinds)
        if self.isVisible() and (getattr(changed, "everything", False) or mine):
            self._show_lines()

    def _tick(self) -> None:
        if self.isVisible():
            now = self._desktop.ticking.now()
            for label, session in self._heads:
                label.setText(self._speech(head_of(session, now)))

    def _show_lines(self) -> None:
        layouts.empty(self._lines)
        self._heads.clear()
        desktop = self._desktop
        found = cards(desktop.store, self._ticket_id, desktop.ticking.now(), desktop.zone)
        for one in found:
            self._lines.addWidget(self._card(one))
        if not found:
            none = QLabel(self._speech(NONE))
            none.setProperty("look", "muted")
            none.setWordWrap(True)
            self._lines.addWidget(none)
        self._wish()

    def _card(self, one: SessionCard) -> QFrame:
        say = self._speech
        made = QFrame()
        made.setObjectName("card")
        head = _label(say(one.head), "heading")
        if one.session.runs:
            self._heads.append((head, one.session))
        column = QVBoxLayout(made)
        column.setContentsMargins(12, 8, 12, 10)
        column.setSpacing(4)
        column.addWidget(head)
        for words, grave in one.flags:
            column.addWidget(_label(f"{'▲' if grave else '⚠'} {say(words)}",
                                    "late" if grave else "warning"))  # fmt: skip
        for fact in one.facts:
            column.addWidget(_label(say(fact), ""))
        row = QWidget()
        flow = Flow(row)
        for mode, words in modes(one.session):
            button = QPushButton(say(words))
            button.setAccessibleName(f"{say(words)} {one.session.number}")
            button.clicked.connect(
                lambda _on=False, what=mode, session=one.session: self.open(what, session)
            )
            flow.addWidget(button)
        column.addWidget(row)
        made.setAccessibleName(". ".join((say(one.head), *(say(words) for words, _ in one.flags))))
        return made

    def _wish(self) -> None:
        runs = bool(self._heads) and self.isVisible()
        self._desktop.ticking.wish(WISH, SECOND if runs else 0)

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        self.start.setText(f" {self._speech(MODES[Mode.START])}")
        self.start.setIcon(icons.icon("monitor", "on_accent"))
        self.start.setAccessibleName(self._speech(MODES[Mode.START]))
        self.form.retranslate()
        self._show_lines()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._wish()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._desktop.ticking.wish(WISH, 0)


def _label(words: str, look: str) -> QLabel:
    made = QLabel(words)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("look", look)
    made.setWordWrap(True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made
