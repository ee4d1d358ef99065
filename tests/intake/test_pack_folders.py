"""Packs of one kind from folders: a broken one is named, the others stand, the last folder wins."""

from pathlib import Path

from firstline.domain.errors import BadInput
from firstline.domain.words import Text
from firstline.intake.packs.pack_folders import read_packs


def parse(text: str, name: str) -> tuple[str, str]:
    if "broken" in text:
        raise BadInput(Text(f"{name} 第 1 行不对。", f"{name}: line 1 is wrong."))
    return name, text


def test_they_come_folder_by_folder_and_a_refused_one_is_named(tmp_path: Path) -> None:
    shipped, own, missing = (tmp_path / one for one in ("shipped", "own", "missing"))
    shipped.mkdir()
    own.mkdir()
    (shipped / "b.toml").write_bytes(b"\xef\xbb\xbftwo")
    (shipped / "a.toml").write_text("one", "utf-8")
    (shipped / "c.txt").write_text("no pack", "utf-8")
    (own / "b.toml").write_text("three", "utf-8")
    (own / "c.toml").write_text("broken", "utf-8")
    (own / "d.toml").write_bytes("坏".encode("gb18030"))
    (own / "e.toml").mkdir()
    found, notes = read_packs((shipped, own, missing), parse)
    assert found == [("a.toml", "one"), ("b.toml", "two"), ("b.toml", "three")]
    assert [str(own / "d.toml") in one.zh for one in notes] == [False, True, False]
    assert notes[0].en == "c.toml: line 1 is wrong."
    assert notes[2].en.startswith(f"The pack {own / 'e.toml'} cannot be read (")
