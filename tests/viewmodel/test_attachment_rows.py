"""Names are cleaned, risky kinds are known by their last ending, and copies overwrite nothing."""

import os
from pathlib import Path

import pytest

from firstline.domain.errors import BadInput
from firstline.domain.ticket.ticket import Attachment
from firstline.store.files import mark_of_the_web
from firstline.viewmodel.detail.attachments import Nature, copy_out, nature, row, size


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("截图.PNG", Nature.IMAGE),
        ("a.png.exe", Nature.RISKY),
        ("报表.xlsm", Nature.RISKY),
        ("logo.svg", Nature.RISKY),
        ("x.library-ms", Nature.RISKY),
        ("日志.txt", Nature.OTHER),
        ("README", Nature.OTHER),
    ],
)
def test_the_last_ending_decides(name: str, kind: Nature) -> None:
    assert nature(name) is kind


def test_a_name_that_lies_is_shown_as_it_is() -> None:
    shown = row(Attachment("0" * 64, "../\u202egnp.exe\u200b", 3, ""))
    assert shown.name == "gnp.exe"
    assert shown.nature is Nature.RISKY


def test_sizes_fit_their_unit() -> None:
    assert [size(one).zh for one in (0, 1023, 1536, 5 << 20, 3 << 30)] == [
        "0 B", "1023 B", "1.5 KB", "5.0 MB", "3.0 GB",
    ]  # fmt: skip


def test_a_copy_never_overwrites(tmp_path: Path) -> None:
    held = tmp_path / "held"
    held.write_bytes(b"new")
    (tmp_path / "a.txt").write_bytes(b"old")
    assert copy_out(held, tmp_path, "a.txt").name == "a (2).txt"
    assert (tmp_path / "a.txt").read_bytes() == b"old"
    with pytest.raises(BadInput):
        copy_out(held, tmp_path / "gone", "a.txt")


def test_a_copy_bears_the_mark_of_the_web(tmp_path: Path) -> None:
    copy = tmp_path / "报价 (2).xlsm"
    copy.write_bytes(b"x")
    assert mark_of_the_web(copy)
    stream = Path(f"{copy}:Zone.Identifier")  # a stream on Windows, elsewhere a file beside it
    assert stream.read_bytes() == b"[ZoneTransfer]\r\nZoneId=3\r\n"
    assert copy.read_bytes() == b"x"
    assert not mark_of_the_web(tmp_path / "gone" / "a.txt")


@pytest.mark.skipif(os.name == "nt", reason="there the mark belongs to it")
def test_elsewhere_a_saved_copy_stays_alone(tmp_path: Path) -> None:
    held = tmp_path / "held"
    held.write_bytes(b"x")
    (tmp_path / "out").mkdir()
    copy_out(held, tmp_path / "out", "a.txt")
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["a.txt"]
