"""Keeps the screen awake while the wall display is up, where the platform offers it simply."""

import os
import sys
from contextlib import suppress

_CONTINUOUS, _SYSTEM, _DISPLAY = 0x80000000, 0x1, 0x2  # SetThreadExecutionState
_SERVICE, _PATH = "org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"
_OWN_LINE = "firstline-wallboard"
_PATIENCE_MS = 500


class Awake:
    """Asks the desktop not to blank the screen; where nobody answers, nothing happens."""

    def __init__(self) -> None:
        self.held = False  # the desktop agreed

    def begin(self) -> None:
        """Keep the screen on from now on."""
        if sys.platform == "win32":
            self.held = _tell_windows(_CONTINUOUS | _SYSTEM | _DISPLAY)
        elif os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
            self.held = _ask_bus()

    def end(self) -> None:
        """Let the screen sleep again.

        On the bus the wall has a line of its own: when it is hung up, what it asked for ends.
        """
        if not self.held:
            return
        self.held = False
        if sys.platform == "win32":
            _tell_windows(_CONTINUOUS)
        else:
            from PySide6.QtDBus import QDBusConnection  # noqa: PLC0415 - with a wall alone

            QDBusConnection.disconnectFromBus(_OWN_LINE)


def _ask_bus() -> bool:
    """Ask the screen saver's service on the session bus; return whether it agreed."""
    from PySide6.QtDBus import QDBus, QDBusConnection, QDBusMessage  # noqa: PLC0415 - as above

    bus = QDBusConnection.connectToBus(QDBusConnection.BusType.SessionBus, _OWN_LINE)
    if not bus.isConnected():
        return False
    call = QDBusMessage.createMethodCall(_SERVICE, _PATH, _SERVICE, "Inhibit")
    call.setArguments(["Firstline", "wallboard"])
    answer = bus.call(call, QDBus.CallMode.Block, _PATIENCE_MS)
    agreed = answer.type() == QDBusMessage.MessageType.ReplyMessage
    if not agreed:
        QDBusConnection.disconnectFromBus(_OWN_LINE)
    return agreed


def _tell_windows(state: int) -> bool:
    import ctypes  # noqa: PLC0415 - on Windows alone

    with suppress(AttributeError, OSError):
        return bool(ctypes.windll.kernel32.SetThreadExecutionState(state))  # type: ignore[attr-defined] # Windows
    return False
