"""The .deskpack file: a signed zip, written whole or not at all, and read with suspicion."""

import hashlib
import json
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from firstline.domain.errors import BadInput
from firstline.domain.words import Text
from firstline.portal.native_wire_packs import (
    BLOBS,
    MANIFEST,
    PACK_FORMAT,
    SEAL_MARK,
    SIGNATURE,
    PackFile,
    PackManifest,
)

MOST_ENTRIES = 2_000
MOST_RATIO = 100  # unpacked to packed, of one entry
MOST_TEXT = 256 * 1024 * 1024  # bytes of one entry that is read at once
MOST_UNPACKED = 2 * 1024 * 1024 * 1024
_SOFT_RATIO = 64 * 1024  # bytes under which a ratio means nothing
_SMALL = 1024 * 1024
_BLOCK = 1024 * 1024
_NAME = re.compile(rf"manifest\.json|manifest\.sig|\w+\.ndjson|{BLOBS}[0-9a-f]{{64}}")
_EPOCH_OF_ZIP = (1980, 1, 1, 0, 0, 0)
_NOTHING = Text("什么都没有采用。", "Nothing of it was taken.")

# What zipfile raises for a file that is none, or is none any more.
_FAULTS = (
    zipfile.BadZipFile, zlib.error, ValueError, KeyError, EOFError, RuntimeError, OverflowError,
    struct.error,
)  # fmt: skip

Sign = Callable[[bytes], bytes]
Vouches = Callable[[bytes, bytes, bytes], bool]
"""Whether the owner of a public key signed a message: (public key, message, signature)."""
Seal = Callable[[bytes, bytes], bytes]
"""Hides bytes so that the portal alone can read them: (bytes, what they are)."""


def write(
    path: Path, manifest: PackManifest, texts: Mapping[str, bytes], blobs: Mapping[str, Path],
    sign: Sign, seal: Seal | None = None,
) -> str:  # fmt: skip
    """Write a pack to `path` and return its SHA-256; a stick pulled out leaves no half pack.

    The manifest gets its list of files here. Raises OSError when the stick is full or gone.
    """
    listed = [_told(name, text) for name, text in texts.items()]
    listed += [_told_file(f"{BLOBS}{sha256}", place) for sha256, place in blobs.items()]
    raw = manifest.model_copy(update={"files": tuple(listed)}).model_dump(mode="json")
    text = json.dumps(raw, ensure_ascii=False).encode()
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as target:
            if seal is None:
                _zip(target, {MANIFEST: text, SIGNATURE: sign(text), **texts}, blobs)
            else:
                inside = BytesIO()
                _zip(inside, {MANIFEST: text, SIGNATURE: sign(text), **texts}, blobs)
                target.write(SEAL_MARK + seal(inside.getvalue(), SEAL_MARK))
            target.flush()
            os.fsync(target.fileno())
        digest = hash_of(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return digest


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _told(name: str, data: bytes) -> PackFile:
    return PackFile(path=name, size=len(data), sha256=hashlib.sha256(data).hexdigest())


def _told_file(name: str, path: Path) -> PackFile:
    return PackFile(path=name, size=path.stat().st_size, sha256=hash_of(path))


def _zip(target: IO[bytes], texts: Mapping[str, bytes], blobs: Mapping[str, Path]) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in texts.items():
            entry = zipfile.ZipInfo(name, _EPOCH_OF_ZIP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
        for sha256, place in blobs.items():  # pictures and logs are packed already, mostly
            archive.write(place, f"{BLOBS}{sha256}", zipfile.ZIP_STORED)


@dataclass(frozen=True, slots=True)
class Opened:
    """A pack whose every hash holds; whether it is signed is for `signed_by` to say."""

    manifest: PackManifest
    archive: zipfile.ZipFile
    _raw: bytes
    _signature: bytes

    def signed_by(self, public_key: bytes, vouches: Vouches) -> bool:
        """Whether the owner of this key signed the manifest, and with it every file."""
        return vouches(public_key, self._raw, self._signature)

    def lines(self, name: str) -> Iterator[Any]:
        """Yield the values of a file that holds a JSON value a line. Raises BadInput."""
        if name not in self.archive.namelist():
            return
        for line in _read(self.archive, name, MOST_TEXT).splitlines():
            try:
                yield json.loads(line)
            except (ValueError, RecursionError) as error:
                raise damaged() from error


def is_sealed(path: Path) -> bool:
    """Whether only the portal can read this pack."""
    with path.open("rb") as file:
        return file.read(len(SEAL_MARK)) == SEAL_MARK


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """Open a pack after all its hashes hold.

    Raises BadInput for one that is damaged, cut short, of a later format, or holds what no pack
    may: too many or too large entries, links, other names.
    """
    try:
        archive = zipfile.ZipFile(path)
    except _FAULTS as error:
        raise damaged() from error
    with archive:
        _check_entries(archive)
        raw = _read(archive, MANIFEST, _SMALL)
        try:
            manifest = PackManifest.model_validate_json(raw)
        except ValueError as error:
            raise damaged() from error
        if manifest.format > PACK_FORMAT:
            raise BadInput(
                Text("这个包来自更新的版本。", "This pack is of a later version."), _NOTHING,
                Text("请先升级。", "Update the program first."),
            )  # fmt: skip
        _check_files(archive, manifest)
        yield Opened(manifest, archive, raw, _read(archive, SIGNATURE, _SMALL))


def _check_entries(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    names = {one.filename for one in entries}
    whole = len(names) == len(entries) <= MOST_ENTRIES
    if not whole or sum(one.file_size for one in entries) > MOST_UNPACKED:
        raise damaged()
    for one in entries:
        mode = one.external_attr >> 16
        plain = not mode or stat.S_ISREG(mode) or stat.S_IFMT(mode) == 0
        known = one.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        bomb = one.file_size > max(_SOFT_RATIO, one.compress_size * MOST_RATIO)
        if not _NAME.fullmatch(one.filename) or not plain or not known or bomb:
            raise damaged()
        if one.flag_bits & 0x1:
            raise damaged()


def _check_files(archive: zipfile.ZipFile, manifest: PackManifest) -> None:
    named = {one.path: one for one in manifest.files}
    if {*archive.namelist()} - {MANIFEST, SIGNATURE} != set(named):
        raise damaged()
    for path, told in named.items():
        size, digest = 0, hashlib.sha256()
        for block in _blocks(archive, path):
            size += len(block)
            if size > told.size:
                raise damaged()
            digest.update(block)
        if (size, digest.hexdigest()) != (told.size, told.sha256):
            raise damaged()


def _read(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    parts, size = [], 0
    for block in _blocks(archive, name):
        size += len(block)
        if size > limit:
            raise damaged()
        parts.append(block)
    return b"".join(parts)


def _blocks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    try:
        with archive.open(name) as entry:
            while block := entry.read(_BLOCK):
                yield block
    except _FAULTS as error:
        raise damaged() from error


def damaged() -> BadInput:
    """Return the sentence for a file that is no whole pack."""
    return BadInput(
        Text("这个文件不是完整的数据包:已损坏或被改动。",
             "This file is no whole pack: damaged or altered."),
        _NOTHING,
        Text("请重新拷贝。", "Copy it again."),
    )  # fmt: skip
