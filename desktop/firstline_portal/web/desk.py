"""What every route works with: the core, the brakes, who asks, and how an answer is made."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from starlette.requests import Request
from starlette.responses import Response

from firstline.domain.words import Text
from firstline.portal.native_wire import JSON_TYPE, PROTOCOL, PROTOCOL_HEADER
from firstline_portal import clocks
from firstline_portal.core import Core
from firstline_portal.pages import packed
from firstline_portal.people import Person
from firstline_portal.problems import Refusal, sign_in
from firstline_portal.web.rates import Rates
from firstline_portal.web.waiters import Waiters

_WORTH_PACKING = 700  # bytes
_FAILURE_COST = 5.0


@dataclass(frozen=True, slots=True)
class WebDesk:
    """One process's parts; `clock` returns the present instant."""

    core: Core
    waiters: Waiters
    rates: Rates
    server_id: str
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def heads(self, plants: frozenset[str]) -> Mapping[str, int]:
        """Return how far these plants have come."""
        with self.core.database.read() as connection:
            found = clocks.heads(connection, plants)
        return {plant: one.seq for plant, one in found.items()}


def desk_of(request: Request) -> WebDesk:
    """Return the parts of the process that answers."""
    return cast("WebDesk", request.app.state.desk)


def caller(request: Request) -> Person:
    """Return who asks. Raises Refusal: 401, 429 for one who asks too often, 426 for an old one."""
    desk = desk_of(request)
    spoken = request.headers.get(PROTOCOL_HEADER, str(PROTOCOL))
    if not spoken.isdecimal() or int(spoken[:9]) < PROTOCOL:
        raise _too_old()
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    where = request.client.host if request.client else ""
    try:
        if kind.lower() != "bearer" or not token.isascii():
            raise sign_in()
        person = desk.core.person(token.strip(), desk.clock())
    except Refusal:
        desk.rates.spend(f"@{where}", time.monotonic(), _FAILURE_COST)
        raise
    desk.rates.spend(person.name, time.monotonic())
    return person


def _too_old() -> Refusal:
    return Refusal(
        426, "upgrade-required",
        Text("这个版本的协议已不再支持,请升级程序;未发送的更改都在。",
             "This version of the protocol is spoken no longer; upgrade. Unsent edits are kept."),
    )  # fmt: skip


def reply(
    request: Request, body: bytes, *, media: str = JSON_TYPE, status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    """Return the answer, packed where the caller takes gzip and it is worth it."""
    told = {"Cache-Control": "private, no-cache", **(headers or {})}
    if len(body) > _WORTH_PACKING and "gzip" in request.headers.get("accept-encoding", ""):
        body = packed(body)
        told |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(body, status, told, media)
