"""The pages beside the rail: list and detail at once, the others when first wanted."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.settings import SettingsModel

if TYPE_CHECKING:
    from firstline.domain.knowledge.canned import Phrases
    from firstline.viewmodel.detail.canned import CannedModel
    from firstline.viewmodel.shell.palette import Sound
    from firstline.widgets.sync.portals_card import PortalsCard


class Pages(QStackedWidget):
    """Makes the pages that the first picture does not need when they are first wanted."""

    moved = Signal()
    saved = Signal(str)  # the triage sheet saved this ticket

    def __init__(
        self, desktop: Desktop, settings: SettingsModel, initials: "Sound | None",
        queue: QSplitter, phrases: "Callable[[], Phrases] | None" = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self._phrases = phrases
        self._desktop = desktop
        self._settings_model = settings
        self._initials = initials
        self._queue = queue
        self._made: dict[str, QWidget] = {}
        self._sheet: QObject | None = None
        self.addWidget(queue)

    @property
    def section(self) -> str:
        """Return queue, sheet, outbox or settings."""
        shown = self.currentWidget()
        if shown is self._queue:
            return "queue"
        return next((name for name, one in self._made.items() if one is shown), "sheet")

    def restyle(self) -> None:
        """Let every page that was made take the theme and the text size in use."""
        for one in self._made.values():
            if hasattr(one, "retranslate"):
                one.retranslate()

    def show_queue(self) -> None:
        """Show list and detail."""
        self.setCurrentWidget(self._queue)
        self.moved.emit()

    def show_page(self, name: str, make: Callable[[], QWidget]) -> QWidget:
        """Show the page `name`, made by `make` when it is first wanted, and return it."""
        self.make(name, make)
        self.setCurrentWidget(self._made[name])
        self._made[name].setFocus()
        self.moved.emit()
        return self._made[name]

    def make(self, name: str, make: Callable[[], QWidget]) -> QWidget:
        """Make the page `name` unless it is there, and return it; what is shown stays."""
        if name not in self._made:
            self._made[name] = make()
            self.addWidget(self._made[name])
        return self._made[name]

    def show_settings(self, portals: "Callable[[], PortalsCard]") -> None:
        """Show the settings; `portals` makes their card of portals."""

        def make() -> QWidget:
            from firstline.widgets.settings.view import SettingsView  # noqa: PLC0415

            return SettingsView(self._desktop, self._settings_model, portals())

        self.show_page("settings", make)

    def show_sheet(
        self, ticket_id: str | None, prefill: "Mapping[str, str] | None" = None
    ) -> None:  # fmt: skip
        """Show the triage sheet: a new ticket, half filled by `prefill`, or the one named."""
        from firstline.widgets.triage.sheet import TriageSheet  # noqa: PLC0415

        if not isinstance(self._sheet, TriageSheet):
            sheet = TriageSheet(self._desktop, initials=self._initials, canned=self._canned)
            sheet.saved.connect(self.saved)
            sheet.cancelled.connect(self.show_queue)
            self.addWidget(sheet)
            self._sheet = sheet
        ticket = self._desktop.store.find(ticket_id) if ticket_id else None
        self.setCurrentWidget(self._sheet)
        self._sheet.start(prefill, ticket=ticket)
        self.moved.emit()

    def _canned(self) -> "CannedModel":
        from firstline.domain.knowledge.canned import Phrases  # noqa: PLC0415 - with projects only
        from firstline.viewmodel.detail.canned import CannedModel  # noqa: PLC0415

        found = self._phrases() if self._phrases is not None else Phrases()
        return CannedModel(self._desktop, found, self._initials)

    def leave(self) -> None:
        """Go back to the list; what was typed into the sheet is kept."""
        leave = getattr(self._sheet, "leave", None)
        if self.section == "sheet" and leave is not None:
            leave()
        self.show_queue()
