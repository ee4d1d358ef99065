"""Four MiB kept in reserve, so that a full disk still lets a person save and quit (sync.md 4.6)."""

import os
from contextlib import suppress
from pathlib import Path

SIZE_BYTES = 4 * 1024 * 1024
_ROOM_BYTES = 8 * SIZE_BYTES
NAME = "firstline.ballast"


def load(folder: Path) -> None:
    """Put the ballast aboard if it is missing and the disk has plenty of room."""
    path = folder / NAME
    with suppress(OSError):  # a reserve that cannot be made is no reason not to open
        if path.exists():
            return
        import shutil  # noqa: PLC0415 - for the first opening alone

        if shutil.disk_usage(folder).free < _ROOM_BYTES:
            return
        part = path.with_suffix(".part")
        with part.open("wb") as file:
            file.write(os.urandom(SIZE_BYTES))  # random, so that no file system folds it away
        part.replace(path)


def drop(folder: Path) -> bool:
    """Free the ballast; return whether there was any."""
    try:
        (folder / NAME).unlink()
    except OSError:
        return False
    return True
