"""What must be on the disk when a call returns: a file's content, and the names in a folder."""

import errno
import os
import sys
from pathlib import Path

_CANNOT = (errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EPERM)  # a share, a stick, a drop box

if sys.platform == "darwin":
    import fcntl

    def flush(handle: int) -> None:
        """Flush an open file to the disk; there a plain fsync leaves it to the drive."""
        fcntl.fcntl(handle, fcntl.F_FULLFSYNC)

else:
    flush = os.fsync


def sync_folder(folder: Path) -> None:
    """Flush a folder's own entries to the disk, where its file system can do that."""
    if os.name == "nt":  # it has no handle for a folder; its rename is on the disk at once
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        if error.errno not in _CANNOT:
            raise


def sync_file(path: Path) -> None:
    """Flush a file that others wrote, such as a copy, to the disk; it may be for reading alone."""
    with path.open("rb+" if os.name == "nt" else "rb") as file:
        flush(file.fileno())


def make_folder(folder: Path) -> Path:
    """Make `folder` and those above it where they are missing, their names on the disk.

    A file that is flushed in a folder whose own name is not flushed may be gone with it.
    """
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)
    return folder
