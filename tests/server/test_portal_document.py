"""The OpenAPI document is true: whatever schemathesis sends, the answers are as it says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from portal_desk import NOW, opening
from portal_served import Client, Served, serving
from schemathesis.specs.openapi import checks

from firstline.portal.native_wire import TUS_TYPE
from firstline.portal.native_wire_packs import PACK_TYPE
from firstline_portal.core import Core, Limits
from firstline_portal.database import Database
from firstline_portal.rights import Role
from firstline_portal.web.app import make_app


@schemathesis.serializer(TUS_TYPE, PACK_TYPE)
def _as_bytes(_: Any, value: Any) -> bytes:
    held = getattr(value, "data", value)  # schemathesis wraps bytes
    return held if isinstance(held, bytes) else str(held).encode()


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve a portal with a few records and nothing that brakes."""
    folder: Path = tmp_path_factory.mktemp("files")
    limits = Limits(requests_per_s=0)
    with serving(limits=limits, files=folder) as served:
        served.client("li").push(served.desk, *[opening(f"{one}") for one in range(3)])
        yield served


@pytest.fixture(scope="module")
def client(portal: Served) -> Client:
    return portal.client("lead", Role.IT_LEAD)


def document() -> dict[str, Any]:
    """Return the document that the server writes, for which no server need run."""
    core = Core(Database("sqlite://"))
    core.prepare(NOW)
    return make_app(core).openapi()


_ANY = {"expected-statuses": ["4xx"]}  # 412, 428 and 460 too say that a request is not right
CONFIG = schemathesis.Config.from_dict(
    {"checks": {"negative_data_rejection": _ANY, "missing_required_header": _ANY}}
)
schema = schemathesis.openapi.from_dict(document(), config=CONFIG).exclude(path="/api/v1/events")
_UNSAID = [checks.positive_data_acceptance]  # no schema can say the state that a request meets


@schema.parametrize()
@settings(
    max_examples=12, derandomize=True, deadline=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck), database=None,
)  # fmt: skip
def test_the_server_keeps_its_word(case: Any, client: Client) -> None:
    signed = {"Authorization": f"Bearer {client.token}"}
    case.call_and_validate(client.url, headers=signed, excluded_checks=_UNSAID, timeout=20)


def test_the_document_names_every_route(client: Client) -> None:
    told = client.get("/openapi.json").json()
    assert told["info"]["title"] == "Firstline portal"
    paths = {path.removeprefix("/api/v1") for path in told["paths"]}
    assert paths == {
        "/sync/hello", "/changes", "/snapshot", "/ops", "/sync/digest", "/sync/records",
        "/files", "/files/{place}", "/events", "/devices", "/devices/{device}", "/packs",
        "/tickets", "/tickets/{name}",
    }  # fmt: skip
    for methods in told["paths"].values():
        for one in methods.values():
            assert one["summary"]
            for code, answer in one["responses"].items():
                if int(code) >= 400:
                    assert list(answer["content"]) == ["application/problem+json"]
