"""Everything that goes wrong, as application/problem+json and never as a bare page."""

import logging
import math

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Match, Route

from firstline.domain.words import Text
from firstline.portal.native_wire import PROBLEM_TYPE, ProblemName
from firstline_portal.problems import Refusal, busy, invalid, not_found, problem_of
from firstline_portal.web.desk import desk_of

_LOG = logging.getLogger("firstline.portal")
_NAMES: dict[int, ProblemName] = {404: "not-found", 405: "method-not-allowed", 413: "too-large"}


def told(request: Request, refusal: Refusal) -> Response:
    """Return the refusal as an answer."""
    problem = problem_of(
        refusal, path=request.url.path, request_id=request.scope["state"].get("request_id", ""),
        server_id=desk_of(request).server_id,
    )  # fmt: skip
    headers = {}
    if refusal.retry_after_s is not None:
        headers["Retry-After"] = str(math.ceil(refusal.retry_after_s))
    if refusal.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    body = problem.model_dump_json(exclude_none=True)
    return Response(body, refusal.status, headers, PROBLEM_TYPE)


async def _refused(request: Request, error: Exception) -> Response:
    return told(request, error if isinstance(error, Refusal) else busy(1))


async def _misread(request: Request, error: Exception) -> Response:
    words = "the request does not fit"
    if isinstance(error, RequestValidationError):
        first = error.errors()[0]
        words = f"{'.'.join(str(one) for one in first['loc'])}: {first['msg']}"[:300]
    return told(request, invalid(words))


async def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 404:
        return told(request, not_found())
    name = _NAMES.get(status, "invalid")
    answer = told(
        request, Refusal(status, name, Text("这个地址不接受这种请求。", "This is not served here."))
    )
    if status == 405:
        answer.headers["Allow"] = ", ".join(sorted(_methods(request)))
    return answer


def _methods(request: Request) -> set[str]:
    """Return the methods that are served at the address of this request, of all its routes."""
    found: set[str] = set()
    for route in request.app.routes:
        match, _ = route.matches(request.scope)
        if match is not Match.NONE and isinstance(route, Route):
            found |= route.methods or set()
    return found


async def _database(request: Request, error: Exception) -> Response:
    """Say that the database went away; nothing was done, and it may be there again soon."""
    _LOG.warning("the database failed: %s", type(error).__name__)
    return told(request, busy(5))


async def _left(_request: Request, _error: Exception) -> Response:
    """Answer nobody: the caller went away in the middle of a request, and nothing was done."""
    return Response(None, 400)


def install(app: FastAPI) -> None:
    """Answer every failure of the app's routes."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _misread)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(SQLAlchemyError, _database)
    app.add_exception_handler(ClientDisconnect, _left)
