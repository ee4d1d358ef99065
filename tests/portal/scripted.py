"""A server of tests that answers each request with the bytes it is told to, on loopback."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Answerer = Callable[["Asked", socket.socket], bool]
"""Answers on the socket; returns whether the connection stays."""


@dataclass
class Asked:
    """One request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Scripted:
    """Where the server listens, and what it was asked."""

    port: int
    asked: list[Asked] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def answer(
    status: int = 200, body: bytes = b"{}", media: str = "application/json", **headers: str
) -> bytes:
    """Return a whole answer; `_` in a header's name stands for `-`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    lines = {"Content-Type": media, "Content-Length": str(len(body)), **named}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode("latin-1") + body


def always(said: bytes) -> Answerer:
    """Return what answers everything with `said`."""

    def one(_: Asked, sock: socket.socket) -> bool:
        sock.sendall(said)
        return True

    return one


@contextlib.contextmanager
def serving(answerer: Answerer, tls: ssl.SSLContext | None = None) -> Iterator[Scripted]:
    """Serve until the block ends; every connection has a thread."""
    listener = socket.create_server(("127.0.0.1", 0))
    scripted = Scripted(listener.getsockname()[1])
    open_ones: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = listener.accept()
                open_ones.append(sock)
                thread = threading.Thread(target=talk, args=(sock,), daemon=True)
                threads.append(thread)
                thread.start()

    def talk(sock: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError), contextlib.closing(sock):
            line = tls.wrap_socket(sock, server_side=True) if tls else sock
            with contextlib.closing(line), line.makefile("rb") as file:
                while (asked := _read(file)) is not None:
                    scripted.asked.append(asked)
                    if not answerer(asked, line):
                        return

    accepting = threading.Thread(target=accept, daemon=True)
    accepting.start()
    try:
        yield scripted
    finally:
        _hang_up(listener)
        for one in open_ones:
            _hang_up(one)
        accepting.join()
        for thread in threads:
            thread.join()


def _hang_up(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
    sock.close()


def _read(file: "socket.SocketIO | object") -> Asked | None:
    line = file.readline()  # type: ignore[union-attr]
    if not line.strip():
        return None
    method, path, _ = line.decode("latin-1").split(" ", 2)
    headers = {}
    while (one := file.readline().decode("latin-1").strip()) != "":  # type: ignore[union-attr]
        name, _, value = one.partition(":")
        headers[name.lower()] = value.strip()
    body = file.read(int(headers.get("content-length", "0")))  # type: ignore[union-attr]
    return Asked(method, path, headers, body)
