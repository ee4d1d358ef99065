"""Names are cleaned, risky kinds are known by their last ending, and copies overwrite nothing."""

from pathlib import Path

import pytest

from firstline.domain.errors import BadInput
from firstline.domain.ticket import Attachment
from firstline.viewmodel.attachments import Nature, copy_out, nature, row, size


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
