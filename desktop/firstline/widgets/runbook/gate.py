"""The panel of one gate: whether it lets pass, what stops it in words, and its votes."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.runbook.gate import Reason, Verdict
from firstline.domain.runbook.runbook import ROLES, VOTES, Vote
from firstline.domain.runbook.votes import Ballot
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.runbook import words
from firstline.viewmodel.runbook.runbook import RunbookModel
from firstline.widgets import layouts
from firstline.widgets.plain_label import PlainLabel

STOPS = Text("不放行的原因", "What stops it")
CLEAR = Text("没有什么挡住这个关口。", "Nothing stops this gate.")
NOTES = Text("仅记录", "Recorded only")
VOTES_HEAD = Text("表决(弃权和沉默都算不放行)", "Votes (abstention and silence are no-go)")
NAME = Text("姓名", "Name")


class GatePanel(QWidget):
    """Shows one gate; a reason about an item leads to it."""

    item_wanted = Signal(str)

    def __init__(self, desktop: Desktop, model: RunbookModel) -> None:
        super().__init__()
        self._speech = desktop.speech
        self._model = model
        self._gate = ""
        self._shown: object = None
        self.title, self.verdict = PlainLabel(), PlainLabel()
        self.title.setProperty("look", "heading")
        self.title.setWordWrap(True)
        self._inner = QVBoxLayout()
        self._inner.setSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.verdict)
        column.addLayout(self._inner)
        column.addStretch(1)

    def show_gate(self, one: Verdict) -> None:
        """Show the gate as it stands; what is being typed is not taken away."""
        say = self._speech
        seen = (one, say.language)
        if seen == self._shown:
            return
        self._gate, self._shown = one.gate.id, seen
        self.title.setText(f"{one.gate.id}  {say(one.gate.title)}  {one.closed}/{one.total}")
        self.verdict.setText(say(words.verdict_words(one)))
        self.verdict.setProperty("look", "heading" if one.go else "late")
        self.verdict.style().unpolish(self.verdict)
        self.verdict.style().polish(self.verdict)
        held = self._held()
        layouts.empty(self._inner)
        if one.ballots:
            self._head(VOTES_HEAD)
            for ballot in one.ballots:
                self._ballot(one, ballot)
        self._head(STOPS if one.reasons else CLEAR)
        for reason in one.reasons:
            self._reason(reason, "✗")
        if one.notes:
            self._head(NOTES)
            for reason in one.notes:
                self._reason(reason, "·")
        self._hold(held)

    def _held(self) -> str:
        """Return the name of what has the keyboard in here, "" for nothing."""
        held = QApplication.focusWidget()
        inside = isinstance(held, QPushButton | QLineEdit) and self.isAncestorOf(held)
        return held.accessibleName() if held is not None and inside else ""

    def _hold(self, name: str) -> None:
        """Give the keyboard back to what bore this name before all was drawn anew."""
        for one in self.findChildren(QPushButton):
            if name and one.accessibleName() == name and one.isEnabled():
                one.setFocus()

    def _head(self, text: Text) -> None:
        label = PlainLabel(self._speech(text))
        label.setProperty("look", "muted")
        label.setWordWrap(True)
        self._inner.addWidget(label)

    def _reason(self, reason: Reason, mark: str) -> None:
        said = f"{mark} {self._speech(reason.text)}"
        if not reason.item:
            label = PlainLabel(said)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            self._inner.addWidget(label)
            return
        label = PlainLabel()
        label.setWordWrap(True)
        label.setText(said)
        label.setTextFormat(Qt.TextFormat.PlainText)
        go = QPushButton(reason.item)
        go.setProperty("look", "link")
        go.setAccessibleName(said)
        go.clicked.connect(lambda _on=False, key=reason.item: self.item_wanted.emit(key))
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(label, 1)
        row.addWidget(go, 0, Qt.AlignmentFlag.AlignTop)
        held = QWidget()
        row.setContentsMargins(0, 0, 0, 0)
        held.setLayout(row)
        self._inner.addWidget(held)

    def _ballot(self, one: Verdict, ballot: Ballot) -> None:
        say, role = self._speech, ballot.role
        name = QLineEdit(ballot.name)
        name.setPlaceholderText(say(NAME))
        name.setAccessibleName(f"{say(ROLES[role])}: {say(NAME)}")
        name.editingFinished.connect(
            lambda line=name, key=role, held=ballot.name: self._on_name(key, line.text(), held)
        )
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(6)
        head.addWidget(PlainLabel(say(ROLES[role])))
        head.addWidget(name, 1)
        votes = QHBoxLayout()
        votes.setContentsMargins(0, 0, 0, 6)
        votes.setSpacing(6)
        votes.addStretch(1)
        for vote in Vote:
            button = QPushButton(say(VOTES[vote]))
            button.setCheckable(True)
            button.setChecked(ballot.vote is vote)
            button.setEnabled(bool(ballot.name))
            button.setAccessibleName(f"{say(ROLES[role])} {ballot.name}: {say(VOTES[vote])}")
            button.clicked.connect(
                lambda _on=False, gate=one.gate.id, key=role, who=ballot.name, said=vote:
                self._on_vote(gate, key, who, said)
            )  # fmt: skip
            votes.addWidget(button)
        held = QWidget()
        both = QVBoxLayout(held)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(4)
        both.addLayout(head)
        both.addLayout(votes)
        self._inner.addWidget(held)

    def _on_name(self, role: str, name: str, held: str) -> None:
        if name.strip() != held:
            self._model.put(f"role.{role}", name)

    def _on_vote(self, gate: str, role: str, who: str, said: Vote) -> None:
        self._shown = None  # the buttons are drawn anew, whatever comes of it
        if not self._model.vote(gate, role, who, said):
            self._model.loaded.emit()
