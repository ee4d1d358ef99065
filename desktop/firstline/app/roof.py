"""What the roof hands to the terminal: profiles, desks, stores and the window."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from firstline.app import garbage
from firstline.app.ground import find_ground, settings_notes
from firstline.cli.session import Ground
from firstline.domain.errors import Problem
from firstline.domain.words import Text
from firstline.system.folders import profile_folder
from firstline.system.pinyin import initials

if TYPE_CHECKING:
    from collections.abc import Callable

    from firstline.app.pack_signer import PackSigner
    from firstline.app.portals import Portals
    from firstline.app.stick import Stick
    from firstline.app.threads import Threads
    from firstline.cli.session import PortalDoor
    from firstline.domain.desk import Desk
    from firstline.store.queue.rows import Clocks
    from firstline.store.store import Store


class AppRoof:
    """Opens things only when a command asks, so that a short command starts fast."""

    def ground(self, folder: Path | None, language: str | None, *, strict: bool) -> Ground:
        """Return the profile's folder, settings and language. Raises BadInput if `strict`."""
        return find_ground(folder, language, strict=strict)

    def desk(self, ground: Ground) -> "tuple[Desk, tuple[Text, ...]]":
        """Return the agreements and calendars in use, and a note for each refused pack."""
        from firstline.app.packs import load_desk  # noqa: PLC0415 - see the class

        return load_desk(ground.folder, ground.settings)

    def store(self, ground: Ground, desk: "Clocks", now: datetime) -> "Store":
        """Open the store of the profile. Raises StoreProblem."""
        from firstline.app.profile import open_store  # noqa: PLC0415

        return open_store(ground, desk, now)

    def settings_notes(self, folder: Path) -> tuple[Text, ...]:
        """Return what is wrong with the settings file, or nothing."""
        return settings_notes(folder)

    def lay_in(self, store: "Store", now: datetime) -> bool:
        """Take the shipped articles in unless this version of them was. Raises StoreProblem."""
        from firstline.app.shipped import lay_in  # noqa: PLC0415 - see the class

        return lay_in(store, now)

    def stick(
        self, store: "Store", portals: "PortalDoor", now: "Callable[[], datetime]"
    ) -> "Stick":
        """Return the door to packs by stick."""
        from firstline.app.stick import Stick  # noqa: PLC0415 - see the class

        return Stick(store, cast("Portals", portals), now)

    def threads(
        self, store: "Store", portals: "PortalDoor", now: "Callable[[], datetime]"
    ) -> "Threads":
        """Return the door to bundles of one ticket's thread."""
        from firstline.app.threads import Threads  # noqa: PLC0415 - see the class

        return Threads(store, cast("Portals", portals), now)

    def pack_signer(self, ground: Ground, portals: "PortalDoor") -> "PackSigner":
        """Return the door to the signatures of packs."""
        from firstline.app.pack_signer import PackSigner  # noqa: PLC0415 - see the class

        return PackSigner(ground.folder, cast("Portals", portals))

    def portals(self, ground: Ground, ask: "Callable[[], str | None]") -> "Portals":
        """Return the door to the profile's portals."""
        from firstline.app.portals import Portals  # noqa: PLC0415 - see the class

        return Portals(ground.folder, ask)

    def write_pdf(self, html: str, path: Path, size: str) -> None:
        """Write a page as a PDF by Qt's rich text, which finds the machine's Chinese fonts."""
        import os  # noqa: PLC0415 - for a PDF alone

        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # nothing is shown
        from firstline.app.window import make_application  # noqa: PLC0415 - see the class
        from firstline.widgets.paper import write_pdf  # noqa: PLC0415

        make_application()
        write_pdf(html, path, size)

    def initials(self, text: str) -> str:
        """Return the text with each Chinese character as the first letter of its sound."""
        return initials(text)

    def window(
        self, folder: Path | None, language: str | None, *, demo: bool, wall: bool = False
    ) -> int:
        """Open the window or the `wall` display; with `demo`, on a throw-away demo company."""
        now = datetime.now(UTC)
        show = _open_wall if wall else _open_window
        if not demo:
            return show(folder, language, now, demo=False)
        import tempfile  # noqa: PLC0415 - for a demo alone

        with tempfile.TemporaryDirectory(
            prefix="firstline-demo-", ignore_cleanup_errors=True
        ) as place:
            self._fill(Path(place), language, now)
            return show(Path(place), language, now, demo=True)

    def _fill(self, folder: Path, language: str | None, now: datetime) -> None:
        """Make the throw-away profile the demo company, in English only where it was asked for."""
        from firstline.cli.demo_company import fill_demo  # noqa: PLC0415

        ground = self.ground(folder, language, strict=True)
        opened: list[Store] = []

        def open_store() -> "tuple[Desk, Store]":
            desk, _ = self.desk(ground)
            opened.append(self.store(ground, desk, now))
            return desk, opened[0]

        try:
            fill_demo(folder, now, "en" if language == "en" else "zh_CN", open_store)
        finally:
            for store in opened:
                store.close()


def _open_window(folder: Path | None, language: str | None, now: datetime, *, demo: bool) -> int:
    garbage.put_off()  # until the window has settled in
    from firstline.app.profile import open_profile  # noqa: PLC0415 - see AppRoof
    from firstline.app.window import is_open_already, run_window  # noqa: PLC0415

    if not demo and is_open_already(profile_folder(folder)):
        return 0
    try:
        with open_profile(folder, language, now, strict=False) as profile:
            return run_window(profile, demo=demo)
    except Problem as problem:
        from firstline.app.no_window import is_unheard, tell_instead  # noqa: PLC0415 - seldom

        if is_unheard():
            tell_instead(problem, folder, language)
        raise


def _open_wall(folder: Path | None, language: str | None, now: datetime, *, demo: bool) -> int:
    """Show the wall display; a window may be open on the same profile."""
    del demo  # it only looks: its tickets were laid already
    from firstline.app.profile import open_profile  # noqa: PLC0415 - see AppRoof
    from firstline.app.window import require_display  # noqa: PLC0415

    require_display()
    from firstline.app.wall import run_wall  # noqa: PLC0415 - Qt's platform is decided by now

    with open_profile(folder, language, now, strict=False) as profile:
        return run_wall(profile)
