"""Acceptance tests from a terminal: import, runs, defects, rates, signatures and the gate."""

from pathlib import Path

from cli_run import Run
from openpyxl import Workbook

WIDE = """用例编号,用例名称,流程,岗位,级别,测试步骤,预期结果,关联需求
A-1,下单,订单到收款,销售内勤,高,登录,成功,S33
,,,,,下单,已保存,
A-2,开票,订单到收款,财务,中,开票,税额正确,S41
A-3,没有预期,订单到收款,财务,中,开票,,S41
"""


def cases(run: Run, folder: Path) -> Path:
    file = folder / "cases.csv"
    file.write_text(WIDE, "utf-8")
    done = run("uat", "case", "import", file, "--project", "U8", "--json")
    assert (done.code, done.json["created"], len(done.json["refused"])) == (1, 2, 1)
    return file


def passed(run: Run, case: str, tester: str = "王芳") -> str:
    made = run("uat", "run", "start", case, "--tester", tester, "--json").json
    for step in made["steps"]:
        assert run("uat", "run", "step", made["number"], str(step["step"]), "pass").code == 0
    assert run("uat", "run", "finish", made["number"]).code == 0
    return str(made["number"])


def test_cases_come_from_a_table_with_a_row_a_step_and_the_same_again_changes_nothing(
    run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "cases.csv"
    file.write_text(WIDE, "utf-8")
    dry = run("uat", "case", "import", file, "--project", "U8", "--dry-run", "--json")
    assert (dry.json["created"], dry.json["dry_run"]) == (2, True)
    assert "“岗位” → 角色(猜测)" in dry.err
    assert run("uat", "case", "list", "--json").json["total"] == 0
    cases(run, tmp_path)
    again = run("uat", "case", "import", file, "--project", "U8", "--json").json
    assert (again["unchanged"], again["created"], again["updated"]) == (2, 0, 0)
    assert again["refused"][0]["row"] == 5
    found = run("uat", "case", "show", "A-1", "--json").json
    assert [one["expected"] for one in found["step_list"]] == ["成功", "已保存"]
    assert (found["severity"], found["state"], found["requirement_list"]) == (
        "blocker", "untested", ["S33"],
    )  # fmt: skip


def test_a_workbook_and_a_mapping_file_name_the_columns(run: Run, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["标识", "做什么"])
    sheet.append(["B-1", "登录 => 成功\n退出 => 回到登录页"])
    book.save(tmp_path / "c.xlsx")
    assert run("uat", "case", "import", tmp_path / "c.xlsx").code == 2
    words = '[columns]\ncode = "标识"\nsteps = "做什么"\n'
    (tmp_path / "m.toml").write_text(words, "utf-8")
    lacking = run("uat", "case", "import", tmp_path / "c.xlsx", "--map", tmp_path / "m.toml")
    assert lacking.code == 1  # no title, no process: the row is refused with its reason
    assert "要写明用例" in lacking.out


def test_the_shipped_pack_is_taken_in_once(run: Run) -> None:
    first = run("uat", "case", "import", "u8-cloud", "--project", "U8", "--json").json
    assert first["created"] == first["read"] >= 12
    assert (
        run("uat", "case", "import", "u8-cloud", "--project", "U8", "--json").json["created"] == 0
    )
    listed = run("uat", "case", "list", lang="en")
    assert "Order to cash" in listed.out
    shown = run("uat", "case", "show", "O2C-01", lang="en")
    assert "Process: Order to cash" in shown.out
    assert "订单到收款" in run("uat", "case", "show", "O2C-01").out
    assert not run("uat", "case", "show", "O2C-01", "--json").json["requirement_list"]


def test_a_shipped_case_is_changed_in_one_language_and_its_steps_in_both(run: Run) -> None:
    assert run("uat", "case", "import", "u8-cloud").code == 0

    def held() -> tuple[str, str]:
        one = run("uat", "case", "show", "O2C-01", "--json").json
        return one["title"], one["title_en"]

    zh, en = held()
    assert run("uat", "case", "set", "O2C-01", "title=Order by phone", lang="en").code == 0
    assert held() == (zh, "Order by phone")
    assert run("uat", "case", "set", "O2C-01", "title=电话订单").code == 0
    assert held() == ("电话订单", "Order by phone")
    assert run("uat", "case", "set", "O2C-01", f"title_en={en}").code == 0
    assert held() == ("电话订单", en)
    history = run("uat", "case", "show", "O2C-01", lang="en").out
    assert "Case (English): Order by phone" in history
    told = run("uat", "case", "set", "O2C-01", "steps=打电话 => 记下订单", lang="en")
    assert "now stands in both languages" in told.err
    for language in ("zh_CN", "en"):
        steps = run("uat", "case", "show", "O2C-01", "--json", lang=language).json["step_list"]
        assert steps == [{"do": "打电话", "expected": "记下订单"}]
    refused = run("uat", "case", "set", "O2C-01", "steps_en=a => b", lang="en")
    assert refused.code == 2
    assert "one text stands in both" in refused.err


def test_from_a_failed_step_to_a_signature_and_an_open_gate(run: Run, tmp_path: Path) -> None:
    cases(run, tmp_path)
    book = run("runbook", "start", "uat", "--name", "U8", "--json").json["number"]
    gate = run("runbook", "gate", book, "UA2", "--json").json
    assert any(one["code"] == "register_uat" for one in gate["reasons"])
    shot = tmp_path / "s.png"
    shot.write_bytes(b"\x89PNG\r\n")
    number = run("uat", "run", "start", "A-1", "--tester", "王芳", "--json").json["number"]
    assert run("uat", "run", "finish", number).code == 1
    assert run("uat", "run", "step", number, "1", "pass").code == 0
    assert run("uat", "run", "step", number, "2", "fail").code == 2
    bad = ("--actual", "报错 500", "--screenshot", shot)
    done = run("uat", "run", "step", number, "2", "fail", *bad, "--json").json
    assert done["steps"][1]["results"][0]["sha256"]
    early = run("uat", "run", "retest", number, "--tester", "王芳")
    assert (early.code, "还没有结束" in early.err) == (1, True)
    assert run("uat", "run", "finish", number).code == 1
    made = run("uat", "run", "defect", number, "2", "--json").json
    (defect,) = run("uat", "defects", "--open", "--json").json["defects"]
    assert (defect["severity"], defect["ticket"]) == ("blocker", made["defects"][0]["ticket"])
    assert "报错 500" in defect["title"]
    assert f"⚑ 2: {defect['number']} (阻断)" in run("uat", "run", "show", number).out
    passed(run, "A-2")
    rate = run("uat", "rate", "--json").json["processes"][0]
    assert (rate["passed"], rate["total"], rate["tested"]) == (1, 2, 2)
    who = ("--role", "business", "--person", "赵总")
    both = run("uat", "signoff", "订单到收款", *who, "--by", "赵总")
    assert (both.code, "--by" in both.err) == (2, True)  # a signature is never passed over
    assert run("uat", "signoff", "订单到收款", *who).code == 0
    refused = run("uat", "signoff", "订单到收款", "--by", "赵总")
    assert refused.code == 1
    assert "A-1" in refused.err
    retest = run("uat", "run", "retest", number, "--tester", "李娜", "--json").json
    assert retest["retests"]
    for step in ("1", "2"):
        run("uat", "run", "step", retest["number"], step, "pass")
    assert run("uat", "run", "finish", retest["number"]).code == 0
    assert run("uat", "signoff", "订单到收款", "--by", "赵总").code == 1  # the ticket is open
    ticket = defect["number"]
    assert run("ticket", "set", ticket, "status=in_progress").code == 0
    assert run("ticket", "set", ticket, "status=resolved").code == 0
    assert run("uat", "signoff", "订单到收款", "--by", "王芳").code == 1
    signed = run("uat", "signoff", "订单到收款", "--by", "赵总", "--json").json
    assert (signed["signed"], signed["signature"]["by"]) == (True, "赵总")
    gate = run("runbook", "gate", book, "UA2", "--json").json
    assert not any(one["code"] == "register_uat" for one in gate["reasons"])
    worse = run("uat", "run", "start", "A-1", "--tester", "王芳", "--json").json["number"]
    for step in ("1", "2"):
        run("uat", "run", "step", worse, step, "fail", "--actual", "又坏了")
    run("uat", "run", "finish", worse)
    gate = run("runbook", "gate", book, "UA2", "--json").json
    (reason,) = [one for one in gate["reasons"] if one["code"] == "register_uat"]
    assert "签字已失效" in reason["text_zh"]


def test_the_ticket_of_a_blocker_is_urgent_and_says_why(run: Run, tmp_path: Path) -> None:
    cases(run, tmp_path)
    number = run("uat", "run", "start", "A-1", "--tester", "王芳", "--json").json["number"]
    run("uat", "run", "step", number, "2", "fail", "--actual", "报错 500")
    run("uat", "run", "defect", number, "2")
    (defect,) = run("uat", "defects", "--json").json["defects"]
    opened = run("ticket", "show", defect["number"], "--json").json
    assert opened["priority"] == "P1"  # the matrix's answer for a process that stands still
    assert "严重级别“阻断”" in opened["timeline"][0]["text"]


def test_an_unsigned_process_of_another_project_holds_no_gate(run: Run, tmp_path: Path) -> None:
    cases(run, tmp_path)
    book = run("runbook", "start", "uat", "--name", "NC", "--json").json["number"]
    gate = run("runbook", "gate", book, "UA2", "--json").json
    assert not any(one["code"] == "register_uat" for one in gate["reasons"])


def test_a_hostile_table_ends_in_a_sentence(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(b"\x00\xff\x00\xff" * 40)
    done = run("uat", "case", "import", file)
    assert done.code == 2
    assert "Traceback" not in done.err
