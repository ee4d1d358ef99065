"""Attachments: kept by content under the profile; a name is only ever shown."""

import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from firstline.domain.errors import BadInput, Refused
from firstline.domain.patterns import pattern
from firstline.domain.ticket.ticket import Attachment
from firstline.domain.words import Text
from firstline.store import faults
from firstline.store.file.on_disk import flush, make_folder, sync_file, sync_folder

FOLDER = "files"
LIMIT_BYTES = 100 * 1024 * 1024
NAME_BYTES = 200
_CHUNK_BYTES = 1024 * 1024
_INTERNET_ZONE = b"[ZoneTransfer]\r\nZoneId=3\r\n"
_SHA256 = pattern(r"[0-9a-f]{64}")
_UNSAFE = pattern(r'[<>:"/\\|?*]')
_RESERVED = pattern(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)


def keep(folder: Path, source: Path | bytes, name: str) -> Attachment:
    """Copy `source` into the profile and return what names it.

    Streamed, hashed, flushed to the disk and renamed into place, so that a file is there whole or
    not at all. Raises BadInput for a source that cannot be read or is over LIMIT_BYTES, and
    StoreProblem when the disk is full.
    """
    shown = clean_name(name)
    home = folder / FOLDER
    part = home / f"{os.urandom(16).hex()}.part"
    try:
        make_folder(home)
        sha256, size = _copy(source, part)
        target = _place(folder, sha256)
        make_folder(target.parent)
        if not _is_whole(target, size):
            part.replace(target)
            sync_folder(target.parent)
    except OSError as error:
        raise faults.of_system(error, folder / FOLDER) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return Attachment(sha256, shown, size, media_type(shown))


def adopt(folder: Path, part: Path, sha256: str) -> str:
    """Move a downloaded file into its place and return the hash of its content.

    Raises Refused, and removes the download, when `sha256` is a hash and the content has another.
    """
    try:
        found = _hash(part)
        if _SHA256.fullmatch(sha256) and found != sha256:
            part.unlink()
            raise _other_content(sha256)
        target = _place(folder, found)
        make_folder(target.parent)
        sync_file(part)
        part.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise faults.of_system(error, folder / FOLDER) from error
    return found


def held(folder: Path) -> Iterator[Path]:
    """Yield every file that is kept."""
    for home in sorted((folder / FOLDER).glob("[0-9a-f][0-9a-f]")):
        yield from sorted(one for one in home.iterdir() if len(one.name) == 64 and one.is_file())


def media_type(name: str) -> str:
    """Return the media type of a file by its ending, the same on every machine."""
    from mimetypes import MimeTypes  # noqa: PLC0415 - reads the system's tables at first use

    return MimeTypes().guess_type(name)[0] or "application/octet-stream"


def find(folder: Path, sha256: str) -> Path | None:
    """Return where the file with this content lies, or None when it is not here."""
    if not _SHA256.fullmatch(sha256):
        return None
    path = _place(folder, sha256)
    return path if path.is_file() else None


def clean_name(name: str) -> str:
    """Return `name` fit for any file system and honest to the eye (reliability.md 6.5).

    NFC, no folders, no control, zero-width or direction characters, no Windows device name, no
    dot or space at the end, at most NAME_BYTES bytes with the ending kept.
    """
    plain = "".join(
        char for char in unicodedata.normalize("NFC", name)
        if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    )  # fmt: skip
    plain = _UNSAFE.sub("_", plain.replace("\\", "/").rpartition("/")[2]).strip(" .")
    if _RESERVED.fullmatch(plain):
        plain = f"_{plain}"
    stem, dot, ending = plain.rpartition(".")
    if not stem or len(ending.encode()) > 20:
        stem, dot, ending = plain, "", ""
    room = NAME_BYTES - len((dot + ending).encode())
    stem = stem.encode()[:room].decode(errors="ignore").rstrip(" .")
    return f"{stem}{dot}{ending}" or "file"


def mark_of_the_web(target: Path) -> bool:
    """Write beside `target` that it comes from the internet zone; False where that is not kept.

    Windows reads the stream `Zone.Identifier` of the file ([MS-FSCC] 5.6.1); a disk without streams
    refuses it, and the copy stays as it is.
    """
    try:
        Path(f"{target}:Zone.Identifier").write_bytes(_INTERNET_ZONE)
    except OSError:
        return False
    return True


def _place(folder: Path, sha256: str) -> Path:
    return folder / FOLDER / sha256[:2] / sha256


def _hash(path: Path) -> str:
    import hashlib  # noqa: PLC0415 - not at the start

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _other_content(sha256: str) -> Refused:
    return Refused(
        Text(
            f"下载的附件与校验值不符({sha256[:12]})。",
            f"The downloaded file does not match its SHA-256 ({sha256[:12]}).",
        ),
        Text("它没有被保留。", "It was not kept."),
        Text("请重新下载。", "Download it again."),
    )


def _is_whole(target: Path, size: int) -> bool:
    return target.is_file() and target.stat().st_size == size


def _copy(source: Path | bytes, part: Path) -> tuple[str, int]:
    import hashlib  # noqa: PLC0415 - not at the start

    digest, size = hashlib.sha256(), 0
    with part.open("xb") as out:
        for chunk in _chunks(source):
            size += len(chunk)
            if size > LIMIT_BYTES:
                raise _too_big()
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        flush(out.fileno())
    return digest.hexdigest(), size


def _chunks(source: Path | bytes) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    try:
        with source.open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                yield chunk
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BadInput(
            Text(f"读不了文件 {source}({reason})。", f"Cannot read {source} ({reason})."),
            Text("什么都没有改。", "Nothing was changed."),
        ) from error


def _too_big() -> BadInput:
    limit = LIMIT_BYTES // (1024 * 1024)
    return BadInput(
        Text(f"附件不能超过 {limit} MB。", f"An attachment may hold at most {limit} MB."),
        Text("什么都没有改。", "Nothing was changed."),
        Text("请压缩或拆分后再附。", "Compress or split it, then attach it again."),
    )
