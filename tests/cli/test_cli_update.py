"""`update verify`: only a whole, fresh, newer release of the trusted publisher is let through."""

import json
import os
import socket
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cli_run import NOW, Run

import sign_release
from firstline import __version__
from firstline.domain.release import Packed, Release, numbers, release_from
from firstline.system import minisign
from freezing import ROOT

New = Callable[..., dict[str, Any]]
KEY = minisign.new_key()
DEB, SBOM = "firstline_9.1_amd64.deb", "firstline-9.1.cdx.json"


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "publisher.pub"
    path.write_text(KEY.public.file, "utf-8")
    return path


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    (folder / DEB).write_bytes(b"a program")
    (folder / SBOM).write_bytes(b"{}")
    lay(folder)
    return folder


def lay(
    folder: Path, version: str = "9.1", issued: datetime = NOW, key: minisign.SecretKey = KEY,
    days: int = 180, **changed: Any,
) -> Path:  # fmt: skip
    for old in folder.glob("*.manifest.json*"):
        old.unlink()
    made = sign_release.release_of(folder, "一线发布组", issued, days)
    release = Release(**{
        "version": version, "publisher": made.publisher, "issued": issued,
        "expires": made.expires, "files": made.files, **changed,
    })  # fmt: skip
    return sign_release.write(release, folder, key)[0]


def test_a_good_release_is_told_and_nothing_is_installed(
    run: Run, stick: Path, key_file: Path, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_network(*_given: object) -> None:
        raise AssertionError("it reached for the network")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    before = sorted((one.name, one.read_bytes()) for one in stick.iterdir())
    done = run("update", "verify", stick, "--key", key_file)
    assert done.code == 0, done.err
    assert "发布者:一线发布组" in done.out
    assert f"版本:9.1(现在运行 {__version__})" in done.out
    assert "有效到 2027-05-23" in done.out
    assert f"✓ 完整:{DEB}" in done.out
    told = run("update", "verify", stick / DEB, "--key", key_file, "--json").json
    assert told["key"] == KEY.public.named
    assert {one["name"]: one["state"] for one in told["files"]} == {DEB: "whole", SBOM: "unread"}
    assert before == sorted((one.name, one.read_bytes()) for one in stick.iterdir())
    assert not profile.exists()


def test_only_what_is_on_the_stick_is_needed(run: Run, stick: Path, key_file: Path) -> None:
    (stick / SBOM).unlink()
    manifest = next(stick.glob("*.manifest.json"))
    told = run("update", "verify", manifest, "--key", key_file, "--json").json
    assert {one["name"]: one["state"] for one in told["files"]} == {DEB: "whole", SBOM: "missing"}
    (stick / DEB).unlink()
    refused = run("update", "verify", manifest, "--key", key_file, lang="en")
    assert (refused.code, "None of the manifest's files is here" in refused.line) == (1, True)


def test_another_key_is_refused(run: Run, stick: Path, key_file: Path) -> None:
    lay(stick, key=minisign.new_key())
    refused = run("update", "verify", stick, "--key", key_file, lang="en")
    assert (refused.code, "another key" in refused.line) == (1, True)
    assert "Nothing was installed." in refused.line


def test_an_altered_file_or_one_cut_short_is_refused(run: Run, stick: Path, key_file: Path) -> None:
    for content in (b"a problem", b"a prog", b""):
        (stick / DEB).write_bytes(content)
        refused = run("update", "verify", stick, "--key", key_file, lang="en")
        assert (refused.code, f"{DEB} is not what the manifest says" in refused.line) == (1, True)


def test_an_altered_manifest_is_refused(run: Run, stick: Path, key_file: Path) -> None:
    manifest = next(stick.glob("*.manifest.json"))
    manifest.write_text(manifest.read_text("utf-8").replace('"9.1"', '"9.2"'), "utf-8")
    refused = run("update", "verify", stick, "--key", key_file, lang="en")
    assert (refused.code, "was altered" in refused.line) == (1, True)
    manifest.with_name(manifest.name + ".minisig").unlink()
    refused = run("update", "verify", stick, "--key", key_file)
    assert (refused.code, "没有签名" in refused.line) == (1, True)


def test_an_expired_manifest_is_refused(run: Run, stick: Path, key_file: Path) -> None:
    words = ("update", "verify", stick, "--key", key_file)
    assert run(*words, at=NOW + timedelta(days=179)).code == 0
    late = run(*words, at=NOW + timedelta(days=180), lang="en")
    assert (late.code, "expired on 2027-05-23" in late.line) == (1, True)
    early = run(*words, at=NOW - timedelta(days=2), lang="en")
    assert (early.code, "still to come" in early.line) == (1, True)


def test_an_older_version_is_refused_than_runs_or_was_seen(
    run: Run, new: New, stick: Path, key_file: Path
) -> None:
    new()  # a profile remembers
    words = ("update", "verify", stick, "--key", key_file)
    lay(stick, "0.0.9")
    refused = run(*words, lang="en")
    assert (refused.code, "older than 0.1.0" in refused.line) == (1, True)
    lay(stick, __version__)
    assert "相同" in run(*words).out
    lay(stick, "9.10")
    assert run(*words).code == 0
    lay(stick, "9.9", issued=NOW + timedelta(hours=1))
    refused = run(*words, lang="en")
    assert (refused.code, "older than 9.10" in refused.line) == (1, True)


def test_the_key_may_stand_in_the_settings(run: Run, stick: Path, profile: Path) -> None:
    refused = run("update", "verify", stick)
    assert (refused.code, "不知道发布者的公钥" in refused.line) == (1, True)
    profile.mkdir()
    (profile / "settings.toml").write_text(f'publisher = "{KEY.public.text}"\n', "utf-8")
    assert run("update", "verify", stick).code == 0
    (profile / "settings.toml").write_text('publisher = "RWnonsense"\n', "utf-8")
    assert run("update", "verify", stick).code == 2


def test_a_name_cannot_leave_the_folder(run: Run, stick: Path, key_file: Path) -> None:
    whole = next(stick.glob("*.manifest.json")).read_text("utf-8")
    for name in ("../firstline.deb", "a/b.deb", "..", "C:evil", "", ".hidden", "é.deb"):
        raw = json.loads(whole)
        raw["files"][0]["name"] = name
        manifest = next(stick.glob("*.manifest.json"))
        manifest.write_text(json.dumps(raw), "utf-8")
        signature = minisign.sign(KEY, manifest.read_bytes(), "x")
        manifest.with_name(manifest.name + ".minisig").write_text(signature, "utf-8")
        refused = run("update", "verify", manifest, "--key", key_file, lang="en")
        assert (refused.code, "no release manifest" in refused.line) == (2, True), name


@pytest.mark.parametrize("text", ["", "[]", "{}", "[" * 9999, '{"format": "other"}', "1", "null"])
def test_what_is_no_manifest_is_bad_input(
    run: Run, tmp_path: Path, key_file: Path, text: str
) -> None:
    manifest = tmp_path / "x.manifest.json"
    manifest.write_text(text, "utf-8")
    signature = minisign.sign(KEY, manifest.read_bytes(), "x")
    (tmp_path / "x.manifest.json.minisig").write_text(signature, "utf-8")
    assert run("update", "verify", manifest, "--key", key_file).code == 2
    (tmp_path / "x.manifest.json.minisig").write_text("nonsense", "utf-8")
    assert run("update", "verify", manifest, "--key", key_file).code == 2


def test_versions_compare_as_numbers_and_a_manifest_comes_back_as_it_was() -> None:
    assert numbers("1.10") > numbers("1.9.9")
    assert numbers("1.2") == numbers("1.2.0")
    release = Release("1.2", "某厂 IT", NOW, NOW, (Packed("a.deb", 1, "0" * 64),))
    assert release_from(json.dumps(release.to_json())) == release


def test_no_secret_key_comes_into_the_repository(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sign_release.main(["key", str(ROOT / "k")]) == 1
    assert not (ROOT / "k").exists()
    assert sign_release.main(["key", str(tmp_path / "k")]) == 0
    assert sign_release.main(["key", str(tmp_path / "k")]) == 1  # none is written over
    assert (tmp_path / "k").stat().st_mode & 0o077 == 0 or os.name == "nt"
    made = minisign.secret_key((tmp_path / "k").read_text("utf-8"))
    assert minisign.public_keys((tmp_path / "k.pub").read_text("utf-8")) == (made.public,)
    assert sign_release.main(["make", str(tmp_path / "k"), "--publisher", "x"]) == 1
    capsys.readouterr()
