"""One database, SQLite or PostgreSQL: its address, connections and repeated transactions."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.pool import StaticPool

from firstline.domain.errors import BadInput
from firstline.domain.words import Text
from firstline_portal.problems import busy
from firstline_portal.writer_lock import WriterLock

T = TypeVar("T")
TRIES = 8
_AGAIN = frozenset({"40001", "40P01", "23505"})  # serialization, deadlock, a row made meanwhile
_PRAGMAS = (
    "foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL", "trusted_schema=OFF",
    "cell_size_check=ON", "wal_autocheckpoint=0", "journal_size_limit=8388608",
    "temp_store=MEMORY", "busy_timeout=10000",
)  # fmt: skip
_CHECKPOINT_EVERY = 200  # transactions, by the one who holds the writer lock


def read_address(text: str) -> URL:
    """Return the database's address. Raises BadInput for one that is neither of the two kinds.

    `postgresql://` means the driver psycopg; a plain path is not guessed at.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise _no_address(text) from error
    name = url.drivername
    if name in ("postgresql", "postgres", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    if name in ("sqlite", "sqlite+pysqlite"):
        return url
    raise _no_address(text)


def _no_address(text: str) -> BadInput:
    shown = text.rpartition("@")[2][:80]  # never a password
    return BadInput(
        Text(f"“{shown}”不是数据库地址。", f"“{shown}” is not the address of a database."),
        next_step=Text(
            "请写成 sqlite:///文件 或 postgresql://用户:密码@主机/库名。",
            "Write sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME.",
        ),
    )


class Database:
    """A pool of connections and the two ways to use them: `read`, and `write` by a function.

    A SQLite file is written under its writer lock by `BEGIN IMMEDIATE`, with WAL and FULL; in
    memory (`sqlite://`) one connection serves everybody. On PostgreSQL a transaction that lost a
    race is repeated, as its engine asks for.
    """

    def __init__(self, address: str, *, patience_s: float = 10.0, connections: int = 20) -> None:
        self.url = read_address(address)
        self.is_sqlite = self.url.drivername.startswith("sqlite")
        name = self.url.database or ""
        self.path = Path(name) if self.is_sqlite and name not in ("", ":memory:") else None
        self._patience_s = patience_s
        self._lock = WriterLock(Path(f"{self.path}.lock")) if self.path else None
        self._one = threading.RLock() if self.is_sqlite and self.path is None else None
        self._commits = 0
        self.engine = self._make_engine(connections)
        self._reading = self.engine
        if not self.is_sqlite:  # no transaction to begin and end around every question
            self._reading = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()
        if self._lock is not None:
            self._lock.close()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a connection to read with: one view on SQLite, a view a statement on PostgreSQL."""
        with self._alone(), self._reading.connect() as connection:
            yield connection

    def write(self, work: Callable[[Connection], T]) -> T:
        """Return what `work` returns in one transaction; it may be called again after a lost race.

        Raises Refusal (busy) when the database stays taken.
        """
        for left in reversed(range(TRIES)):
            try:
                return self._write_once(work)
            except DBAPIError as error:
                if left == 0 and _is_taken(error):
                    raise busy(1) from error
                if not _is_again(error) or left == 0:
                    raise
        raise AssertionError

    def _write_once(self, work: Callable[[Connection], T]) -> T:
        with self._alone(), self._writers(), self.engine.connect() as connection:
            writing = connection.execution_options(writes=True)
            with writing.begin():
                done = work(writing)
            self._checkpoint(connection)
            return done

    def _alone(self) -> AbstractContextManager[Any]:
        return self._one or nullcontext()

    def _writers(self) -> AbstractContextManager[Any]:
        return self._lock.held(self._patience_s) if self._lock else nullcontext()

    def _checkpoint(self, connection: Connection) -> None:
        self._commits += 1
        if self._lock is not None and self._commits % _CHECKPOINT_EVERY == 0:
            raw = connection.connection.driver_connection
            if raw is not None:
                raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def _make_engine(self, connections: int) -> Engine:
        if not self.is_sqlite:
            return create_engine(
                self.url, pool_size=connections, max_overflow=connections, pool_timeout=10,
                pool_recycle=1800,
                connect_args={"connect_timeout": 10, "options": "-c lock_timeout=10000"},
            )  # fmt: skip
        kept: dict[str, Any] = {"pool_size": connections, "max_overflow": connections}
        if self.path is None:
            kept = {"poolclass": StaticPool}
        engine = create_engine(self.url, connect_args={"check_same_thread": False}, **kept)
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        return engine


def _prepare(raw: Any, _record: object) -> None:
    raw.isolation_level = None  # we begin transactions ourselves
    for pragma in _PRAGMAS:
        raw.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _is_again(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return error.connection_invalidated or state in _AGAIN or _is_taken(error)


def _is_taken(error: DBAPIError) -> bool:
    """Whether the database could not be had in time: locked, or a lock timed out."""
    if getattr(error.orig, "sqlstate", None) in ("55P03", *_AGAIN):
        return True
    return isinstance(error, OperationalError) and "locked" in str(error.orig)
