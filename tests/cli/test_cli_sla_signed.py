"""Packs are signed data: signed by whom, unsigned, or refused; a site signs its own (S4)."""

import json
from pathlib import Path

import pytest
from cli_run import Run
from two_desks import PASSPHRASE

from firstline.domain.packs.signature import fingerprint, written
from firstline.system import seals

PACK = """schema = "firstline.sla/1"
id = "haus"
title_zh = "本厂服务级别"
title_en = "House levels"
counterparty = "internal"
version = "{version}"
verified = true
{more}
[[target]]
priority = "P1"
respond_minutes = {minutes}
"""
SEED = bytes(range(32))


def put(folder: Path, version: str = "1", minutes: int = 30, more: str = "source = '章程'") -> Path:
    """Write the site's pack, and return where."""
    path = folder / "packs" / f"haus-{version}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = PACK.format(version=version, minutes=minutes, more=more)
    path.write_text(text, "utf-8")
    return path


def sign(path: Path, name: str = "用友服务中心") -> str:
    """Sign a pack as its publisher would, and return the key's fingerprint."""
    key = seals.public_of(SEED)
    text = written(path.read_bytes(), name, "2026-11-01", key, lambda data: seals.sign(SEED, data))
    path.with_name(f"{path.name}.sig").write_text(text, "utf-8")
    return fingerprint(key)


def told(run: Run) -> dict[str, dict[str, object]]:
    return {one["id"]: one for one in run("sla", "packs", "--json", lang="en").json["packs"]}


def test_a_pack_is_signed_by_a_known_publisher_or_says_that_it_is_not(
    run: Run, profile: Path
) -> None:
    path = put(profile)
    assert told(run)["haus"]["signature"] == "unsigned"
    assert told(run)["seed-2023"]["signature"] == "shipped"
    print_ = sign(path)
    found = told(run)["haus"]
    assert (found["signature"], found["fingerprint"]) == ("stranger", print_)
    assert run("sla", "keys", "--accept", path, "--fingerprint", "0000 1111").code == 1
    assert run("sla", "keys", "--accept", path).code == 2
    assert told(run)["haus"]["signature"] == "stranger"
    assert run("sla", "keys", "--accept", path, "--fingerprint", print_.upper()).code == 0
    assert "signed by 用友服务中心" in run("sla", "packs", lang="en").out
    assert told(run)["haus"]["signed_by"] == "用友服务中心"
    assert run("sla", "keys", "--forget", print_).code == 0
    assert told(run)["haus"]["signature"] == "stranger"
    assert run("sla", "keys", "--forget", print_).code == 1


def test_a_pack_that_is_not_what_was_signed_is_refused_and_named(run: Run, profile: Path) -> None:
    path = put(profile)
    sign(path)
    path.write_text(path.read_text("utf-8").replace("= 30", "= 300"), "utf-8")
    found = run("sla", "packs", "--json", lang="en")
    assert "haus" not in told(run)
    assert "not what was signed" in found.err
    (row,) = found.json["files"]
    assert (row["signature"], row["said"]) == ("broken", "signature does not match: refused")
    beside = path.with_name(f"{path.name}.sig")
    raw = json.loads(beside.read_text("utf-8"))
    path.write_text(path.read_text("utf-8").replace("= 300", "= 30"), "utf-8")
    assert "haus" in told(run)
    bads: list[object] = [{**raw, "publisher": "别人"}, {**raw, "signature": "00"}, [], {}]
    for bad in (*bads, {**raw, "key": 7}):
        beside.write_text(json.dumps(bad), "utf-8")
        assert "haus" not in told(run), bad
    for junk in (b"", b"\xff\xfe", b"[" * 5000, b"x" * 20_000):
        beside.write_bytes(junk)
        assert "haus" not in told(run)


def test_a_site_signs_its_own_and_a_pack_without_a_source_stays_unverified(
    run: Run, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIRSTLINE_PASSPHRASE", PASSPHRASE)
    path = put(profile, more="")
    signed = run("sla", "sign", path, "--as", "一厂 IT", "--json")
    assert (signed.code, signed.json["signature"]) == (0, "signed")
    found = told(run)["haus"]
    assert (found["signed_by"], found["verified"]) == ("一厂 IT", False)
    assert run("sla", "sign", path, "--as", "两\n行").code == 2
    (row,) = run("sla", "keys", "--json").json["publishers"]
    assert row["fingerprint"] == signed.json["fingerprint"]


def test_a_lifecycle_pack_that_is_not_what_was_signed_is_refused(run: Run, profile: Path) -> None:
    folder = profile / "packs" / "lifecycle"
    folder.mkdir(parents=True)
    path = folder / "own.toml"
    path.write_text("schema = 'x'", "utf-8")
    sign(path)
    path.write_text("schema = 'y'", "utf-8")
    assert "签名与内容不符" in run("lifecycle", "list").err


def test_a_ticket_of_the_first_version_keeps_its_targets(run: Run, profile: Path) -> None:
    put(profile, "1", 30, "source = '章程'\nvalid_to = 2026-11-23")
    args = ("--impact", "1", "--urgency", "1")
    run("ticket", "new", "--title", "停", *args, "--at", "2026-11-20T08:00+08:00")
    path = put(profile, "2", 5, "source = '章程'\nvalid_from = 2026-11-24")
    sign(path)
    run("ticket", "new", "--title", "又停", *args)
    clocks = {}
    for key in ("L-1", "L-2"):
        rows = run("ticket", "show", key, "--json").json["clocks"]
        clocks[key] = {
            one["target"]["amount"] for one in rows if one["agreement"] == "haus" and one["target"]
        }
    assert (clocks["L-1"], clocks["L-2"]) == ({30}, {5})
    assert [(one["version"], one["signature"])
            for one in run("sla", "packs", "--json").json["packs"] if one["id"] == "haus"] == [
        ("1", "unsigned"), ("2", "stranger"),
    ]  # fmt: skip
