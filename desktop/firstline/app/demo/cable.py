"""The demo's network cable: a relay on loopback that can be pulled out and put in again."""

import socket
import threading
from contextlib import suppress

_HERE = "127.0.0.1"
_CHUNK_BYTES = 65_536


class Cable:
    """Carries bytes between the window and the demo's portal; pulled, nothing gets through.

    The address stays the same, so that the window meets what a pulled cable is: no connection.
    """

    def __init__(self, target_port: int) -> None:
        self._target = (_HERE, target_port)
        self._lock = threading.Lock()
        self._listener: socket.socket | None = None
        self._ends: set[socket.socket] = set()
        self._port = 0
        self.plug()

    @property
    def url(self) -> str:
        """The address at which the portal is reached through the cable."""
        return f"http://{_HERE}:{self._port}"

    @property
    def plugged(self) -> bool:
        """Whether the cable is in."""
        return self._listener is not None

    def plug(self) -> None:
        """Put the cable in. Raises OSError when another program has taken the port meanwhile."""
        if self._listener is not None:
            return
        made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((_HERE, self._port))
        made.listen(16)
        self._port = made.getsockname()[1]
        self._listener = made
        self._start(self._accept, made)

    def pull(self) -> None:
        """Pull the cable out: what is under way is cut, and nobody answers any more."""
        listener, self._listener = self._listener, None
        with self._lock:
            ends, self._ends = self._ends, set()
        for one in (listener, *ends):
            if one is not None:
                _cut(one)

    def _accept(self, listener: socket.socket) -> None:
        while self._listener is listener:
            try:
                near, _ = listener.accept()
            except OSError:  # pulled
                return
            try:
                far = socket.create_connection(self._target, timeout=5.0)
            except OSError:
                _cut(near)
                continue
            far.settimeout(None)
            with self._lock:
                self._ends |= {near, far}
            if self._listener is not listener:  # pulled while it was being made
                _cut(near)
                _cut(far)
                return
            self._start(self._carry, near, far)
            self._start(self._carry, far, near)

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(_CHUNK_BYTES):
                target.sendall(data)
        for one in (source, target):
            _cut(one)
        with self._lock:
            self._ends -= {source, target}

    def _start(self, run: object, *given: socket.socket) -> None:
        threading.Thread(target=run, args=given, daemon=True).start()  # type: ignore[arg-type] # a method


def _cut(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)  # wakes whoever waits in it
    with suppress(OSError):
        one.close()
