"""A bundle of one ticket by stick: plant → HQ → plant, a partner, keys, passphrases (S86)."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from portal_process import PortalProcess
from two_desks import PASSPHRASE, Desk, joined, new, shown


@pytest.fixture(autouse=True)
def _vault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTLINE_PASSPHRASE", PASSPHRASE)


def _words(ticket: dict[str, Any]) -> list[str]:
    told = ("responded", "note")
    return sorted(one["text"] for one in ticket["timeline"] if one["kind"] in told)


def test_plant_to_headquarters_and_back_keeps_every_event_without_doubles(
    desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    plant, hq = desk("plant"), desk("hq")
    made = new(plant, "库存无法过账")
    log = tmp_path / "日志.txt"
    log.write_bytes(b"\x00\xff" * 5000)
    assert plant("ticket", "reply", made["id"], "已停机").code == 0
    assert plant("ticket", "reply", made["id"], "给自己的备注", "--internal").code == 0
    assert plant("ticket", "attach", made["id"], log).code == 0
    out = plant("pack", "export", tmp_path / "a.deskpack", "--ticket", made["number"],
                "--for", "hq", "--plain", "--json")  # fmt: skip
    assert (out.code, out.json["files"], out.json["sealed"]) == (0, 1, False), out.err

    refused = hq("pack", "import", tmp_path / "a.deskpack", "--json")
    assert refused.code == 1  # nobody compared the fingerprint yet
    assert out.json["key"] in refused.err
    assert hq("ticket", "list", "--json").json["total"] == 0
    look = hq("pack", "verify", tmp_path / "a.deskpack", "--json").json
    assert (look["signed"], look["trusted"], look["title"]) == (True, False, "库存无法过账")
    wrong = hq("pack", "import", tmp_path / "a.deskpack", "--accept", "0000 1111", "--json")
    assert wrong.code == 1
    came = hq("pack", "import", tmp_path / "a.deskpack", "--accept", out.json["key"], "--json")
    assert (came.code, came.json["kept_files"], came.json["conflicts"]) == (0, 1, []), came.err
    assert hq("pack", "keys", "--json").json["total"] == 1

    assert hq("ticket", "reply", made["id"], "总部:请打补丁").code == 0
    assert hq("ticket", "set", made["id"], "module=INV", "assignee=赵工").code == 0
    assert plant("ticket", "reply", made["id"], "现场已重启").code == 0
    back = hq("pack", "export", tmp_path / "b.deskpack", "--ticket", made["id"], "--for", "plant",
              "--plain", "--json")  # fmt: skip
    assert back.code == 0, back.err
    home = plant("pack", "import", tmp_path / "b.deskpack", "--accept", back.json["key"], "--json")
    assert home.code == 0, home.err
    here = shown(plant, made["id"])
    assert _words(here) == sorted(["已停机", "给自己的备注", "总部:请打补丁", "现场已重启"])
    assert (here["module"], here["assignee"], here["number"]) == ("INV", "赵工", made["number"])
    ids = [one["id"] for one in here["timeline"]]
    assert len(ids) == len(set(ids))
    again = plant("pack", "import", tmp_path / "b.deskpack", "--json")  # twice: nothing
    assert (again.code, again.json["taken"]) == (0, 0)
    assert [one["id"] for one in shown(plant, made["id"])["timeline"]] == ids
    own = plant("pack", "import", tmp_path / "a.deskpack", "--json")  # our own
    assert (own.code, own.json["taken"]) == (0, 0)
    assert plant("doctor").code == 0


def test_both_sides_moved_a_field_and_both_values_stand_on_the_ticket(
    desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    plant, hq = desk("plant"), desk("hq")
    made = new(plant, "打印机")
    first = plant("pack", "export", tmp_path / "a.deskpack", "--ticket", made["id"], "--for", "hq",
                  "--plain", "--json").json  # fmt: skip
    assert hq("pack", "import", tmp_path / "a.deskpack", "--accept", first["key"]).code == 0
    assert plant("ticket", "set", made["id"], "site=一厂").code == 0
    assert hq("ticket", "set", made["id"], "site=二厂").code == 0
    assert plant("pack", "export", tmp_path / "b.deskpack", "--ticket", made["id"], "--for", "hq",
                 "--plain").code == 0  # fmt: skip
    came = hq("pack", "import", tmp_path / "b.deskpack", "--json")
    assert (came.code, came.json["conflicts"]) == (1, ["site"])
    (conflict,) = hq("conflict", "list", "--json").json["conflicts"]
    assert (conflict["mine"], conflict["theirs"]) == ("一厂", "二厂")


def test_what_leaves_for_a_partner_is_redacted_and_sealed(
    desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    plant, partner = desk("plant"), desk("partner")
    made = new(plant, "接口 10.20.30.40 超时,电话 13812345678")
    assert plant("ticket", "reply", made["id"], "只给自己看", "--internal").code == 0
    path = tmp_path / "p.deskpack"
    out = plant("pack", "export", path, "--ticket", made["id"], "--for", "partner", "--json")
    assert (out.code, out.json["sealed"], out.json["files"]) == (0, True, 0), out.err
    assert out.json["removed"]
    said = re.search(r"(?:口令:|Passphrase: )(\S+)", out.err)
    assert said is not None
    assert not zipfile.is_zipfile(path)
    closed = partner("pack", "import", path, "--accept", out.json["key"])
    assert (closed.code, "passphrase" in closed.err) == (2, True), closed.err
    word = tmp_path / "word.txt"
    word.write_text("wrong-wrong-12345\n", "utf-8")
    assert partner("pack", "import", path, "--passphrase-file", word).code == 2
    word.write_text(f"{said[1]}\n", "utf-8")
    came = partner("pack", "import", path, "--passphrase-file", word, "--accept", out.json["key"],
                   "--json")  # fmt: skip
    assert came.code == 0, came.err
    there = shown(partner, made["id"])
    assert "10.20.30.40" not in str(there)
    assert "13812345678" not in str(there)
    assert "只给自己看" not in str(there)


def test_a_changed_byte_is_refused_and_options_belong_together(
    desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    plant, hq = desk("plant"), desk("hq")
    made = new(plant, "打印机")
    path = tmp_path / "a.deskpack"
    out = plant("pack", "export", path, "--ticket", made["id"], "--for", "hq", "--plain", "--json")
    with zipfile.ZipFile(path) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    parts["thread.ndjson"] = parts["thread.ndjson"].replace("打印机".encode(), "复印机".encode())
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    assert hq("pack", "import", path, "--accept", out.json["key"]).code == 2
    assert hq("ticket", "list", "--json").json["total"] == 0
    assert plant("pack", "export", path, "--ticket", made["id"]).code == 2
    assert plant("pack", "export", path, "--for", "hq").code == 2


def test_a_bundle_comes_to_a_desk_with_a_portal_and_the_portal_takes_it(
    portal: PortalProcess, desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    plant, hq, other = desk("plant"), desk("hq"), desk("other")
    joined(portal, hq, "hq")
    joined(portal, other, "other")
    made = new(plant, "库存无法过账")
    first = plant("pack", "export", tmp_path / "a.deskpack", "--ticket", made["id"], "--for", "hq",
                  "--plain", "--json").json  # fmt: skip
    assert hq("pack", "import", tmp_path / "a.deskpack", "--accept", first["key"]).code == 0
    assert hq("sync").code == 0
    for status in ("in_progress", "resolved", "closed"):
        assert plant("ticket", "set", made["id"], f"status={status}").code == 0
    assert plant("ticket", "reply", made["id"], "已修好").code == 0
    assert plant("pack", "export", tmp_path / "b.deskpack", "--ticket", made["id"], "--for", "hq",
                 "--plain").code == 0  # fmt: skip
    assert hq("pack", "import", tmp_path / "b.deskpack").code == 0
    done = hq("sync", "--json")
    assert (done.code, done.json["refused"], done.json["held"]) == (0, 0, 0), done.out
    assert other("sync").code == 0
    there = shown(other, made["id"])
    assert (there["status"], there["sync"]) == ("closed", "synced")
    assert "已修好" in _words(there)
