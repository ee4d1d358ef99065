"""What a word of the command line names to be compared: a file, a sheet, a table or a database."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from firstline.domain.reconcile.shelf import Extract

_SQLITE_ADDRESS = "sqlite:///"
_SQLITE = b"SQLite format 3\x00"


@contextmanager
def opened(word: str, password: str | None = None) -> Iterator[Extract]:
    """Give the extract that `word` names, closed afterwards.

    A path, `PATH#SHEET` or `PATH#TABLE`, or a database's address `dialect://…#TABLE`, with the
    `password` where it holds none. Raises BadInput with one sentence for all that is no table.
    """
    if "://" in word and not word.startswith(_SQLITE_ADDRESS):
        from firstline.intake.databases import DatabaseExtract  # noqa: PLC0415 - an optional extra

        address, _, table = word.partition("#")
        live = DatabaseExtract(address, table, password)
        try:
            yield live
        finally:
            live.close()
        return
    path, part = _split(word.removeprefix(_SQLITE_ADDRESS))
    if _is_sqlite(path):
        from firstline.store.reconcile.foreign import SqliteExtract  # noqa: PLC0415 - at need

        database = SqliteExtract(path, part)
        try:
            yield database
        finally:
            database.close()
        return
    from firstline.intake.extracts import FileExtract  # noqa: PLC0415

    yield FileExtract(path, part)


def _split(word: str) -> tuple[Path, str]:
    """Return the file, and the sheet or table behind `#`; a file that is there stays whole."""
    head, mark, tail = word.rpartition("#")
    with suppress(OSError, ValueError):
        if mark and head and not Path(word).exists():
            return Path(head), tail
    return Path(word), ""


def _is_sqlite(path: Path) -> bool:
    with suppress(OSError, ValueError):
        if path.is_file():  # a pipe would be waited for
            with path.open("rb") as file:
                return file.read(16) == _SQLITE
    return False
