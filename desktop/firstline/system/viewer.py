"""Hands a file to the program that the system uses to show such files; runs nothing itself."""

import os
import sys
from pathlib import Path

from firstline.domain.errors import Refused
from firstline.domain.words import Text


def open_in_viewer(path: Path) -> None:
    """Show the file in the system's own viewer, and wait for nothing. Raises Refused for none."""
    try:
        if sys.platform == "win32":
            os.startfile(path)  # noqa: S606 - what the system shows such files with
        else:
            opener = "open" if sys.platform == "darwin" else "xdg-open"
            quiet = [(os.POSIX_SPAWN_OPEN, one, os.devnull, os.O_RDWR, 0) for one in range(3)]
            os.posix_spawnp(opener, [opener, str(path)], os.environ, file_actions=quiet)
    except OSError as error:
        raise Refused(
            Text(f"系统没有能打开它的程序。文件在 {path}。",
                 f"The system has no program for it. The file is {path}.")
        ) from error  # fmt: skip
