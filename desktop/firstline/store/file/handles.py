"""Which databases this process has open: such a file must not be opened past SQLite.

Closing any handle of a file gives back every lock that this process holds on it (POSIX), SQLite's
own included: another process then believes that it is the last one out and deletes the log that
we still write to. So a file is looked at by itself only while no connection to it is open here.
"""

import os
import threading
from collections import Counter
from pathlib import Path

gate = threading.Lock()
counts: Counter[str] = Counter()  # by real path; read and changed behind the gate


def is_open_here(path: Path) -> bool:
    """Whether this process has the database `path` open."""
    with gate:
        return counts[os.path.realpath(path)] > 0
