"""The form that makes a runbook: a template, the case, a name."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton

from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.runbook.runbook import RunbookModel
from firstline.viewmodel.runbook.templates import offered
from firstline.widgets.combo import Combo
from firstline.widgets.plain_label import PlainLabel

TEMPLATE, VARIANT, NAME = (
    Text("模板", "Template"), Text("情形", "Case"), Text("名称", "Name"),
)  # fmt: skip
FITS = Text("适合所处阶段", "for its phase")
MAKE, CANCEL = Text("建立", "Make"), Text("取消", "Cancel")
CASES = {
    "sap-u9": Text("SAP → U9", "SAP → U9"), "u8-cloud": Text("U8 → 云", "U8 → cloud"),
}  # fmt: skip


class StartForm(QFrame):
    """Opens under the head of the page; what it makes is shown at once."""

    def __init__(self, desktop: Desktop, model: RunbookModel) -> None:
        super().__init__()
        self._desktop, self._speech = desktop, desktop.speech
        self._model = model
        self.setObjectName("bar")
        self.template, self.variant, self.name = Combo(), Combo(), QLineEdit()
        self._labels = {one: PlainLabel() for one in (TEMPLATE, VARIANT, NAME)}
        self.make, self._cancel = QPushButton(), QPushButton()
        self.make.setProperty("look", "primary")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 8, 20, 8)
        row.setSpacing(8)
        for text, field in ((TEMPLATE, self.template), (VARIANT, self.variant), (NAME, self.name)):
            self._labels[text].setBuddy(field)
            row.addWidget(self._labels[text])
            row.addWidget(field, 1 if field is self.name else 0)
        row.addWidget(self.make)
        row.addWidget(self._cancel)
        self._own = False  # a person chose the template
        self._phases: frozenset[str] | None = None  # those by which the templates stand in order
        self.template.currentIndexChanged.connect(lambda _at: self._show_cases())
        self.template.activated.connect(self._on_chosen)
        self.name.textChanged.connect(lambda _text: self._offer())
        self.name.returnPressed.connect(self._on_make)
        self.make.clicked.connect(self._on_make)
        self._cancel.clicked.connect(self.hide)
        self.hide()

    def open(self) -> None:
        """Show the templates there are."""
        self._own, self._phases = False, None
        self._offer()
        self.show()
        self.name.setFocus()

    def _on_chosen(self, _at: int) -> None:
        self._own = True

    def _offer(self) -> None:
        """List every template; those for the phase that the named project is in come first."""
        held, say = self.template.currentData() if self._own else None, self._speech
        found, phases = offered(self._desktop, self._model, self.name.text())
        if phases == self._phases:
            return
        self._phases = phases
        self.template.blockSignals(True)
        self.template.clear()
        for one in found:
            fits = bool(phases) and any(name in phases for name in one.phases)
            meant = f" · {say(FITS)}" if fits else ""
            self.template.addItem(say(one.title) + meant, one.id)
        self.template.blockSignals(False)
        at = self.template.findData(held or ("" if phases else "cutover-erp"))
        self.template.setCurrentIndex(max(0, at))
        self._show_cases()

    def _show_cases(self) -> None:
        found = self._model.templates().get(str(self.template.currentData()))
        cases = found.variants if found else ()
        self.variant.clear()
        for one in cases:
            self.variant.addItem(self._speech(CASES.get(one, Text(one, one))), one)
        for widget in (self.variant, self._labels[VARIANT]):
            widget.setVisible(bool(cases))

    def _on_make(self) -> None:
        variant = str(self.variant.currentData() or "")
        if self._model.begin(str(self.template.currentData()), variant, self.name.text()):
            self.name.clear()
            self.hide()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        say = self._speech
        for text, field in ((TEMPLATE, self.template), (VARIANT, self.variant), (NAME, self.name)):
            self._labels[text].setText(say(text))
            field.setAccessibleName(say(text))
        for button, text in ((self.make, MAKE), (self._cancel, CANCEL)):
            button.setText(say(text))
            button.setAccessibleName(say(text))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)
