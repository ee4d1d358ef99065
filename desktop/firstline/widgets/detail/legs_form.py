"""The vendor lane's acts as buttons; each opens its small form in place."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.handoff.handoff import LABELS, LaneAct
from firstline.widgets import icons
from firstline.widgets.detail.flow import Flow
from firstline.widgets.detail.vendor_form import VendorFormView

PACKAGE = Text("交接包…", "Package…")
PACKAGE_HINT = Text("收集、脱敏、交给厂商", "Collect, redact, hand over")


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

    def reply(self) -> bool:
        """Open the form of the vendor's reply; False where none can be recorded now."""
        legal = LaneAct.REPLIED in self._acts and self._ticket is not None
        if legal:
            self.open(LaneAct.REPLIED)
        return legal

    def _ask_package(self) -> None:
        if self._ticket is not None:
            self.package_wanted.emit(self._ticket.id)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.package.setText(self._speech(PACKAGE))
        self.package.setToolTip(self._speech(PACKAGE_HINT))
        for act, button in self.buttons.items():
            button.setText(self._speech(LABELS[act]))
