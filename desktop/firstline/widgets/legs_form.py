"""The vendor lane's acts and the small form each opens in place: time, case number, proof, text."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.edits import attach
from firstline.domain.errors import BadInput, Problem
from firstline.domain.overrides import override
from firstline.domain.ticket import Ticket
from firstline.domain.words import Text
from firstline.viewmodel import handoff
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.handoff import LABELS, LaneAct, VendorForm
from firstline.widgets import icons
from firstline.widgets.detail_flow import Flow

WHEN = Text("时间", "Time")
RECEIVED = Text("收到时间", "Received at")
CASE = Text("厂商单号", "Case number")
PROOF = Text("凭证", "Proof")
EXPERT = Text("厂商指派的专家", "The expert they assigned")
SAID = Text("内容", "Text")
NOW = Text("现在(或写 14:05、11-23 14:05)", "now (or 14:05, 11-23 14:05)")
LATER = Text("还没收到就留空;或写 14:05", "empty if not received yet; or 14:05")
PROOF_HINT = Text("截图名、通话记录、回执号…", "screenshot, call note, receipt number…")
FILE = Text("选择文件作为凭证", "Choose a file as proof")
SAVE = Text("记录", "Record")
CANCEL = Text("取消", "Cancel")
PACKAGE = Text("交接包…", "Package…")
PACKAGE_HINT = Text("收集、脱敏、交给厂商", "Collect, redact, hand over")
_CASED = (LaneAct.HAND_OFF, LaneAct.RECEIPT)
_SPOKEN = (LaneAct.REPLIED, LaneAct.ASKS_INFO, LaneAct.INFO_SENT)


class VendorActs(QWidget):
    """The acts that are legal now as buttons; one pressed opens its form beneath."""

    unfolded = Signal(QWidget)
    package_wanted = Signal(str)  # the ticket: the page of the hand-off package

    def __init__(self, desktop: Desktop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._speech = desktop.speech
        self._acts: tuple[LaneAct, ...] = ()
        self._ticket: Ticket | None = None
        self.buttons: dict[LaneAct, QPushButton] = {}
        self._row = QWidget(self)
        flow = Flow(self._row)
        self.package = QPushButton(icons.icon("package"), "", self._row)
        self.package.clicked.connect(self._ask_package)
        flow.addWidget(self.package)
        for act in LaneAct:
            button = QPushButton(self._row)
            button.clicked.connect(lambda _=False, one=act: self.open(one))
            button.hide()
            self.buttons[act] = button
            flow.addWidget(button)
        self.form = VendorFormView(desktop, self)
        self.form.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._row)
        column.addWidget(self.form)
        self._speech.switched.connect(self.retranslate)
        self.retranslate()

    def show_acts(self, acts: tuple[LaneAct, ...], ticket: Ticket) -> None:
        """Offer `acts`; an open form that is no longer legal is closed."""
        other = self._ticket is None or self._ticket.id != ticket.id
        self._ticket = ticket
        if other or (not self.form.isHidden() and self.form.act not in acts):
            self.form.close_form()
        open_now = ticket.is_open
        if acts == self._acts and self.package.isHidden() is not open_now:
            return
        self._acts = acts
        self.package.setVisible(open_now)
        for act, button in self.buttons.items():
            button.setVisible(act in acts)
        self._row.setVisible(bool(acts) or open_now)
        self._row.updateGeometry()

    def open(self, act: LaneAct) -> None:
        """Open the form of `act` in place."""
        if self._ticket is not None:
            self.form.open(act, self._ticket)
            self.unfolded.emit(self.form)

    def _ask_package(self) -> None:
        if self._ticket is not None:
            self.package_wanted.emit(self._ticket.id)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.package.setText(self._speech(PACKAGE))
        self.package.setToolTip(self._speech(PACKAGE_HINT))
        for act, button in self.buttons.items():
            button.setText(self._speech(LABELS[act]))


class VendorFormView(QFrame):
    """The fields of one act; Enter records, Esc closes."""

    def __init__(self, desktop: Desktop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tinted")
        self._desktop = desktop
        self._speech = desktop.speech
        self._ticket_id = ""
        self._file: Path | None = None
        self.act = LaneAct.HAND_OFF
        self.when, self.case_no, self.proof, self.text = (QLineEdit(self) for _ in range(4))
        self.problem = QLabel(self)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setWordWrap(True)
        self.file = QToolButton(self)
        self.file.setProperty("look", "quiet")
        self.file.setIcon(icons.icon("paperclip"))
        self.file.clicked.connect(self._choose_file)
        self.save = QPushButton(self)
        self.save.setProperty("look", "primary")
        self.save.clicked.connect(self.record)
        self.cancel = QPushButton(self)
        self.cancel.clicked.connect(self.close_form)
        self._build()
        for field in (self.when, self.case_no, self.proof, self.text):
            field.returnPressed.connect(self.record)
            field.installEventFilter(self)
        self.proof.textEdited.connect(self._forget_file)
        self._speech.switched.connect(self.retranslate)
        self.retranslate()

    def _build(self) -> None:
        self._labels = {name: QLabel(self) for name in ("when", "case_no", "proof", "text")}
        for label in self._labels.values():
            label.setTextFormat(Qt.TextFormat.PlainText)
        proof = QHBoxLayout()
        proof.setSpacing(4)
        proof.addWidget(self.proof, 1)
        proof.addWidget(self.file)
        self._form = QFormLayout()
        self._form.setSpacing(6)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._form.addRow(self._labels["when"], self.when)
        self._form.addRow(self._labels["case_no"], self.case_no)
        self._form.addRow(self._labels["proof"], proof)
        self._form.addRow(self._labels["text"], self.text)
        acts = QHBoxLayout()
        acts.addStretch(1)
        acts.addWidget(self.cancel)
        acts.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addLayout(self._form)
        column.addWidget(self.problem)
        column.addLayout(acts)

    def open(self, act: LaneAct, ticket: Ticket) -> None:
        """Show the fields of `act`, empty."""
        self.act, self._ticket_id = act, ticket.id
        for field in (self.when, self.case_no, self.proof, self.text):
            field.clear()
        self.case_no.setText(ticket.case_no)
        self._forget_file()
        self.problem.hide()
        named = act is LaneAct.EXPERT
        for row, shown in enumerate((
            not named, act in _CASED, not named and act is not LaneAct.INFO_SENT,
            named or act in _SPOKEN,
        )):  # fmt: skip
            self._form.setRowVisible(row, shown)
        policy = QFormLayout.RowWrapPolicy  # a long label beside its field leaves it no room
        self._form.setRowWrapPolicy(policy.WrapAllRows if named else policy.WrapLongRows)
        self.retranslate()
        self.show()
        (self.text if named else self.when).setFocus(Qt.FocusReason.OtherFocusReason)

    def close_form(self) -> None:
        """Close without recording."""
        self.hide()

    def record(self) -> None:
        """Record the act; what is wrong is said beneath the fields and nothing is lost."""
        desktop = self._desktop
        try:
            ticket = desktop.store.ticket(self._ticket_id)
            form = VendorForm(
                self.act, self.when.text().strip(), self.case_no.text().strip(),
                self.proof.text().strip(), self.text.text().strip(),
            )  # fmt: skip
            maker = handoff.makers(form, ticket, desktop.ticking.now(), desktop.zone)
            edits = [maker(ticket, desktop.stamp())]
            if self._file is not None:
                held = desktop.store.keep_file(self._file, self._file.name)
                edits.append(attach(ticket.id, [held], desktop.stamp()))
        except BadInput as problem:
            self.problem.setText(problem.in_(self._speech.language))
            self.problem.show()
            return
        except Problem as problem:
            desktop.problem.emit(problem)
            return
        if desktop.perform(*edits, text=LABELS[self.act]):
            self.close_form()

    def use_file(self, path: Path) -> None:
        """Take `path` as the proof; it is attached when the act is recorded."""
        self.proof.setText(path.name)
        self._file = path

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        received = self.act in _CASED
        speech = self._speech
        labels = {
            "when": RECEIVED if received else WHEN,
            "case_no": CASE,
            "proof": PROOF,
            "text": EXPERT if self.act is LaneAct.EXPERT else SAID,
        }
        for name, text in labels.items():
            self._labels[name].setText(speech(text))
            getattr(self, name).setAccessibleName(speech(text))
        self.when.setPlaceholderText(speech(LATER if self.act is LaneAct.HAND_OFF else NOW))
        self.proof.setPlaceholderText(speech(PROOF_HINT))
        self.file.setAccessibleName(speech(FILE))
        self.file.setToolTip(speech(FILE))
        self.save.setText(speech(SAVE))
        self.cancel.setText(speech(CANCEL))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
        ):
            self.close_form()
            return True
        return super().eventFilter(watched, event)

    def _forget_file(self) -> None:
        self._file = None

    def _choose_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, self._speech(FILE))
        if chosen:
            self.use_file(Path(chosen))
