"""`firstline-portal`: what it prints, its exit codes, and every problem as one plain sentence."""

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from portal_desk import NOW, new_desk, opening
from sqlalchemy import Connection, text

from firstline.domain.errors import Refused
from firstline_portal.core import Core
from firstline_portal.database import Database, read_address
from firstline_portal.main import main
from firstline_portal.people import person_of
from firstline_portal.problems import Refusal
from firstline_portal.upgrade import STEPS, prepare


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / '门户 portal.db'}"


def test_a_token_stands_alone_on_its_line(
    database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["user", "add", "李娜", "--role", "superuser", "--database", database]) == 0
    said = capsys.readouterr()
    token = said.out.removesuffix("\n")
    assert token.startswith("flp_")
    assert len(token) == 47
    assert said.err == ""
    with closing(Database(database)) as opened, opened.read() as connection:
        person = person_of(connection, token, NOW)
        assert (person.name, person.role, person.plants) == ("李娜", "superuser", ("main",))
        stored = str(connection.execute(text("SELECT * FROM token")).all())
        assert token not in stored
        with pytest.raises(Refusal):
            person_of(connection, token, NOW + timedelta(days=500))


def test_people_are_listed_and_revoked(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    add = ["user", "add", "v", "--role", "vendor", "--plant", "一厂", "--plant", "二厂"]
    assert main([*add, "--database", database]) == 0
    capsys.readouterr()
    assert main(["user", "list", "--json", "--database", database]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["total"] == 1
    assert told["users"][0]["plants"] == ["一厂", "二厂"]
    assert main(["user", "revoke", "v", "--database", database]) == 0
    assert main(["user", "list", "--database", database]) == 0
    assert "revoked" in capsys.readouterr().out


def test_plants_records_and_epochs(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    desk = new_desk(database)
    edit = opening()
    desk.do(desk.person("li"), edit)
    assert main(["plant", "add", "苏州", "--prefix", "SZ", "--database", database]) == 0
    moved = ["record", "move", "ticket", edit.entity, "--plant", "苏州", "--database", database]
    assert main(moved) == 0
    assert main(["record", "move", "ticket", "x", "--plant", "苏州", "--database", database]) == 1
    old = desk.core.hello(desk.person("li"), NOW).epoch
    capsys.readouterr()
    assert main(["epoch", "new", "--database", database]) == 0
    assert capsys.readouterr().out.strip() == desk.core.hello(desk.person("li"), NOW).epoch != old
    desk.core.database.close()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], 2, "serve"),
        (["fly"], 2, "fly"),
        (["user", "add", "x", "--role", "king", "--database", "sqlite://"], 2, "king"),
        (["user", "add", "x", "--role", "superuser"], 2, "--database"),
        (["user", "add", "a/b", "--role", "superuser", "--database", "sqlite://"], 2, "a/b"),
        (["user", "add", "", "--role", "superuser", "--database", "sqlite://"], 2, "name"),
        (["user", "revoke", "x", "--database", "sqlite://"], 1, "no user"),
        (["user", "list", "--database", "mysql://root:secret@h/x"], 2, "h/x"),
        (["user", "list", "--database", "nonsense"], 2, "nonsense"),
        (["user", "list", "--database", "postgresql://u:secret@127.0.0.1:1/x"], 2, "opened"),
        (["serve", "--database", "sqlite://", "--workers", "2", "--port", "0"], 2, "memory"),
        (["serve", "--database", "sqlite://", "--host", "256.1.1.1"], 2, "listen"),
        (["serve", "--database", "sqlite://", "--port", "99999"], 2, "port"),
        (["pack", "import", "nowhere", "--out", "x", "--database", "sqlite://"], 2, "nowhere"),
    ],
)
def test_every_problem_is_one_plain_sentence(
    words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--lang", "en", *words] if words else words) == code
    told = capsys.readouterr()
    assert said.lower() in told.err.lower()
    assert "Traceback" not in told.err
    assert "secret" not in told.err
    if words:
        assert len(told.err.splitlines()) == 1
        assert main(words) == code
        capsys.readouterr()


@pytest.mark.parametrize("content", [b"plain text, no database at all" * 40, b"SQLite format 3\0x"])
def test_a_file_that_is_no_database(
    tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "notes.txt"
    file.write_bytes(content)
    assert main(["user", "list", "--database", f"sqlite:///{file}"]) == 2
    assert file.read_bytes() == content
    assert "没有改动" in capsys.readouterr().err


def test_somebody_elses_database_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "other.db"
    with closing(sqlite3.connect(file)) as raw:
        raw.execute("CREATE TABLE mine(x)")
        raw.commit()
    assert main(["user", "list", "--database", f"sqlite:///{file}"]) == 1
    assert "不是门户的数据库" in capsys.readouterr().err
    with closing(sqlite3.connect(file)) as raw:
        names = [row[0] for row in raw.execute("SELECT name FROM sqlite_master")]
    assert names == ["mine"]


def test_a_folder_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["user", "list", "--database", f"sqlite:///{tmp_path}/no/where.db"]) in (1, 2)
    assert "Traceback" not in capsys.readouterr().err


def _second(connection: Connection) -> None:
    connection.execute(text("CREATE TABLE second(x INTEGER)"))


def _broken(connection: Connection) -> None:
    connection.execute(text("CREATE TABLE third(x INTEGER)"))
    connection.execute(text("CREATE TABLE third(x INTEGER)"))


def test_an_upgrade_is_done_once_and_copied_before(address: str, tmp_path: Path) -> None:
    desk = new_desk(address)
    desk.do(desk.person("li"), opening())
    database = desk.core.database
    prepare(database, NOW, (*STEPS, _second))
    prepare(database, NOW, (*STEPS, _second))
    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM second")).scalar() == 0
        assert connection.execute(text("SELECT version FROM portal_schema")).scalar() == 2
    assert len(desk.pull(desk.person("li")).docs) == 1
    if database.path is not None:
        copy = database.path.with_name(f"{database.path.name}.before-v2")
        with closing(sqlite3.connect(copy)) as raw:
            assert raw.execute("SELECT version FROM portal_schema").fetchone() == (1,)
            assert raw.execute("SELECT count(*) FROM record").fetchone() == (1,)
    with pytest.raises(Refused, match="newer"):
        Core(database).prepare(NOW)
    database.close()


def test_an_upgrade_that_fails_leaves_the_old_version(address: str) -> None:
    desk = new_desk(address)
    database = desk.core.database
    with pytest.raises(Exception, match="third"):
        prepare(database, NOW, (*STEPS, _broken))
    with database.read() as connection:
        assert connection.execute(text("SELECT version FROM portal_schema")).scalar() == 1
    Core(database).prepare(NOW)
    database.close()


def test_several_processes_may_start_at_once(postgres: str) -> None:
    import threading

    failed: list[BaseException] = []

    def begin() -> None:
        with closing(Database(postgres)) as one:
            try:
                Core(one).prepare(NOW)
            except BaseException as error:  # noqa: BLE001 - a thread's failure is the test's
                failed.append(error)

    threads = [threading.Thread(target=begin) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failed == []
    with closing(Database(postgres)) as database, database.read() as connection:
        values = connection.execute(text("SELECT count(*) FROM setting")).scalar()
        assert values == 7


def test_addresses() -> None:
    assert read_address("postgresql://u@h/x").drivername == "postgresql+psycopg"
    assert read_address("postgres://u@h/x").drivername == "postgresql+psycopg"
    assert read_address("sqlite:////a/b.db").database == "/a/b.db"
