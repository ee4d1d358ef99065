"""Reads a pack of documents out of a folder or a zip: every hash is checked, no name is trusted."""

import hashlib
import re
import stat
import zipfile
import zlib
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from firstline.domain.documents.document import Document
from firstline.domain.documents.formats import HEAD_BYTES, fault_in
from firstline.domain.documents.pack import MANIFEST, NOT_TAKEN, DocumentPack, parse_manifest
from firstline.domain.errors import BadInput
from firstline.domain.words import Text
from firstline.intake.documents.text import text_of

MOST_BYTES = 100 * 1024 * 1024  # of one file, as of an attachment
MOST_TOTAL = 4 * 1024 * 1024 * 1024
MOST_ENTRIES = 5_000
_MANIFEST_BYTES = 4 * 1024 * 1024
_SMALL = 4 * 1024 * 1024  # below this no ratio does harm
_RATIO = 100
_CHUNK = 1024 * 1024
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_UTF8_NAME = 0x800  # the flag of an entry whose name is UTF-8; others are as their system wrote
_TOLD = 5  # so many faults are named in one sentence


class _Place:
    """Where the files of a pack lie."""

    @abstractmethod
    def open(self, name: str) -> IO[bytes]:
        """Open a file of the pack. Raises BadInput for one that is not there."""


@dataclass(frozen=True, slots=True)
class ReadPack:
    """A pack whose every file is what its manifest says; `path` is where it was read."""

    pack: DocumentPack
    path: Path

    def content(self, one: Document) -> bytes:
        """Return a file's bytes, read again. Raises BadInput where they changed meanwhile."""
        with _opened(self.path) as place, place.open(self.pack.places[one.record]) as file:
            data = file.read(MOST_BYTES + 1)
        if hashlib.sha256(data).hexdigest() != one.sha256:
            raise _refused([_wrong_hash(one)])
        return data


def read_pack(path: Path) -> ReadPack:
    """Return the pack in a folder, its manifest, or a zip.

    Taken whole or not at all: raises BadInput naming every file that is missing, is not what its
    SHA-256 says, or is no document, and for a zip that unpacks to an abnormal size or holds names
    that lead out of it.
    """
    with _opened(path) as place:
        with place.open(MANIFEST) as file:
            raw = file.read(_MANIFEST_BYTES + 1)
        pack = parse_manifest(_plain(raw))
        found: list[Document] = []
        faults: list[Text] = []
        for one in pack.documents.values():
            checked = _checked(place, pack.places[one.record], one)
            if isinstance(checked, Document):
                found.append(checked)
            else:
                faults.append(checked)
    if faults:
        raise _refused(faults)
    return ReadPack(pack.having(found), path)


def _plain(raw: bytes) -> str:
    if len(raw) > _MANIFEST_BYTES:
        raise _refused([Text(f"{MANIFEST} 太大。", f"{MANIFEST} is too big.")])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused([Text(f"{MANIFEST} 不是 UTF-8。", f"{MANIFEST} is not UTF-8.")]) from error


def _checked(place: _Place, name: str, one: Document) -> Document | Text:
    """Return the document with size and text of its file, or why the file is refused."""
    try:
        with place.open(name) as file:
            data = file.read(MOST_BYTES + 1)
    except BadInput as problem:
        return problem.sentence
    if len(data) > MOST_BYTES:
        return Text(f"“{one.name}”超过 100 MB。", f"“{one.name}” is larger than 100 MB.")
    if hashlib.sha256(data).hexdigest() != one.sha256:
        return _wrong_hash(one)
    fault = fault_in(one.name, data[:HEAD_BYTES])
    if fault is not None:
        return fault
    return replace(one, size=len(data), text=text_of(data, one.name))


@contextmanager
def _opened(path: Path) -> Iterator[_Place]:
    try:
        if path.name == MANIFEST:
            path = path.parent
        if path.is_dir():
            yield _Folder(path)
        elif zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                yield _Zip(archive)
        elif not path.exists():
            raise _refused([Text(f"没有 {path}。", f"There is no {path}.")])
        else:
            raise _refused([Text(f"{path.name} 不是文件夹或 zip。",
                                 f"{path.name} is no folder and no zip.")])  # fmt: skip
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError,
            RuntimeError) as error:  # fmt: skip
        said = getattr(error, "strerror", None) or str(error)
        raise _refused([Text(f"{path.name} 读不出来({said})。",
                             f"{path.name} cannot be read ({said}).")]) from error  # fmt: skip


class _Folder(_Place):
    """A pack that lies in a folder; links that lead out of it are not followed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def open(self, name: str) -> IO[bytes]:
        _check_name(name)
        path = (self._folder / name).resolve()
        if not path.is_relative_to(self._folder):
            raise _hostile(name)
        if not path.is_file():
            raise _missing(name)
        return path.open("rb")


class _Zip(_Place):
    """A pack in a zip: all of its names are looked at before anything of it is read."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        members = [one for one in archive.infolist() if not one.is_dir()]
        self._names = {_shown(one): one for one in members}
        for name, one in self._names.items():
            _check_name(name)
            if stat.S_ISLNK(one.external_attr >> 16):
                raise _hostile(name)
        total = sum(one.file_size for one in members)
        bomb = any(one.file_size > max(_SMALL, _RATIO * one.compress_size) for one in members)
        if len(members) > MOST_ENTRIES or total > MOST_TOTAL or bomb:
            raise _refused([Text("这个 zip 解压后大得不正常。",
                                 "The zip unpacks to an abnormal size.")])  # fmt: skip
        heads = [one for one in self._names if one.rpartition("/")[2] == MANIFEST]
        self._root = min(heads, key=len, default="").removesuffix(MANIFEST)

    def open(self, name: str) -> IO[bytes]:
        _check_name(name)
        whole = f"{self._root}{name}"
        if whole not in self._names:
            raise _missing(name)
        return self._archive.open(self._names[whole])


def _shown(member: zipfile.ZipInfo) -> str:
    """Return an entry's name; one that a Chinese Windows wrote is GB 18030, not code page 437."""
    name = member.orig_filename
    if not member.flag_bits & _UTF8_NAME:
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            return name
    return name


def _check_name(name: str) -> None:
    """Refuse what is no plain name of a file below the pack, on any system."""
    parts = name.split("/")
    odd = "\\" in name or ":" in name or any(ord(char) < 32 for char in name)
    if odd or len(name) > 300 or any(one != one.rstrip(" .") or not one for one in parts):
        raise _hostile(name)
    if any(_DEVICE.fullmatch(one) for one in parts):
        raise _hostile(name)


def _wrong_hash(one: Document) -> Text:
    return Text(f"“{one.name}”与清单里的 SHA-256 不符:拷贝坏了或被改过。",
                f"“{one.name}” does not match its SHA-256: a bad copy, or altered.")  # fmt: skip


def _missing(name: str) -> BadInput:
    return _refused([Text(f"包里没有“{name[:80]}”。", f"The pack holds no “{name[:80]}”.")])


def _hostile(name: str) -> BadInput:
    said = name.encode("ascii", "backslashreplace").decode()[:80]
    return _refused([Text(f"文件名“{said}”不允许:它会指到包外或不能在 Windows 上保存。",
                          f"The name “{said}” is not allowed: it leads out of the pack, or "
                          "Windows cannot keep it.")])  # fmt: skip


def _refused(faults: list[Text]) -> BadInput:
    shown = faults[:_TOLD]
    more = len(faults) - len(shown)
    zh, en = " ".join(one.zh for one in shown), " ".join(one.en for one in shown)
    if more:
        zh, en = f"{zh} 还有 {more} 个。", f"{en} And {more} more."
    return BadInput(
        Text(zh, en), NOT_TAKEN, Text("请向来源重新要一份。", "Ask its source for another copy.")
    )
