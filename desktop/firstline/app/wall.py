"""Opens the wall display as a process of its own, which reads the profile and never writes."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication

from firstline.app import garbage
from firstline.app.background import Bridge, Lane
from firstline.app.crash import fault_of, watch
from firstline.viewmodel.clock import Ticking
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.speech import Speech
from firstline.widgets import theme
from firstline.widgets.wallboard.wallboard import Wallboard

if TYPE_CHECKING:
    from collections.abc import Callable

    from firstline.app.profile import Profile


class Wall(QObject):
    """The wall display on one open profile; both of its connections refuse every write."""

    def __init__(
        self, app: QApplication, profile: "Profile", now: "Callable[[], datetime]"
    ) -> None:
        super().__init__()
        self._looked_for_garbage = garbage.put_off()
        self._profile = profile
        self._now = now
        chosen = profile.settings.theme  # where the system decides, a wall is dark
        worn = "dark" if chosen == "system" else chosen
        theme.use(app, worn, 100, rules=False, language=profile.language)
        self.desktop = Desktop(
            profile.store, profile.desk, Speech(profile.language), Ticking(now), profile.settings
        )
        profile.store.look_only()
        self._lane = Lane(Bridge(self), profile.store, now, "wall", self._failed)
        self._lane.later(lambda store: store.look_only(), lambda _done: None)
        self.board = Wallboard(self.desktop, self._lane.later)
        self.desktop.ticking.ticked.connect(garbage.look)
        self._leave_crash = watch(profile.folder, now, self.desktop.problem.emit)

    def stop(self) -> None:
        """Stop what runs."""
        self._leave_crash()
        self.board.close()
        self.desktop.close()
        self._lane.stop()
        self.board.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        if self._looked_for_garbage:
            garbage.take_up()

    def _failed(self, error: Exception) -> None:
        """Write the fault down; what is shown stays and grows old, which the frame says."""
        fault_of(self._profile.folder, error, self._now())
        self.board.model.failed()


def run_wall(profile: "Profile") -> int:
    """Show the wall display on `profile` until it is left; return the exit code.

    Raises Refused, with what to do instead, where there is no display.
    """
    from firstline.app.window import leave_on_signals, make_application  # noqa: PLC0415

    app = make_application()
    wall = Wall(app, profile, lambda: datetime.now(UTC))
    quiet = leave_on_signals(app)
    wall.board.showFullScreen()
    try:
        return app.exec()
    finally:
        quiet()
        wall.stop()
