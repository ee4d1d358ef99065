"""A zip that leaves, in the clear or sealed by what is handed in; and checking a clear one."""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from firstline.domain.errors import Refused
from firstline.domain.words import Text

Put = Callable[[str, Iterable[bytes]], None]
Sealing = Callable[[Path, tuple[int, ...]], AbstractContextManager[Put]]
FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)  # a zip knows no earlier day
_BLOCK_BYTES = 1 << 20
_MOST_LIST_BYTES = 1 << 24
_SUMS, _MANIFEST = "SHA256SUMS", "manifest.json"
NOTHING_WRITTEN = Text("没有写出任何内容。", "Nothing was written.")
CHANGED = Refused(
    Text("包不完整,或在路上被改过。", "The package is not whole, or was changed on the way."),
    NOTHING_WRITTEN,
    Text("请对方重新发一份。", "Ask for it anew."),
)


@contextmanager
def new_zip(path: Path, moment: tuple[int, ...], sealing: Sealing | None) -> Iterator[Put]:
    """Hand out what puts entries into a new zip; without `sealing` anybody can read it.

    A zip in the clear has the same bytes for the same entries. Raises OSError.
    """
    if sealing is not None:
        with sealing(path, moment) as put:
            yield put
        return
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:

        def put_plain(name: str, chunks: Iterable[bytes]) -> None:
            with archive.open(_entry(name, moment), "w") as out:
                for chunk in chunks:
                    out.write(chunk)

        yield put_plain


def check_zip(path: Path) -> tuple[str, ...]:
    """Return the names in a clear package, each file of it with the hash that it says.

    Nothing is written. Raises Refused for any change, or what is no package.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _check_plain(archive)
    except (
        zipfile.BadZipFile, zlib.error, RuntimeError, ValueError, EOFError, OSError
    ) as error:  # fmt: skip
        raise CHANGED from error


def _check_plain(archive: zipfile.ZipFile) -> tuple[str, ...]:
    """Return the names where each file has the hash that the package says it has."""
    found = {}
    for one in archive.infolist():
        digest = hashlib.sha256()
        with archive.open(one) as entry:
            while block := entry.read(_BLOCK_BYTES):
                digest.update(block)
        found[one.filename] = digest.hexdigest()
    names = tuple(archive.namelist())
    said = _said(archive)
    own = {name: found.pop(name, "") for name in (_SUMS, _MANIFEST) if name not in said}
    if not said or found != said or len(names) != len(set(names)) or not any(own.values()):
        raise CHANGED
    return names


def _said(archive: zipfile.ZipFile) -> dict[str, str]:
    names = archive.namelist()
    if _SUMS in names:
        lines = _listed(archive, _SUMS).decode().splitlines()
        return {name: sha256 for sha256, _, name in (one.partition("  ") for one in lines)}
    if _MANIFEST in names:
        told: Any = json.loads(_listed(archive, _MANIFEST))
        try:
            return {str(one["name"]): str(one["sha256"]) for one in told["files"]}
        except (KeyError, TypeError) as error:
            raise ValueError(_MANIFEST) from error
    return {}


def _listed(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as entry:
        return entry.read(_MOST_LIST_BYTES)


def _entry(name: str, moment: tuple[int, ...]) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name, moment)  # type: ignore[arg-type] # six numbers
    made.compress_type = zipfile.ZIP_DEFLATED
    made.create_system = 3  # the same on every system
    made.external_attr = 0o644 << 16
    return made
