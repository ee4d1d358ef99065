"""A file's bytes out of Request Tracker's JSON, as they stream in: no file is held in memory."""

import re
from binascii import Error, a2b_base64
from collections.abc import Iterable, Iterator

from firstline.domain.words import Text
from firstline.portal.base import Broken

_START = re.compile(rb'(?<!\\)"Content"\s*:\s*(?:"|null)')
_KEPT = 64  # so that a chunk's edge may fall into the name


def content(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the bytes of the file in an answer to `GET /attachment/ID`.

    `Content` is base64 in lines. Raises Broken where the answer ends before it does.
    """
    rest = b""
    coded = _coded(chunks)
    try:
        for piece in coded:
            rest += piece
            whole = len(rest) - len(rest) % 4
            yield a2b_base64(rest[:whole])
            rest = rest[whole:]
        yield a2b_base64(rest)
    except Error as error:
        raise _cut() from error


def _coded(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the base64 text between the quotes, without its line ends."""
    before, inside = b"", False
    for chunk in chunks:
        held = before + chunk
        if not inside:
            found = _START.search(held)
            if found is None:
                before = held[-_KEPT:]
                continue
            if found[0].endswith(b"null"):
                return
            held, inside = held[found.end() :], True
        end = held.find(b'"')
        text = held if end < 0 else held[:end]
        before = b"\\" if end < 0 and text.endswith(b"\\") else b""
        yield text[: len(text) - len(before)].replace(b"\\n", b"").replace(b"\\r", b"")
        if end >= 0:
            return
    raise _cut()


def _cut() -> Broken:
    return Broken(
        Text("文件没有完整传来。", "The file did not arrive whole."),
        next_step=Text("程序稍后会自动重试。", "The program tries again by itself."),
    )
