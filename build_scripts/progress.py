"""Long commands that are never silent: their lines as they come, and a sign of life between."""

import queue
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from typing import IO

QUIET_S = 5.0
_KEPT_LINES = 30
_SHOWN_WIDTH = 110


def say(text: str) -> None:
    """Print one line at once, whatever the terminal's encoding."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding), flush=True)


def follow(
    command: Sequence[str], env: Mapping[str, str] | None = None, *, quiet_s: float = QUIET_S
) -> tuple[int, tuple[str, ...]]:
    """Run `command`, show each line, and after `quiet_s` without one how long it has been at work.

    Returns the exit code and the last lines.
    """
    started = time.monotonic()
    with subprocess.Popen(
        command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, encoding="utf-8", errors="replace",
    ) as process:  # fmt: skip
        lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=_read, args=(process.stdout, lines), daemon=True).start()
        kept: deque[str] = deque(maxlen=_KEPT_LINES)
        while True:
            try:
                line = lines.get(timeout=quiet_s)
            except queue.Empty:
                last = kept[-1].strip() if kept else command[0]
                say(f"  … {time.monotonic() - started:.0f} s, still at: {last[:_SHOWN_WIDTH]}")
                continue
            if line is None:
                break
            kept.append(line)
            say(f"  {line[:_SHOWN_WIDTH]}")
        return process.wait(), tuple(kept)


def _read(stream: IO[str] | None, lines: "queue.Queue[str | None]") -> None:
    for line in stream or ():
        lines.put(line.rstrip())
    lines.put(None)
