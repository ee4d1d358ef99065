"""Attachments: kept whole or not at all, under their content, with honest names."""

import hashlib
import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstline.domain.errors import BadInput, StoreProblem
from firstline.domain.ticket.ticket import Attachment
from firstline.store import files
from firstline.store.store import Store


def test_a_file_is_kept_by_its_content(store: Store, tmp_path: Path) -> None:
    source = tmp_path / "截图.png"
    data = os.urandom(3 * 1024 * 1024 + 7)
    source.write_bytes(data)
    held = store.keep_file(source, source.name)
    assert held.sha256 == hashlib.sha256(data).hexdigest()
    assert (held.name, held.size, held.media) == ("截图.png", len(data), "image/png")
    path = store.file_path(held.sha256)
    assert path
    assert path.read_bytes() == data
    assert store.keep_file(data, "又一次.PNG") == Attachment(
        held.sha256, "又一次.PNG", len(data), "image/png"
    )
    assert sorted(one.name for one in (store.folder / files.FOLDER).rglob("*")) == sorted(
        [held.sha256[:2], held.sha256]
    )


def test_a_damaged_copy_is_replaced(store: Store) -> None:
    held = store.keep_file(b"abc", "a.txt")
    path = store.file_path(held.sha256)
    assert path
    path.write_bytes(b"")
    store.keep_file(b"abc", "a.txt")
    assert path.read_bytes() == b"abc"


@pytest.mark.parametrize("sha256", ["", "../../etc/passwd", "a" * 63, "A" * 64, "0" * 64])
def test_what_is_not_here_is_none(store: Store, sha256: str) -> None:
    assert store.file_path(sha256) is None


def test_what_cannot_be_read_is_bad_input(store: Store, tmp_path: Path) -> None:
    for source in (tmp_path / "none", tmp_path):
        with pytest.raises(BadInput, match="Cannot read"):
            store.keep_file(source, "x")
    assert list((store.folder / files.FOLDER).iterdir()) == []


def test_too_big_a_file_is_refused_and_leaves_nothing(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LIMIT_BYTES", 2 * 1024 * 1024)
    source = tmp_path / "big.bin"
    source.write_bytes(b"x" * (2 * 1024 * 1024 + 1))
    with pytest.raises(BadInput, match="at most 2 MB"):
        store.keep_file(source, "big.bin")
    assert list((store.folder / files.FOLDER).iterdir()) == []


def test_a_folder_that_is_a_file_is_one_sentence(store: Store) -> None:
    (store.folder / files.FOLDER).write_text("x", encoding="utf-8")
    with pytest.raises(StoreProblem):
        store.keep_file(b"abc", "a.txt")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("报告.pdf", "报告.pdf"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\me\a.txt", "a.txt"),
        ("a:b*c?.txt", "a_b_c_.txt"),
        ("con", "_con"),
        ("LPT1.txt", "_LPT1.txt"),
        ("ends. . .", "ends"),
        ("\u200b\u202eexe.txt\x00", "exe.txt"),
        ("e\u0301.txt", "é.txt"),
        ("", "file"),
        ("...", "file"),
        ("/", "file"),
        ("长" * 300 + ".xlsx", "长" * 65 + ".xlsx"),
    ],
)
def test_names_are_cleaned(name: str, wanted: str) -> None:
    assert files.clean_name(name) == wanted


@given(st.text(max_size=300))
def test_any_name_becomes_a_safe_one(name: str) -> None:
    clean = files.clean_name(name)
    assert clean
    assert files.clean_name(clean) == clean
    assert len(clean.encode()) <= files.NAME_BYTES
    assert not set(clean) & set('<>:"/\\|?*')
    assert clean not in (".", "..")
    assert clean == clean.strip(" .")
    assert all(unicodedata.category(char) not in ("Cc", "Cf") for char in clean)
