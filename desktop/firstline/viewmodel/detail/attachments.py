"""Attachments: cleaned names, what may be shown, and what must never be opened by us."""

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from firstline.domain.errors import BadInput
from firstline.domain.ticket.ticket import Attachment
from firstline.domain.words import Text
from firstline.store.files import clean_name, mark_of_the_web

MOST_PREVIEW_MIB = 64  # of decoded picture, against decompression bombs
BACKGROUND_FROM = 2 << 20  # bytes; below this keeping a file is quicker than saying so


class Nature(StrEnum):
    """What we do with a file: show it, hand it over, or warn."""

    IMAGE = "image"
    OTHER = "other"
    RISKY = "risky"


_IMAGES = frozenset([".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp"])
_RISKY_ENDINGS = """
    .exe .com .bat .cmd .ps1 .psm1 .vbs .vbe .js .jse .wsf .wsh .hta .msi .msp .msix .appx .scr
    .pif .cpl .dll .sys .jar .reg .lnk .url .website .library-ms .search-ms .settingcontent-ms
    .chm .hlp .inf .gadget .application .appref-ms .docm .dotm .xlsm .xltm .xlam .pptm .potm
    .ppam .sldm .xll .iso .img .vhd .vhdx .svg .html .htm .xhtml .mht .mhtml .xml .sh .bash
    .py .pyw .pl .rb .desktop .appimage .run .deb .rpm .app .command .dmg .pkg .scpt .one
    .theme .diagcab .msc
"""
_RISKY = frozenset(_RISKY_ENDINGS.split())


@dataclass(frozen=True, slots=True)
class FileRow:
    """One attachment as a row shows it."""

    sha256: str
    name: str
    size: Text
    nature: Nature


def row(held: Attachment) -> FileRow:
    """Return how `held` is shown."""
    name = clean_name(held.name)
    return FileRow(held.sha256, name, size(held.size), nature(name))


def nature(name: str) -> Nature:
    """Return what the file's last ending makes of it; any risky ending but the last counts too."""
    endings = [ending.casefold() for ending in PurePosixPath(name).suffixes]
    if not endings or endings[-1] in _IMAGES:
        return Nature.IMAGE if endings else Nature.OTHER
    return Nature.RISKY if endings[-1] in _RISKY else Nature.OTHER


def size(count: int) -> Text:
    """Return a number of bytes in a unit that fits."""
    value, unit = float(count), "B"
    for unit in ("B", "KB", "MB", "GB"):
        if value < 1024 or unit == "GB":
            break
        value /= 1024
    shown = f"{value:.0f} {unit}" if unit == "B" or value >= 100 else f"{value:.1f} {unit}"
    return Text(shown, shown)


def copy_out(source: Path, folder: Path, name: str) -> Path:
    """Copy a held file into `folder` under its cleaned name and return where it went.

    An existing file is never overwritten: the name gets a number. On Windows it is marked as come
    from elsewhere, so that the system and Office open it with care. Raises BadInput when the
    folder cannot be written.
    """
    clean = clean_name(name)
    stem, ending = os.path.splitext(clean)  # noqa: PTH122 - the name is no path
    for count in range(1, 1000):
        target = folder / (clean if count == 1 else f"{stem} ({count}){ending}")
        try:
            with source.open("rb") as held, target.open("xb") as out:
                while block := held.read(1 << 20):
                    out.write(block)
        except FileExistsError:
            continue
        except OSError as error:
            raise BadInput(
                Text(f"不能写入“{folder}”。", f"“{folder}” cannot be written."),
                Text("附件仍保存在工单里。", "The file is still kept with the ticket."),
                Text("请换一个文件夹。", "Choose another folder."),
            ) from error
        if os.name == "nt":
            mark_of_the_web(target)
        return target
    raise BadInput(Text("这个文件夹里同名文件太多。", "Too many files of that name are there."))
