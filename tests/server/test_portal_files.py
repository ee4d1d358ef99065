"""Attachments at the portal: resumed uploads, ranges, space, safe names, and rights."""

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from portal_desk import opening, stamp
from portal_served import Client, Served, problem, serving

from firstline.domain.edits.edits import attach
from firstline.domain.edits.moves import hand_off
from firstline.domain.ticket.ticket import Attachment
from firstline_portal.core import Limits
from firstline_portal.rights import Role

TUS = {"Tus-Resumable": "1.0.0"}
OCTETS = "application/offset+octet-stream"
DATA = bytes(range(256)) * 40


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    limits = Limits(file_bytes=20_000, plant_bytes=50_000, chunk_bytes=8_000)
    with serving(limits=limits, files=tmp_path / "files") as one:
        yield one


def named(data: bytes, **more: str) -> str:
    words = {"sha256": hashlib.sha256(data).hexdigest(), "filename": "截图.png", **more}
    return ",".join(f"{one} {in_base64(two.encode())}" for one, two in words.items())


def in_base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def begin(client: Client, data: bytes, **more: str) -> requests.Response:
    headers = {**TUS, "Upload-Length": str(len(data)), "Upload-Metadata": named(data, **more)}
    return client.call("POST", "/files", headers=headers)


def put(client: Client, place: str, offset: int, data: bytes, **more: str) -> requests.Response:
    headers = {**TUS, "Upload-Offset": str(offset), "Content-Type": OCTETS, **more}
    return client.call("PATCH", place, data=data, headers=headers)


def place_of(answer: requests.Response) -> str:
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"].removeprefix("/api/v1")


def send(client: Client, data: bytes, **more: str) -> str:
    """Upload a file whole; return its hash."""
    begun = begin(client, data, **more)
    place, offset = place_of(begun), int(begun.headers["Upload-Offset"])
    while offset < len(data):
        done = put(client, place, offset, data[offset : offset + 4_000])
        assert done.status_code == 204, done.text
        offset = int(done.headers["Upload-Offset"])
    return hashlib.sha256(data).hexdigest()


def test_an_upload_goes_on_where_it_stopped(served: Served) -> None:
    client = served.client()
    place = place_of(begin(client, DATA))
    assert put(client, place, 0, DATA[:3_000]).headers["Upload-Offset"] == "3000"
    asked = client.call("HEAD", place, headers=TUS)
    assert asked.headers["Upload-Offset"] == "3000"
    assert asked.headers["Upload-Length"] == str(len(DATA))
    assert asked.headers["Upload-Expires"].endswith("GMT")
    again = begin(client, DATA)
    assert (place_of(again), again.headers["Upload-Offset"]) == (place, "3000")
    twice = put(client, place, 0, DATA[:3_000])
    assert (twice.status_code, problem(twice)) == (409, "offset-mismatch")
    sha256 = send(client, DATA)
    got = client.get(f"/files/{sha256}")
    assert got.content == DATA
    assert got.headers["ETag"] == f'"{sha256}"'
    assert got.headers["Content-Disposition"] == "attachment"
    assert "sandbox" in got.headers["Content-Security-Policy"]
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Content-Type"] == "application/octet-stream"


def test_the_same_file_is_kept_once_a_plant(served: Served) -> None:
    li, chen = served.client("li"), served.client("chen", Role.SUPERUSER, "二厂")
    sha256 = send(li, DATA)
    there = begin(served.client("wang"), DATA)
    assert there.headers["Upload-Offset"] == str(len(DATA))
    assert place_of(there).endswith(sha256)
    assert begin(chen, DATA).headers["Upload-Offset"] == "0"  # another plant cannot tell
    assert chen.get(f"/files/{sha256}").status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "begins", "ends"),
    [
        ("bytes=0-", 200, 0, 10_240), ("bytes=100-", 206, 100, 10_240),
        ("bytes=100-199", 206, 100, 200), ("bytes=-50", 206, 10_190, 10_240),
        ("bytes=10000-99999", 206, 10_000, 10_240), ("bytes=0-1,5-6", 200, 0, 10_240),
        ("lines=1-2", 200, 0, 10_240), ("bytes=-", 200, 0, 10_240),
        ("bytes=10240-", 416, 0, 0), ("bytes=-0", 416, 0, 0), ("bytes=9-3", 416, 0, 0),
    ],
)  # fmt: skip
def test_ranges(served: Served, asked: str, status: int, begins: int, ends: int) -> None:
    client = served.client()
    sha256 = send(client, DATA)
    got = client.get(f"/files/{sha256}", headers={"Range": asked})
    assert got.status_code == status
    if status != 416:
        assert got.content == DATA[begins:ends]
    if status == 206:
        assert got.headers["Content-Range"] == f"bytes {begins}-{ends - 1}/{len(DATA)}"


def test_a_range_of_another_version_gets_the_whole(served: Served) -> None:
    client = served.client()
    sha256 = send(client, DATA)
    headers = {"Range": "bytes=5-", "If-Range": '"other"'}
    assert client.get(f"/files/{sha256}", headers=headers).content == DATA
    known = client.get(f"/files/{sha256}", headers={"If-None-Match": f'"{sha256}"'})
    assert (known.status_code, known.content) == (304, b"")


def test_bytes_that_are_not_the_file_are_told(served: Served) -> None:
    client = served.client()
    place = place_of(begin(client, DATA))
    wrong = put(client, place, 0, b"x" * 10, **{"Upload-Checksum": "sha256 AAAA"})
    assert (wrong.status_code, problem(wrong)) == (460, "checksum-mismatch")
    right = base64.b64encode(hashlib.sha1(DATA[:10], usedforsecurity=False).digest()).decode()
    assert put(client, place, 0, DATA[:10], **{"Upload-Checksum": f"sha1 {right}"}).ok
    assert put(client, place, 10, DATA[10:5_000]).ok
    assert put(client, place, 5_000, DATA[5_000:10_000]).ok
    last = put(client, place, 10_000, b"?" * 240)
    assert (last.status_code, problem(last)) == (460, "checksum-mismatch")
    assert client.call("HEAD", place, headers=TUS).status_code == 404


def test_an_empty_file_is_a_file(served: Served) -> None:
    client = served.client()
    begun = begin(client, b"")
    assert place_of(begun).endswith(hashlib.sha256(b"").hexdigest())
    assert client.get(f"/files/{hashlib.sha256(b'').hexdigest()}").content == b""


def test_an_upload_is_ended_and_forgotten(served: Served, tmp_path: Path) -> None:
    client = served.client()
    place = place_of(begin(client, DATA))
    put(client, place, 0, DATA[:100])
    assert served.client("chen").call("DELETE", place, headers=TUS).status_code == 404
    assert client.call("DELETE", place, headers=TUS).status_code == 204
    assert client.call("HEAD", place, headers=TUS).status_code == 404
    place = place_of(begin(client, DATA))
    put(client, place, 0, DATA[:100])
    assert len(list((tmp_path / "files" / "parts").iterdir())) == 1
    served.desk.later(days=8)
    assert client.call("HEAD", place, headers=TUS).status_code == 404
    assert place_of(begin(client, DATA + b"x")) != place
    assert [one.name for one in (tmp_path / "files" / "parts").iterdir()] == []


def test_space_is_limited(served: Served) -> None:
    client = served.client()
    large = begin(client, b"x" * 20_001)
    assert (large.status_code, problem(large)) == (413, "too-large")
    for one in range(2):
        send(client, bytes([one]) * 20_000)
    full = begin(client, b"\x09" * 20_000)
    assert (full.status_code, problem(full)) == (507, "quota")
    other = served.client("chen", Role.SUPERUSER, "二厂")
    assert begin(other, b"\x09" * 20_000).status_code == 201


def test_a_chunk_is_limited(served: Served) -> None:
    client = served.client()
    place = place_of(begin(client, DATA))
    much = put(client, place, 0, DATA[:8_001])
    assert (much.status_code, problem(much)) == (413, "too-large")
    beyond = put(client, place_of(begin(client, b"abc")), 0, b"abcd")
    assert (beyond.status_code, problem(beyond)) == (409, "offset-mismatch")


@pytest.mark.parametrize(
    "place", ["up-..", "../portal.db", "%2e%2e/x", "a" * 63, "A" * 64, "up-" + "0" * 36 + "/x"]
)
def test_names_lead_nowhere(served: Served, place: str) -> None:
    client = served.client()
    for method in ("GET", "HEAD", "PATCH", "DELETE"):
        headers = {**TUS, "Upload-Offset": "0", "Content-Type": OCTETS}
        answer = client.call(method, f"/files/{place}", headers=headers)
        assert answer.status_code in (400, 404, 405)


def test_what_tus_asks_for_is_told(served: Served) -> None:
    client = served.client()
    told = client.call("OPTIONS", "/files")
    assert told.headers["Tus-Version"] == "1.0.0"
    assert told.headers["Tus-Max-Size"] == "20000"
    no_version = client.call("POST", "/files", headers={"Upload-Length": "1"})
    assert no_version.status_code == 412
    for metadata in ("", "sha256 !!", f"sha256 {base64.b64encode(b'x').decode()}"):
        headers = {**TUS, "Upload-Length": "1", "Upload-Metadata": metadata}
        answer = client.call("POST", "/files", headers=headers)
        assert (answer.status_code, problem(answer)) == (400, "invalid")
    place = place_of(begin(client, DATA))
    wrong = put(client, place, 0, b"x", **{"Content-Type": "text/html"})
    assert (wrong.status_code, problem(wrong)) == (415, "unsupported-type")


def test_who_may_keep_and_fetch_files(served: Served) -> None:
    auditor = served.client("auditor", Role.AUDITOR)
    refused = begin(auditor, DATA)
    assert (refused.status_code, problem(refused)) == (403, "forbidden")
    sha256 = send(served.client(), DATA)
    assert auditor.get(f"/files/{sha256}").content == DATA


def test_a_vendor_gets_the_files_of_what_was_handed_over_alone(served: Served) -> None:
    desk, li, vendor = served.desk, served.client("li"), served.client("v", Role.VENDOR)
    shown, secret = send(li, b"shown"), send(li, b"secret")
    edit = opening()
    li.push(desk, edit, attach(edit.entity, [Attachment(shown, "a.png", 5, "")], stamp()))
    assert vendor.get(f"/files/{shown}").status_code == 404
    who = desk.person("li")
    li.push(desk, hand_off(desk.ticket(who, edit.entity), stamp(), received_at=desk.now))
    assert vendor.get(f"/files/{shown}").content == b"shown"
    # Whoever knows a hash has not seen the bytes: naming it must not show them.
    assert begin(vendor, b"secret").headers["Upload-Offset"] == "0"
    vendor.push(
        desk, attach(edit.entity, [Attachment(secret, "b.png", 6, "")], stamp()), device="dv"
    )
    assert vendor.get(f"/files/{secret}").status_code == 404
    own = send(vendor, b"from the vendor")
    assert vendor.get(f"/files/{own}").content == b"from the vendor"
    assert li.get(f"/files/{own}").content == b"from the vendor"


def test_without_a_folder_files_are_refused_in_plain_words() -> None:
    with serving() as served:
        answer = begin(served.client(), DATA)
        assert (answer.status_code, problem(answer)) == (503, "busy")
