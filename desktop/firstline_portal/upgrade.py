"""The schema made and brought up to date at every start, by one process, under a locked row."""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Column, Connection, Integer, MetaData, Table, inspect, select
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError

from firstline.domain.errors import BadInput, Refused
from firstline.domain.ids import new_id
from firstline.domain.instants import iso
from firstline.domain.words import Text
from firstline_portal import keys, schema
from firstline_portal.database import Database

_VERSIONS = MetaData()
_version = Table(
    "portal_schema", _VERSIONS,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
)  # fmt: skip
_APPLICATION_ID = 0x464C5031  # "FLP1", in the head of a SQLite file

Step = Callable[[Connection], None]


def _first(connection: Connection) -> None:
    schema.META.create_all(connection)


STEPS: Sequence[Step] = (_first,)
"""Version n is what the first n steps made; a step is never changed, only followed by others."""


def prepare(database: Database, now: datetime, steps: Sequence[Step] = STEPS) -> None:
    """Make the tables or bring them up to date; then the portal's own id, epoch and keys.

    Several processes may start at once: one works, the others wait at the row and find it done.
    Raises Refused for a database that a newer program wrote or that is no portal's, BadInput when
    it cannot be opened. A SQLite file that is changed is copied beside itself first.
    """
    try:
        _copy_before(database, len(steps))
        database.write(lambda connection: _upgrade(connection, database, steps))
        database.write(lambda connection: _settle(connection, now))
    except (OperationalError, DatabaseError) as error:
        raise _cannot_open(database, error) from error


def _upgrade(connection: Connection, database: Database, steps: Sequence[Step]) -> None:
    if database.is_sqlite:
        _claim(connection, database)
    _VERSIONS.create_all(connection)
    found = connection.execute(select(_version.c.version).with_for_update()).scalar()
    if found is None:
        connection.execute(_version.insert().values(one=1, version=0))
    if (found or 0) > len(steps):
        raise _newer()
    for step in steps[found or 0 :]:
        step(connection)
    if found != len(steps):
        connection.execute(_version.update().values(version=len(steps)))


def _claim(connection: Connection, database: Database) -> None:
    """Mark a SQLite file as a portal's. Raises Refused when it is somebody else's."""
    marked = connection.exec_driver_sql("PRAGMA application_id").scalar()
    if marked == _APPLICATION_ID:
        return
    if marked or inspect(connection).get_table_names():
        raise Refused(
            Text(f"{database.path} 不是门户的数据库。", f"{database.path} is not a portal's."),
            Text("没有改动它。", "It was not changed."),
        )
    connection.exec_driver_sql(f"PRAGMA application_id={_APPLICATION_ID}")


def _copy_before(database: Database, newest: int) -> None:
    if database.path is None or not database.path.exists() or not database.path.stat().st_size:
        return
    with database.read() as connection:
        if not inspect(connection).has_table(_version.name):
            return
        found = connection.execute(select(_version.c.version)).scalar() or 0
    if 0 < found < newest:
        copy = database.path.with_name(f"{database.path.name}.before-v{newest}")
        copy.unlink(missing_ok=True)
        with database.engine.connect() as connection:
            raw = connection.connection.driver_connection
            if raw is not None:
                raw.execute("VACUUM INTO ?", (str(copy),))


def _settle(connection: Connection, now: datetime) -> None:
    """Give a new portal its id, its first epoch and its keys."""
    names = set(connection.execute(select(schema.setting.c.name)).scalars())
    fresh = {
        "server_id": new_id(now), "epoch": new_id(now), "cursor_key": secrets.token_hex(32),
        "expects_until": "", "made_at": iso(now), **keys.fresh(),
    }  # fmt: skip
    for name, value in fresh.items():
        if name not in names:
            connection.execute(schema.setting.insert().values(name=name, value=value))


def _newer() -> Refused:
    return Refused(
        Text("数据库由更新版本的门户写成。", "A newer portal wrote this database."),
        Text("没有改动它。", "It was not changed."),
        Text("请安装新版本再启动。", "Install the newer version, then start again."),
    )


def _cannot_open(database: Database, error: DBAPIError) -> BadInput:
    where = database.url.render_as_string(hide_password=True)
    why = " ".join(str(error.orig).split())[:200]
    return BadInput(
        Text(f"打不开数据库 {where}:{why}", f"The database {where} cannot be opened: {why}"),
        Text("没有改动任何数据。", "Nothing was changed."),
        Text("请检查地址、权限和数据库服务。", "Check the address, rights and database service."),
    )
