"""Request bodies: read within a limit, also after they are unpacked, and parsed strictly."""

import zlib
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from firstline.domain.words import Text
from firstline.portal.native_wire import JSON_TYPE
from firstline_portal.problems import Refusal, invalid

Model = TypeVar("Model", bound=BaseModel)
_GZIP = 16 + zlib.MAX_WBITS


async def read_body(request: Request, limit: int) -> bytes:
    """Return the body, unpacked. Raises Refusal: 413 beyond `limit` bytes, 415, 400."""
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip"):
        raise Refusal(
            415, "unsupported-type",
            Text("只接受 gzip 压缩。", "Only gzip is understood as an encoding."),
        )  # fmt: skip
    claimed = request.headers.get("content-length", "")
    if claimed.isdecimal() and int(claimed) > limit:
        raise too_large(limit)
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise too_large(limit)
        parts.append(part)
    raw = b"".join(parts)
    return unpacked(raw, limit) if encoding == "gzip" else raw


def unpacked(raw: bytes, limit: int) -> bytes:
    """Return what is in a gzip body; never more than `limit` bytes are made of it."""
    try:
        unpack = zlib.decompressobj(_GZIP)
        body = unpack.decompress(raw, limit + 1)
    except zlib.error as error:
        raise invalid("the gzip body is damaged") from error
    if len(body) > limit:
        raise too_large(limit)
    if not unpack.eof:
        raise invalid("the gzip body is cut short")
    return body


def parse(model: type[Model], request: Request, raw: bytes, *media: str) -> Model:
    """Return the JSON body as the shape. Raises Refusal: 415 for another type, 400."""
    wanted = media or (JSON_TYPE,)
    told = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if told not in wanted:
        raise wrong_type(wanted[0])
    try:
        return model.model_validate_json(raw, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(one) for one in first["loc"]) or "body"
        raise invalid(f"{where}: {first['msg']}"[:300]) from error


def wrong_type(wanted: str) -> Refusal:
    """Return the refusal of a body of another type than `wanted`."""
    return Refusal(
        415, "unsupported-type",
        Text(f"请求内容必须是 {wanted}。", f"The body must be {wanted}."),
    )  # fmt: skip


def too_large(limit: int) -> Refusal:
    """Return the refusal of a body beyond `limit` bytes."""
    return Refusal(
        413, "too-large",
        Text(f"请求超过 {limit} 字节,请分几次发送。",
             f"The request is larger than {limit} bytes; send less at a time."),
    )  # fmt: skip
