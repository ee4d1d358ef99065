"""The program's own diary: a small rotating file in the profile that never holds a secret.

Ids, sizes, durations and kinds of problems are written; tickets' words and request bodies are not.
"""

import logging
import os
import re
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import TracebackType

FOLDER = "log"
FILE_NAME = "firstline.log"
MAX_BYTES = 1_000_000
KEPT_FILES = 3
ROOT = "firstline"
HIDDEN = "[hidden]"
_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

_HIDDEN_NAMES = (
    r"pass(?:word|wd|phrase)?|pwd|secret|tokens?|api[-_]?key|access[-_]?key|client[-_]?secret|"
    r"credential|session(?:id)?|(?:set-)?cookie|(?:proxy-|x-)?auth(?:orization)?(?:-token)?|"
    r"body|content|payload|text|密码|口令|令牌|服务识别码"
)
# 1. headers take the rest of their line; 2. name=value and "name": "value"; 3. credentials in a
# URL; 4. tokens known by their look: JWT, Bearer, long unbroken runs that are no hash or id.
# Before each rule stand the marks of which it needs one: without them it is not even compiled.
_RULES: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (
        (":", "="),
        r"(?i)\b((?:proxy-)?authorization|(?:set-)?cookie|x-auth-token)(['\"]?\s*[:=]\s*)[^\r\n]+",
        rf"\1\2{HIDDEN}",
    ),
    (
        (":", "="),
        (
            rf"(?i)((?:\b|_)(?:{_HIDDEN_NAMES})['\"]?\s*[:=]\s*)"
            r"(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|[^\s,;&)}\]]+)"
        ),
        rf"\1{HIDDEN}",
    ),
    (("://",), r"(?i)\b([a-z][a-z0-9+.-]*://)[^/\s@]+@", rf"\1{HIDDEN}@"),
    (
        ("",),
        r"(?i)\b(bearer|basic|digest|negotiate|ntlm)\s+[a-z0-9._~+/=-]{6,}",
        rf"\1 {HIDDEN}",
    ),
    (("eyJ",), r"\beyJ[\w-]{6,}(?:\.[\w-]*)+", HIDDEN),
    (("_", "-", "AKIA"), r"\b(?:gh[pousr]_|glpat-|xox[abp]-|sk-|AKIA)[\w-]{8,}", HIDDEN),
)


def redact(text: str) -> str:
    """Return `text` without passwords, tokens, cookies, authorisation headers and bodies."""
    for marks, rule, put in _RULES:
        if any(one in text for one in marks):
            text = _compiled(rule).sub(put, text)
    return text


@cache
def _compiled(rule: str) -> re.Pattern[str]:
    return re.compile(rule)


class RedactedFormatter(logging.Formatter):
    """Writes a record as one redacted line, then its traceback without the exceptions' words."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; line breaks inside the message cannot forge another line."""
        record = logging.makeLogRecord(record.__dict__)
        record.msg = redact(record.getMessage()).replace("\r", "\\r").replace("\n", "\\n")
        record.args = None
        return super().format(record)

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 - logging calls it so
        """Return frames and exception kinds; an exception's words may quote what a person typed."""
        return describe(ei[1]) if ei[1] else ""


def describe(error: BaseException) -> str:
    """Return the traceback of `error` and its causes: files, lines, functions and kinds."""
    lines: list[str] = []
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        lines.append(f"{type(one).__module__}.{type(one).__qualname__}")
        lines.extend(
            f"  {frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(one.__traceback__)
        )
        one = one.__cause__ or one.__context__
    return redact("\n".join(lines))


class _RotatingFile(logging.FileHandler):
    """Writes into one file; a full one is put aside, the oldest of the kept ones goes.

    The one of `logging.handlers` would load sockets and pickles with it.
    """

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record, into a fresh file where this one is full."""
        try:
            if os.stat(self.baseFilename).st_size >= MAX_BYTES:  # noqa: PTH116 - hot path
                self._rotate()
        except OSError:  # not there yet, or not to be moved: it grows on
            pass
        try:
            super().emit(record)
        except OSError:  # a folder that may only be read: opened at the first record, it fails here
            self.handleError(record)

    def _rotate(self) -> None:
        self.close()
        path = Path(self.baseFilename)
        for number in range(KEPT_FILES - 1, 0, -1):
            older = path.with_name(f"{path.name}.{number}")
            if older.exists():
                older.replace(path.with_name(f"{path.name}.{number + 1}"))
        path.replace(path.with_name(f"{path.name}.1"))


def start_log(folder: Path) -> Callable[[], None]:
    """Write the program's records from INFO up into the profile `folder`; return what stops it.

    A log that cannot be written never stops the program: then nothing is logged.
    """
    logger = logging.getLogger(ROOT)
    try:
        (folder / FOLDER).mkdir(parents=True, exist_ok=True)
        writer: logging.Handler = _RotatingFile(
            folder / FOLDER / FILE_NAME, encoding="utf-8", delay=True
        )
    except OSError:
        writer = logging.NullHandler()
    writer.setFormatter(
        RedactedFormatter("%(asctime)s %(process)d %(levelname)s %(name)s %(message)s")
    )
    writer.handleError = lambda record: None  # type: ignore[method-assign]  # a full disk must not stop work  # noqa: ARG005
    logger.addHandler(writer)
    logger.setLevel(logging.INFO)

    def stop() -> None:
        logger.removeHandler(writer)
        writer.close()

    return stop


def write_crash(folder: Path, error: BaseException, now: datetime) -> Path | None:
    """Write where `error` happened into a file of its own and return its path.

    None when nothing can be written there. The words of the exception are left out: they may
    quote what a person typed.
    """
    name = f"crash-{now.astimezone(UTC):%Y%m%dT%H%M%S}-{os.getpid()}.txt"
    text = f"{now.isoformat()}\nPython {sys.version}\n{sys.platform}\n{describe(error)}\n"
    path = folder / FOLDER / name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError:
        return None
    return path
