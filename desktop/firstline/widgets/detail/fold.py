"""The fold of the detail pane: type, site, product, module and the rest, out of the way."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFormLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text
from firstline.viewmodel import phrases
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.detail import detail
from firstline.viewmodel.phrases import FIELDS
from firstline.widgets.detail.choice import Initials, NameEdit, QuietCombo

NAMES = ("site", "product", "module", "requester", "case_no")
MORE = Text("更多字段", "More fields")
SYSTEM = Text("系统(报告时)", "System (when reported)")


class DetailFold(QWidget):
    """One line while closed; opened, every other field, each applied at once."""

    def __init__(
        self, desktop: Desktop, initials: Initials | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._speech = desktop.speech
        self._ticket: Ticket | None = None
        self.toggle = QToolButton(self)
        self.toggle.setProperty("look", "quiet")
        self.toggle.setCheckable(True)
        self.toggle.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.toggle.setArrowType(Qt.ArrowType.RightArrow)
        self.toggle.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.toggle.setMinimumWidth(60)  # a long product is cut, the pane does not grow
        self.toggle.toggled.connect(self._fold)
        self.fields = QWidget(self)
        self.type = QuietCombo(self.fields)
        self.type.activated.connect(lambda at: self._apply("type", str(self.type.itemData(at))))
        self.channel = QuietCombo(self.fields)
        self.channel.activated.connect(
            lambda at: self._apply("channel", str(self.channel.itemData(at)))
        )
        self.theirs = QuietCombo(self.fields)
        self.theirs.activated.connect(self._note_theirs)
        self.names = {name: self._edit(name, initials) for name in NAMES}
        self._labels: dict[str, QLabel] = {}
        form = QFormLayout(self.fields)
        form.setContentsMargins(4, 0, 0, 4)
        form.setSpacing(6)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.system = QLabel(self.fields)
        self.system.setTextFormat(Qt.TextFormat.PlainText)
        self.system.setWordWrap(True)
        self.system.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        combos = {"channel": self.channel, "vendor_priority": self.theirs}
        rows = self._rows = {"type": self.type, **self.names, **combos}
        for name, field in rows.items():
            self._labels[name] = QLabel(self.fields)
            self._labels[name].setTextFormat(Qt.TextFormat.PlainText)
            self._labels[name].setProperty("look", "muted")
            form.addRow(self._labels[name], field)
        self._of_system = QLabel(self.fields)
        self._of_system.setProperty("look", "muted")
        form.addRow(self._of_system, self.system)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.toggle)
        column.addWidget(self.fields)
        self.hide()
        self._speech.switched.connect(self.retranslate)
        self.retranslate()

    def show_ticket(self, ticket: Ticket) -> None:
        """Show the fields of `ticket`; what somebody is typing is left alone."""
        self._ticket = ticket
        self._fill()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        for name, label in self._labels.items():
            text = self._speech(FIELDS[name])
            label.setText(text)
            self._rows[name].setAccessibleName(text)
        self._fill()

    def _edit(self, name: str, initials: Initials | None) -> NameEdit:
        field = NameEdit(lambda: self._desktop.store.choices(name), initials, self.fields)
        field.settled.connect(lambda value: self._apply(name, value))
        return field

    def _fill(self) -> None:
        ticket = self._ticket
        self.toggle.setAccessibleName(self._speech(MORE))
        if ticket is None:
            return
        self.toggle.setText(self._speech(detail.more(ticket)))
        self.toggle.setAccessibleName(f"{self._speech(MORE)}: {self.toggle.text()}")
        self.toggle.setToolTip(self._speech(MORE))
        self.type.clear()
        for kind, text in phrases.TYPES.items():
            self.type.addItem(self._speech(text), kind.value)
        self.type.setCurrentIndex(self.type.findData(ticket.type.value))
        known = dict.fromkeys((*phrases.CHANNELS, ticket.channel))
        self.channel.clear()
        for one in known:
            self.channel.addItem(self._speech(phrases.channel(one)) or "—", one)
        self.channel.setCurrentIndex(self.channel.findData(ticket.channel))
        self.theirs.clear()
        if ticket.vendor_priority is None:  # once told, it can be changed but not untold
            self.theirs.addItem("—", "")
        for level, text in detail.priorities():
            self.theirs.addItem(self._speech(text), level.value)
        self.theirs.setCurrentIndex(max(0, self.theirs.findData(ticket.vendor_priority or "")))
        for name, field in self.names.items():
            field.show_value(str(getattr(ticket, name)))
        if self.toggle.isChecked():
            self._tell_system(ticket)

    def _tell_system(self, ticket: Ticket) -> None:
        """Say which installed system it is about, with the version it had then."""
        from firstline.viewmodel.detail.system import system_of  # noqa: PLC0415 - once unfolded

        said = system_of(self._desktop, ticket)
        words = self._speech(SYSTEM)
        self._of_system.setText(words)
        self.system.setText(self._speech(said) if said else "")
        self.system.setAccessibleName(f"{words}: {self.system.text()}")
        self._of_system.setVisible(said is not None)
        self.system.setVisible(said is not None)

    def _fold(self, opened: bool) -> None:  # noqa: FBT001 - as Qt's signal gives it
        self.setVisible(opened)
        arrow = Qt.ArrowType.DownArrow if opened else Qt.ArrowType.RightArrow
        self.toggle.setArrowType(arrow)
        if opened and self._ticket is not None:
            self._tell_system(self._ticket)

    def _note_theirs(self, at: int) -> None:
        if self._ticket is not None:
            to = str(self.theirs.itemData(at))
            self._desktop.act(detail.to_vendor_priority(to), self._ticket.id)

    def _apply(self, name: str, value: str) -> None:
        ticket = self._ticket
        if ticket is not None and not self._desktop.act(detail.to_field(name, value), ticket.id):
            self._fill()
