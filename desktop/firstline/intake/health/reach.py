"""Whether a port on the local network answers: one connection, closed at once, nothing sent."""

import ipaddress
import socket

from firstline.domain.errors import BadInput
from firstline.domain.watch.look import Look, Verdict, unread
from firstline.domain.words import Text


def reach(host: str, port: int, timeout_s: float) -> Look:
    """Return whether `host` takes a connection on `port` within `timeout_s` seconds.

    Only addresses of the local network are asked; for another one the look is unread and nothing
    is sent (requirements S36: no agent that needs the internet).
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        return unread(Text(f"找不到主机 {host}({reason})", f"no host {host} ({reason})"), host)
    family, kind, protocol, _, address = found[0]
    if not is_local(str(address[0])):
        raise BadInput(
            Text(f"{host} 不在局域网内,没有去连", f"{host} is not on the local network; not asked")
        )
    name = f"{host}:{port}"
    try:
        with socket.socket(family, kind, protocol) as line:
            line.settimeout(timeout_s)
            line.connect(address)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        said = Text(f"{name} 连不上({reason})", f"{name} cannot be reached ({reason})")
        return Look(Verdict.BAD, said, (said.en,))
    return Look(Verdict.GOOD, Text(f"{name} 可连", f"{name} answers"))


def is_local(address: str) -> bool:
    """Return whether an address belongs to a local network."""
    told = ipaddress.ip_address(address.partition("%")[0])
    return told.is_private or told.is_loopback or told.is_link_local
