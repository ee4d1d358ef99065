"""What leaves by the terminal: sealed under a passphrase, or in the clear and recorded (S44)."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli_run import Run

New = Callable[..., dict[str, Any]]
PASSPHRASE = "correct horse battery 7"  # noqa: S105 - opens nothing but this test's files
BY_PHONE = "不要写进同一封邮件"


@pytest.fixture
def words(new: New, tmp_path: Path) -> tuple[str, ...]:
    new("--product", "U8", "--body", "报错 824", title="总账打不开", impact=2, urgency=2)
    return ("ticket", "handoff", "L-1", "--reviewed-by", "赵主任", "--out", str(tmp_path / "out"))


def secret(tmp_path: Path, text: str = PASSPHRASE) -> Path:
    path = tmp_path / "secret.txt"
    path.write_text(f"{text}\nmore\n", "utf-8")
    return path


def released(run: Run) -> list[dict[str, str]]:
    shown = run("ticket", "show", "L-1", "--json").json["timeline"]
    told = [one.get("data", {}) for one in shown]
    return [one for one in told if one.get("what") == "released"]


def diary(tmp_path: Path) -> str:
    return "".join(one.read_text("utf-8") for one in (tmp_path / "profile").rglob("*.log*"))


def test_a_sealed_package_shows_its_passphrase_once_and_keeps_it_nowhere(
    run: Run, words: tuple[str, ...], tmp_path: Path
) -> None:
    done = run(*words, "--sealed", "--json")
    assert done.code == 0, done.err
    package = done.json["package"]
    said = re.findall(r"口令:((?:[2-9A-Z]{3}-){5}[2-9A-Z]{3})$", done.err, re.MULTILINE)
    assert len(said) == 1
    assert said[0] not in done.out
    assert BY_PHONE in done.err
    assert package["sealed"] is True
    assert [one["sealed"] for one in released(run)] == ["aes-256"]
    assert "已加密" in run("ticket", "show", "L-1").out
    for one in tmp_path.rglob("*"):
        assert not one.is_file() or said[0].encode() not in one.read_bytes(), one
    assert run("handoff", "verify", package["path"]).code == 2, "nobody is there to type it"
    found = run("handoff", "verify", package["path"], "--passphrase-file",
                secret(tmp_path, said[0]), "--json")  # fmt: skip
    assert (found.code, found.json["sha256"]) == (0, package["sha256"]), found.err
    assert "handoff.md" in found.json["files"]
    assert found.json["sealed"] is True


def test_a_passphrase_of_ones_own(run: Run, words: tuple[str, ...], tmp_path: Path) -> None:
    file = secret(tmp_path)
    done = run(*words, "--passphrase-file", file, "--json")
    assert done.code == 0, done.err
    assert PASSPHRASE not in done.err + done.out
    assert BY_PHONE in done.err
    path = Path(done.json["package"]["path"])
    verify = ("handoff", "verify", path, "--passphrase-file", file)
    assert run(*verify).code == 0
    secret(tmp_path, "another one 1234567")
    wrong = run(*verify)
    assert (wrong.code, wrong.out) == (1, "")
    assert "口令不对" in wrong.line
    secret(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[:200] + bytes([whole[200] ^ 4]) + whole[201:])
    before = sorted(tmp_path.rglob("*.zip"))
    flipped = run(*verify)
    assert (flipped.code, flipped.out) == (1, "")
    assert sorted(tmp_path.rglob("*.zip")) == before


def test_a_bad_choice_writes_nothing(run: Run, words: tuple[str, ...], tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    beside = out / "pw.txt"
    beside.write_text(PASSPHRASE, "utf-8")
    file = secret(tmp_path, "short")
    for choice, said in (
        (("--sealed", "--plain"), "--plain"), (("--passphrase-file", beside), "一起发出去"),
        (("--passphrase-file", file), "16"), (("--passphrase-file", tmp_path / "no"), "打不开"),
        (("--passphrase-file", secret(tmp_path), "--plain"), "--plain"),
    ):  # fmt: skip
        if "16" in said:
            secret(tmp_path, "short")
        done = run(*words, *choice)
        assert (done.code, said in done.err) == (2, True), done.err
    assert [one.name for one in out.iterdir()] == ["pw.txt"]
    assert released(run) == []
    assert run("ticket", "handoff", "L-1", "--sealed").code == 2, "it goes with --out"


def test_in_the_clear_it_is_said_and_recorded(
    run: Run, words: tuple[str, ...], tmp_path: Path
) -> None:
    silent = run(*words, "--json")
    assert ("没有加密" in silent.err, "--sealed" in silent.err) == (True, True)
    meant = run(*words, "--plain", "--json")
    assert ("没有加密" in meant.err, "--sealed" in meant.err) == (True, False)
    assert meant.json["package"]["sealed"] is False
    with zipfile.ZipFile(meant.json["package"]["path"]) as archive:
        assert archive.testzip() is None
    assert [one["sealed"] for one in released(run)] == ["no", "no"]
    assert "未加密" in run("ticket", "show", "L-1").out
    done = run("handoff", "verify", meant.json["package"]["path"], "--json")
    assert (done.code, done.json["sealed"]) == (0, False)


def test_an_evidence_pack_is_sealed_too(run: Run, tmp_path: Path) -> None:
    days = ("--first", "2026-07-01", "--last", "2026-09-30")
    sums = ("--source", "工单", "--owner", "李娜", "--benefit", "9", "--cost", "6")
    assert run("evidence", "add", "U9", "--measure", "roi", *days, *sums).code == 0
    out = tmp_path / "packs" / "pack.zip"
    out.parent.mkdir()
    file = secret(tmp_path)
    sealed = run("evidence", "export", out, "--passphrase-file", file, "--json")
    assert (sealed.code, sealed.json["sealed"]) == (0, True), sealed.err
    assert run("handoff", "verify", out, "--passphrase-file", file).code == 0
    assert "evidence pack left sealed" in diary(tmp_path)
    plain = run("evidence", "export", out, "--json")
    assert (plain.json["sealed"], "没有加密" in plain.err) == (False, True)
    assert run("handoff", "verify", out).code == 0
    assert "evidence pack left in the clear" in diary(tmp_path)


def test_an_export_says_that_anybody_can_read_it(
    run: Run, words: tuple[str, ...], tmp_path: Path
) -> None:
    done = run("export", tmp_path / "all.csv", "--json")
    assert (done.code, "没有加密" in done.err) == (0, True)
    assert "a list of 1 tickets left in the clear" in diary(tmp_path)


def test_what_is_no_package_is_refused(run: Run, tmp_path: Path) -> None:
    junk = tmp_path / "junk.zip"
    junk.write_bytes(b"PK\x03\x04 and nothing")
    done = run("handoff", "verify", junk)
    assert (done.code, done.out) == (1, "")
    assert run("handoff", "verify", tmp_path / "none.zip").code == 2
