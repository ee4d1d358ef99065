"""A network that fails on purpose: an HTTP proxy before a portal that cuts, stalls, lies and slows.

It carries one exchange (a request and its answer) at a time, whole, so that every fault falls on
an exact byte: `plan` is asked about each exchange by its number and says what goes wrong with it.
"""

import contextlib
import gzip
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO, Literal

Direction = Literal["request", "response"]


@dataclass(frozen=True)
class Message:
    """A request or an answer, whole: its first line, its headers as they came, and its body."""

    line: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """Return a header's value, "" without one."""
        return next((value for one, value in self.headers if one.lower() == name.lower()), "")

    def with_headers(self, **changed: str | None) -> "Message":
        """Return the message with headers set, or taken out (None); `_` stands for `-`."""
        names = {name.replace("_", "-").lower(): value for name, value in changed.items()}
        kept = [(one, value) for one, value in self.headers if one.lower() not in names]
        kept += [(name, value) for name, value in names.items() if value is not None]
        return replace(self, headers=tuple(kept))

    def with_body(self, body: bytes) -> "Message":
        """Return the message with another body, and the length to fit."""
        return replace(self, body=body).with_headers(content_length=str(len(body)))

    def raw(self) -> bytes:
        """Return the bytes as they go over the wire."""
        head = "".join(f"{name}: {value}\r\n" for name, value in self.headers)
        return f"{self.line}\r\n{head}\r\n".encode("latin-1") + self.body


@dataclass
class Exchange:
    """One request and its answer; `answer` is None until the portal has given it."""

    n: int
    request: Message
    answer: Message | None = None

    @property
    def what(self) -> str:
        """Method and path, to choose by and to tell of."""
        return self.request.line.rpartition(" ")[0]


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one exchange.

    `cut` ends the connection after `at` bytes of the request or the answer (the answer is cut when
    the portal has done its work), with an RST if `rst`, or in silence (`hole`): nothing comes any
    more, and nothing ends. `instead` answers without asking the portal, `change` falsifies its
    answer. `delay_s` comes before the answer, `pause_s` between its pieces of `piece` bytes.
    """

    cut: Direction | None = None
    at: int = 0
    rst: bool = False
    hole: bool = False
    instead: bytes | None = None
    change: Callable[[Message], bytes] | None = None
    delay_s: float = 0.0
    pause_s: float = 0.0
    piece: int = 0


Plan = Callable[[Exchange], Fault | None]


@dataclass
class FaultProxy:
    """What a test holds of a running proxy; `plan` may be changed at any time."""

    port: int
    plan: Plan | None = None
    exchanges: list[Exchange] = field(default_factory=list)
    faults: int = 0
    ended: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        """Where a client finds the portal behind this proxy."""
        return f"http://127.0.0.1:{self.port}"

    def heal(self) -> None:
        """Let everything through from now on."""
        self.plan = None

    def begin(self, request: Message) -> tuple[Exchange, Fault | None]:
        """Note an exchange and return what goes wrong with it."""
        with self._lock:
            exchange = Exchange(len(self.exchanges), request)
            self.exchanges.append(exchange)
            fault = self.plan(exchange) if self.plan else None
            self.faults += fault is not None
        return exchange, fault


def once(wanted: Callable[[Exchange], bool], fault: Fault) -> Plan:
    """Return the plan by which `fault` falls on the first exchange that is `wanted`."""
    done: list[Exchange] = []

    def plan(exchange: Exchange) -> Fault | None:
        if done or not wanted(exchange):
            return None
        done.append(exchange)
        return fault

    return plan


def always(fault: Fault) -> Plan:
    """Return the plan by which `fault` falls on every exchange."""
    return lambda _: fault


@contextlib.contextmanager
def fault_proxy(target: tuple[str, int], plan: Plan | None = None) -> Iterator[FaultProxy]:
    """Run a proxy before `target` until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    proxy = FaultProxy(listener.getsockname()[1], plan)
    open_ones: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = listener.accept()
                open_ones.append(client)
                thread = threading.Thread(target=_serve, args=(proxy, client, target), daemon=True)
                threads.append(thread)
                thread.start()

    accepting = threading.Thread(target=accept, daemon=True)
    accepting.start()
    try:
        yield proxy
    finally:
        proxy.ended.set()
        for one in (listener, *open_ones):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        accepting.join()
        for thread in threads:
            thread.join()


class _Cut(Exception):  # noqa: N818 - it says what happens
    """The connection ends here."""


def _serve(proxy: FaultProxy, client: socket.socket, target: tuple[str, int]) -> None:
    """Carry the exchanges of one client connection over one connection to the portal."""
    with contextlib.suppress(OSError, _Cut, ValueError), contextlib.closing(client):
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with client.makefile("rb") as asked, contextlib.ExitStack() as stack:
            upstream: socket.socket | None = None
            while (request := read_message(asked)) is not None:
                exchange, fault = proxy.begin(request)
                fault = fault or Fault()
                if fault.instead is not None:
                    _deliver(proxy, client, fault.instead, fault)
                    continue
                if upstream is None:
                    upstream = stack.enter_context(socket.create_connection(target))
                    upstream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    told = stack.enter_context(upstream.makefile("rb"))
                answer = _asked(proxy, client, upstream, told, request, fault)
                exchange.answer = answer
                raw = fault.change(answer) if fault.change else answer.raw()
                _deliver(proxy, client, raw, fault)
                if answer.header("Connection").lower() == "close":
                    return


def _asked(
    proxy: FaultProxy, client: socket.socket, upstream: socket.socket, told: BinaryIO,
    request: Message, fault: Fault,
) -> Message:  # fmt: skip
    raw = request.raw()
    if fault.cut == "request":
        upstream.sendall(raw[: fault.at])
        _end(proxy, client, fault)
    upstream.sendall(raw)
    answer = read_message(told, method=request.line.partition(" ")[0])
    if answer is None:
        raise _Cut
    return answer


def _deliver(proxy: FaultProxy, client: socket.socket, raw: bytes, fault: Fault) -> None:
    if fault.delay_s and proxy.ended.wait(fault.delay_s):
        raise _Cut
    sent = raw[: fault.at] if fault.cut == "response" else raw
    piece = fault.piece or len(sent) or 1
    for begin in range(0, len(sent), piece):
        client.sendall(sent[begin : begin + piece])
        if fault.pause_s and proxy.ended.wait(fault.pause_s):
            raise _Cut
    if fault.cut == "response":
        _end(proxy, client, fault)


def _end(proxy: FaultProxy, client: socket.socket, fault: Fault) -> None:
    if fault.hole:
        proxy.ended.wait()
    elif fault.rst:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raise _Cut


def read_message(file: BinaryIO, method: str = "") -> Message | None:
    """Return the next message; chunks are put together, so that its length is plain."""
    line = file.readline()
    if not line.endswith(b"\n"):
        return None
    headers: list[tuple[str, str]] = []
    while (one := file.readline().decode("latin-1")) not in ("\r\n", "\n", ""):
        name, _, value = one.partition(":")
        headers.append((name.strip(), value.strip()))
    text = line.decode("latin-1").rstrip("\r\n")
    message = Message(text, tuple(headers), b"")
    status = text.split(" ")[1] if text.startswith("HTTP/") else ""
    if method == "HEAD" or status in ("204", "304"):
        return message
    if message.header("Transfer-Encoding").lower() == "chunked":
        body = b"".join(_chunks(file))
        return message.with_headers(transfer_encoding=None).with_body(body)
    length = message.header("Content-Length")
    if length:
        return replace(message, body=file.read(int(length)))
    return replace(message, body=file.read()) if status else message


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while size := int(file.readline().partition(b";")[0] or b"0", 16):
        yield file.read(size)
        file.readline()
    while file.readline().strip():
        pass


# --- answers that are false ---


def canned(status: int, body: bytes = b"", media: str = "text/html", **headers: str) -> bytes:
    """Return an answer of the network's own; `_` in a header's name stands for `-`."""
    message = Message(f"HTTP/1.1 {status} Said", (("Content-Type", media),), b"")
    return message.with_headers(**headers).with_body(body).raw()


CAPTIVE_PAGE = canned(200, b"<!DOCTYPE html><html><body>Please sign in</body></html>")
CAPTIVE_REDIRECT = canned(302, location="http://login.invalid/?from=x")
CAPTIVE_STATUS = canned(511, b"<html></html>")


def longer_than_said(answer: Message) -> bytes:
    """Return the answer with a Content-Length that is too large by seven; the line then ends."""
    length = str(len(answer.body) + 7)
    return answer.with_headers(content_length=length, connection="close").raw()


def shorter_than_said(answer: Message) -> bytes:
    """Return the answer with a Content-Length that leaves the last seven bytes over."""
    return answer.with_headers(content_length=str(max(0, len(answer.body) - 7))).raw()


def half_of_gzip(answer: Message) -> bytes:
    """Return the answer packed, with half of the packed bytes and a length to fit them."""
    packed = gzip.compress(_plain(answer))
    cut = answer.with_headers(content_encoding="gzip").with_body(packed[: len(packed) // 2])
    return cut.raw()


def without_last_line(answer: Message) -> bytes:
    """Return the answer without its last line, as if the stream had ended well."""
    lines = _plain(answer).splitlines(keepends=True)
    return answer.with_headers(content_encoding=None).with_body(b"".join(lines[:-1])).raw()


def without_etag(answer: Message) -> bytes:
    """Return the answer as a proxy that packs anew leaves it."""
    return answer.with_headers(etag=None).raw()


def _plain(answer: Message) -> bytes:
    packed = answer.header("Content-Encoding") == "gzip"
    return gzip.decompress(answer.body) if packed else answer.body
