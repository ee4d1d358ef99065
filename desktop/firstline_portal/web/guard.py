"""Around every answer: the request's id, the protocol, and headers that keep browsers harmless."""

import re
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from firstline.portal.native_wire import (
    PROTOCOL,
    PROTOCOL_HEADER,
    REQUEST_ID_HEADER,
    SERVER_HEADER,
)

_REQUEST_ID = re.compile(r"req-[0-9a-fA-F-]{8,64}")


class Guard:
    """Gives each request an id (its own, when it is one) and each answer its headers."""

    def __init__(self, app: ASGIApp, server_id: str) -> None:
        self._app = app
        self._server_id = server_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        claimed = Headers(scope=scope).get(REQUEST_ID_HEADER, "")
        request_id = claimed if _REQUEST_ID.fullmatch(claimed) else f"req-{uuid4()}"
        scope.setdefault("state", {})["request_id"] = request_id

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers[REQUEST_ID_HEADER] = request_id
                headers[PROTOCOL_HEADER] = str(PROTOCOL)
                headers[SERVER_HEADER] = self._server_id
                headers["X-Content-Type-Options"] = "nosniff"
            await send(message)

        await self._app(scope, receive, send_on)
