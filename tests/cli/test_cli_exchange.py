"""Import, export, backup and restore, as a script calls them."""

import json
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cli_run import NOW, Run

New = Callable[..., dict[str, Any]]
CSV = (
    "编号,标题,优先级,站点,创建时间\n"
    "A-1,库存账不平,P2,一厂,2026-11-20 09:00\n"
    "A-2,打印机,P3,二厂,2026-11-21 10:00\n"
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "工单.csv"
    path.write_text(CSV, "utf-8")
    return path


def test_the_mapping_is_shown_and_the_counts_are_one_object(run: Run, table: Path) -> None:
    done = run("import", table, "--json")
    assert done.code == 0, done.err
    counts = done.json
    assert set(counts) >= {"read", "created", "updated", "unchanged", "refused"}
    assert (counts["read"], counts["created"], counts["refused"]) == (2, 2, [])
    assert "标题" in done.err
    listed = run("ticket", "list", "--json", "--sort", "number").json["tickets"]
    assert [(one["number"], one["priority"]) for one in listed] == [("A-1", "P2"), ("A-2", "P3")]
    assert listed[0]["created_at"] == "2026-11-20T09:00:00+08:00"


def test_the_same_file_again_changes_nothing(run: Run, table: Path) -> None:
    assert run("import", table).code == 0
    before = run("ticket", "list", "--json").out
    again = run("import", table, "--json").json
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 2)
    assert run("ticket", "list", "--json").out == before


def test_a_dry_run_writes_nothing(run: Run, table: Path) -> None:
    assert run("import", table, "--dry-run", "--json").json["created"] == 2
    assert run("ticket", "list", "--json").json["total"] == 0


def test_refused_rows_are_listed_and_the_rest_goes_in(run: Run, table: Path) -> None:
    table.write_text(
        CSV + "A-3,,P2,一厂,2026-11-20 09:00\nA-4,坏日期,P2,一厂,2026-02-30 09:00\n", "utf-8"
    )
    done = run("import", table, "--json")
    assert done.code == 1
    assert done.json["created"] == 2
    assert [one["row"] for one in done.json["refused"]] == [4, 5]
    assert all(one["reason"] for one in done.json["refused"])
    told = run("import", table, "--dry-run")
    assert told.code == 1
    assert re.search(r"第 4 行", told.err)


def test_the_zone_and_the_mapping_file(run: Run, table: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "map.toml"
    mapping.write_text(
        '[columns]\nnumber = "编号"\ntitle = "站点"\ncreated = "创建时间"\n', "utf-8"
    )
    assert run("import", table, "--map", mapping, "--timezone", "Asia/Ho_Chi_Minh").code == 0
    shown = run("ticket", "show", "A-1", "--json").json
    assert (shown["title"], shown["created_at"]) == ("一厂", "2026-11-20T09:00:00+07:00")


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("no-such.csv",), "no-such.csv"), ((".",), "文件夹"),
        (("{table}", "--timezone", "Mars/Base"), "Mars/Base"),
        (("{table}", "--map", "no-map.toml"), "no-map.toml"),
        (("{table}", "--format", "xlsx"), "工单.csv"), (("{table}", "--format", "pdf"), "csv"),
        (("{bad_map}", "--map", "{bad_map}"), "bad.toml"), (("{json}",), "bad.json"),
        (("{bytes}",), "bad.csv"), (("{empty}",), "empty.csv"), (("{book}",), "bad.xlsx"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_imported_is_one_sentence(
    run: Run, table: Path, tmp_path: Path, profile: Path, words: tuple[str, ...], part: str
) -> None:
    names = {"bad_map": "bad.toml", "json": "bad.json", "bytes": "bad.csv", "empty": "empty.csv",
             "book": "bad.xlsx"}  # fmt: skip
    files = {name: tmp_path / file for name, file in names.items()} | {"table": table}
    files["bad_map"].write_text("title = ", "utf-8")
    files["json"].write_text('{"tickets": [', "utf-8")
    files["bytes"].write_bytes(bytes(range(256)) * 20)
    files["empty"].write_bytes(b"")
    files["book"].write_bytes(b"PK\x03\x04 no workbook")
    done = run("import", *(one.format(**files) for one in words))
    assert done.code == 2, done.err
    assert part in done.line
    assert not (profile / "firstline.db").exists()


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".json"])
def test_what_was_exported_can_be_imported(run: Run, new: New, tmp_path: Path, ending: str) -> None:
    new("--site", "一厂", title="=1+1 库存", impact=2, urgency=1)
    new(title="另一张")
    path = tmp_path / f"out{ending}"
    done = run("export", path, "库存", "--json")
    assert done.json == {"file": str(path), "tickets": 1}
    other = tmp_path / "other"
    assert run("import", path, "--profile", other).code == 0
    ticket = run("ticket", "list", "--profile", other, "--json").json["tickets"][0]
    assert (ticket["title"], ticket["site"], ticket["priority"]) == ("=1+1 库存", "一厂", "P2")


def test_exports_that_cannot_be(run: Run, new: New, tmp_path: Path) -> None:
    new()
    assert run("export", tmp_path / "out.pdf").code == 2
    (tmp_path / "folder.csv").mkdir()
    assert run("export", tmp_path / "folder.csv").code == 2
    refused = run("export", tmp_path / "none" / "out.csv")
    assert refused.code == 1
    assert refused.line
    assert not [one for one in tmp_path.iterdir() if one.name.endswith(".part")]


def test_a_backup_brings_everything_back(run: Run, new: New, tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_bytes(b"log\n")
    new("--attach", str(log), title="要保住的")
    saved = tmp_path / "saved.firstline"
    done = run("backup", saved, "--json")
    assert done.code == 0, done.err
    assert done.json["tickets"] == 1
    assert zipfile.is_zipfile(saved)
    new(title="后来的")
    back = run("restore", saved, "--json")
    assert back.code == 0, back.err
    titles = [one["title"] for one in run("ticket", "list", "--json").json["tickets"]]
    assert titles == ["要保住的"]
    kept = Path(back.json["kept"])
    assert (kept / "firstline.db").exists()
    fresh = tmp_path / "fresh"
    assert run("restore", saved, "--profile", fresh).code == 0
    shown = run("ticket", "show", "L-1", "--profile", fresh, "--json").json
    assert [one["name"] for one in shown["attachments"]] == ["a.log"]


@pytest.mark.logs
def test_backups_that_cannot_be(run: Run, new: New, tmp_path: Path, profile: Path) -> None:
    assert run("backup", tmp_path / "x.zip").code == 1
    new()
    assert run("backup", tmp_path).code == 2
    assert run("restore", tmp_path / "none.zip").code == 2
    text = tmp_path / "text.zip"
    text.write_text("no backup", "utf-8")
    done = run("restore", text)
    assert done.code in (1, 2)
    assert done.line
    assert run("backup", text).code == 1
    assert text.read_text("utf-8") == "no backup"
    assert run("ticket", "list", "--json").json["total"] == 1
    assert not list(profile.glob("restore-*"))


def test_bad_settings_do_not_bar_a_restore(
    run: Run, new: New, tmp_path: Path, profile: Path
) -> None:
    new()
    saved = tmp_path / "saved.zip"
    assert run("backup", saved).code == 0
    (profile / "settings.toml").write_text("zone = 7", "utf-8")
    assert run("ticket", "list").code == 2
    assert run("restore", saved).code == 0


def test_json_of_a_list_can_be_imported_too(run: Run, new: New, tmp_path: Path) -> None:
    new(title="一张")
    path = tmp_path / "list.json"
    path.write_text(run("ticket", "list", "--json").out, "utf-8")
    assert json.loads(path.read_text("utf-8"))["total"] == 1
    assert run("import", path, "--dry-run", "--profile", tmp_path / "p", "--json").json["read"] == 1


DEFECTS = """编号,标题,产品,创建时间,标签
A-1,旧版按钮,YonSuite,2026-10-01 09:00,界面
A-2,上线后报错,YonSuite,2026-11-23 09:00,
A-3,别的系统,U8,2026-11-23 09:00,
"""
INC = """number,incident_state,sys_mod_count,opened_at,sys_updated_at,category,u_symptom
INC1,New,0,25-10-2026 09:00,25-10-2026 09:00,YonSuite,旧版按钮
INC1,Closed,1,25-10-2026 09:00,26-10-2026 09:00,YonSuite,旧版按钮
"""


def test_what_is_imported_has_the_phase_of_the_day_it_was_reported(
    run: Run, tmp_path: Path
) -> None:
    began, live = NOW - timedelta(days=40), NOW - timedelta(days=3)
    run("phase", "add", "YonSuite", "--phase", "uat", at=began)
    assert run("phase", "move", "YonSuite", "hypercare", at=live).code == 0
    table, log = tmp_path / "a.csv", tmp_path / "b.csv"
    table.write_text(DEFECTS, "utf-8")
    log.write_text(INC, "utf-8")

    def tags(number: str) -> list[str]:
        return sorted(run("ticket", "show", number, "--json").json["tags"])

    assert run("import", table, "--json").json["created"] == 3
    assert run("import", log, "--json").json["created"] == 1
    marks = [tags(one) for one in ("A-1", "A-2", "A-3", "INC1")]
    assert marks == [["phase:uat", "界面"], ["phase:hypercare"], [], ["phase:uat"]]
    assert run("import", table, "--json").json["unchanged"] == 3  # and the marks stay
    table.write_text(DEFECTS.replace("界面", "界面 按钮"), "utf-8")
    assert run("import", table, "--json").json["updated"] == 1
    (shown,) = (run("ticket", "show", "A-1", "--json").json,)
    assert ("phase:uat" in shown["tags"], shown["conflicts"]) == (True, [])
    file = tmp_path / "all.json"  # whole tickets say themselves what they are
    assert run("export", file).code == 0
    assert run("import", file, "--json").json["unchanged"] == 4


def test_a_product_that_a_later_file_tells_first_brings_its_phase(run: Run, tmp_path: Path) -> None:
    began, live = NOW - timedelta(days=40), NOW - timedelta(days=3)
    run("phase", "add", "YonSuite", "--phase", "uat", at=began)
    assert run("phase", "move", "YonSuite", "hypercare", at=live).code == 0
    table = tmp_path / "a.csv"
    bare = DEFECTS.replace(",YonSuite,", ",,").replace(",U8,", ",,")
    table.write_text(bare, "utf-8")

    def tags(number: str) -> list[str]:
        return sorted(run("ticket", "show", number, "--json").json["tags"])

    assert run("import", table, "--json").json["created"] == 3
    assert [tags(one) for one in ("A-1", "A-2", "A-3")] == [["界面"], [], []]
    table.write_text(DEFECTS, "utf-8")
    assert run("import", table, "--json").json["updated"] == 3
    marks = [tags(one) for one in ("A-1", "A-2", "A-3")]
    assert marks == [["phase:uat", "界面"], ["phase:hypercare"], []]  # of the day of the report
    assert run("import", table, "--json").json["unchanged"] == 3
    table.write_text(DEFECTS.replace("A-1,旧版按钮,YonSuite", "A-1,旧版按钮,U8"), "utf-8")
    assert run("import", table, "--json").json["updated"] == 1
    assert tags("A-1") == ["phase:uat", "界面"]  # the mark stays
