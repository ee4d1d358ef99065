"""The pack's file: whole and signed it opens, and anything else is refused without effect."""

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from firstline.domain.errors import BadInput
from firstline.portal.native_wire_packs import BLOBS, MANIFEST, OPS, SIGNATURE, PackManifest
from firstline.sync.packs.container import hash_of, opened, write
from firstline.system import seals

SEED = seals.new_key()
PUBLIC = seals.public_of(SEED)
MANY = b'{"n": 1}\n' * 400


def manifest(kind: str = "ops") -> PackManifest:
    return PackManifest.model_validate({
        "format": 1, "kind": kind, "server_id": "s", "device": "d",
        "made_at": "2026-11-24T03:00:00+00:00", "files": (),
    })  # fmt: skip


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    blob = tmp_path / "blob"
    blob.write_bytes(random.Random(1).randbytes(3000))  # noqa: S311
    path = tmp_path / "a.deskpack"
    write(path, manifest(), {OPS: MANY}, {hash_of(blob): blob}, lambda data: seals.sign(SEED, data))
    return path


def is_taken(path: Path) -> bool:
    """Whether the pack opens and is signed by its maker."""
    try:
        with opened(path) as one:
            return one.signed_by(PUBLIC, seals.is_signed)
    except BadInput:
        return False


def test_a_whole_pack_opens(pack: Path) -> None:
    with opened(pack) as one:
        assert one.signed_by(PUBLIC, seals.is_signed)
        assert not one.signed_by(seals.public_of(seals.new_key()), seals.is_signed)
        assert list(one.lines(OPS)) == [{"n": 1}] * 400
        assert list(one.lines("acks.ndjson")) == []
    assert list(pack.parent.glob("*.part")) == []


def test_cut_anywhere_it_is_refused(pack: Path, tmp_path: Path) -> None:
    whole = pack.read_bytes()
    cut = tmp_path / "cut.deskpack"
    for size in {*range(0, len(whole), 128), *range(len(whole) - 80, len(whole))}:
        cut.write_bytes(whole[:size])
        assert not is_taken(cut), size


def test_a_flipped_bit_is_never_taken_for_something_else(pack: Path, tmp_path: Path) -> None:
    whole = bytearray(pack.read_bytes())
    chance, other = random.Random(7), tmp_path / "flipped.deskpack"  # noqa: S311
    with opened(pack) as one:
        said = (one.manifest, list(one.lines(OPS)))
    for _ in range(1000):
        at, bit = chance.randrange(len(whole)), 1 << chance.randrange(8)
        whole[at] ^= bit
        other.write_bytes(whole)
        whole[at] ^= bit
        if is_taken(other):  # a bit that no reader looks at, such as a date in the zip
            with opened(other) as one:
                assert (one.manifest, list(one.lines(OPS))) == said


def rezipped(pack: Path, change: Callable[[zipfile.ZipFile, dict[str, bytes]], None]) -> bytes:
    """Return the pack's zip, written anew by `change`."""
    with zipfile.ZipFile(pack) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        change(new, parts)
    return out.getvalue()


def put(new: zipfile.ZipFile, parts: dict[str, bytes]) -> None:
    for name, data in parts.items():
        new.writestr(name, data)


def slip(new: zipfile.ZipFile, parts: dict[str, bytes]) -> None:
    put(new, parts | {"../evil.txt": b"x"})


def absolute(new: zipfile.ZipFile, parts: dict[str, bytes]) -> None:
    put(new, parts | {"/etc/evil": b"x"})


def drive(new: zipfile.ZipFile, parts: dict[str, bytes]) -> None:
    put(new, parts | {"C:\\evil": b"x"})


def unsigned(new: zipfile.ZipFile, parts: dict[str, bytes]) -> None:
    put(new, parts | {SIGNATURE: b"\0" * 64})


def without_signature(new: zipfile.ZipFile, parts: dict[str, bytes]) -> None:
    put(new, {name: data for name, data in parts.items() if name != SIGNATURE})


def other_manifest(new: zipfile.ZipFile, parts: dict[str, bytes]) -> None:
    put(new, parts | {MANIFEST: parts[MANIFEST].replace(b'"d"', b'"e"')})


def more_than_it_says(new: zipfile.ZipFile, parts: dict[str, bytes]) -> None:
    put(new, parts | {f"{BLOBS}{'0' * 64}": b"x"})


def swapped(new: zipfile.ZipFile, parts: dict[str, bytes]) -> None:
    put(new, parts | {OPS: MANY.replace(b"1", b"2")})


def bomb(new: zipfile.ZipFile, parts: dict[str, bytes]) -> None:
    put(new, parts | {OPS: b"\n" * 50_000_000})


def link(new: zipfile.ZipFile, parts: dict[str, bytes]) -> None:
    put(new, {name: data for name, data in parts.items() if name != OPS})
    entry = zipfile.ZipInfo(OPS)
    entry.external_attr = 0o120777 << 16
    new.writestr(entry, "/etc/passwd")


def deep(new: zipfile.ZipFile, parts: dict[str, bytes]) -> None:
    put(new, parts | {MANIFEST: b"[" * 100_000})


@pytest.mark.parametrize(
    "change",
    [slip, absolute, drive, unsigned, without_signature, other_manifest, more_than_it_says, swapped,
     bomb, link, deep],
    ids=lambda one: one.__name__,
)  # fmt: skip
def test_what_no_pack_may_hold_is_refused(
    pack: Path, tmp_path: Path, change: Callable[[zipfile.ZipFile, dict[str, bytes]], None]
) -> None:
    other = tmp_path / "other.deskpack"
    other.write_bytes(rezipped(pack, change))
    before = set(tmp_path.rglob("*"))
    assert not is_taken(other)
    assert set(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("rubbish", [b"", b"PK", b"text", b"\0" * 4096, b"SQLite format 3\0" * 99])
def test_rubbish_is_one_sentence(tmp_path: Path, rubbish: bytes) -> None:
    path = tmp_path / "x.deskpack"
    path.write_bytes(rubbish)
    with pytest.raises(BadInput), opened(path):
        pass


def test_a_stick_that_fails_leaves_no_half_pack(tmp_path: Path) -> None:
    def fails(_data: bytes) -> bytes:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write(tmp_path / "a.deskpack", manifest(), {OPS: MANY}, {}, fails)
    assert list(tmp_path.iterdir()) == []
