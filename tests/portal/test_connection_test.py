"""The connection test: each way to fail is told at its step, in both languages, with what to do."""

import json
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import certificates
import pytest
from scripted import Answerer, Asked, answer, serving

from firstline.domain.portal_entry import PortalEntry
from firstline.portal.connection_test import Found, Stage, probe_portal
from firstline.portal.native_wire import NDJSON_TYPE, SERVER_HEADER

OURS = certificates.authority()
SERVER = {SERVER_HEADER.replace("-", "_"): "s-1"}


def entry(url: str, **rest: Any) -> PortalEntry:
    return PortalEntry("厂内", "native", url, **rest)


def greeting(**changed: object) -> bytes:
    told = {
        "server_id": "s-1", "epoch": "e", "protocol": {"min": 1, "max": 1}, "limits": {},
        "server_time": datetime.now(UTC).isoformat(), "scope_hash": "h", "user": "王工",
        "roles": ["superuser"], "plants": ["p"], **changed,
    }  # fmt: skip
    return answer(200, json.dumps(told).encode(), **SERVER)


def portal(hello: bytes, page: bytes = b"") -> Answerer:
    empty = b'{"end":true,"cursor":"c.1","count":0,"more":false,"sha256":"%s"}\n'
    nothing = b"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    page = page or answer(200, empty % nothing, NDJSON_TYPE, **SERVER)

    def one(asked: Asked, sock: socket.socket) -> bool:
        sock.sendall(hello if "hello" in asked.path else page)
        return True

    return one


def failing(found: Found, stage: Stage) -> str:
    """Check that every stage is told and that this one failed; return what was said."""
    assert [one.stage for one in found.steps] == list(Stage)
    assert not found.ok
    failed = found.failed
    assert failed is not None
    assert failed.stage is stage
    at = list(Stage).index(stage)
    assert all(one.ok for one in found.steps[:at])
    assert all(one.ok is None for one in found.steps[at + 1 :])
    for step in found.steps:
        assert step.said.zh
        assert step.said.en
        assert step.title.zh
    assert failed.next_step.zh
    assert failed.next_step.en
    return failed.said.en


def test_all_is_well(tmp_path: Path) -> None:
    pem = tmp_path / "ca.pem"
    pem.write_text(OURS.pem, "ascii")
    with serving(portal(greeting()), OURS.server(tmp_path)) as server:
        there = entry(f"https://localhost:{server.port}", authority=str(pem))
        found = probe_portal(there, "token")
    assert found.ok, found
    assert found.hello is not None
    assert found.hello.user == "王工"
    said = {one.stage: one.said.en for one in found.steps}
    assert "澄川机电 CA" in said[Stage.CERTIFICATE]
    assert "王工" in said[Stage.SIGN_IN]
    assert "superuser" in said[Stage.RIGHTS]


def test_an_address_that_cannot_be_and_a_name_that_is_not() -> None:
    failing(probe_portal(entry("http://desk.example"), "t"), Stage.NAME)
    said = failing(probe_portal(entry("https://no-such-host.invalid"), "t"), Stage.NAME)
    assert "no-such-host.invalid" in said


def test_nobody_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as one:
        port = one.getsockname()[1]
    assert "port" in failing(probe_portal(entry(f"http://127.0.0.1:{port}"), "t"), Stage.REACH)


def test_the_certificate_is_not_trusted(tmp_path: Path) -> None:
    with serving(portal(greeting()), OURS.server(tmp_path)) as server:
        url = f"https://localhost:{server.port}"
        said = failing(probe_portal(entry(url), "t"), Stage.CERTIFICATE)
        assert "authority" in said
        missing = entry(url, authority=str(tmp_path / "none.pem"))
        assert "none.pem" in failing(probe_portal(missing, "t"), Stage.CERTIFICATE)
        assert not server.asked  # no token left this computer


@pytest.mark.parametrize(
    ("hello", "stage", "word"),
    [
        (answer(200, b"<html>hi</html>", "text/html"), Stage.PORTAL, "web page"),
        (answer(404, b"", "text/plain"), Stage.PORTAL, "web page"),
        (answer(302, Location="http://login.invalid/"), Stage.PORTAL, "somewhere else"),
        (answer(200, b"{}", **SERVER), Stage.PORTAL, "no sense"),
        (answer(503), Stage.PORTAL, "busy"),
        (answer(401, b"", "", **SERVER), Stage.SIGN_IN, "token"),
        (answer(403, b"", "", **SERVER), Stage.RIGHTS, "not allow"),
        (greeting(protocol={"min": 9, "max": 9}), Stage.PORTAL, "version"),
    ],
)
def test_what_answers_is_told(hello: bytes, stage: Stage, word: str) -> None:
    with serving(portal(hello)) as server:
        assert word in failing(probe_portal(entry(server.url), "t"), stage)


def test_a_person_who_may_not_read_is_told() -> None:
    text = {"zh": "您没有阅读权。", "en": "You may not read."}
    body = json.dumps({"type": "urn:firstline:problem:forbidden", "text": text}).encode()
    page = answer(403, body, "application/problem+json", **SERVER)
    with serving(portal(greeting(), page)) as server:
        said = failing(probe_portal(entry(server.url), "t"), Stage.RIGHTS)
    assert said == "You may not read."


def test_a_clock_that_is_wrong_is_advice_and_no_failure() -> None:
    late = (datetime.now(UTC) + timedelta(minutes=30)).isoformat()
    with serving(portal(greeting(server_time=late))) as server:
        found = probe_portal(entry(server.url), "t")
    assert found.ok
    assert "30" in next(one for one in found.steps if one.stage is Stage.PORTAL).next_step.en


def test_a_proxy_that_is_not_there_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as one:
        port = one.getsockname()[1]
    found = probe_portal(entry("https://desk.invalid"), "t", proxy=f"http://127.0.0.1:{port}")
    failing(found, Stage.REACH)
