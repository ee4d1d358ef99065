"""The files of a knowledge pack: out of a folder or a zip, as names and texts, within bounds."""

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from firstline.domain.errors import BadInput
from firstline.domain.words import Text

MOST_FILES = 20_000
MOST_BYTES = 1024 * 1024  # of one file
_WANTED = (".md", ".toml")
_NOT_USED = Text("知识包没有被采用。", "The knowledge pack was not used.")


def pack_files(path: Path) -> list[tuple[str, str]]:
    """Return the pack's files, each a name and its text. Raises BadInput with the reason."""
    try:
        if path.is_dir():
            found = list(_of_folder(path))
        elif zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                found = list(_of_zip(archive))
        elif not path.exists():
            raise _bad(
                str(path), Text("没有这个文件或文件夹。", "there is no such file or folder.")
            )
        else:
            raise _bad(path.name, Text(
                "知识包应是文件夹或 zip。", "a knowledge pack is a folder or a zip."
            ))  # fmt: skip
    except (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
        said = getattr(error, "strerror", None) or str(error)
        raise _bad(path.name, Text(f"读不出来({said})。", f"cannot be read ({said}).")) from error
    return [(name, _text(name, data)) for name, data in found]


def _of_folder(path: Path) -> Iterator[tuple[str, bytes]]:
    files = sorted(one for one in path.iterdir() if one.suffix.lower() in _WANTED)
    _check_count(path.name, len(files))
    for one in files:
        if one.stat().st_size > MOST_BYTES:
            raise _too_big(one.name)
        yield one.name, one.read_bytes()


def _of_zip(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    entries = [one for one in archive.infolist() if one.filename.lower().endswith(_WANTED)]
    _check_count(str(archive.filename), len(entries))
    for one in entries:
        with archive.open(one) as file:
            data = file.read(MOST_BYTES + 1)  # whatever its head says
        if len(data) > MOST_BYTES:
            raise _too_big(one.filename)
        yield one.filename, data


def _text(name: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _bad(f"{name}:{line}", Text("不是 UTF-8。", "is not UTF-8.")) from error


def _check_count(name: str, count: int) -> None:
    if count > MOST_FILES:
        raise _bad(
            name, Text(f"文件超过 {MOST_FILES} 个。", f"holds more than {MOST_FILES} files.")
        )


def _too_big(name: str) -> BadInput:
    return _bad(name, Text("文件太大。", "the file is too big."))


def _bad(place: str, why: Text) -> BadInput:
    return BadInput(Text(f"{place}:{why.zh}", f"{place}: {why.en}"), _NOT_USED)
