"""Hands a file to the program that the system uses to show such files; runs nothing itself."""

import os
import sys
from pathlib import Path


def open_in_viewer(path: Path) -> None:
    """Show the file in the system's own viewer, and wait for nothing. Raises OSError for none."""
    if sys.platform == "win32":
        os.startfile(path)  # noqa: S606 - what the system shows such files with
        return
    opener = "open" if sys.platform == "darwin" else "xdg-open"
    quiet = [(os.POSIX_SPAWN_OPEN, one, os.devnull, os.O_RDWR, 0) for one in range(3)]
    os.posix_spawnp(opener, [opener, str(path)], os.environ, file_actions=quiet)
