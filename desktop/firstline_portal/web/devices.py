"""Devices over HTTP: enrolled by their key, listed, revoked."""

from typing import Annotated, Any

from fastapi import APIRouter
from fastapi import Path as InPath
from sqlalchemy import Connection, Row
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from firstline.portal import native_wire as wire
from firstline_portal import clocks, devices, keys
from firstline_portal.people import Person
from firstline_portal.pushes import head_of
from firstline_portal.web.bodies import parse, read_body
from firstline_portal.web.desk import WebDesk, caller, desk_of, reply
from firstline_portal.web.documents import answers, takes
from firstline_portal.web.shapes import DeviceList

router = APIRouter(tags=["devices"])
_MOST_BODY = 65_536
Device = Annotated[str, InPath(pattern=r"^[A-Za-z0-9._:-]{1,64}$")]


@router.post(
    "/devices", responses=answers(wire.WireEnrolled, "The device as it is known now.", 409),
    openapi_extra=takes(wire.WireDevice), response_class=Response,
)  # fmt: skip
async def enrol(request: Request) -> Response:
    """Enrol a device of one's own; its packs are verified by this key."""
    raw = await read_body(request, _MOST_BODY)

    def work() -> Response:
        desk, person = desk_of(request), caller(request)
        asked = parse(wire.WireDevice, request, raw)
        desk.core.database.write(lambda one: devices.enrol(one, person, asked, desk.clock()))
        (told,) = [one for one in _all(desk, person) if one.device == asked.device]
        return reply(request, told.model_dump_json().encode())

    return await run_in_threadpool(work)


@router.get(
    "/devices", responses=answers(DeviceList, "Devices, revoked ones too."),
    response_class=Response,
)  # fmt: skip
async def listed(request: Request) -> Response:
    """List one's own devices; an IT lead sees everybody's."""

    def work() -> Response:
        desk, person = desk_of(request), caller(request)
        told = DeviceList(devices=tuple(_all(desk, person)))
        return reply(request, told.model_dump_json().encode())

    return await run_in_threadpool(work)


@router.delete(
    "/devices/{device}", status_code=204, response_class=Response,
    responses=answers(None, "It is revoked.", status=204, media=""),
)  # fmt: skip
async def revoke(request: Request, device: Device) -> Response:
    """Revoke a device: its pushes and packs are refused from now on."""

    def work() -> Response:
        desk, person = desk_of(request), caller(request)
        desk.core.database.write(lambda one: devices.revoke(one, person, device, desk.clock()))
        return Response(None, 204)

    return await run_in_threadpool(work)


def _all(desk: WebDesk, person: Person) -> list[wire.WireEnrolled]:
    with desk.core.database.read() as connection:
        values = clocks.settings(connection)
        public = keys.public_of(values)
        return [
            _told(connection, row, values["server_id"], public)
            for row in devices.listed(connection, person)
        ]


def _told(
    connection: Connection, row: Row[Any], server_id: str, public: tuple[str, str]
) -> wire.WireEnrolled:
    return wire.WireEnrolled(
        device=row.id, name=row.name, user=row.person, public_key=row.public_key,
        enrolled_at=row.enrolled_at, revoked_at=row.revoked_at, head=head_of(connection, row.id),
        server_id=server_id, server_key=public[0], seal_key=public[1],
    )  # fmt: skip
