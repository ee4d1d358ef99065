"""Files to and from the native portal: tus 1.0 up, ranges down, both checked by their hash."""

import base64
import hashlib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from firstline.domain.ticket.ticket import Attachment
from firstline.portal.base import Moved
from firstline.portal.native_wire import TUS_TYPE, TUS_VERSION
from firstline.portal.parts import hash_of, not_the_file, write_part
from firstline.portal.refusals import makes_no_sense
from firstline.portal.session import Flow, Reply

FIRST_CHUNK, LAST_CHUNK = 64 * 1024, 4 * 1024 * 1024
_LONGEST = 4 * 1024 * 1024 * 1024
_VANISHED = frozenset({404, 410})
_OFFSET_MOVED = 409
_CHECKSUM_WRONG = 460
_TUS = {"Tus-Resumable": TUS_VERSION}
_MOST_TURNS = 3

Ask = Callable[..., Reply]
Open = Callable[..., AbstractContextManager[Flow]]


def upload(ask: Ask, file: Attachment, path: Path, moved: Moved) -> None:
    """Bring the bytes of `path` to the portal, from the offset that the portal names.

    Chunks grow with success from 64 KiB to 4 MiB, so that a bad line loses little. Raises Broken
    when the portal keeps contradicting itself about what it has.
    """
    if hash_of(path) != file.sha256:
        raise not_the_file()
    place, offset = _begun(ask, file)
    turns, chunk = 0, FIRST_CHUNK
    with path.open("rb") as source:
        while offset < file.size:
            source.seek(offset)
            block = source.read(min(chunk, file.size - offset))
            reply = _patched(ask, place, offset, block, moved)
            if reply.status in _VANISHED:
                place, offset = _begun(ask, file)
            elif reply.status == _OFFSET_MOVED:
                offset = _offset(ask("HEAD", place, headers=_TUS))
            elif reply.status < 300:
                offset, chunk = _offset(reply), min(chunk * 2, LAST_CHUNK)
                continue
            turns += 1
            if turns > _MOST_TURNS:
                raise makes_no_sense(reply.host)


def _begun(ask: Ask, file: Attachment) -> tuple[str, int]:
    """Return where the upload of this file stands, one begun earlier or a new one."""
    reply = ask("POST", "files", headers={
        **_TUS, "Upload-Length": str(file.size), "Upload-Metadata": _metadata(file),
    })  # fmt: skip
    place = reply.headers.get("Location", "").rpartition("/files/")[2]
    if not place:
        raise makes_no_sense(reply.host)
    path = f"files/{place}"
    if "Upload-Offset" in reply.headers:
        return path, _offset(reply)
    return path, _offset(ask("HEAD", path, headers=_TUS))


def _metadata(file: Attachment) -> str:
    words = {"sha256": file.sha256, "filename": file.name, "filetype": file.media}
    return ",".join(
        f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in words.items()
    )


def _patched(ask: Ask, place: str, offset: int, block: bytes, moved: Moved) -> Reply:
    checksum = base64.b64encode(hashlib.sha256(block).digest()).decode()
    return ask(
        "PATCH", place, body=block, moved=moved,
        headers={
            **_TUS, "Upload-Offset": str(offset), "Upload-Checksum": f"sha256 {checksum}",
            "Content-Type": TUS_TYPE,
        },
        allow={*_VANISHED, _OFFSET_MOVED, _CHECKSUM_WRONG},
    )  # fmt: skip


def _offset(reply: Reply) -> int:
    said = reply.headers.get("Upload-Offset", "")
    if not said.isdecimal():
        raise makes_no_sense(reply.host)
    return int(said)


def download(open_: Open, sha256: str, part: Path, moved: Moved) -> None:
    """Fetch what `part` lacks of the file, force it to the disk and check it by its hash.

    Raises Broken for bytes that are not the file; `part` is then gone, and the next try begins
    from nothing.
    """
    held = part.stat().st_size if part.exists() else 0
    if not held or hash_of(part) != sha256:
        _fetch(open_, sha256, part, held, moved)
    if hash_of(part) != sha256:
        part.unlink()
        raise not_the_file()


def _fetch(open_: Open, sha256: str, part: Path, held: int, moved: Moved) -> None:
    headers = {"Accept": "*/*", "Accept-Encoding": "identity"}
    if held:
        headers |= {"Range": f"bytes={held}-", "If-Range": f'"{sha256}"'}
    path = f"files/{sha256}"
    with open_("GET", path, headers=headers, allow=(416,), most=_LONGEST) as flow:
        if flow.status == 416:
            return  # there is no more than we hold, and that was not the file
        goes_on = flow.status == 206 and _begins_at(flow.headers) == held
        write_part(part, flow.chunks(), moved, "ab" if goes_on else "wb")


def _begins_at(headers: Mapping[str, str]) -> int:
    span = headers.get("Content-Range", "").removeprefix("bytes ").partition("-")[0]
    return int(span) if span.isdecimal() else -1
