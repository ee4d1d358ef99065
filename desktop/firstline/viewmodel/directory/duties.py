"""Customer duties on screen: the systems, what is proved of each, and recording a proof."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from firstline.domain.contact import duty as duties
from firstline.domain.contact.duty import KIND, Duty, Proof, Readiness, Result
from firstline.domain.health import installed
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.later import Later

if TYPE_CHECKING:
    from firstline.store.watch import Changed


@dataclass(frozen=True, slots=True)
class FolderSeen:
    """What a folder of backups showed: well or not, in words, and its fingerprint."""

    well: bool
    words: Text
    sha256: str


FolderCheck = Callable[[str], FolderSeen]
"""Looks at a folder of backups without touching it; may take long and may raise Problem."""


class DutiesModel(QObject):
    """Reads the proofs of one system when somebody looks."""

    loaded = Signal()

    def __init__(
        self, desktop: Desktop, later: Later, pack: tuple[Duty, ...], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._later = later
        self._pack = pack
        self.system = ""
        self.systems: list[str] = []
        self.found = Readiness("")
        self.awake = False
        desktop.changed.connect(self._on_changed)

    def choose(self, system: str) -> None:
        """Show the duties of `system`, such as “U8 总部”."""
        self.system = " ".join(system.split())[:80]
        self.refresh()

    def refresh(self) -> None:
        """Read the proofs again."""
        records = self._desktop.store.records(KIND)
        store = self._desktop.store
        known = [*duties.systems(records), *installed.names(store.records(installed.SHEET.kind))]
        products = [one for one in store.choices("product") if one]
        self.systems = list(dict.fromkeys((*known, *products)))
        if not self.system and self.systems:
            self.system = self.systems[0]
        now = self._desktop.ticking.now()
        self.found = duties.readiness(self._pack, self.system, records, now)
        self.loaded.emit()

    @property
    def verdict(self) -> Text:
        """Whether the system is ready for the vendor, in words."""
        if not self.system:
            return Text("写明系统,例如“U8 总部”。", "Name a system, such as “U8 HQ”.")
        if self.found.ready:
            return Text(
                "客户责任齐备,可以交给厂商。", "Every duty is proved: ready for the vendor."
            )
        many = len(self.found.open)
        return Text(
            f"还差 {many} 项,交给厂商时对方会先问这些。",
            f"{many} open: the vendor will ask for these first.",
        )

    def prove(self, duty: str, result: Result, note: str, sha256: str = "") -> bool:
        """Record what was found of one duty."""
        if not self.system:
            return False
        desktop = self._desktop
        stamp = desktop.stamp()
        held = desktop.store.record(KIND, duties.record_id(self.system, duty))
        proof = Proof(stamp.at, stamp.actor, result, note.strip()[:400], sha256)
        edit = duties.prove(held, self.system, duty, proof, stamp)
        good = Text("已登记:通过", "Recorded: passed")
        bad = Text("已登记:未通过", "Recorded: failed")
        return desktop.perform(edit, text=good if result is Result.OK else bad)

    def look(self, folder: str, check: FolderCheck) -> None:
        """Check a folder of backups apart from the window and record what was found."""

        def note(seen: FolderSeen) -> None:
            result = Result.OK if seen.well else Result.FAILED
            self.prove("backup", result, self._desktop.speech(seen.words), seen.sha256)

        self._later(lambda _store: check(folder), note)

    def _on_changed(self, changed: "Changed") -> None:
        if self.awake and (KIND in changed.kinds or changed.everything):
            self.refresh()
