"""What goes wrong under a request, from the library's nested errors to one plain sentence."""

import socket
import ssl
from collections.abc import Iterator
from http.client import HTTPException, IncompleteRead, RemoteDisconnected
from typing import TypeVar

from urllib3.exceptions import HTTPError, InvalidChunkLength, ProxyError
from urllib3.exceptions import IncompleteRead as Urllib3IncompleteRead
from urllib3.exceptions import TimeoutError as Urllib3Timeout

from firstline.domain.words import Text
from firstline.portal.base import NotPortal, PortalProblem, Stopped, Unreachable, Untrusted
from firstline.portal.refusals import KEPT, PROXY_SIGN_IN, makes_no_sense
from firstline.portal.trust import why_untrusted
from firstline.portal.unpack import LATER, cut_short

_OLD_TLS = ("UNSUPPORTED_PROTOCOL", "PROTOCOL_VERSION", "VERSION_TOO_LOW", "HANDSHAKE_FAILURE")
_NO_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL", "RECORD_LAYER_FAILURE")
WIRE_FAULTS = (OSError, HTTPError, HTTPException)
"""All that the library raises under a request; its own tree is one of OSError."""

_CUT = (IncompleteRead, Urllib3IncompleteRead, InvalidChunkLength)
_Error = TypeVar("_Error", bound=BaseException)
_CABLE = Text(
    "请检查网线、无线网络或 VPN;程序会自动重试。",
    "Check the cable, the wireless network or the VPN; the program tries again by itself.",
)


def chain(error: BaseException) -> Iterator[BaseException]:
    """Yield `error` and everything that it wraps, the innermost last."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        inner = (*one.args, getattr(one, "reason", None), one.__cause__, one.__context__)
        waiting.extend(part for part in inner if isinstance(part, BaseException))


def problem_of(error: BaseException, host: str, *, stopped: bool, connected: bool) -> PortalProblem:
    """Return what `error` under a request to `host` means to a person.

    `connected` tells a connection that was cut from one that never came about.
    """
    if stopped:
        return Stopped(Text("已停止。", "Stopped."), KEPT)
    errors = list(chain(error))
    tls = _first(errors, ssl.SSLCertVerificationError)
    if tls is not None:
        sentence, next_step = why_untrusted(tls, host)
        return Untrusted(sentence, KEPT, next_step)
    proxy = _first(errors, ProxyError)
    if proxy is not None:
        return _of_proxy(errors)
    strange = _first(errors, ssl.SSLError)
    if strange is not None and (found := _of_tls(strange, host)) is not None:
        return found
    if any(isinstance(one, _CUT) for one in errors):
        return cut_short()
    nonsense = _first(errors, HTTPException)
    if nonsense is not None and not isinstance(nonsense, RemoteDisconnected):
        return makes_no_sense(host)
    return _of_network(errors, host, connected=connected)


def _first(errors: list[BaseException], kind: type[_Error]) -> _Error | None:
    return next((one for one in errors if isinstance(one, kind)), None)


def _of_proxy(errors: list[BaseException]) -> PortalProblem:
    if any("407" in str(one) for one in errors if isinstance(one, OSError)):
        return NotPortal(PROXY_SIGN_IN[0], KEPT, PROXY_SIGN_IN[1])
    return Unreachable(
        Text("连不上代理服务器。", "The proxy server cannot be reached or refuses us."),
        KEPT,
        Text(
            "请在门户设置里核对代理地址,或把门户加入“不经代理”的名单。",
            "Check the proxy's address in the portal's settings, or add the portal to the list "
            "that needs no proxy.",
        ),
    )


def _of_tls(error: ssl.SSLError, host: str) -> PortalProblem | None:
    """Return the problem of a handshake that failed, None where the line was only cut."""
    said = f"{error.reason} {error}".upper()
    if any(one in said for one in _OLD_TLS):
        return Untrusted(
            Text(
                f"{host} 只提供过时的加密方式。", f"{host} offers outdated encryption only."
            ),
            KEPT,
            Text(
                "请让门户管理员启用 TLS 1.2 或更新版本。",
                "The portal's administrator must enable TLS 1.2 or newer.",
            ),
        )  # fmt: skip
    if any(one in said for one in _NO_TLS):
        return NotPortal(
            Text(f"{host} 在这个端口上不说 TLS。", f"{host} speaks no TLS at this port."),
            KEPT,
            Text("请核对门户地址和端口。", "Check the portal's address and port."),
        )
    return None


def _of_network(errors: list[BaseException], host: str, *, connected: bool) -> PortalProblem:
    if _first(errors, socket.gaierror):
        return Unreachable(
            Text(f"找不到名为 {host} 的主机。", f"No host named {host} can be found."),
            KEPT,
            Text(
                "请核对门户地址;若在厂外,请先连上 VPN。",
                "Check the portal's address; away from the plant, connect the VPN first.",
            ),
        )
    waited = _first(errors, TimeoutError) or _first(errors, Urllib3Timeout)
    if connected:
        sentence = (
            Text(f"与 {host} 的连接不再有数据。", f"Nothing moves any more between us and {host}.")
            if waited
            else Text(f"与 {host} 的连接断了。", f"The connection to {host} was cut.")
        )
        return Unreachable(sentence, KEPT, LATER)
    if _first(errors, ConnectionRefusedError):
        return Unreachable(
            Text(f"{host} 没有在这个端口上应答。", f"Nothing at {host} answers at this port."),
            KEPT,
            Text(
                "门户可能没有运行;也请核对地址里的端口。",
                "The portal may not be running; check the port in its address too.",
            ),
        )
    sentence = (
        Text(f"连接 {host} 时一直等不到应答。", f"{host} does not answer.")
        if waited
        else Text(f"连不上 {host}。", f"{host} cannot be reached.")
    )
    return Unreachable(sentence, KEPT, _CABLE)
