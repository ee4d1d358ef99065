"""What the native portal refuses: its problem documents (RFC 9457) as problems for a person."""

import json
from collections.abc import Mapping
from typing import Any

from firstline.domain.errors import NOTHING
from firstline.domain.words import Text
from firstline.portal.base import Broken, CursorLost, Forbidden, Lost, NotPortal, PortalProblem
from firstline.portal.native_pages import words_in
from firstline.portal.refusals import KEPT, page_instead, refusal, retry_after_s
from firstline.portal.unpack import LATER

_TYPE = "urn:firstline:problem:"
_GATEWAY = frozenset({407, 408, 413, 429, 502, 503, 504, 511})
"""Statuses that a gateway or a proxy before the portal may give in its own name."""


def problem_in(status: int, headers: Mapping[str, str], body: bytes) -> PortalProblem:
    """Return the problem of an answer of the portal itself, with the portal's own reason."""
    raw = _document(body)
    name = str(raw.get("type", "")).removeprefix(_TYPE)
    if status == 410 and name in set(Lost):
        return CursorLost(Lost(name))
    if name == "device-revoked":
        return _revoked()
    if status == 404:
        return _nothing_there(words_in(raw.get("text")))
    plain = refusal(status, headers)
    said = words_in(raw.get("text"))
    if said == NOTHING:
        return plain
    return type(plain)(said, plain.kept, plain.next_step, retry_after_s=retry_after_s(headers))


def not_the_portal(status: int, headers: Mapping[str, str], host: str) -> PortalProblem:
    """Return the problem of an answer that does not say that it is the portal's."""
    if status in _GATEWAY or 300 <= status < 400:
        return refusal(status, headers)
    return page_instead(host)


def another_portal(host: str) -> NotPortal:
    """Return the problem of a portal that is not the one we know."""
    return NotPortal(
        Text(f"{host} 上现在是另一个门户。", f"Another portal now answers at {host}."),
        KEPT,
        Text(
            "请与门户管理员确认;若门户确已更换,请在设置里重新添加。",
            "Ask the portal's administrator; if it was replaced, add it anew in the settings.",
        ),
    )


def _nothing_there(said: Text) -> Broken:
    """Return the problem of a thing, a file mostly, that the portal has not got."""
    nothing = Text("门户上还没有它。", "The portal has not got it yet.")
    return Broken(said if said != NOTHING else nothing, KEPT, LATER)


def _revoked() -> Forbidden:
    return Forbidden(
        Text("这台设备已被停用。", "This device was revoked."),
        KEPT,
        Text(
            "请联系门户管理员;未发送的更改可以导出为数据包。",
            "Ask the portal's administrator; what was not sent can be exported as a pack.",
        ),
    )


def _document(body: bytes) -> Mapping[str, Any]:
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return raw if isinstance(raw, dict) else {}
