"""The first step of a hand-off: the title and the fields, as known and as typed."""

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from firstline.domain.handoff.contract import packages_in_force
from firstline.domain.handoff.draft import draft_key, draft_text, typed_in
from firstline.domain.handoff.fields import FIELDS, Need, cut, prefill, suggest_title
from firstline.domain.handoff.package import Package
from firstline.domain.health import installed, standstill
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.drafts import Draft


class HandoffTyped(QObject):
    """What is known of one ticket and what was typed over it; kept while it is typed."""

    opened = Signal()  # another ticket: everything is shown anew
    filled = Signal()  # facts were found: fields that nobody typed have another value

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._draft = Draft(desktop, self)
        self._known: dict[str, str] = {}
        self.facts: dict[str, str] = {}
        self.ticket: Ticket | None = None
        self.title = ""
        self.typed: dict[str, str] = {}
        self.package: Package | None = None  # None as well where it is no longer up to date

    def open(self, ticket_id: str) -> None:
        """Begin, or go on, with a ticket; what was typed for it is there again."""
        desktop = self._desktop
        other = self.ticket is None or self.ticket.id != ticket_id
        self.ticket = ticket = desktop.store.ticket(ticket_id)
        if other:
            self.facts = {}
            self.title, self.typed = typed_in(self._draft.open(draft_key(ticket_id)))
        language = desktop.speech.language
        self._known = prefill(ticket, desktop.desk, desktop.zone, language, desktop.me)
        systems = desktop.store.records(installed.SHEET.kind)
        self._known |= installed.facts(ticket, systems, desktop.zone)
        if lost := standstill.of_ticket(ticket, desktop.store.records, desktop.ticking.now()):
            self._known["loss"] = lost.said.in_(language)
        bought = packages_in_force(
            ticket, desktop.store.records, desktop.ticking.now(), desktop.zone, language
        )
        if bought:
            self._known["contract"] = bought
        self.package = None
        self.opened.emit()

    def type(self, name: str, value: str) -> None:
        """Take what stands in a field now, `title` included; it is stored while it is typed."""
        if name == "title":
            self.title = value
        elif value == self._beneath(name):
            self.typed.pop(name, None)
        else:
            self.typed[name] = value
        self._draft.type(draft_text(self.title, self.typed))
        self.package = None

    def flush(self) -> None:
        """Store at once what was typed."""
        self._draft.flush()

    def value(self, name: str) -> str:
        """Return what stands in a field: what was typed, or else what is known."""
        return self.typed.get(name, self._beneath(name))

    @property
    def suggestion(self) -> str:
        """The title that is taken where none was typed."""
        return cut(suggest_title(self.ticket)) if self.ticket else ""

    @property
    def missing(self) -> tuple[Text, ...]:
        """The names of the fields that the vendor will ask for and nobody wrote."""
        return tuple(
            one.name for one in FIELDS if one.need is Need.MUST and not self.value(one.id).strip()
        )

    def _learn(self, facts: Mapping[str, str]) -> None:
        self.facts |= facts
        if facts:
            self.filled.emit()

    def _beneath(self, name: str) -> str:
        return self.facts.get(name, self._known.get(name, ""))

    def _now(self) -> datetime:
        return self._desktop.ticking.now().astimezone(self._desktop.zone)
