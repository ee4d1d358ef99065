"""The form of one act on the vendor's lane: time, channel, who, case number, proof and words."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
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

from firstline.domain.edits.edits import attach
from firstline.domain.errors import BadInput, Problem
from firstline.domain.overrides import override
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.detail.contact_form import channels
from firstline.viewmodel.handoff import handoff
from firstline.viewmodel.handoff.handoff import LABELS, LaneAct, VendorForm
from firstline.widgets import icons, layouts
from firstline.widgets.combo import Combo, narrow

WHEN = Text("时间", "Time")
RECEIVED = Text("收到时间", "Received at")
CASE = Text("厂商单号", "Case number")
PROOF = Text("凭证", "Proof")
CHANNEL = Text("渠道", "Channel")
PERSON = Text("谁回复的", "Who replied")
EXPERT = Text("厂商指派的专家", "The expert they assigned")
SAID = Text("内容", "Text")
NOW = Text("现在(或写 14:05、11-23 14:05)", "now (or 14:05, 11-23 14:05)")
LATER = Text("还没收到就留空;或写 14:05", "empty if not received yet; or 14:05")
PROOF_HINT = Text("截图名、通话记录、回执号…", "screenshot, call note, receipt number…")
FILE = Text("选择文件作为凭证", "Choose a file as proof")
SAVE = Text("记录", "Record")
CANCEL = Text("取消", "Cancel")
_ROWS = ("when", "case_no", "channel", "person", "proof", "text")
_CASED = (LaneAct.HAND_OFF, LaneAct.RECEIPT)
_SPOKEN = (LaneAct.REPLIED, LaneAct.ASKS_INFO, LaneAct.INFO_SENT)


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
        self._ticket: Ticket | None = None
        self.when, self.case_no, self.person = (QLineEdit(self) for _ in range(3))
        self.proof, self.text = (QLineEdit(self) for _ in range(2))
        self._lines = (self.when, self.case_no, self.person, self.proof, self.text)
        self.channel = Combo(self)
        narrow(self.channel)
        self._chosen = False  # somebody chose the channel; it is guessed no more
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
        for field in self._lines:
            field.returnPressed.connect(self.record)
        for one in (*self._lines, self.channel):
            one.installEventFilter(self)
        self.channel.activated.connect(self._choose_channel)
        self.person.textEdited.connect(self._guess_channel)
        self.proof.textEdited.connect(self._forget_file)
        self._speech.switched.connect(self.retranslate)
        self.retranslate()

    def _build(self) -> None:
        self._labels = {name: QLabel(self) for name in _ROWS}
        for label in self._labels.values():
            label.setTextFormat(Qt.TextFormat.PlainText)
        proof = QWidget(self)
        beside = QHBoxLayout(proof)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(4)
        beside.addWidget(self.proof, 1)
        beside.addWidget(self.file)
        self._form = QFormLayout()
        self._form.setSpacing(6)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        rows = (self.when, self.case_no, self.channel, self.person, proof, self.text)
        for name, field in zip(_ROWS, rows, strict=True):
            self._form.addRow(self._labels[name], field)
            self._labels[name].setBuddy(getattr(self, name))
        layouts.chain(self.when, self.case_no, self.channel, self.person, self.proof, self.file,
                      self.text, self.cancel, self.save)  # fmt: skip
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
        self.act, self._ticket_id, self._ticket = act, ticket.id, ticket
        for field in self._lines:
            field.clear()
        self.case_no.setText(ticket.case_no)
        self.person.setText(handoff.usual_person(ticket))
        self._chosen = False
        self._forget_file()
        self.problem.hide()
        named, reply = act is LaneAct.EXPERT, act is LaneAct.REPLIED
        for row, shown in enumerate((
            not named, act in _CASED, reply, reply, not named and act is not LaneAct.INFO_SENT,
            named or act in _SPOKEN,
        )):  # fmt: skip
            self._form.setRowVisible(row, shown)
        policy = QFormLayout.RowWrapPolicy  # a long label beside its field leaves it no room
        self._form.setRowWrapPolicy(policy.WrapAllRows if named else policy.WrapLongRows)
        self.retranslate()
        self._guess_channel()
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
                str(self.channel.currentData() or ""), self.person.text().strip(),
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
            if self.act is LaneAct.REPLIED:
                self._remember(form)
            self.close_form()

    def _remember(self, form: VendorForm) -> None:
        """Keep which channel this person used last, on this device."""
        store = self._desktop.store
        known = store.get(handoff.CHANNELS_KEY, {})
        store.put(handoff.CHANNELS_KEY, handoff.remembered(form, known))

    def _choose_channel(self) -> None:
        self._chosen = True

    def _guess_channel(self) -> None:
        """Choose the channel last used with this person, until somebody chooses another."""
        if self._ticket is None or self._chosen:
            return
        known = self._desktop.store.get(handoff.CHANNELS_KEY, {})
        found = handoff.usual_channel(self._ticket, self.person.text(), known)
        self.channel.setCurrentIndex(self.channel.findData(str(found)))

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
            "channel": CHANNEL,
            "person": PERSON,
            "proof": PROOF,
            "text": EXPERT if self.act is LaneAct.EXPERT else SAID,
        }
        for name, text in labels.items():
            self._labels[name].setText(speech(text))
            getattr(self, name).setAccessibleName(speech(text))
        held = self.channel.currentData()
        self.channel.clear()
        for key, words in channels():
            self.channel.addItem(speech(words), key)
        self.channel.setCurrentIndex(max(0, self.channel.findData(held)))
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
