"""The window's housekeeping: a check, the shipped articles, put-off work, and today's copy."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import QTimer

from firstline.app.background import Bridge, Lane
from firstline.domain.errors import StoreProblem
from firstline.domain.words import Text
from firstline.store.store import Store
from firstline.store.watch import Changed

QUIET_MS = 2000  # after the last change


class Upkeep:
    """Works in a lane of its own, after the first picture and again when the day changes.

    What goes wrong is told through `failed`, once; the window stays usable all the while.
    """

    def __init__(
        self,
        bridge: Bridge,
        store: Store,
        now: Callable[[], datetime],
        failed: Callable[[Exception], None],
    ) -> None:
        self._folder = store.folder
        self._now = now
        self._failed = failed
        self._checked_on: date | None = None
        self._sound = False
        self._catching_up = False
        self._poured = False  # much has come since the log was last written back whole
        self._quiet = QTimer()
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self._tidy)
        self._lane = Lane(bridge, store, now, "upkeep", failed)

    def start(self) -> None:
        """Do today's upkeep unless it was done: the check, the put-off work, the copy."""
        today = self._now().date()
        if self._checked_on != today:
            self._checked_on = today
            self._lane.later(lambda store: store.quick_check(), self._on_checked)

    def on_changed(self, changed: Changed) -> None:
        """Take up what an import, new packs or acts put off."""
        self._poured |= changed.everything
        if changed.everything and self._sound:
            self._catch_up()
        self._quiet.start()

    def stop(self) -> None:
        """Let the step that runs end, and drop the rest; it is taken up at the next start."""
        self._quiet.stop()
        self._lane.stop()

    def _on_checked(self, faults: tuple[str, ...]) -> None:
        self._sound = not faults
        if faults:  # neither written further nor copied over a sound copy
            self._failed(_damaged(self._folder, faults[0][:120]))
            return
        self._lane.later(self._lay_in, lambda _new: self._catch_up())

    def _lay_in(self, store: Store) -> bool:
        from firstline.app.shipped import lay_in  # noqa: PLC0415 - not for the first picture
        from firstline.viewmodel.queue import views  # noqa: PLC0415

        views.mirror(store)  # what a terminal or a stick brought while no window was open
        return lay_in(store, self._now())

    def _catch_up(self) -> None:
        if not self._catching_up:
            self._catching_up = True
            self._slice()

    def _slice(self) -> None:
        self._lane.later(lambda store: store.catch_up(), self._on_slice)

    def _tidy(self) -> None:
        """Write back what acts left in the log: not while a person acts, nor while much arrives."""
        if self._sound:
            poured, self._poured = self._poured, False
            self._lane.later(lambda store: store.connection.tidy(poured=poured), lambda _done: None)

    def _on_slice(self, more: bool) -> None:  # noqa: FBT001 - what the store says
        if more:
            self._slice()
            return
        self._catching_up = False
        from firstline.store.care import snapshots  # noqa: PLC0415 - not for the first picture

        folder, now = self._folder, self._now()
        self._lane.later(lambda _store: snapshots.daily(folder, now), lambda _path: None)


def _damaged(folder: Path, fault: str) -> StoreProblem:
    return StoreProblem(
        Text(f"数据库有损坏({fault})。", f"The database is damaged ({fault})."),
        Text("最近一次完好的每日备份还在。", "The last sound daily copy is kept."),
        Text(
            f"请关闭窗口后运行 firstline doctor --profile {folder}。",
            f"Close the window and run firstline doctor --profile {folder}.",
        ),
    )
