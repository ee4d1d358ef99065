"""Tidy tables for a terminal: Chinese characters take two columns, and nothing can run wild."""

import shutil
import sys
import unicodedata
from collections.abc import Sequence

GAP = "  "
WIDEST = 160


def width(text: str) -> int:
    """Return how many columns `text` takes on a terminal."""
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Me", "Mn"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def plain(text: str) -> str:
    """Return `text` as one line without anything a terminal would obey instead of showing."""
    kept = (char if char.isprintable() else " " for char in text)
    return " ".join("".join(kept).split())


def cut(text: str, columns: int) -> str:
    """Return `text` in at most `columns` columns, with … where something was cut off."""
    if width(text) <= columns:
        return text
    out, used = [], 0
    for char in text:
        if used + _columns(char) > columns - 1:
            break
        out.append(char)
        used += _columns(char)
    return "".join(out) + "…"


def pad(text: str, columns: int) -> str:
    """Return `text` filled up with spaces to `columns` columns."""
    return text + " " * max(0, columns - width(text))


def screen_width() -> int:
    """Return the columns to write for: the terminal's, or a wide page where it is a pipe."""
    if not sys.stdout.isatty():
        return WIDEST
    return min(WIDEST, max(60, shutil.get_terminal_size().columns))


def table(
    heading: Sequence[str], rows: Sequence[Sequence[str]], *, stretch: int, columns: int
) -> str:
    """Return the table with its heading; the column `stretch` gives way when `columns` are few."""
    cells = [[plain(cell) for cell in row] for row in (heading, *rows)]
    widths = [max(width(row[index]) for row in cells) for index in range(len(heading))]
    spare = columns - sum(widths) - len(GAP) * (len(widths) - 1)
    if spare < 0:
        widths[stretch] = max(12, widths[stretch] + spare)
    lines = [
        GAP.join(pad(cut(cell, wide), wide) for cell, wide in zip(row, widths, strict=True))
        for row in cells
    ]
    return "\n".join(line.rstrip() for line in lines)
