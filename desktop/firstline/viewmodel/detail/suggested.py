"""Whom a ticket should go to: suggested beside the field, taken by one key, or done by itself."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject

from firstline.domain.contact.contact import working_days
from firstline.domain.edits import edits
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.errors import BadInput, Refused
from firstline.domain.routing.roster import KIND, Person, Plan, people
from firstline.domain.routing.routing import Routing, route
from firstline.domain.routing.shifts import USUAL, parse_shifts
from firstline.domain.routing.words import NO_ROSTER, NOBODY
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop

if TYPE_CHECKING:
    from firstline.store.watch import Changed
    from firstline.viewmodel.acts import Acted

_HOW = Text("请用 firstline roster import 导入名单。", "Take one in: firstline roster import FILE.")


class _Rostered(Protocol):
    """The settings that routing needs beside those of every screen."""

    shifts: tuple[str, ...]
    auto_assign: bool


class Suggested(QObject):
    """Routes tickets by the roster as it stands; the roster is read when it changed."""

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._roster: list[Person] | None = None
        desktop.changed.connect(self._on_changed)

    @property
    def roster(self) -> list[Person]:
        """The people there are."""
        if self._roster is None:
            self._roster = people(self._desktop.store.records(KIND))
        return self._roster

    def of(self, ticket: Ticket, loads: Mapping[str, int] | None = None) -> Routing | None:
        """Return the routing of an open ticket; None where there is no roster or nothing to do."""
        if not ticket.is_open or not self.roster:
            return None
        held = self._desktop.store.loads() if loads is None else loads
        return route(ticket, self.roster, held, self._desktop.ticking.now(), self._plan())

    def assign(self, *ticket_ids: str) -> bool:
        """Give each ticket to whom it should go, as one step that undo takes back.

        Each counts as load for the next. Where nobody is left, that is told and the ticket stays.
        """
        if not self.roster:
            self._desktop.problem.emit(Refused(NO_ROSTER, next_step=_HOW))
            return False
        loads, left = dict(self._desktop.store.loads()), 0

        def make(ticket: Ticket, stamp: Stamp) -> Edit | None:
            nonlocal left
            found = self.of(ticket, loads)
            if found is None or not found.assignee:
                left += 1
                return None
            if found.assignee == ticket.assignee:
                return None
            loads[found.assignee] = loads.get(found.assignee, 0) + 1
            return edits.set_field(ticket, "assignee", found.assignee, stamp)

        done = self._desktop.act(make, *ticket_ids)
        if left:
            self._desktop.problem.emit(Refused(NOBODY))
        return done

    def _plan(self) -> Plan:
        settings: _Rostered = self._desktop.settings  # type: ignore[assignment] # the whole of it
        try:
            shifts = parse_shifts(getattr(settings, "shifts", ()))
        except BadInput:  # the shift page tells it
            shifts = USUAL
        return Plan(self._desktop.zone, shifts, working_days(self._desktop.desk.calendar))

    def _on_changed(self, changed: "Changed") -> None:
        if changed.everything or KIND in changed.kinds:
            self._roster = None


class AutoAssign(QObject):
    """Assigns what is recorded here and belongs to nobody, where the setting says so.

    Only the desk that records a ticket does so: two of them never assign the same one.
    """

    def __init__(self, desktop: Desktop, suggested: Suggested, parent: QObject) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._suggested = suggested
        desktop.acted.connect(self._on_acted)

    def _on_acted(self, acted: "Acted") -> None:
        settings = self._desktop.settings
        if acted.undone or not getattr(settings, "auto_assign", False):
            return
        for edit_id in acted.edits:
            held = self._desktop.store.edit(edit_id)
            if held is None or held.edit.act != "open" or held.edit.kind != "ticket":
                continue
            ticket = self._desktop.store.find(held.edit.entity)
            found = self._suggested.of(ticket) if ticket and not ticket.assignee else None
            if ticket is not None and found is not None and found.assignee:
                self._suggested.assign(ticket.id)
