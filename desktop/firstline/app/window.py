"""Opens the window on a profile: the traps of the platform first, then the house, then the loop."""

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from firstline.domain.errors import Refused
from firstline.domain.words import Text
from firstline.system.folders import window_name
from firstline.system.resources import resource_path

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from firstline.app.profile import Profile

NO_DISPLAY = Text(
    "这台机器没有显示器,打不开窗口。", "There is no display here, so no window can open."
)
OFFSCREEN_HINT = Text(
    "可以运行 firstline ticket list 在终端里查看,或设置 QT_QPA_PLATFORM=offscreen。",
    "Run “firstline ticket list” in the terminal, or set QT_QPA_PLATFORM=offscreen.",
)
APP_ID = "Firstline.Desk"  # the installer of Windows gives its shortcut the same
_ICON_MS = 1500  # after the first picture: a window that is being used first is not kept waiting


def run_window(profile: "Profile", *, demo: bool = False) -> int:
    """Show the window on `profile` until it is closed; return the exit code.

    Raises Refused, with what to do instead, where there is no display.
    """
    require_display()
    app = make_application()
    from firstline.app.house import House  # noqa: PLC0415 - Qt's platform is decided by now

    house = House(app, profile, lambda: datetime.now(UTC), demo=demo)
    quiet: list[Callable[[], None]] = []  # until the first picture the system's own way will do
    house.shell.aids.pictured.connect(lambda: quiet.append(leave_on_signals(app)))
    house.shell.aids.pictured.connect(house.be_first)
    house.shell.aids.pictured.connect(lambda: _later(app, lambda: wear_icon(app)))
    house.start()
    try:
        return app.exec()
    finally:
        for one in quiet:
            one()
        house.stop()


def _later(app: "QApplication", act: Callable[[], None]) -> None:
    from PySide6.QtCore import QTimer  # noqa: PLC0415 - see make_application

    QTimer.singleShot(_ICON_MS, app, act)


def wear_icon(app: "QApplication") -> None:
    """Give the windows the program's icon, for the taskbar and the window switcher."""
    from PySide6.QtGui import QIcon  # noqa: PLC0415 - see make_application

    app.setWindowIcon(QIcon(str(resource_path("icons", "firstline.svg"))))


def is_open_already(folder: Path) -> bool:
    """Whether another window is open on the profile; it is raised."""
    if not _may_be_open(folder):
        return False
    from firstline.app.pyside import loaded_lightly  # noqa: PLC0415 - for a second start alone

    with loaded_lightly():
        from PySide6.QtCore import QCoreApplication  # noqa: PLC0415

    from firstline.app.first_window import hand_over  # noqa: PLC0415

    app = QCoreApplication.instance() or QCoreApplication(["firstline"])
    found = hand_over(folder)
    if not found and type(app) is QCoreApplication:
        app.shutdown()  # the window's own application takes its place
    return found


def _may_be_open(folder: Path) -> bool:
    """Whether the socket of another window is there; to ask it would cost every start more."""
    if sys.platform == "darwin":
        return folder.exists()
    posix = os.environ.get("TMPDIR") or "/tmp"  # noqa: S108 - where QLocalServer puts it
    room = r"\\.\pipe" if sys.platform == "win32" else posix
    return Path(room, window_name(folder)).exists()


def require_display() -> None:
    """Raise Refused, with what to do instead, where no window can open."""
    if not has_display():
        raise Refused(NO_DISPLAY, next_step=OFFSCREEN_HINT)


def has_display() -> bool:
    """Whether a window can open; without a display Qt would end the whole process."""
    if os.environ.get("QT_QPA_PLATFORM") or not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def make_application() -> "QApplication":
    """Return the one QApplication, made with the input methods of Linux within reach."""
    if sys.platform.startswith("linux"):
        # The wheels carry no fcitx plugin: with QT_IM_MODULE=fcitx alone nothing could be typed
        # in Chinese. ibus speaks to fcitx too.
        wayland = bool(os.environ.get("WAYLAND_DISPLAY"))
        os.environ.setdefault("QT_IM_MODULES", "wayland;fcitx;ibus" if wayland else "fcitx;ibus")
    if sys.platform == "win32":  # or the taskbar and its notices take it for any Python program
        import ctypes  # noqa: PLC0415 - on Windows alone

        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(APP_ID)
    from firstline.app.pyside import loaded_lightly  # noqa: PLC0415 - a terminal needs no Qt

    with loaded_lightly():
        from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    app = QApplication.instance()
    if isinstance(app, QApplication):
        return app
    made = QApplication(["firstline", "-style", "fusion"])
    made.setProperty("fusion", True)  # so that the theme need not set it
    made.setApplicationName("firstline")
    made.setApplicationDisplayName("")
    made.setDesktopFileName("firstline")
    return made


def leave_on_signals(app: "QApplication") -> Callable[[], None]:
    """Close the window on Ctrl+C and on a polite request of the system (POSIX).

    Python runs a signal's function only between its own instructions, and Qt's loop runs none:
    a pipe that the signal writes to wakes it.
    """
    if os.name != "posix":
        return lambda: None
    import signal  # noqa: PLC0415 - not before the first picture

    from PySide6.QtCore import QSocketNotifier  # noqa: PLC0415

    near, far = os.pipe()
    for one in (near, far):
        os.set_blocking(one, False)
    before = {
        one: signal.signal(one, lambda *_two: None) for one in (signal.SIGINT, signal.SIGTERM)
    }
    old = signal.set_wakeup_fd(far)
    bell = QSocketNotifier(near, QSocketNotifier.Type.Read)
    bell.activated.connect(lambda *_any: app.closeAllWindows())

    def leave() -> None:
        bell.setEnabled(False)
        signal.set_wakeup_fd(old)
        for one, kept in before.items():
            signal.signal(one, kept)
        os.close(near)
        os.close(far)

    return leave
