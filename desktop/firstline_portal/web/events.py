"""Hints by server-sent events: that something changed, never what; losing one is harmless."""

import json
from collections.abc import AsyncIterator

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from firstline_portal.problems import busy
from firstline_portal.web.desk import WebDesk, caller, desk_of
from firstline_portal.web.documents import answers

router = APIRouter(tags=["sync"])
_EVENTS = "text/event-stream"
_BEAT_S = 15.0  # a line at least so often, so that nobody on the way takes it for dead
_BEATS = 240  # then it ends, and is asked for anew: a token may have been revoked


@router.get(
    "/events", response_class=Response,
    responses=answers(None, "A line for every change of the caller's plants.", media=_EVENTS),
)  # fmt: skip
async def events(request: Request) -> Response:
    """Hold a stream open and send `event: head` whenever a plant has moved."""
    desk = desk_of(request)
    person = await run_in_threadpool(caller, request)
    if desk.waiters.is_full:
        raise busy(30)
    stream = _stream(desk, frozenset(person.plants))
    return StreamingResponse(stream, 200, {"Cache-Control": "no-store"}, _EVENTS)


async def _stream(desk: WebDesk, plants: frozenset[str]) -> AsyncIterator[str]:
    heads = {**dict.fromkeys(plants, 0), **await run_in_threadpool(desk.heads, plants)}
    yield _head(heads)
    for _ in range(_BEATS):
        moved = await desk.waiters.wait(heads, _BEAT_S)
        if desk.waiters.is_closed:
            return
        if moved:
            heads |= await run_in_threadpool(desk.heads, plants)
        yield _head(heads) if moved else ": still here\n\n"


def _head(heads: dict[str, int]) -> str:
    seq = sum(heads.values())
    return f"id: {seq}\nevent: head\ndata: {json.dumps({'seq': seq})}\n\n"
