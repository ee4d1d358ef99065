"""A live database is read in a transaction that cannot write, and its password is said nowhere."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from firstline.domain.errors import BadInput
from firstline.intake.databases import DatabaseExtract

sqlalchemy = pytest.importorskip("sqlalchemy")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "erp.db"
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE ledger (id TEXT, qty NUMERIC, day DATE, x FLOAT)")
    rows = [("1", "2.50", "2026-11-28", 0.1 + 0.2), ("2", None, None, 1.0)]
    base.executemany("INSERT INTO ledger VALUES (?,?,?,?)", rows)
    base.execute("CREATE TABLE pictures (id TEXT, body BLOB)")
    base.execute("INSERT INTO pictures VALUES ('1', x'ff00')")
    base.commit()
    base.close()
    return path


def test_rows_are_texts_and_the_hash_knows_no_order(file: Path) -> None:
    extract = DatabaseExtract(f"sqlite:///{file}", "ledger")
    assert extract.headings == ("id", "qty", "day", "x")
    [page] = extract.pages([0, 2, 3])
    told = extract.told()
    extract.close()
    assert [list(one) for one in page.columns] == [["1", "2"], ["2026-11-28", ""], ["0.3", "1"]]
    base = sqlite3.connect(file)
    base.execute("CREATE VIEW turned AS SELECT * FROM ledger ORDER BY id DESC")
    base.close()
    again = DatabaseExtract(f"sqlite:///{file}", "turned")
    assert len(list(again.pages([0, 2, 3]))) == 1
    assert again.told().sha256 == told.sha256 != ""
    again.close()


def test_the_transaction_cannot_write(file: Path) -> None:
    extract = DatabaseExtract(f"sqlite:///{file}", "ledger")
    with pytest.raises(sqlalchemy.exc.OperationalError, match="readonly"):
        extract._connection.execute(sqlalchemy.text("DELETE FROM ledger"))
    extract.close()


AT = "erp:S3cret-word@127.0.0.1:1"


@pytest.mark.parametrize(
    ("address", "table"),
    [
        (f"postgresql://{AT}/u8", "ledger"),
        (f"postgresql://{AT}/u8", ""),
        (f"nonsense://{AT}/c", "t"),
        (f"oracle://{AT}/d", "t"),
        ("mssql+pyodbc:///?odbc_connect=PWD%3DS3cret-word", "t"),
        ("://S3cret-word", "t"),
    ],
)
def test_a_password_is_in_no_sentence(address: str, table: str) -> None:
    with pytest.raises(BadInput) as caught:
        DatabaseExtract(address, table)
    for said in (caught.value.in_("zh_CN"), caught.value.in_("en"), str(caught.value)):
        assert "S3cret" not in said
        assert "\n" not in said


def test_what_is_no_table_is_one_sentence(file: Path) -> None:
    with pytest.raises(BadInput, match="no such table"):
        DatabaseExtract(f"sqlite:///{file}", "nothing")
    extract = DatabaseExtract(f"sqlite:///{file}", "pictures")
    with pytest.raises(BadInput, match="bytes"):
        list(extract.pages([0, 1]))
    extract.close()


def test_no_library_of_databases_is_loaded_for_files(tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text("id,x\n1,2\n", "utf-8")
    code = (
        "import sys; from firstline.app.main import main; "
        f"code = main(['reconcile', {str(table)!r}, {str(table)!r}, '--key', 'id']); "
        "loaded = [one for one in ('sqlalchemy', 'psycopg', 'PySide6') if one in sys.modules]; "
        "sys.exit(repr(loaded) if loaded else code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
