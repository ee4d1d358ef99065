"""Ordinary REST for other integrators: tickets, with If-Match on every write."""

import json
import re
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi import Path as InPath
from sqlalchemy import Row
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from firstline.domain.words import Text
from firstline.portal.native_wire import JSON_TYPE, PATCH_TYPE
from firstline_portal import tickets
from firstline_portal.people import Person
from firstline_portal.problems import Refusal, invalid
from firstline_portal.views import doc_for
from firstline_portal.web.bodies import parse, read_body
from firstline_portal.web.desk import caller, desk_of, reply
from firstline_portal.web.documents import answers, parameter, takes
from firstline_portal.web.shapes import (
    TicketDeleted,
    TicketList,
    TicketNew,
    TicketPatch,
    TicketShape,
)

router = APIRouter(tags=["tickets"])
_MOST = 200
_ETAG = re.compile(r'"(\d{1,18})"')
_PLACE = re.compile(r"(\d{1,18})\.(.{0,60})", re.DOTALL)
Name = Annotated[str, InPath(min_length=1, max_length=64, description="The id or the number.")]
_IF_MATCH = parameter("If-Match", "header", "The ETag that was read.", required=True,
                      schema={"pattern": r'^"[0-9]{1,18}"$'})  # fmt: skip
_KEY = parameter("Idempotency-Key", "header", "The same key never makes a second ticket.",
                 schema={"maxLength": 200})  # fmt: skip


@router.get(
    "/tickets", responses=answers(TicketList, "Tickets."), response_class=Response,
)  # fmt: skip
async def listed(
    request: Request,
    open: Annotated[bool | None, Query(description="Only open, or only closed ones.")] = None,  # noqa: A002
    limit: Annotated[int, Query(ge=1, le=_MOST)] = 50,
    after: Annotated[str, Query(max_length=100, description="`next` of the page before.")] = "",
) -> Response:
    """List the tickets, the newest change of each plant first."""

    def work() -> Response:
        desk, person = desk_of(request), caller(request)
        at = _place(after)
        rows, total = tickets.page(desk.core, person, at, limit, is_open=open)
        last = f"{rows[-1].seq}.{rows[-1].plant}" if len(rows) == limit else ""
        told = ",".join(_shape(one, person) for one in rows)
        body = f'{{"tickets":[{told}],"total":{total},"next":{json.dumps(last)}}}'
        return reply(request, body.encode())

    return await run_in_threadpool(work)


@router.post(
    "/tickets", status_code=201, response_class=Response,
    responses=answers(TicketShape, "The new ticket.", 409, 422, status=201, headers=("ETag",)),
    openapi_extra={**takes(TicketNew), "parameters": [_KEY]},
)  # fmt: skip
async def create(request: Request) -> Response:
    """Open a ticket; repeated with the same Idempotency-Key, it is the same one."""
    desk = desk_of(request)
    raw = await read_body(request, desk.core.limits.ops_bytes)

    def work() -> Response:
        person = caller(request)
        asked = parse(TicketNew, request, raw)
        key = request.headers.get("idempotency-key", "")
        if len(key) > 200:
            raise invalid("Idempotency-Key is longer than 200 characters")
        fields = asked.model_dump(exclude={"plant"}, exclude_none=True)
        made = tickets.create(
            desk.core, person, fields, asked.plant, desk.clock(), key=key, body=raw
        )
        row = tickets.find(desk.core, person, made)
        place = request.url_for("ticket", name=row.id).path
        return _told(request, row, person, 201, {"Location": place})

    return await run_in_threadpool(work)


@router.get(
    "/tickets/{name}", name="ticket", response_class=Response,
    responses={
        **answers(TicketShape, "The ticket.", headers=("ETag",)),
        304: {"description": "It still stands at the revision that is known."},
    },
)  # fmt: skip
async def ticket(request: Request, name: Name) -> Response:
    """Read a ticket by its id or number."""

    def work() -> Response:
        desk, person = desk_of(request), caller(request)
        row = tickets.find(desk.core, person, name)
        if f'"{row.rev}"' in request.headers.get("if-none-match", ""):
            return Response(None, 304, {"ETag": f'"{row.rev}"'})
        return _told(request, row, person)

    return await run_in_threadpool(work)


@router.patch(
    "/tickets/{name}", response_class=Response,
    responses=answers(TicketShape, "The ticket after it.", 409, 412, 428, headers=("ETag",)),
    openapi_extra={**takes(TicketPatch, PATCH_TYPE), "parameters": [_IF_MATCH]},
)  # fmt: skip
async def patch(request: Request, name: Name) -> Response:
    """Change fields, move the status, reply or note: all of it, or nothing."""
    desk = desk_of(request)
    raw = await read_body(request, desk.core.limits.ops_bytes + 1_000_000)

    def work() -> Response:
        person = caller(request)
        rev = _if_match(request)
        asked = parse(TicketPatch, request, raw, PATCH_TYPE, JSON_TYPE)
        row = tickets.find(desk.core, person, name)
        wanted = asked.model_dump(exclude_none=True)
        tickets.patch(desk.core, person, row, rev, wanted, desk.clock())
        return _told(request, tickets.find(desk.core, person, row.id), person)

    return await run_in_threadpool(work)


@router.delete(
    "/tickets/{name}", response_class=Response,
    responses=answers(TicketDeleted, "It is gone.", 409, 412, 428),
    openapi_extra={"parameters": [_IF_MATCH]},
)  # fmt: skip
async def remove(request: Request, name: Name) -> Response:
    """Delete a ticket; an edit that had not seen this brings it back."""

    def work() -> Response:
        desk, person = desk_of(request), caller(request)
        rev = _if_match(request)
        row = tickets.find(desk.core, person, name)
        tickets.remove(desk.core, person, row, rev, desk.clock())
        return reply(request, json.dumps({"id": row.id, "rev": rev + 1}).encode())

    return await run_in_threadpool(work)


def _shape(row: Row[Any], person: Person) -> str:
    head = {"id": row.id, "number": row.number, "rev": row.rev, "plant": row.plant}
    told = json.dumps(head, ensure_ascii=False)
    return f'{told[:-1]},"doc":{doc_for(person, row.doc)}}}'


def _told(
    request: Request, row: Row[Any], person: Person, status: int = 200,
    more: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    headers = {"ETag": f'"{row.rev}"', **(more or {})}
    return reply(request, _shape(row, person).encode(), status=status, headers=headers)


def _if_match(request: Request) -> int:
    """Return the revision that the writer saw. Raises Refusal: 428 without, 400 for no ETag."""
    told = request.headers.get("if-match", "").strip()
    if not told:
        raise Refusal(
            428, "version-required",
            Text("修改需要 If-Match。", "A write needs If-Match with the ETag that was read."),
        )  # fmt: skip
    found = _ETAG.fullmatch(told.removeprefix("W/"))
    if found is None:
        raise invalid("If-Match is no ETag of ours")
    return int(found[1])


def _place(after: str) -> tuple[str, int] | None:
    if not after:
        return None
    found = _PLACE.fullmatch(after)
    if found is None:
        raise invalid("after is no place of a page")
    return found[2], int(found[1])
