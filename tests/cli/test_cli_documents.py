"""`knowledge document`: the library of documents, as a super-user and a script call it (S21)."""

import os
from pathlib import Path

import pytest
from cli_run import Run

from document_makers import FIRST, SECOND, docx, folder, pdf, zipped
from firstline.system.resources import resource_path

SHIPPED = resource_path("packs", "knowledge")
DOC = ("knowledge", "document")


@pytest.fixture
def linked(run: Run, tmp_path: Path) -> Run:
    """Return a profile with the first pack, and an article that links to both of its documents."""
    text = (SHIPPED / "K01.md").read_text("utf-8").replace('"2026.11.1"', '"2026.12.1"', 1)
    text = text.replace("# 中文", "# 中文\n").rstrip() + (
        "\n\n## Notes\n\nSee [the manual](doc:MAN-FIN), [12.0](doc:MAN-FIN:12.0) and "
        "[the release](doc:RN-12).\n"
    )
    (tmp_path / "kb").mkdir()
    (tmp_path / "kb" / "K01.md").write_text(text, "utf-8")
    (tmp_path / "kb" / "pack.toml").write_text((SHIPPED / "pack.toml").read_text("utf-8"), "utf-8")
    done = run("knowledge", "import", tmp_path / "kb")
    assert done.code == 0, done.err
    assert run(*DOC, "import", folder(tmp_path / "first", FIRST)).code == 0
    return run


def test_a_pack_of_three_new_and_two_that_supersede(linked: Run, tmp_path: Path) -> None:
    run, pack = linked, zipped(tmp_path / "second.zip", SECOND)
    dry = run(*DOC, "import", pack, "--dry-run", "--json").json
    assert run(*DOC, "list", "--json").json["total"] == 2
    done = run(*DOC, "import", pack, "--json").json
    assert {**dry, "dry_run": False} == done
    assert (done["read"], done["created"], done["updated"], done["unchanged"]) == (5, 3, 2, 0)
    moved = {(one["link"], one["old"], one["new"]) for one in done["repointed"]}
    assert moved == {
        ("MAN-FIN", "MAN-FIN:12.0", "MAN-FIN:13.0"),
        ("MAN-FIN:12.0", "MAN-FIN:12.0", "MAN-FIN:13.0"),
        ("RN-12", "RN-12:1", "RN-13:1"),
    }  # fmt: skip
    listed = run(*DOC, "list", "--json").json
    assert [one["record"] for one in listed["documents"]] == [
        "LIMITS:2026.11", "MAN-FIN:13.0", "MAN-HR:13.0", "PATCH-7:1.1", "RN-13:1",
    ]  # fmt: skip
    old = run(*DOC, "show", "MAN-FIN:12.0", "--json").json
    assert (old["state"], old["superseded_by"], old["here"]) == ("superseded", "MAN-FIN:13.0", True)
    assert [one["version"] for one in old["history"]] == ["13.0", "12.0"]
    assert old["articles"] == ["K01"]
    copy = Path(run(*DOC, "open", "MAN-FIN:12.0", "--out", tmp_path / "out", "--json").json["file"])
    assert copy.read_bytes() == FIRST["man_fin.pdf"][0]  # the old version is readable
    assert run(*DOC, "show", "RN-12", "--json").json["superseded_by"] == "RN-13:1"
    named = run("knowledge", "show", "K01", "--json").json["documents"]
    assert [tuple(one.values()) for one in named] == [
        ("MAN-FIN", "MAN-FIN:13.0", "current", ""),
        ("MAN-FIN:12.0", "MAN-FIN:12.0", "superseded", "MAN-FIN:13.0"),
        ("RN-12", "RN-12:1", "superseded", "RN-13:1"),
    ]
    assert "RN-12:1 已被取代,现行:RN-13:1 RN-13 手册" in run("knowledge", "show", "K01").out
    told = run(*DOC, "import", folder(tmp_path / "again", SECOND), "--json")
    assert (told.code, told.json["differences"], told.json["unchanged"]) == (0, [], 5)
    assert run(*DOC, "list", "--all", "--json").json["total"] == 7


def test_the_difference_list_is_one_sentence_in_both_languages(linked: Run, tmp_path: Path) -> None:
    pack = folder(tmp_path / "second", SECOND)
    zh = linked(*DOC, "import", pack, "--dry-run").out
    assert "新 3 份,取代 2 份,知识文章的链接改指 3 处。" in zh
    en = linked(*DOC, "import", pack, "--dry-run", lang="en").out
    assert "3 new, 2 superseded, 3 links of articles re-pointed." in en


def test_one_wrong_hash_and_nothing_of_the_pack_goes_in(run: Run, tmp_path: Path) -> None:
    pack = folder(tmp_path / "pack", SECOND)
    (pack / "man_hr.pdf").write_bytes(pdf("altered"))
    (pack / "limits.md").unlink()
    done = run(*DOC, "import", pack)
    assert done.code == 2
    assert "“man_hr.pdf”与清单里的 SHA-256 不符" in done.line
    assert "包里没有“limits.md”" in done.line
    assert run(*DOC, "list", "--json").json == {"documents": [], "total": 0}
    assert not list((tmp_path / "profile" / "files").glob("*/*"))


def test_a_file_is_added_once_and_another_needs_its_own_version(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "制造手册.docx"
    file.write_bytes(docx("工单关闭 前提"))
    words = ("add", file, "--code", "man-mfg", "--version", "13.0", "--product", "U9", "--source",
             "实施顾问 陈工", "--received-on", "2026-11-20", "--json")  # fmt: skip
    made = run(*DOC, *words).json
    assert (made["record"], made["title"], made["added"]) == ("MAN-MFG:13.0", "制造手册", True)
    assert (made["received_on"], made["products"]) == ("2026-11-20", ["U9"])
    assert run(*DOC, *words).json["added"] is False
    file.write_bytes(docx("别的"))
    again = run(*DOC, *words)
    assert (again.code, "新的版本号" in again.line) == (1, True)
    newer = run(*DOC, "add", file, "--code", "MAN-MFG", "--version", "13.1", "--json").json
    assert newer["state"] == "current"
    assert run(*DOC, "show", "man-mfg:13.0", "--json").json["state"] == "superseded"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [("a.exe", b"MZ", "不是文档"), ("a.pdf", b"MZ\x90\x00 evil", "不是 .pdf 文件"),
     ("a.docx", b"plain", "不是 .docx 文件"), ("a.txt", b"a\x00b", "不是 .txt 文件"),
     ("a.md", b"", "是空的")],
)  # fmt: skip
def test_what_is_no_document_stays_outside(
    run: Run, tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(data)
    done = run(*DOC, "add", tmp_path / name, "--code", "X", "--version", "1")
    assert (done.code, said in done.line) == (2, True)
    assert run(*DOC, "list", "--json").json["total"] == 0


def test_documents_are_found_by_code_title_product_and_text(linked: Run, tmp_path: Path) -> None:
    run = linked
    assert run(*DOC, "import", folder(tmp_path / "second", SECOND)).code == 0

    def found(*words: str) -> list[str]:
        hits = run("search", *words, "--in", "documents", "--json").json["hits"]
        return [one["id"] for one in hits]

    assert found("man-hr") == ["MAN-HR:13.0"]
    assert found("结账卡住") == ["RN-13:1"]  # in the text of a DOCX
    assert found("ora-01555") == ["PATCH-7:1.1"]
    assert found("U9") == ["MAN-FIN:13.0"]
    assert found("断号") == []  # superseded
    (old,) = run(*DOC, "list", "断号", "--all", "--json").json["documents"]
    assert old["record"] == "RN-12:1"
    everywhere = run("search", "结账卡住", "--json").json["hits"]
    assert {"document"} <= {one["kind"] for one in everywhere}


def test_verify_tells_a_changed_and_a_missing_file(linked: Run, tmp_path: Path) -> None:
    run = linked
    whole = run(*DOC, "verify", "--json")
    assert (whole.code, whole.json["ok"], whole.json["total"]) == (0, 2, 2)
    places = {one["id"]: one["sha256"] for one in whole.json["documents"]}
    home = tmp_path / "profile" / "files"
    sha = places["MAN-FIN"]
    (home / sha[:2] / sha).write_bytes(b"changed")
    sha = places["RN-12"]
    (home / sha[:2] / sha).unlink()
    told = run(*DOC, "verify", "--json")
    assert (told.code, told.json["changed"], told.json["missing"]) == (1, 1, 1)
    states = {one["id"]: one["state"] for one in told.json["documents"]}
    assert states == {"MAN-FIN": "changed", "RN-12": "missing"}
    for code, said in (("MAN-FIN", "已损坏或被改过"), ("RN-12", "不在这台电脑上")):
        done = run(*DOC, "open", code, "--out", tmp_path / "out")
        assert (done.code, said in done.line) == (1, True)
    checked = run("doctor", "--check", "--json")
    kinds = {one["code"] for one in checked.json["findings"]}
    assert {"file_missing", "file_damaged"} <= kinds
    back = run(*DOC, "import", tmp_path / "first", "--json").json
    assert (back["mended"], back["differences"]) == (2, [])  # the same pack puts the files back
    assert run(*DOC, "verify").code == 0


def test_open_hands_a_read_only_copy_to_the_viewer(
    linked: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    seen = tmp_path / "seen"
    opener = bin_ / "xdg-open"
    opener.write_text(f'#!/bin/sh\nprintf %s "$1" > {seen}\n')
    opener.chmod(0o755)
    if os.name != "posix" or os.uname().sysname != "Linux":
        pytest.skip("the opener of this system is not xdg-open")
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    none = linked(*DOC, "open", "MAN-FIN")
    assert (none.code, "系统没有能打开它的程序。文件在" in none.line.replace(" ", "")) == (1, True)
    monkeypatch.setenv("PATH", str(bin_))
    done = linked(*DOC, "open", "MAN-FIN", "--json")
    target = Path(done.json["file"])
    assert target.is_relative_to(tmp_path / "profile" / "opened")
    assert (target.name, target.stat().st_mode & 0o222) == ("man_fin.pdf", 0)
    while not seen.exists():
        os.waitpid(-1, 0)
    assert seen.read_text("utf-8") == str(target)


def test_a_backup_brings_the_documents_back(linked: Run, tmp_path: Path) -> None:
    run, copy = linked, tmp_path / "all.backup"
    saved = run("backup", copy, "--json").json
    assert (saved["files"], saved["missing"]) == (2, [])
    other = ("--profile", str(tmp_path / "other"))
    assert run("restore", copy, *other).code == 0
    found = run(*DOC, "verify", "--json", *other)
    assert (found.code, found.json["ok"]) == (0, 2)


def test_a_folder_of_files_gets_a_manifest_that_can_be_imported(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "厂商资料"
    place.mkdir()
    (place / "U9_MFG_Manual_v13.0.pdf").write_bytes(pdf("a"))
    (place / "发布说明 2026-11.docx").write_bytes(docx("甲"))
    (place / "说明.docx").write_bytes(docx("乙"))
    (place / "setup.exe").write_bytes(b"MZ")
    done = run(*DOC, "draft", place, "--write", "--json")
    assert (done.json["documents"], done.json["left_out"]) == (3, ["setup.exe"])
    assert (run(*DOC, "draft", place, "--write").code, len(list(place.iterdir()))) == (1, 5)
    taken = run(*DOC, "import", place, "--json")
    assert taken.code == 0, taken.err
    assert [one["new"] for one in taken.json["differences"]] == [
        "DOC-2:2026.11", "DOC-3:1", "U9-MFG-MANUAL:13.0",
    ]  # fmt: skip
