"""The contact log of one ticket: the form at the top, every contact beneath, and its sheet."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.errors import Refused
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.detail.contact_form import ContactLine, lines
from firstline.viewmodel.directory.register_doors import RegisterDoors
from firstline.widgets import icons, layouts
from firstline.widgets.books.contact_form import ContactForm
from firstline.widgets.detail.label import grow_icons

TITLE = Text("记录联系", "Log a contact")
NONE = Text("还没有登记联系。打过的电话、收到的消息都记在这里,整个经过就能还原。",
            "No contact yet. Log each call and message here: it tells the whole case.")  # fmt: skip
CORRECT = Text("更正这一条", "Correct this one")
PRINT = Text("打印联系单…", "Print the contact sheet…")
SAVE = Text("联系单存为文件…", "Save the contact sheet…")


class ContactBook(QWidget):
    """Follows one ticket."""

    def __init__(self, desktop: Desktop, doors: RegisterDoors) -> None:
        super().__init__()
        self._desktop, self._speech, self._doors = desktop, desktop.speech, doors
        self._ticket: Ticket | None = None
        self.form = ContactForm(desktop, doors)
        self.print_, self.save = QToolButton(), QToolButton()
        self._lines = QVBoxLayout()
        self._lines.setSpacing(10)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 4, 16, 12)
        column.setSpacing(12)
        column.addWidget(self.form)
        column.addLayout(self._lines)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(layouts.scrolled(inner))
        for button, act in ((self.print_, self._print), (self.save, self._save)):
            button.setProperty("look", "quiet")
            button.clicked.connect(act)
        self.setFocusProxy(self.form.summary)
        desktop.changed.connect(self._follow)
        self._speech.switched.connect(self.retranslate)
        self.retranslate()

    def show_ticket(self, ticket_id: str) -> None:
        """Show the contact log of this ticket."""
        self._ticket = self._desktop.store.find(ticket_id)
        self.form.show_ticket(ticket_id)
        self._show_lines()

    def _follow(self, changed: object) -> None:
        if self._ticket is None or not self.isVisible():
            return
        if getattr(changed, "everything", False) or self._ticket.id in getattr(
            changed, "tickets", ()
        ):
            self.show_ticket(self._ticket.id)

    def _show_lines(self) -> None:
        layouts.empty(self._lines)
        if self._ticket is None:
            return
        found = lines(self._ticket, self._desktop.ticking.now(), self._desktop.zone)
        for one in found:
            self._lines.addWidget(self._card(one))
        if not found:
            none = QLabel(self._speech(NONE))
            none.setProperty("look", "muted")
            none.setWordWrap(True)
            self._lines.addWidget(none)
        for button in (self.print_, self.save):
            button.setEnabled(bool(found))
        grow_icons(self)

    def _card(self, one: ContactLine) -> QFrame:
        say = self._speech
        made = QFrame()
        made.setObjectName("card")
        made.setAccessibleName(f"{say(one.head)}. {one.said}")
        head, said, below = QLabel(say(one.head)), QLabel(one.said), QLabel(say(one.below))
        head.setProperty("look", "heading")
        below.setProperty("look", "small")
        if one.faded:
            said.setProperty("look", "muted")
        for label in (head, said, below):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        below.setVisible(bool(one.below.zh))
        fix = QToolButton()
        fix.setProperty("look", "quiet")
        fix.setIcon(icons.icon("pencil", "muted"))
        fix.setAccessibleName(f"{say(CORRECT)}: {say(one.head)}")
        fix.setToolTip(say(CORRECT))
        fix.setVisible(not one.faded)
        fix.clicked.connect(lambda: self.form.correct(one.event))
        top = QHBoxLayout()
        top.addWidget(head, 1)
        top.addWidget(fix, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(made)
        column.setContentsMargins(12, 8, 8, 10)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(said)
        column.addWidget(below)
        return made

    def _print(self) -> None:
        if self._ticket is not None:
            from firstline.widgets.paper_dialog import ask_printer  # noqa: PLC0415 - seldom used

            ask_printer(self._doors.sheet(self._ticket), "a4", self)

    def _save(self) -> None:
        if self._ticket is None:
            return
        name = f"{self._ticket.number}-contacts.pdf"
        kinds = "PDF (*.pdf);;HTML (*.html)"
        path, _ = QFileDialog.getSaveFileName(
            self, self._speech(SAVE), str(Path.home() / name), kinds
        )
        if path:
            self.write(Path(path))

    def write(self, path: Path) -> bool:
        """Write the sheet to `path`, .html or else a PDF; a failure is told as a banner."""
        if self._ticket is None:
            return False
        from firstline.widgets.paper import write_pdf  # noqa: PLC0415 - seldom used

        page = self._doors.sheet(self._ticket)
        try:
            if path.suffix.lower() in (".html", ".htm"):
                path.write_text(page, encoding="utf-8")
            else:
                write_pdf(page, path, "a4")
        except OSError as error:
            why = error.strerror or str(error)
            self._desktop.problem.emit(
                Refused(
                    Text(f"写不了 {path}:{why}。", f"{path} cannot be written: {why}."),
                    next_step=Text("请换一个位置再试。", "Try another place."),
                )
            )
            return False
        return True

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        self.form.retranslate()
        for button, words, icon in ((self.print_, PRINT, "printer"), (self.save, SAVE, "download")):
            button.setIcon(icons.icon(icon))
            button.setAccessibleName(self._speech(words))
            button.setToolTip(self._speech(words))
        self._show_lines()
