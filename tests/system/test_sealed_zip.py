"""A zip under a passphrase: authenticated to its last bit, and never in the clear on the disk."""

import zipfile
from pathlib import Path

import pytest

from firstline.domain.errors import BadInput
from firstline.domain.handoff.passphrase import LEAST, checked
from firstline.system import sealed_zip, seals
from firstline.system.sealed_zip import check
from firstline.system.seals import SealError

MOMENT = (2026, 11, 29, 0, 0, 0)
SECRET = b"the log of 10.20.30.41, which nobody else may read " * 40
PASSPHRASE = "K7M-Q2W-9RT-XYZ-234-ABC"  # noqa: S105 - opens nothing but this test's files


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the key cheap, for thousands of tries; what it protects is the same."""
    monkeypatch.setattr(seals, "MEMORY_KIB", 64)
    monkeypatch.setattr(seals, "PASSES", 1)


def sealed(path: Path) -> Path:
    with sealed_zip.sealing(PASSPHRASE)(path, MOMENT) as put:
        put("handoff.md", (b"x",))
        put("logs/日志.log", (SECRET[:100], SECRET[100:]))
    return path


def test_it_is_aes_256_without_a_sum_of_the_clear_text(tmp_path: Path) -> None:
    path = sealed(tmp_path / "a.zip")
    assert SECRET[:12] not in path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        for one in archive.infolist():
            assert (one.flag_bits & 1, one.compress_type, one.CRC) == (1, 99, 0)
            assert one.extra == b"\x01\x99\x07\x00\x02\x00AE\x03\x08\x00"  # AE-2, 256 bits
            with pytest.raises((RuntimeError, NotImplementedError)):
                archive.read(one)
    assert sealed_zip.is_sealed(path)
    assert check(path, PASSPHRASE) == ("handoff.md", "logs/日志.log")


def test_another_passphrase_opens_nothing(tmp_path: Path) -> None:
    path = sealed(tmp_path / "a.zip")
    for other in ("", PASSPHRASE.lower(), PASSPHRASE[:-1], "é" * 20):
        with pytest.raises(SealError):
            check(path, other)
    assert list(tmp_path.iterdir()) == [path]


def test_every_flipped_bit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with sealed_zip.sealing(PASSPHRASE)(path, MOMENT) as put:
        put("a", (b"hi",))
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :])
        with pytest.raises(SealError):
            check(path, PASSPHRASE)
    for cut in (whole[:-1], whole[: len(whole) // 2], whole + b"x", b""):
        path.write_bytes(cut)
        with pytest.raises(SealError):
            check(path, PASSPHRASE)


def test_a_made_up_passphrase_has_eighty_bits_and_no_sign_that_looks_like_another() -> None:
    many = {sealed_zip.new_passphrase() for _ in range(50)}
    assert len(many) == 50
    signs = sealed_zip.GROUPS * sealed_zip.GROUP_SIGNS
    assert len(sealed_zip.ALPHABET) ** signs >= 2**80
    assert len(set(sealed_zip.ALPHABET)) == len(sealed_zip.ALPHABET)
    assert not set(sealed_zip.ALPHABET) & set("01OIL")
    for one in many:
        assert checked(one) == one
        assert [len(group) for group in one.split("-")] == [3] * 6


@pytest.mark.parametrize(
    "typed", ["", "a" * 30, "abcdefgh1234567", "口令口令口令abcdefgh1234", "abcdefg\x071234567890"]
)
def test_a_weak_or_unportable_passphrase_is_refused(typed: str) -> None:
    with pytest.raises(BadInput) as told:
        checked(typed)
    assert str(LEAST) in told.value.next_step.en
    assert checked(" long enough 12345 ") == "long enough 12345"
