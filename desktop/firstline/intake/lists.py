"""A list of one's own, as a CSV file or a workbook: opened as its mapping says, headings known."""

from collections.abc import Mapping
from pathlib import Path

from firstline.intake.reading.delimited import open_delimited
from firstline.intake.reading.rows import Table
from firstline.intake.reading.workbook import open_workbook
from firstline.intake.tickets.headings import folded
from firstline.intake.tickets.mapping import Map


def open_list(path: Path, given: Map) -> Table:
    """Return the table, from the sheet, row and delimiter that are given. Raises BadInput, OSError.

    What is given nowhere is found in the file.
    """
    if path.suffix.lower() == ".xlsx":
        return open_workbook(path, given.sheet, given.header_row)
    return open_delimited(path, given.delimiter, given.header_row)


def meanings(aliases: Mapping[str, str]) -> dict[str, tuple[str, int]]:
    """Return of each heading, folded, its field and how plainly it says so (0 is plainest).

    `aliases` has of each field the words that mean it, the plainest first; a word of two fields
    means the first of them.
    """
    found: dict[str, tuple[str, int]] = {}
    for name, words in aliases.items():
        for rank, word in enumerate(words.split()):
            found.setdefault(folded(word), (name, rank))
    return found
