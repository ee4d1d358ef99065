"""Attachments over HTTP: tus 1.0.0 up, ranges down, nothing a browser would ever open."""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from firstline.domain.words import Text
from firstline.portal.native_wire import TUS_TYPE, TUS_VERSION
from firstline_portal import files
from firstline_portal.files import Upload
from firstline_portal.problems import Refusal, invalid
from firstline_portal.web.bodies import read_body, wrong_type
from firstline_portal.web.desk import caller, desk_of
from firstline_portal.web.documents import answers, parameter, takes

router = APIRouter(tags=["files"])
_BLOCK = 256 * 1024
_OCTETS = "application/octet-stream"
_RANGE = re.compile(r"bytes=(\d{0,19})-(\d{0,19})")
_HASH = re.compile(r"[0-9a-f]{64}")
_ALGORITHMS = ("sha1", "sha256")
_HARMLESS = {
    "Content-Disposition": "attachment", "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Frame-Options": "DENY", "Cache-Control": "private, max-age=31536000, immutable",
    "Accept-Ranges": "bytes",
}  # fmt: skip
Place = Annotated[str, InPath(pattern=r"^(up-[0-9a-f-]{36}|[0-9a-f]{64})$")]
_TUS = parameter("Tus-Resumable", "header", "The version of tus.", required=True,
                 schema={"enum": [TUS_VERSION]})  # fmt: skip
_OFFSET = parameter("Upload-Offset", "header", "Where the bytes go.", required=True,
                    schema={"pattern": r"^[0-9]{1,15}$"})  # fmt: skip
_LENGTH = parameter("Upload-Length", "header", "The size of the file.", required=True,
                    schema={"pattern": r"^[0-9]{1,15}$"})  # fmt: skip
_ABOUT = parameter(
    "Upload-Metadata", "header", "sha256 (required) and plant, each as NAME BASE64, by commas.",
    required=True,
)  # fmt: skip
_CHECK = parameter("Upload-Checksum", "header", "sha256 or sha1, and the hash of these bytes.")


@router.options(
    "/files", status_code=204, response_class=Response,
    responses={204: {"description": "What of tus is spoken."}},
)  # fmt: skip
async def options(request: Request) -> Response:
    """Say what of tus is spoken here."""
    limits = desk_of(request).core.limits
    told = {
        "Tus-Version": TUS_VERSION, "Tus-Max-Size": str(limits.file_bytes),
        "Tus-Extension": "creation,checksum,expiration,termination",
        "Tus-Checksum-Algorithm": ",".join(_ALGORITHMS),
    }  # fmt: skip
    return Response(None, 204, {"Tus-Resumable": TUS_VERSION, **told})


@router.post(
    "/files", status_code=201, response_class=Response,
    responses=answers(None, "Where the upload stands.", 412, 507, 460, status=201, media=""),
    openapi_extra={"parameters": [_TUS, _LENGTH, _ABOUT]},
)  # fmt: skip
async def create(request: Request) -> Response:
    """Begin an upload, or find the one that was begun earlier, or the file itself."""

    def work() -> Response:
        desk, person = desk_of(request), caller(request)
        _speak_tus(request)
        size = _number(request, "upload-length")
        about = _metadata(request.headers.get("upload-metadata", ""))
        sha256, plant = about.get("sha256", ""), about.get("plant", "")
        if not _HASH.fullmatch(sha256):
            raise invalid("Upload-Metadata: sha256 is missing")
        begun = files.begin(desk.core, person, sha256, size, plant, desk.clock())
        place = request.url_for("standing", place=begun.place).path
        return _told(begun, 201, {"Location": place})

    return await run_in_threadpool(work)


@router.head(
    "/files/{place}", response_class=Response, name="standing",
    responses=answers(None, "How far it is.", 412, media=""),
    openapi_extra={"parameters": [_TUS]},
)  # fmt: skip
async def standing(request: Request, place: Place) -> Response:
    """Say how far an upload is."""

    def work() -> Response:
        desk, person = desk_of(request), caller(request)
        _speak_tus(request)
        return _told(files.standing(desk.core, person, place, desk.clock()), 200)

    return await run_in_threadpool(work)


@router.patch(
    "/files/{place}", status_code=204, response_class=Response,
    responses=answers(None, "These bytes are kept.", 409, 412, 460, 507, status=204, media=""),
    openapi_extra={"parameters": [_TUS, _OFFSET, _CHECK], **takes(None, TUS_TYPE)},
)  # fmt: skip
async def append(request: Request, place: Place) -> Response:
    """Take the next bytes of an upload."""
    desk = desk_of(request)
    data = await read_body(request, desk.core.limits.chunk_bytes)

    def work() -> Response:
        person = caller(request)
        _speak_tus(request)
        if request.headers.get("content-type", "") != TUS_TYPE:
            raise wrong_type(TUS_TYPE)
        offset = _number(request, "upload-offset")
        _verify(request.headers.get("upload-checksum", ""), data)
        return _told(files.append(desk.core, person, place, offset, data, desk.clock()), 204)

    return await run_in_threadpool(work)


@router.delete(
    "/files/{place}", status_code=204, response_class=Response,
    responses=answers(None, "The upload is forgotten.", 412, status=204, media=""),
    openapi_extra={"parameters": [_TUS]},
)  # fmt: skip
async def end(request: Request, place: Place) -> Response:
    """Forget an upload that is under way."""

    def work() -> Response:
        desk, person = desk_of(request), caller(request)
        _speak_tus(request)
        files.end(desk.core, person, place, desk.clock())
        return Response(None, 204, {"Tus-Resumable": TUS_VERSION})

    return await run_in_threadpool(work)


@router.get(
    "/files/{place}", response_class=Response,
    responses={
        **answers(None, "The bytes.", 416, media=_OCTETS, headers=("ETag",)),
        206: {"description": "Some of the bytes.",
              "content": {_OCTETS: {"schema": {"type": "string", "format": "binary"}}}},
        304: {"description": "It is the one that is known."},
    },
    openapi_extra={"parameters": [parameter("Range", "header", "One range of bytes.")]},
)  # fmt: skip
async def fetch(request: Request, place: Place) -> Response:
    """Send a file, or the rest of it; its ETag is its hash."""

    def work() -> Response:
        desk, person = desk_of(request), caller(request)
        path, etag = files.find(desk.core, person, place), f'"{place}"'
        headers = {**_HARMLESS, "ETag": etag}
        if etag in request.headers.get("if-none-match", ""):
            return Response(None, 304, headers)
        size = path.stat().st_size
        begin, until = _span(request, size, etag)
        whole = until - begin == size
        if not whole:
            headers["Content-Range"] = f"bytes {begin}-{until - 1}/{size}"
        headers["Content-Length"] = str(until - begin)
        body = _blocks(path, begin, until)
        return StreamingResponse(body, 200 if whole else 206, headers, _OCTETS)

    return await run_in_threadpool(work)


def _blocks(path: Path, begin: int, until: int) -> Iterator[bytes]:
    with path.open("rb") as source:
        source.seek(begin)
        left = until - begin
        while left > 0 and (block := source.read(min(_BLOCK, left))):
            left -= len(block)
            yield block


def _span(request: Request, size: int, etag: str) -> tuple[int, int]:
    """Return the bytes that are asked for, all of them where no single range is."""
    asked = _RANGE.fullmatch(request.headers.get("range", ""))
    if asked is None or request.headers.get("if-range", etag) != etag:
        return 0, size
    first, last = asked.groups()
    if first:
        begin, until = int(first), min(int(last) + 1 if last else size, size)
    elif last:
        begin, until = max(0, size - int(last)), size
    else:
        return 0, size
    if begin >= until:
        raise _no_range(size)
    return begin, until


def _no_range(size: int) -> Refusal:
    return Refusal(
        416, "invalid",
        Text(f"文件只有 {size} 字节。", f"The file has {size} bytes and no such range."),
    )  # fmt: skip


def _told(upload: Upload, status: int, more: Mapping[str, str] | None = None) -> Response:
    headers = {
        "Tus-Resumable": TUS_VERSION, "Upload-Offset": str(upload.offset),
        "Upload-Length": str(upload.size), "Cache-Control": "no-store", **(more or {}),
    }  # fmt: skip
    if upload.expires_at:
        ends = datetime.fromisoformat(upload.expires_at)
        headers["Upload-Expires"] = format_datetime(ends).replace("+0000", "GMT")
    return Response(None, status, headers)


def _speak_tus(request: Request) -> None:
    if request.headers.get("tus-resumable") != TUS_VERSION:
        raise Refusal(
            412, "upgrade-required",
            Text(f"请使用 tus {TUS_VERSION}。", f"Speak tus {TUS_VERSION}."),
        )  # fmt: skip


def _number(request: Request, name: str) -> int:
    text = request.headers.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) <= 15):
        raise invalid(f"{name} is missing or no number")
    return int(text)


def _metadata(text: str) -> dict[str, str]:
    """Return the pairs of Upload-Metadata. Raises Refusal (invalid)."""
    told = {}
    for pair in filter(None, (one.strip() for one in text.split(","))):
        name, _, value = pair.partition(" ")
        try:
            told[name] = base64.b64decode(value, validate=True).decode()
        except ValueError as error:
            raise invalid("Upload-Metadata cannot be read") from error
    return told


def _verify(checksum: str, data: bytes) -> None:
    """Compare the bytes with their checksum, where one is given. Raises Refusal: 400, 460."""
    if not checksum:
        return
    name, _, value = checksum.partition(" ")
    if name not in _ALGORITHMS:
        raise invalid(f"Upload-Checksum: only {', '.join(_ALGORITHMS)}")
    ours = base64.b64encode(hashlib.new(name, data, usedforsecurity=False).digest()).decode()
    if ours != value:
        raise Refusal(
            460, "checksum-mismatch",
            Text("内容与校验和不符。", "The bytes do not match their checksum."),
        )  # fmt: skip
