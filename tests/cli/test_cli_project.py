"""Projects from a terminal: phases are recorded, moved, filtered, and come from a table."""

from pathlib import Path

from cli_run import Run


def test_a_system_goes_through_its_phases_and_the_list_is_filtered_by_them(run: Run) -> None:
    made = run(
        "phase", "add", "U9 总部", "--phase", "implement", "--project", "上云", "--json"
    ).json
    assert (made["phase"], made["since"], made["days"]) == ("implement", "2026-11-24", 0)
    run("phase", "add", "T+ 东莞", "--phase", "run", "--since", "2024-01-01", "--json")
    moved = run("phase", "move", made["number"], "uat", "--on", "2026-11-20", "--json").json
    assert (moved["phase"], moved["since"], moved["days"]) == ("uat", "2026-11-20", 4)
    assert [(one["from"], one["to"]) for one in moved["transitions"]] == [
        (None, "implement"), ("implement", "uat"),
    ]  # fmt: skip
    found = run("phase", "list", "--phase", "uat", "--json").json
    assert (found["total"], found["phases"][0]["subject"]) == (1, "U9 总部")
    assert run("phase", "list", "--json").json["total"] == 2
    assert run("phase", "list", "--project", "别处", "--json").json["total"] == 1  # of none
    assert run("phase", "move", made["number"], "uat", "--on", "2027-01-01").code == 2
    assert run("phase", "move", made["number"], "live").code == 2
    assert "用户验收测试" in run("phase", "list").out
    assert "implement → UAT" in run("phase", "show", made["number"], lang="en").out


def test_phases_come_from_a_table(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "phases.csv"
    file.write_text("subject,phase,project\nU8,run,\nNC,upgrade,NC 升级\nX,living,\n", "utf-8")
    done = run("phase", "import", str(file), "--json")
    assert (done.code, done.json["created"], len(done.json["refused"])) == (1, 2, 1)
    again = run("phase", "import", str(file), "--json")
    assert (again.json["created"], again.json["unchanged"]) == (0, 2)


def _freeze(run: Run) -> None:
    frozen = ("--held-on", "2026-11-10", "--result", "accepted", "--decisions", "照此")
    done = run("prototype", "add", "v1", *frozen, "--frozen-on", "2026-11-10", "--project", "上云")
    assert done.code == 0


def test_a_change_after_the_freeze_without_its_impact_is_refused(run: Run) -> None:
    _freeze(run)
    asked = ("change-request", "add", "加字段", "--reason", "对账", "--raised-by", "赵敏",
             "--project", "上云")  # fmt: skip
    refused = run(*asked, lang="en")
    assert refused.code == 2
    assert "Scope was frozen on 2026-11-10" in refused.err
    impact = ("--impact-days", "0", "--impact-yuan", "0", "--impact-test", "无")
    made = run(*asked, *impact, "--json").json
    assert (made["impact_days"], made["raised_on"]) == (0, "2026-11-24")
    number = made["number"]
    assert run("change-request", "set", number, "impact_test=").code == 2
    assert run("change-request", "set", number, "state=approved", "decided_by=赵敏").code == 2
    assert run("change-request", "set", number, "state=approved", "decided_by=王磊").code == 0
    found = run("change-request", "list", "--json").json
    assert (found["total"], found["change_requests"][0]["state"]) == (1, "approved")


def test_the_trace_has_no_hole_once_each_requirement_has_a_case(run: Run) -> None:
    number = run("requirement", "add", "扫码入库", "--project", "上云", "--json").json["number"]
    found = run("requirement", "trace", "--project", "上云", "--json")
    assert (found.code, found.json["total"]) == (1, 1)
    assert [one["code"] for one in found.json["holes"]] == ["no_case", "no_process"]
    assert number in run("requirement", "trace").out
    run("requirement", "set", number, "state=dropped")
    assert run("requirement", "trace", "--json").code == 0


def test_a_report_of_a_diagnosis_is_kept_by_its_content(run: Run, tmp_path: Path) -> None:
    number = run("diagnosis", "add", "库存", "--json").json["number"]
    assert run("diagnosis", "report", number, "--out", str(tmp_path / "x.pdf")).code == 1
    (tmp_path / "报告.pdf").write_bytes(b"report")
    done = run("diagnosis", "report", number, str(tmp_path / "报告.pdf"), "--json").json
    assert (done["report"], len(done["report_sha256"])) == ("报告.pdf", 64)
    assert run("diagnosis", "report", number, "--out", str(tmp_path / "x.pdf")).code == 0
    assert (tmp_path / "x.pdf").read_bytes() == b"report"
    assert "附上 报告.pdf" in str(run("diagnosis", "show", number, "--json").json["history"])


def test_an_open_pain_point_holds_gate_g2_of_its_project(run: Run) -> None:
    run("ledger", "grant", "免费诊断", "2", "--unit", "次")
    about = ("--project", "上云", "--json")
    looked = run(
        "diagnosis", "add", "库存流程", "--state", "held", "--entitlement", "免费诊断", *about
    )
    number = looked.json["number"]
    assert [one["code"] for one in looked.json["flags"]] == ["no_points", "not_consumed"]
    assert run("diagnosis", "consume", number, "--json").json["ledger_entry"]
    assert run("diagnosis", "consume", number).code == 1  # only once
    assert run("ledger", "show", "免费诊断", "--json").json["balance"] in (1, "1")
    assert run("pain-point", "add", "账实不符", "--diagnosis", "DG-0").code == 2
    point = run("pain-point", "add", "账实不符", "--diagnosis", number, *about).json["number"]
    book = run("runbook", "start", "cutover", "--name", "上云", "--json").json
    gate = run("runbook", "gate", book["number"], "G2", "--json")
    said = [one for one in gate.json["reasons"] if one["code"] == "register_project"]
    assert gate.code == 1
    assert point in str(said)
    other = run("runbook", "gate", book["number"], "G1", "--json").json
    assert "register_project" not in str(other)
    assert run("pain-point", "set", point, "outcome=rejected").code == 2
    assert run("pain-point", "set", point, "outcome=rejected", "reason=与流程无关").code == 0
    after = run("runbook", "gate", book["number"], "G2", "--json").json
    assert "register_project" not in str(after)


def test_a_consultant_without_a_hand_over_turns_project_health_red(run: Run) -> None:
    mine = ("--project", "上云")
    run(
        "vendor-person",
        "add",
        "孙工",
        "--starts-on",
        "2026-01-01",
        "--ends-on",
        "2026-11-01",
        *mine,
    )
    new = run("vendor-person", "add", "周工", "--starts-on", "2026-11-02", *mine, "--json").json
    assert [one["code"] for one in new["flags"]] == ["no_handover"]
    red = run("project", "health", *mine, "--json")
    assert (red.code, red.json["total"]) == (1, 6)
    one = next(one for one in red.json["health"] if one["rule_id"] == "handover")
    assert (one["verdict"], one["value"], one["threshold"]) == ("red", "1", "0")
    assert "周工" in one["why"]
    said = ("--on", "2026-11-01", "--open-points", "接口 3 项", "--accepted-by", "赵敏")
    run("handover", "add", "孙工", "--to", "周工", *said, *mine)
    logged = run(
        "vendor-person", "effort", new["number"], "--hours", "7.5", "--what", "联调", "--json"
    )
    assert (logged.json["minutes"], logged.json["flags"]) == (450, [])
    shown = run("vendor-person", "show", new["number"]).out
    assert ("2026-11-24" in shown, "450 分钟:联调" in shown) == (True, True)
    fine = run("project", "health", *mine)
    assert (fine.code, "没有数据" in fine.out) == (0, True)
    assert run("project", "list", "--json").json == {"projects": [{"name": "上云"}], "total": 1}
    late = ("--starts-on", "2026-11-01", "--due", "2026-11-20", "--planned-yuan", "1000")
    made = run("deliverable", "add", "蓝图", *late, *mine, "--json").json
    assert [flag["code"] for flag in made["flags"]] == ["late", "no_owner"]
    gain = ("--unit", "天", "--baseline", "8", "--target", "3", "--due", "2026-11-20", *mine)
    assert run("benefit", "add", "月结", *gain, "--json").json["realised_percent"] is None


LIVE = """
schema = "firstline.template/1"
id = "live"
version = "1"
title_zh = "上线"
title_en = "Go-live"
[[gate]]
id = "L1"
title_zh = "验证放行"
title_en = "Verified"
go_live = true
[[item]]
id = "i1"
gate = "L1"
severity = "blocker"
title_zh = "项"
title_en = "Item"
evidence_zh = "记录"
evidence_en = "Record"
owner_role = "pm"
"""


def test_the_go_live_gate_switches_new_tickets_to_operation_and_old_ones_keep_theirs(
    run: Run, profile: Path
) -> None:
    folder = profile / "packs" / "checklists"
    folder.mkdir(parents=True)
    (folder / "live.toml").write_text(LIVE, "utf-8")
    run("phase", "add", "YonSuite", "--phase", "uat", "--project", "上云")
    new = ("ticket", "new", "--impact", "1", "--urgency", "1", "--product", "YonSuite", "--json")
    old = run(*new, "--title", "测试时发现").json
    assert (old["tags"], old["clocks"]) == (["phase:uat"], [])
    book = run("runbook", "start", "live", "--name", "上云", "--json").json["number"]
    assert run("runbook", "gate", book, "L1").code == 1
    assert run("phase", "list", "--json").json["phases"][0]["phase"] == "uat"
    said = run("runbook", "check", book, "i1", "--evidence", "验证记录 1")
    assert "1 个系统已上线" in said.err
    (system,) = run("phase", "list", "--json").json["phases"]
    assert (system["phase"], system["since"]) == ("go_live", "2026-11-24")
    assert system["transitions"][-1]["from"] == "uat"
    fresh = run(*new, "--title", "上线后").json
    assert fresh["tags"] == ["phase:go_live"]
    assert fresh["clocks"]
    assert run("ticket", "show", old["id"], "--json").json["clocks"] == []
    for words, title in (("phase:uat", "测试时发现"), ("阶段:上线", "上线后")):
        (found,) = run("ticket", "list", words, "--json").json["tickets"]
        assert found["title"] == title
    assert run("ticket", "list", "--json", "--", "-phase:uat").json["total"] == 1
    for phase in ("hypercare", "run", "upgrade", "migrate", "retire"):
        done = run("ticket", "list", f"phase:{phase}", "--json")
        assert (done.json["total"], done.err) == (0, "")


def test_registers_are_filtered_by_the_phase_of_their_project(run: Run) -> None:
    run("phase", "add", "YonSuite", "--phase", "uat", "--project", "上云")
    run("phase", "add", "NC", "--phase", "upgrade", "--project", "NC 升级")
    for name, kind in (("上云", "cutover-erp"), ("NC 升级", "upgrade-erp"), ("别的", "uat")):
        run("runbook", "start", kind, "--name", name)
    (book,) = run("runbook", "list", "--phase", "upgrade", "--json").json["runbooks"]
    assert book["name"] == "NC 升级"
    assert "没有符合" in run("runbook", "list", "--phase", "retire").out
    run("risk", "add", "断电", "--project", "上云")
    run("risk", "add", "金税", "--project", "NC 升级")
    run("risk", "add", "别的")
    found = run("risk", "list", "--phase", "uat", "--json").json
    assert [one["title"] for one in found["risks"]] == ["断电"]
    assert run("risk", "list", "--json").json["total"] == 3


def test_a_record_of_a_register_is_found_from_the_terminal(run: Run) -> None:
    given = ("--role", "technical_consultant", "--starts-on", "2026-07-01", "--project", "上云")
    made = run("vendor-person", "add", "高敏", *given, "--json").json
    for more in ((), ("--in", "registers")):
        (hit,) = run("search", "高敏", *more, "--json").json["hits"]
        assert (hit["kind"], hit["id"]) == ("vendor_person", made["id"])
    assert run("search", "高敏", "--in", "tickets", "--json").json["total"] == 0
