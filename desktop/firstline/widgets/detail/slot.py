"""The detail pane's place: the pane itself is made when a ticket is first looked at."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.later import Later

if TYPE_CHECKING:
    from firstline.viewmodel.shell.palette import Sound
    from firstline.widgets.detail.pane import DetailPane

_MODULES = (
    "domain.ticket.ball", "domain.sla.clock", "domain.routing.words", "domain.sla.sla",
    "viewmodel.detail.attachments", "viewmodel.detail.composer", "viewmodel.detail.timeline",
    "viewmodel.detail.why", "viewmodel.detail.why_priority", "viewmodel.handoff.handoff",
    "viewmodel.detail.legs", "viewmodel.detail.suggested", "widgets.detail.attachments",
    "widgets.detail.composer", "widgets.detail.choice", "widgets.detail.head",
    "widgets.detail.fold", "widgets.detail.reader", "widgets.detail.why_panel",
    "widgets.detail.insets", "widgets.detail.vendor_form", "widgets.detail.legs_form",
    "widgets.detail.legs", "widgets.detail.timeline_delegate", "widgets.detail.timeline",
    "widgets.detail.pane",
)  # fmt: skip


class DetailSlot(QFrame):
    """Holds the pane; the first picture of the queue need not wait for it."""

    closed = Signal()
    triage_wanted = Signal(str)
    command_wanted = Signal(str)
    handoff_wanted = Signal(str)

    def __init__(self, desktop: Desktop, initials: "Sound | None", later: Later) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._desktop = desktop
        self._initials = initials
        self._later = later
        self._pane: DetailPane | None = None
        self._wanted: Callable[[], None] | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    @property
    def pane(self) -> "DetailPane":
        """The detail pane, made now if it was not there."""
        if self._pane is None:
            from firstline.widgets.detail.pane import DetailPane  # noqa: PLC0415

            self._pane = DetailPane(self._desktop, initials=self._initials, later=self._later)
            self._pane.closed.connect(self.closed)
            self._pane.triage_wanted.connect(self.triage_wanted)
            self._pane.composer.phrases.clicked.connect(lambda: self.command_wanted.emit("canned"))
            self._pane.legs.package_wanted.connect(self.handoff_wanted)
            self._pane.book_wanted.connect(self.command_wanted)
            self._column.addWidget(self._pane)
            self._pane.show()  # a layout would show it only at the loop's next turn
        return self._pane

    def soon(self, then: Callable[[], None]) -> None:
        """Call `then` when the pane is there: it is made in steps, so that no key has to wait."""
        if self._pane is not None:
            then()
            return
        making, self._wanted = self._wanted is not None, then  # the last wish counts
        if not making:
            from firstline.widgets.steps import Steps, loading  # noqa: PLC0415 - see the class

            names = (f"firstline.{one}" for one in _MODULES)
            Steps((*loading(*names), lambda: self.pane, self._on_made), self)

    def _on_made(self) -> None:
        then, self._wanted = self._wanted, None
        if then is not None:
            then()

    def flush(self) -> None:
        """Store what is being written at once."""
        if self._pane is not None:
            self._pane.flush()
