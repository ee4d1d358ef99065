"""How a portal is reached: its address, what opens it, a private CA, and a proxy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from firstline.domain.errors import BadInput
from firstline.domain.words import Text

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Access:
    """How one portal is reached.

    `headers` open it (Authorization, …) and go to the host of `url` alone. `private_ca` is the PEM
    text of one more CA to trust. `proxy` is an http:// address, with user:password@ where needed;
    hosts that `no_proxy` names (host, .domain, address, network in CIDR form, *) and this computer
    itself need none. Nothing is taken from environment variables or netrc.
    """

    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    private_ca: str = field(default="", repr=False)
    proxy: str = field(default="", repr=False)
    no_proxy: tuple[str, ...] = ()
    connect_s: float = 10.0
    stall_s: float = 30.0
    cookies: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address leads: what must be equal for two addresses to be of one origin."""

    scheme: str
    host: str
    port: int


def place_of(url: str) -> Place:
    """Return the origin of `url`. Raises BadInput for one that no portal can have.

    Plain http is for this computer alone; credentials have no place in an address.
    """
    try:
        parts = urlsplit(url.strip())
        scheme, host, port = parts.scheme.lower(), (parts.hostname or "").lower(), parts.port
    except ValueError as error:
        raise _no_address(url) from error
    if scheme not in _PORTS or not host:
        raise _no_address(url)
    if parts.username or parts.password:
        raise BadInput(
            Text("门户地址里不能有用户名或密码。", "The address must hold no user or password."),
            next_step=Text("请把令牌单独填写。", "Give the token by itself."),
        )
    if scheme == "http" and not is_loopback(host):
        raise BadInput(
            Text(
                "门户地址必须以 https:// 开头;http:// 只限本机。",
                "The address must begin with https://; http:// is for this computer alone.",
            )
        )
    return Place(scheme, host, port or _PORTS[scheme])


def _no_address(url: str) -> BadInput:
    shown = url.strip()[:200]
    return BadInput(
        Text(f"“{shown}”不是门户地址。", f"“{shown}” is not the address of a portal."),
        next_step=Text("例如 https://desk.example.com/", "For example https://desk.example.com/"),
    )


def is_loopback(host: str) -> bool:
    """Whether `host` is this computer, by its name or number."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def proxy_for(access: Access) -> str:
    """Return the proxy that leads to the portal, "" for the straight way."""
    if not access.proxy:
        return ""
    place = place_of(access.url)
    if is_loopback(place.host) or any(_named(one, place) for one in access.no_proxy):
        return ""
    return access.proxy if "://" in access.proxy else f"http://{access.proxy}"


def _named(rule: str, place: Place) -> bool:
    rule = rule.strip().lower()
    if rule == "*":
        return True
    try:
        return ip_address(place.host) in ip_network(rule, strict=False)
    except ValueError:
        pass
    name, _, port = rule.partition(":")
    if port and port != str(place.port):
        return False
    name = name.lstrip("*").lstrip(".")
    return bool(name) and (place.host == name or place.host.endswith(f".{name}"))
