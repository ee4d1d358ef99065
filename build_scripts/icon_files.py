"""The program's icon as the systems want it: pictures of several sizes, made of one drawing."""

import os
import struct
from pathlib import Path

from freezing import ROOT

DRAWING = ROOT / "resources" / "icons" / "firstline.svg"
SIZES = (16, 32, 48, 64, 128, 256)  # pixels


def png(size: int) -> bytes:
    """Return the drawing as a PNG of `size` × `size` pixels."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QIODevice  # noqa: PLC0415 - after the platform is chosen
    from PySide6.QtGui import QImage, QPainter  # noqa: PLC0415
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(DRAWING)).render(painter)
    painter.end()
    told = QBuffer()
    told.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(told, "PNG")  # type: ignore[call-overload] # the stub knows names alone
    return bytes(told.data().data())


def write_ico(path: Path) -> Path:
    """Write the icon of Windows: a directory of PNGs (256 is written as 0)."""
    pictures = [(size, png(size)) for size in SIZES]
    head, at = struct.pack("<HHH", 0, 1, len(pictures)), 6 + 16 * len(pictures)
    for size, data in pictures:
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(data), at)
        at += len(data)
    path.write_bytes(head + b"".join(data for _, data in pictures))
    return path
