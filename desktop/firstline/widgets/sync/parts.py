"""What the window shows of the portals: chip, banner, outbox and settings, made when wanted."""

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject

from firstline.domain.errors import Refused
from firstline.domain.values import dataclass
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.later import Later

if TYPE_CHECKING:
    from firstline.domain.edits.conflicts import Take
    from firstline.viewmodel.sync.bundle import BundleDoors
    from firstline.viewmodel.sync.portals import PortalDoors, PortalsModel
    from firstline.viewmodel.sync.sync import SyncModel
    from firstline.widgets.settings.view import SettingsView
    from firstline.widgets.shell.shell import Shell
    from firstline.widgets.sync.bundle_page import BundlePage
    from firstline.widgets.sync.outbox import OutboxPage
    from firstline.widgets.sync.outbox_lost import Rescue
    from firstline.widgets.sync.portals_card import PortalsCard

_NO_PORTAL = Text("还没有连接门户。", "No portal is connected.")
_ADD_ONE = Text("请在设置(Ctrl+,)里添加。", "Add one in the settings (Ctrl+,).")
_NO_CLASH = Text("这张工单没有这样的冲突。", "This ticket has no such conflict.")


@dataclass(frozen=True, slots=True)
class Outside:
    """What the roof hands in when it is first wanted: the doors of the portals, and the rescue."""

    portals: "PortalDoors"
    rescue: "Rescue"
    bundles: "Callable[[], BundleDoors] | None" = None


class SyncParts(QObject):
    """Makes the models and the pages; with no portal and nobody asking, none of them exists."""

    def __init__(
        self, desktop: Desktop, later: Later, outside: Callable[[], Outside] | None, shell: "Shell"
    ) -> None:
        super().__init__(shell)
        self._desktop = desktop
        self._later = later
        self._ask_outside = outside
        self._shell = shell
        desktop.changed.connect(self._on_changed)
        shell.strip.chip.clicked.connect(partial(shell.go, "outbox"))

    def show(self, section: str) -> None:
        """Show the outbox, or the settings with their card of portals."""
        if section == "outbox":
            self._shell.pages.show_page("outbox", self.page)
        else:
            self._shell.pages.show_settings(self.card)

    def begin(self) -> None:
        """Let the list and the chip know whether a portal is set up."""
        has_portal = bool(self._desktop.store.get("portals", []))
        self._shell.page.list.show_waiting(has_portal)
        if has_portal and "model" not in self.__dict__:
            self._shell.strip.chip.hush()  # until it is known how it stands

    @cached_property
    def outside(self) -> Outside | None:
        """What the roof hands in, None in a window without a roof."""
        return self._ask_outside() if self._ask_outside is not None else None

    @cached_property
    def model(self) -> "SyncModel":
        """How it stands with the portals; from its first use on chip and banner follow it."""
        from firstline.viewmodel.sync.sync import SyncModel  # noqa: PLC0415 - see the class
        from firstline.widgets.sync.banner import SyncBanner  # noqa: PLC0415

        made = SyncModel(self._desktop, self._later, self)
        self._shell.strip.chip.follow(made)
        self._banner = SyncBanner(self._desktop.speech, made, self._shell)
        self._banner.wanted.connect(self._shell.go)
        self._shell.over.insertWidget(0, self._banner)
        made.changed.connect(lambda: self._count(made))
        made.refresh()
        return made

    @cached_property
    def portals(self) -> "PortalsModel":
        """The portals as the settings show them."""
        from firstline.viewmodel.sync.portals import PortalsModel  # noqa: PLC0415 - see the class

        doors = self.outside.portals if self.outside is not None else None
        return PortalsModel(self._desktop, doors, self)

    def page(self) -> "OutboxPage":
        """Make the outbox."""
        from firstline.widgets.sync.outbox import OutboxPage  # noqa: PLC0415 - see the class

        rescue = self.outside.rescue if self.outside is not None else None
        self._page = made = OutboxPage(self._desktop, self.model, self._later, rescue)
        made.open_ticket.connect(self._shell.show_ticket)
        made.settings_wanted.connect(partial(self._shell.go, "settings"))
        return made

    def card(self) -> "PortalsCard":
        """Make the card of portals for the settings."""
        from firstline.widgets.sync.portals_card import PortalsCard  # noqa: PLC0415 - see the class

        self.portals.look()
        return PortalsCard(self._desktop.speech, self.portals, self.model)

    def deeds(self) -> dict[str, Callable[[], None]]:
        """Return what the commands of syncing do."""
        takes: tuple[Take, ...] = ("mine", "theirs", "both")
        return {
            "outbox": partial(self._shell.go, "outbox"),
            "sync_now": self._sync_now,
            "industry": self._industry,
            "bundle": self._send,
            "bundle_in": lambda: self._bundle_page().ask_file(),
            **{f"conflict.{one}": partial(self._settle, one) for one in takes},
        }

    def retranslate(self) -> None:
        """Take the theme, the text size and the language in use."""
        if "model" in self.__dict__:
            self._banner.retranslate()
            page = getattr(self, "_page", None)
            if page is not None:
                page.list.restyle()

    def _bundle_page(self) -> "BundlePage":
        from firstline.widgets.sync.bundle_page import BundlePage  # noqa: PLC0415 - see the class

        def make() -> BundlePage:
            doors = self.outside.bundles if self.outside is not None else None
            made = BundlePage(self._desktop, doors() if doors is not None else None)
            made.open_ticket.connect(self._shell.show_ticket)
            made.closed.connect(partial(self._shell.go, "queue"))
            return made

        return cast("BundlePage", self._shell.pages.show_page("bundle", make))

    def _industry(self) -> None:
        """Show the industry in the settings, whose page these parts make."""
        self._shell.go("settings")
        cast("SettingsView", self._shell.pages.currentWidget()).go_to_industry()

    def _send(self) -> None:
        current = self._shell.page.list.current_id()
        if current and self._shell.pages.section == "queue":
            self._bundle_page().send(current)

    def _sync_now(self) -> None:
        if not self.model.nudge():
            self._desktop.problem.emit(Refused(_NO_PORTAL, next_step=_ADD_ONE))

    def _settle(self, take: "Take") -> None:
        from firstline.viewmodel.detail import clashes  # noqa: PLC0415 - see the class

        if self._shell.pages.section == "outbox":
            self._page.act(take)
            return
        current = self._shell.page.list.current_id()
        if not clashes.first(self._desktop, current, take):
            self._desktop.problem.emit(Refused(_NO_CLASH))

    def _on_changed(self, changed: object) -> None:
        if "setting" in getattr(changed, "kinds", ()):
            self.begin()

    def _count(self, model: "SyncModel") -> None:
        many = None if model.alone else model.unsent.acts
        self._shell.rail.sections["outbox"].count(many or None)
