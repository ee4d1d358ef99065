"""The .deskpack file: a signed zip, written whole or not at all, and read with suspicion."""

import hashlib
import json
import os
import zipfile
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
from firstline.portal.native_wire_zip import (
    SMALL,
    NoPack,
    check_files,
    open_zip,
    read_entry,
    read_manifest,
    told,
    write_zip,
)
from firstline.store.file.on_disk import sync_folder

MOST_TEXT = 256 * 1024 * 1024  # bytes of one entry that is read at once
MOST_UNPACKED = 2 * 1024 * 1024 * 1024
_NOTHING = Text("什么都没有采用。", "Nothing of it was taken.")

Sign = Callable[[bytes], bytes]
Vouches = Callable[[bytes, bytes, bytes], bool]
"""Whether the owner of a public key signed a message: (public key, message, signature)."""
Seal = Callable[[bytes, bytes], bytes]
"""Hides bytes so that the portal alone can read them: (bytes, what they are)."""


def write(
    path: Path, manifest: PackManifest, texts: Mapping[str, bytes], blobs: Mapping[str, Path],
    sign: Sign, seal: Seal | None = None, *, mark: bytes = SEAL_MARK,
) -> str:  # fmt: skip
    """Write a pack to `path` and return its SHA-256; a stick pulled out leaves no half pack.

    A sealed one begins with `mark`. The manifest gets its list of files here. Raises OSError when
    the stick is full or gone.
    """
    listed = [told(name, text) for name, text in texts.items()]
    listed += [
        PackFile(path=f"{BLOBS}{sha256}", size=place.stat().st_size, sha256=hash_of(place))
        for sha256, place in blobs.items()
    ]
    raw = manifest.model_copy(update={"files": tuple(listed)}).model_dump(mode="json")
    text = json.dumps(raw, ensure_ascii=False).encode()
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as target:
            if seal is None:
                write_zip(target, {MANIFEST: text, SIGNATURE: sign(text), **texts}, blobs)
            else:
                inside = BytesIO()
                write_zip(inside, {MANIFEST: text, SIGNATURE: sign(text), **texts}, blobs)
                target.write(mark + seal(inside.getvalue(), mark))
            target.flush()
            os.fsync(target.fileno())
        digest = hash_of(part)
        part.replace(path)
        sync_folder(path.parent)
    finally:
        part.unlink(missing_ok=True)
    return digest


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
        try:
            yield from map(json.loads, read_entry(self.archive, name, MOST_TEXT).splitlines())
        except (ValueError, RecursionError) as error:
            raise damaged() from error


def is_sealed(path: Path, mark: bytes = SEAL_MARK) -> bool:
    """Whether only the portal can read this pack, or who knows what the `mark` stands for."""
    with path.open("rb") as file:
        return file.read(len(mark)) == mark


@contextmanager
def opened(path: Path | IO[bytes]) -> Iterator[Opened]:
    """Open a pack after all its hashes hold.

    Raises BadInput for one that is damaged, cut short, of a later format, or holds what no pack
    may: too many or too large entries, links, other names.
    """
    try:
        with open_zip(path, MOST_UNPACKED) as archive:
            manifest, raw = read_manifest(archive)
            if manifest.format > PACK_FORMAT:
                raise _too_new()
            check_files(archive, manifest)
            signature = read_entry(archive, SIGNATURE, SMALL)
            yield Opened(manifest, archive, raw, signature)
    except NoPack as error:
        raise damaged() from error


def _too_new() -> BadInput:
    return BadInput(
        Text("这个包来自更新的版本。", "This pack is of a later version."), _NOTHING,
        Text("请先升级。", "Update the program first."),
    )  # fmt: skip


def damaged() -> BadInput:
    """Return the sentence for a file that is no whole pack."""
    return BadInput(
        Text("这个文件不是完整的数据包:已损坏或被改动。",
             "This file is no whole pack: damaged or altered."),
        _NOTHING,
        Text("请重新拷贝。", "Copy it again."),
    )  # fmt: skip
