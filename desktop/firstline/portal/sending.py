"""What goes out with a request: its body is handed over in small blocks that are counted."""

import io
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

import requests

from firstline.domain.overrides import override
from firstline.portal.base import Moved

FormPart = tuple[str, tuple[str | None, str | bytes | BinaryIO, str]]


class Outgoing(io.RawIOBase):
    """A body that is read block by block; `moved` hears of every block.

    A body given whole would have to leave within one stall time, however slow the line is.
    """

    def __init__(self, body: bytes | BinaryIO, moved: Moved | None) -> None:
        super().__init__()
        self._body = io.BytesIO(body) if isinstance(body, bytes) else body
        self._moved = moved

    @override
    def readable(self) -> bool:
        return True

    @override
    def read(self, size: int = -1) -> bytes:
        block = self._body.read(size)
        if self._moved and block:
            self._moved(len(block))
        return block

    @override
    def tell(self) -> int:
        return self._body.tell()

    @override
    def close(self) -> None:
        """Leave the body open: it belongs to the caller."""


def prepared(
    wire: requests.Session,
    method: str,
    url: str,
    headers: Mapping[str, str],
    parts: Mapping[str, Any],
) -> requests.PreparedRequest:
    """Return the request with its address, headers and counted body."""
    form: Sequence[FormPart] | None = parts.get("form")
    request = requests.Request(
        method, url, dict(headers),
        params=parts.get("params"), data=parts.get("body"), json=parts.get("json"),
        files=list(form) if form else None,
    )  # fmt: skip
    ready = wire.prepare_request(request)
    if ready.body:
        body: Any = ready.body
        ready.body = Outgoing(body.encode() if isinstance(body, str) else body, parts.get("moved"))  # type: ignore[assignment]
    return ready
