"""What of the window reaches beyond this machine: made when a portal is there or is asked about."""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QGuiApplication

from firstline.app.background import Bridge, Lane
from firstline.domain.errors import StoreProblem

if TYPE_CHECKING:
    from firstline.app.demo.demo import DemoWorld
    from firstline.app.exchange import Exchange
    from firstline.app.outside import World
    from firstline.viewmodel.desk import Desktop
    from firstline.widgets.shell.shell import Shell
    from firstline.widgets.sync.parts import Outside


class Abroad(QObject):
    """Holds the doors to portals and the postman; alone, it loads nothing and starts nothing."""

    def __init__(
        self,
        desktop: "Desktop",
        bridge: Bridge,
        now: Callable[[], datetime],
        failed: Callable[[Exception], None],
    ) -> None:
        super().__init__()
        self._desktop = desktop
        self._bridge = bridge
        self._now = now
        self._failed = failed
        self._lane = Lane(bridge, desktop.store, now, "outside", failed)
        self._shell: Shell | None = None
        self._exchange: Exchange | None = None
        self._demo: DemoWorld | None = None

    @cached_property
    def _world(self) -> "World":
        from firstline.app.outside import World  # noqa: PLC0415 - see the class

        return World(self._desktop.store, self._lane, self._now, self._signed_in)

    def outside(self) -> "Outside":
        """Return what the window is handed when it first asks."""
        return self._world.outside()

    def begin(self, shell: "Shell", *, demo: bool) -> None:
        """Follow the portals from now on; in a demo, begin the world around it."""
        self._shell = shell
        self._desktop.changed.connect(self._on_changed)
        self._follow()
        if demo:
            self._begin_demo(shell)

    def rest(self) -> None:
        """End the postman at once and begin no other."""
        if self._shell is not None:
            self._desktop.changed.disconnect(self._on_changed)
            self._shell = None
        if self._exchange is not None:
            self._exchange.stop()

    def stop(self) -> None:
        """End the postman at once, then the demo's world, then what works apart."""
        self.rest()
        if self._demo is not None:
            self._demo.stop()
        self._lane.stop()

    def _follow(self) -> None:
        if self._exchange is None and self._shell and self._desktop.store.get("portals", []):
            from firstline.app.exchange import Exchange  # noqa: PLC0415 - see the class

            self._exchange = Exchange(
                self._desktop, self._bridge, self._lane, self._shell.sync.model,
                self._world.open_portal, self._now, after=self._world.after_round,
            )  # fmt: skip
            app = QCoreApplication.instance()
            if isinstance(app, QGuiApplication):
                app.applicationStateChanged.connect(self._on_app_state)
            self._exchange.follow()

    def _begin_demo(self, shell: "Shell") -> None:
        from firstline.app.demo import demo  # noqa: PLC0415 - see the class

        if not demo.can_serve():
            self._desktop.problem.emit(StoreProblem(demo.ALONE))
            return
        lane = Lane(self._bridge, self._desktop.store, self._now, "demo", self._failed)
        self._demo = demo.DemoWorld(
            self._desktop, shell, lane, self._world, self._nudge, self._now
        )  # fmt: skip

    def _nudge(self) -> None:
        if self._exchange is not None:
            self._exchange.nudge(asked=True)

    def _signed_in(self) -> None:
        if self._exchange is not None:
            self._exchange.signed_in()

    def _on_changed(self, changed: object) -> None:
        if "setting" in getattr(changed, "kinds", ()):
            self._follow()

    def _on_app_state(self, state: Qt.ApplicationState) -> None:
        if self._exchange is not None:
            self._exchange.look(in_use=state is Qt.ApplicationState.ApplicationActive)
