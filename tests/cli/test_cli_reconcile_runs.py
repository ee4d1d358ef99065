"""A kept comparison: explained one by one, signed by somebody else, the same to the byte again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli_run import Run
from reconcile_golden import BOOKS, three_defects, write

KEYS = ("--key", "单据号", "--measure", "借方,贷方", "--group", "账套,会计期间",
        "--equation", "借方=贷方", "--tolerance", "贷方=0.5%")  # fmt: skip


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    rows, others = three_defects()
    return write(tmp_path / "u8.csv", BOOKS, rows), write(tmp_path / "cloud.csv", BOOKS, others)


@pytest.fixture
def as_(profile: Path) -> Callable[[str], None]:
    """Return what makes somebody the user of the profile."""

    def become(name: str) -> None:
        profile.mkdir(exist_ok=True)
        (profile / "settings.toml").write_text(f'user = "{name}"\n', "utf-8")

    return become


def kept(run: Run, files: tuple[Path, Path], *words: str) -> dict[str, Any]:
    done = run("reconcile", *files, *KEYS, *words, "--keep", "期初", "--json")
    assert done.code == 1, done.err
    told: dict[str, Any] = done.json["kept"]
    return told


def test_explained_by_one_and_signed_by_another(
    run: Run, files: tuple[Path, Path], as_: Callable[[str], None]
) -> None:
    as_("李娜")
    told = kept(run, files)
    number, found = told["number"], told["unexplained"]
    assert found >= 4
    early = run("reconcile", "sign", number)
    assert early.code == 1
    assert "没有说明" in early.line
    assert run("reconcile", "explain", number, "1", "  ").code == 2
    assert run("reconcile", "explain", number, str(found + 1), "x").code == 2
    assert run("reconcile", "explain", number, "x", "x").code == 2
    done = run("reconcile", "explain", number, "1-2", "四舍五入", "--json")
    assert done.json["unexplained"] == found - 2
    assert done.json["differences"][0]["explanation"]["by"] == "李娜"
    assert run("reconcile", "explain", number, "all", "凭证在途,已补录").code == 0
    assert "不能自己签字" in run("reconcile", "sign", number).line
    as_("王芳")
    signed = run("reconcile", "sign", number, "--note", "零未说明差异", "--json")
    assert signed.code == 0, signed.err
    assert signed.json["signed"]["by"] == "王芳"
    assert signed.json["unexplained"] == 0
    assert run("reconcile", "explain", number, "1", "另有原因").code == 0
    told = run("reconcile", "show", number, "--json").json
    assert told["signed"] is None
    assert [one["valid"] for one in told["signatures"]] == [False]
    assert "different" not in run("reconcile", "list").out
    listed = run("reconcile", "list", "--json").json
    assert listed["total"] == 1
    assert listed["reconciliations"][0]["name"] == "期初"


def test_the_statement_is_a_file_that_is_evidence(
    run: Run, files: tuple[Path, Path], tmp_path: Path
) -> None:
    number = kept(run, files)["number"]
    done = run("reconcile", "statement", number, "--out", tmp_path / "说明书.html", "--json")
    assert done.code == 0, done.err
    assert done.json["signed"] is False
    assert number in (tmp_path / "说明书.html").read_text("utf-8")
    assert run("reconcile", "statement", number, "--out", tmp_path / "x.doc").code == 2
    assert run("reconcile", "statement", number, "--out", tmp_path / "no" / "x.html").code == 1


def test_the_same_inputs_give_the_same_record_and_bytes(
    run: Run, files: tuple[Path, Path], tmp_path: Path
) -> None:
    told = kept(run, files)
    again = kept(run, files)
    assert (told["reproduced"], again["reproduced"]) == (False, True)
    assert (again["id"], again["digest"]) == (told["id"], told["digest"])
    done = run("reconcile", "again", told["number"], *files, "--json")
    assert done.code == 0, done.err
    assert done.json["same"] is True
    _, others = three_defects()
    others[5][6] = "别的摘要"
    write(files[1], BOOKS, others)
    assert run("reconcile", "again", told["number"], *files).code == 1
    assert kept(run, files)["id"] != told["id"]


def test_what_is_equal_is_signed_by_another_than_who_compared(
    run: Run, files: tuple[Path, Path], as_: Callable[[str], None]
) -> None:
    as_("李娜")
    done = run("reconcile", files[0], files[0], *KEYS, "--keep", "", "--json")
    assert done.code == 0, done.err
    number = done.json["kept"]["number"]
    assert run("reconcile", "sign", number).code == 1
    as_("王芳")
    assert run("reconcile", "sign", number).code == 0


def test_options_of_every_kind_can_be_run_again(run: Run, tmp_path: Path) -> None:
    head, other = ("物料", "仓", "日期", "数=量", "注"), ("sku", "house", "day", "qty", "注")
    first = write(tmp_path / "a.csv", head, [["1", "A", "2026-11-01", "5", "x"]])
    second = write(tmp_path / "b.csv", other, [["1", "A", "2026-11-02", "5.1", "y"]])
    words = ("--key", "物料=sku", "--group", "仓=house", "--date", "日期=day", "--measure",
             "数=量=qty", "--tolerance", "数=量=0.5", "--ignore", "注", "--date-precision", "day",
             "--with", "case", "--without", "zeros")  # fmt: skip
    done = run("reconcile", first, second, *words, "--keep", "x", "--json")
    assert done.code == 1, done.err
    assert done.json["rows"]["different"] == 1
    again = run("reconcile", "again", done.json["kept"]["number"], first, second, "--json")
    assert again.json["same"] is True


def test_too_many_differences_are_no_signature(run: Run, tmp_path: Path) -> None:
    first = write(tmp_path / "a.csv", ("id", "x"), [[f"{n}", "1"] for n in range(1500)])
    second = write(tmp_path / "b.csv", ("id", "x"), [[f"{n}", "2"] for n in range(1500)])
    done = run("reconcile", first, second, "--key", "id", "--keep", "x", "--json")
    number = done.json["kept"]["number"]
    done = run("reconcile", "explain", number, "all", "x", "--json")
    assert done.json["unexplained"] == 500
    assert "1000" in run("reconcile", "sign", number).line


def test_a_record_survives_the_doctor_and_a_backup(
    run: Run, files: tuple[Path, Path], tmp_path: Path
) -> None:
    number = kept(run, files)["number"]
    run("reconcile", "explain", number, "1", "四舍五入")
    before = run("reconcile", "show", number, "--json").json
    done = run("doctor", "--json")
    assert done.code == 0, done.out
    assert run("reconcile", "show", number, "--json").json == before
    assert run("backup", tmp_path / "backup.zip").code == 0
    run("reconcile", "explain", number, "2", "另一条")
    assert run("restore", tmp_path / "backup.zip").code == 0
    told = run("reconcile", "show", number, "--json").json
    assert told["digest"] == before["digest"]
    assert told["unexplained"] <= before["unexplained"]
    assert run("reconcile", "show", "RC-000000").code == 1
