"""Whether an interface answers inside the local network: one connection, at most one HEAD."""

import errno
import ipaddress
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import urlsplit

from firstline.domain.interfaces.contract import Probe
from firstline.domain.words import Text
from firstline.intake.health.reach import is_local

PORTS = {"http": 80, "https": 443, "ftp": 21, "sftp": 22, "ssh": 22, "smb": 445, "tcp": 0,
         "amqp": 5672, "mqtt": 1883}  # fmt: skip
TIMEOUT_S = 3.0
_OFFLINE = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL,
            10051, 10065, 10050)  # the last three are Windows' own numbers  # fmt: skip
_MOST_ANSWER = 200


class _Place(NamedTuple):
    scheme: str
    host: str
    port: int
    path: str

    @property
    def named(self) -> str:
        return f"{self.host}:{self.port}"


def own_address(towards: str) -> str:
    """Return the address from which this machine would speak; a datagram socket sends nothing."""
    family = socket.AF_INET6 if ":" in towards else socket.AF_INET
    with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as line:
        line.connect((towards, 9))
        return str(line.getsockname()[0])
    return ""


def probe(
    endpoint: str, timeout_s: float = TIMEOUT_S, own: Callable[[str], str] = own_address
) -> Probe:
    """Return whether `endpoint` answers within `timeout_s` seconds.

    Only addresses of the local network are asked. What is sent is a connection and, for http and
    https, one HEAD without query, sign-in or body; a redirection is not followed. Where this
    machine cannot have reached the interface (offline, an unknown name, another network) the
    result is `not_tested` with the reason; `failed` says that the other side itself failed
    (requirements S34). `own` tells the address from which this machine would speak.
    """
    place = _place(endpoint)
    if place is None:
        return _untested("这个地址没有可以探测的主机和端口", "it names no host and port to probe")
    try:
        found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return _untested(f"找不到主机 {place.host}(可能离线)",
                         f"no host {place.host}; this machine may be offline")  # fmt: skip
    address = str(found[0][4][0])
    if not is_local(address):
        return _untested(f"{place.host} 不在局域网内,没有去连",
                         f"{place.host} is not on the local network; not asked")  # fmt: skip
    try:
        with socket.create_connection((address, place.port), timeout_s) as line:
            return _answered(line, place)
    except ConnectionRefusedError:
        return _failed(f"{place.named} 拒绝连接", f"{place.named} refuses connections")
    except TimeoutError:
        return _silent(place, timeout_s, near=_block(own(address)) == _block(address))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        if error.errno in _OFFLINE:
            return _untested(f"本机到不了 {place.named}({reason}),可能离线",
                             f"this machine cannot reach {place.named} ({reason}); "
                             "it may be offline")  # fmt: skip
        return _failed(f"{place.named} 断开({reason})", f"{place.named} broke off ({reason})")


def _place(endpoint: str) -> _Place | None:
    text = endpoint.strip().replace("\\", "/")
    if text.startswith("//"):
        text = f"smb:{text}"
    with suppress(ValueError):
        read = urlsplit(text if "://" in text else f"tcp://{text}")
        port = read.port or PORTS.get(read.scheme, 0)
        if read.hostname and port and read.scheme in PORTS:
            return _Place(read.scheme, read.hostname, port, read.path or "/")
    return None


def _silent(place: _Place, timeout_s: float, *, near: bool) -> Probe:
    """Return what silence means: a failure only where this machine is in the same network."""
    zh, en = f"{place.named} 在 {timeout_s:g} 秒内没有回答", (
        f"{place.named} gave no answer within {timeout_s:g} s")  # fmt: skip
    if near:
        return _failed(zh, en)
    return _untested(f"{zh},而本机不在同一网段", f"{en}, and this machine is in another network")


def _block(address: str) -> str:
    """Return the private block of an address (RFC 1918), "" for none."""
    for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8"):
        with suppress(ValueError):
            if ipaddress.ip_address(address.partition("%")[0]) in ipaddress.ip_network(block):
                return block
    return address.partition("%")[0]


def _answered(line: socket.socket, place: _Place) -> Probe:
    if place.scheme not in ("http", "https"):
        return Probe("ok", Text(f"{place.named} 可连", f"{place.named} takes connections"))
    try:
        status = _head(line, place)
    except ssl.SSLError as error:
        reason = getattr(error, "verify_message", "") or error.reason or "TLS"
        return _failed(f"{place.named} 的证书或加密不被信任({reason})",
                       f"{place.named}: TLS is not trusted ({reason})")  # fmt: skip
    if status is None:
        return _failed(f"{place.named} 可连,但回答不是 HTTP",
                       f"{place.named} takes connections, but speaks no HTTP")  # fmt: skip
    zh, en = f"{place.named} 回答 HTTP {status}", f"{place.named} answers HTTP {status}"
    return _failed(zh, en) if status >= 500 else Probe("ok", Text(zh, en))


def _head(line: socket.socket, place: _Place) -> int | None:
    """Send one HEAD and return the status, None for what is no HTTP. Raises OSError."""
    if place.scheme == "https":
        with ssl.create_default_context().wrap_socket(line, server_hostname=place.host) as sealed:
            return _ask(sealed, place)
    return _ask(line, place)


def _ask(line: socket.socket, place: _Place) -> int | None:
    path = place.path.encode("ascii", "ignore").decode().replace(" ", "%20")
    asked = f"HEAD {path or '/'} HTTP/1.1\r\nHost: {place.named}\r\nConnection: close\r\n\r\n"
    line.sendall(asked.encode("ascii"))
    answer = b""
    while b"\r\n" not in answer and len(answer) < _MOST_ANSWER:
        part = line.recv(_MOST_ANSWER)
        if not part:
            break
        answer += part
    words = answer.split(b" ")
    plain = len(words) > 1 and words[0].startswith(b"HTTP/") and words[1][:3].isdigit()
    return int(words[1][:3]) if plain else None


def _untested(zh: str, en: str) -> Probe:
    return Probe("not_tested", Text(zh, en))


def _failed(zh: str, en: str) -> Probe:
    return Probe("failed", Text(zh, en))
