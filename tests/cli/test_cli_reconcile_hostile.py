"""A hostile or broken extract ends in one sentence, exit 2, and no verdict."""

import os
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_run import Run
from reconcile_golden import write

HEAD = ("id", "amount")
GOOD = [["1", "5"], ["2", "6"]]


def text(body: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / "bad.csv"
        path.write_bytes(body)
        return path

    return make


def number(said: str) -> Callable[[Path], Path]:
    return text(f'id,amount\n1,"{said}"\n'.encode())


def book_of(sheet: bytes, *, strings: bytes = b"") -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / "bad.xlsx"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", b"<Types/>")
            archive.writestr("xl/worksheets/sheet1.xml", sheet)
            if strings:
                archive.writestr("xl/sharedStrings.xml", strings)
        return path

    return make


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'
BROKEN: dict[str, tuple[Callable[[Path], Path], str]] = {
    "empty": (text(b""), "空"),
    "blank": (text(b"\n\n  \n"), "bad.csv"),
    "no rows of headings": (text(b",,\n"), "标题"),
    "wrong bytes": (text(b"id,amount\n1,\xff\xff\x00\xd8\n"), "bad.csv"),
    "ragged": (text(b"id,amount\n1,5\n2,6,7\n"), "第 3 行"),
    "short": (text(b"id,amount\n1\n"), "第 2 行"),
    "NUL": (text(b"id,amount\n" + b"1,5\n" * 0 + b"7" * 200 + b"\x00,5\n"), "bad.csv"),
    "open quote": (text(b'id,amount\n"1,5\n'), "第 2 行"),
    "ten megabytes in a cell": (text(b"id,amount\n1," + b"9" * 10_000_000 + b"\n"), "第 2 行"),
    "a long cell": (text(b"id,amount\n1," + b"9" * 200_000 + b"\n"), "100000"),
    "no key": (text(b"id,amount\n1,5\n ,6\n"), "第 3 行"),
    "no such column": (text(b"id,sum\n1,5\n"), "amount"),
    "a column twice": (text(b"id,amount,Amount\n1,5,6\n"), "bad.csv"),
    "NaN": (number("NaN"), "NaN"),
    "infinity": (number("Infinity"), "Infinity"),
    "1E400": (number("1E400"), "1E400"),
    "a huge exponent": (number("1E999999999999"), "1E99999999"),
    "a tiny one": (number("1E-999999999"), "1E-999999999"),
    "digits without end": (number("9" * 5000), "40"),
    "underscores": (number("1_000"), "1_000"),
    "other digits": (number("\u0661\u0662"), "\u0661\u0662"),
    "a word": (number("十"), "十"),
    "two signs": (number("(-5)"), "(-5)"),
    "wrong thousands": (number("1,00"), "1,00"),
    "billion laughs": (book_of(LAUGHS), "实体"),
    "zip bomb": (book_of(b"<worksheet>" + b" " * 20_000_000 + b"</worksheet>"), "大得不正常"),
    "no workbook": (text(b"PK\x03\x04 and nothing more"), "bad.csv"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("side", ["source", "target"])
def test_one_sentence_and_no_verdict(run: Run, tmp_path: Path, name: str, side: str) -> None:
    make, said = BROKEN[name]
    good, bad = write(tmp_path / "good.csv", HEAD, GOOD), make(tmp_path)
    files = (bad, good) if side == "source" else (good, bad)
    done = run("reconcile", *files, "--key", "id", "--measure", "amount", "--json")
    if name == "a column twice":  # one of them is called exactly so
        assert done.code == 1
        return
    assert done.code == 2, done.out
    assert not done.out
    assert said in done.line
    assert len(done.line) < 600


def test_keys_that_are_there_twice_are_named(run: Run, tmp_path: Path) -> None:
    good = write(tmp_path / "good.csv", HEAD, GOOD)
    bad = write(tmp_path / "bad.csv", HEAD, [["1", "5"], ["2", "6"], ["01", "7"], ["1", "8"]])
    for files in ((good, bad), (bad, good)):
        done = run("reconcile", *files, "--key", "id", "--measure", "amount", "--json")
        assert done.code == 2
        assert not done.out
        assert "2 行的键重复" in done.line
        assert "第 2、4 行" in done.line
    done = run("reconcile", good, bad, "--key", "id", "--without", "zeros", "--json")
    assert "1 行的键重复" in done.line


def test_a_folder_a_missing_file_and_a_lock(run: Run, tmp_path: Path) -> None:
    good = write(tmp_path / "good.csv", HEAD, GOOD)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
    for other in (tmp_path, tmp_path / "pipe", tmp_path / "none.csv", tmp_path / "bad.db#t"):
        done = run("reconcile", good, other, "--key", "id")
        assert done.code == 2
        assert not done.out
    base = sqlite3.connect(tmp_path / "bad.db", isolation_level=None)
    base.execute("CREATE TABLE t (id, amount)")
    base.execute("BEGIN EXCLUSIVE")
    done = run("reconcile", good, tmp_path / "bad.db", "--key", "id")
    base.close()
    assert done.code == 2
    assert "锁" in done.line
    (tmp_path / "torn.db").write_bytes((tmp_path / "bad.db").read_bytes()[:1000])
    done = run("reconcile", good, tmp_path / "torn.db", "--key", "id")
    assert done.code == 2
    assert not done.out


def test_a_bad_place_for_the_file_is_met_before_the_work(run: Run, tmp_path: Path) -> None:
    good = write(tmp_path / "good.csv", HEAD, GOOD)
    assert run("reconcile", good, good, "--key", "id", "--out", tmp_path / "x.doc").code == 2
    assert run("reconcile", good, good, "--key", "id", "--out", tmp_path).code == 2
    gone = run("reconcile", good, good, "--key", "id", "--out", tmp_path / "no" / "x.csv")
    assert gone.code == 1
    assert not gone.out


def test_the_inputs_are_not_touched(run: Run, tmp_path: Path) -> None:
    good = write(tmp_path / "good.csv", HEAD, GOOD)
    base = sqlite3.connect(tmp_path / "wal.db")
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("CREATE TABLE t (id, amount)")
    base.executemany("INSERT INTO t VALUES (?,?)", GOOD)
    base.commit()
    base.close()
    before = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
    done = run("reconcile", good, tmp_path / "wal.db", "--key", "id", "--measure", "amount")
    assert done.code == 0, done.err
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == before


def test_an_option_is_missing(run: Run, tmp_path: Path) -> None:
    good = write(tmp_path / "good.csv", HEAD, GOOD)
    assert run("reconcile", good, good).code == 2
    assert run("reconcile", good).code == 2
    assert run("reconcile").code == 2
