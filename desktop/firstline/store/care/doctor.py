"""The doctor: examines a profile, says all that is wrong with it, and mends what can be mended."""

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from traceback import clear_frames

from firstline.domain.errors import Problem
from firstline.domain.words import Text
from firstline.store import faults
from firstline.store.acts import promised
from firstline.store.care import checks, findings, snapshots
from firstline.store.care.checks import Checked
from firstline.store.care.findings import Finding, Report
from firstline.store.care.mending import Case, mend, rebuild
from firstline.store.faults import DamagedRow
from firstline.store.file import journal, schema
from firstline.store.file.connection import FILE, LOCK, Connection
from firstline.store.file.handles import is_open_here
from firstline.store.file.lock import WriterLock
from firstline.store.queue.rows import Clocks
from firstline.store.search.folding import Initials
from firstline.store.shown.shown import Desk

__all__ = ["Finding", "Report", "examine", "repair"]
_MOST_TICKETS = 20_000
_OLDER = Text(
    "这个配置文件夹是较早的格式;程序下次打开它时会先留一份副本,再升级。",
    "The profile has an earlier format; when it is next opened, a copy is kept and it is brought"
    " up.",
)
_PATIENCE_S = 5.0
_BEYOND_CACHES = (
    "file",
    "structure",
    "edit",
    "chain",
    "stranger",
    "ahead",
)  # findings that need a new database


def examine(
    folder: Path, clocks: Clocks | None, *, me: str = "", initials: Initials | None = None,
    most: int = _MOST_TICKETS,
) -> Report:  # fmt: skip
    """Check the profile in `folder` and report everything that is wrong; change nothing.

    With `clocks` the stored due times are compared with a fresh evaluation. Of more than `most`
    tickets a sample is compared with their edits. Raises StoreProblem only for a file of another
    program, a newer one, or one that is locked.
    """
    _refuse_strangers(folder / FILE)
    done: list[Checked] = []
    try:
        _look_at_size(folder)
        with snapshots.reading(folder) as raw:
            if _is_older(raw):  # what it lacks until it is opened is no damage
                return Report((("structure", 1),), (), (_OLDER, _snapshot_note(folder)))
            promised.heed(raw, clocks)
            desk = Desk(raw, clocks, me, initials) if clocks else None
            done += _examine_open(raw, folder, desk, most)
        if not any(one.code in _BEYOND_CACHES for check in done for one in check.found):
            done.append(_examine_search(folder))  # else it is made anew with the rest
    except Problem as problem:
        done.append(Checked("database", 1, (findings.unreadable(problem.sentence),)))
        done.append(checks.check_journal(None, folder))
    return Report(
        tuple((one.what, one.count) for one in done),
        tuple(finding for one in done for finding in one.found),
        (*(note for one in done for note in one.notes), _snapshot_note(folder)),
    )


def _examine_open(
    raw: sqlite3.Connection, folder: Path, desk: Desk | None, most: int
) -> list[Checked]:
    raw.text_factory = lambda data: data.decode(errors="replace")
    done: list[Checked] = []
    steps: tuple[tuple[str, Callable[[], Checked]], ...] = (
        ("structure", lambda: checks.check_structure(raw)),
        ("edits", lambda: checks.check_edits(raw)),
        ("tickets", lambda: checks.check_shown(raw, desk, most)),
        ("files", lambda: checks.check_files(raw, folder)),
        ("journal", lambda: checks.check_journal(raw, folder)),
    )
    broken: list[str] = []
    for what, step in steps:
        try:
            done.append(step())
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # it quotes the schema
            broken.append(f"{what}: {error}")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            done.append(Checked(what, 0, (findings.shown((f"{what}: {error}"[:200],)),)))
    if broken:
        done.append(Checked("database", 1, (findings.structure(tuple(broken)),)))
    return done


def _examine_search(folder: Path) -> Checked:
    """Check the search index; SQLite's check of it is written as an insertion, so it may write."""
    lock = WriterLock(folder / LOCK)
    try:
        with lock.held(_PATIENCE_S) as got:
            if not got:
                raise faults.locked(folder / FILE, _PATIENCE_S)
            with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as raw:
                raw.execute("PRAGMA wal_autocheckpoint=0")
                return checks.check_search(raw)
    except (sqlite3.DatabaseError, ValueError, KeyError, TypeError) as error:
        return Checked("search", 0, (findings.search((str(error),)),))
    finally:
        lock.close()


def _refuse_strangers(path: Path) -> None:
    """Raise for a file that is not ours to mend: another program's, or a later version's."""
    with suppress(sqlite3.DatabaseError, OSError):
        if is_open_here(path) or not path.is_file() or path.stat().st_size < 100:
            return  # an open file was looked at when it was opened
        with path.open("rb") as file:
            head = file.read(100)
        if not head.startswith(b"SQLite format 3\0"):
            return
        version = int.from_bytes(head[60:64], "big")
        ours = int.from_bytes(head[68:72], "big") == schema.APPLICATION_ID
        log = path.with_name(FILE + "-wal")
        if log.exists() and log.stat().st_size:  # the head in the log may be a newer one
            return
        if ours and schema.VERSION < version < 10_000:
            raise faults.newer(path, version, schema.VERSION)
        own = any(journal.files(path.parent))
        if not ours and not own:
            raise faults.foreign(path)


def _is_older(raw: sqlite3.Connection) -> bool:
    """Whether it is a sound profile of an earlier version."""
    with suppress(sqlite3.DatabaseError, UnicodeDecodeError):
        ours = raw.execute("PRAGMA application_id").fetchone()[0] == schema.APPLICATION_ID
        version = raw.execute("PRAGMA user_version").fetchone()[0]
        return bool(ours and 0 < version < schema.VERSION and not checks.check_structure(raw).found)
    return False


def _bring_up(folder: Path, now: datetime) -> None:
    """Bring the profile of an earlier version up, as the program does when it opens it."""
    with suppress(Problem):  # what cannot be read is examined and mended as it is
        _look_at_size(folder)
        with snapshots.reading(folder) as raw:
            older = _is_older(raw)
        if older:
            Connection(folder, now).close()


def _look_at_size(folder: Path) -> None:
    path = folder / FILE
    if not path.is_file() or not path.stat().st_size:
        raise faults.vanished(path) if journal.files(folder) else faults.not_a_database(path)


def _has_schema(folder: Path) -> bool:
    """Whether the schema is text: what checks read around, an ordinary connection stumbles over.

    Nothing of ours is opened: it would tell the journal what the database holds.
    """
    try:
        with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as raw:
            raw.execute("PRAGMA journal_mode").fetchone()
    except UnicodeDecodeError:
        return False
    except sqlite3.DatabaseError:
        return True
    return True


def _snapshot_note(folder: Path) -> Text:
    newest = snapshots.newest_sound(folder)
    if newest is None:
        return Text("还没有完好的快照。", "There is no sound snapshot yet.")
    return Text(f"最近的完好快照:{newest.name}。", f"Newest sound snapshot: {newest.name}.")


def _mended(case: Case, found: Report) -> Path | None:
    """Mend in place, or build anew where a row that is needed for it cannot be read."""
    try:
        return mend(case, found)
    except DamagedRow as broken:  # what was being read when it broke off would hold the file
        clear_frames(broken.__traceback__)
        if broken.__cause__ is not None:
            clear_frames(broken.__cause__.__traceback__)
    case.done.clear()
    return rebuild(case)


def repair(
    folder: Path, clocks: Clocks, now: datetime, *, me: str = "", initials: Initials | None = None
) -> Report:
    """Mend what `examine` finds; return what was wrong, what was done and what is wrong still.

    Caches, search and journal are made anew in place. A damaged database, or one whose edits are
    not as they were stored, is replaced by a new one out of all that can be read of it, the
    journal and the newest sound snapshot; the old files are kept aside. Raises StoreProblem for a
    file that is not ours, newer, locked or in use, and when nothing at all can be read.
    """
    _bring_up(folder, now)
    found = examine(folder, clocks, me=me, initials=initials)
    if found.ok:
        return found
    case = Case(folder, clocks, now, me, initials, [])
    with snapshots.explained(folder / FILE):
        beyond = found.has(*_BEYOND_CACHES) or not _has_schema(folder)
        kept = rebuild(case) if beyond else _mended(case, found)
    left = examine(folder, clocks, me=me, initials=initials)
    return replace(left, before=found.findings, repaired=tuple(case.done), kept=kept)
