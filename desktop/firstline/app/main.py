"""The entry point: arguments in, an exit code out."""

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from firstline.app import garbage

if TYPE_CHECKING:
    from datetime import datetime


def main(argv: Sequence[str] | None = None, clock: "Callable[[], datetime] | None" = None) -> int:
    """Run the command in `argv` (default: the process's own words) and return its exit code.

    0 done, 1 refused or failed, 2 bad input or usage. `clock` returns the present instant.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    was_looked_for = garbage.put_off()  # modules are made of what stays to the end
    from firstline.app.run import run  # noqa: PLC0415

    if was_looked_for and arguments:  # a window alone goes on as it is: see garbage.py
        garbage.take_up()
    return run(arguments, clock)
