"""A table of a live database, read in a read-only transaction; SQLAlchemy lives here alone (N8).

The library is an optional extra and imported only where an address is given. Nothing but SELECT is
ever sent, no password is printed or kept, and the transaction is rolled back at the end.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from firstline.domain.errors import NOTHING, BadInput, Refused
from firstline.domain.reconcile.amounts import MARK
from firstline.domain.reconcile.cells import MOST_CHARACTERS, texts_of
from firstline.domain.reconcile.plan import NO_VERDICT
from firstline.domain.reconcile.shelf import Page
from firstline.domain.reconcile.values import Input
from firstline.domain.words import Text

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Table

ROWS = 1_000
_WHOLE = 1 << 256
# How each kind of server is told that this transaction reads only; SQL Server has no such word.
_READ_ONLY = {
    "mysql": "SET TRANSACTION READ ONLY",
    "mariadb": "SET TRANSACTION READ ONLY",
    "oracle": "SET TRANSACTION READ ONLY",
    "sqlite": "PRAGMA query_only=ON",
}


class DatabaseExtract:
    """One table or view of a live database."""

    def __init__(self, address: str, table: str, password: str | None = None) -> None:
        """Open `dialect://user@host/database`; `table` may be SCHEMA.TABLE.

        Raises Refused where the library is missing, BadInput for everything else, with the address
        in no sentence.
        """
        if find_spec("sqlalchemy") is None:
            raise Refused(
                Text("读数据库需要附加组件 SQLAlchemy。", "Reading a database needs SQLAlchemy."),
                NO_VERDICT,
                Text("安装 firstline[databases] 和数据库驱动,或先导出为 CSV。",
                     "Install firstline[databases] and the driver, or export to CSV."),
            )  # fmt: skip
        if not table:
            raise BadInput(
                Text("请写明哪张表。", "Say which table."), NO_VERDICT,
                Text("写成 地址#表名。", "Write ADDRESS#TABLE."),
            )  # fmt: skip
        self._url = _parsed(address, password)
        self._wanted = table
        self._read = self._rows = self._sum = 0
        with self._explained():
            self._connection, self._table = self._open()
        self.headings = tuple(str(one.name) for one in self._table.columns)

    def _open(self) -> "tuple[Connection, Table]":
        from sqlalchemy import MetaData, Table, create_engine, text  # noqa: PLC0415 - see above
        from sqlalchemy.pool import NullPool  # noqa: PLC0415

        engine = create_engine(self._url, poolclass=NullPool, hide_parameters=True)
        connection = engine.connect()
        try:
            kind = engine.dialect.name
            if kind == "postgresql":
                connection = connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            if kind in _READ_ONLY:
                connection.execute(text(_READ_ONLY[kind]))
            schema, _, name = self._wanted.rpartition(".")
            found = Table(name, MetaData(), schema=schema or None, autoload_with=connection)
        except BaseException:
            connection.close()
            raise
        return connection, found

    def close(self) -> None:
        """Roll back and let go of the database."""
        with self._explained():
            self._connection.rollback()
            self._connection.close()

    @property
    def name(self) -> str:
        """What it is called in a result: neither user nor password, nor options."""
        port = f":{self._url.port}" if self._url.port else ""
        where = f"{self._url.host or ''}{port}/{self._url.database or ''}"
        return f"{self._url.get_backend_name()}://{where}#{self._wanted}"[:200]

    @property
    def fraction(self) -> float:
        """How much has been read, from 0 to 1."""
        return min(1.0, self._read / self._rows) if self._rows else 0.0

    def told(self) -> Input:
        """Return its name and, once it was read, the sum of its rows' hashes in any order."""
        sha256 = f"{self._sum:064x}" if self._read else ""
        return Input(self.name, 0, sha256, "live")

    def pages(self, columns: Sequence[int]) -> Iterator[Page]:
        """Yield all rows with these columns as texts. Raises BadInput for what is no text."""
        from sqlalchemy import func, select  # noqa: PLC0415 - see above

        every = list(self._table.columns)
        wanted = select(*(every[one] for one in columns))
        with self._explained():
            count = select(func.count()).select_from(self._table)
            self._rows = int(self._connection.execute(count).scalar_one())
            stream = self._connection.execution_options(stream_results=True, yield_per=ROWS)
            for rows in stream.execute(wanted).partitions(ROWS):
                first = self._read + 1
                self._read += len(rows)
                self._check(rows, first)
                texts = [texts_of(one) for one in zip(*rows, strict=True)]
                self._add(texts)
                yield Page(range(first, first + len(rows)), texts)

    def _add(self, texts: Sequence[Sequence[str]]) -> None:
        for row in zip(*texts, strict=True):
            digest = hashlib.sha256(MARK.join(row).encode("utf-8", "replace")).digest()
            self._sum = (self._sum + int.from_bytes(digest, "big")) % _WHOLE

    def _check(self, rows: Sequence[Sequence[Any]], first: int) -> None:
        for number, row in enumerate(rows, first):
            for one in row:
                if isinstance(one, bytes | memoryview):
                    raise self._fault(Text(f"第 {number} 行有二进制内容。",
                                           f"row {number} holds bytes, not text."))  # fmt: skip
                if isinstance(one, str) and len(one) > MOST_CHARACTERS:
                    raise self._fault(
                        Text(f"第 {number} 行:有单元格超过 {MOST_CHARACTERS} 个字符。",
                             f"row {number}: a cell has more than {MOST_CHARACTERS} characters.")
                    )  # fmt: skip

    def _fault(self, said: Text, next_step: Text = NOTHING) -> BadInput:
        return BadInput(
            Text(f"{self.name}:{said.zh}", f"{self.name}: {said.en}"), NO_VERDICT, next_step
        )

    @contextmanager
    def _explained(self) -> Iterator[None]:
        from sqlalchemy.exc import NoSuchTableError, SQLAlchemyError  # noqa: PLC0415 - see above

        try:
            yield
        except NoSuchTableError as error:
            raise self._fault(Text("没有这张表。", "there is no such table.")) from error
        except ImportError as error:
            raise self._fault(Text("没有安装它的驱动。", "its driver is not installed.")) from error
        except (SQLAlchemyError, OSError) as error:
            raise self._fault(self._why(error)) from None  # the driver's words may hold a secret

    def _why(self, error: Exception) -> Text:
        said = " ".join(str(getattr(error, "orig", None) or type(error).__name__).split())
        secret = self._url.password
        if secret:
            said = said.replace(str(secret), "***")
        said = said.replace(self._url.render_as_string(hide_password=False), "***")[:120]
        return Text(f"读不出来({said})。", f"it cannot be read ({said}).")


def _parsed(address: str, password: str | None) -> "URL":
    from sqlalchemy import make_url  # noqa: PLC0415 - see above
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415

    try:
        url = make_url(address)
        if url.drivername == "postgresql":
            url = url.set(drivername="postgresql+psycopg")
        url.get_dialect()
    except (ArgumentError, ImportError, ValueError):
        raise BadInput(
            Text("数据库地址看不懂,或没有它的驱动。",
                 "The database's address cannot be read, or there is no driver for it."),
            NO_VERDICT,
            Text("写成 postgresql+psycopg://用户@主机/库#表。",
                 "Write postgresql+psycopg://USER@HOST/DATABASE#TABLE."),
        ) from None  # fmt: skip
    return url.set(password=password) if password and not url.password else url
