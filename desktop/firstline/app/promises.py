"""What contracts and supplements promise, heeded while the window is open (S60)."""

from PySide6.QtCore import QObject

from firstline.domain.desk_in_use import DeskInUse
from firstline.store.watch import Changed
from firstline.viewmodel.desk import Desktop

KINDS = ("contract", "supplement")


class Promises(QObject):
    """Counts by other targets once a contract or a supplement says something else."""

    def __init__(self, desktop: Desktop, in_use: DeskInUse, parent: QObject) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._in_use = in_use
        desktop.changed.connect(self._on_changed)

    def _on_changed(self, changed: Changed) -> None:
        unnamed = changed.everything and not changed.kinds
        moved = unnamed or not changed.kinds.isdisjoint(KINDS)
        if moved and self._in_use.heed(self._desktop.store.records):
            self._desktop.use_desk(self._in_use.desk)
