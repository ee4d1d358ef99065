"""The window's crash handler: a bug is written down and told, and the window lives on."""

import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType

from firstline.domain.errors import Problem
from firstline.domain.words import Text
from firstline.system.log import write_crash


class InternalFault(Problem):
    """Something went wrong inside the program; what was saved is safe."""


def fault_of(folder: Path, error: BaseException, now: datetime) -> Problem:
    """Return what to tell the user about `error`; a bug is also written to the crash file."""
    if isinstance(error, Problem):
        return error
    where = write_crash(folder, error, now)
    name = type(error).__name__
    return InternalFault(
        Text(f"程序内部出错({name})。", f"Something went wrong inside the program ({name})."),
        Text("已保存的内容不受影响。", "What was saved is safe."),
        Text(f"详情在 {where},请发给维护者。", f"Details are in {where}; please send that file."),
    )


def watch(
    folder: Path, now: Callable[[], datetime], tell: Callable[[Problem], None]
) -> Callable[[], None]:
    """Catch what no slot caught and `tell` it; return what ends that."""
    before = sys.excepthook

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, Exception):
            before(kind, error, trace)
            return
        if os.environ.get("FIRSTLINE_TRACE"):  # for whoever mends it
            before(kind, error, trace)
        tell(fault_of(folder, error, now()))

    def leave() -> None:
        sys.excepthook = before

    sys.excepthook = hook
    return leave
