"""One window a profile: a second start raises the first window and ends."""

import logging
import sys
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from firstline.system.folders import window_name

_LOG = logging.getLogger("firstline.app")
ASK, ANSWER = b"raise\n", b"raised\n"
PATIENCE_MS = 2000  # a window that does not answer by then hangs: a second one may open
_ANY_PROCESS = -1


class FirstWindow(QObject):
    """Listens for later starts on the profile in `folder`, of this user alone."""

    asked = Signal()  # somebody started the program once more: show the window

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        self._name = window_name(folder)

    def listen(self) -> bool:
        """Take the name; what a killed window left of it is removed first."""
        QLocalServer.removeServer(self._name)
        listens = self._server.listen(self._name)
        if not listens:
            _LOG.info("no second start can find this window: %s", self._server.serverError())
        return listens

    def close(self) -> None:
        """Give the name back."""
        self._server.close()

    def _on_connection(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(lambda one=socket: self._on_word(one))
            socket.disconnected.connect(socket.deleteLater)
            if socket.canReadLine():
                self._on_word(socket)

    def _on_word(self, socket: QLocalSocket) -> None:
        if socket.canReadLine() and socket.readLine(len(ASK) + 1).data() == ASK:
            _LOG.info("a second start raised this window")
            socket.write(ANSWER)
            socket.flush()
            self.asked.emit()


def hand_over(folder: Path, patience_ms: int = PATIENCE_MS) -> bool:
    """Ask the window that is open on the profile to show itself; False where none answers."""
    socket = QLocalSocket()
    socket.connectToServer(window_name(folder))
    if not socket.waitForConnected(patience_ms):
        return False
    _let_it_come_forward()
    socket.write(ASK)
    socket.flush()
    answered = socket.waitForReadyRead(patience_ms) and socket.readLine(16).data() == ANSWER
    socket.disconnectFromServer()
    return answered


def _let_it_come_forward() -> None:
    """Give the other window the right to take the foreground: Windows gives it to the newest."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - on Windows alone

        ctypes.windll.user32.AllowSetForegroundWindow(_ANY_PROCESS)
