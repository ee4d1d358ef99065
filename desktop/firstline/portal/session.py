"""The one way onto the network: a session that trusts, waits, follows and reads with measure."""

import json
import logging
import platform
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from time import monotonic
from typing import Any, BinaryIO, TypedDict, Unpack
from urllib.parse import urljoin
from uuid import uuid4

import requests
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict

from firstline import __version__
from firstline.domain.errors import BadInput
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.portal.access import Access, place_of, proxy_for
from firstline.portal.base import Moved, PortalProblem, SignIn
from firstline.portal.faults import WIRE_FAULTS, problem_of
from firstline.portal.line import Line, pools
from firstline.portal.refusals import makes_no_sense, page_instead, refusal
from firstline.portal.sending import FormPart, prepared
from firstline.portal.trust import context_for
from firstline.portal.unpack import unpacked

MOST = 32 * 1024 * 1024
_CHUNK = 64 * 1024
_HOPS = 5
_LOG = logging.getLogger(__name__)
_AGENT = f"Firstline/{__version__} ({platform.system() or 'unknown'})"

_MOVED = (301, 302, 303, 307, 308)


class Parts(TypedDict, total=False):
    """The optional parts of a request.

    `params` go into the address; `json` is a value to be sent as JSON, `body` are bytes or an open
    file, `form` the parts of a multipart form as (field, (file name or None, content, media)).
    `allow` names statuses from 300 up that are returned instead of raised. `wait_s` is how long
    the other side was asked to hold its answer, beyond which nothing may stand still for longer
    than the access says. `most` plain bytes an answer may have; `moved` is told what was sent.
    """

    params: Mapping[str, str] | Sequence[tuple[str, str]]
    headers: Mapping[str, str]
    json: object
    body: bytes | BinaryIO
    form: Sequence[FormPart]
    allow: Container[int]
    wait_s: float
    most: int
    moved: Moved


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer: its status, its headers (in any case of letters), its plain bytes."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    host: str = ""

    def json(self) -> Any:
        """Return the body read as JSON. Raises NotPortal for a web page, Broken for nonsense."""
        media = self.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if media in ("text/html", "application/xhtml+xml"):
            raise page_instead(self.host)
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            if self.body.lstrip()[:1] == b"<":
                raise page_instead(self.host) from error
            raise makes_no_sense(self.host) from error


class Flow:
    """An answer that is read as it comes; only inside `with session.stream(…)`."""

    def __init__(self, answer: requests.Response, chunks: Iterator[bytes]) -> None:
        self.status = answer.status_code
        self.headers: Mapping[str, str] = answer.headers
        self._chunks = chunks

    def chunks(self) -> Iterator[bytes]:
        """Yield the plain bytes as they come."""
        return self._chunks

    def lines(self) -> Iterator[bytes]:
        """Yield each line without its end; bytes after the last line feed come as a last line."""
        rest: list[bytes] = []
        for chunk in self._chunks:
            first, *others = chunk.split(b"\n")
            rest.append(first)
            if others:
                yield b"".join(rest)
                yield from others[:-1]
                rest = [others[-1]]
        if last := b"".join(rest):
            yield last


class _Adapter(HTTPAdapter):
    """Certificates are checked by our own context alone, connections belong to our line."""

    def __init__(self, access: Access, line: Line) -> None:
        self._context = context_for(access.private_ca) if access.url.startswith("https") else None
        self._pools = pools(line)
        super().__init__(pool_connections=2, pool_maxsize=2)

    @override
    def init_poolmanager(self, *args: Any, **parts: Any) -> None:
        super().init_poolmanager(*args, ssl_context=self._context, blocksize=8192, **parts)
        self.poolmanager.pool_classes_by_scheme = self._pools

    @override
    def proxy_manager_for(self, *args: Any, **parts: Any) -> Any:
        made = super().proxy_manager_for(*args, ssl_context=self._context, blocksize=8192, **parts)
        made.pool_classes_by_scheme = self._pools
        return made

    @override
    def cert_verify(self, *_args: object) -> None:
        """Leave the pool as it is: the library would add a bundle of its own."""


class Session:
    """One portal's connections, for one thread; `stop` may be called from another.

    An adapter is given an `Access` with its own header and then

        session = Session(Access(url, {"Authorization": f"token {token}"}))
        ticket = session.json("GET", "REST/2.0/ticket/7")
        reply = session.ask("PUT", "REST/2.0/ticket/7", json={…}, headers={"If-Match": tag},
                            allow=(412,))           # 412 comes back as reply.status
        session.ask("POST", "uploads.json", params={"filename": name}, body=open_file, moved=moved)
        session.ask("POST", "REST/2.0/ticket/7/comment", form=[
            ("JSON", (None, json_text, "application/json")),
            ("Attachments", ("故障.png", open_file, "image/png"))])
        with session.stream("GET", "files/7") as flow:
            for chunk in flow.chunks(): …

    Every call raises a PortalProblem with a plain sentence for whatever is no success. A path is
    taken from the portal's address; a whole address must be of the same origin. Nothing is sent
    twice by itself, nothing is slept over, and no total time is limited: a call ends when for
    `Access.stall_s` seconds nothing moves.
    """

    def __init__(self, access: Access) -> None:
        self.place = place_of(access.url)
        _checked(access.headers)
        self._access = access
        self._base = access.url.strip().rstrip("/") + "/"
        self._line = Line()
        self._wire = requests.Session()
        self._wire.trust_env = False
        if not access.cookies:
            self._wire.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._wire.headers = CaseInsensitiveDict({
            "User-Agent": _AGENT, "Accept": "application/json", "Accept-Encoding": "gzip",
        })  # fmt: skip
        for scheme in ("http://", "https://"):
            self._wire.mount(scheme, _Adapter(access, self._line))
        self._proxy = proxy_for(access)

    def close(self) -> None:
        """Close all connections."""
        self._wire.close()

    def stop(self) -> None:
        """End the call that is under way, or the next one; it raises Stopped. From any thread."""
        self._line.stop()

    def json(self, method: str, path: str, **parts: Unpack[Parts]) -> Any:
        """Send a request and return the answer read as JSON."""
        return self.ask(method, path, **parts).json()

    def ask(self, method: str, path: str, **parts: Unpack[Parts]) -> Reply:
        """Send a request and return the whole answer."""
        with self.stream(method, path, **parts) as flow:
            body = b"".join(flow.chunks())
            return Reply(flow.status, flow.headers, body, self.place.host)

    @contextmanager
    def stream(self, method: str, path: str, **parts: Unpack[Parts]) -> Iterator[Flow]:
        """Send a request and hold its answer, to be read while it comes in."""
        begun, name = monotonic(), f"req-{uuid4()}"
        with self._line.call(self._access.stall_s + parts.get("wait_s", 0.0)):
            answer = self._sent(method, self._whole(path), name, parts)
            try:
                status = answer.status_code
                _LOG.info(
                    "%s %s %s %d %.0f ms", name, method, self.place.host, status,
                    1000 * (monotonic() - begun),
                )  # fmt: skip
                if status >= 300 and status not in parts.get("allow", ()):
                    raise refusal(status, answer.headers)
                yield Flow(answer, self._read(answer, parts.get("most", MOST)))
            finally:
                answer.close()

    def _whole(self, path: str) -> str:
        if "://" not in path.partition("?")[0]:
            return self._base + path.lstrip("/")
        if place_of(path) != self.place:
            raise makes_no_sense(self.place.host)  # the token goes nowhere else
        return path

    def _sent(self, method: str, url: str, name: str, parts: Parts) -> requests.Response:
        headers = {**self._access.headers, **parts.get("headers", {}), "X-Request-ID": name}
        rest: Mapping[str, Any] = parts
        for _ in range(_HOPS):
            answer = self._carried(prepared(self._wire, method, url, headers, rest))
            target = answer.headers.get("Location", "")
            if answer.status_code not in _MOVED or method not in ("GET", "HEAD") or not target:
                return answer
            answer.close()
            url, rest = self._followed(url, target, answer), {}
        raise makes_no_sense(self.place.host)

    def _followed(self, url: str, target: str, answer: requests.Response) -> str:
        """Return where a redirect leads, if that is the portal itself and no other host."""
        there = urljoin(url, target)
        try:
            same = place_of(there) == self.place
        except BadInput:
            same = False
        if not same:
            raise refusal(answer.status_code, answer.headers)
        return there

    def _carried(self, ready: requests.PreparedRequest) -> requests.Response:
        proxies = {"http": self._proxy, "https": self._proxy} if self._proxy else {}
        patience = (self._access.connect_s, self._line.stall_s)
        try:
            return self._wire.send(
                ready, stream=True, timeout=patience, proxies=proxies, allow_redirects=False
            )
        except WIRE_FAULTS as error:
            raise self._problem(error) from error

    def _read(self, answer: requests.Response, most: int) -> Iterator[bytes]:
        coding = answer.headers.get("Content-Encoding", "").strip().lower()
        try:
            yield from unpacked(answer.raw.stream(_CHUNK, decode_content=False), coding, most)
        except WIRE_FAULTS as error:
            raise self._problem(error) from error

    def _problem(self, error: BaseException) -> PortalProblem:
        line = self._line
        return problem_of(error, self.place.host, stopped=line.stopped, connected=line.connected)


def _checked(headers: Mapping[str, str]) -> Mapping[str, str]:
    """Return the headers as they are. Raises SignIn for a value that no header can carry."""
    if all(one.isascii() and one.isprintable() for one in headers.values()):
        return headers
    raise SignIn(
        Text("令牌里有不可能的字符。", "The token holds characters that no token has."),
        next_step=Text("请重新复制令牌。", "Copy the token once more."),
    )
