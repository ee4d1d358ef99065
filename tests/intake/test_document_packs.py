"""Packs of documents as an enemy or a bad stick would bring them, and the text of files."""

import os
import zipfile
from pathlib import Path

import pytest

from document_makers import FIRST, docx, entry, folder, manifest, pdf, zipped
from firstline.domain.documents.pack import MANIFEST
from firstline.domain.errors import BadInput
from firstline.intake.documents import pack_files
from firstline.intake.documents.pack_files import read_pack
from firstline.intake.documents.text import text_of

DATA = pdf("x")


def fault(path: Path) -> str:
    with pytest.raises(BadInput) as caught:
        read_pack(path)
    assert "没有被采用" in caught.value.kept.zh
    assert caught.value.sentence.en
    return caught.value.sentence.zh


def one_named(place: Path, name: str, extra: str = "") -> Path:
    """Return a zip whose manifest names `name`, and which holds `extra` as well."""
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr(MANIFEST, manifest([entry("A", "1", name, DATA)]))
        archive.writestr(name, DATA)
        if extra:
            archive.writestr(extra, b"x")
    return place


@pytest.mark.parametrize(
    "name",
    ["../a.pdf", "x/../../a.pdf", "/etc/a.pdf", "C:/a.pdf", "..\\a.pdf", "con.pdf", "x/LPT1.pdf",
     "a.pdf ", "a/./b.pdf", "a\n.pdf", "a.pdf:evil"],
)  # fmt: skip
@pytest.mark.parametrize("as_zip", [True, False])
def test_names_that_lead_out_or_that_windows_cannot_keep_are_refused(
    tmp_path: Path, name: str, as_zip: bool
) -> None:
    if as_zip:
        assert "不允许" in fault(one_named(tmp_path / "a.zip", name))
        assert "不允许" in fault(one_named(tmp_path / "b.zip", "a.pdf", extra=name))
    else:
        (tmp_path / MANIFEST).write_text(manifest([entry("A", "1", name, DATA)]), "utf-8")
        assert "不允许" in fault(tmp_path)
        assert "不允许" in fault(tmp_path / MANIFEST)


@pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")
def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.pdf").write_bytes(DATA)
    pack = folder(tmp_path / "pack", {"a.pdf": (DATA, {"code": "A", "version": "1"})})
    (pack / "a.pdf").unlink()
    (pack / "a.pdf").symlink_to(tmp_path / "secret.pdf")
    assert "不允许" in fault(pack)


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = bytes(20 << 20)
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, manifest([entry("A", "1", "a.txt", bomb)]))
        archive.writestr("a.txt", bomb)
    assert "大得不正常" in fault(tmp_path / "a.zip")
    monkeypatch.setattr(pack_files, "MOST_ENTRIES", 1)
    assert "大得不正常" in fault(zipped(tmp_path / "b.zip", FIRST))


def test_a_file_that_is_larger_than_its_head_says_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack_files, "MOST_BYTES", 100)
    assert "超过 100 MB" in fault(zipped(tmp_path / "b.zip", FIRST))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"code": "A B"}, "编号不能是"), ({"version": ""}, "版本不能是"),
        ({"sha256": "ab"}, "64 位"),
        ({"supersedes": ["A"]}, "不能取代自己"), ({"language": "fr"}, "不能是"),
        ({"odd": 1}, "不认识的键"), ({"received_on": "gestern"}, "不是日期"),
        ({"file": "b.pdf"}, "包里没有"), ({"note": "x" * 5000}, "超过 4000"),
    ],
)  # fmt: skip
def test_a_manifest_is_read_strictly(tmp_path: Path, change: dict[str, object], said: str) -> None:
    one = {**entry("A", "1", "a.pdf", DATA), **change}
    (tmp_path / "a.pdf").write_bytes(DATA)
    (tmp_path / MANIFEST).write_text(manifest([one]), "utf-8")
    assert said in fault(tmp_path)


def test_a_pack_without_a_manifest_or_with_two_alike_is_refused(tmp_path: Path) -> None:
    assert "包里没有“documents.toml”" in fault(tmp_path)
    one = entry("A", "1", "a.pdf", DATA)
    (tmp_path / "a.pdf").write_bytes(DATA)
    (tmp_path / MANIFEST).write_text(manifest([one, one]), "utf-8")
    assert "写了两次" in fault(tmp_path)
    (tmp_path / "no.zip").write_bytes(b"PK nothing")
    assert "不是文件夹或 zip" in fault(tmp_path / "no.zip")
    assert "没有" in fault(tmp_path / "gone")


def test_a_zip_cut_short_is_told(tmp_path: Path) -> None:
    whole = zipped(tmp_path / "a.zip", FIRST).read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[:200] + whole[260:])
    assert fault(tmp_path / "cut.zip")


def test_names_as_a_chinese_windows_writes_them_are_found(tmp_path: Path) -> None:
    name = "手册.pdf".encode("gb18030")
    with zipfile.ZipFile(tmp_path / "gb.zip", "w") as archive:
        archive.writestr(MANIFEST, manifest([entry("A", "1", "手册.pdf", DATA)]))
        archive.writestr("x" * len(name), DATA)
    raw = (tmp_path / "gb.zip").read_bytes().replace(b"x" * len(name), name)
    (tmp_path / "gb.zip").write_bytes(raw)
    assert read_pack(tmp_path / "gb.zip").pack.documents["A:1"].size == len(DATA)


def test_a_file_that_changes_while_it_is_taken_is_refused(tmp_path: Path) -> None:
    read = read_pack(folder(tmp_path, FIRST))
    (tmp_path / "man_fin.pdf").write_bytes(pdf("other"))
    with pytest.raises(BadInput) as caught:
        read.content(read.pack.documents["MAN-FIN:12.0"])
    assert "SHA-256 不符" in caught.value.sentence.zh


def test_the_text_of_files_is_read_where_it_can_be() -> None:
    assert text_of(docx("甲 & 乙".replace("&", "&amp;"), "二"), "a.DOCX") == "甲 & 乙\n二"
    assert text_of("中文".encode("gb18030"), "a.txt") == "中文"
    assert text_of("中文".encode("utf-16"), "a.csv") == "中文"
    assert text_of("好".encode() * 30_000, "a.md") == "好" * 20_000
    assert text_of(pdf("x"), "a.pdf") == ""
    assert text_of(b"PK\x03\x04 broken", "a.docx") == ""
