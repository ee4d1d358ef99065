"""The session: what it sends, what it follows, what it refuses, and what it says then."""

import gzip
import json
import logging
import socket
import threading
from collections.abc import Callable

import pytest
from scripted import Asked, always, answer, serving

from firstline.domain.errors import BadInput
from firstline.portal.access import Access, proxy_for
from firstline.portal.base import (
    Broken,
    Busy,
    Forbidden,
    NotPortal,
    PortalProblem,
    SignIn,
    Stopped,
    TooLarge,
    TooOld,
    Unreachable,
)
from firstline.portal.sending import FormPart
from firstline.portal.session import Session

NEW_YEAR = "Tue, 01 Jan 2030 00"
CANARY = "canary-4d2f-secret"


def access(url: str, **rest: object) -> Access:
    return Access(url, {"Authorization": f"Bearer {CANARY}"}, **rest)  # type: ignore[arg-type]


def test_a_request_carries_its_headers_and_an_answer_is_read() -> None:
    said = answer(body=json.dumps({"名": "值"}).encode())
    with serving(always(said)) as server:
        session = Session(access(f"{server.url}/rt/"))
        assert session.json("POST", "/REST/2.0/x", params={"q": "库存"}, json={"a": 1}) == {
            "名": "值"
        }
        session.close()
    asked = server.asked[0]
    assert asked.path == "/rt/REST/2.0/x?q=%E5%BA%93%E5%AD%98"
    assert asked.headers["authorization"] == f"Bearer {CANARY}"
    assert asked.headers["user-agent"].startswith("Firstline/")
    assert asked.headers["x-request-id"].startswith("req-")
    assert json.loads(asked.body) == {"a": 1}


def test_a_multipart_form_carries_a_chinese_name_and_is_counted() -> None:
    moved: list[int] = []
    with serving(always(answer(201))) as server:
        session = Session(access(server.url))
        form: list[FormPart] = [("JSON", (None, "{}", "application/json")),
                ("Attachments", ("故障 截图.png", b"\x89" * 50_000, "image/png"))]  # fmt: skip
        session.ask("POST", "comment", form=form, moved=moved.append)
        session.close()
    body = server.asked[0].body
    assert 'filename="故障 截图.png"'.encode() in body
    assert sum(moved) == len(body)
    assert max(moved) <= 16_384


def test_one_connection_serves_many_requests() -> None:
    with serving(always(answer())) as server:
        session = Session(access(server.url))
        before = threading.active_count()
        for _ in range(5):
            session.ask("GET", "x")
        assert threading.active_count() <= before + 1
        session.close()


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, SignIn), (403, Forbidden), (404, NotPortal), (407, NotPortal), (413, TooLarge),
     (426, TooOld), (429, Busy), (500, Broken), (502, Unreachable), (503, Busy), (511, NotPortal),
     (422, Broken)],
)  # fmt: skip
def test_a_status_becomes_a_problem_with_plain_words(
    status: int, kind: type[PortalProblem]
) -> None:
    with serving(always(answer(status, b"<html>", "text/html"))) as server:
        session = Session(access(server.url))
        with pytest.raises(kind) as caught:
            session.ask("GET", "x")
        session.close()
    problem = caught.value
    for text in (problem.sentence, problem.kept, problem.next_step):
        assert text.zh
        assert text.en
    assert CANARY not in problem.in_("zh_CN")


def test_an_allowed_status_comes_back() -> None:
    with serving(always(answer(412, b'{"message": "no"}'))) as server:
        session = Session(access(server.url))
        reply = session.ask("PUT", "x", json={}, allow=(412,))
        session.close()
    assert (reply.status, reply.json()) == (412, {"message": "no"})


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [({"Retry_After": "7"}, 7.0), ({}, None),
     ({"Retry_After": f"{NEW_YEAR}:01:30 GMT", "Date": f"{NEW_YEAR}:00:00 GMT"}, 90),
     ({"Retry_After": "soon"}, 60.0), ({"Retry_After": "99999999"}, 86_400.0)],
)  # fmt: skip
def test_both_forms_of_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    with serving(always(answer(503, b"", "", **headers))) as server:
        session = Session(access(server.url))
        with pytest.raises(Busy) as caught:
            session.ask("GET", "x")
        session.close()
    assert caught.value.retry_after_s == seconds


def test_a_web_page_is_not_the_portal() -> None:
    for media in ("text/html; charset=utf-8", "application/json"):
        with serving(always(answer(body=b" <html>log in</html>", media=media))) as server:
            session = Session(access(server.url))
            with pytest.raises(NotPortal):
                session.json("GET", "x")
            session.close()


def test_redirects_stay_on_the_host_and_never_take_the_token_away() -> None:
    with serving(always(answer())) as elsewhere:

        def moved(asked: Asked, sock: socket.socket) -> bool:
            there = {"/near": "/here", "/far": f"{elsewhere.url}/x"}.get(asked.path)
            sock.sendall(answer(302, Location=there) if there else answer(body=b'{"at": 1}'))
            return True

        with serving(moved) as server:
            session = Session(access(server.url))
            assert session.json("GET", "near") == {"at": 1}
            with pytest.raises(NotPortal):
                session.json("GET", "far")
            with pytest.raises(NotPortal):
                session.json("POST", "near", json={})
            with pytest.raises(Broken):
                session.json("GET", f"{elsewhere.url}/x")
            session.close()
    assert not elsewhere.asked


def test_plain_http_is_for_this_computer_alone() -> None:
    for url in ("http://desk.example/", "ftp://x/", "desk", "https://u:p@desk.example/", ""):
        with pytest.raises(BadInput):
            Session(access(url))


def test_a_token_that_cannot_be_one_is_refused_before_it_is_sent() -> None:
    for token in ("one\ntwo", "令牌"):
        with pytest.raises(SignIn):
            Session(Access("https://desk.example/", {"Authorization": token}))


@pytest.mark.parametrize(
    ("rules", "straight"),
    [((), False), (("desk.example",), True), ((".example",), True), (("example",), True),
     (("ample",), False), (("*",), True), (("desk.example:8443",), True),
     (("desk.example:1",), False), (("10.0.0.0/8",), False)],
)  # fmt: skip
def test_who_needs_no_proxy(rules: tuple[str, ...], straight: bool) -> None:
    one = Access("https://desk.example:8443/", proxy="proxy.example:3128", no_proxy=rules)
    assert proxy_for(one) == ("" if straight else "http://proxy.example:3128")
    assert not proxy_for(Access("http://127.0.0.1/", proxy="proxy.example:3128"))


def slowly(
    parts: list[bytes], wait: Callable[[], object]
) -> Callable[[Asked, socket.socket], bool]:
    def one(_: Asked, sock: socket.socket) -> bool:
        for part in parts:
            sock.sendall(part)
            wait()
        return False

    return one


def test_a_line_on_which_nothing_moves_is_given_up() -> None:
    gone = threading.Event()
    with serving(slowly([answer()[:30]], lambda: gone.wait(20))) as server:
        session = Session(access(server.url, stall_s=0.2))
        with pytest.raises(Unreachable) as caught:
            session.ask("GET", "x")
        gone.set()
        session.close()
    assert "Nothing moves" in caught.value.sentence.en


def test_a_trickle_is_no_movement() -> None:
    gone = threading.Event()
    drops = [b"HTTP/1.1 200 OK\r\n", *([b"X"] * 400)]
    with serving(slowly(drops, lambda: gone.wait(0.05))) as server:
        session = Session(access(server.url, stall_s=0.3))
        with pytest.raises(Unreachable):
            session.ask("GET", "x")
        gone.set()
        session.close()


def test_a_slow_line_that_moves_is_waited_for() -> None:
    whole = answer(body=b'"' + b"x" * 4000 + b'"')
    step = [whole[at : at + 200] for at in range(0, len(whole), 200)]
    gone = threading.Event()
    with serving(slowly(step, lambda: gone.wait(0.1))) as server:
        session = Session(access(server.url, stall_s=1.8))
        assert len(session.json("GET", "x")) == 4000
        session.close()


def test_another_thread_ends_the_call_and_the_session_lives_on() -> None:
    asked, gone = threading.Event(), threading.Event()
    said = answer(body=b"[1]")

    def stall_once(one: Asked, sock: socket.socket) -> bool:
        if one.path == "/stall":
            asked.set()
            gone.wait(20)
            return False
        sock.sendall(said)
        return True

    def stop_it() -> None:
        asked.wait(20)
        session.stop()

    with serving(stall_once) as server:
        session = Session(access(server.url))
        stopper = threading.Thread(target=stop_it)
        stopper.start()
        with pytest.raises(Stopped):
            session.ask("GET", "stall")
        stopper.join()
        assert session.json("GET", "x") == [1]
        session.stop()
        with pytest.raises(Stopped):
            session.ask("GET", "x")
        assert session.json("GET", "x") == [1]
        gone.set()
        session.close()


def test_no_name_and_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as one:
        port = one.getsockname()[1]
    session = Session(access(f"http://127.0.0.1:{port}"))
    with pytest.raises(Unreachable) as caught:
        session.ask("GET", "x")
    session.close()
    assert "port" in caught.value.sentence.en
    session = Session(access("https://no-such-host.invalid"))
    with pytest.raises(Unreachable) as caught:
        session.ask("GET", "x")
    session.close()
    assert "no-such-host.invalid" in caught.value.sentence.en


def test_packed_answers_are_unpacked_and_a_cut_one_is_not_used() -> None:
    plain = json.dumps(list(range(5000))).encode()
    packed = gzip.compress(plain)
    with serving(always(answer(body=packed, Content_Encoding="gzip"))) as server:
        session = Session(access(server.url))
        assert session.ask("GET", "x").body == plain
        session.close()
    for cut in (1, 5, len(packed) // 2, len(packed) - 1):
        with serving(always(answer(body=packed[:cut], Content_Encoding="gzip"))) as server:
            session = Session(access(server.url))
            with pytest.raises(Broken):
                session.ask("GET", "x")
            session.close()


def test_a_bomb_is_stopped() -> None:
    bomb = gzip.compress(bytes(50_000_000), 9)
    with serving(always(answer(body=bomb, Content_Encoding="gzip"))) as server:
        session = Session(access(server.url))
        with pytest.raises(Broken) as caught:
            session.ask("GET", "x", most=1_000_000)
        session.close()
    assert "1 MB" in caught.value.sentence.en


def test_an_answer_shorter_than_it_says_is_not_used() -> None:
    for said in (answer(body=b"[1]", Content_Length="30"), answer(body=b"[1]")[:-1],
                 b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n[1]\r\n"):  # fmt: skip
        with serving(slowly([said], lambda: None)) as server:
            session = Session(access(server.url))
            with pytest.raises(PortalProblem):
                session.json("GET", "x")
            session.close()


def test_a_header_that_was_cut_is_not_believed() -> None:
    whole = b"HTTP/1.1 204 No Content\r\nUpload-Offset: 12345\r\n\r\n"
    for cut in range(len(whole)):
        with serving(slowly([whole[:cut]], lambda: None)) as server:
            session = Session(access(server.url))
            with pytest.raises(PortalProblem):
                session.ask("HEAD", "x")
            session.close()


def test_lines_come_whole_whatever_the_pieces() -> None:
    body = b"one\n\n" + "二".encode() + b"\nlast"
    pieces = b"".join(b"1\r\n%c\r\n" % one for one in body) + b"0\r\n\r\n"
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    with serving(always(head + pieces)) as server:
        session = Session(access(server.url))
        with session.stream("GET", "x") as flow:
            assert list(flow.lines()) == [b"one", b"", "二".encode(), b"last"]
        session.close()


def test_no_secret_reaches_the_log_or_a_repr(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with serving(always(answer(401))) as server:
        one = access(server.url)
        session = Session(one)
        with pytest.raises(SignIn):
            session.ask("POST", "x", json={"text": CANARY})
        session.close()
    assert "req-" in caplog.text
    assert CANARY not in caplog.text + repr(one)
