"""The native protocol's routes: hello, changes, snapshot, ops, digest and records."""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from firstline.portal import native_wire as wire
from firstline.portal.native_wire import NDJSON_TYPE
from firstline_portal import digests, pulls
from firstline_portal.pages import Sheet, lines_json
from firstline_portal.people import Person
from firstline_portal.problems import invalid
from firstline_portal.web.bodies import parse, read_body, too_large
from firstline_portal.web.desk import WebDesk, caller, desk_of, reply
from firstline_portal.web.documents import answers, parameter, takes

router = APIRouter(tags=["sync"])
Limit = Annotated[int, Query(ge=1, le=pulls.MOST_RECORDS)]
Device = Annotated[str, Query(max_length=64, pattern=r"^[A-Za-z0-9._:-]*$")]
_CURSOR = Query(max_length=16_384, pattern=r"^[A-Za-z0-9._-]*$")
_SEEN = {"parameters": [parameter("If-None-Match", "header", "The ETag of the page last seen.")]}


@router.get(
    "/sync/hello", responses=answers(wire.WireHello, "Who the portal is."),
    response_class=Response,
)  # fmt: skip
async def hello(
    request: Request, device: Device = "", head: Annotated[int, Query(ge=0, le=2**53)] = 0
) -> Response:
    """Say who the portal is, what it allows, and what it has of a device."""

    def work() -> Response:
        desk, person = desk_of(request), caller(request)
        told = desk.core.hello(person, desk.clock(), device, head)
        return reply(request, told.model_dump_json().encode())

    return await run_in_threadpool(work)


@router.get(
    "/changes",
    responses={
        **answers(wire.WireChanges, "What changed.", 410, lines=True, headers=("ETag",)),
        304: {"description": "Nothing changed."},
    },
    openapi_extra=_SEEN, response_class=Response,
)  # fmt: skip
async def changes(
    request: Request,
    after: Annotated[str, _CURSOR],
    limit: Limit = 500,
    wait: Annotated[float, Query(ge=0, le=50)] = 0,
) -> Response:
    """Tell what changed after a cursor; with `wait`, hold the answer until something has."""
    desk = desk_of(request)
    person = await run_in_threadpool(caller, request)
    sheet, heads = await run_in_threadpool(_changes, desk, person, after, limit)
    if not sheet.lines and await desk.waiters.wait(heads, min(wait, desk.core.limits.wait_s)):
        sheet, _ = await run_in_threadpool(_changes, desk, person, after, limit)
    etag = _etag(after, sheet)
    if request.headers.get("if-none-match") == etag:
        return Response(None, 304, {"ETag": etag})
    return await run_in_threadpool(_page, request, sheet, etag)


def _changes(desk: WebDesk, person: Person, after: str, limit: int) -> tuple[Sheet, dict[str, int]]:
    sheet, heads = pulls.changes(desk.core.database, person, after, limit, desk.clock())
    return sheet, {plant: heads.get(plant, 0) for plant in person.plants}


def _etag(after: str, sheet: Sheet) -> str:
    told = f"{after}\n{sheet.cursor}\n{len(sheet.lines)}".encode()
    return f'W/"{hashlib.sha256(told).hexdigest()[:16]}"'


def _page(request: Request, sheet: Sheet, etag: str = "") -> Response:
    headers = {"ETag": etag} if etag else {}
    if NDJSON_TYPE in request.headers.get("accept", ""):
        return reply(request, sheet.as_lines(), media=NDJSON_TYPE, headers=headers)
    return reply(request, sheet.as_json(), headers=headers)


@router.get(
    "/snapshot", responses=answers(wire.WireSnapshot, "A page of a first pull.", 410, lines=True),
    response_class=Response,
)  # fmt: skip
async def snapshot(
    request: Request, page: Annotated[str, _CURSOR] = "", limit: Limit = 1000
) -> Response:
    """Tell everything once, the newest open tickets first; any page may be asked for again."""

    def work() -> Response:
        desk, person = desk_of(request), caller(request)
        return _page(request, desk.core.snapshot(person, page or None, limit, desk.clock()))

    return await run_in_threadpool(work)


@router.post(
    "/ops", responses=answers(wire.WirePushed, "What became of every edit."),
    openapi_extra=takes(wire.WireOps), response_class=Response,
)  # fmt: skip
async def ops(request: Request) -> Response:
    """Apply the edits of a device in their order; a repeat gets the first answer again."""
    desk = desk_of(request)
    raw = await read_body(request, desk.core.limits.ops_bytes + 65_536)

    def work() -> tuple[Response, Person]:
        person = caller(request)
        asked = parse(wire.WireOps, request, raw)
        if len(asked.ops) > desk.core.limits.ops:
            raise too_large(desk.core.limits.ops_bytes)
        done = desk.core.push(person, asked.device, asked.ops, desk.clock())
        return reply(request, done.as_json()), person

    answer, person = await run_in_threadpool(work)
    if len(desk.waiters):
        desk.waiters.nudge(await run_in_threadpool(desk.heads, frozenset(person.plants)))
    return answer


@router.get(
    "/sync/digest", responses=answers(wire.WireDigest, "What the portal has."),
    response_class=Response,
)  # fmt: skip
async def digest(
    request: Request, prefix: Annotated[str, Query(pattern="^[0-9a-f]{0,4}$")] = ""
) -> Response:
    """Tell counts and hashes of the records, to find what a copy lacks or has too much."""

    def work() -> Response:
        desk, person = desk_of(request), caller(request)
        told = digests.digest(desk.core.database, person, prefix)
        return reply(request, told.model_dump_json().encode())

    return await run_in_threadpool(work)


@router.post(
    "/sync/records", responses=answers(wire.WireFetched, "The records as they stand."),
    openapi_extra=takes(wire.WireWanted), response_class=Response,
)  # fmt: skip
async def records(request: Request) -> Response:
    """Tell some records again, whatever their place."""
    desk = desk_of(request)
    raw = await read_body(request, desk.core.limits.ops_bytes)

    def work() -> Response:
        person = caller(request)
        asked = parse(wire.WireWanted, request, raw)
        if len(asked.want) > pulls.MOST_WANTED:
            raise invalid(f"want: at most {pulls.MOST_WANTED} records at a time")
        lines = desk.core.fetch(person, asked.want)
        return reply(request, f'{{"records":{lines_json(lines)}}}'.encode())

    return await run_in_threadpool(work)
