"""A zip that leaves: whole or not there, checked by its own sums, and no clear text on the way."""

import os
from pathlib import Path

import pytest

from firstline.domain.errors import Refused
from firstline.report.whole_file import in_one_piece
from firstline.report.zips import FIRST_MOMENT, check_zip, new_zip
from firstline.system.sealed_zip import sealing

SECRET = b"the log of 10.20.30.41, which nobody else may read " * 40
PASSPHRASE = "K7M-Q2W-9RT-XYZ-234-ABC"  # noqa: S105 - opens nothing but this test's files


def test_a_zip_in_the_clear_is_checked_by_its_own_sums(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    for names in (("a",), ("a", "SHA256SUMS", "b")):
        with new_zip(path, FIRST_MOMENT, None) as put:
            for name in names:
                put(name, (b"0" * 64 + b"  a\n",))
        with pytest.raises(Refused):
            check_zip(path)


def test_what_is_cut_off_leaves_cipher_text_at_most(tmp_path: Path) -> None:
    seen: list[bytes] = []

    def write(part: Path) -> int:
        with new_zip(part, FIRST_MOMENT, sealing(PASSPHRASE)) as put:
            put("first.log", (os.urandom(300_000),))
            for chunk in range(2):
                put(f"{chunk}.log", (SECRET * 500,))
                seen.extend(one.read_bytes() for one in tmp_path.iterdir())
            raise OSError(28, "full")

    with pytest.raises(Refused):
        in_one_piece(tmp_path / "a.zip", write)
    assert list(tmp_path.iterdir()) == []
    assert len(seen[-1]) > 300_000, "it was on the disk when it was cut off"
    assert not any(SECRET[:12] in one for one in seen)
