"""One contact: its fields, each kept when it is left, and the two acts on it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
)

from firstline.domain.contact.contact import PARTIES
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.directory.contacts import ContactsModel
from firstline.widgets import theme
from firstline.widgets.combo import Combo
from firstline.widgets.plain_label import PlainLabel
from firstline.widgets.settings.rows import fill

FIELDS: tuple[tuple[str, Text, Text], ...] = (
    ("name", Text("名称", "Name"), Text("", "")),
    ("phone", Text("电话", "Phone"), Text("", "")),
    ("address", Text("网址/邮箱", "Page or mail"), Text("", "")),
    ("hours", Text("值守时间", "Hours"),
     Text("24x7 或 W 08:30-17:30(W 工作日,1 周一)", "24x7 or W 08:30-17:30 (W working days)")),
    ("needs", Text("要提供", "They ask for"), Text("例如 服务识别码、版本", "e.g. code, version")),
    ("note", Text("备注", "Note"), Text("", "")),
)  # fmt: skip
PARTY = Text("类别", "Party")
VERIFY = Text("今天打过,没错", "Tried today: right")
REMOVE = Text("移除", "Take off")
PAPER = Text("手工单位置", "Paper forms")


class ContactPanel(QFrame):
    """Edits the chosen contact in place; nothing needs to be saved."""

    def __init__(self, desktop: Desktop, model: ContactsModel) -> None:
        super().__init__()
        self._desktop = desktop
        self._speech = desktop.speech
        self._model = model
        self._id = ""
        self.setObjectName("pane")
        self.fields = {name: QLineEdit() for name, _, _ in FIELDS}
        self.party = Combo()
        self.paper = QLineEdit()
        self.verify, self.remove = QPushButton(), QPushButton()
        self._labels: list[tuple[QLabel, Text]] = []
        self._head, self._below = PlainLabel(), PlainLabel()
        self._lay()
        for name, one in self.fields.items():
            one.editingFinished.connect(lambda key=name: self._keep(key))
        self.party.activated.connect(lambda _at: self._keep_party())
        self.paper.editingFinished.connect(lambda: model.put_paper(self.paper.text()))
        self.verify.clicked.connect(lambda: model.verify(self._id))
        self.remove.clicked.connect(lambda: model.remove(self._id))
        model.loaded.connect(self._fill)

    def _lay(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._row(form, PARTY, self.party)
        for name, words, _ in FIELDS:
            self._row(form, words, self.fields[name])
        self._head.setProperty("look", "heading")
        self._below.setProperty("look", "small")
        self._below.setWordWrap(True)
        self.verify.setProperty("look", "primary")
        acts = QHBoxLayout()
        acts.addWidget(self.verify)
        acts.addStretch(1)
        acts.addWidget(self.remove)
        self._paper_label = PlainLabel()
        self._paper_label.setBuddy(self.paper)
        paper = QHBoxLayout()
        paper.addWidget(self._paper_label)
        paper.addWidget(self.paper, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(12)
        column.addWidget(self._head)
        column.addLayout(form)
        column.addLayout(acts)
        column.addWidget(self._below)
        column.addStretch(1)
        column.addLayout(paper)

    def _row(self, form: QFormLayout, words: Text, field: QLineEdit | Combo) -> None:
        label = PlainLabel()
        label.setBuddy(field)
        self._labels.append((label, words))
        form.addRow(label, field)

    def show_contact(self, contact_id: str) -> None:
        """Show the contact."""
        self._id = contact_id
        self._fill()

    def edit_name(self) -> None:
        """Give the name the keyboard, ready to be typed over."""
        self.fields["name"].setFocus(Qt.FocusReason.OtherFocusReason)
        self.fields["name"].selectAll()

    def _fill(self) -> None:
        row = self._model.row(self._id)
        self.setEnabled(row is not None)
        if not self.paper.hasFocus():
            self.paper.setText(self._model.paper)
        if row is None:
            return
        say = self._speech
        self._head.setText(row.contact.name)
        for name, field in self.fields.items():
            if not (field.hasFocus() and field.isModified()):  # what is typed stays
                field.setText(getattr(row.contact, name))
        fill(self.party, [(key, say(words)) for key, words in PARTIES.items()], row.contact.party)
        self._below.setText(f"{say(row.now)} · {say(row.verified)}")

    def _keep(self, name: str) -> None:
        row = self._model.row(self._id)
        self.fields[name].setModified(False)
        if row and self.fields[name].text() != getattr(row.contact, name):
            kept = self._model.change(self._id, name, self.fields[name].text())
            if not kept:
                self.fields[name].setText(getattr(row.contact, name))

    def _keep_party(self) -> None:
        self._model.change(self._id, "party", str(self.party.currentData()))

    def retranslate(self) -> None:
        """Say everything in the language and the size in use."""
        say = self._speech
        for label, words in self._labels:
            label.setText(say(words))
        for name, words, hint in FIELDS:
            self.fields[name].setAccessibleName(say(words))
            self.fields[name].setPlaceholderText(say(hint))
            self.fields[name].setToolTip(say(hint))
        self.party.setAccessibleName(say(PARTY))
        self._paper_label.setText(say(PAPER))
        self.paper.setAccessibleName(say(PAPER))
        self.paper.setPlaceholderText(say(Text("印在应急卡上", "stands on the card")))
        for button, words in ((self.verify, VERIFY), (self.remove, REMOVE)):
            button.setText(say(words))
            button.setAccessibleName(say(words))
        self.setFixedWidth(theme.px(360))
        self._fill()
