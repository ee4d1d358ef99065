"""The states of a service in a table that somebody's query saved: CSV with headings."""

from dataclasses import dataclass
from pathlib import Path

from firstline.domain.errors import BadInput
from firstline.domain.watch.look import MOST_LINES
from firstline.domain.words import Text
from firstline.intake.reading.delimited import open_delimited
from firstline.intake.reading.rows import Broken

_MOST_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class States:
    """The states that were found, in the order of the file, and why rows could not be read."""

    found: tuple[str, ...]
    broken: tuple[str, ...]


def states(path: Path, key_column: str, key: str, state_column: str) -> States:
    """Return the states of the rows whose key is `key`, in the order of the file.

    The encoding is recognised by its content. Raises BadInput for a file that cannot be read, has
    no such column, or more rows than anybody saves of services.
    """
    table = open_delimited(path)
    names = [str(one or "").strip().casefold() for one in table.headings]
    wanted = (key_column.strip().casefold(), state_column.strip().casefold())
    places = [names.index(one) if one in names else -1 for one in wanted]
    if -1 in places:
        lacking = key_column if places[0] < 0 else state_column
        raise BadInput(
            Text(f"{path.name} 没有“{lacking}”这一列", f"{path.name} has no column {lacking!r}")
        )
    found: list[str] = []
    broken: list[str] = []
    for count, line in enumerate(table.rows()):
        if count >= _MOST_ROWS:
            raise BadInput(Text(f"{path.name} 行数太多", f"{path.name} has too many rows"))
        if isinstance(line, Broken):
            broken.append(f"{path.name}:{line.number}: {line.reason.en}")
            continue
        cells = [str(one or "").strip() for one in line.cells]
        if len(cells) > max(places) and cells[places[0]].casefold() == key.strip().casefold():
            found.append(cells[places[1]])
    return States(tuple(found), tuple(broken[:MOST_LINES]))
