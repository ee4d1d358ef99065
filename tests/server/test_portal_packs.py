"""Packs at the portal: taken once whoever carries them, and refused with no effect when touched."""

import hashlib
import json
import random
import stat
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from portal_desk import Desk, comment, new_desk, opening, stamp
from portal_served import problem, serving
from portal_sticks import Answer, Stick, listed, opened, sealed, zipped

from firstline.domain.edits.edit import Edit
from firstline.domain.edits.edits import attach
from firstline.domain.ticket.ticket import Attachment, Event, EventKind
from firstline.portal import native_wire_zip
from firstline_portal import devices, packs, people
from firstline_portal.files import find, keep, plant_for
from firstline_portal.main import main
from firstline_portal.problems import Refusal
from firstline_portal.rights import Role


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    one = new_desk()
    one.core.files = tmp_path / "files"
    return one


@pytest.fixture
def stick(desk: Desk) -> Stick:
    return Stick(desk, desk.person("李娜"), "laptop-1").enrol()


@pytest.fixture
def take(desk: Desk, stick: Stick, tmp_path: Path) -> Callable[[bytes], Answer]:
    def work(raw: bytes) -> Answer:
        file = tmp_path / "one.deskpack"
        file.write_bytes(raw)
        return opened(desk, stick.who, packs.take(desk.core, file, desk.now).pack)

    return work


@pytest.fixture
def refused(desk: Desk, stick: Stick, tmp_path: Path) -> Callable[[bytes], str]:
    """Take a pack that must have no effect; return the problem's name."""

    def work(raw: bytes) -> str:
        file = tmp_path / "one.deskpack"
        file.write_bytes(raw)
        before = desk.pull(stick.who).docs
        with pytest.raises(Refusal) as caught:
            packs.take(desk.core, file, desk.now)
        assert desk.pull(stick.who).docs == before
        return caught.value.name

    return work


Take = Callable[[bytes], Answer]
Refused = Callable[[bytes], str]


def test_a_pack_is_applied_and_answered(desk: Desk, stick: Stick, take: Take) -> None:
    edit = opening("由 U 盘来")
    answer = take(stick.pack([desk.op(edit, stick.device)]))
    assert [one["outcome"] for one in answer.acks] == ["applied"]
    assert [one["doc"]["title"] for one in answer.changes] == ["由 U 盘来"]
    assert (answer.manifest.first, answer.manifest.more) == (True, False)
    assert desk.ticket(stick.who, edit.entity).events[0].actor == "李娜"
    stick.cursor = answer.manifest.cursor
    desk.do(desk.person("chen"), opening("meanwhile"))
    again = take(stick.pack([]))
    assert [one["doc"]["title"] for one in again.changes] == ["meanwhile"]
    assert again.manifest.first is False
    assert again.manifest.prev_sha256 != answer.manifest.prev_sha256


def test_twice_and_late_is_harmless(desk: Desk, stick: Stick, take: Take) -> None:
    edit = opening()
    raw = stick.pack([desk.op(edit, stick.device)])
    first = take(raw)
    desk.do(stick.who, comment(desk.ticket(stick.who, edit.entity), "x"))
    desk.later(days=300)
    second = take(raw)
    assert second.acks == first.acks
    assert len(desk.pull(stick.who).docs) == 1
    assert [one.text for one in desk.ticket(stick.who, edit.entity).events if one.text] == ["x"]


def test_out_of_order_waits_for_what_came_before(desk: Desk, stick: Stick, take: Take) -> None:
    edit = opening()
    one = stick.pack([desk.op(edit, stick.device)])
    two = stick.pack(
        [desk.op(comment(desk.ticket_after(edit), "second"), stick.device)], complete=False
    )
    assert [one["outcome"] for one in take(two).acks] == ["in_progress"]
    assert [one["outcome"] for one in take(one).acks] == ["applied"]
    assert [one["outcome"] for one in take(two).acks] == ["applied"]


def test_files_come_along_into_the_tickets_plant(desk: Desk, stick: Stick, take: Take) -> None:
    data = b"\x89PNG" * 100
    edit = opening()
    sha256 = hashlib.sha256(data).hexdigest()
    put = attach(edit.entity, [Attachment(sha256, "截图.png", len(data), "image/png")], stamp())
    ops = [desk.op(one, stick.device) for one in (edit, put)]
    take(stick.pack(ops, [data]))
    assert find(desk.core, stick.who, sha256).read_bytes() == data
    take(stick.pack(ops, [data]))
    assert find(desk.core, stick.who, sha256).read_bytes() == data


def test_an_answer_brings_the_screenshots_of_acceptance_tests(
    desk: Desk, stick: Stick, take: Take
) -> None:
    chen, shot, photo = desk.person("chen"), b"\x89PNG" * 50, b"a photo of a ticket"
    names = {one: hashlib.sha256(one).hexdigest() for one in (shot, photo)}
    told = {"sha256": names[shot], "name": "1.png", "size": str(len(shot)), "media": "image/png"}
    mark = stamp("chen")
    event = Event(f"{mark.id}.0", EventKind.ATTACHED, mark.at, None, "chen", data=told)
    run = Edit(mark.id, mark.id, "open", mark.at, "chen", "uat_run", (), (event,))
    edit = opening()
    file = Attachment(names[photo], "a.png", len(photo), "image/png")
    for one in (run, edit, attach(edit.entity, [file], stamp())):
        assert desk.do(chen, one).outcome == "applied"
    for data in (shot, photo):
        place = desk.core.files / "in" if desk.core.files else None
        assert place is not None
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(data)
        assert keep(desk.core, chen, plant_for(desk.core, chen, names[data]), names[data], place,
                    desk.now)  # fmt: skip
    answer = take(stick.pack([]))
    assert answer.blobs == {f"blobs/{names[shot]}": shot}  # none of a ticket
    stick.cursor = answer.manifest.cursor
    assert take(stick.pack([])).blobs == {}  # once, with the record that names it


def test_a_sealed_pack_opens_at_its_portal_alone(
    desk: Desk, stick: Stick, take: Take, refused: Refused
) -> None:
    raw = stick.pack([desk.op(opening(), stick.device)])
    mine = desk.core.hello(stick.who, desk.now).seal_key
    assert len(take(sealed(mine, raw)).acks) == 1
    other = new_desk()
    theirs = other.core.hello(other.person("x"), other.now).seal_key
    assert refused(sealed(theirs, raw)) == "bad-pack"
    assert refused(sealed(mine, raw)[:-1]) == "bad-pack"


@pytest.mark.parametrize(
    "more",
    [{"server_id": "another"}, {"format": 2}, {"kind": "answer"}, {"device": "laptop-9"},
     {"files": []}, {"files": [{"path": "ops.ndjson", "size": 1, "sha256": "0" * 64}]},
     {"kind": "?"}],
)  # fmt: skip
def test_a_manifest_that_does_not_fit(
    desk: Desk, stick: Stick, refused: Refused, more: dict[str, Any]
) -> None:
    assert refused(stick.pack([desk.op(opening(), stick.device)], **more)) == "bad-pack"


def test_another_key_or_none(desk: Desk, stick: Stick, refused: Refused) -> None:
    ops = [desk.op(opening(), stick.device)]
    forger = Stick(desk, stick.who, stick.device, Ed25519PrivateKey.generate())
    assert refused(forger.pack(ops)) == "bad-pack"
    parts = unzipped(stick.pack(ops))
    parts.pop("manifest.sig")
    assert refused(zipped(parts)) == "bad-pack"


def unzipped(raw: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        return {one: archive.read(one) for one in archive.namelist()}


def test_a_revoked_device_or_person(desk: Desk, stick: Stick, refused: Refused) -> None:
    raw = stick.pack([desk.op(opening(), stick.device)])
    write = desk.core.database.write
    write(lambda one: people.revoke_person(one, "李娜", desk.now))
    assert refused(raw) == "forbidden"
    desk.person("李娜")
    write(lambda one: devices.revoke(one, stick.who, stick.device, desk.now))
    assert refused(raw) == "device-revoked"


def test_a_pack_cut_anywhere_has_no_effect(desk: Desk, stick: Stick, refused: Refused) -> None:
    raw = stick.pack([desk.op(opening(body="x" * 3_000), stick.device)])
    for length in range(0, len(raw), 64):
        assert refused(raw[:length]) == "bad-pack"


def test_a_flipped_bit_changes_nothing_or_is_refused(
    desk: Desk, stick: Stick, tmp_path: Path
) -> None:
    edit = opening()
    raw = stick.pack([desk.op(edit, stick.device)])
    chance = random.Random(5)  # noqa: S311 - the same every time
    whole = None
    for _ in range(300):
        bit = chance.randrange(len(raw) * 8)
        touched = bytearray(raw)
        touched[bit // 8] ^= 1 << bit % 8
        file = tmp_path / "flipped"
        file.write_bytes(touched)
        try:
            packs.take(desk.core, file, desk.now)
        except Refusal as refusal:
            assert refusal.name == "bad-pack"  # noqa: PT017 - or it was taken as it is
        docs = desk.pull(stick.who).docs
        whole = whole or docs or None
        assert docs in ({}, whole)


@pytest.mark.parametrize(
    "name",
    ["../evil", "/etc/passwd", "blobs/../../x", "C:\\x", "blobs/" + "A" * 64, "x.txt",
     "blobs/" + "a" * 64 + "/b"],
)  # fmt: skip
def test_names_that_lead_out_are_refused(
    desk: Desk, stick: Stick, refused: Refused, name: str
) -> None:
    parts = unzipped(stick.pack([desk.op(opening(), stick.device)]))
    parts[name] = b"x"
    manifest = json.loads(parts["manifest.json"])
    told = {one: raw for one, raw in parts.items() if not one.startswith("manifest")}
    raw = json.dumps({**manifest, "files": listed(told)}).encode()
    parts |= {"manifest.json": raw, "manifest.sig": stick.key.sign(raw)}
    assert refused(zipped(parts)) == "bad-pack"


def rewritten(raw: bytes, touch: Callable[[zipfile.ZipInfo], None], **more: bytes) -> bytes:
    out = BytesIO()
    parts = {**unzipped(raw), **more}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            touch(entry)
            archive.writestr(entry, data)
    return out.getvalue()


def test_links_and_odd_entries_are_refused(desk: Desk, stick: Stick, refused: Refused) -> None:
    raw = stick.pack([desk.op(opening(), stick.device)])

    def link(entry: zipfile.ZipInfo) -> None:
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16

    def bzipped(entry: zipfile.ZipInfo) -> None:
        entry.compress_type = zipfile.ZIP_BZIP2

    assert refused(rewritten(raw, link)) == "bad-pack"
    assert refused(rewritten(raw, bzipped)) == "bad-pack"


def test_bombs_are_refused(desk: Desk, stick: Stick, refused: Refused) -> None:
    bomb = b"\n" * 30_000_000
    parts = {"ops.ndjson": bomb}
    hello = desk.core.hello(stick.who, desk.now)
    manifest = {
        "format": 1, "kind": "ops", "server_id": hello.server_id, "device": stick.device,
        "made_at": "", "files": listed(parts),
    }  # fmt: skip
    raw = json.dumps(manifest).encode()
    assert refused(zipped({"manifest.json": raw, "manifest.sig": stick.key.sign(raw), **parts})) \
        == "bad-pack"  # fmt: skip
    many = {f"blobs/{one:064x}": b"" for one in range(native_wire_zip.MOST_ENTRIES + 1)}
    assert refused(zipped(many)) == "bad-pack"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_entries_of_one_name_are_refused(desk: Desk, stick: Stick, refused: Refused) -> None:
    raw = stick.pack([desk.op(opening(), stick.device)])
    out = BytesIO(raw)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("ops.ndjson", b"")
    assert refused(out.getvalue()) == "bad-pack"


def test_an_edit_that_cannot_be_read_holds_the_whole_pack(
    desk: Desk, stick: Stick, refused: Refused
) -> None:
    parts = {"ops.ndjson": desk.op(opening(), stick.device).model_dump_json().encode() + b"\n{\n"}
    hello = desk.core.hello(stick.who, desk.now)
    manifest = {
        "format": 1, "kind": "ops", "server_id": hello.server_id, "device": stick.device,
        "made_at": "", "files": listed(parts),
    }  # fmt: skip
    raw = json.dumps(manifest).encode()
    pack = zipped({"manifest.json": raw, "manifest.sig": stick.key.sign(raw), **parts})
    assert refused(pack) == "bad-pack"


def test_the_courier_carries_and_is_not_the_author() -> None:
    with serving() as served:
        desk = served.desk
        stick = Stick(desk, desk.person("李娜"), "laptop-1").enrol()
        courier = served.client("courier", Role.AUDITOR)
        edit = opening()
        raw = stick.pack([desk.op(edit, stick.device)])
        headers = {"Content-Type": "application/vnd.firstline.deskpack"}
        answer = courier.call("POST", "/packs", data=raw, headers=headers)
        assert answer.status_code == 200
        assert len(opened(desk, stick.who, answer.content).acks) == 1
        assert desk.ticket(stick.who, edit.entity).events[0].actor == "李娜"
        broken = courier.call("POST", "/packs", data=raw[:-9], headers=headers)
        assert (broken.status_code, problem(broken)) == (422, "bad-pack")
        other = courier.call("POST", "/packs", data=raw, headers={"Content-Type": "text/plain"})
        assert (other.status_code, problem(other)) == (415, "unsupported-type")
        courier.token = "x"  # noqa: S105 - no token
        assert courier.call("POST", "/packs", data=raw, headers=headers).status_code == 401


def test_a_pack_by_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    address = f"sqlite:///{tmp_path / 'portal.db'}"
    desk = new_desk(address)
    stick = Stick(desk, desk.person("李娜"), "laptop-1").enrol()
    file, out = tmp_path / "in.deskpack", tmp_path / "out.deskpack"
    file.write_bytes(stick.pack([desk.op(opening(), stick.device)]))
    words = ["pack", "import", str(file), "--out", str(out), "--database", address]
    assert main(words) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["edits"], told["applied"], told["records"]) == (1, 1, 1)
    assert len(opened(desk, stick.who, out.read_bytes()).changes) == 1
    file.write_bytes(b"not a pack")
    assert main(words) == 1
    assert "数据包没有采用" in capsys.readouterr().err
    desk.core.database.close()
