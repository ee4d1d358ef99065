"""The collector reads the known places, says what it could not read, and writes nothing."""

import os
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from firstline.domain.errors import BadInput
from firstline.domain.handoff.log_places import LogPlace, Taking, parse_places, places_of
from firstline.intake.collector import collect
from firstline.intake.handoff_files import load_names, load_places, load_rules
from firstline.intake.health.patch_build import Build, read_build
from firstline.intake.log_tail import Window
from firstline.system.resources import resource_path

ZONE = ZoneInfo("Asia/Shanghai")
PACK = resource_path("packs", "log_places", "log_places.toml")


@pytest.fixture(scope="module")
def places() -> tuple[LogPlace, ...]:
    return parse_places(PACK.read_text("utf-8"), PACK.name)


def put(root: Path, name: str, data: str | bytes) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode("gb18030"))
    return path


def state(root: Path) -> list[tuple[str, int, int]]:
    return sorted(
        (one.relative_to(root).as_posix(), one.stat().st_size, one.stat().st_mtime_ns)
        for one in root.rglob("*")
    )


def test_the_catalogue_is_whole(places: tuple[LogPlace, ...]) -> None:
    assert {one.product for one in places} == {"NC", "U8", "T+", "YonSuite", "*"}
    assert len({one.id for one in places}) == len(places) == 13
    assert {one.id for one in places_of(places, "t+")} >= {"tplus-version", "iis"}
    assert "nc-middleware" not in {one.id for one in places_of(places, "U8")}
    backup = next(one for one in places if one.id == "u8-backup")
    assert backup.taking is Taking.STAT


def test_logs_are_read_backups_never_and_nothing_is_written(
    tmp_path: Path, places: tuple[LogPlace, ...]
) -> None:
    put(tmp_path, "U8SOFT/Log/u8.log", "2026-11-24 10:00:00 互斥任务申请不成功\n")
    put(tmp_path, "006/20261123/UFDATA.BAK", b"company data")
    put(tmp_path, "U8SOFT/ADMIN/ZT006/2026/UFDATA.MDF", b"x" * 10)
    put(tmp_path, "ERRORLOG", "错误: 824\n".encode("utf-16"))
    put(tmp_path, "Application.evtx", b"ElfFile\x00" + bytes(900))
    before = state(tmp_path)
    found = collect(tmp_path, places_of(places, "U8"), Window(), ZONE)
    assert state(tmp_path) == before
    assert sorted(one.name for one in found.texts) == ["ERRORLOG", "u8.log"]
    assert "互斥任务" in "".join(one.text for one in found.texts)
    assert "company data" not in repr(found)
    why = {one.name: one.why_not.en for one in found.met}
    assert "never copied" in why["006/20261123/UFDATA.BAK"]
    assert "binary" in why["Application.evtx"]
    assert dict(found.facts)["account_set"] == "006"
    assert any("IIS" in one.en for one in found.missing)


def test_what_cannot_be_read_is_told(tmp_path: Path, places: tuple[LogPlace, ...]) -> None:
    put(tmp_path, "instPatch.log", b"\x00" * 4000)
    put(tmp_path, "PatchBuildInfo.xml", "<a/>")
    found = collect(tmp_path, places_of(places, "T+"), Window(), ZONE)
    assert {one.name for one in found.met if one.why_not.zh} == {
        "instPatch.log", "PatchBuildInfo.xml",
    }  # fmt: skip
    with pytest.raises(BadInput, match="no folder"):
        collect(tmp_path / "none", places, Window(), ZONE)


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_a_link_that_leads_out_is_not_followed(
    tmp_path: Path, places: tuple[LogPlace, ...]
) -> None:
    outside = put(tmp_path, "outside/secret.log", "secret")
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "instPatch.log").symlink_to(outside)
    found = collect(tmp_path / "root", places_of(places, "T+"), Window(), ZONE)
    assert not found.texts


@pytest.mark.parametrize(
    ("xml", "build"),
    [
        ('<Info Version="17.0.1" PatchNo="23"/>', Build("17.0.1", "23")),
        ("<i><ProductVersion>13.0</ProductVersion><PatchVersion>13.0.5</PatchVersion></i>",
         Build("13.0", "13.0.5")),
        ("<p:i xmlns:p='x'><p:build>2026.11</p:build></p:i>", Build("", "2026.11")),
    ],
)  # fmt: skip
def test_the_version_of_a_t_plus(tmp_path: Path, xml: str, build: Build) -> None:
    path = tmp_path / "PatchBuildInfo.xml"
    path.write_text(xml, "utf-8")
    assert read_build(path) == build


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a version="&x;1"/>', "entities"),
        ("<a><b></a>", "not sound"),
        ("<a>no number</a>", "no version"),
        ("", "not sound"),
    ],
)
def test_a_version_file_that_cannot_be_trusted(tmp_path: Path, xml: str, said: str) -> None:
    path = tmp_path / "PatchBuildInfo.xml"
    path.write_text(xml, "utf-8")
    with pytest.raises(BadInput, match=said):
        read_build(path)


def test_a_pattern_stays_under_its_folder() -> None:
    text = PACK.read_text("utf-8").replace('"NCCACHE/*"', '"../NCCACHE/*"')
    with pytest.raises(BadInput, match=r"own\.toml.*under the folder"):
        parse_places(text, "own.toml")


def test_a_profile_has_its_own_rules_names_and_places(tmp_path: Path) -> None:
    shipped = resource_path("packs", "redaction", "redaction.toml")
    assert load_rules(tmp_path, shipped).id == "redaction-default"
    text = shipped.read_text("utf-8").replace('"redaction-default"', '"own"')
    (tmp_path / "mine.toml").write_text(text, "utf-8")
    assert load_rules(tmp_path, shipped).id == "own"
    (tmp_path / "names.txt").write_text("# x\n张三\n\n李四\n", "utf-8")
    assert load_names(tmp_path) == ("张三", "李四")
    assert load_names(tmp_path / "none") == ()
    assert len(load_places(tmp_path, PACK)) == 13
    (tmp_path / "names.txt").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(BadInput, match=r"names\.txt"):
        load_names(tmp_path)
