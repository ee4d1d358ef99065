"""The OpenAPI document: written from the routes and the shapes that they truly read and answer."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from firstline.portal import native_wire as wire
from firstline.portal.native_wire import JSON_TYPE, NDJSON_TYPE, PATCH_TYPE, PROBLEM_TYPE
from firstline_portal.web.shapes import (
    DeviceList,
    TicketDeleted,
    TicketList,
    TicketNew,
    TicketPatch,
    TicketShape,
)

SHAPES: tuple[type[BaseModel], ...] = (
    wire.WireProblem, wire.WireHello, wire.WireChanges, wire.WireSnapshot, wire.WireOps,
    wire.WirePushed, wire.WireDigest, wire.WireWanted, wire.WireFetched, wire.WireDevice,
    wire.WireEnrolled, wire.StreamEnd, DeviceList, TicketShape, TicketList, TicketNew,
    TicketPatch, TicketDeleted,
)  # fmt: skip
_AT = "#/components/schemas/{model}"
_LINES = {"schema": {"type": "string", "description": "A WireRecord a line, then StreamEnd."}}
_BYTES = {"schema": {"type": "string", "format": "binary"}}
Told = dict[int | str, dict[str, Any]]


def of(model: type[BaseModel]) -> dict[str, Any]:
    """Return the place of a shape in the document."""
    return {"schema": {"$ref": _AT.format(model=model.__name__)}}


def answers(
    model: type[BaseModel] | None, says: str, *problems: int, status: int = 200,
    lines: bool = False, media: str = JSON_TYPE, headers: tuple[str, ...] = (),
) -> Told:  # fmt: skip
    """Return what a route answers with: its shape, and the problems that it may tell of."""
    told: Told = {}
    content = {media: of(model) if model is not None else _BYTES} if media else {}
    if lines:
        content[NDJSON_TYPE] = _LINES
    told[status] = {"description": says, **({"content": content} if content else {})}
    if headers:
        told[status]["headers"] = {one: {"schema": {"type": "string"}} for one in headers}
    for code in (*problems, 400, 401, 403, 404, 405, 413, 415, 426, 429, 503):
        told[code] = {
            "description": _PROBLEMS[code], "content": {PROBLEM_TYPE: of(wire.WireProblem)},
        }  # fmt: skip
    return told


def takes(model: type[BaseModel] | None, media: str = JSON_TYPE) -> dict[str, Any]:
    """Return what a route reads."""
    content = {media: of(model) if model is not None else _BYTES}
    return {"requestBody": {"required": True, "content": content}}


def parameter(name: str, where: str, says: str, **more: Any) -> dict[str, Any]:
    """Return a header that a route reads by itself."""
    schema = {"type": "string", **more.pop("schema", {})}
    return {"name": name, "in": where, "description": says, "schema": schema, **more}


def _drop_strange_answers(told: dict[str, Any]) -> None:
    """Take out the answer that FastAPI itself would give to a bad parameter: ours is 400."""
    for methods in told["paths"].values():
        for one in methods.values():
            if JSON_TYPE in one["responses"].get("422", {}).get("content", {}):
                del one["responses"]["422"]


def install(app: FastAPI) -> None:
    """Let the app write its document with these shapes."""

    def document() -> dict[str, Any]:
        if not app.openapi_schema:
            told = get_openapi(
                title=app.title, version=app.version, routes=app.routes,
                description=app.description,
            )  # fmt: skip
            _drop_strange_answers(told)
            _, shapes = models_json_schema(
                [(one, "validation") for one in SHAPES], ref_template=_AT
            )
            parts = told.setdefault("components", {})
            parts.setdefault("schemas", {}).update(shapes["$defs"])
            app.openapi_schema = told
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


_PROBLEMS: Mapping[int, str] = {
    400: "The request is not valid.", 401: "The token is missing, wrong, expired or revoked.",
    403: "Not allowed.", 404: "Not there, or not to be seen.", 405: "Not served here.",
    409: "It does not fit what is there.", 410: "The cursor cannot be honoured; pull anew.",
    412: "It stands at another version.", 413: "The request is too large.",
    415: "The body is of another type.", 416: "No such range.",
    422: "The same key came with other content.", 426: "This protocol is spoken no longer.",
    428: "If-Match is missing.", 429: "Too many requests.",
    460: "The checksum does not match (tus).", 503: "Busy; try again later.",
    507: "The plant's space for files is used up.",
}  # fmt: skip
__all__ = ["PATCH_TYPE", "answers", "install", "of", "parameter", "takes"]
