"""Step 4 of a hand-off: copy, print, zip or codes; then the receipt that starts the clock."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.handoff import release
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.handoff import handoff
from firstline.viewmodel.handoff.handoff import LaneAct
from firstline.viewmodel.handoff.page import HandoffModel
from firstline.widgets import icons
from firstline.widgets.detail.vendor_form import VendorFormView
from firstline.widgets.handoff.seal import HandoffSealForm
from firstline.widgets.layouts import scrolled

if TYPE_CHECKING:
    from firstline.domain.handoff.package import Package

GIVE = Text("交给厂商", "Give it to the vendor")
RECEIPT = Text("登记厂商收到", "Record the receipt")
RECEIPT_WHY = Text(
    "写下收到时间、单号和凭证,厂商时钟从那一刻开始。",
    "Time, case number and proof: the vendor's clock starts from that moment.",
)
FREE = Text("可以交出:已复核,授权有效。", "May leave: reviewed, and authorised where needed.")
ACTS: tuple[tuple[str, Text, str], ...] = (
    ("title", Text("复制标题", "Copy title"), "copy"),
    ("body", Text("复制正文", "Copy body"), "copy"),
    ("print", Text("打印…", "Print…"), "printer"),
    ("zip", Text("保存 zip(加密)…", "Save zip (encrypted)…"), "package"),
    ("codes", Text("显示二维码", "Show QR codes"), "monitor"),
)
COPIED_TITLE = Text("已复制标题。", "The title is on the clipboard.")
COPIED_BODY = Text(
    "已复制正文,已记入时间线。", "The body is on the clipboard, noted in the timeline."
)
PRINTED = Text("已打印,已记入时间线。", "Printed and noted in the timeline.")
SHOWN = Text("已显示二维码,已记入时间线。", "Shown as codes and noted in the timeline.")
SAVE_TO = Text("保存到文件夹", "Save into folder")
DONE = Text("已登记;厂商时钟见工单。", "Recorded; the ticket shows the vendor's clock.")


class HandoffOverStep(QWidget):
    """What leaves is checked at this very moment; nothing leaves that may not."""

    codes_wanted = Signal()

    def __init__(self, desktop: Desktop, model: HandoffModel) -> None:
        super().__init__()
        self._desktop = desktop
        self._speech = desktop.speech
        self._model = model
        self.heading, self.title, self.receipt, self.why = (QLabel() for _ in range(4))
        self.said, self.free = QLabel(), QLabel()
        self.buttons = {name: QPushButton() for name, _, _ in ACTS}
        self.record = QPushButton()
        self._printing: QDialog | None = None  # the printer that is asked for
        self.form = VendorFormView(desktop)
        self.form.hide()
        self.form.installEventFilter(self)
        self.seal = HandoffSealForm(desktop.speech, model.doors.passphrase)
        self._lay()
        acts = {"title": self._copy_title, "body": self._copy_body, "print": self._print,
                "zip": self._open_seal, "codes": self._show_codes}  # fmt: skip
        for name, _, icon in ACTS:
            self.buttons[name].setIcon(icons.icon(icon))
            self.buttons[name].clicked.connect(acts[name])
        self.record.clicked.connect(self.open_form)
        self.seal.wanted.connect(self._choose_folder)
        self.seal.closed.connect(self.buttons["zip"].setFocus)
        desktop.changed.connect(self._on_changed)
        self._speech.switched.connect(self.retranslate)
        self.setFocusProxy(self.buttons["title"])
        self.retranslate()

    def _lay(self) -> None:
        for label in (self.heading, self.receipt):
            label.setProperty("look", "heading")
        self.said.setProperty("look", "warning")
        for label in (self.said, self.free, self.title, self.why):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.title.setProperty("look", "title")
        self.why.setProperty("look", "small")
        grid = QGridLayout()
        grid.setSpacing(8)
        for at, button in enumerate(self.buttons.values()):
            grid.addWidget(button, at // 2, at % 2)
        left, right = QFrame(), QFrame()
        for card, parts in (
            (left, (self.heading, self.title, self.said, self.free)),
            (right, (self.receipt, self.why, self.record, self.form)),
        ):
            card.setObjectName("card")
            column = QVBoxLayout(card)
            column.setContentsMargins(16, 14, 16, 14)
            column.setSpacing(10)
            for part in parts:
                column.addWidget(part)
            if card is left:
                column.addLayout(grid)
                column.addWidget(self.seal)
            column.addStretch(1)
        page = QWidget()
        both = QHBoxLayout(page)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(16)
        both.addWidget(left, 1)
        both.addWidget(right, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._scroll = scrolled(page)  # for large letters in a small window
        whole.addWidget(self._scroll)

    def fill(self) -> None:
        """Show whether the package may leave now, and which receipt can be recorded."""
        problem = self._model.hindrance()
        self.said.setText(problem.in_(self._speech.language) if problem else "")
        self.said.setVisible(problem is not None)
        self.free.setText(self._speech(FREE))
        self.free.setVisible(problem is None)
        self.title.setText(self._model.package.title if self._model.package else "")
        for button in self.buttons.values():
            button.setEnabled(problem is None)
        act = self._act()
        self.record.setVisible(act is not None and self.form.isHidden())
        self.why.setText(self._speech(RECEIPT_WHY if act is not None else DONE))

    def open_form(self) -> None:
        """Open the form for time, case number and proof."""
        act, ticket = self._act(), self._model.ticket
        if act is not None and ticket is not None:
            self.form.open(act, self._desktop.store.ticket(ticket.id))
            self.record.hide()

    def save_into(self, folder: Path, passphrase: str | None) -> None:
        """Save the zip into `folder`, sealed under `passphrase`, or in the clear for None."""

        def saved() -> None:
            if passphrase is None:
                self.seal.close_form()
            else:
                self.seal.show_done(passphrase)
                self._show_seal()

        self._model.save(folder, passphrase, saved)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        speech = self._speech
        self.heading.setText(speech(GIVE))
        self.receipt.setText(speech(RECEIPT))
        self.record.setText(f"{speech(RECEIPT)}…")
        for name, text, _ in ACTS:
            self.buttons[name].setText(speech(text))
        self.fill()

    def _act(self) -> LaneAct | None:
        """Return the receipt that the state chart allows now."""
        ticket = self._model.ticket
        if ticket is None:
            return None
        offered = handoff.offered(self._desktop.store.ticket(ticket.id))
        wanted = (LaneAct.HAND_OFF, LaneAct.RECEIPT)
        return next((one for one in offered if one in wanted), None)

    def _copy_title(self) -> None:
        if self._model.hindrance() is None and self._model.package is not None:
            QGuiApplication.clipboard().setText(self._model.package.title)
            self._model.released.emit(COPIED_TITLE)
        else:
            self.fill()

    def _copy_body(self) -> None:
        if self._model.leave(release.CLIPBOARD, COPIED_BODY):
            QGuiApplication.clipboard().setText(self._model.text)
        self.fill()

    def _show_codes(self) -> None:
        if self._model.leave(release.CODES, SHOWN):
            self.codes_wanted.emit()
        self.fill()

    def _print(self) -> None:
        package = self._model.package
        if self._model.hindrance() is not None or package is None:
            self.fill()
            return
        from firstline.widgets.paper_dialog import ask_printer  # noqa: PLC0415 - seldom used

        page = self._model.doors.page(package)
        self._printing = ask_printer(page, "a4", self, lambda: self._may_print(package))

    def _may_print(self, package: "Package") -> bool:
        """Whether this very package may leave now: a revocation or another text stops it."""
        same = self._model.package is package
        may = same and self._model.leave(release.PAPER, PRINTED)
        self.fill()
        return may

    def _open_seal(self) -> None:
        if self._model.hindrance() is None:
            self.seal.open_form()
            self._show_seal()
        else:
            self.fill()

    def _show_seal(self) -> None:
        """Bring the form into sight once it has its place, where the window is small."""
        QTimer.singleShot(0, self, lambda: self._scroll.ensureWidgetVisible(self.seal.go))

    def _choose_folder(self, passphrase: str | None) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self._speech(SAVE_TO))
        if chosen:
            self.save_into(Path(chosen), passphrase)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.form and event.type() == QEvent.Type.Hide and self.isVisible():
            self.fill()
            after = self.record if self.record.isVisible() else self.buttons["title"]
            after.setFocus(Qt.FocusReason.OtherFocusReason)
        return super().eventFilter(watched, event)

    def _on_changed(self, changed: object) -> None:
        if self.isVisible() and self._model.ticket is not None:
            del changed
            self.fill()
