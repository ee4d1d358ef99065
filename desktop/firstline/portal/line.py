"""The line under a session: sockets that end when nothing moves or another thread says so."""

import contextlib
import http.client
import io
import socket
import threading
from collections.abc import Iterator
from time import monotonic
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from firstline.domain.overrides import override

SLOWEST = 64  # bytes that must arrive while we wait as long as a stall may be
_BUFFER = 64 * 1024


class Line:
    """What the calls of one session share: the patience of the call under way, and its end.

    `stop` ends the call under way; without one it ends the next, so that no wish to stop is lost.
    """

    def __init__(self) -> None:
        self.stall_s = 30.0
        self.connected = False  # the call under way got as far as a connection
        self._stopped = False
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()
        self._waited, self._got = 0.0, 0

    @contextlib.contextmanager
    def call(self, stall_s: float) -> Iterator[None]:
        """Hold one call, in which nothing may stand still for longer than `stall_s` seconds."""
        self.stall_s, self.connected = stall_s, False
        self._waited, self._got = 0.0, 0
        try:
            yield
        finally:
            with self._lock:
                self._let_go()
                self._stopped = False

    @property
    def stopped(self) -> bool:
        """Whether the call under way was told to end."""
        return self._stopped

    def stop(self) -> None:
        """End the call under way, or the next; from any thread."""
        with self._lock:
            self._stopped = True
            if self._socket is not None:
                with contextlib.suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)

    def hold(self, sock: socket.socket) -> None:
        """Take the socket of the call under way. Raises ConnectionAbortedError if it is to end.

        A duplicate is kept: it ends the connection even while TLS or a response holds the socket.
        """
        with self._lock:
            if self._stopped:
                raise ConnectionAbortedError
            self._let_go()
            fileno = socket.dup(sock.fileno())  # TLS sockets refuse to dup themselves
            self._socket = socket.socket(sock.family, sock.type, sock.proto, fileno)

    def _let_go(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def waited(self, seconds: float, got: int) -> None:
        """Note that `got` bytes came after `seconds`. Raises TimeoutError for a mere trickle."""
        self._waited += seconds
        self._got += got
        if self._waited > self.stall_s:
            if self._got < SLOWEST:
                raise TimeoutError
            self._waited, self._got = 0.0, 0


class _Tap(io.RawIOBase):
    """The bytes that come in, timed."""

    def __init__(self, sock: socket.socket, line: Line) -> None:
        super().__init__()
        self._file = sock.makefile("rb", buffering=0)
        self._line = line

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, buffer: Any) -> int | None:
        begun = monotonic()
        got = self._file.readinto(buffer)
        self._line.waited(monotonic() - begun, got or 0)
        return got

    @override
    def close(self) -> None:
        self._file.close()
        super().close()


class _WholeLines(io.BufferedReader):
    """A status, header or chunk line without its end was cut, and must not count as read.

    http.client takes the end of the stream for the end of the headers.
    """

    @override
    def readline(self, size: int | None = -1) -> bytes:
        line = super().readline(size)
        if not line.endswith(b"\n") and (size is None or size < 0 or len(line) < size):
            raise ConnectionResetError
        return line


class _Source:
    """Stands for the socket where a response asks for its file."""

    def __init__(self, sock: socket.socket, line: Line) -> None:
        self._sock, self._line = sock, line

    def makefile(self, _mode: str) -> io.BufferedReader:
        return _WholeLines(_Tap(self._sock, self._line), _BUFFER)


class _Timed:
    """What our two kinds of connection have in common; `line` is set by `pools`."""

    line: Line
    host: str
    port: int
    timeout: float | None
    sock: socket.socket | None
    _dns_host: str
    socket_options: Any

    def _new_conn(self) -> socket.socket:
        """Connect to the first address that answers; each may take the connect timeout."""
        problem: OSError = ConnectionRefusedError()
        for family, kind, protocol, _, address in socket.getaddrinfo(
            self._dns_host.strip("[]"), self.port, type=socket.SOCK_STREAM
        ):
            sock = socket.socket(family, kind, protocol)
            try:
                for option in self.socket_options or ():
                    sock.setsockopt(*option)
                sock.settimeout(self.timeout)
                self.line.hold(sock)
                sock.connect(address)
            except ConnectionAbortedError:
                sock.close()
                raise
            except OSError as error:
                sock.close()
                problem = error
            else:
                return sock
        raise problem

    def request(self, *args: Any, **parts: Any) -> None:
        """Send a request; from here on a block has as long as a stall may be."""
        if self.sock is None:
            self.connect()  # type: ignore[attr-defined]
        if self.sock is not None:
            self.line.hold(self.sock)
        self.line.connected = True
        self.timeout = self.line.stall_s
        super().request(*args, **parts)  # type: ignore[misc]

    def response_class(self, sock: socket.socket, **rest: Any) -> http.client.HTTPResponse:
        """Return the response that reads from the timed line (http.client calls this a class)."""
        return http.client.HTTPResponse(_Source(sock, self.line), **rest)  # type: ignore[arg-type]


def pools(line: Line) -> dict[str, type[HTTPConnectionPool]]:
    """Return the pool for each scheme, whose connections all belong to `line`."""

    class Plain(_Timed, HTTPConnection):  # type: ignore[misc]
        pass

    class Secure(_Timed, HTTPSConnection):  # type: ignore[misc]
        pass

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    Plain.line = Secure.line = line
    return {"http": PlainPool, "https": SecurePool}
