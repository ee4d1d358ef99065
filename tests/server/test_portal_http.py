"""The portal over HTTP: shapes, conditional pulls, long polls, limits and problems."""

import gzip
import json
import threading
import time

import pytest
import requests
from portal_desk import change, opening
from portal_served import Served, problem, serving

from firstline.portal.native_pages import read_page
from firstline.portal.native_wire import (
    WireChanges,
    WireHello,
    WirePushed,
    WireSnapshot,
)
from firstline_portal.core import Limits
from firstline_portal.rights import Role


def test_hello_says_who_and_what(served: Served) -> None:
    answer = served.client("李娜").get("/sync/hello?device=d1")
    hello = WireHello.model_validate_json(answer.content)
    assert (hello.user, hello.roles, hello.plants) == ("李娜", ("superuser",), ("main",))
    assert hello.protocol.min == hello.protocol.max == 1
    assert answer.headers["Firstline-Server"] == hello.server_id
    assert answer.headers["Sync-Protocol"] == "1"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("token", ["", "wrong", "flp_" + "x" * 43, "ä", "a" * 5_000])
def test_without_a_token_nobody_comes_in(served: Served, token: str) -> None:
    client = served.client()
    answer = requests.get(
        f"{client.url}/api/v1/sync/hello", headers={"Authorization": f"Bearer {token}".encode()},
        timeout=10,
    )  # fmt: skip
    assert (answer.status_code, problem(answer)) == (401, "sign-in")


def test_a_token_ends_and_is_revoked(served: Served) -> None:
    from firstline_portal.people import add_token, revoke_person

    client = served.client()
    database = served.desk.core.database
    short = database.write(lambda one: add_token(one, "li", served.desk.now, 1))
    served.desk.later(days=2)
    client.token, kept = short, client.token
    assert problem(client.get("/sync/hello")) == "sign-in"
    client.token = kept
    assert client.get("/sync/hello").status_code == 200
    database.write(lambda one: revoke_person(one, "li", served.desk.now))
    assert problem(client.get("/sync/hello")) == "sign-in"


def test_a_request_id_is_echoed_when_it_is_one(served: Served) -> None:
    client = served.client()
    good = "req-0190f6c2-7b1a-7c3d-8e4f-1234567890ab"
    for told, same in ((good, True), ("req-\x20evil", False), ("<script>", False)):
        answer = client.get("/sync/hello", headers={"X-Request-ID": told})
        assert (answer.headers["X-Request-ID"] == told) is same


def test_what_was_pushed_is_answered_and_pulled(served: Served) -> None:
    client = served.client()
    edit = opening("库存账不平")
    pushed = WirePushed.model_validate(client.push(served.desk, edit))
    assert [one.outcome for one in pushed.results] == ["applied"]
    assert pushed.records[0].doc is not None
    assert pushed.records[0].doc["number"] == "F-1001"
    assert pushed.device_head == 1
    first = WireSnapshot.model_validate_json(client.get("/snapshot").content)
    assert (first.done, first.total, first.more, first.count) == (1, 1, False, 1)
    assert first.records[0] == pushed.records[0]


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_a_page_comes_as_json_and_as_lines(served: Served, encoding: str) -> None:
    client = served.client()
    start = client.get("/snapshot").json()["cursor"]
    client.push(served.desk, *[opening(f"ticket {one}") for one in range(30)])
    headers = {"Accept-Encoding": encoding}
    page = client.get(f"/changes?after={start}", headers=headers)
    assert page.headers.get("Content-Encoding", "identity") == encoding
    told = WireChanges.model_validate_json(page.content)
    assert (told.count, told.more) == (30, False)
    headers["Accept"] = "application/x-ndjson"
    lines = client.get(f"/changes?after={start}", headers=headers)
    read = read_page(lines.content, "desk", first=False)
    assert [one.id for one in read.copies] == [one.id for one in told.records]
    assert read.cursor == told.cursor


def test_an_idle_round_is_one_small_request(served: Served) -> None:
    client = served.client()
    client.push(served.desk, opening())
    cursor = client.get("/snapshot").json()["cursor"]
    page = client.get(f"/changes?after={cursor}")
    assert page.json()["records"] == []
    again = client.get(f"/changes?after={cursor}", headers={"If-None-Match": page.headers["ETag"]})
    assert again.status_code == 304
    sent = again.request
    size = len(f"{sent.method} {sent.path_url}") + len(again.content)
    for several in (sent.headers, again.headers):
        size += sum(len(name) + len(value) + 4 for name, value in several.items())
    assert size < 1024
    client.push(served.desk, opening())
    fresh = client.get(f"/changes?after={cursor}", headers={"If-None-Match": page.headers["ETag"]})
    assert fresh.status_code == 200
    assert fresh.json()["count"] == 1


def test_a_long_poll_is_answered_when_something_happens(served: Served) -> None:
    client, other = served.client(), served.client("chen")
    cursor = client.get("/snapshot").json()["cursor"]
    told: list[int] = []

    def wait() -> None:
        told.append(client.get(f"/changes?after={cursor}&wait=30").json()["count"])

    waiting = threading.Thread(target=wait)
    waiting.start()
    while not served.waiting():
        time.sleep(0.01)
    other.push(served.desk, opening(), device="d2")
    waiting.join(20)
    assert told == [1]


def test_a_long_poll_ends_with_its_time(served: Served) -> None:
    client = served.client()
    cursor = client.get("/snapshot").json()["cursor"]
    assert client.get(f"/changes?after={cursor}&wait=0.2").json()["count"] == 0


def test_what_is_too_much_is_told(served: Served) -> None:
    client = served.client()
    big = client.call("POST", "/ops", data=b"x" * 2_000_000,
                      headers={"Content-Type": "application/json"})  # fmt: skip
    assert (big.status_code, problem(big)) == (413, "too-large")
    bomb = client.call(
        "POST", "/ops", data=gzip.compress(b"[" * 50_000_000),
        headers={"Content-Type": "application/json", "Content-Encoding": "gzip"},
    )  # fmt: skip
    assert (bomb.status_code, problem(bomb)) == (413, "too-large")
    op = served.desk.op(opening()).model_dump(mode="json")
    many = client.call("POST", "/ops", json={"device": "d", "ops": [op] * 201})
    assert (many.status_code, problem(many)) == (413, "too-large")


def test_a_gzip_body_is_read(served: Served) -> None:
    client = served.client()
    op = served.desk.op(opening()).model_dump(mode="json")
    body = gzip.compress(json.dumps({"device": "d", "ops": [op]}).encode())
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    answer = client.call("POST", "/ops", data=body, headers=headers)
    assert answer.json()["results"][0]["outcome"] == "applied"
    cut = client.call("POST", "/ops", data=body[:-20], headers=headers)
    assert (cut.status_code, problem(cut)) == (400, "invalid")


@pytest.mark.parametrize(
    ("method", "path", "status", "name"),
    [
        ("GET", "/changes", 400, "invalid"),
        ("GET", "/changes?after=c.x&limit=0", 400, "invalid"),
        ("GET", "/changes?after=c.x", 410, "cursor-expired"),
        ("GET", "/snapshot?page=s.x", 410, "cursor-expired"),
        ("GET", "/sync/digest?prefix=zz", 400, "invalid"),
        ("GET", "/nothing", 404, "not-found"),
        ("DELETE", "/ops", 405, "method-not-allowed"),
        ("POST", "/ops", 415, "unsupported-type"),
    ],
)
def test_problems(served: Served, method: str, path: str, status: int, name: str) -> None:
    answer = served.client().call(method, path)
    assert (answer.status_code, problem(answer)) == (status, name)


_BROKEN = (
    b"", b"{", b"[]", b'{"device":"d"}', b'{"device":5,"ops":[]}', b"[" * 100_000,
    b'{"device":"d","ops":[{"n":0,"edit":{}}]}',
)  # fmt: skip


@pytest.mark.parametrize("body", _BROKEN)
def test_a_broken_body_is_told(served: Served, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = served.client().call("POST", "/ops", data=body, headers=headers)
    assert (answer.status_code, problem(answer)) == (400, "invalid")


def test_a_runaway_client_is_braked() -> None:
    with serving(limits=Limits(requests_per_s=1, burst=5)) as served:
        client = served.client()
        answers = [client.get("/sync/hello") for _ in range(12)]
        assert answers[0].status_code == 200
        braked = next(one for one in answers if one.status_code == 429)
        assert problem(braked) == "busy"
        assert int(braked.headers["Retry-After"]) >= 1
        assert served.client("chen").get("/sync/hello").status_code == 200


def test_the_digest_leads_to_what_differs(served: Served) -> None:
    from firstline.portal.native_wire import WireDigest, digest_of, shard_of

    client = served.client("lead", Role.IT_LEAD)
    edits = [opening(f"{one}") for one in range(40)]
    client.push(served.desk, *edits)
    mine = [
        (one["kind"], one["id"], one["rev"]) for one in client.get("/snapshot").json()["records"]
    ]
    top = WireDigest.model_validate_json(client.get("/sync/digest").content)
    assert (top.count, top.hash) == digest_of(mine)
    assert top.records is not None
    ticket = served.desk.ticket(served.desk.person("lead", Role.IT_LEAD), edits[7].entity)
    client.push(served.desk, change(ticket, "site", "二厂"))
    top = WireDigest.model_validate_json(client.get("/sync/digest").content)
    differing = [
        one.prefix for one in top.buckets
        if (one.count, one.hash) != digest_of(r for r in mine if shard_of(*r[:2])[:1] == one.prefix)
    ]  # fmt: skip
    assert differing == [shard_of("ticket", edits[7].entity)[0]]
    told = client.call("POST", "/sync/records", json={"want": [["ticket", edits[7].entity],
                                                               ["ticket", "nobody"]]})  # fmt: skip
    assert [one["state"] for one in told.json()["records"]] == ["put", "hidden"]
    assert told.json()["records"][0]["doc"]["site"] == "二厂"


@pytest.mark.parametrize(("spoken", "status"), [("1", 200), ("2", 200), ("0", 426), ("x", 426)])
def test_an_old_protocol_is_told(served: Served, spoken: str, status: int) -> None:
    answer = served.client().get("/sync/hello", headers={"Sync-Protocol": spoken})
    assert answer.status_code == status
    if status == 426:
        assert problem(answer) == "upgrade-required"


def test_a_hint_comes_for_every_change(served: Served) -> None:
    client = served.client()
    with client.get("/events", stream=True) as stream:
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        lines = (one for one in stream.iter_lines(chunk_size=1) if one.startswith(b"data"))
        assert next(lines) == b'data: {"seq": 0}'
        while not served.waiting():
            time.sleep(0.01)
        served.client("chen").push(served.desk, opening(), device="d2")
        assert next(lines) == b'data: {"seq": 1}'
