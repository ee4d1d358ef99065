"""Projects on screen: every register read apart from the window, for one project or for all."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from firstline.domain.edits.edit import Edit
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import Refused
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import Sheet
from firstline.domain.health.sheet import text_of
from firstline.domain.overrides import override
from firstline.domain.project.names import projects
from firstline.domain.retention import hold
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text
from firstline.store.gates.project_gates import Gates, gates
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.health.acts import Act
from firstline.viewmodel.health.register_model import RegisterModel
from firstline.viewmodel.later import Later
from firstline.viewmodel.project.entries import ENTRIES
from firstline.viewmodel.project.entry import Held

if TYPE_CHECKING:
    from firstline.store.store import Store

NO_FILE = Text("没有附上文件,或它还没有传到这台机器。",
               "No file is attached, or it has not come to this machine yet.")  # fmt: skip
NOT_WRITTEN = Text("这个文件写不进去,请换一个位置。",
                   "That file cannot be written; choose another place.")  # fmt: skip
KINDS = tuple(dict.fromkeys(("runbook", "phase", *(kind for one in ENTRIES for kind in one.kinds))))
_Read = tuple[Mapping[str, Sequence[Entity]], Gates, Mapping[str, object]]


class ProjectModel(RegisterModel):
    """The registers of projects; `project` and `phase` narrow them, "" does not."""

    kinds = KINDS

    def __init__(self, desktop: Desktop, later: Later, parent: QObject | None = None) -> None:
        super().__init__(desktop, later, parent)
        self.project = self.phase = ""
        self.projects: tuple[str, ...] = ()
        self._read: Mapping[str, Sequence[Entity]] = {}
        self._gates: Gates = ()
        self._looked: Mapping[str, object] = {}
        self.given: dict[str, object] = {}  # what the page knows of packs, by the ids of frames

    def choose(self, project: str = "", phase: str = "") -> None:
        """Look at one project, at those in a phase, or at all."""
        if (project, phase) != (self.project, self.phase):
            self.project, self.phase = project, phase
            self._show(self._read)

    @override
    def refresh(self) -> None:
        now = self._desktop.ticking.now()

        def read(store: "Store") -> _Read:
            looked = {one.frame.id: one.look(store) for one in ENTRIES if one.look is not None}
            return {kind: store.records(kind) for kind in self.kinds}, gates(store, now), looked

        def take(found: _Read) -> None:
            held, self._gates, self._looked = found
            self._show(held)

        self._later(read, take)

    @override
    def _show(self, held: Mapping[str, Sequence[Entity]]) -> None:
        self._read = held
        self.projects = projects(held)
        now = self._desktop.ticking.now().astimezone(self._desktop.zone)
        wanted = self.project.casefold()
        mine = tuple(one for one in self._gates if wanted in ("", one[0].casefold()))
        looked = {**self.given, **self._looked}
        seen = Held(held, now, self._desktop.zone, self.project, self.phase, mine, looked)
        self.boards = {one.frame.id: one.board(seen) for one in ENTRIES}
        self.loaded.emit()

    @override
    def _made(self, sheet: Sheet, values: Mapping[str, Value]) -> Edit:
        if sheet is not hold.SHEET or values.get("scope") != hold.TICKET:
            return super()._made(sheet, values)
        found = self._desktop.store.find(str(values.get("what") or ""))
        stamp, zone = self._desktop.stamp(), self._desktop.zone
        return hold.place(values, found.id if found else "", stamp, zone)

    def attach(self, sheet: Sheet, key: str, name: str, path: Path) -> bool:
        """Attach a file as what column `name` of a record tells; a Problem is told."""
        held, desktop = self._held(sheet, key), self._desktop
        if held is None:
            return False
        stamp, zone = desktop.stamp(), desktop.zone

        def made() -> Edit:
            file = desktop.store.keep_file(path, path.name)
            return sheets.attach(sheet, held, name, file, stamp, zone)

        return bool(self._do(made, Text(f"已附上 {path.name}", f"{path.name} attached")))

    def copy_out(self, sheet: Sheet, key: str, name: str, target: Path) -> bool:
        """Write the file that column `name` tells of; a Problem is told."""
        held = self._held(sheet, key)
        found = self._desktop.store.file_path(text_of(held, f"{name}_sha256")) if held else None
        if found is None:
            self._desktop.problem.emit(Refused(NO_FILE))
            return False
        try:
            target.write_bytes(found.read_bytes())
        except OSError:
            self._desktop.problem.emit(Refused(NOT_WRITTEN))
            return False
        return True

    @override
    def acts_of(self, sheet: Sheet) -> tuple[Act, ...]:
        found = (one.acts for one in ENTRIES if one.frame.sheet is sheet)
        return next(found, ())

    @override
    def firsts(self, sheet: Sheet) -> dict[str, Value]:
        named = any(one.id == "project" for one in sheet.columns)
        here: dict[str, Value] = {"project": self.project} if named and self.project else {}
        return {**super().firsts(sheet), **here}
