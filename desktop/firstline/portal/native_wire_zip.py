"""A pack's zip, for both ends of the stick: written the same way, and read with suspicion."""

import errno
import hashlib
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from firstline.domain.words import Text
from firstline.portal.native_wire_packs import BLOBS, MANIFEST, SIGNATURE, PackFile, PackManifest

MOST_ENTRIES = 2_000
MOST_RATIO = 100  # unpacked to packed, of one entry
SMALL = 1024 * 1024  # of a manifest or a signature
_SOFT_RATIO = 64 * 1024  # bytes under which a ratio means nothing
_BLOCK = 1024 * 1024
_NAME = re.compile(rf"manifest\.json|manifest\.sig|\w+\.ndjson|{BLOBS}[0-9a-f]{{64}}")
_EPOCH_OF_ZIP = (1980, 1, 1, 0, 0, 0)
_DAMAGED = (  # what zipfile raises for bytes that are no zip, or one that it cannot read
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, KeyError, IndexError,
    OverflowError, RuntimeError,
)  # fmt: skip


class NoPack(ValueError):  # noqa: N818 - it says what was found
    """It is no pack that may be taken; `why` is a clause for a sentence of whoever took it."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


_CUT = Text("文件已损坏或不完整。", "it is damaged or cut short.")
_OTHER = Text("内容与清单不符。", "it does not hold what its manifest says.")


def open_zip(source: Path | IO[bytes], most_unpacked: int) -> zipfile.ZipFile:
    """Return the archive, whose entries are few, plain, named as they may be, and no bombs.

    Raises NoPack, and OSError where the file itself cannot be read.
    """
    with _readable():
        archive = zipfile.ZipFile(source)
    entries = archive.infolist()
    names = {one.filename for one in entries}
    if len(entries) > MOST_ENTRIES or len(names) != len(entries):
        raise NoPack(Text("条目太多或重名。", "it has too many entries, or two of one name."))
    for one in entries:
        _check_entry(one)
    if sum(one.file_size for one in entries) > most_unpacked:
        raise NoPack(Text("解开后太大。", "it is too large when unpacked."))
    return archive


def _check_entry(one: zipfile.ZipInfo) -> None:
    mode = one.external_attr >> 16
    plain = not mode or stat.S_ISREG(mode) or stat.S_IFMT(mode) == 0
    if not _NAME.fullmatch(one.filename) or not plain or one.flag_bits & 0x1:
        raise NoPack(Text("含有不允许的条目。", "it holds an entry that may not be there."))
    if one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NoPack(Text("压缩方式不认识。", "it is packed in an unknown way."))
    if one.file_size > max(_SOFT_RATIO, one.compress_size * MOST_RATIO):
        raise NoPack(Text("压缩比异常。", "an entry unpacks to too much."))


def read_manifest(archive: zipfile.ZipFile) -> tuple[PackManifest, bytes]:
    """Return the manifest and its very bytes, which the signature is of. Raises NoPack."""
    raw = read_entry(archive, MANIFEST, SMALL)
    try:
        return PackManifest.model_validate_json(raw), raw
    except ValueError as error:
        raise NoPack(Text("清单看不懂。", "its manifest cannot be read.")) from error


def check_files(archive: zipfile.ZipFile, manifest: PackManifest) -> None:
    """Raise NoPack unless the archive holds just what its manifest vouches for."""
    named = {one.path: one for one in manifest.files}
    if {*archive.namelist()} - {MANIFEST, SIGNATURE} != set(named):
        raise NoPack(_OTHER)
    for path, told in named.items():
        size, digest = 0, hashlib.sha256()
        for block in blocks(archive, path):
            size += len(block)
            if size > told.size:
                break
            digest.update(block)
        if (size, digest.hexdigest()) != (told.size, told.sha256):
            raise NoPack(_OTHER)


def blocks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Yield an entry's bytes. Raises NoPack."""
    with _readable(), archive.open(name) as entry:
        while block := entry.read(_BLOCK):
            yield block


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except NoPack:
        raise
    except _DAMAGED as error:
        raise NoPack(_CUT) from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # a place before the file's beginning: a broken index
            raise
        raise NoPack(_CUT) from error


def read_entry(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """Return an entry of `limit` bytes at most. Raises NoPack."""
    parts, size = [], 0
    for block in blocks(archive, name):
        size += len(block)
        if size > limit:
            raise NoPack(Text("有一部分太大。", "a part of it is too large."))
        parts.append(block)
    return b"".join(parts)


def told(path: str, data: bytes) -> PackFile:
    """Return the line of the manifest that vouches for these bytes."""
    return PackFile(path=path, size=len(data), sha256=hashlib.sha256(data).hexdigest())


def write_zip(target: IO[bytes], texts: Mapping[str, bytes], blobs: Mapping[str, Path]) -> None:
    """Write a pack's zip: the same content always gives the same bytes. `blobs` go by SHA-256."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in texts.items():
            entry = zipfile.ZipInfo(name, _EPOCH_OF_ZIP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
        for sha256, place in blobs.items():  # pictures and logs are packed already, mostly
            archive.write(place, f"{BLOBS}{sha256}", zipfile.ZIP_STORED)
