"""Looks into a workbook's archive before a reader unpacks it: bombs and entities are refused."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from xml.parsers import expat

from firstline.domain.errors import BadInput
from firstline.domain.words import Text
from firstline.intake.reading.faults import bad_file, unreadable

_ENTRIES = 5_000
_TOTAL = 1 << 30  # a sheet is read as a stream, so that its size is only a matter of patience
_STRINGS = 256 << 20  # the shared texts are held in memory
_SMALL = 4 << 20  # below this no ratio does harm
_RATIO = 100
_CHUNK = 1 << 14


@contextmanager
def archive_faults(path: Path) -> Iterator[None]:
    """Turn the archive's and the system's errors into one sentence."""
    try:
        yield
    except OSError as error:
        raise unreadable(path, error) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError,
            ValueError) as error:  # fmt: skip
        raise broken(path) from error


def broken(path: Path) -> BadInput:
    """Return the error for a workbook that is damaged or something else."""
    return bad_file(path, "不是有效的 .xlsx 工作簿。", "this is not a valid .xlsx workbook.")


def check_workbook(path: Path) -> None:
    """Raise BadInput for what would fill the memory or is no workbook (reliability.md 6.5)."""
    with archive_faults(path), zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        names = {one.filename for one in members}
        if not any(name.lstrip("/").lower() == "[content_types].xml" for name in names):
            raise broken(path)
        _check_sizes(path, members)
        for one in members:
            if one.filename.lower().endswith((".xml", ".rels", ".vml")):
                _check_prolog(path, archive, one)


def _check_sizes(path: Path, members: list[zipfile.ZipInfo]) -> None:
    total = sum(one.file_size for one in members)
    packed = sum(one.compress_size for one in members)
    strings = sum(one.file_size for one in members if "sharedstrings" in one.filename.lower())
    bomb = any(one.file_size > _SMALL and one.file_size > _RATIO * one.compress_size
               for one in members)  # fmt: skip
    if (
        len(members) > _ENTRIES or total > _TOTAL or strings > _STRINGS or bomb
        or (total > _SMALL and total > _RATIO * packed)
    ):  # fmt: skip
        raise bad_file(
            path,
            "解压后大得不正常,已拒绝打开。",
            "it unpacks to an abnormal size and was not opened.",
        )


class _Seen(Exception):  # noqa: N818 - it never leaves this module
    """The first element has begun: nothing dangerous can follow."""


def _check_prolog(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Refuse a document type: without one there are no entities to expand."""

    def doctype(*_: object) -> None:
        raise bad_file(
            path,
            "工作簿里有实体定义,已拒绝打开。",
            "the workbook defines entities and was not opened.",
        )

    def element(*_: object) -> None:
        raise _Seen

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = element
    try:
        with archive.open(member) as file:
            while chunk := file.read(_CHUNK):
                parser.Parse(chunk, False)
    except _Seen:
        return
    except (expat.ExpatError, LookupError) as error:  # LookupError: no such encoding
        raise broken(path) from error


# A cell with a formula and no result; t="str" is a formula whose result is an empty text.
_UNRECKONED = re.compile(
    rb'<c\b(?![^>]*\bt="str")[^>]*>\s*<f\b[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)
_LONGEST_CELL = 1 << 14


def require_results(path: Path) -> None:
    """Raise BadInput where a sheet holds formulas that no program has reckoned yet.

    Their cells would read as empty, which no extract may be by accident.
    """
    with archive_faults(path), zipfile.ZipFile(path) as archive:
        for one in archive.infolist():
            if one.filename.lower().startswith("xl/worksheets/"):
                with archive.open(one) as file:
                    if _has_unreckoned(file):
                        raise bad_file(
                            path,
                            "有没有计算结果的公式。",
                            "it holds formulas without a result.",
                            Text("请在表格程序里打开、保存后再试。",
                                 "Open and save it in a spreadsheet program."),
                        )  # fmt: skip


def _has_unreckoned(file: IO[bytes]) -> bool:
    held = b""
    while chunk := file.read(_CHUNK * 8):
        held += chunk
        if _UNRECKONED.search(held):
            return True
        held = held[-_LONGEST_CELL:]
    return False
