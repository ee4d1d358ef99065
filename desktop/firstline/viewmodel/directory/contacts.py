"""The directory on screen: contacts as rows, and the acts on the one that is chosen."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from firstline.domain.contact import contact as contacts
from firstline.domain.contact.contact import KIND, Contact
from firstline.domain.errors import Problem
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity
    from firstline.store.watch import Changed

PAPER = "paper_forms"  # the setting that says where the paper forms lie
CardWriter = Callable[[Path, list[Contact], str], None]
"""Writes the emergency card of these contacts to a file; may raise Problem."""


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One contact, whether somebody answers now (None unknown), and whether it is stale."""

    contact: Contact
    reachable: bool | None
    stale: bool

    @property
    def now(self) -> Text:
        """Whether somebody answers now, in words."""
        if self.reachable is None:
            return Text("时间未知", "hours unknown")
        return Text("值守中", "on duty") if self.reachable else Text("不值守", "off duty")

    @property
    def verified(self) -> Text:
        """When it was verified, in words."""
        day = self.contact.verified_on
        if day is None:
            return Text("从未核实", "never verified")
        said = day.isoformat()
        return Text(f"{said} 过期", f"{said} stale") if self.stale else Text(said, said)


class ContactsModel(QObject):
    """Reads the contacts when somebody looks, and performs what is done to them."""

    loaded = Signal()

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self.rows: list[ContactRow] = []
        self.awake = False
        desktop.changed.connect(self._on_changed)

    def refresh(self) -> None:
        """Read the contacts again."""
        self.rows = [self._row(one) for one in contacts.contacts(self._records())]
        self.loaded.emit()

    @property
    def stale(self) -> int:
        """How many are to be verified again."""
        return sum(one.stale for one in self.rows)

    def row(self, contact_id: str) -> ContactRow | None:
        """Return the contact's row."""
        return next((one for one in self.rows if one.contact.id == contact_id), None)

    def add(self) -> str:
        """Add an empty contact and return its id, "" where that was refused."""
        stamp = self._desktop.stamp()
        name = self._desktop.speech(Text("新联系人", "New contact"))
        edit = contacts.change(None, stamp.id, {"name": name, "party": "other"}, stamp)
        done = self._desktop.perform(edit, text=Text("已新增联系人", "Contact added"))
        return stamp.id if done else ""

    def change(self, contact_id: str, name: str, value: str) -> bool:
        """Change one field; what makes no sense is told and leaves the contact as it is."""
        entity = self._desktop.store.record(KIND, contact_id)
        if entity is None:
            return False
        try:
            edit = contacts.change(entity, contact_id, {name: value}, self._desktop.stamp())
        except Problem as problem:
            self._desktop.problem.emit(problem)
            return False
        if not edit.changes:
            return True
        return self._desktop.perform(edit, text=Text("已修改联系人", "Contact changed"))

    def verify(self, contact_id: str) -> None:
        """Note that the contact was tried today."""
        entity = self._desktop.store.record(KIND, contact_id)
        if entity is not None:
            today = self._desktop.ticking.now().astimezone(self._desktop.zone).date()
            edit = contacts.verify(entity, today, self._desktop.stamp())
            self._desktop.perform(edit, text=Text("已核实", "Verified"))

    def remove(self, contact_id: str) -> None:
        """Take the contact off the list."""
        entity = self._desktop.store.record(KIND, contact_id)
        if entity is not None:
            edit = contacts.withdraw(entity, self._desktop.stamp())
            self._desktop.perform(edit, text=Text("已移除联系人", "Contact taken off"))

    def write_card(self, path: Path, write: CardWriter) -> bool:
        """Write the emergency card; what stands against it is told as a banner."""
        try:
            write(path, [one.contact for one in self.rows], self.paper)
        except Problem as problem:
            self._desktop.problem.emit(problem)
            return False
        return True

    @property
    def paper(self) -> str:
        """Where the paper forms lie."""
        return str(self._desktop.store.get(PAPER, ""))

    def put_paper(self, words: str) -> None:
        """Remember where the paper forms lie."""
        if words.strip()[:120] != self.paper:
            self._desktop.store.put(PAPER, words.strip()[:120])

    def _records(self) -> "list[Entity]":
        return self._desktop.store.records(KIND)

    def _row(self, one: Contact) -> ContactRow:
        now, zone = self._desktop.ticking.now(), self._desktop.zone
        is_workday = contacts.working_days(self._desktop.desk.calendar)
        return ContactRow(
            one,
            contacts.reachable(one, now, zone, is_workday),
            contacts.is_stale(one, now.astimezone(zone).date()),
        )

    def _on_changed(self, changed: "Changed") -> None:
        if self.awake and (KIND in changed.kinds or changed.everything):
            self.refresh()
