"""The connection test: goes to a portal step by step and says where it fails, why, what to do."""

import contextlib
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from firstline.domain.edits.exchange import Hello
from firstline.domain.errors import NOTHING, Problem
from firstline.domain.portal_entry import PortalEntry, check_entry
from firstline.domain.words import Text
from firstline.portal.access import Access, place_of, proxy_for
from firstline.portal.base import (
    Forbidden,
    NotPortal,
    Portal,
    SignIn,
    TooOld,
    Untrusted,
)
from firstline.portal.faults import problem_of
from firstline.portal.open import open_portal, read_authority
from firstline.portal.trust import context_for

_PATIENCE_S = 10.0
_SKEW_S = 120.0
_DEVICE = "connection-test"


class Stage(StrEnum):
    """The steps to a portal, in their order."""

    NAME = "name"
    REACH = "reach"
    CERTIFICATE = "certificate"
    PORTAL = "portal"
    SIGN_IN = "sign-in"
    RIGHTS = "rights"


TITLES = {
    Stage.NAME: Text("地址", "Address"),
    Stage.REACH: Text("连通", "Reach"),
    Stage.CERTIFICATE: Text("证书", "Certificate"),
    Stage.PORTAL: Text("门户", "Portal"),
    Stage.SIGN_IN: Text("登录", "Sign-in"),
    Stage.RIGHTS: Text("权限", "Rights"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """How one step went: `ok` None says that the test did not get as far.

    `said` tells what was found, `next_step` what to do; it may advise after a success too.
    """

    stage: Stage
    ok: bool | None
    said: Text
    next_step: Text = NOTHING

    @property
    def title(self) -> Text:
        """Return the name of the step."""
        return TITLES[self.stage]


@dataclass(frozen=True, slots=True)
class Found:
    """What the test found; `hello` is the portal's own word on itself, if it came to that."""

    steps: tuple[Step, ...]
    hello: Hello | None = None

    @property
    def ok(self) -> bool:
        """Whether every step went well."""
        return all(one.ok for one in self.steps)

    @property
    def failed(self) -> Step | None:
        """Return the step that failed, None when none did."""
        return next((one for one in self.steps if one.ok is False), None)


class _Failed(Exception):  # noqa: N818 - it says what happened
    def __init__(self, stage: Stage, problem: Problem) -> None:
        super().__init__(str(stage))
        self.stage, self.problem = stage, problem


Opener = Callable[..., Portal]


def probe_portal(
    entry: PortalEntry, token: str, *,
    proxy: str = "", no_proxy: tuple[str, ...] = (), open_: Opener = open_portal,
) -> Found:  # fmt: skip
    """Go to the portal of `entry` as a round would, and return how far that went.

    Raises nothing: whatever fails stands in the steps. Nothing is changed at the portal.
    """
    steps: list[Step] = []
    hello: list[Hello] = []
    try:
        steps.extend(_walk(entry, token, proxy, no_proxy, open_, hello))
    except _Failed as failed:
        said, then = failed.problem.sentence, failed.problem.next_step
        steps.append(Step(failed.stage, ok=False, said=said, next_step=then))
    return Found(_all_stages(steps), hello[0] if hello else None)


def _all_stages(steps: list[Step]) -> tuple[Step, ...]:
    """Return a step for every stage: what came before a failure went well, the rest is unknown."""
    told = {one.stage: one for one in steps}  # a failure outdoes an earlier word on its stage
    last = list(Stage).index(steps[-1].stage) if steps else -1
    fine, unknown = Text("正常", "In order"), Text("未检查", "Not checked")
    return tuple(
        told.get(one) or Step(one, *((True, fine) if at < last else (None, unknown)))
        for at, one in enumerate(Stage)
    )


def _walk(
    entry: PortalEntry, token: str, proxy: str, no_proxy: tuple[str, ...], open_: Opener,
    told: list[Hello],
) -> Iterator[Step]:  # fmt: skip
    with _at(Stage.NAME):
        entry = check_entry(entry)
        access = Access(entry.url, proxy=proxy, no_proxy=no_proxy)
        host, port = _first_hop(access)
        with _as_problem(host):
            number = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4][0]
    yield Step(Stage.NAME, ok=True, said=Text(f"{host} 是 {number}", f"{host} is {number}"))
    with _at(Stage.REACH), _as_problem(host):
        socket.create_connection((host, port), _PATIENCE_S).close()
    yield Step(Stage.REACH, ok=True, said=_reached(host, port, proxied=bool(proxy_for(access))))
    with _at(Stage.CERTIFICATE):
        pem = read_authority(entry.authority) if entry.authority else ""
        yield _certificate(replace(access, private_ca=pem))
    yield from _within(open_(entry, token, proxy=proxy, no_proxy=no_proxy), told)


def _first_hop(access: Access) -> tuple[str, int]:
    """Return the host and port that are connected to first: the proxy's where there is one."""
    way = proxy_for(access)
    if way:
        parts = urlsplit(way)
        return parts.hostname or "", parts.port or 8080
    place = place_of(access.url)
    return place.host, place.port


def _reached(host: str, port: int, *, proxied: bool) -> Text:
    if proxied:
        return Text(f"代理 {host}:{port} 有应答", f"The proxy {host}:{port} answers")
    return Text(f"{host}:{port} 有应答", f"{host}:{port} answers")


def _certificate(access: Access) -> Step:
    place = place_of(access.url)
    if place.scheme == "http":
        said = Text("本机连接,不需要证书", "On this computer; no certificate is needed")
        return Step(Stage.CERTIFICATE, ok=True, said=said)
    if proxy_for(access):
        said = Text("经代理连接,随后检查", "Behind a proxy; checked with the next step")
        return Step(Stage.CERTIFICATE, ok=True, said=said)
    context = context_for(access.private_ca)
    with (
        _as_problem(place.host),
        socket.create_connection((place.host, place.port), _PATIENCE_S) as raw,
        context.wrap_socket(raw, server_hostname=place.host) as line,
    ):
        certificate = line.getpeercert() or {}
    until, issuer = certificate.get("notAfter", ""), _issuer(certificate)
    said = Text(f"受信任,签发者 {issuer},有效至 {until}", f"Trusted; by {issuer}, until {until}")
    return Step(Stage.CERTIFICATE, ok=True, said=said)


def _issuer(certificate: dict[str, Any]) -> str:
    words = {name: value for group in certificate.get("issuer", ()) for name, value in group}
    return str(words.get("organizationName") or words.get("commonName") or "?")[:100]


def _within(portal: Portal, told: list[Hello]) -> Iterator[Step]:
    with _of_portal():
        hello = portal.hello(_DEVICE)
    told.append(hello)
    yield _welcome(hello)
    who = hello.user or "?"
    yield Step(Stage.SIGN_IN, ok=True, said=Text(f"已登录为 {who}", f"Signed in as {who}"))
    with _of_portal(Stage.RIGHTS):
        portal.pull(None, limit=1)
    roles = ", ".join(hello.roles)
    said = Text(f"可以读取;角色:{roles}", f"May read; roles: {roles}") if roles else Text(
        "可以读取", "May read"
    )  # fmt: skip
    yield Step(Stage.RIGHTS, ok=True, said=said)


def _welcome(hello: Hello) -> Step:
    if hello.too_old:
        problem = TooOld(
            Text("门户已不支持本程序的版本。", "The portal no longer supports this version."),
            next_step=Text("请更新本程序。", "Update this program."),
        )
        raise _Failed(Stage.PORTAL, problem)
    minutes = round(abs(hello.skew_s or 0.0) / 60)
    advice = NOTHING
    if minutes * 60 >= _SKEW_S:
        advice = Text(
            f"本机时钟与门户相差 {minutes} 分钟,请校准。",
            f"This computer's clock differs from the portal's by {minutes} minutes; set it right.",
        )
    return Step(Stage.PORTAL, ok=True, said=Text("是门户", "This is the portal"), next_step=advice)


@contextlib.contextmanager
def _at(stage: Stage) -> Iterator[None]:
    """Turn a problem in the block into a failure at `stage`."""
    try:
        yield
    except Problem as problem:
        raise _Failed(stage, problem) from problem


@contextlib.contextmanager
def _as_problem(host: str) -> Iterator[None]:
    try:
        yield
    except (OSError, ssl.SSLError) as error:
        raise problem_of(error, host, stopped=False, connected=False) from error


_STAGES: tuple[tuple[type[Problem], Stage], ...] = (
    (Untrusted, Stage.CERTIFICATE),
    (SignIn, Stage.SIGN_IN),
    (Forbidden, Stage.RIGHTS),
    (NotPortal, Stage.PORTAL),
)


@contextlib.contextmanager
def _of_portal(otherwise: Stage = Stage.PORTAL) -> Iterator[None]:
    """Turn a problem of the portal into a failure at the stage that it speaks of."""
    try:
        yield
    except Problem as problem:
        stages = (stage for kind, stage in _STAGES if isinstance(problem, kind))
        raise _Failed(next(stages, otherwise), problem) from problem
