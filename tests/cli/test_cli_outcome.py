"""`firstline outcome`: closed is unproven until it is measured; two desks meet."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
from cli_run import NOW, Run
from portal_process import PortalProcess
from two_desks import Desk, joined

STATED = ("title=盘点差异降下来", "measure=库存差异率", "unit=%", "baseline=20", "target=5")


def assigned(run: Run | Desk, title: str = "仓库扫码整改") -> str:
    made = run("action", "new", title, "--owner", "王芳", "--due", "2099-11-30", "--json")
    assert made.code == 0, made.err
    number: str = made.json["number"]
    return number


def only(run: Run | Desk, **options: Any) -> dict[str, Any]:
    (one,) = run("outcome", "list", "--json", **options).json["outcomes"]
    told: dict[str, Any] = one
    return told


def test_a_closed_action_is_unproven_until_a_measurement_proves_it(run: Run) -> None:
    key = assigned(run)
    assert run("outcome", "list", "--json").json["outcomes"] == []
    assert run("action", "close", key, "做完了").code == 0
    bare = only(run)
    assert (bare["number"], bare["state"], bare["stated"]) == (key, "unproven", [])
    assert "? 未证实" in run("outcome", "list").out
    assert "已结束,未证实" in run("action", "list", "--all").out
    assert run("outcome", "measure", key, "4", "--evidence", "盘点表").code == 1
    assert run("outcome", "set", key, "title=少差异", "measure=库存差异率").code == 2, "no target"
    made = run("outcome", "set", key, *STATED, "--json")
    assert (made.code, made.json["state"]) == (0, "unproven"), made.err
    week = NOW + timedelta(days=7)
    seen = run("outcome", "measure", key, "4.2", "--evidence", "盘点表 12", "--json", at=week).json
    assert (seen["state"], seen["stated"][0]["reached_percent"]) == ("proven", 105.3)
    assert "达到目标" in seen["why"]
    shown = run("action", "show", key, "--json", at=week).json
    assert (shown["standing"], shown["proof"]) == ("proven", "proven")
    again = run("outcome", "measure", key, "9", "--evidence", "复盘", "--json", at=week).json
    assert (again["state"], again["stated"][0]["actual"]) == ("missed", "9")
    past = [one["what"] for one in again["stated"][0]["history"]]
    assert any("4.2" in one and "9" in one for one in past), "what was measured before stays"
    counts = run("outcome", "list", "--json", at=week).json["counts"]
    assert (counts["missed"], counts["proven"], counts["unproven"]) == (1, 0, 0)
    assert "missed" in run("outcome", "list", lang="en", at=week).out
    assert run("outcome", "list", "--state", "proven", "--json", at=week).json["total"] == 0


def test_a_value_from_before_the_closing_and_one_from_tomorrow_prove_nothing(run: Run) -> None:
    key = assigned(run)
    assert run("outcome", "set", key, *STATED).code == 0
    early = ("measure", key, "4", "--evidence", "盘点表", "--on", "2026-11-20")
    assert run("outcome", *early).code == 0
    assert run("action", "close", key, "做完了").code == 0
    assert "早于 2026-11-24 结束" in only(run)["why"]
    late = ("measure", key, "4", "--evidence", "盘点表", "--on", "2026-12-24")
    assert run("outcome", *late).code == 2
    assert only(run)["state"] == "unproven"


def test_commands_of_the_register_take_numbers_of_outcomes_and_refuse_nonsense(run: Run) -> None:
    key = assigned(run)
    assert run("outcome", "set", key, *STATED).code == 0
    second = ("title=少补录", "measure=补录单", "baseline=30", "target=3")
    assert run("outcome", "set", key, *second).code == 0
    stated = only(run)["stated"]
    assert len(stated) == 2
    assert run("outcome", "measure", key, "4", "--evidence", "x").code == 1, "which of the two"
    number = next(one["number"] for one in stated if one["measure"] == "补录单")
    assert run("outcome", "measure", number, "2", "--evidence", "x").code == 0
    assert run("outcome", "set", number, "target=1").code == 0
    assert run("outcome", "set", number, "target=viel").code == 2
    assert run("outcome", "set", number, "target").code == 2
    assert run("outcome", "show", "A-000000").code == 1
    assert run("outcome", "remove", number).code == 0
    assert len(only(run)["stated"]) == 1
    assert run("outcome", "set", number, "withdrawn=").code == 0
    assert len(only(run)["stated"]) == 2
    assert run("search", "盘点差异", "--in", "registers", "--json").json["hits"]


def test_a_file_is_kept_with_its_fingerprint_and_comes_out_as_it_was(
    run: Run, tmp_path: Path
) -> None:
    key, file = assigned(run), tmp_path / "盘点表.csv"
    file.write_text("料号,差异\nX,4", encoding="utf-8")
    assert run("outcome", "set", key, *STATED).code == 0
    (one,) = run("outcome", "measure", key, "4", "--evidence", file, "--json").json["stated"]
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    assert (one["evidence"], one["evidence_sha256"]) == ("盘点表.csv", sha256)
    out = tmp_path / "aus.csv"
    assert run("outcome", "evidence", one["number"], "--out", out).code == 0
    assert out.read_bytes() == file.read_bytes()


def test_two_desks_offline_meet_and_the_doctor_and_a_backup_keep_it(
    portal: PortalProcess, desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    far, near = desk("far-o"), desk("near-o")
    joined(portal, far, "far-o")
    joined(portal, near, "near-o")
    key = assigned(far)
    assert far("action", "close", key, "做完了").code == 0
    assert far("outcome", "set", key, *STATED).code == 0
    assert far("sync").code == 0
    assert near("sync").code == 0
    before = next(one for one in _all(near) if one["number"] == key)
    assert (before["state"], before["stated"][0]["target"]) == ("unproven", "5")

    # both measure offline: nothing is lost, and nothing is proven until a person settles it
    assert far("outcome", "measure", key, "4", "--evidence", "far").code == 0
    assert near("outcome", "measure", key, "9", "--evidence", "near").code == 0
    for one in (far, near, far):
        one("sync")
    number = before["stated"][0]["number"]
    for each in (far, near):
        held = next(one for one in _all(each) if one["number"] == key)
        assert held["state"] == "unproven", held["why"]
        clashes = held["stated"][0]["conflicts"]
        both = [{one["mine"], one["theirs"]} for one in clashes if one["field"] == "actual"]
        assert both == [{"4", "9"}]
    for field in ("actual", "evidence"):
        assert far("outcome", "resolve", number, field, "--take", "theirs").code == 0
    for one in (far, near):
        one("sync")
    states = {next(each for each in _all(one) if each["number"] == key)["state"]
              for one in (far, near)}  # fmt: skip
    assert states in ({"proven"}, {"missed"})
    copy = tmp_path / "copy.zip"
    assert near("backup", copy).code == 0
    assert near("doctor").code == 0
    fresh = desk("back-o")
    assert fresh("restore", copy).code == 0
    assert {one["state"] for one in _all(fresh) if one["number"] == key} == states


def test_a_stick_carries_what_was_stated_and_measured(
    portal: PortalProcess, desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    far, near = desk("far-p"), desk("near-p")
    joined(portal, far, "far-p")
    joined(portal, near, "near-p")
    key = assigned(far, "换电池")
    assert far("action", "close", key, "做完了").code == 0
    assert far("outcome", "set", key, *STATED).code == 0
    for one in (far, near):
        assert one("sync").code == 0
    file = tmp_path / "盘点表.csv"
    file.write_bytes(b"1,2")
    assert far("outcome", "measure", key, "4", "--evidence", file).code == 0
    stick = tmp_path / "far.deskpack"
    assert far("pack", "export", stick).code == 0
    carried = near("pack", "import", stick, "--json")
    assert carried.code == 0, carried.err
    assert near("sync").code == 0
    (told,) = [one for one in _all(near) if one["number"] == key]
    assert (told["state"], told["stated"][0]["actual"]) == ("proven", "4")
    assert far("sync").code == 0
    assert near("sync").code == 0
    out = tmp_path / "near.csv"
    number = told["stated"][0]["number"]
    assert near("outcome", "evidence", number, "--out", out).code == 0, "who believes can look"
    assert out.read_bytes() == b"1,2"


def test_the_report_of_a_quarter_tells_what_is_proven_and_is_made_again_to_the_byte(
    run: Run, tmp_path: Path
) -> None:
    for title in ("换电池", "扫码整改", "旧的"):
        key = assigned(run, title)
        at = NOW - timedelta(days=120) if title == "旧的" else NOW
        assert run("action", "close", key, "做完了", at=at).code == 0
        if title == "扫码整改":
            assert run("outcome", "set", key, *STATED).code == 0
            assert run("outcome", "measure", key, "7", "--evidence", "盘点表").code == 0
    file = tmp_path / "q.xlsx"
    done = run("outcome", "report", "--out", file)
    assert done.code == 0, done.err
    book = openpyxl.load_workbook(file)
    told = {name: [[cell.value for cell in row] for row in book[name].iter_rows()][1:]
            for name in book.sheetnames}  # fmt: skip
    assert [row[2] for row in told["▼ 未达目标 1"]] == ["扫码整改"]
    (bare,) = told["未证实 1"]
    assert (bare[2], bare[6]) == ("换电池", "? 未证实: 没有写明预期成果,结束了也不等于有成效")
    assert "结束 2 项:已证实 0,未达目标 1,未证实 1" in str(told["结论"][2][1])
    assert run("report", "verify", file).code == 0
    again = tmp_path / "en.xlsx"
    made = ("outcome", "report", "--from", f"{file}.snapshot.json", "--out", again)
    assert run(*made, lang="en").code == 0
    assert "▼ missed 1" in openpyxl.load_workbook(again).sheetnames
    web = file.with_suffix(".html")
    assert run("outcome", "report", "--from", f"{file}.snapshot.json", "--out", web).code == 0
    said = web.read_text("utf-8")
    assert said.startswith("<!DOCTYPE html>")
    assert "快照 SHA-256" in said
    assert run("report", "verify", web).code == 0
    web.write_text(said.replace("未证实", "已证实"), "utf-8")
    assert run("report", "verify", web).code == 1  # a page that was changed is told
    assert run("outcome", "report", "2026Q9", "--out", file).code == 2
    assert run("outcome", "report", "2026Q3", "--out", file).code == 0
    last = [row[2].value for row in openpyxl.load_workbook(file)["未证实 1"].iter_rows()]
    assert last[1:] == ["旧的"]


def _all(run: Run | Desk) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = run("outcome", "list", "--all", "--json").json["outcomes"]
    return found
