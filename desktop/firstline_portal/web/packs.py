"""Packs over HTTP: any enrolled person may carry them, and takes the answer back."""

import tempfile
from pathlib import Path

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from firstline.portal.native_wire_packs import PACK_TYPE
from firstline_portal import packs
from firstline_portal.web.bodies import too_large, wrong_type
from firstline_portal.web.desk import caller, desk_of
from firstline_portal.web.documents import answers, takes

router = APIRouter(tags=["packs"])


@router.post(
    "/packs", response_class=Response,
    responses=answers(None, "The answer pack.", 422, media=PACK_TYPE),
    openapi_extra=takes(None, PACK_TYPE),
)  # fmt: skip
async def take(request: Request) -> Response:
    """Take a pack of edits from a stick and give the signed answer to be carried back."""
    desk = desk_of(request)
    await run_in_threadpool(caller, request)
    if request.headers.get("content-type", "") != PACK_TYPE:
        raise wrong_type(PACK_TYPE)
    with tempfile.TemporaryDirectory(prefix="firstline-pack-") as folder:
        pack = Path(folder) / "pack"
        await _receive(request, pack, desk.core.limits.pack_bytes)
        done = await run_in_threadpool(packs.take, desk.core, pack, desk.clock())
    told = {"Content-Disposition": "attachment", "Cache-Control": "no-store"}
    return Response(done.pack, 200, told, PACK_TYPE)


async def _receive(request: Request, pack: Path, limit: int) -> None:
    """Write the body into a file. Raises Refusal (too-large)."""
    size = 0
    with pack.open("wb") as target:
        async for part in request.stream():
            size += len(part)
            if size > limit:
                raise too_large(limit)
            await run_in_threadpool(target.write, part)
