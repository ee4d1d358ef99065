"""Probing an interface: what is sent, and that offline is never a failure."""

import socket
import threading
from collections.abc import Iterator

import pytest

from firstline.intake.health.probe import probe


class Server:
    """Answers each connection with the same bytes and keeps what it was sent."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self.heard: list[bytes] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._door.accept()
            except OSError:
                return
            with line:
                said = b""
                while self._answer and b"\r\n\r\n" not in said:
                    part = line.recv(4096)
                    if not part:
                        break
                    said += part
                self.heard.append(said)
                line.sendall(self._answer)

    def close(self) -> None:
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._thread.join(30)


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    made = Server(request.param)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("server", "result"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", "ok"), (b"HTTP/1.1 401 Who\r\n\r\n", "ok"),
        (b"HTTP/1.1 503 Down\r\n\r\n", "failed"), (b"SSH-2.0-x\r\n", "failed"),
    ],
    indirect=["server"],
)  # fmt: skip
def test_one_head_is_sent_without_query_sign_in_or_body(server: Server, result: str) -> None:
    found = probe(f"http://127.0.0.1:{server.port}/api/stock?tenant=7&who=me#top", 30)
    assert found.result == result, found.said.en
    (heard,) = server.heard
    head, _, body = heard.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert lines[0] == b"HEAD /api/stock HTTP/1.1"
    assert [one.split(b":")[0] for one in lines[1:]] == [b"Host", b"Connection"]
    assert body == b""


@pytest.mark.parametrize("server", [b""], indirect=True)
def test_a_port_alone_gets_a_connection_and_not_one_byte(server: Server) -> None:
    assert probe(f"127.0.0.1:{server.port}", 30).result == "ok"
    assert b"".join(server.heard) == b""


def test_a_machine_that_refuses_has_failed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    assert probe(f"http://127.0.0.1:{port}/", 30).result == "failed"


@pytest.mark.parametrize(
    "endpoint",
    ["", "U8 → WMS", "https://192.0.2.7.invalid/api", "http://8.8.8.8/", "ftp://[::ffff:8.8.8.8]/",
     "mailto:x@y", "http://10.0.0.1:99999/", "file://x/y"],
)  # fmt: skip
def test_what_cannot_or_may_not_be_asked_is_not_tested(endpoint: str) -> None:
    found = probe(endpoint, 1)
    assert found.result == "not_tested"
    assert found.said.zh
    assert found.said.en


@pytest.mark.parametrize(
    ("fault", "own", "result"),
    [
        (OSError(101, "Network is unreachable"), "", "not_tested"),
        (OSError(113, "No route to host"), "10.1.1.1", "not_tested"),
        (OSError(10051, "unreachable"), "10.1.1.1", "not_tested"),
        (TimeoutError(), "192.168.1.4", "not_tested"), (TimeoutError(), "", "not_tested"),
        (TimeoutError(), "10.1.1.1", "failed"), (ConnectionRefusedError(), "", "failed"),
        (ConnectionResetError(104, "reset"), "10.1.1.1", "failed"),
    ],
)  # fmt: skip
def test_offline_is_not_tested_and_never_failed(
    monkeypatch: pytest.MonkeyPatch, fault: OSError, own: str, result: str
) -> None:
    def broken(*_words: object) -> None:
        raise fault

    monkeypatch.setattr(socket, "create_connection", broken)
    assert probe("http://10.20.1.15:8080/wms", 1, lambda _towards: own).result == result
