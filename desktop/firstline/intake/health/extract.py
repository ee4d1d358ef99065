"""Looks at an extract (CSV, XLSX) for defects of its data; a broken file gets no verdict."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from firstline.domain.errors import BadInput
from firstline.domain.health.data_quality import Report, Wanted, examine
from firstline.domain.words import Text
from firstline.intake.health.files import (
    column_at,
    no_rows,
    open_table,
    rows_of,
    values_in,
)
from firstline.intake.reading.faults import unreadable
from firstline.intake.reading.rows import Table

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked for, as headings with commas; `against` is the file of parents."""

    key: str = ""
    near: str = ""
    required: str = ""
    code: str = ""
    name: str = ""
    orphans: str = ""
    against: Path | None = None
    parent: str = ""


def examine_file(path: Path, asked: Asked) -> tuple[Report, str]:
    """Return what was found, and the SHA-256 of the file that it was found in.

    Raises BadInput in one sentence for a file that cannot be read to its end, and for columns
    that are not there: no verdict then.
    """
    before = fingerprint(path)
    table = open_table(path)
    wanted = _wanted(table, asked)
    found = examine(rows_of(table), table.headings, wanted)
    if not found.rows:
        raise no_rows(path)
    if fingerprint(path) != before:
        raise BadInput(
            Text(f"{path.name} 在检查时变了,没有作出结论。",
                 f"{path.name} changed while it was looked at; there is no verdict."),
            next_step=Text("请再检查一次。", "Look at it once more."),
        )  # fmt: skip
    return found, before


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file. Raises BadInput for one that cannot be read."""
    total = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while part := file.read(_CHUNK):
                total.update(part)
    except OSError as error:
        raise unreadable(path, error) from error
    return total.hexdigest()


def _wanted(table: Table, asked: Asked) -> Wanted:
    if bool(asked.code) is not bool(asked.name):
        raise BadInput(Text("--code 和 --name 要同用。", "--code and --name go together."))
    if bool(asked.orphans) is not (asked.against is not None):
        raise BadInput(
            Text("--orphans 和 --against 要同用。", "--orphans and --against go together.")
        )
    parents: set[str] = set()
    if asked.against is not None:
        other = open_table(asked.against)
        parents = values_in(other, _columns(other, asked.parent or asked.orphans))
    return Wanted(
        _columns(table, asked.key), _columns(table, asked.near), _columns(table, asked.required),
        column_at(table, asked.code) if asked.code else None,
        column_at(table, asked.name) if asked.name else None,
        _columns(table, asked.orphans), parents,
    )  # fmt: skip


def _columns(table: Table, words: str) -> tuple[int, ...]:
    names = [one.strip() for one in words.replace(",", ",").split(",") if one.strip()]
    return tuple(column_at(table, one) for one in names)
