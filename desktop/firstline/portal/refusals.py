"""What an HTTP status other than success means, as one of the problems that a person can meet."""

from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime

from firstline.domain.words import Text
from firstline.portal.base import (
    Broken,
    Busy,
    Forbidden,
    NotPortal,
    PortalProblem,
    SignIn,
    TooLarge,
    TooOld,
    Unfit,
    Unreachable,
)
from firstline.portal.unpack import LATER

KEPT = Text("您的更改都保存在本机。", "Your changes are kept on this computer.")
_UNDATED_S, _LONGEST_S = 60.0, 86_400.0
_ASK = Text("请联系门户管理员。", "Ask the portal's administrator.")
_SIGN_ON = Text(
    "请在浏览器里打开任意网页并登录这个网络,然后再试。",
    "Open any page in a browser, sign in to this network there, then try again.",
)


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Return Retry-After in seconds, from either form (RFC 9110 §10.2.3); None without one.

    A date is counted from the answer's own Date, so that this computer's clock does not matter.
    """
    said = headers.get("Retry-After", "").strip()
    if not said:
        return None
    if said.isdecimal():
        return min(float(said), _LONGEST_S)
    try:
        until = parsedate_to_datetime(said)
        answered = parsedate_to_datetime(headers.get("Date", ""))
        seconds = (until - answered).total_seconds()
    except (TypeError, ValueError):
        return _UNDATED_S
    return min(max(seconds, 0.0), _LONGEST_S)


def refusal(status: int, headers: Mapping[str, str]) -> PortalProblem:
    """Return the problem that an answer with `status` stands for."""
    kind, sentence, next_step = _row(status, headers)
    return kind(sentence, KEPT, next_step, retry_after_s=retry_after_s(headers))


_Row = tuple[Callable[..., PortalProblem], Text, Text]


def _row(status: int, headers: Mapping[str, str]) -> _Row:
    if status in _ROWS:
        return _ROWS[status]
    if 300 <= status < 400:
        return _moved(headers)
    if status >= 500:
        return (
            Broken,
            Text(
                f"门户报告内部故障({status})。",
                f"The portal reports a fault of its own ({status}).",
            ),
            LATER,
        )
    return (
        Broken,
        Text(f"门户拒绝了这个请求({status})。", f"The portal refused the request ({status})."),
        _ASK,
    )


def _moved(headers: Mapping[str, str]) -> _Row:
    where = headers.get("Location", "").partition("?")[0][:200]
    return (
        NotPortal,
        Text(
            f"这个地址把我们转到了别处({where})。",
            f"This address sends us somewhere else ({where}).",
        ),
        Text(
            "若是网络的登录页,请在浏览器里登录;若门户换了地址,请在门户设置里更正。",
            "If it is the network's sign-in page, sign in with a browser; if the portal has moved, "
            "correct its address in the settings.",
        ),
    )


def page_instead(host: str) -> NotPortal:
    """Return the problem of a page for people where the portal's data should be."""
    return NotPortal(
        Text(
            f"从 {host} 得到的是一个网页,不是门户的应答。",
            f"A web page came from {host}, not the portal's answer.",
        ),
        KEPT,
        Text(
            "可能是网络的登录页:请在浏览器里打开任意网页登录后再试;也请核对门户地址。",
            "It may be the network's sign-in page: open any page in a browser, sign in and try "
            "again; check the portal's address too.",
        ),
    )


def makes_no_sense(host: str) -> Broken:
    """Return the problem of an answer that cannot be read as what it should be."""
    return Broken(
        Text(f"{host} 的应答无法理解。", f"The answer of {host} makes no sense."), KEPT, LATER
    )


PROXY_SIGN_IN = (
    Text(
        "代理服务器要求登录,或拒绝转发(407)。", "The proxy server wants a sign-in of its own (407)."
    ),
    Text(
        "请在门户设置里填写代理的用户名和密码,或把门户加入“不经代理”的名单。",
        "Give the proxy's user and password in the portal's settings, or add the portal to the "
        "list that needs no proxy.",
    ),
)
_ROWS: Mapping[int, _Row] = {
    422: (
        Unfit,
        Text("门户拒绝了这个请求(422)。", "The portal refused the request (422)."),
        _ASK,
    ),
    401: (
        SignIn,
        Text("门户不接受这个令牌。", "The portal does not accept this token."),
        Text(
            "令牌可能已过期、被撤销或抄错:请在门户设置里重新登录。",
            "It may have expired, been revoked or been mistyped: sign in again in the settings.",
        ),
    ),
    403: (
        Forbidden,
        Text("门户不允许您做这件事。", "The portal does not allow you to do this."),
        Text("请让门户管理员给您权限。", "Ask the portal's administrator for the right."),
    ),
    404: (
        NotPortal,
        Text("这个地址上没有门户。", "There is no portal at this address."),
        Text("请核对门户地址和种类。", "Check the portal's address and its kind."),
    ),
    407: (NotPortal, *PROXY_SIGN_IN),
    408: (
        Unreachable,
        Text("门户等不到完整的请求。", "The request took too long to arrive."),
        LATER,
    ),
    413: (
        TooLarge,
        Text("一次发送的内容太大。", "One request was larger than the portal takes."),
        Text("程序会分小批再发。", "The program sends less at a time."),
    ),
    426: (
        TooOld,
        Text("本程序的版本太旧,门户不再支持。", "This program is too old for the portal."),
        Text("请更新本程序;在此之前仍可查看。", "Update the program; you can read until then."),
    ),
    429: (Busy, Text("请求太频繁,门户要我们等一等。", "The portal asks us to slow down."), LATER),
    502: (
        Unreachable,
        Text("网关后面的门户没有应答。", "A gateway cannot reach the portal."),
        LATER,
    ),
    503: (Busy, Text("门户暂时忙碌或在维护。", "The portal is busy or being serviced."), LATER),
    504: (
        Unreachable,
        Text("网关等不到门户应答。", "A gateway waited in vain for the portal."),
        LATER,
    ),
    511: (
        NotPortal,
        Text("这个网络要先登录才能使用。", "This network wants you to sign in first."),
        _SIGN_ON,
    ),
}
