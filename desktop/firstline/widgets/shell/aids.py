"""The window's commands, choosers and palette: made once the first picture is painted."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Signal
from PySide6.QtWidgets import QWidget

from firstline.domain.overrides import override
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.queue.views import View
from firstline.widgets.queue.page import QueuePage

if TYPE_CHECKING:
    from firstline.viewmodel.shell.finder import Finder
    from firstline.viewmodel.shell.palette import Sound
    from firstline.widgets.shell.deeds import Deeds
    from firstline.widgets.shell.palette import Palette

# ruff: noqa: PLC0415 - each part is loaded when it is first used


class Aids(QObject):
    """Makes each part when it is first used; `own` are the commands that the window runs.

    `ways` are those of the palette: to a view, to a ticket, to what a query finds.
    """

    pictured = Signal()  # the window was painted for the first time; its keys are there

    def __init__(
        self,
        desktop: Desktop,
        initials: "Sound | None",
        page: QueuePage,
        window: QWidget,
        own: Callable[[], Mapping[str, Callable[[], None]]],
        ways: tuple[Callable[[View], None], Callable[[str], None], Callable[[str], None]],
    ) -> None:
        super().__init__(window)
        self._desktop = desktop
        self._initials = initials
        self._page = page
        self._window = window
        self._own = own
        self._ways = ways
        self.painted = False  # once the first picture is on the screen
        window.installEventFilter(self)

    @cached_property
    def finder(self) -> "Finder":
        """What the palette and the choosers list."""
        from firstline.viewmodel.shell.finder import Finder

        return Finder(self._desktop, self._initials)

    @cached_property
    def deeds(self) -> "Deeds":
        """The commands, with their keys."""
        from firstline.widgets.shell.deeds import Deeds

        return Deeds(self._desktop, self.finder, self._page.list, self._window, self._own())

    @cached_property
    def palette(self) -> "Palette":
        """The command palette."""
        from firstline.widgets.shell.palette import Palette, Ways

        return Palette(self._desktop, self.finder, self.deeds, self._page, Ways(*self._ways))

    def ready(self) -> None:
        """Make the commands and their keys: by itself, once the first picture is painted."""
        self._window.removeEventFilter(self)
        self.deeds.retranslate()

    def run(self, command_id: str) -> None:
        """Run a command."""
        self.deeds.run(command_id)

    def menu(self, at: QPoint) -> None:
        """Open the menu of the chosen tickets."""
        self.deeds.menu(at)

    def keep_view(self) -> None:
        """Ask for a name and keep the present query under it."""
        self.palette.keep_view()

    def forget_view(self, view: View) -> None:
        """Ask whether the user's own filter is to go."""
        self.palette.forget_view(view)

    def open_palette(self) -> None:
        """Open the command palette."""
        self.palette.open()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._window.removeEventFilter(self)
            QTimer.singleShot(0, self, self._on_painted)  # all of the window is painted by then
        return super().eventFilter(watched, event)

    def _on_painted(self) -> None:
        self.painted = True
        self.ready()
        self.pictured.emit()
