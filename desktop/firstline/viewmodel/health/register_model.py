"""What every page of registers does to its records: made, changed, taken off, clashes ended."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from firstline.domain.edits.edit import Edit
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import Problem
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import Sheet
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.health.acts import Act
from firstline.viewmodel.health.board import Board
from firstline.viewmodel.later import Later

if TYPE_CHECKING:
    from firstline.store.watch import Changed


class RegisterModel(QObject):
    """Reads registers while somebody looks, and performs what is done to their records.

    `kinds` are the kinds of records that its boards read. A page has one of these.
    """

    loaded = Signal()
    kinds: tuple[str, ...] = ()

    def __init__(self, desktop: Desktop, later: Later, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._later = later
        self.boards: dict[str, Board] = {}
        self.awake = False
        desktop.changed.connect(self._on_changed)

    # --- reading ---

    def refresh(self) -> None:
        """Read all registers again."""
        self._later(
            lambda store: {kind: store.records(kind) for kind in self.kinds}, self._show
        )  # fmt: skip

    def _show(self, held: Mapping[str, Sequence[Entity]]) -> None:
        raise NotImplementedError

    def _on_changed(self, changed: "Changed") -> None:
        if self.awake and (changed.everything or not changed.kinds.isdisjoint(self.kinds)):
            self.refresh()

    def acts_of(self, sheet: Sheet) -> tuple[Act, ...]:  # noqa: ARG002 - a page may have some
        """Return the acts that records of this sheet have beside their fields."""
        return ()

    def firsts(self, sheet: Sheet) -> dict[str, Value]:
        """Return what a new record holds before anybody typed."""
        return {one.id: one.first for one in sheet.columns}

    # --- acts ---

    def _do(self, make: Callable[[], Edit | None], text: Text) -> str:
        """Perform what `make` makes; return the record's id, "" where it was refused."""
        try:
            edit = make()
        except Problem as problem:
            self._desktop.problem.emit(problem)
            return ""
        if edit is None:
            return "same"
        return edit.entity if self._desktop.perform(edit, text=text) else ""

    def _held(self, sheet: Sheet, key: str) -> Entity | None:
        return self._desktop.store.record(sheet.kind, key)

    def _made(self, sheet: Sheet, values: Mapping[str, Value]) -> Edit:
        stamp, zone = self._desktop.stamp(), self._desktop.zone
        return sheets.new_record(sheet, values, stamp, zone, self._desktop.store.records)

    def add(self, sheet: Sheet, values: Mapping[str, Value]) -> str:
        """Make a record, or put one that was taken off on the list again; return its id."""

        def made() -> Edit | None:
            edit = self._made(sheet, values)
            held = self._held(sheet, edit.entity)
            if held is None:
                return edit
            stamp, zone = self._desktop.stamp(), self._desktop.zone
            if held.fields.get("withdrawn"):
                return sheets.put_back(held, stamp)
            return sheets.change(sheet, held, values, stamp, zone, self._desktop.store.records)

        name = sheet.name
        return self._do(made, Text(f"已登记{name.zh}", f"{name.en} recorded"))

    def change(self, sheet: Sheet, key: str, values: Mapping[str, Value]) -> bool:
        """Change columns; what makes no sense is told and leaves the record as it is."""
        held = self._held(sheet, key)
        if held is None:
            return False
        stamp, zone = self._desktop.stamp(), self._desktop.zone
        name, read = sheet.name, self._desktop.store.records
        language = self._desktop.speech.language
        both = sheets.both_languages(sheet, held, values)
        done = self._do(
            lambda: sheets.change(sheet, held, values, stamp, zone, read, language=language),
            Text(
                f"已修改{name.zh}。{both.zh}".strip("。"),
                f"{name.en} changed. {both.en}".strip(". "),
            ),
        )
        return bool(done)

    def remove(self, sheet: Sheet, key: str) -> None:
        """Take a record off its list."""
        held = self._held(sheet, key)
        if held is not None:
            stamp = self._desktop.stamp()
            name = sheet.name
            self._do(lambda: sheets.withdraw(held, stamp),
                     Text(f"已移除{name.zh}", f"{name.en} taken off"))  # fmt: skip

    def resolve(self, sheet: Sheet, key: str, field: str, take: str) -> None:
        """End the clash of one column."""
        held = self._held(sheet, key)
        if held is not None:
            stamp, zone = self._desktop.stamp(), self._desktop.zone
            self._do(lambda: sheets.resolve(sheet, held, field, take, stamp, zone),
                     Text("冲突已解决", "Conflict resolved"))  # fmt: skip

    def act(self, sheet: Sheet, key: str, act: Act, note: str) -> bool:
        """Do an act on a record; what makes no sense is told and changes nothing."""
        held = self._held(sheet, key)
        if held is None:
            return False
        stamp, zone = self._desktop.stamp(), self._desktop.zone
        beside, read = act.beside, self._desktop.store.records
        if beside is not None:
            return bool(self._do(lambda: beside(held, note, stamp, zone, read), act.done))
        return bool(self._do(lambda: act.make(held, note, stamp, zone), act.done))

    def act_with(self, sheet: Sheet, key: str, act: Act, note: str, path: Path) -> bool:
        """Do an act on a record with a file, which is kept by its content."""
        held, filed, desktop = self._held(sheet, key), act.filed, self._desktop
        if held is None or filed is None:
            return False
        stamp = desktop.stamp()

        def made() -> Edit:
            return filed(held, note, desktop.store.keep_file(path, path.name), stamp)

        return bool(self._do(made, act.done))
