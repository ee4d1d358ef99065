"""TLS: the system's store, a pinned private CA, and every wrong certificate told apart."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import certificates
import pytest
from scripted import always, answer, serving

from firstline.domain.errors import BadInput
from firstline.portal.access import Access
from firstline.portal.base import NotPortal, Unreachable, Untrusted
from firstline.portal.session import Session
from firstline.portal.trust import context_for, fingerprints

OURS = certificates.authority()


def ask(port: int, *, host: str = "localhost", pem: str = "") -> object:
    session = Session(Access(f"https://{host}:{port}", private_ca=pem, stall_s=5.0))
    try:
        return session.json("GET", "x")
    finally:
        session.close()


def test_an_unknown_authority_is_refused_and_a_pinned_one_is_trusted(tmp_path: Path) -> None:
    with serving(always(answer(body=b"[1]")), OURS.server(tmp_path)) as server:
        with pytest.raises(Untrusted) as caught:
            ask(server.port)
        assert "authority" in caught.value.sentence.en
        assert "PEM" in caught.value.next_step.zh
        assert ask(server.port, pem=OURS.pem) == [1]
        with pytest.raises(Untrusted):
            ask(server.port, pem=certificates.authority("another").pem)


def test_an_authority_in_the_systems_store_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "store.pem"
    store.write_text(OURS.pem, "ascii")
    monkeypatch.setenv("SSL_CERT_FILE", str(store))  # what OpenSSL takes for the system's store
    with serving(always(answer(body=b"[1]")), OURS.server(tmp_path)) as server:
        assert ask(server.port) == [1]


@pytest.mark.parametrize(
    ("host", "days", "word"),
    [("localhost", -1, "expired"), ("localhost", 150, "not valid yet"),
     ("elsewhere.example", 1, "another host")],
)  # fmt: skip
def test_what_is_wrong_with_a_certificate_is_said(
    tmp_path: Path, host: str, days: int, word: str
) -> None:
    wrong = OURS.server(tmp_path, host=host, days=days)
    with serving(always(answer()), wrong) as server, pytest.raises(Untrusted) as caught:
        ask(server.port, pem=OURS.pem)
    assert word in caught.value.sentence.en
    assert caught.value.next_step.zh


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # it is outdated: that is the point
def test_outdated_encryption_is_refused(tmp_path: Path) -> None:
    old = OURS.server(tmp_path)
    old.minimum_version = ssl.TLSVersion.TLSv1
    old.maximum_version = ssl.TLSVersion.TLSv1_1
    old.set_ciphers("ALL:@SECLEVEL=0")
    with serving(always(answer()), old) as server, pytest.raises(Untrusted) as caught:
        ask(server.port, pem=OURS.pem)
    assert "1.2" in caught.value.next_step.en
    assert context_for().minimum_version is ssl.TLSVersion.TLSv1_2


@contextlib.contextmanager
def blurting(said: bytes) -> Iterator[int]:
    """Run a server that says one thing to everybody, whatever they want."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = listener.accept()
                with sock:
                    sock.recv(65536)
                    sock.sendall(said)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()


def test_a_port_without_tls_is_told() -> None:
    with blurting(b"HTTP/1.1 400 Bad Request\r\n\r\n") as port, pytest.raises(NotPortal) as caught:
        ask(port)
    assert "TLS" in caught.value.sentence.zh


def test_a_cut_handshake_is_the_networks_fault() -> None:
    with blurting(b"") as port, pytest.raises(Unreachable):
        ask(port)


def test_a_fingerprint_is_shown_and_a_file_without_certificate_refused() -> None:
    shown = fingerprints(OURS.pem + certificates.authority("two").pem)
    assert len(shown) == 2
    assert len(shown[0].split(":")) == 32
    for pem in ("", "hello", OURS.pem.replace("M", "?", 40)):
        with pytest.raises(BadInput):
            context_for(pem or " ")
