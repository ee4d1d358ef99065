"""The demo's outer world: a portal on loopback, a cable to it, and a second person at work."""

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, QTimer

from firstline.app.background import Lane
from firstline.app.demo.cable import Cable
from firstline.app.demo.colleague import NAME, Colleague
from firstline.domain.errors import Problem
from firstline.domain.portal_entry import PortalEntry
from firstline.domain.words import Text
from firstline.widgets.sync.demo_bar import DemoBar

if TYPE_CHECKING:
    from firstline.app.outside import World
    from firstline.viewmodel.acts import Acted
    from firstline.viewmodel.desk import Desktop
    from firstline.widgets.shell.shell import Shell

PORTAL = Text("演示门户", "Demo portal")
ALONE = Text(
    "没有安装 portal 附加组件,演示单机运行:没有门户,也没有第二个人。",
    "The extra “portal” is not installed: the demo runs alone, without a portal and a second "
    "person.",
)
NEEDED = ("fastapi", "uvicorn", "sqlalchemy", "pydantic")
FIRST_BEAT_MS, BEAT_MS = 15_000, 25_000
MEDDLE_MS = 1500
_CLASHING = ("priority", "assignee")
_FIRST_CLASH, _CLASH_EVERY = 2, 5  # the second such change of the user, and each fifth after it


def can_serve() -> bool:
    """Whether the portal's own packages are there."""
    return all(importlib.util.find_spec(one) is not None for one in NEEDED)


class DemoWorld(QObject):
    """Starts the portal beside the window and ends it with the window.

    `nudge` has a round run. The portal is a process: its start costs the window nothing.
    """

    def __init__(
        self,
        desktop: "Desktop",
        shell: "Shell",
        lane: Lane,
        world: "World",
        nudge: Callable[[], None],
        now: Callable[[], datetime],
    ) -> None:
        super().__init__(shell)
        self._desktop = desktop
        self._shell = shell
        self._world = world
        self._nudge = nudge
        self._now = now
        self._lane = lane
        self._cable: Cable | None = None
        self._colleague: Colleague | None = None
        self._changes = 0
        self._bar = DemoBar(desktop.speech, NAME)
        self._beat = QTimer(self)
        self._beat.setInterval(BEAT_MS)
        self._beat.timeout.connect(self._on_beat)
        language = desktop.speech.language
        self._names = (desktop.me or "demo", NAME.in_(language))
        self._process = _start(desktop.store.folder, self._names)
        desktop.acted.connect(self._on_acted)
        process = self._process
        self._lane.later(lambda _store: _address(process), self._on_served)

    def stop(self) -> None:
        """Pull the cable, end the portal, and let the second person go home."""
        self._beat.stop()
        self._desktop.acted.disconnect(self._on_acted)
        if self._cable is not None:
            self._cable.pull()
        _end(self._process)
        self._lane.stop()

    def _on_served(self, told: "tuple[dict[str, str], str] | None") -> None:
        if told is None:
            return
        tokens, address = told
        self._cable = Cable(urlsplit(address).port or 0)
        name = PORTAL.in_(self._desktop.speech.language)
        entry = PortalEntry(name, "native", self._cable.url, self._names[0])
        self._world.know(name, tokens[self._names[0]])
        direct = PortalEntry("colleague", "native", address)
        portal = self._world.portals.open(direct, tokens[self._names[1]])
        self._colleague = Colleague(portal, self._now, self._desktop.speech.language)
        self._desktop.store.put("portals", [entry.to_json()])
        self._nudge()  # the demo's own tickets need not wait until nobody undoes them
        self._shell.strip.add_part(self._bar)
        self._bar.switched.connect(self.switch)
        QTimer.singleShot(FIRST_BEAT_MS, self, self._begin)

    def switch(self, plugged: bool) -> None:  # noqa: FBT001 - what the bar says
        """Pull the cable out, or put it in."""
        if self._cable is None:
            return
        if plugged:
            self._cable.plug()
        else:
            self._cable.pull()
        self._bar.show_cable(plugged=self._cable.plugged)
        self._nudge()

    def _begin(self) -> None:
        self._on_beat()
        self._beat.start()

    def _on_beat(self) -> None:
        colleague = self._colleague
        if colleague is not None:
            self._lane.later(lambda _store: _tried(colleague.beat), self._on_done)

    def _on_done(self, did: Text | None) -> None:
        if did is not None:
            self._bar.show_colleague(did)

    def _on_acted(self, acted: "Acted") -> None:
        """Once in a while the second person changes what the user has just changed."""
        if acted.undone or len(acted.edits) != 1 or self._colleague is None:
            return
        held = self._desktop.store.edit(acted.edits[0])
        changes = [one for one in held.edit.changes if one.field in _CLASHING] if held else []
        if not changes or held is None or held.edit.act == "resolve":
            return
        self._changes += 1
        if self._changes >= _FIRST_CLASH and (self._changes - _FIRST_CLASH) % _CLASH_EVERY == 0:
            entity, field, to = held.edit.entity, changes[0].field, str(changes[0].to)
            QTimer.singleShot(MEDDLE_MS, self, lambda: self._meddle(entity, field, to))

    def _meddle(self, ticket_id: str, field: str, chosen: str) -> None:
        colleague = self._colleague
        if colleague is not None:
            self._lane.later(
                lambda _store: _tried(lambda: colleague.meddle(ticket_id, field, chosen)),
                self._on_done,
            )


def _tried(act: Callable[[], Text | None]) -> Text | None:
    """Do it; a portal that does not answer just now is no fault of the demo."""
    try:
        return act()
    except Problem:
        return None


def _start(folder: Path, names: tuple[str, ...]) -> "subprocess.Popen[bytes]":
    place = folder / "portal"
    place.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "firstline.app.demo.portal", str(place / "portal.db"), *names]
    quiet: dict[str, Any] = {}
    if os.name == "nt":
        quiet["creationflags"] = subprocess.CREATE_NO_WINDOW  # type: ignore[attr-defined] # Windows
    return subprocess.Popen(  # noqa: S603 - our own module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": os.pathsep.join(sys.path)}, **quiet,
    )  # fmt: skip


def _address(process: "subprocess.Popen[bytes]") -> tuple[dict[str, str], str] | None:
    """Return the tokens by name and the address; None when the portal ended before it served."""
    if process.stdout is None:
        return None
    tokens, address = process.stdout.readline(), process.stdout.readline()
    if not address:
        return None
    return json.loads(tokens), address.decode().strip()


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Close the portal's input, which ends it; one that does not hear is killed."""
    if process.stdin is not None:
        with suppress(OSError):
            process.stdin.close()
    try:
        process.wait(2.0)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
